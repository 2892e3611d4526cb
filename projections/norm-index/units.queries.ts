// Which units an index is computed for: townships and villages, never a person.
import { missing } from '../../src/kernel/errors.js';
import { units } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import type { IndexUnit } from './normIndex.queries.js';

/**
 * @param codes 12-digit division codes; all townships and villages when empty
 * @throws LedgerError `unit.unknown` for a code that no registered township or village has
 */
export function indexableUnits(
  snapshot: ViewSnapshot,
  codes: readonly string[] = [],
): readonly IndexUnit[] {
  const known = units(snapshot)
    .filter(({ kind }) => kind === 'township' || kind === 'village')
    .flatMap(({ division, name, unitId }) =>
      division === null ? [] : [{ orgunit: division, name: name ?? unitId }],
    );
  if (codes.length === 0) return known;
  return codes.map((code) => {
    const unit = known.find(({ orgunit }) => orgunit === code);
    if (unit) return unit;
    throw missing(
      'unit.unknown',
      `没有登记区划代码为 ${code} 的乡镇或村`,
      `No township or village with the division code ${code} is registered`,
      code,
    );
  });
}
