// What the judgement of a case leaves in the view: rows that differ are written, rows that do not are left alone.
// The rows must follow from the judgements alone, never from the order in which cases happened to be judged.
import type { LedgerEvent } from '../../src/events/index.js';
import { quarterOf } from '../../src/rules/context.js';
import type { Judgement } from '../../src/rules/judge.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import { createBulkInsert, createSortedInsert } from '../bulkInsert.js';
import { localDate } from '../clocks.js';
import type { ViewWriter } from '../projection.js';
import type { CaseFile, Dependency } from './caseFiles.js';
import { documentsOf } from './documents.js';
import { sequenceOf } from '../sequence.js';

const VIOLATION_COLUMNS =
  'case_number, rule, position, ordinal, case_id, act_event, act_name, step, time, recorded_time, business_date, recorded_date, quarter, orgunit, power, person, post, packs, pack_set, severity, found_zh, found_en, expected_zh, expected_en, amount, evidence, documents, parameters';

/** `[rule, orgunit, quarter, kept, broken]`; broken ones carry their severities in the order of their acts. */
export type ActivationGroup = readonly [
  rule: string,
  orgunit: string,
  quarter: string,
  kept: readonly number[],
  broken: readonly (readonly [position: number, severity: string])[],
];

interface Counts {
  kept: number;
  S: number;
  M: number;
  L: number;
}

/** What one judgement of a case found, and from which events it may cite. */
export interface JudgedCase {
  readonly file: CaseFile;
  readonly keys: readonly Dependency[];
  readonly judgements: readonly Judgement[];
  /** Any event of the case or of the context it asked for. */
  readonly eventById: (id: string) => LedgerEvent | undefined;
}

export interface JudgementRows {
  write(judged: JudgedCase): void;
  /** Writes what is left at the end of a batch. */
  flush(): void;
}

