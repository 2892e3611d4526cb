// LED: the ledger about itself: late recording, back-dating, gaps, corrections.
// It compares the two clocks and the first-seen times of documents; it must never take a claimed date for a fact.
import { z } from 'zod';
import type { EventName, LedgerEvent } from '../events/index.js';
import { catalogue } from '../events/index.js';
import { addDays } from '../kernel/time.js';
import type { CaseIndex } from './case.js';
import { contextKey, isContextStream, type RuleContext } from './context.js';
import { defineRule, type Clause } from './rule.js';
import { ARCHIVES_LAW_IN_FORCE } from './sources.js';
import { compareTimes, daysFrom, happenedBefore, localDate } from './time.js';

const archiveBasis: readonly Clause[] = [
  { document: '中华人民共和国档案法', clause: '归档与真实完整' },
  { document: '中华人民共和国档案法实施条例', clause: '第三十九条' },
];

/** The acts of deciding and of handling money whose late recording counts, unless a pack says otherwise. */
const RECORDED_IN_TIME: readonly EventName[] = [
  'matters.MeetingOpened',
  'matters.BallotTallied',
  'matters.ResultRuled',
  'matters.MinutesEntered',
  'matters.DecisionPublished',
  'funds.IncomeReceived',
  'funds.PaymentRequested',
  'funds.PaymentApproved',
  'funds.PaymentMade',
  'funds.VoucherAttached',
  'projects.ContractSigned',
  'projects.ContractVaried',
  'projects.WorkAccepted',
];

const isEventName = (name: string): name is EventName => catalogue.names.includes(name);

/**
 * An act is recorded within 7 days of its happening; more than 30 is medium. Judged for acts of deciding and of
 * handling money; acts before `since` (the first day of the ledger, where the pack names it) are not judged, since
 * nobody could have recorded them in time. Earlier records that were taken over as a whole (补录) count neither as
 * timely nor as late: their envelope says so, and everybody can see it. Source: domain.md 2.9, 8.1; thresholds as given there.
 */
const led01 = defineRule({
  id: 'LED-01',
  title: { zh: '及时录入', en: 'Recorded in time' },
  statement: {
    zh: '发生之日起 7 日内录入；超过 30 日加重',
    en: 'An act is recorded within 7 days; more than 30 days weigh more',
  },
  severity: 'L',
  basis: archiveBasis,
  validFrom: ARCHIVES_LAW_IN_FORCE,
  parameters: z.strictObject({
    days: z.int().min(0).default(7),
    mediumAfterDays: z.int().min(0).default(30),
    acts: z
      .array(z.string().refine(isEventName, 'not an event of this ledger'))
      .default([...RECORDED_IN_TIME]),
    since: z.iso.date().optional(),
    /** What the envelope's `rulepack` says where earlier records were taken over (补录). */
    supplementaryEntry: z.array(z.string()).default(['imported']),
  }),
  triggers: 'any',
  *check(theCase, _context, on) {
    for (const act of theCase.events) {
      const { days, mediumAfterDays, acts, since, supplementaryEntry } = on(act);
      if (!acts.includes(act.name) || supplementaryEntry.includes(act.rulepack)) continue;
      if (since !== undefined && localDate(act.time) < since) continue;
      const delay = daysFrom(act.time, act.recordedtime);
      yield {
        act,
        broken:
          delay <= days
            ? undefined
            : {
                found: {
                  zh: `发生 ${delay} 日后录入`,
                  en: `recorded ${delay} days after it happened`,
                },
                expected: { zh: `${days} 日内录入`, en: `recorded within ${days} days` },
                severity: delay > mediumAfterDays ? 'M' : 'L',
              },
      };
    }
  },
});

const NAMES_DOCUMENTS: readonly EventName[] = [
  'matters.MatterOpened',
  'matters.StepTaken',
  'matters.PreStudyRecorded',
  'matters.ResultRuled',
  'matters.MinutesEntered',
  'matters.ImplementationReported',
  'funds.PaymentRequested',
  'funds.VoucherAttached',
  'projects.ContractSigned',
  'projects.WorkAccepted',
];

/** The digests of the documents that an event names. */
function documentsOf(event: LedgerEvent): readonly string[] {
  const { data } = event;
  const digests = 'attachments' in data ? (data.attachments ?? []).map(({ sha256 }) => sha256) : [];
  if (event.name === 'matters.ResultRuled' && event.data.minutes !== undefined)
    return [...digests, event.data.minutes];
  const document =
    event.name === 'matters.MinutesEntered' || event.name === 'matters.PreStudyRecorded'
      ? event.data.document
      : undefined;
  return document === undefined ? digests : [...digests, document];
}

/** When the ledger first saw a document: the server's clock, not the sender's. */
const firstSeen = (context: RuleContext, sha256: string): LedgerEvent | undefined =>
  context
    .events(contextKey.document(sha256))
    .find((event) => event.name === 'documents.DocumentStored');

const paidBetween = (theCase: CaseIndex, from: string, to: string): LedgerEvent | undefined =>
  theCase
    .of('funds.PaymentMade')
    .find(({ time }) => !happenedBefore(time, from) && compareTimes(time, to) < 0);

