// PUB-02: what is posted by month or quarter is posted for every month or quarter.
// A unit whose series never began on this ledger is not charged: that is a matter of coverage.
import { z } from 'zod';
import { NOTICE_CLASSES } from '../events/disclosure.js';
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import { answerableOn, type Holder } from './holders.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { limitInWords, limitParameter } from './deadline.js';
import { divisionOf } from './divisions.js';
import {
  dueOf,
  gapsAtEnd,
  gapsShownBy,
  inOrder,
  isChargedAtEnd,
  isFirst,
  periodInWords,
  periodNumber,
  timelinessOf,
  yearOfPeriod,
  type Done,
  type Series,
} from './lapses.js';
import { levelOf, postOn, termsOf } from './register.js';
import { defineRule, type Activation } from './rule.js';
import { OPENNESS_SYSTEM, VILLAGERS_LAW, VILLAGERS_LAW_IN_FORCE } from './sources.js';
import { localDate } from './time.js';
import { unitKey, yearOf } from './unitKeys.js';

type Notice = EventOf<'disclosure.NoticePosted'>;
type OfficeEnd = EventOf<'offices.OfficeEnded'>;

const seriesParameter = z.strictObject({
  class: z.enum(NOTICE_CLASSES),
  every: z.enum(['month', 'quarter', 'year']),
  /** Limit after the end of the month, quarter or year. */
  within: limitParameter,
  level: z.enum(['county', 'township', 'village']),
});
const parameters = z.strictObject({
  /** Default: finances every quarter, each before the next has ended. */
  series: z
    .array(seriesParameter)
    .default([{ class: 'finance', every: 'quarter', within: '3m', level: 'village' }]),
  /** Roles answerable for a period that was left out, the first that was held then. */
  answerable: z.array(z.string()).default(['VCC', 'VPS', 'TM', 'PS']),
});
type Parameters = z.output<typeof parameters>;
type SeriesParameter = z.output<typeof seriesParameter>;

/** How many years back the posting before a gap is looked for: a term of office. */
const LOOK_BACK = 5;

const noticesOf = (
  events: readonly LedgerEvent[],
  { every }: SeriesParameter,
): readonly Done<Notice>[] =>
  inOrder(eventsOf(events, 'disclosure.NoticePosted'), ({ data }) =>
    periodNumber(data.period ?? '', every),
  );

const keyOf = (orgunit: string, { class: noticeClass }: SeriesParameter, year: number): string =>
  unitKey.periodicNotices(orgunit, noticeClass, year);

/**
 * The series up to an act: from the year in which it was posted down to the two last years before its period for which
 * anything was posted. What is posted later cannot change it, so that a unit's notices are not judged
 * again with every new one.
 */
function seriesUpTo(context: RuleContext, act: Notice, chosen: SeriesParameter): Series<Notice> {
  const { every, within } = chosen;
  const own = yearOf(act.data.period ?? '');
  const events: LedgerEvent[] = [];
  const read = (year: number) => context.eventsUpTo(keyOf(act.orgunit, chosen, year), act);
  for (let year = Math.max(own, yearOf(localDate(act.time))); year >= own; year--)
    events.push(...read(year));
  // The last posting may have come before the limit of what it left out: then the one before it is needed as well.
  for (let year = own - 1, found = 0; year >= own - LOOK_BACK && found < 2; year--) {
    const before = read(year);
    events.push(...before);
    if (before.length > 0) found++;
  }
  return { every, within, acts: noticesOf(events, chosen) };
}

/** The series over the years of a term and those before it. */
function seriesOfTerm(
  context: RuleContext,
  orgunit: string,
  chosen: SeriesParameter,
  term: { readonly from: string; readonly to: string },
): Series<Notice> {
  const { every, within } = chosen;
  const events: LedgerEvent[] = [];
  for (let year = yearOf(term.from) - LOOK_BACK; year <= yearOf(term.to); year++)
    events.push(...context.events(keyOf(orgunit, chosen, year)));
  return { every, within, acts: noticesOf(events, chosen) };
}

/** Whether a period was posted at last, however late. */
const wasPosted = (
  context: RuleContext,
  orgunit: string,
  chosen: SeriesParameter,
  period: number,
): boolean =>
  noticesOf(
    context.events(keyOf(orgunit, chosen, yearOfPeriod(period, chosen.every))),
    chosen,
  ).some((notice) => notice.period === period);

const expectedOf = ({ every, within }: Series, period: number): Bilingual => {
  const words = limitInWords(within);
  return {
    zh: `${periodInWords(period, every)} 结束后 ${words.zh}内公布`,
    en: `posting within ${words.en} of the end of ${periodInWords(period, every)}`,
  };
};