function group(judgements: readonly Judgement[]): readonly ActivationGroup[] {
  const groups = new Map<string, [string, string, string, number[], [number, string][]]>();
  // Judgements of a rule come together, and mostly on acts of one moment.
  let [time, quarter] = ['', ''];
  for (const { rule, act, orgunit, violation } of judgements) {
    if (act.time !== time) [time, quarter] = [act.time, quarterOf(act.time)];
    const name = `${rule} ${orgunit} ${quarter}`;
    let found = groups.get(name);
    if (!found) groups.set(name, (found = [rule, orgunit, quarter, [], []]));
    const position = sequenceOf(act.position);
    if (violation) found[4].push([position, violation.severity]);
    else found[3].push(position);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

function violationRow(
  file: CaseFile,
  judgement: Judgement,
  violation: NonNullable<Judgement['violation']>,
  eventById: JudgedCase['eventById'],
): SqlValue[] {
  const { act } = judgement;
  const ids = [act.eventId, ...violation.evidence.filter((id) => id !== act.eventId)];
  const events = ids.map((id) => {
    const event = eventById(id);
    if (!event) throw new Error(`${judgement.rule} cites event ${id}, which it was not given`);
    return event;
  });
  const recorded = events[0]?.recordedtime ?? act.time;
  return [
    file.number,
    judgement.rule,
    sequenceOf(act.position),
    judgement.ordinal,
    file.id,
    act.eventId,
    act.name,
    judgement.step ?? null,
    act.time,
    recorded,
    localDate(act.time),
    localDate(recorded),
    quarterOf(act.time),
    judgement.orgunit,
    judgement.powercode ?? null,
    judgement.person ?? null,
    judgement.post ?? null,
    JSON.stringify(judgement.packs),
    judgement.packSet,
    violation.severity,
    violation.found.zh,
    violation.found.en,
    violation.expected.zh,
    violation.expected.en,
    violation.amount ?? null,
    JSON.stringify(
      events.map(({ id, position, name, time }) => ({ eventId: id, position, name, time })),
    ),
    JSON.stringify(events.flatMap(documentsOf)),
    JSON.stringify(violation.parameters),
  ];
}

/** Collects changes of tallies and adds them to the table once a batch. */
function createTallies(writer: ViewWriter) {
  const changes = new Map<string, Counts>();
  const add = createSortedInsert(
    writer,
    'INSERT INTO {tally} (orgunit, quarter, rule, kept, serious, medium, minor) VALUES',
    7,
    'ON CONFLICT (orgunit, quarter, rule) DO UPDATE SET kept = kept + excluded.kept, serious = serious + excluded.serious, medium = medium + excluded.medium, minor = minor + excluded.minor',
  );
  const dropEmpty = writer.prepare(
    'DELETE FROM {tally} WHERE orgunit = ? AND quarter = ? AND rule = ? AND kept = 0 AND serious = 0 AND medium = 0 AND minor = 0',
  );
  return {
    change(groups: readonly ActivationGroup[], sign: 1 | -1) {
      for (const [rule, orgunit, quarter, kept, broken] of groups) {
        const name = `${orgunit} ${quarter} ${rule}`;
        let counts = changes.get(name);
        if (!counts) changes.set(name, (counts = { kept: 0, S: 0, M: 0, L: 0 }));
        counts.kept += sign * kept.length;
        for (const [, severity] of broken) counts[severity as 'S' | 'M' | 'L'] += sign;
      }
    },
    flush() {
      const changed = [...changes].filter(([, { kept, S, M, L }]) => kept || S || M || L);
      changes.clear();
      for (const [name, { kept, S, M, L }] of changed) add.add([...name.split(' '), kept, S, M, L]);
      add.flush();
      for (const [name, { kept, S, M, L }] of changed)
        if (Math.min(kept, S, M, L) < 0) dropEmpty.run(name.split(' '));
    },
  };
}

export function createJudgementRows(writer: ViewWriter): JudgementRows {
  const tallies = createTallies(writer);
  const files = createBulkInsert(
    writer,
    'INSERT INTO {case_file} (case_number, case_id, keys, activations) VALUES',
    4,
    'ON CONFLICT (case_number) DO UPDATE SET keys = excluded.keys, activations = excluded.activations',
  );
  const depend = createSortedInsert(
    writer,
    'INSERT INTO {case_dependency} (key, until, case_number) VALUES',
    3,
  );
  const enter = createSortedInsert(
    writer,
    'INSERT INTO {case_period} (orgunit, quarter, case_number) VALUES',
    3,
  );
  const violations = createBulkInsert(
    writer,
    `INSERT OR REPLACE INTO {violation} (${VIOLATION_COLUMNS}) VALUES`,
    VIOLATION_COLUMNS.split(',').length,
  );
  const sql = {
    forget: writer.prepare(
      'DELETE FROM {case_dependency} WHERE key = ? AND until = ? AND case_number = ?',
    ),
    leave: writer.prepare(
      'DELETE FROM {case_period} WHERE orgunit = ? AND quarter = ? AND case_number = ?',
    ),
    violations: writer.prepare(
      `SELECT ${VIOLATION_COLUMNS} FROM {violation} WHERE case_number = ?`,
    ),
    remove: writer.prepare(
      'DELETE FROM {violation} WHERE case_number = ? AND rule = ? AND position = ? AND ordinal = ?',
    ),
  };

  /** Applies the difference of two sets, whose members are the same when their names are. */
  function difference<T>(
    before: readonly T[],
    after: readonly T[],
    nameOf: (one: T) => string,
    remove: (one: T) => void,
    add: (one: T) => void,
  ): void {
    const had = new Map(before.map((one) => [nameOf(one), one]));
    const has = new Map(after.map((one) => [nameOf(one), one]));
    for (const [name, one] of had) if (!has.has(name)) remove(one);
    for (const [name, one] of has) if (!had.has(name)) add(one);
  }

  const identityOf = (row: readonly SqlValue[]) => JSON.stringify(row.slice(0, 4));

  function readViolations(file: CaseFile, hadAny: boolean): readonly (readonly [string, string])[] {
    if (!hadAny) return [];
    return sql.violations
      .all<Record<string, SqlValue>>([file.number])
      .map((row) => Object.values(row))
      .map((row) => [identityOf(row), JSON.stringify(row)]);
  }

  function writeViolations({ file, judgements, eventById }: JudgedCase, hadAny: boolean): void {
    const rows = judgements.flatMap((judgement) =>
      judgement.violation ? [violationRow(file, judgement, judgement.violation, eventById)] : [],
    );
    if (!hadAny && rows.length === 0) return;
    const old = new Map(file.violations ?? readViolations(file, hadAny));
    const now = new Map(rows.map((row) => [identityOf(row), JSON.stringify(row)]));
    for (const row of rows) {
      const identity = identityOf(row);
      if (old.get(identity) !== now.get(identity)) violations.add(row);
      old.delete(identity);
    }
    for (const identity of old.keys()) sql.remove.run(JSON.parse(identity) as SqlValue[]);
    file.violations = now;
  }

  return {
    write(judged) {
      const { file } = judged;
      const groups = group(judged.judgements);
      const before = JSON.parse(file.activations) as readonly ActivationGroup[];
      writeViolations(
        judged,
        before.some(([, , , , broken]) => broken.length > 0),
      );
      const keys = JSON.stringify(judged.keys);
      const activations = JSON.stringify(groups);
      if (keys === file.keys && activations === file.activations) return;
      if (keys !== file.keys) {
        difference(
          JSON.parse(file.keys) as readonly Dependency[],
          judged.keys,
          ([key, until]) => `${until} ${key}`,
          (one) => sql.forget.run([...one, file.number]),
          (one) => depend.add([...one, file.number]),
        );
      }
      difference(
        before,
        groups,
        ([, orgunit, quarter]) => `${orgunit} ${quarter}`,
        ([, orgunit, quarter]) => sql.leave.run([orgunit, quarter, file.number]),
        ([, orgunit, quarter]) => enter.add([orgunit, quarter, file.number]),
      );
      tallies.change(before, -1);
      tallies.change(groups, 1);
      files.add([file.number, file.id, keys, activations]);
      file.keys = keys;
      file.activations = activations;
    },
    flush() {
      for (const table of [files, depend, enter, violations, tallies]) table.flush();
    },
  };
}
