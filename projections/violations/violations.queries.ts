// What may be asked of the judgements: which rules were broken, where, when, by whom, and on what evidence.
import { missing } from '../../src/kernel/errors.js';
import { positionOf, type Position } from '../../src/kernel/position.js';
import type { Bilingual } from '../../src/kernel/errors.js';
import type { Clause, Rule, Severity } from '../../src/rules/rule.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import { areaRange } from '../area.js';
import type { ViewSnapshot } from '../reader.js';
import type { CitedDocument } from './documents.js';
import type { ActivationGroup } from './judgementRows.js';

export interface ViolationFilter {
  readonly rule?: string | undefined;
  /** All rules of a family, e.g. `PAY`. */
  readonly family?: string | undefined;
  readonly severity?: Severity | undefined;
  /** Exactly this unit. */
  readonly orgunit?: string | undefined;
  /** This unit and every unit below it, by division code. */
  readonly area?: string | undefined;
  readonly person?: string | undefined;
  readonly post?: string | undefined;
  readonly power?: string | undefined;
  readonly caseId?: string | undefined;
  /** First and last local day, both included, of the clock chosen. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `business` (when it happened, the default) or `recorded` (when the ledger accepted it). */
  readonly clock?: 'business' | 'recorded' | undefined;
}

export interface ViolationPage {
  /** At most this many; 1,000 unless told. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

export interface CitedEvent {
  readonly eventId: string;
  readonly position: Position;
  readonly name: string;
  readonly time: string;
}

export interface Violation {
  /** Stable: `<rule>~<event id of the act>~<ordinal>`. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly act: CitedEvent & { readonly recordedTime: string };
  readonly businessDate: string;
  readonly recordedDate: string;
  readonly caseId: string;
  readonly orgunit: string;
  readonly power: string | null;
  readonly step: number | null;
  readonly person: string | null;
  readonly post: string | null;
  readonly found: Bilingual;
  readonly expected: Bilingual;
  /** Fen at stake. */
  readonly amount: string | null;
  readonly packs: readonly string[];
  /** SHA-256 of the set of packs that the act is judged by. */
  readonly packSet: string;
  readonly parameters: unknown;
  /** The act, then the other events that the finding rests on. */
  readonly evidence: readonly CitedEvent[];
  readonly documents: readonly CitedDocument[];
}

/** A violation with its rule spelt out: everything principle 4 asks. */
export interface ViolationDetail extends Omit<Violation, 'rule'> {
  readonly rule: {
    readonly id: string;
    readonly title: Bilingual;
    readonly statement: Bilingual;
    readonly basis: readonly Clause[];
    readonly validFrom: string;
    readonly validTo: string | undefined;
  };
}

interface ViolationRow {
  rule: string;
  position: number;
  ordinal: number;
  case_id: string;
  act_event: string;
  act_name: string;
  step: number | null;
  time: string;
  recorded_time: string;
  business_date: string;
  recorded_date: string;
  orgunit: string;
  power: string | null;
  person: string | null;
  post: string | null;
  packs: string;
  pack_set: string;
  severity: Severity;
  found_zh: string;
  found_en: string;
  expected_zh: string;
  expected_en: string;
  amount: string | null;
  evidence: string;
  documents: string;
  parameters: string;
}

function toViolation(row: ViolationRow): Violation {
  return {
    id: `${row.rule}~${row.act_event}~${row.ordinal}`,
    rule: row.rule,
    severity: row.severity,
    act: {
      eventId: row.act_event,
      position: positionOf(row.position),
      name: row.act_name,
      time: row.time,
      recordedTime: row.recorded_time,
    },
    businessDate: row.business_date,
    recordedDate: row.recorded_date,
    caseId: row.case_id,
    orgunit: row.orgunit,
    power: row.power,
    step: row.step,
    person: row.person,
    post: row.post,
    found: { zh: row.found_zh, en: row.found_en },
    expected: { zh: row.expected_zh, en: row.expected_en },
    amount: row.amount,
    packs: JSON.parse(row.packs) as readonly string[],
    packSet: row.pack_set,
    parameters: JSON.parse(row.parameters) as unknown,
    evidence: JSON.parse(row.evidence) as readonly CitedEvent[],
    documents: JSON.parse(row.documents) as readonly CitedDocument[],
  };
}

/** `WHERE` text and its parameters. */
function conditionOf(filter: ViolationFilter): { where: string; parameters: SqlValue[] } {
  const day = filter.clock === 'recorded' ? 'recorded_date' : 'business_date';
  const terms: [string, ...SqlValue[]][] = [];
  const equal = (column: string, value: string | undefined) => {
    if (value !== undefined) terms.push([`${column} = ?`, value]);
  };
  equal('rule', filter.rule);
  equal('severity', filter.severity);
  equal('orgunit', filter.orgunit);
  equal('person', filter.person);
  equal('post', filter.post);
  equal('power', filter.power);
  if (filter.caseId !== undefined)
    terms.push([
      'case_number = (SELECT case_number FROM {violations.case_file} WHERE case_id = ?)',
      filter.caseId,
    ]);
  if (filter.family !== undefined)
    terms.push(['rule > ? AND rule < ?', `${filter.family}-`, `${filter.family}.`]);
  if (filter.area !== undefined)
    terms.push(['orgunit >= ? AND orgunit < ?', ...areaRange(filter.area)]);
  if (filter.from !== undefined) terms.push([`${day} >= ?`, filter.from]);
  if (filter.to !== undefined) terms.push([`${day} <= ?`, filter.to]);
  return {
    where: terms.length === 0 ? '' : `WHERE ${terms.map(([text]) => text).join(' AND ')}`,
    parameters: terms.flatMap(([, ...values]) => values),
  };
}

