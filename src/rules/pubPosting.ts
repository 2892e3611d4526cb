// PUB-03, PUB-04 and PUB-06: how long a notice hung, the photograph of it, and the answer to who objects.
// A notice whose removal nobody recorded is not taken to have been removed.
import { z } from 'zod';
import { NOTICE_CLASSES, PLACE_KINDS } from '../events/disclosure.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter, noticeBefore } from './deadline.js';
import { powerItemOf } from './decisions.js';
import { defineRule, type Activation } from './rule.js';
import { OPENNESS_SYSTEM, SUNSHINE_IN_FORCE, VILLAGERS_LAW } from './sources.js';
import { compareTimes, localDate } from './time.js';
import { unitKey } from './unitKeys.js';

type Notice = EventOf<'disclosure.NoticePosted'>;

const own = <E extends { readonly data: { readonly noticeId: string } }>(
  events: readonly E[],
  { data }: Notice,
): readonly E[] => events.filter((event) => event.data.noticeId === data.noticeId);

const pub03Parameters = z.strictObject({
  /** How long notices stay at least; local, none by default. */
  minimum: limitParameter.optional(),
  /** Other minima by class of notice. */
  classes: z.partialRecord(z.enum(NOTICE_CLASSES), limitParameter).default({}),
});

const LITERAL = /^\d{1,4}(cd|wd|m)$/;

/** The power item's own minimum; else that of the class; else the general one. A `{parameter}` is no figure. */
function minimumOf(
  theCase: CaseIndex,
  context: RuleContext,
  act: Notice,
  { minimum, classes }: z.output<typeof pub03Parameters>,
): string | undefined {
  const published = powerItemOf(theCase, context)?.publicity?.minDays;
  if (published !== undefined && LITERAL.test(published)) return published;
  return classes[act.data.class] ?? minimum;
}

/** When a notice came down, as the ledger knows it, and which event says so. */
function takenDown(theCase: CaseIndex, act: Notice) {
  const removed = own(theCase.of('disclosure.NoticeRemoved'), act)[0];
  const missed = own(theCase.of('disclosure.NoticeChecked'), act).find(({ data }) =>
    data.faults.some((fault) => fault === 'takenDown' || fault === 'missing'),
  );
  const [first] = [removed, missed]
    .flatMap((event) => event ?? [])
    .sort((a, b) => compareTimes(a.time, b.time));
  return first;
}

function judgedStay(theCase: CaseIndex, act: Notice, minimum: string): Activation | undefined {
  const down = takenDown(theCase, act);
  const posted = localDate(act.time);
  const { until } = act.data;
  const end = down ? localDate(down.time) : until;
  const stay = noticeBefore(minimum, posted, end ?? localDate(theCase.latest));
  const charged = down?.name === 'disclosure.NoticeRemoved' ? down : act;
  if (stay.kind === 'inTime') return { act: charged };
  // Still up, as far as the ledger knows.
  if (end === undefined) return undefined;
  if (stay.kind === 'unjudged') return { act: charged, unjudged: stay.reason };
  const { zh, en } = limitInWords(minimum);
  return {
    act: charged,
    broken: {
      found: down
        ? { zh: `${posted} 张贴，${end} 已撤下`, en: `posted on ${posted}, down on ${end}` }
        : { zh: `${posted} 张贴，只公示到 ${end}`, en: `posted on ${posted}, only until ${end}` },
      expected: { zh: `公示不少于 ${zh}`, en: `it stays for at least ${en}` },
      evidence: [act, ...(down ? [down] : [])],
    },
  };
}

/**
 * A notice stays at least as long as its power item says, else as the pack says for its class, else for all notices.
 * The day of posting is not counted; in doubt (a minimum that ends on a day off) the shorter count holds. Charged on a
 * recorded removal, else on the posting: by a check that did not find it, or by the last day that it states itself.
 * Not judged while it hangs and the time is not over; not applicable without a minimum. Source: domain.md 2.1
 * (Chongqing: 10 days), 2.9; figures are local.
 */
