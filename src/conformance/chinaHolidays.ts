// The State Council's yearly holiday notices (国务院办公厅节假日安排通知), 2004 on, as a holiday table.
// Data only, from the package chinese-days: its own answers for years it does not know are never used.
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { parseLocalDate, type LocalDate } from '../kernel/time.js';
import type { HolidayTable } from './calendar.js';

/** The package's data: days off and working weekends by date; the values (names) are not needed here. */
export interface PublishedHolidays {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}

/**
 * Turns published data into a table. A year counts as covered only when its own notice is in the data, which
 * always names New Year's Day, Labour Day and National Day; a neighbour's stray day does not make a year known.
 */
export function holidayTableFrom(name: string, data: PublishedHolidays): HolidayTable {
  const off = Object.keys(data.holidays).map(parseLocalDate).sort();
  const worked = Object.keys(data.workdays).map(parseLocalDate).sort();
  const years = [...new Set(off.map((date) => date.slice(0, 4)))].filter((year) =>
    ['01-01', '05-01', '10-01'].every((day) => Object.hasOwn(data.holidays, `${year}-${day}`)),
  );
  const covered = (date: LocalDate): boolean => years.includes(date.slice(0, 4));
  return {
    name,
    years: years.map(Number),
    daysOff: off.filter(covered),
    workingWeekends: worked.filter(covered),
  };
}

/** The table of the People's Republic of China shipped with the ledger. */
export const CHINA_HOLIDAYS: HolidayTable = holidayTableFrom('CN', published);
