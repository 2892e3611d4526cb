// What the judgement of a case leaves in the view: rows that differ are written, rows that do not are left alone.
// The rows must follow from the judgements alone, never from the order in which cases happened to be judged.
import type { LedgerEvent } from '../../src/events/index.js';
import { localDateOf, parseInstant } from '../../src/kernel/time.js';
import { quarterOf } from '../../src/rules/context.js';
import type { Judgement } from '../../src/rules/judge.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import { createBulkInsert } from '../bulkInsert.js';
import type { ViewWriter } from '../projection.js';
import type { CaseFile } from './caseFiles.js';
import { documentsOf } from './documents.js';
import { sequenceOf } from './sequence.js';

const VIOLATION_COLUMNS =
  'case_number, rule, position, ordinal, case_id, act_event, act_name, step, time, recorded_time, business_date, recorded_date, quarter, orgunit, power, person, post, packs, severity, found_zh, found_en, expected_zh, expected_en, amount, evidence, documents, parameters';

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
  readonly keys: readonly string[];
  readonly judgements: readonly Judgement[];
  /** Any event of the case or of the context it asked for. */
  readonly eventById: (id: string) => LedgerEvent | undefined;
}

export interface JudgementRows {
  write(judged: JudgedCase): void;
  /** Writes the tallies that changed since the last flush. */
  flush(): void;
}

const localDate = (time: string) => localDateOf(parseInstant(time).epochMs);

function group(judgements: readonly Judgement[]): readonly ActivationGroup[] {
  const groups = new Map<string, [string, string, string, number[], [number, string][]]>();
  for (const { rule, act, orgunit, violation } of judgements) {
    const quarter = quarterOf(act.time);
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
  const step = (events[0]?.data as { step?: unknown } | undefined)?.step;
  return [
    file.number,
    judgement.rule,
    sequenceOf(act.position),
    judgement.ordinal,
    file.id,
    act.eventId,
    act.name,
    typeof step === 'number' ? step : null,
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
  const add = createBulkInsert(
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
  const sql = {
    update: writer.prepare(
      'UPDATE {case_file} SET keys = ?, activations = ? WHERE case_number = ?',
    ),
    depend: writer.prepare('INSERT INTO {case_dependency} (key, case_number) VALUES (?, ?)'),
    forget: writer.prepare('DELETE FROM {case_dependency} WHERE key = ? AND case_number = ?'),
    enter: writer.prepare(
      'INSERT INTO {case_period} (orgunit, quarter, case_number) VALUES (?, ?, ?)',
    ),
    leave: writer.prepare(
      'DELETE FROM {case_period} WHERE orgunit = ? AND quarter = ? AND case_number = ?',
    ),
    violations: writer.prepare(
      `SELECT ${VIOLATION_COLUMNS} FROM {violation} WHERE case_number = ?`,
    ),
    insert: writer.prepare(
      `INSERT OR REPLACE INTO {violation} (${VIOLATION_COLUMNS}) VALUES (${VIOLATION_COLUMNS.split(
        ',',
      )
        .map(() => '?')
        .join(', ')})`,
    ),
    remove: writer.prepare(
      'DELETE FROM {violation} WHERE case_number = ? AND rule = ? AND position = ? AND ordinal = ?',
    ),
  };

  /** Applies the difference of two sorted sets of texts. */
  function difference(
    before: readonly string[],
    after: readonly string[],
    remove: (text: string) => void,
    add: (text: string) => void,
  ): void {
    const had = new Set(before);
    const has = new Set(after);
    for (const text of had) if (!has.has(text)) remove(text);
    for (const text of has) if (!had.has(text)) add(text);
  }

  function writeViolations({ file, judgements, eventById }: JudgedCase, hadAny: boolean): void {
    const rows = judgements.flatMap((judgement) =>
      judgement.violation ? [violationRow(file, judgement, judgement.violation, eventById)] : [],
    );
    if (!hadAny && rows.length === 0) return;
    const identity = (row: readonly SqlValue[]) => JSON.stringify(row.slice(0, 4));
    const old = new Map(
      hadAny
        ? sql.violations
            .all<Record<string, SqlValue>>([file.number])
            .map((row) => Object.values(row))
            .map((row) => [identity(row), row])
        : [],
    );
    for (const row of rows) {
      const before = old.get(identity(row));
      old.delete(identity(row));
      if (before === undefined || JSON.stringify(before) !== JSON.stringify(row))
        sql.insert.run(row);
    }
    for (const row of old.values()) sql.remove.run(row.slice(0, 4));
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
      difference(
        JSON.parse(file.keys) as readonly string[],
        judged.keys,
        (key) => sql.forget.run([key, file.number]),
        (key) => sql.depend.run([key, file.number]),
      );
      const period = ([, orgunit, quarter]: ActivationGroup) => `${orgunit} ${quarter}`;
      difference(
        before.map(period),
        groups.map(period),
        (text) => sql.leave.run([...text.split(' '), file.number]),
        (text) => sql.enter.run([...text.split(' '), file.number]),
      );
      tallies.change(before, -1);
      tallies.change(groups, 1);
      sql.update.run([keys, activations, file.number]);
      file.keys = keys;
      file.activations = activations;
    },
    flush: () => tallies.flush(),
  };
}