export const pub03 = defineRule({
  id: 'PUB-03',
  title: { zh: '公示期满', en: 'Posted long enough' },
  statement: {
    zh: '公示时间不少于规定期限',
    en: 'A notice stays for the time laid down',
  },
  severity: 'M',
  basis: [
    { document: OPENNESS_SYSTEM, clause: '公示期限' },
    { document: VILLAGERS_LAW, clause: '第三十条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: pub03Parameters,
  triggers: ['disclosure.NoticePosted'],
  *check(theCase, context, on) {
    for (const act of theCase.of('disclosure.NoticePosted')) {
      const minimum = minimumOf(theCase, context, act, on(act));
      const activation = minimum === undefined ? undefined : judgedStay(theCase, act, minimum);
      if (activation) yield activation;
    }
  },
});

const placeKind = z.enum(PLACE_KINDS);

/** Whether all places of a notice are known to be such that nothing can be photographed there. */
function onScreensOnly(
  context: RuleContext,
  { data }: Notice,
  electronic: readonly z.output<typeof placeKind>[],
): boolean {
  return data.places.every((placeId) => {
    const registered = eventsOf(
      context.events(unitKey.place(placeId)),
      'disclosure.PlaceRegistered',
    ).at(-1);
    return registered !== undefined && electronic.includes(registered.data.kind);
  });
}

/**
 * A notice on a board is photographed as it hangs: with its posting, or by a later check. Not applicable where all its
 * places are registered as websites, chat groups or screens. Source: domain.md 1.3 M15, 2.9.
 */
export const pub04 = defineRule({
  id: 'PUB-04',
  title: { zh: '公示留影', en: 'Photographed as it hangs' },
  statement: {
    zh: '上墙公示须留存现场照片',
    en: 'A notice on a board is photographed as it hangs',
  },
  severity: 'L',
  basis: [{ document: OPENNESS_SYSTEM, clause: '公开留痕' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    electronic: z.array(placeKind).default(['website', 'chatGroup', 'eScreen']),
  }),
  triggers: ['disclosure.NoticePosted'],
  *check(theCase, context, on) {
    for (const act of theCase.of('disclosure.NoticePosted')) {
      if (onScreensOnly(context, act, on(act).electronic)) continue;
      const photographed =
        act.data.photo !== undefined ||
        own(theCase.of('disclosure.NoticeChecked'), act).some(
          ({ data }) => data.photo !== undefined,
        );
      yield {
        act,
        broken: photographed
          ? undefined
          : {
              found: { zh: '没有公示现场照片', en: 'there is no photograph of the posting' },
              expected: { zh: '张贴或检查时拍照', en: 'a photograph, at posting or at a check' },
            },
      };
    }
  },
});

/**
 * An objection to a notice is answered within 3 days. Charged on the answer when late; when there is none and a later
 * event of the case shows that the limit has passed, on the notice: who objected is not answerable for the silence. Source: domain.md 2.1 (Chongqing art. 31), 2.9.
 */
export const pub06 = defineRule({
  id: 'PUB-06',
  title: { zh: '异议限期答复', en: 'Objections are answered' },
  statement: {
    zh: '对公示的异议须在规定期限内答复',
    en: 'An objection to a notice is answered within the limit',
  },
  severity: 'M',
  basis: [
    { document: VILLAGERS_LAW, clause: '第三十一条' },
    { document: OPENNESS_SYSTEM, clause: '异议答复' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('3cd') }),
  triggers: ['disclosure.ObjectionRaised'],
  *check(theCase, _context, on) {
    for (const raised of theCase.of('disclosure.ObjectionRaised')) {
      const answered = theCase
        .of('disclosure.ObjectionAnswered')
        .find(({ data }) => data.objectionId === raised.data.objectionId);
      const [notice] = theCase
        .of('disclosure.NoticePosted')
        .filter(({ data }) => data.noticeId === raised.data.noticeId);
      const act = answered ?? notice ?? raised;
      const { limit } = on(raised);
      const day = localDate(answered?.time ?? theCase.latest);
      const held = heldAgainst(limit, localDate(raised.time), day);
      if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
      else if (held.kind === 'inTime') {
        if (answered) yield { act };
      } else {
        const { zh, en } = limitInWords(limit);
        yield {
          act,
          // Who posted a notice is not thereby the one who had to answer.
          person: answered ? undefined : null,
          broken: {
            found: answered
              ? {
                  zh: `${day} 才答复，逾期 ${held.over} 日`,
                  en: `answered on ${day}, ${held.over} day(s) late`,
                }
              : { zh: `到 ${day} 仍未答复`, en: `no answer by ${day}` },
            expected: {
              zh: `${zh}内（${held.due} 前）答复`,
              en: `an answer within ${en}, by ${held.due}`,
            },
            evidence: [raised],
          },
        };
      }
    }
  },
});