/** Violations in ledger order of their acts, and how many there are in all. */
export function findViolations(
  snapshot: ViewSnapshot,
  filter: ViolationFilter,
  { limit = 1000, offset = 0 }: ViolationPage = {},
): { readonly total: number; readonly violations: readonly Violation[] } {
  const { where, parameters } = conditionOf(filter);
  const total = snapshot.get<{ n: number }>(
    `SELECT count(*) AS n FROM {violations.violation} ${where}`,
    parameters,
  );
  const rows = snapshot.all<ViolationRow>(
    `SELECT * FROM {violations.violation} ${where} ORDER BY position, rule, ordinal LIMIT ? OFFSET ?`,
    [...parameters, limit, offset],
  );
  return { total: total?.n ?? 0, violations: rows.map(toViolation) };
}

/** Every violation that names a person, in ledger order. */
export function violationsOfPerson(snapshot: ViewSnapshot, person: string): readonly Violation[] {
  return snapshot
    .all<ViolationRow>(
      'SELECT * FROM {violations.violation} WHERE person = ? ORDER BY position, rule, ordinal',
      [person],
    )
    .map(toViolation);
}

/** Every violation in the cases named, in ledger order. */
export function violationsOfCases(
  snapshot: ViewSnapshot,
  caseIds: readonly string[],
): readonly Violation[] {
  return snapshot
    .all<ViolationRow>(
      `SELECT * FROM {violations.violation} WHERE case_number IN (
         SELECT case_number FROM {violations.case_file} WHERE case_id IN (SELECT value FROM json_each(?)))
       ORDER BY position, rule, ordinal`,
      [JSON.stringify(caseIds)],
    )
    .map(toViolation);
}

/** Every violation whose act is one of the events named, in ledger order. */
export function violationsOfActs(
  snapshot: ViewSnapshot,
  eventIds: readonly string[],
): readonly Violation[] {
  return snapshot
    .all<ViolationRow>(
      `SELECT * FROM {violations.violation} WHERE act_event IN (SELECT value FROM json_each(?))
       ORDER BY position, rule, ordinal`,
      [JSON.stringify(eventIds)],
    )
    .map(toViolation);
}

/** Spells out the rule of a violation. @throws LedgerError `violation.unknown` when the rule is not among `rules` */
export function openViolation(violation: Violation, rules: readonly Rule[]): ViolationDetail {
  const rule = rules.find(({ id }) => id === violation.rule);
  if (!rule) throw unknownViolation(violation.id);
  const { id, title, statement, basis, validFrom, validTo } = rule;
  return { ...violation, rule: { id, title, statement, basis, validFrom, validTo } };
}

const unknownViolation = (id: string) =>
  missing('violation.unknown', '没有此违规记录', 'There is no such violation', id);

/**
 * One violation, opened: rule and clause, packs, events, documents.
 * @throws LedgerError `violation.unknown`
 */
export function violationById(
  snapshot: ViewSnapshot,
  rules: readonly Rule[],
  id: string,
): ViolationDetail {
  const [ruleId = '', eventId = '', ordinal = ''] = id.split('~');
  const row = snapshot.get<ViolationRow>(
    'SELECT * FROM {violations.violation} WHERE act_event = ? AND rule = ? AND ordinal = ?',
    [eventId, ruleId, Number(ordinal)],
  );
  if (!row) throw unknownViolation(id);
  return openViolation(toViolation(row), rules);
}

export interface ActivationCount {
  readonly rule: string;
  readonly orgunit: string;
  readonly kept: number;
  readonly serious: number;
  readonly medium: number;
  readonly minor: number;
}

/** How often each rule applied in each unit over the quarters given (business clock), kept and broken. */
export function activations(
  snapshot: ViewSnapshot,
  { quarters, orgunit }: { readonly quarters: readonly string[]; readonly orgunit?: string },
): readonly ActivationCount[] {
  return snapshot.all<ActivationCount>(
    `SELECT rule, orgunit, sum(kept) AS kept, sum(serious) AS serious, sum(medium) AS medium, sum(minor) AS minor
     FROM {violations.tally}
     WHERE quarter IN (SELECT value FROM json_each(?)) ${orgunit === undefined ? '' : 'AND orgunit = ?'}
     GROUP BY orgunit, rule ORDER BY orgunit, rule`,
    [JSON.stringify(quarters), ...(orgunit === undefined ? [] : [orgunit])],
  );
}

/** One occasion on which a rule applied. */
export interface Occasion {
  readonly caseId: string;
  readonly position: Position;
  readonly kept: boolean;
}

/** Opens a count of {@link activations}: the acts behind it, in ledger order. */
export function occasions(
  snapshot: ViewSnapshot,
  { rule, orgunit, quarter }: { rule: string; orgunit: string; quarter: string },
): readonly Occasion[] {
  const cases = snapshot.all<{ case_id: string; activations: string }>(
    `SELECT case_id, activations FROM {violations.case_period} JOIN {violations.case_file} USING (case_number)
     WHERE orgunit = ? AND quarter = ?`,
    [orgunit, quarter],
  );
  return cases
    .flatMap(({ case_id: caseId, activations: text }) =>
      (JSON.parse(text) as readonly ActivationGroup[])
        .filter((group) => group[0] === rule && group[1] === orgunit && group[2] === quarter)
        .flatMap(([, , , kept, broken]) => [
          ...kept.map((position) => ({ caseId, position, kept: true })),
          ...broken.map(([position]) => ({ caseId, position, kept: false })),
        ]),
    )
    .sort((a, b) => a.position - b.position)
    .map((occasion) => ({ ...occasion, position: positionOf(occasion.position) }));
}
