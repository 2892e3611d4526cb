// Procurement indicators of one contracting process, after the Open Contracting Partnership's red flags (R003 to R036).
// Pure functions; they must agree with the published reference cases. Indicators across processes: acrossProcesses.ts.
import { isInstantText, wholeDaysBetween } from './time.js';
import type { Award, Bid, Process } from './process.js';

/** Methods with predetermined prices tell nothing by their prices. */
export interface PriceComparison {
  /** Methods (details) whose prices are compared; all when left out. */
  readonly compared?: readonly string[] | undefined;
  /** Methods (details) whose prices are not; of no effect where `compared` is given. */
  readonly notCompared?: readonly string[] | undefined;
}

export function comparesPrices(
  { tender: { methodDetails } }: Process,
  { compared = [], notCompared = [] }: PriceComparison,
): boolean {
  if (compared.length > 0) return methodDetails !== undefined && compared.includes(methodDetails);
  return methodDetails === undefined || !notCompared.includes(methodDetails);
}

/** A cancelled process is looked at by no indicator. */
export const isCancelled = ({ tender }: Process): boolean => tender.status === 'cancelled';

const known = (ids: readonly (string | undefined)[]): readonly string[] =>
  ids.flatMap((id) => id ?? []);

/** The one organisation of a bid or award; `undefined` for several, or one without an id. */
export const onlyOne = (ids: readonly (string | undefined)[]): string | undefined =>
  ids.length === 1 ? ids[0] : undefined;

/** Bids that were made: neither mere invitations nor withdrawn. */
export const submittedBids = ({ bids = [] }: Process): readonly Bid[] =>
  bids.filter(
    ({ status }) => status !== undefined && status !== 'invited' && status !== 'withdrawn',
  );

const isFinal = ({ status }: Award): boolean =>
  status === undefined || ['active', 'cancelled', 'unsuccessful'].includes(status);

/** Active awards, where bids are on record and no award can still change; else `undefined`. */
export function settledAwards({ awards, bids }: Process): readonly Award[] | undefined {
  if (!awards || !bids || !awards.every(isFinal)) return undefined;
  return awards.filter(({ status }) => status === 'active');
}

/** Decides which currency counts: the one given, else the first that is met. Others are left out. */
export function createCurrencyFilter(main?: string): (currency: string | undefined) => boolean {
  let chosen = main;
  return (currency) => currency !== undefined && currency === (chosen ??= currency);
}

export interface PeriodSettings {
  /** Whole days that a submission period has at least. */
  readonly days: number;
  /** Only these methods (codelist); all when left out. */
  readonly methods?: readonly string[] | undefined;
  /** Days by method details, instead of `days`. */
  readonly daysOf?: Readonly<Record<string, number>> | undefined;
}

/** R003: the submission period in whole days, where it is shorter than allowed. */
export function shortPeriod(
  { tender: { method, methodDetails, start, end } }: Process,
  { days, methods = [], daysOf = {} }: PeriodSettings,
): { readonly days: number; readonly least: number } | undefined {
  if (methods.length > 0 && (method === undefined || !methods.includes(method))) return undefined;
  if (!isInstantText(start) || !isInstantText(end)) return undefined;
  const own = methodDetails === undefined ? undefined : daysOf[methodDetails];
  const [length, least] = [wholeDaysBetween(start, end), own ?? days];
  return length < least ? { days: length, least } : undefined;
}

/** R018: one tenderer alone, in a competitive method. */
export const isSingleBid = (
  { tender: { method, numberOfTenderers } }: Process,
  methods: readonly string[] = ['open', 'selective'],
): boolean => numberOfTenderers === 1 && method !== undefined && methods.includes(method);

/** R028: tenderers who bid the same price as another tenderer. */
export function identicalPrices(process: Process, prices: PriceComparison = {}): readonly string[] {
  if (!comparesPrices(process, prices)) return [];
  const byPrice = new Map<string, ReadonlySet<string>>();
  const flagged = new Set<string>();
  for (const { tenderers, amount, currency } of submittedBids(process)) {
    const own = new Set(known(tenderers));
    if (amount === undefined || currency === undefined || own.size === 0) continue;
    const price = `${amount} ${currency}`;
    const other = byPrice.get(price);
    // A tenderer may bid the same price again.
    const same = other?.size === own.size && [...own].every((id) => other.has(id));
    if (other && !same) for (const id of [...own, ...other]) flagged.add(id);
    byPrice.set(price, own);
  }
  return [...flagged];
}

/** R030: suppliers of an active award whose valid bid came after the deadline. */
export function lateWinners({
  tender: { end },
  bids = [],
  awards = [],
}: Process): readonly string[] {
  if (end === undefined) return [];
  const winners = new Set(
    awards.filter(({ status }) => status === 'active').flatMap(({ suppliers }) => known(suppliers)),
  );
  const late = bids.filter(
    ({ status, date }) => status === 'valid' && date !== undefined && isAfter(date, end),
  );
  return [...new Set(late.flatMap(({ tenderers }) => known(tenderers)))].filter((id) =>
    winners.has(id),
  );
}

/** As instants where both are; the reference compares texts, which is the same for one offset. */
function isAfter(date: string, end: string): boolean {
  return isInstantText(date) && isInstantText(end)
    ? Date.parse(date) > Date.parse(end)
    : date > end;
}

/** R035: the one tenderer left, and how many others were disqualified. */
export function lastOneStanding(
  process: Process,
  least = 1,
): { readonly winner: string; readonly disqualified: number } | undefined {
  const active = settledAwards(process);
  if (!active) return undefined;
  const tenderersOf = (status: string) =>
    new Set(
      (process.bids ?? [])
        .filter((bid) => bid.status === status)
        .flatMap(({ tenderers }) => known(tenderers)),
    );
  const [valid, disqualified] = [tenderersOf('valid'), tenderersOf('disqualified')];
  const [winner] = valid;
  const suppliers = new Set(active.flatMap((award) => known(award.suppliers)));
  if (winner === undefined || valid.size > 1) return undefined;
  if (suppliers.size !== 1 || !suppliers.has(winner)) return undefined;
  disqualified.delete(winner);
  return disqualified.size >= Math.max(1, least)
    ? { winner, disqualified: disqualified.size }
    : undefined;
}

/** R036: the lowest bid was disqualified although a valid one with a price was there. */
export function lowestDisqualified(
  process: Process,
  counts: (currency: string | undefined) => boolean = createCurrencyFilter(),
  prices: PriceComparison = {},
): boolean {
  if (!comparesPrices(process, prices)) return false;
  if (!(process.awards ?? []).some(({ status }) => status === 'active')) return false;
  let lowest: { readonly amount: number; readonly status: string | undefined } | undefined;
  let anyValid = false;
  for (const { status, amount, currency } of submittedBids(process)) {
    if (amount === undefined || !counts(currency)) continue;
    if (!lowest || amount < lowest.amount) lowest = { amount, status };
    anyValid ||= status === 'valid';
  }
  return anyValid && lowest?.status === 'disqualified';
}
