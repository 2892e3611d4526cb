// Dates in spreadsheets are numbers that a format makes look like dates (ECMA-376 18.8.30, 18.17.4.1).
import { dateOfEpochDay } from '../../kernel/time.js';

/** Built-in formats that show a date or a time; 27-36 and 50-58 are those of Chinese, Japanese and Korean Excel. */
const BUILT_IN_DATES = [
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51,
  52, 53, 54, 55, 56, 57, 58,
];
const EPOCH_1900 = -25_569;
const EPOCH_1904 = -24_107;
/** Excel takes 1900 for a leap year, so its day 60 never was. */
const FALSE_LEAP_DAY = 60;

/** Which number formats show a date. */
export function dateFormats() {
  const dates = new Set(BUILT_IN_DATES);
  return {
    add(id: number, code: string): void {
      const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
      if (/[ymdhs]/i.test(bare) && !/general/i.test(bare)) dates.add(id);
      else dates.delete(id);
    },
    isDate: (id: number): boolean => dates.has(id),
  };
}

/** `45000` -> `2023-03-15`, `45000.5` -> `2023-03-15T12:00:00`, `0.5` -> `12:00:00`. The number itself when no date. */
export function serialToIso(serial: number, date1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_465) return String(serial);
  const seconds = Math.round((serial - Math.floor(serial)) * 86_400);
  const day = Math.floor(serial) + (seconds === 86_400 ? 1 : 0);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  const shift = !date1904 && day < FALSE_LEAP_DAY ? 1 : 0;
  if (day === 0) return clock;
  if (!date1904 && day === FALSE_LEAP_DAY) return String(serial);
  const date = dateOfEpochDay(day + (date1904 ? EPOCH_1904 : EPOCH_1900) + shift);
  return seconds % 86_400 === 0 ? date : `${date}T${clock}`;
}
