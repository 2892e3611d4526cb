// The register of risk points (职权风险点清单): what was in force on a day, with how often the rules were broken there.
import type { RiskGrade } from '../../src/analytics/riskGrade.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import type { ViewSnapshot } from '../reader.js';
import {
  readPointRecords,
  standingOf,
  type PointRecords,
  type PointStanding,
  type StatedPoint,
} from './points.js';
import {
  isInArea,
  isOfStep,
  readBroken,
  readConfirmed,
  toBrokenRules,
  type BrokenRow,
  type BrokenRule,
  type ConfirmedRow,
} from './steps.js';

export type { BrokenRule } from './steps.js';

export interface RiskFilter {
  /** Local day on which the power items are in force; left out, the latest version of each that is not retired. */
  readonly at?: string | undefined;
  readonly level?: 'county' | 'township' | 'village' | 'other' | undefined;
  readonly power?: string | undefined;
  /** Role code of the post that carries the step out, e.g. `PS`. */
  readonly role?: string | undefined;
  /** A single post: points that were found in it. */
  readonly post?: string | undefined;
  readonly grade?: RiskGrade | undefined;
  /** Violations are counted in this unit and the units below it; left out, everywhere. */
  readonly area?: string | undefined;
  /** Violations are counted on these days of business time, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface RiskPointRow extends PointStanding {
  readonly riskId: string;
  readonly text: string;
  /** What the catalogue names as control, in words; measures of their own are in `controls`. */
  readonly control: string | null;
  /** How it was found: `catalogue`, `selfCheck`, ... */
  readonly method: string;
  readonly unitId: string | null;
  readonly postId: string | null;
  readonly step: {
    readonly number: number;
    readonly name: string | null;
    readonly who: string | null;
  };
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
  /** How many points have which likelihood and impact. */
  readonly heatMap: readonly {
    readonly likelihood: number;
    readonly impact: number;
    readonly points: number;
  }[];
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
  method: string;
  unit_id: string | null;
  post_id: string | null;
  decided_grade: RiskGrade | null;
  likelihood: number | null;
  impact: number | null;
  discretion: number | null;
  since: string;
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

function toRiskPoint(
  row: RiskRow,
  broken: readonly BrokenRow[],
  confirmed: readonly ConfirmedRow[],
  records: PointRecords,
  at: string | undefined,
): RiskPointRow {
  const rules = toBrokenRules(broken.filter((one) => isOfStep(one, row)));
  const stated: StatedPoint = {
    riskId: row.risk_id,
    step: row.step,
    text: row.text,
    control: row.control,
    method: row.method,
    unitId: row.unit_id,
    postId: row.post_id,
    grade: row.decided_grade,
    likelihood: row.likelihood,
    impact: row.impact,
    discretion: row.discretion,
    since: row.since,
  };
  const findings = confirmed
    .filter((one) => isOfStep(one, row))
    .map(({ id, on, eventId }) => ({ id, on, eventId }));
  return {
    riskId: row.risk_id,
    text: row.text,
    control: row.control,
    method: row.method,
    unitId: row.unit_id,
    postId: row.post_id,
    step: { number: row.step, name: row.step_name, who: row.who },
    ...standingOf(stated, findings, records, at),
    broken: rules,
    brokenCount: rules.reduce((sum, { count }) => sum + count, 0),
  };
}

/** The points of a power item: those of its version, and those that were found beside it. */
function readRows(snapshot: ViewSnapshot, item: ItemRow, at: string | undefined): RiskRow[] {
  const stepColumns = 's.name AS step_name, s.who, s.event';
  const catalogue = snapshot.all<RiskRow>(
    `SELECT r.risk_id, r.step, r.text, r.control, r.decided_grade, r.likelihood, r.impact, r.discretion,
       'catalogue' AS method, NULL AS unit_id, NULL AS post_id, ${stepColumns}
     FROM {risk-register.risk_point} AS r
     LEFT JOIN {risk-register.power_step} AS s USING (code, version, step)
     WHERE code = ? AND version = ? ORDER BY step, risk_id`,
    [item.code, item.version],
  );
  const found = snapshot.all<RiskRow>(
    `SELECT r.risk_id, r.step, r.text, NULL AS control, NULL AS decided_grade, r.likelihood, r.impact, r.discretion,
       r.method, r.unit_id, r.post_id, r.identified_on AS since, ${stepColumns}
     FROM {risk-register.identified} AS r
     LEFT JOIN {risk-register.power_step} AS s ON s.code = r.code AND s.version = ? AND s.step = r.step
     WHERE r.code = ? AND r.identified_on <= ? ORDER BY r.step, r.risk_id`,
    [item.version, item.code, at ?? '9999-12-31'],
  );
  return [...catalogue.map((row) => ({ ...row, since: item.effective_from })), ...found];
}

/** A point found in one unit belongs to registers of that unit and of those above it. */
const isWithin = ({ unit_id: unit }: RiskRow, area: string | undefined): boolean =>
  unit === null || area === undefined || isInArea(unit, area);

const heldGrade = ({ decidedGrade, computed }: RiskPointRow): RiskGrade | undefined =>
  decidedGrade ?? computed?.grade;

function heatMapOf(points: readonly RiskPointRow[]): RiskRegister['heatMap'] {
  const cells = new Map<string, { likelihood: number; impact: number; points: number }>();
  for (const { computed } of points) {
    if (!computed) continue;
    const { likelihood, impact } = computed;
    const cell = cells.get(`${likelihood} ${impact}`) ?? { likelihood, impact, points: 0 };
    cell.points++;
    cells.set(`${likelihood} ${impact}`, cell);
  }
  return [...cells.values()].sort((a, b) => a.likelihood - b.likelihood || a.impact - b.impact);
}

/** The register under a filter; powers and points in the order of their codes, as of the snapshot's position. */
export function riskRegister(snapshot: ViewSnapshot, filter: RiskFilter): RiskRegister {
  const { at } = filter;
  const broken = readBroken(snapshot, filter);
  const confirmed = readConfirmed(snapshot, filter);
  const records = readPointRecords(snapshot, at);
  const narrowed = [filter.role, filter.grade, filter.post].some((one) => one !== undefined);
  const powers = itemsInForce(snapshot, filter).flatMap((item): PowerRisks[] => {
    const ofPower = broken.get(item.code) ?? [];
    const risks = readRows(snapshot, item, at)
      .filter(({ risk_id: id }) => !records.retired.has(id))
      .filter((row) => isWithin(row, filter.area))
      .filter(({ who }) => filter.role === undefined || who === filter.role)
      .filter(({ post_id: post }) => filter.post === undefined || post === filter.post)
      .map((row) => toRiskPoint(row, ofPower, confirmed.get(item.code) ?? [], records, at))
      .filter((point) => filter.grade === undefined || heldGrade(point) === filter.grade);
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
  const points = powers.flatMap(({ risks }) => risks);
  const graded = (grade: RiskGrade) => points.filter((point) => heldGrade(point) === grade).length;
  return {
    filter,
    clock: 'business',
    position: snapshot.position,
    halted: snapshot.halted.map(({ name }) => name),
    powers,
    totals: { high: graded(1), middle: graded(2), low: graded(3) },
    heatMap: heatMapOf(points),
  };
}