function gap(
  act: Notice | OfficeEnd,
  holder: Holder | undefined,
  series: Series,
  period: number,
): Activation {
  const words = periodInWords(period, series.every);
  return {
    act,
    person: holder?.person ?? null,
    post: holder?.post,
    broken: {
      found: { zh: `${words} 没有公布`, en: `nothing was posted for ${words}` },
      expected: expectedOf(series, period),
      evidence: holder ? [holder.held] : [],
    },
  };
}

function* judgedNotice(
  context: RuleContext,
  act: Notice,
  chosen: SeriesParameter,
  answerable: readonly string[],
): Iterable<Activation> {
  const period = periodNumber(act.data.period ?? '', chosen.every);
  if (period === undefined) return;
  const series = seriesUpTo(context, act, chosen);
  if (!isFirst(series, { period, act })) return;
  const holderAt = (due: string) => answerableOn(context, act.orgunit, answerable, due);
  const day = localDate(act.time);
  for (const missing of gapsShownBy(series, { period, act })) {
    if (wasPosted(context, act.orgunit, chosen, missing)) continue;
    const holder = holderAt(dueOf(series, missing));
    if (!isChargedAtEnd(series, missing, holder, day)) yield gap(act, holder, series, missing);
  }
  // A day of its own is held against by PUB-01.
  if (act.data.dueOn !== undefined) return;
  const held = timelinessOf(chosen, period, day);
  if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
  else if (held.kind === 'inTime') yield { act };
  else {
    const holder = holderAt(dueOf(series, period));
    yield {
      act,
      person: holder?.person ?? null,
      post: holder?.post,
      broken: {
        found: {
          zh: `${periodInWords(period, chosen.every)} 到 ${day} 才公布，逾期 ${held.over} 日`,
          en: `${periodInWords(period, chosen.every)} was posted on ${day}, ${held.over} day(s) late`,
        },
        expected: expectedOf(series, period),
        severity: held.severity,
        evidence: holder ? [holder.held] : [],
      },
    };
  }
}

function* judgedEnd(
  context: RuleContext,
  act: OfficeEnd,
  { series: table, answerable }: Parameters,
): Iterable<Activation> {
  const { personId, postId, termId, on } = act.data;
  const role = postOn(context, postId, on)?.role;
  const term = termsOf(context, personId).find((each) => each.termId === termId);
  const division = term && divisionOf(context, term.unitId);
  if (!term || division === undefined || role === undefined || !answerable.includes(role)) return;
  for (const chosen of table) {
    if (chosen.level !== levelOf(division)) continue;
    const series = seriesOfTerm(context, division, chosen, { from: term.from, to: on });
    for (const missing of gapsAtEnd(series, term.from, on)) {
      const holder = answerableOn(context, division, answerable, dueOf(series, missing));
      if (holder?.person === personId) yield gap(act, holder, series, missing);
    }
  }
}

function* judged(
  theCase: CaseIndex,
  context: RuleContext,
  on: (act: Notice | OfficeEnd) => Parameters,
): Iterable<Activation> {
  for (const act of theCase.of('disclosure.NoticePosted')) {
    if (act.data.period === undefined) continue;
    const { series, answerable } = on(act);
    for (const chosen of series)
      if (chosen.class === act.data.class && chosen.level === levelOf(act.orgunit))
        yield* judgedNotice(context, act, chosen, answerable);
  }
  for (const act of theCase.of('offices.OfficeEnded')) yield* judgedEnd(context, act, on(act));
}

/**
 * Once a unit has posted a month, quarter or year of a class, it posts every later one, each within the limit after its
 * end. A period that was never posted is charged to the next posting of the series (`src/rules/lapses.ts`) and to the
 * person answerable on the day it fell due; where he has left before that, to the end of his office. Of several postings
 * for one period the first is judged. Not applicable to notices that state no period, and to units whose series has not
 * begun. Source: Villagers' Committees Organic Law art. 30 (at least every quarter); by-laws set days (domain.md 2.1:
 * Chongqing, the 15th of the next month).
 */
export const pub02 = defineRule({
  id: 'PUB-02',
  title: { zh: '按期公布', en: 'Posted every period' },
  statement: {
    zh: '定期公布的事项按月、按季逐期公布，不得漏期',
    en: 'What is posted by month or quarter is posted for each of them, in time',
  },
  severity: 'M',
  basis: [
    { document: VILLAGERS_LAW, clause: '第三十条' },
    { document: OPENNESS_SYSTEM, clause: '定期公开' },
  ],
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters,
  triggers: ['disclosure.NoticePosted', 'offices.OfficeEnded'],
  check: judged,
});
