// Targets of the term (目标责任): planned, reported, and the difference in exact decimals.
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf, type Thing } from '../../unit-books/unitBooks.queries.js';

export interface AuditedTarget {
  readonly targetId: string;
  readonly year: number;
  readonly title: string;
  readonly measure: string;
  readonly owner: string | null;
  /** Decimal texts, as recorded. */
  readonly planned: string;
  /** `null`: nobody reported. */
  readonly actual: string | null;
  /** Reported less planned. */
  readonly deviation: string | null;
  readonly source: string | null;
  readonly dueOn: string | null;
  readonly eventIds: readonly string[];
}

const decimals = (text: string): number => text.split('.')[1]?.length ?? 0;

/** a - b, exactly. */
export function subtractDecimals(a: string, b: string): string {
  const digits = Math.max(decimals(a), decimals(b));
  const scaled = (text: string) =>
    BigInt(text.replace('.', '') + '0'.repeat(digits - decimals(text)));
  const difference = scaled(a) - scaled(b);
  const sign = difference < 0n ? '-' : '';
  const figures = (difference < 0n ? -difference : difference).toString().padStart(digits + 1, '0');
  return digits === 0
    ? `${sign}${figures}`
    : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

function targetOf(thing: Thing): AuditedTarget | undefined {
  const set = factsNamed(thing, 'supervision.AnnualTargetSet').at(-1);
  if (!set) return undefined;
  const reports = factsNamed(thing, 'supervision.TargetReported');
  const report = reports.at(-1);
  const { targetId, year, title, measure, owner, planned, dueOn } = set.data;
  return {
    targetId,
    year,
    title,
    measure,
    owner: owner ?? null,
    planned,
    actual: report?.data.actual ?? null,
    deviation: report ? subtractDecimals(report.data.actual, planned) : null,
    source: report?.data.source ?? null,
    dueOn: dueOn ?? null,
    eventIds: thing.facts.map(({ eventId }) => eventId),
  };
}

/** Targets of the years that a span touches, by year. */
export const targetsOf = (
  snapshot: ViewSnapshot,
  units: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): readonly AuditedTarget[] =>
  thingsOf(snapshot, 'target', units)
    .flatMap((thing) => targetOf(thing) ?? [])
    .filter(({ year }) => from.slice(0, 4) <= String(year) && String(year) <= to.slice(0, 4))
    .toSorted((a, b) => a.year - b.year || (a.targetId < b.targetId ? -1 : 1));
