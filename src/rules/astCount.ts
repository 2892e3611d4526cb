// AST-05: the assets of a unit are counted every year.
// A unit that keeps no register on this ledger is not charged for not counting it.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { holdersOn, type Holder } from './holders.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { limitInWords, limitParameter } from './deadline.js';
import {
  dueOf,
  gapsAtEnd,
  gapsShownBy,
  inOrder,
  isChargedAtEnd,
  isFirst,
  timelinessOf,
  type Series,
} from './lapses.js';
import { postOn, termsOf } from './register.js';
import { defineRule, type Activation } from './rule.js';
import { SUNSHINE_IN_FORCE, VILLAGE_POWER_SYSTEM, VILLAGERS_LAW } from './sources.js';
import { localDate } from './time.js';
import { unitKey, yearOf } from './unitKeys.js';

type Count = EventOf<'assets.StocktakeDone'>;
type OfficeEnd = EventOf<'offices.OfficeEnded'>;

const parameters = z.strictObject({
  /** Limit after the end of the year. */
  within: limitParameter.default('3m'),
  /** Roles answerable for a year without a count, the first that was held then. */
  answerable: z.array(z.string()).default(['VCC', 'VPS', 'TM', 'PS']),
});
type Parameters = z.output<typeof parameters>;

const seriesOf = (
  events: readonly LedgerEvent[],
  { within }: Parameters,
  first: number | undefined,
): Series<Count> => ({
  every: 'year',
  within,
  acts: inOrder(eventsOf(events, 'assets.StocktakeDone'), ({ data }) => data.year),
  first,
});

/** How many years before a first count assets are looked for: a term of office. */
const LOOK_BACK = 5;

/** The first full year with assets on the register: the one after they were first registered within some years. */
function firstFullYear(
  context: RuleContext,
  unitId: string,
  from: number,
  to: number,
): number | undefined {
  for (let year = from; year < to; year++)
    if (context.events(unitKey.assetsOfUnit(unitId, year)).length > 0) return year + 1;
  return undefined;
}

function gap(
  act: Count | OfficeEnd,
  holder: Holder | undefined,
  year: number,
  within: string,
): Activation {
  const words = limitInWords(within);
  return {
    act,
    person: holder?.person ?? null,
    post: holder?.post,
    broken: {
      found: { zh: `${year} 年没有清查`, en: `no count for ${year}` },
      expected: {
        zh: `每年清查，年后 ${words.zh}内完成`,
        en: `a count every year, within ${words.en} of its end`,
      },
      evidence: holder ? [holder.held] : [],
    },
  };
}

function* judgedCount(
  context: RuleContext,
  act: Count,
  parametersOn: Parameters,
): Iterable<Activation> {
  const { unitId, year } = act.data;
  const { within, answerable } = parametersOn;
  const key = unitKey.stocktakes(unitId);
  const series = seriesOf(
    context.eventsUpTo(key, act),
    parametersOn,
    firstFullYear(context, unitId, year - LOOK_BACK, year),
  );
  if (!isFirst(series, { period: year, act })) return;
  const day = localDate(act.time);
  for (const missing of gapsShownBy(series, { period: year, act })) {
    const counts = eventsOf(context.events(key), 'assets.StocktakeDone');
    if (counts.some(({ data }) => data.year === missing)) continue;
    const [holder] = holdersOn(context, unitId, answerable, dueOf(series, missing));
    if (!isChargedAtEnd(series, missing, holder, day)) yield gap(act, holder, missing, within);
  }
  const held = timelinessOf(series, year, day);
  if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
  else if (held.kind === 'inTime') yield { act };
  else {
    const [holder] = holdersOn(context, unitId, answerable, dueOf(series, year));
    const words = limitInWords(within);
    yield {
      act,
      person: holder?.person ?? null,
      post: holder?.post,
      broken: {
        found: {
          zh: `${year} 年的清查 ${day} 才完成`,
          en: `the count for ${year} was done on ${day}`,
        },
        expected: { zh: `年后 ${words.zh}内完成`, en: `within ${words.en} of the year’s end` },
        evidence: holder ? [holder.held] : [],
      },
    };
  }
}

function* judgedEnd(
  context: RuleContext,
  act: OfficeEnd,
  parametersOn: Parameters,
): Iterable<Activation> {
  const { personId, postId, termId, on } = act.data;
  const { within, answerable } = parametersOn;
  const role = postOn(context, postId, on)?.role;
  const term = termsOf(context, personId).find((each) => each.termId === termId);
  if (!term || role === undefined || !answerable.includes(role)) return;
  const { unitId, from } = term;
  const series = seriesOf(
    context.events(unitKey.stocktakes(unitId)),
    parametersOn,
    firstFullYear(context, unitId, yearOf(from), yearOf(on)),
  );
  for (const missing of gapsAtEnd(series, from, on)) {
    const [holder] = holdersOn(context, unitId, answerable, dueOf(series, missing));
    if (holder?.person === personId) yield gap(act, holder, missing, within);
  }
}

/**
 * Each year's count is done within the limit after its end. A year that was never counted is charged to the next count
 * (`src/rules/lapses.ts`) and to the person answerable on the day it fell due; where he has left before that, or no count
 * ever follows, to the end of his office. The duty begins with the first count or with the first full year with assets on
 * the register, as far as five years before a count or the beginning of a term. Of several counts for one year the first is judged. Not
 * applicable to units without either. Source: domain.md 2.9; yearly count by the rules on collective assets (from memory).
 */
export const ast05 = defineRule({
  id: 'AST-05',
  title: { zh: '资产每年清查', en: 'Assets are counted every year' },
  statement: {
    zh: '集体资产每年清查一次',
    en: 'The assets of a unit are counted every year',
  },
  severity: 'M',
  basis: [
    { document: '农村集体经济组织财务制度', clause: '资产清查' },
    { document: VILLAGERS_LAW, clause: '第三十四条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '资产清查' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters,
  triggers: ['assets.StocktakeDone', 'offices.OfficeEnded'],
  *check(theCase, context, on) {
    for (const act of theCase.of('assets.StocktakeDone')) yield* judgedCount(context, act, on(act));
    for (const act of theCase.of('offices.OfficeEnded')) yield* judgedEnd(context, act, on(act));
  },
});