/**
 * A document that an act names had been seen by the ledger within N days of the act; when money was paid in between,
 * the breach is serious. Not applicable to documents that were never stored. Source: domain.md 2.9, 5.5 A18.
 */
const led02 = defineRule({
  id: 'LED-02',
  title: { zh: '不得倒签', en: 'No back-dating' },
  statement: {
    zh: '文件首次入账时间不得明显晚于其所证明的行为，中间有支付的加重',
    en: 'A document is not first seen long after the act it belongs to, least of all after money was paid on it',
  },
  severity: 'M',
  basis: [...archiveBasis, { document: '中华人民共和国电子签名法', clause: '第五条至第八条' }],
  validFrom: ARCHIVES_LAW_IN_FORCE,
  parameters: z.strictObject({
    days: z.int().min(0).default(7),
    /** Acts before the ledger's first day are not judged. */
    since: z.iso.date().optional(),
  }),
  triggers: NAMES_DOCUMENTS,
  *check(theCase, context, on) {
    for (const act of theCase.events)
      for (const sha256 of documentsOf(act)) {
        const seen = firstSeen(context, sha256);
        const { days, since } = on(act);
        if (!seen || (since !== undefined && localDate(act.time) < since)) continue;
        const delay = daysFrom(act.time, seen.recordedtime);
        const payment =
          delay > days ? paidBetween(theCase, act.time, seen.recordedtime) : undefined;
        yield {
          act,
          broken:
            delay <= days
              ? undefined
              : {
                  found: {
                    zh: `文件在 ${delay} 日后才首次入账${payment ? '，其间已付款' : ''}`,
                    en: `the document was first seen ${delay} days later${payment ? '; money was paid in between' : ''}`,
                  },
                  expected: {
                    zh: `不晚于 ${addDays(localDate(act.time), days)} 入账`,
                    en: `seen by ${addDays(localDate(act.time), days)}`,
                  },
                  severity: payment ? 'S' : undefined,
                  evidence: payment ? [seen, payment] : [seen],
                },
        };
      }
  },
});

/**
 * The events of the case's own stream are numbered without a gap from 1. One activation per case: its last event
 * when kept, the first event after a gap when broken. Judged for matters and for streams that the context holds whole
 * (persons, bodies, contracts ...); not for the others, whose events may stand in several cases. The log itself
 * forbids gaps: one that shows means that something was taken out. Source: domain.md 2.9.
 */
const led03 = defineRule({
  id: 'LED-03',
  title: { zh: '序号连续', en: 'No gap in the sequence' },
  statement: {
    zh: '同一事件流序号连续，不缺不重',
    en: 'The events of a stream are numbered without a gap',
  },
  severity: 'S',
  basis: archiveBasis,
  validFrom: ARCHIVES_LAW_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: 'any',
  *check(theCase, context) {
    const { id } = theCase;
    if (!id.startsWith('matter-') && !isContextStream(id)) return;
    const events = isContextStream(id) ? context.events(id) : theCase.events;
    const own = events.filter(({ subject }) => subject === id);
    const last = own.at(-1);
    if (!last) return;
    const index = own.findIndex(({ revision }, place) => revision !== place + 1);
    const act = own[index];
    yield act
      ? {
          act,
          broken: {
            found: { zh: `序号 ${act.revision}`, en: `number ${act.revision}` },
            expected: { zh: `序号 ${index + 1}`, en: `number ${index + 1}` },
          },
        }
      : { act: last };
  },
});

/**
 * A matter is not corrected more often than the parameters allow: more than `least` corrections that come to more
 * than `percent` of its other events. Charged on the last correction; not applicable where nothing was corrected.
 * Source: domain.md 2.9 (no figure given: ours, to be set by the county).
 */
const led04 = defineRule({
  id: 'LED-04',
  title: { zh: '更正率', en: 'Rate of corrections' },
  statement: {
    zh: '同一事项的更正不得过多',
    en: 'One matter is not corrected again and again',
  },
  severity: 'L',
  basis: archiveBasis,
  validFrom: ARCHIVES_LAW_IN_FORCE,
  parameters: z.strictObject({
    least: z.int().min(0).default(2),
    percent: z.int().min(0).max(100).default(20),
  }),
  triggers: ['matters.MatterCorrected'],
  *check(theCase, _context, on) {
    const corrections = theCase.of('matters.MatterCorrected');
    const act = corrections.at(-1);
    if (!act) return;
    const { least, percent } = on(act);
    const others = theCase.events.length - corrections.length;
    const many = corrections.length > least && corrections.length * 100 > others * percent;
    yield {
      act,
      person: act.data.approvedBy,
      broken: many
        ? {
            found: {
              zh: `${others} 个事件更正了 ${corrections.length} 次`,
              en: `${corrections.length} corrections of ${others} events`,
            },
            expected: {
              zh: `不超过 ${least} 次或 ${percent}%`,
              en: `no more than ${least}, or ${percent} %`,
            },
            evidence: corrections,
          }
        : undefined,
    };
  },
});

export const LED = [led01, led02, led03, led04] as const;
