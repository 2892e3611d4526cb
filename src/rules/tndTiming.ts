// TND-03 and TND-05: the times of a tender: for bids, for the posting of candidates, for the contract.
// Shortest periods are counted in the bidder's and the poster's favour: a last day on a day off does not lengthen them.
import { z } from 'zod';
import { AWARD_METHODS } from '../events/projects.js';
import type { Bilingual } from '../kernel/errors.js';
import { addDays, daysBetween, type LocalDate } from '../kernel/time.js';
import { eventsOf, type CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { defineRule, type Activation } from './rule.js';
import {
  announcementOf,
  linkOf,
  PROCUREMENT_LAW,
  TENDERING_LAW,
  TENDERING_LAW_IN_FORCE,
  TENDERING_REGULATION,
  TENDERING_REGULATION_IN_FORCE,
  type Announcement,
  type Award,
} from './tenders.js';
import { holdsOn, procedureRow } from './tndProcedure.js';
import { compareTimes, localDate } from './time.js';
import { unitKey } from './unitKeys.js';

const days = z.int().min(0).max(366);
const tnd03Parameters = z.strictObject({
  methods: z.array(z.enum(AWARD_METHODS)).default(['openTender', 'invitedTender']),
  /** From the first day of the documents to the deadline for bids. */
  bidDays: days.default(20),
  /** How long the documents are given out. */
  documentDays: days.default(5),
  /** From the evaluation report to the posting of the candidates. */
  candidatesWithin: limitParameter.default('3cd'),
  /** How long the candidates stay posted. */
  candidateDays: days.default(3),
  /** From which estimates on a tender is mandatory, as TND-01 has them; below, the law leaves the times to the tenderer. */
  mandatory: z.array(procedureRow).default([]),
});
type Tnd03Parameters = z.output<typeof tnd03Parameters>;

/** What was too short or too late, with the figure that holds; a question that needs unknown holidays is said apart. */
interface Faults {
  readonly judged: number;
  readonly broken: readonly { readonly found: Bilingual; readonly expected: Bilingual }[];
  readonly unjudged?: Bilingual | undefined;
}

const dayOf = (instant: string | undefined): LocalDate | undefined =>
  instant === undefined ? undefined : localDate(instant);

function tooShort(
  [from, to]: readonly [LocalDate | undefined, LocalDate | undefined],
  least: number,
  what: Bilingual,
): Faults {
  if (from === undefined || to === undefined) return { judged: 0, broken: [] };
  const length = daysBetween(from, to);
  return {
    judged: 1,
    broken:
      length >= least
        ? []
        : [
            {
              found: { zh: `${what.zh} ${length} 日`, en: `${what.en}: ${length} day(s)` },
              expected: {
                zh: `${what.zh}不少于 ${least} 日`,
                en: `${what.en}: at least ${least} days`,
              },
            },
          ],
  };
}

const together = (...parts: readonly Faults[]): Faults => ({
  judged: parts.reduce((sum, { judged }) => sum + judged, 0),
  broken: parts.flatMap(({ broken }) => broken),
  unjudged: parts.find(({ unjudged }) => unjudged)?.unjudged,
});

function announcementFaults(
  { data, time }: Announcement,
  { bidDays, documentDays }: Tnd03Parameters,
) {
  const [from, to] = [dayOf(data.documentsFrom), dayOf(data.documentsTo)];
  const bidding = tooShort([from, dayOf(data.deadline)], bidDays, {
    zh: '自文件发出至投标截止',
    en: 'from the documents to the deadline for bids',
  });
  if (!isRegulated(time)) return bidding;
  return together(
    bidding,
    tooShort([from, to && addDays(to, 1)], documentDays, {
      zh: '招标文件发售',
      en: 'documents given out',
    }),
  );
}

/** Whether the regulation with the times of documents and candidates was in force. */
const isRegulated = (time: string): boolean => localDate(time) >= TENDERING_REGULATION_IN_FORCE;

/** Until when candidates stayed: the day that the posting states, else the day of the award that followed. */
function postedUntil(context: RuleContext, { data, time }: Award): LocalDate | undefined {
  if (data.until !== undefined) return data.until;
  const award = eventsOf(
    context.events(unitKey.tender(data.tenderId)),
    'projects.AwardPosted',
  ).find((other) => other.data.what === 'award' && compareTimes(other.time, time) > 0);
  return award && localDate(award.time);
}

function candidateFaults(context: RuleContext, act: Award, parameters: Tnd03Parameters): Faults {
  const { candidatesWithin, candidateDays } = parameters;
  const posted = localDate(act.time);
  const stay = tooShort([posted, postedUntil(context, act)], candidateDays, {
    zh: '中标候选人公示',
    en: 'candidates posted',
  });
  if (act.data.reportedOn === undefined) return stay;
  const held = heldAgainst(candidatesWithin, act.data.reportedOn, posted);
  if (held.kind === 'unjudged') return { ...stay, unjudged: held.reason };
  const limit = limitInWords(candidatesWithin);
  const late: Faults = {
    judged: 1,
    broken:
      held.kind === 'inTime'
        ? []
        : [
            {
              found: { zh: `${posted} 才公示候选人`, en: `candidates were posted on ${posted}` },
              expected: {
                zh: `收到评标报告后 ${limit.zh}内（${held.due} 前）公示`,
                en: `within ${limit.en} of the report, by ${held.due}`,
              },
            },
          ],
  };
  return together(late, stay);
}

function activationOf(act: Announcement | Award, faults: Faults): Activation | undefined {
  if (faults.broken.length === 0 && faults.unjudged) return { act, unjudged: faults.unjudged };
  if (faults.judged === 0) return undefined;
  const joined = (of: 'found' | 'expected'): Bilingual => ({
    zh: faults.broken.map((fault) => fault[of].zh).join('；'),
    en: faults.broken.map((fault) => fault[of].en).join('; '),
  });
  return {
    act,
    broken:
      faults.broken.length === 0
        ? undefined
        : { found: joined('found'), expected: joined('expected') },
  };
}

/** Whether the times of the law bind a tender: by its method and, where both are known, by its estimate. */
function isBound(announced: Announcement | undefined, { methods, mandatory }: Tnd03Parameters) {
  if (!announced || !methods.includes(announced.data.method)) return false;
  const { estimate, category } = announced.data;
  const rows = mandatory.filter((row) => row.category === category && holdsOn(row, announced));
  return (
    rows.length === 0 ||
    estimate === undefined ||
    rows.some(({ min }) => BigInt(estimate) >= BigInt(min))
  );
}

function* judgedTimes(
  theCase: CaseIndex,
  context: RuleContext,
  on: (act: Announcement | Award) => Tnd03Parameters,
): Iterable<Activation> {
  for (const act of theCase.of('projects.TenderAnnounced')) {
    const parameters = on(act);
    if (!isBound(act, parameters)) continue;
    const activation = activationOf(act, announcementFaults(act, parameters));
    if (activation) yield activation;
  }
  for (const act of theCase.of('projects.AwardPosted')) {
    const parameters = on(act);
    if (act.data.what !== 'candidate' || !isRegulated(act.time)) continue;
    if (!isBound(announcementOf(context, act.data.tenderId), parameters)) continue;
    const activation = activationOf(act, candidateFaults(context, act, parameters));
    if (activation) yield activation;
  }
}

/**
 * Bidders have 20 days from the first day of the documents to the deadline; the documents are given out for 5 days; the
 * candidates are posted within 3 days of the evaluation report and stay for 3 days. The day on which a period begins is
 * not counted; the times of documents and candidates hold from 2012-02-01 on. Charged on the announcement and on the
 * posting of candidates, as far as their times are recorded. Not applicable to other methods, and to estimates below which
 * a tender is not mandatory. Source: Tendering Law art. 24; Regulation under it arts. 16, 54; domain.md 2.5, 2.9.
 */
export const tnd03 = defineRule({
  id: 'TND-03',
  title: { zh: '招标时限', en: 'The times of a tender' },
  statement: {
    zh: '投标准备不少于 20 日，候选人在收到评标报告后 3 日内公示且不少于 3 日',
    en: 'Bidders have 20 days; candidates are posted within 3 days of the report, for 3 days',
  },
  severity: 'M',
  basis: [
    { document: TENDERING_LAW, clause: '第二十四条' },
    { document: TENDERING_REGULATION, clause: '第十六条、第五十四条' },
  ],
  validFrom: TENDERING_LAW_IN_FORCE,
  parameters: tnd03Parameters,
  triggers: ['projects.TenderAnnounced', 'projects.AwardPosted'],
  check: judgedTimes,
});

/** The award on which a contract rests: the one that its link names, else the last before the signing. */
function awardOf(context: RuleContext, contractId: string, signedAt: string): Award | undefined {
  const link = linkOf(context, contractId);
  if (!link) return undefined;
  const { tenderId, awardId } = link.data;
  const awards = eventsOf(context.events(unitKey.tender(tenderId)), 'projects.AwardPosted').filter(
    ({ data }) => data.what === 'award',
  );
  return awardId === undefined
    ? awards.findLast(({ time }) => compareTimes(time, signedAt) <= 0)
    : awards.find(({ data }) => data.awardId === awardId);
}

/** Whether an award led to a contract, or was cancelled. */
function isSettled(context: RuleContext, { data }: Award): boolean {
  const events = context.events(unitKey.tender(data.tenderId));
  const linked = eventsOf(events, 'projects.ContractTendered').some(
    (link) => link.data.awardId === undefined || link.data.awardId === data.awardId,
  );
  const cancelled = eventsOf(events, 'projects.AwardCancelled').some(
    (other) => other.data.awardId === data.awardId,
  );
  return linked || cancelled;
}

/**
 * The contract is signed within 30 days of the award. Charged on the contract when late, on the award when no contract is
 * linked to it and a later event of the case shows that the limit has passed. Not applicable to cancelled awards, and to
 * contracts without a tender or an award on record. Source: Tendering Law art. 46; Government Procurement Law art. 46.
 */
export const tnd05 = defineRule({
  id: 'TND-05',
  title: { zh: '按期签订合同', en: 'Signed in time' },
  statement: {
    zh: '自中标（成交）通知之日起 30 日内签订合同',
    en: 'The contract is signed within 30 days of the award',
  },
  severity: 'L',
  basis: [
    { document: TENDERING_LAW, clause: '第四十六条' },
    { document: PROCUREMENT_LAW, clause: '第四十六条' },
  ],
  validFrom: TENDERING_LAW_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('30cd') }),
  triggers: ['projects.ContractSigned', 'projects.AwardPosted'],
  *check(theCase, context, on) {
    for (const act of theCase.of('projects.ContractSigned')) {
      const award = awardOf(context, act.data.contractId, act.time);
      if (!award) continue;
      const { limit } = on(act);
      const held = heldAgainst(limit, localDate(award.time), localDate(act.time));
      if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
      else if (held.kind === 'inTime') yield { act, person: act.data.signedBy };
      else {
        const { zh, en } = limitInWords(limit);
        yield {
          act,
          person: act.data.signedBy,
          broken: {
            found: {
              zh: `中标后逾期 ${held.over} 日才签订`,
              en: `signed ${held.over} day(s) late`,
            },
            expected: { zh: `${zh}内（${held.due} 前）签订`, en: `within ${en}, by ${held.due}` },
            evidence: [award],
          },
        };
      }
    }
    for (const act of theCase.of('projects.AwardPosted')) {
      if (act.data.what !== 'award' || isSettled(context, act)) continue;
      const { limit } = on(act);
      const latest = localDate(theCase.latest);
      const held = heldAgainst(limit, localDate(act.time), latest);
      if (held.kind !== 'late') continue;
      yield {
        act,
        broken: {
          found: { zh: `到 ${latest} 没有签订合同`, en: `no contract by ${latest}` },
          expected: { zh: `${held.due} 前签订`, en: `signed by ${held.due}` },
        },
      };
    }
  },
});
