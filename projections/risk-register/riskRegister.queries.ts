// The register of risk points (职权风险点清单): what was in force on a day, with how often the rules were broken there.
import { areaRange } from '../area.js';
import type { RiskGrade } from '../../src/analytics/riskGrade.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import type { ViewSnapshot } from '../reader.js';

export interface RiskFilter {
  /** Local day on which the power items are in force; left out, the latest version of each that is not retired. */
  readonly at?: string | undefined;
  readonly level?: 'county' | 'township' | 'village' | 'other' | undefined;
  readonly power?: string | undefined;
  /** Role code of the post that carries the step out, e.g. `PS`. */
  readonly role?: string | undefined;
  readonly grade?: RiskGrade | undefined;
  /** Violations are counted in this unit and the units below it; left out, everywhere. */
  readonly area?: string | undefined;
  /** Violations are counted on these days of business time, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Violations of one rule: how many, and the events of the acts. */
export interface BrokenRule {
  readonly rule: string;
  readonly count: number;
  readonly eventIds: readonly string[];
}

export interface RiskPointRow {
  readonly riskId: string;
  readonly text: string;
  readonly control: string | null;
  readonly step: {
    readonly number: number;
    readonly name: string | null;
    readonly who: string | null;
  };
  readonly decidedGrade: RiskGrade;
  /** `null` where likelihood or impact was not given. */
  readonly computed: {
    readonly likelihood: number;
    readonly impact: number;
    readonly discretion: number;
    readonly score: number;
    readonly grade: RiskGrade;
  } | null;
  /** Violations by acts that carried this step out. */
  readonly broken: readonly BrokenRule[];
  readonly brokenCount: number;
}

export interface PowerRisks {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly level: string;
  readonly holder: string;
  readonly lead: string | null;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly basis: readonly { readonly document: string; readonly clause?: string }[];
  /** The event that published this version. */
  readonly eventId: string;
  readonly risks: readonly RiskPointRow[];
  /** Every violation in cases of this power, of whatever step. */
  readonly brokenCount: number;
}

export interface RiskRegister {
  readonly filter: RiskFilter;
  readonly clock: 'business';
  readonly position: string | undefined;
  readonly halted: readonly string[];
  readonly powers: readonly PowerRisks[];
  readonly totals: { readonly high: number; readonly middle: number; readonly low: number };
}

interface ItemRow {
  code: string;
  version: string;
  event_id: string;
  level: string;
  name: string;
  holder: string;
  lead: string | null;
  effective_from: string;
  effective_to: string | null;
  basis: string;
}

interface RiskRow {
  risk_id: string;
  step: number;
  step_name: string | null;
  who: string | null;
  event: string | null;
  text: string;
  control: string | null;
  decided_grade: RiskGrade;
  likelihood: number | null;
  impact: number | null;
  discretion: number | null;
  computed_score: number | null;
  computed_grade: RiskGrade | null;
}

interface BrokenRow {
  power: string;
  rule: string;
  step: number | null;
  act_name: string;
  count: number;
  events: string;
}

/** The version of each item in force on a day: the latest to take effect, ties broken by ledger order; retired ones fall out. */
function itemsInForce(snapshot: ViewSnapshot, { at, level, power }: RiskFilter): ItemRow[] {
  const parameters: SqlValue[] = [];
  const terms: string[] = [];
  const where = (term: string, ...values: SqlValue[]) => {
    terms.push(term);
    parameters.push(...values);
  };
  if (at !== undefined) where('effective_from <= ?', at);
  if (power !== undefined) where('code = ?', power);
  const rows = snapshot.all<ItemRow & { retired_on: string | null }>(
    `SELECT *, (SELECT max(retired_on) FROM {risk-register.retirement} AS r
       WHERE r.code = i.code AND r.retired_on >= i.effective_from ${at === undefined ? '' : 'AND r.retired_on <= ?'}) AS retired_on
     FROM {risk-register.power_item} AS i ${terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : ''}
     ORDER BY code, effective_from DESC, position DESC`,
    at === undefined ? parameters : [at, ...parameters],
  );
  const latest = new Map<string, (typeof rows)[number]>();
  for (const row of rows) if (!latest.has(row.code)) latest.set(row.code, row);
  return [...latest.values()].filter(
    (row) =>
      row.retired_on === null &&
      (at === undefined || row.effective_to === null || at < row.effective_to) &&
      (level === undefined || row.level === level),
  );
}

function readBroken(
  snapshot: ViewSnapshot,
  { power, area, from, to }: RiskFilter,
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
const isOfStep = (broken: BrokenRow, { step, event }: RiskRow): boolean =>
  broken.step === null
    ? event !== null && broken.act_name.endsWith(`.${event}`)
    : broken.step === step;

function toBrokenRules(rows: readonly BrokenRow[]): readonly BrokenRule[] {
  const rules = new Map<string, { count: number; eventIds: string[] }>();
  for (const { rule, count, events } of rows) {
    const found = rules.get(rule) ?? { count: 0, eventIds: [] };
    found.count += count;
    found.eventIds.push(...(JSON.parse(events) as string[]));
    rules.set(rule, found);
  }
  return [...rules].map(([rule, found]) => ({ rule, ...found }));
}

function toRiskPoint(row: RiskRow, broken: readonly BrokenRow[]): RiskPointRow {
  const rules = toBrokenRules(broken.filter((one) => isOfStep(one, row)));
  const { likelihood, impact, computed_score: score, computed_grade: grade } = row;
  return {
    riskId: row.risk_id,
    text: row.text,
    control: row.control,
    step: { number: row.step, name: row.step_name, who: row.who },
    decidedGrade: row.decided_grade,
    computed:
      likelihood === null || impact === null || score === null || grade === null
        ? null
        : { likelihood, impact, discretion: row.discretion ?? 0, score, grade },
    broken: rules,
    brokenCount: rules.reduce((sum, { count }) => sum + count, 0),
  };
}

/** The register under a filter; powers and points in the order of their codes, as of the snapshot's position. */
export function riskRegister(snapshot: ViewSnapshot, filter: RiskFilter): RiskRegister {
  const broken = readBroken(snapshot, filter);
  const powers = itemsInForce(snapshot, filter).flatMap((item): PowerRisks[] => {
    const rows = snapshot.all<RiskRow>(
      `SELECT r.*, s.name AS step_name, s.who, s.event FROM {risk-register.risk_point} AS r
       LEFT JOIN {risk-register.power_step} AS s USING (code, version, step)
       WHERE code = ? AND version = ? ORDER BY step, risk_id`,
      [item.code, item.version],
    );
    const ofPower = broken.get(item.code) ?? [];
    const risks = rows
      .filter(({ who }) => filter.role === undefined || who === filter.role)
      .filter((row) => filter.grade === undefined || row.decided_grade === filter.grade)
      .map((row) => toRiskPoint(row, ofPower));
    const narrowed = filter.role !== undefined || filter.grade !== undefined;
    if (narrowed && risks.length === 0) return [];
    return [
      {
        code: item.code,
        version: item.version,
        name: item.name,
        level: item.level,
        holder: item.holder,
        lead: item.lead,
        effectiveFrom: item.effective_from,
        effectiveTo: item.effective_to,
        basis: JSON.parse(item.basis) as PowerRisks['basis'],
        eventId: item.event_id,
        risks,
        brokenCount: ofPower.reduce((sum, { count }) => sum + count, 0),
      },
    ];
  });
  const graded = (grade: RiskGrade) =>
    powers.flatMap(({ risks }) => risks).filter((risk) => risk.decidedGrade === grade).length;
  return {
    filter,
    clock: 'business',
    position: snapshot.position,
    halted: snapshot.halted.map(({ name }) => name),
    powers,
    totals: { high: graded(1), middle: graded(2), low: graded(3) },
  };
}
