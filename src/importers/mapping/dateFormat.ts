// Dates as foreign records write them: `dd/MM/yyyy`, `民國roc年M月d日`, `yyyy-MM-dd'T'HH:mm:ss`.
// A date that does not exist is refused; a missing zone is never guessed.
import { parseLocalDate, type LocalDate } from '../../kernel/time.js';
import { instantOf, writeInstant } from '../zone.js';
import { recordProblem } from './problem.js';

/** Years of the Republic of China count from 1912 = 1. */
const ROC_OFFSET = 1911;

const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  roc: '(?<roc>\\d{1,3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<fraction>\\d{1,9})',
  XXX: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
};

interface DateParts {
  readonly date: LocalDate;
  /** `hh:mm:ss[.fff]` when the format has an hour. */
  readonly clock: string | undefined;
  readonly offset: string | undefined;
}

/** Reads text in one format; undefined when it is not in that format. */
export type DateReader = (text: string) => DateParts | undefined;

/**
 * Compiles a format. Tokens: yyyy roc MM M dd d HH H mm ss SSS XXX; text in single quotes, and every other
 * character that is no letter of a token, stands for itself.
 * @returns undefined when the format names no year, month and day
 */
export function compileDateFormat(format: string): DateReader | undefined {
  let pattern = '';
  for (const [token] of format.matchAll(/'[^']*'|yyyy|roc|MM|M|dd|d|HH|H|mm|ss|SSS|XXX|./gsu))
    pattern += TOKENS[token] ?? escape(token.length > 1 ? token.slice(1, -1) : token);
  const has = (group: string) => pattern.includes(`(?<${group}>`);
  if (!((has('year') || has('roc')) && has('month') && has('day'))) return undefined;
  const regex = new RegExp(`^${pattern}$`, 'u');
  return (text) => {
    const groups = regex.exec(text)?.groups;
    return groups && partsOf(groups);
  };
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function partsOf(groups: Readonly<Record<string, string | undefined>>): DateParts {
  const { year, roc, month = '', day = '', hour, minute = '00', second = '00' } = groups;
  const fullYear = year ?? String(Number(roc) + ROC_OFFSET).padStart(4, '0');
  const date = parseLocalDate(`${fullYear}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  const fraction = groups['fraction'] === undefined ? '' : `.${groups['fraction']}`;
  const clock =
    hour === undefined ? undefined : `${hour.padStart(2, '0')}:${minute}:${second}${fraction}`;
  const offset = groups['offset']?.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  return { date, clock, offset };
}

function read(text: string, readers: readonly DateReader[], formats: string): DateParts {
  for (const reader of readers) {
    const parts = reader(text);
    if (parts) return parts;
  }
  throw recordProblem('date', {
    zh: `日期「${text.slice(0, 60)}」不符合格式 ${formats}`,
    en: `The date "${text.slice(0, 60)}" is not of the form ${formats}`,
  });
}

/** @throws LedgerError `mapping.date`; TimeError for a date that does not exist */
export function readDate(text: string, readers: readonly DateReader[], formats: string): LocalDate {
  return read(text, readers, formats).date;
}

/**
 * An instant as RFC 3339 text. An offset in the text wins over `zone`; a date without time of day takes `at`.
 * @throws LedgerError `mapping.date`, `mapping.time`; TimeError for a date that does not exist
 */
export function readTime(
  text: string,
  readers: readonly DateReader[],
  formats: string,
  { zone, at }: { readonly zone: string | undefined; readonly at: string },
): string {
  const { date, clock, offset } = read(text, readers, formats);
  const from = offset ?? zone;
  const instant =
    from === undefined ? undefined : instantOf(`${date}T${clock ?? `${at}:00`}`, from);
  if (instant) return writeInstant(instant);
  throw recordProblem('time', {
    zh: `时间「${text.slice(0, 60)}」无效，或缺少时区（${zone ?? '未写明'}）`,
    en: `The time "${text.slice(0, 60)}" does not exist or has no zone (${zone ?? 'none given'})`,
  });
}
