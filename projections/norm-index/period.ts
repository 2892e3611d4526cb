// Periods of the norm index: a quarter, a year, or a run of quarters such as the rolling twelve months.
import { invalid } from '../../src/kernel/errors.js';
import { addDays, addMonths, parseLocalDate, type LocalDate } from '../../src/kernel/time.js';

export interface IndexPeriod {
  /** As it was asked for, e.g. `2023Q4`, `2023`, `2023Q3..2024Q2`. */
  readonly label: string;
  readonly quarters: readonly string[];
  readonly months: readonly string[];
  /** Calendar years that lie in it whole. */
  readonly years: readonly string[];
  /** First and last day. */
  readonly from: LocalDate;
  readonly to: LocalDate;
}

const QUARTER = /^(\d{4})Q([1-4])$/;

const indexOf = (year: string, quarter: number) => Number(year) * 4 + quarter - 1;
const quarterAt = (index: number) =>
  `${String(Math.floor(index / 4)).padStart(4, '0')}Q${(index % 4) + 1}`;

function bounds(text: string): readonly [number, number] | undefined {
  const year = /^\d{4}$/.exec(text)?.[0];
  if (year !== undefined) return [indexOf(year, 1), indexOf(year, 4)];
  const [from, to] = (text.includes('..') ? text.split('..') : [text, text]).map((part) =>
    QUARTER.exec(part),
  );
  if (!from || !to) return undefined;
  return [indexOf(from[1] ?? '', Number(from[2])), indexOf(to[1] ?? '', Number(to[2]))];
}

function checkedBounds(text: string): readonly [number, number] {
  const found = bounds(text);
  // A period of the year 0 has none before it.
  if (found && found[0] >= 4 && found[0] <= found[1] && found[1] - found[0] < 40) return found;
  throw invalid(
    'period.invalid',
    `期间应写作 2023Q4、2023 或 2023Q3..2024Q2（至多十年），收到「${text.slice(0, 40)}」`,
    `A period is written 2023Q4, 2023 or 2023Q3..2024Q2 (at most ten years), not "${text.slice(0, 40)}"`,
    'period',
  );
}

/** @throws LedgerError `period.invalid` */
export function parsePeriod(text: string): IndexPeriod {
  const [first, last] = checkedBounds(text);
  const quarters = Array.from({ length: last - first + 1 }, (_, index) => quarterAt(first + index));
  const months = quarters.flatMap((quarter) =>
    [2, 1, 0].map((back) => {
      const month = Number(quarter.slice(5)) * 3 - back;
      return `${quarter.slice(0, 4)}-${String(month).padStart(2, '0')}`;
    }),
  );
  const years = [...new Set(quarters.map((quarter) => quarter.slice(0, 4)))].filter(
    (year) => quarters.filter((quarter) => quarter.startsWith(year)).length === 4,
  );
  const from = parseLocalDate(`${months[0] ?? ''}-01`);
  const to = addDays(addMonths(parseLocalDate(`${months.at(-1) ?? ''}-01`), 1), -1);
  return { label: text, quarters, months, years, from, to };
}

/** The periods of the same length before one, the latest first, in the way in which it is written. */
export function earlierPeriods(text: string, count: number): readonly string[] {
  const [first, last] = checkedBounds(text);
  const length = last - first + 1;
  const written = (start: number): string => {
    if (/^\d{4}$/.test(text)) return quarterAt(start).slice(0, 4);
    return length === 1
      ? quarterAt(start)
      : `${quarterAt(start)}..${quarterAt(start + length - 1)}`;
  };
  return Array.from({ length: count }, (_, index) => first - (index + 1) * length)
    .filter((start) => start >= 4)
    .map(written);
}
