// Values of a record as text. White space around a value never carries meaning; an empty cell is absent.
import type { RecordValue } from '../record.js';
import { recordProblem } from './problem.js';

/** The text of a single value; undefined when there is none. @throws LedgerError `mapping.not_text` for a structure */
export function textOf(value: RecordValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // An XML element with attributes keeps its own text apart.
  if (!Array.isArray(value) && Object.hasOwn(value, '#text'))
    return textOf((value as Readonly<Record<string, RecordValue>>)['#text']);
  if (Array.isArray(value) && value.length === 0) return undefined;
  throw recordProblem('not_text', {
    zh: '此处应为单个值，文件中却是一组值：请在路径中指明其中哪一个',
    en: 'A single value is expected here, but the file has a structure; let the path say which part of it',
  });
}

/** True when there is anything: not absent, null, blank text or an empty list. */
export function isPresent(value: RecordValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return !Array.isArray(value) || value.length > 0;
}
