// Which scheme of the norm index holds for a period: the one adopted last before its end, else the shipped one.
// It must never mix two schemes in one run.
import { parse } from 'yaml';
import { parseScheme, type IndexScheme } from '../../src/analytics/indexScheme.js';
import { catalogue } from '../../src/events/index.js';
import { invalid, missing } from '../../src/kernel/errors.js';
import { adoptedSchemes, type AdoptedScheme } from '../accountability/accountability.queries.js';
import type { ViewSnapshot } from '../reader.js';
import { parsePeriod } from './period.js';

/** A scheme's text, read and checked. @throws LedgerError `scheme.invalid` */
export function readScheme(content: string, ruleIds?: readonly string[]): IndexScheme {
  let document: unknown;
  try {
    document = parse(content);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw invalid(
      'scheme.invalid',
      `指数方案不是有效的 YAML：${reason}`,
      `The index scheme is not valid YAML: ${reason}`,
    );
  }
  return parseScheme(document, catalogue.names, ruleIds);
}

/** The scheme adopted for a day. */
const adoptedOn = (snapshot: ViewSnapshot, day: string): AdoptedScheme | undefined =>
  adoptedSchemes(snapshot).findLast(({ effectiveFrom }) => effectiveFrom <= day);

/**
 * @param shipped the program's own scheme, for periods before any adoption
 * @throws LedgerError `period.invalid`
 */
export function schemeFor(
  snapshot: ViewSnapshot,
  shipped: IndexScheme,
  periodText: string,
): IndexScheme {
  const adopted = adoptedOn(snapshot, parsePeriod(periodText).to);
  return adopted ? readScheme(adopted.content) : shipped;
}

/** @throws LedgerError `scheme.unknown` */
export function schemeByVersion(
  snapshot: ViewSnapshot,
  shipped: IndexScheme,
  name: string,
): IndexScheme {
  if (name === `${shipped.id}@${shipped.version}`) return shipped;
  const found = adoptedSchemes(snapshot).find(
    ({ schemeId, version }) => `${schemeId}@${version}` === name,
  );
  if (found) return readScheme(found.content);
  throw missing(
    'scheme.unknown',
    `没有采用过方案「${name}」：请用 index schemes 查看`,
    `No scheme "${name}" was adopted; see index schemes`,
    name,
  );
}
