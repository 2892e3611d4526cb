// Exact sums of money in SQL. SQLite's SUM fails beyond 2^63 and drivers round beyond 2^53, so a sum is made of two
// halves that stay small and is joined as a bigint. It must never pass an amount through a float.

const BASE = 1_000_000_000;

/** SQL columns `<name>_high` and `<name>_low`: the sum of an integer expression, null (no rows) read as zero. */
export const sumColumns = (expression: string, name: string): string =>
  `CAST(COALESCE(SUM((${expression}) / ${BASE}), 0) AS TEXT) AS ${name}_high, ` +
  `CAST(COALESCE(SUM((${expression}) % ${BASE}), 0) AS TEXT) AS ${name}_low`;

/** The columns that {@link sumColumns} yields. */
export type SumColumns<Name extends string> = Readonly<
  Record<`${Name}_high` | `${Name}_low`, string>
>;

/** Reads a sum back: an integer of fen as a decimal string, however large. */
export function exactSum<Name extends string>(row: SumColumns<Name>, name: Name): string {
  return (BigInt(row[`${name}_high`]) * BigInt(BASE) + BigInt(row[`${name}_low`])).toString();
}

/** An INTEGER column of fen, read as text so that no driver rounds it. */
export const moneyColumn = (column: string, name = column): string =>
  `CAST(${column} AS TEXT) AS ${name}`;

/** Difference of two decimal strings of fen. */
export const minus = (a: string, b: string): string => (BigInt(a) - BigInt(b)).toString();
