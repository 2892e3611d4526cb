// Which violations lie on which step of a power, and which of them somebody confirmed.
import { violationStandings } from '../accountability/accountability.queries.js';
import { areaRange } from '../area.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import type { ViewSnapshot } from '../reader.js';
import type { ConfirmedFinding } from './points.js';

/** Violations of one rule: how many, and the events of the acts. */
export interface BrokenRule {
  readonly rule: string;
  readonly count: number;
  readonly eventIds: readonly string[];
}

/** Which violations are counted. */
export interface BrokenFilter {
  readonly power?: string | undefined;
  readonly area?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly at?: string | undefined;
}

/** A step as far as acts can be told to belong to it. */
export interface StepOfPower {
  readonly step: number;
  readonly event: string | null;
}

export interface BrokenRow {
  power: string;
  rule: string;
  step: number | null;
  act_name: string;
  count: number;
  events: string;
}

/** Counts of broken rules, by power. */
export function readBroken(
  snapshot: ViewSnapshot,
  { power, area, from, to }: BrokenFilter,
): Map<string, BrokenRow[]> {
  const parameters: SqlValue[] = [];
  const terms = ['power IS NOT NULL'];
  const where = (term: string, ...values: SqlValue[]) => {
    terms.push(term);
    parameters.push(...values);
  };
  if (power !== undefined) where('power = ?', power);
  if (area !== undefined) where('orgunit >= ? AND orgunit < ?', ...areaRange(area));
  if (from !== undefined) where('business_date >= ?', from);
  if (to !== undefined) where('business_date <= ?', to);
  const rows = snapshot.all<BrokenRow>(
    `SELECT power, rule, step, act_name, count(*) AS count, json_group_array(act_event) AS events FROM (
       SELECT power, rule, step, act_name, act_event FROM {violations.violation}
       WHERE ${terms.join(' AND ')} ORDER BY power, rule, position, ordinal)
     GROUP BY power, rule, step, act_name ORDER BY power, rule, step, act_name`,
    parameters,
  );
  const powers = new Map<string, BrokenRow[]>();
  for (const row of rows) powers.set(row.power, [...(powers.get(row.power) ?? []), row]);
  return powers;
}

/** An act carries a step out when it names the step, or is the event that the flow gives for it. */
export const isOfStep = (
  act: { readonly step: number | null; readonly act_name: string },
  { step, event }: StepOfPower,
): boolean =>
  act.step === null ? event !== null && act.act_name.endsWith(`.${event}`) : act.step === step;

export interface ConfirmedRow extends ConfirmedFinding {
  readonly power: string;
  readonly step: number | null;
  readonly act_name: string;
}

/** Whether a unit is the area's own or one below it. */
export function isInArea(unit: string, area: string): boolean {
  const [first, end] = areaRange(area);
  return unit >= first && unit < end;
}

/** Violations that somebody confirmed, by power. */
export function readConfirmed(
  snapshot: ViewSnapshot,
  { area, at }: BrokenFilter,
): ReadonlyMap<string, readonly ConfirmedRow[]> {
  const powers = new Map<string, ConfirmedRow[]>();
  for (const [id, { decision, decidedOn = '' }] of violationStandings(snapshot)) {
    if (decision !== 'confirmed' || (at !== undefined && decidedOn > at)) continue;
    const [rule = '', eventId = '', ordinal = ''] = id.split('~');
    const row = snapshot.get<Omit<ConfirmedRow, 'id' | 'on'> & { orgunit: string }>(
      `SELECT power, step, act_name, orgunit, act_event AS eventId FROM {violations.violation}
       WHERE act_event = ? AND rule = ? AND ordinal = ? AND power IS NOT NULL`,
      [eventId, rule, Number(ordinal)],
    );
    if (!row || (area !== undefined && !isInArea(row.orgunit, area))) continue;
    powers.set(row.power, [...(powers.get(row.power) ?? []), { ...row, id, on: decidedOn }]);
  }
  return powers;
}

export function toBrokenRules(rows: readonly BrokenRow[]): readonly BrokenRule[] {
  const rules = new Map<string, { count: number; eventIds: string[] }>();
  for (const { rule, count, events } of rows) {
    const found = rules.get(rule) ?? { count: 0, eventIds: [] };
    found.count += count;
    found.eventIds.push(...(JSON.parse(events) as string[]));
    rules.set(rule, found);
  }
  return [...rules].map(([rule, found]) => ({ rule, ...found }));
}
