// PUB: what was decided, or ordered to be posted, is posted in time (01); the family's list.
// What is sealed is not for posting; nothing here may ask for it.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import { compareDates, daysBetween } from '../kernel/time.js';
import type { CaseIndex, EventOf } from './case.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { decidingRulings, rulingBodyKind, type Ruling } from './decisions.js';
import { publicationLimit, type PublicationLimit } from './flowLimits.js';
import { pub08, pub09 } from './pubBoards.js';
import { pub02 } from './pubFrequency.js';
import { pub10 } from './pubPolicy.js';
import { pub03, pub04, pub06 } from './pubPosting.js';
import { pub07 } from './pubPrivacy.js';
import { pub05 } from './pubTruth.js';
import { defineRule, type Activation } from './rule.js';
import {
  INFORMATION_REGULATION,
  OPENNESS_SYSTEM,
  SUNSHINE_IN_FORCE,
  VILLAGERS_LAW,
} from './sources.js';
import { compareTimes, localDate } from './time.js';

type Notice = EventOf<'disclosure.NoticePosted'>;
type Publication = EventOf<'matters.DecisionPublished'> | Notice;

/**
 * Each final ruling with its first publication. A ruling that another followed before anything was posted was a step
 * on the way (e.g. the two committees' proposal before the representatives' resolution) and needs no posting.
 */
function finalRulings(
  theCase: CaseIndex,
): readonly { readonly ruling: Ruling; readonly publication: Publication | undefined }[] {
  const rulings = decidingRulings(theCase);
  const publications = [
    ...theCase.of('matters.DecisionPublished').filter(({ data }) => data.what === 'decision'),
    ...theCase.of('disclosure.NoticePosted').filter(({ data }) => data.class === 'decision'),
  ];
  // By day, rulings first: a posting of the same day is a posting of the ruling, also where a time states only the day.
  const timeline = [...rulings, ...publications].sort(
    (a, b) =>
      compareDates(localDate(a.time), localDate(b.time)) ||
      Number(b.name === 'matters.ResultRuled') - Number(a.name === 'matters.ResultRuled') ||
      compareTimes(a.time, b.time),
  );
  const found: { ruling: Ruling; publication: Publication | undefined }[] = [];
  let pending: Ruling | undefined;
  for (const event of timeline)
    if (event.name === 'matters.ResultRuled') pending = event;
    else if (pending) {
      found.push({ ruling: pending, publication: event });
      pending = undefined;
    }
  return pending ? [...found, { ruling: pending, publication: undefined }] : found;
}

function judgedPosting(
  theCase: CaseIndex,
  ruling: Ruling,
  publication: Publication | undefined,
  { limit, from, applied }: Extract<PublicationLimit, { kind: 'limit' }>,
): Activation | undefined {
  const act = publication ?? ruling;
  const end = localDate(publication?.time ?? theCase.latest);
  const held = heldAgainst(limit, localDate(from.time), end);
  // Not posted, and nothing on record shows that the limit has passed: not due yet.
  if (held.kind === 'inTime') return publication ? { act } : undefined;
  if (held.kind === 'unjudged') return { act, unjudged: held.reason };
  const { zh, en } = limitInWords(limit);
  return {
    act,
    applied,
    broken: {
      found: publication
        ? {
            zh: `${end} 才公示，逾期 ${held.over} 日`,
            en: `posted on ${end}, ${held.over} day(s) late`,
          }
        : {
            zh: `到 ${end} 仍未公示，逾期 ${held.over} 日`,
            en: `not posted by ${end}, ${held.over} day(s) late`,
          },
      expected:
        from === ruling
          ? {
              zh: `决定后 ${zh}内（${held.due} 前）公示`,
              en: `posting within ${en} of the ruling, by ${held.due}`,
            }
          : {
              zh: `前一环节后 ${zh}内（${held.due} 前）公示`,
              en: `posting within ${en} of the step before, by ${held.due}`,
            },
      severity: held.severity,
      evidence: [ruling, from].filter((event) => event !== act),
    },
  };
}

/** A notice with a day by which it had to hang. How long the order gave is not known: the delay is not weighed. */
function judgedNotice(act: Notice): Activation | undefined {
  const { dueOn } = act.data;
  if (dueOn === undefined) return undefined;
  const day = localDate(act.time);
  return {
    act,
    broken:
      day <= dueOn
        ? undefined
        : {
            found: {
              zh: `${day} 才公示，逾期 ${daysBetween(dueOn, day)} 日`,
              en: `posted on ${day}, ${daysBetween(dueOn, day)} day(s) late`,
            },
            expected: { zh: `${dueOn} 前公示`, en: `posting by ${dueOn}` },
          },
  };
}

/**
 * A final ruling is posted within the limit, counted from the day after the ruling, ending on a working day. Charged on
 * the posting when late, on the ruling when it is missing and a later event of the case shows that the limit has
 * passed; not due yet is not applicable. A notice of the matter of class `decision` is such a posting too; and any
 * notice that states the day by which it was due is held against that day. Up to 20 % over the limit is minor, up to
 * 100 % medium, more serious. A working-day count in a year without holiday data is not judged. The limit is the first
 * that is stated: a pack's for this power, the flow's own of its posting step, the power item's `publicity.within`, a
 * pack's in general. Not applicable to sealed and audit matters, and to bodies with a publicity of their own
 * (`exceptBodyKinds`). Source: Regulation on Open Government Information art. 26 (20 working days); Villagers'
 * Committees Organic Law art. 30; by-laws set other limits by pack (domain.md 2.1, 2.6).
 */
const pub01 = defineRule({
  id: 'PUB-01',
  title: { zh: '及时公示', en: 'Posted in time' },
  statement: {
    zh: '决定作出后在规定期限内公示',
    en: 'A decision is posted within the limit',
  },
  severity: 'M',
  basis: [
    { document: INFORMATION_REGULATION, clause: '第二十六条' },
    { document: VILLAGERS_LAW, clause: '第三十条' },
    { document: OPENNESS_SYSTEM, clause: '公开时限' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    limit: limitParameter.default('20wd'),
    exceptBodyKinds: z.array(z.enum(BODY_KINDS)).default(['legislature', 'legislatureCommittee']),
  }),
  triggers: ['matters.ResultRuled', 'disclosure.NoticePosted'],
  *check(theCase, context, on) {
    for (const act of theCase.of('disclosure.NoticePosted')) {
      const activation = judgedNotice(act);
      if (activation) yield activation;
    }
    for (const { ruling, publication } of finalRulings(theCase)) {
      if (ruling.classification === 'sealed' || ruling.classification === 'audit') continue;
      const kind = rulingBodyKind(theCase, context, ruling);
      if (kind !== undefined && on(ruling).exceptBodyKinds.includes(kind)) continue;
      const limit = publicationLimit(theCase, context, { ruling, publication }, on);
      if (limit.kind === 'unknown') yield { act: publication ?? ruling, unjudged: limit.reason };
      if (limit.kind !== 'limit') continue;
      const activation = judgedPosting(theCase, ruling, publication, limit);
      if (activation) yield activation;
    }
  },
});

export const PUB = [pub01, pub02, pub03, pub04, pub05, pub06, pub07, pub08, pub09, pub10] as const;
