// Which units an index is computed for: townships and villages, never a person.
import { invalid, missing } from '../../src/kernel/errors.js';
import { units } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import type { IndexUnit } from './runData.js';

/**
 * @param codes 12-digit division codes; all townships and villages when empty
 * @param from first day of the period: units dissolved before it have no index
 * @throws LedgerError `unit.unknown` for a code that no registered township or village has, `unit.dissolved` for one
 * that no longer was
 */
export function indexableUnits(
  snapshot: ViewSnapshot,
  codes: readonly string[] = [],
  from = '',
): readonly IndexUnit[] {
  const known = units(snapshot)
    .filter(({ kind }) => kind === 'township' || kind === 'village')
    .flatMap(({ division, name, unitId, dissolvedOn }): IndexUnit[] =>
      division === null
        ? []
        : [
            {
              orgunit: division,
              name: name ?? unitId,
              ...(unitId === division ? {} : { unitId }),
              ...(dissolvedOn === null ? {} : { dissolvedOn }),
            },
          ],
    );
  const existed = ({ dissolvedOn }: IndexUnit) => dissolvedOn === undefined || dissolvedOn >= from;
  if (codes.length === 0) return known.filter(existed);
  return codes.map((code) => {
    const unit = known.find(({ orgunit, unitId }) => orgunit === code || unitId === code);
    if (unit && existed(unit)) return unit;
    if (unit)
      throw invalid(
        'unit.dissolved',
        `${unit.name}（${code}）已于 ${unit.dissolvedOn ?? ''} 撤销，此期间没有指数`,
        `${unit.name} (${code}) was dissolved on ${unit.dissolvedOn ?? ''} and has no index in this period`,
        code,
      );
    throw missing(
      'unit.unknown',
      `没有登记区划代码为 ${code} 的乡镇或村`,
      `No township or village with the division code ${code} is registered`,
      code,
    );
  });
}
