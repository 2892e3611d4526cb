// Which unit has which division code, and which units stand over another (GB/T 2260, GB/T 10114).
// A unit without a code is unknown; it must never be taken for one's own or for a superior.
import { eventsOf } from './case.js';
import type { RuleContext } from './context.js';
import { unitKey } from './unitKeys.js';

const DIVISION = /^\d{12}$/;

/** The division code of a unit: registered, or its own id where that is a code. */
export function divisionOf(context: RuleContext, unitId: string): string | undefined {
  const registered = eventsOf(context.events(unitKey.unit(unitId)), 'offices.UnitRegistered');
  const division = registered.findLast(({ data }) => data.division !== undefined)?.data.division;
  return division ?? (DIVISION.test(unitId) ? unitId : undefined);
}

/** Units under a division code, the code itself as an id included. */
export function unitsAt(context: RuleContext, division: string): readonly string[] {
  const registered = eventsOf(context.events(unitKey.division(division)), 'offices.UnitRegistered');
  return [...new Set([...registered.map(({ data }) => data.unitId), division])];
}

/** The part of a code that all its subordinates begin with. */
function stem(division: string): string {
  if (!division.endsWith('000')) return division;
  if (!division.endsWith('000000')) return division.slice(0, 9);
  return division.slice(0, 6).replace(/(00){1,2}$/, '');
}

/** Whether a unit is the one of an act, or stands over it: township over village, county over township. */
export const isOver = (division: string, orgunit: string): boolean =>
  orgunit.startsWith(stem(division));
