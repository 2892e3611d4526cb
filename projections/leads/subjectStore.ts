// Keeps cases and rolls in SQLite, and those in use in memory.
// What it gives back after a restart must be what it was given: states go through JSON unchanged.
import type { CaseKind, CaseState } from '../../src/analytics/leads/subjects/cases.js';
import { createRoll } from '../../src/analytics/leads/subjects/createRoll.js';
import { needsSeveral, type RollKind } from '../../src/analytics/leads/subjects/rolls.js';
import { createBulkInsert, createSortedInsert } from '../bulkInsert.js';
import type { ViewWriter } from '../projection.js';
import { Recent } from '../recent.js';
import { RollCache, type Outcome, type RollSlot } from './rollCache.js';

/** How much is held in memory: cases of some 2 kB, names of cases, rolls by their members (which share the cases). */
const CASES_HELD = 8_000;
const NAMES_HELD = 40_000;
const MEMBERS_HELD = 40_000;

/** A case in memory. */
export interface Slot extends Outcome {
  readonly kind: CaseKind;
  readonly key: string;
  readonly name: string;
  readonly number: number;
  state: CaseState;
  /** Has no row yet. */
  isNew: boolean;
}

interface CaseRow extends Outcome {
  readonly number: number;
  readonly name: string;
  readonly state: string;
}

export const nameOf = (kind: string, key: string): string => `${kind}|${key}`;

export function splitName(name: string): readonly [kind: string, key: string] {
  const at = name.indexOf('|');
  return [name.slice(0, at), name.slice(at + 1)];
}

const memberOf = ({ kind, key, number, state }: Slot) => ({ kind, key, number, state });

function prepare(writer: ViewWriter) {
  return {
    byName: writer.prepare('SELECT * FROM {subject} WHERE name = ?'),
    byNumber: writer.prepare('SELECT * FROM {subject} WHERE number = ?'),
    updateCase: writer.prepare(
      'UPDATE {subject} SET state = ?, asks = ?, leads = ? WHERE number = ?',
    ),
    updateOutcome: writer.prepare('UPDATE {subject} SET asks = ?, leads = ? WHERE number = ?'),
    names: writer.prepare('SELECT name FROM {subject} UNION SELECT roll FROM {place}'),
    last: writer.prepare('SELECT coalesce(max(number), 0) AS last FROM {subject}'),
    members: writer.prepare('SELECT number FROM {place} WHERE roll = ? ORDER BY number'),
    leave: writer.prepare('DELETE FROM {place} WHERE roll = ? AND number = ?'),
    rollOutcome: writer.prepare('SELECT asks, leads FROM {roll} WHERE name = ?'),
    putRoll: writer.prepare(
      `INSERT INTO {roll} VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET asks = excluded.asks, leads = excluded.leads`,
    ),
    dropRoll: writer.prepare('DELETE FROM {roll} WHERE name = ?'),
  };
}

export class SubjectStore {
  private readonly sql: ReturnType<typeof prepare>;
  /** By name; 0 for one that is known not to exist. */
  private readonly numbers = new Recent<string, number>(NAMES_HELD);
  private readonly cases = new Recent<number, Slot>(CASES_HELD);
  private readonly rolls = new RollCache(MEMBERS_HELD);
  /** Cases of the batch in hand: they stay until it is written. */
  private readonly pinned = new Map<string, Slot>();
  private readonly pinnedByNumber = new Map<number, Slot>();
  private readonly created: ReturnType<typeof createBulkInsert>;
  private readonly entering: ReturnType<typeof createSortedInsert>;
  /** Rolls that a case left in this batch: they may have had leads, however few are left in them. */
  private readonly left = new Set<string>();
  private lastNumber: number;

  constructor(writer: ViewWriter) {
    this.sql = prepare(writer);
    this.created = createBulkInsert(writer, 'INSERT INTO {subject} VALUES', 5);
    this.entering = createSortedInsert(writer, 'INSERT INTO {place} (roll, number) VALUES', 2);
    this.lastNumber = this.sql.last.get<{ last: number }>()?.last ?? 0;
  }

  caseOf(kind: CaseKind, key: string): Slot | undefined {
    const name = nameOf(kind, key);
    const pinned = this.pinned.get(name);
    if (pinned) return pinned;
    const number = this.numbers.get(name);
    if (number !== undefined) return number === 0 ? undefined : this.byNumber(number);
    const row = this.sql.byName.get<CaseRow>([name]);
    if (row) return this.take(row);
    this.numbers.set(name, 0);
    return undefined;
  }

