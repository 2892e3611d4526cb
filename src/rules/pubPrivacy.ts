// PUB-07: no notice shows a person's identity number, bank card or mobile number.
// The finding says how many, never which.
import { z } from 'zod';
import type { Bilingual } from '../kernel/errors.js';
import { parseLocalDate } from '../kernel/time.js';
import type { CaseIndex, EventOf } from './case.js';
import { listed } from './names.js';
import { personalDataIn, type PersonalData } from './personalData.js';
import { defineRule } from './rule.js';
import { INFORMATION_REGULATION, OPENNESS_SYSTEM } from './sources.js';
import { countyOf } from './unitKeys.js';

type Notice = EventOf<'disclosure.NoticePosted'>;

/** Everything that a notice shows in words. */
const shownBy = ({ data }: Notice): string =>
  [data.title, data.content ?? '', ...(data.figures ?? []).map(({ label }) => label)].join('\n');

function inWords({ identityNumbers, bankCards, mobileNumbers }: PersonalData): Bilingual {
  const counts: readonly (readonly [number, string, string])[] = [
    [identityNumbers, '个身份证号码', 'identity number(s)'],
    [bankCards, '个银行卡号', 'bank card number(s)'],
    [mobileNumbers, '个手机号码', 'mobile number(s)'],
  ];
  return listed(
    counts
      .filter(([count]) => count > 0)
      .map(([count, zh, en]) => ({ zh: `${count} ${zh}`, en: `${count} ${en}` })),
  );
}

const reportedUnmasked = (theCase: CaseIndex, { data }: Notice) =>
  theCase
    .of('disclosure.NoticeChecked')
    .filter(
      (event) =>
        event.data.noticeId === data.noticeId && event.data.faults.includes('unmaskedPersonalData'),
    );

/**
 * Title, content and labels of a notice show no identity number (check character verified), bank card number (Luhn) or
 * mobile number in full, and no check reported such a fault. Numbers with `*` are masked; a mobile number directly after
 * one of the `contacts` is a telephone of the office. Not applicable where the words of the notice are not recorded and
 * no check reported a fault. Source: Personal Information Protection Law arts. 6, 28 (from memory); Regulation on Open
 * Government Information art. 15; domain.md 2.6, 2.9.
 */
export const pub07 = defineRule({
  id: 'PUB-07',
  title: { zh: '个人信息脱敏', en: 'Personal data are masked' },
  statement: {
    zh: '公示内容不得出现完整的身份证号、银行卡号、手机号',
    en: 'A notice shows no identity, bank card or mobile number in full',
  },
  severity: 'S',
  basis: [
    { document: INFORMATION_REGULATION, clause: '第十五条' },
    { document: '中华人民共和国个人信息保护法', clause: '第六条、第二十八条' },
    { document: OPENNESS_SYSTEM, clause: '个人隐私保护' },
  ],
  // The regulation of 2007 forbids to publish privacy already.
  validFrom: parseLocalDate('2008-05-01'),
  parameters: z.strictObject({
    contacts: z
      .array(z.string())
      .default(['举报电话', '监督电话', '投诉电话', '咨询电话', '服务电话', '热线', '热线电话']),
  }),
  triggers: ['disclosure.NoticePosted'],
  *check(theCase, _context, on) {
    for (const act of theCase.of('disclosure.NoticePosted')) {
      const reported = reportedUnmasked(theCase, act);
      if (act.data.content === undefined && reported.length === 0) continue;
      const found = personalDataIn(shownBy(act), {
        county: countyOf(act.orgunit),
        contacts: on(act).contacts,
      });
      const shown = found.identityNumbers + found.bankCards + found.mobileNumbers > 0;
      yield {
        act,
        broken:
          shown || reported.length > 0
            ? {
                found: shown
                  ? { zh: `公示了${inWords(found).zh}`, en: `it shows ${inWords(found).en}` }
                  : {
                      zh: '检查发现个人信息未脱敏',
                      en: 'a check found personal data that were not masked',
                    },
                expected: {
                  zh: '身份证号、银行卡号、手机号隐去部分数字',
                  en: 'such numbers with digits hidden',
                },
                evidence: reported,
              }
            : undefined,
      };
    }
  },
});