  private byNumber(number: number): Slot {
    const held = this.pinnedByNumber.get(number) ?? this.cases.get(number);
    if (held) return held;
    const row = this.sql.byNumber.get<CaseRow>([number]);
    if (!row) throw new Error(`no case has the number ${number}`);
    return this.take(row);
  }

  private take({ number, name, state, asks, leads }: CaseRow): Slot {
    const held = this.cases.get(number);
    if (held) return held;
    const [kind, key] = splitName(name) as [CaseKind, string];
    const parsed = JSON.parse(state) as CaseState;
    const slot: Slot = { kind, key, name, number, state: parsed, asks, leads, isNew: false };
    this.keep(slot);
    return slot;
  }

  private keep(slot: Slot): void {
    this.numbers.set(slot.name, slot.number);
    this.cases.set(slot.number, slot);
  }

  /** Keeps a case in memory until {@link write}. */
  pin(slot: Slot): void {
    this.pinned.set(slot.name, slot);
    this.pinnedByNumber.set(slot.number, slot);
    this.numbers.set(slot.name, slot.number);
  }

  create(kind: CaseKind, key: string, state: CaseState): Slot {
    const name = nameOf(kind, key);
    const number = ++this.lastNumber;
    const slot: Slot = { kind, key, name, number, state, asks: '', leads: '', isNew: true };
    this.pin(slot);
    return slot;
  }

  /** Puts a case in a roll. Call {@link settlePlaces} before a roll is read. */
  enter(roll: string, slot: Slot): void {
    this.entering.add([roll, slot.number]);
    this.rolls.get(roll)?.roll.add(memberOf(slot));
    this.rolls.weigh(roll, 1);
  }

  leave(roll: string, slot: Slot): void {
    this.left.add(roll);
    this.sql.leave.run([roll, slot.number]);
    this.rolls.get(roll)?.roll.remove(slot.number);
    this.rolls.weigh(roll, -1);
  }

  /** A case that stays in a roll has changed. */
  renew(roll: string, slot: Slot): void {
    const held = this.rolls.get(roll);
    if (!held) return;
    held.roll.remove(slot.number);
    held.roll.add(memberOf(slot));
  }

  /** Every case and roll that is written. Call {@link settlePlaces} before. */
  names(): readonly string[] {
    return this.sql.names.all<{ name: string }>().map(({ name }) => name);
  }

  settlePlaces(): void {
    this.entering.flush();
  }

  /** A roll that may have leads; `undefined` for one of which too few cases are in it to show anything. */
  rollWorthALook(kind: RollKind, key: string): RollSlot | undefined {
    const name = nameOf(kind, key);
    const held = this.rolls.get(name);
    if (held || !needsSeveral(kind) || this.left.has(name)) return held ?? this.rollOf(kind, key);
    const members = this.sql.members.all<{ number: number }>([name]);
    return members.length < 2 ? undefined : this.load(kind, key, members);
  }

  rollOf(kind: RollKind, key: string): RollSlot {
    const name = nameOf(kind, key);
    return (
      this.rolls.get(name) ?? this.load(kind, key, this.sql.members.all<{ number: number }>([name]))
    );
  }

  private load(kind: RollKind, key: string, members: readonly { number: number }[]): RollSlot {
    const name = nameOf(kind, key);
    const roll = createRoll(kind, key);
    for (const { number } of members) roll.add(memberOf(this.byNumber(number)));
    const { asks, leads } = this.sql.rollOutcome.get<Outcome>([name]) ?? { asks: '', leads: '' };
    const slot: RollSlot = { kind, key, roll, asks, leads };
    this.rolls.put(name, slot, members.length);
    return slot;
  }

  putRollOutcome(name: string, { asks, leads }: Outcome): void {
    if (asks === '' && leads === '') this.sql.dropRoll.run([name]);
    else this.sql.putRoll.run([name, asks, leads]);
  }

  /** A case that was not touched itself, but found anew. */
  putCaseOutcome(slot: Slot): void {
    if (!this.pinned.has(slot.name))
      this.sql.updateOutcome.run([slot.asks, slot.leads, slot.number]);
  }

  /** Writes the cases of the batch. */
  write(): void {
    for (const slot of this.pinned.values()) {
      const { number, name, asks, leads } = slot;
      const state = JSON.stringify(slot.state);
      if (slot.isNew) this.created.add([number, name, state, asks, leads]);
      else this.sql.updateCase.run([state, asks, leads, number]);
      slot.isNew = false;
      this.keep(slot);
    }
    this.created.flush();
    this.pinned.clear();
    this.pinnedByNumber.clear();
    this.left.clear();
  }
}
