// Fills the view `decisions`. What an event says is kept whole in its entry; rows of matters are for finding them.
// A correction changes what is found and shown first, never the entry of what it corrects: both versions stay.
import { readFileSync } from 'node:fs';
import { matterEvents, OUTCOMES } from '../../src/events/matters.js';
import type { EventName, LedgerEvent } from '../../src/events/index.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import { indexText } from '../bigrams.js';
import { instantOf, localDate } from '../clocks.js';
import { applyWith, type EventOf, type Handlers } from '../handlers.js';
import type { Projection, ViewWriter } from '../projection.js';
import { Recent } from '../recent.js';
import { sequenceOf } from '../sequence.js';
import { participationsOf } from './participations.js';
import { PASSAGES, textsOf } from './passages.js';

/** An event of a matter as its entry keeps it. */
export type Entry = Pick<
  LedgerEvent,
  | 'id'
  | 'name'
  | 'time'
  | 'recordedtime'
  | 'actorperson'
  | 'actorpost'
  | 'actoronbehalfof'
  | 'orgunit'
  | 'powercode'
  | 'classification'
  | 'data'
>;

const toEntry = (event: LedgerEvent): Entry => ({
  id: event.id,
  name: event.name,
  time: event.time,
  recordedtime: event.recordedtime,
  actorperson: event.actorperson,
  actorpost: event.actorpost,
  actoronbehalfof: event.actoronbehalfof,
  orgunit: event.orgunit,
  powercode: event.powercode,
  classification: event.classification,
  data: event.data,
});

/** A token that nobody can type: no phrase reaches from one text into the next. */
const BOUNDARY = ' ¶ ';

/** A later business time prevails, then a later place in the ledger; a ruling prevails over what a ballot declared. */
const decide = (source: 'ruling' | 'ballot', unless: string) =>
  `UPDATE {matter} SET outcome = ?, outcome_by = '${source}', body_id = COALESCE(?, body_id), ruled_by = ?,
     decided_at = ?, decided_on = ?, decided_recorded_on = ?, decided_event_id = ?, decided_position = ?
   WHERE matter_id = ? AND (decided_at IS NULL OR ${unless})`;

function prepare(writer: ViewWriter) {
  return {
    open: writer.prepare(
      `INSERT INTO {matter} (number, matter_id, title, power, orgunit, place, proposer, important, article24_class,
         amount, currency, target, reference, due_at, opened_on, opened_recorded_on, opened_event_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    entry: writer.prepare('INSERT INTO {entry} VALUES (?, ?, ?)'),
    participation: writer.prepare('INSERT INTO {participation} VALUES (?, ?, ?, ?, ?)'),
    participations: writer.prepare(
      `INSERT INTO {participation}
       SELECT value ->> 'personId', value ->> 'role', ?, ?, value ->> 'detail' FROM json_each(?)`,
    ),
    body: writer.prepare('INSERT OR IGNORE INTO {body_matter} VALUES (?, ?)'),
    rule: writer.prepare(decide('ruling', "outcome_by = 'ballot' OR decided_at <= ?")),
    declare: writer.prepare(decide('ballot', "outcome_by = 'ballot' AND decided_at <= ?")),
    publish: writer.prepare(
      `UPDATE {matter} SET published_at = ?, published_on = ?, published_event_id = ?, published_position = ?
       WHERE matter_id = ? AND (published_at IS NULL OR published_at > ?)`,
    ),
    close: writer.prepare(
      `UPDATE {matter} SET closed_result = ?, closed_on = ?, closed_event_id = ?, closed_position = ?
       WHERE matter_id = ?`,
    ),
    corrected: writer.prepare(
      `UPDATE {matter} SET corrections = corrections + 1 WHERE matter_id = ?
       RETURNING opened_event_id, decided_event_id`,
    ),
    number: writer.prepare('SELECT number FROM {matter} WHERE matter_id = ?'),
    lastPassage: writer.prepare(
      'SELECT CAST(max(key) AS TEXT) AS key FROM {passage} WHERE key >= ? AND key < ?',
    ),
    passage: writer.prepare('INSERT INTO {passage} VALUES (?, ?)'),
    words: writer.prepare('INSERT INTO {words} (rowid, text) VALUES (?, ?)'),
    correctedColumn: (column: string) =>
      writer.prepare(`UPDATE {matter} SET ${column} = ? WHERE matter_id = ?`),
  };
}
type Statements = ReturnType<typeof prepare>;

function openMatter(to: Statements, event: EventOf<'matters.MatterOpened'>): void {
  const { data } = event;
  to.open.run([
    sequenceOf(event.position),
    data.matterId,
    data.title,
    event.powercode ?? null,
    event.orgunit,
    data.place ?? null,
    data.proposer ?? null,
    data.important === undefined ? null : Number(data.important),
    data.article24Class ?? null,
    data.amount === undefined ? null : BigInt(data.amount),
    data.currency ?? null,
    data.target ?? null,
    data.reference ?? null,
    data.dueAt ?? null,
    localDate(event.time),
    localDate(event.recordedtime),
    event.id,
  ]);
}

function tallyBallot(to: Statements, event: EventOf<'matters.BallotTallied'>): void {
  const { matterId, bodyId, declared } = event.data;
  to.body.run([bodyId, matterId]);
  if (declared !== undefined) to.declare.run(decision(event, matterId, declared, bodyId, null));
}

function ruleResult(to: Statements, event: EventOf<'matters.ResultRuled'>): void {
  const { matterId, bodyId = null, outcome, ruledBy = null } = event.data;
  if (bodyId !== null) to.body.run([bodyId, matterId]);
  to.rule.run(decision(event, matterId, outcome, bodyId, ruledBy));
}

function decision(
  event: LedgerEvent,
  matterId: string,
  outcome: string,
  bodyId: string | null,
  ruledBy: string | null,
): readonly SqlValue[] {
  const at = instantOf(event.time);
  const dates = [localDate(event.time), localDate(event.recordedtime)];
  const place = [event.id, sequenceOf(event.position), matterId];
  return [outcome, bodyId, ruledBy, at, ...dates, ...place, at];
}

const isOutcome = (value: string): boolean => OUTCOMES.some((outcome) => outcome === value);
const INTEGER = /^(0|[1-9]\d{0,17})$/;

interface CorrectableField {
  readonly column: string;
  readonly corrects: 'opening' | 'decision';
  /** Refuses what the column cannot mean; the correction is then shown, but not followed. */
  readonly accepts?: (value: string) => boolean;
}

/** Fields of an opening or a ruling by which matters are found. */
const CORRECTABLE: Readonly<Record<string, CorrectableField>> = {
  title: { column: 'title', corrects: 'opening' },
  place: { column: 'place', corrects: 'opening' },
  proposer: { column: 'proposer', corrects: 'opening' },
  target: { column: 'target', corrects: 'opening' },
  reference: { column: 'reference', corrects: 'opening' },
  amount: { column: 'amount', corrects: 'opening', accepts: (value) => INTEGER.test(value) },
  outcome: {
    column: 'outcome',
    corrects: 'decision',
    accepts: isOutcome,
  },
  declared: {
    column: 'outcome',
    corrects: 'decision',
    accepts: isOutcome,
  },
  bodyId: { column: 'body_id', corrects: 'decision' },
  ruledBy: { column: 'ruled_by', corrects: 'decision' },
};

function correctMatter(to: Statements, event: EventOf<'matters.MatterCorrected'>): void {
  const { matterId, corrects, fields } = event.data;
  const row = to.corrected.get<{ opened_event_id: string; decided_event_id: string | null }>([
    matterId,
  ]);
  const of = { opening: row?.opened_event_id, decision: row?.decided_event_id };
  for (const [pointer, value] of Object.entries(fields)) {
    const name = pointer.replace(/^\//, '');
    const field = Object.hasOwn(CORRECTABLE, name) ? CORRECTABLE[name] : undefined;
    if (!field || of[field.corrects] !== corrects || field.accepts?.(value) === false) continue;
    const stored = field.column === 'amount' ? BigInt(value) : value;
    to.correctedColumn(field.column).run([stored, matterId]);
    if (field.column === 'body_id') to.body.run([value, matterId]);
  }
}

const handlers: Handlers<Statements> = {
  'matters.MatterOpened': openMatter,
  'matters.MeetingOpened': (to, { data }) => to.body.run([data.bodyId, data.matterId]),
  'matters.BallotTallied': tallyBallot,
  'matters.ResultRuled': ruleResult,
  'matters.DecisionPublished'(to, { id, position, time, data }) {
    if (data.what !== 'decision') return;
    const at = instantOf(time);
    to.publish.run([at, localDate(time), id, sequenceOf(position), data.matterId, at]);
  },
  'matters.MatterClosed'(to, { id, position, time, data }) {
    to.close.run([data.result, localDate(time), id, sequenceOf(position), data.matterId]);
  },
  'matters.MatterCorrected': correctMatter,
};

/** Below this a statement a row is cheaper than one statement that unpacks JSON. */
const FEW = 3;

function writeParticipations(to: Statements, event: LedgerEvent, matterId: string): void {
  const participations = participationsOf(event);
  const position = sequenceOf(event.position);
  if (participations.length > FEW)
    to.participations.run([matterId, position, JSON.stringify(participations)]);
  else
    for (const { personId, role, detail = null } of participations)
      to.participation.run([personId, role, matterId, position, detail]);
}

/** Matters whose numbering of passages is kept in mind. */
const REMEMBERED = 20_000;

interface Passage {
  readonly key: bigint;
  readonly position: number;
  readonly text: string;
}

/** Numbers the passages of each matter, going on from the last one written. */
class PassageKeys {
  private readonly next = new Recent<string, bigint>(REMEMBERED);

  constructor(private readonly to: Statements) {}

  /** The key of the matter's next passage; `undefined` when the matter was never opened. */
  take(matterId: string): bigint | undefined {
    const key = this.next.get(matterId) ?? this.load(matterId);
    if (key === undefined) return undefined;
    // The next matter's passages begin where a full matter's would end.
    if (key % PASSAGES === PASSAGES - 1n) throw new RangeError(`${matterId}: too many passages`);
    this.next.set(matterId, key + 1n);
    return key;
  }

  private load(matterId: string): bigint | undefined {
    const number = this.to.number.get<{ number: number }>([matterId])?.number;
    if (number === undefined) return undefined;
    const [first, end] = [BigInt(number) * PASSAGES, BigInt(number + 1) * PASSAGES];
    const last = this.to.lastPassage.get<{ key: string | null }>([first, end])?.key ?? null;
    return last === null ? first : BigInt(last) + 1n;
  }
}

function passageOf(keys: PassageKeys, event: LedgerEvent, matterId: string): Passage | undefined {
  const text = textsOf(event).map(indexText).filter(Boolean).join(BOUNDARY);
  const key = text === '' ? undefined : keys.take(matterId);
  return key === undefined ? undefined : { key, position: sequenceOf(event.position), text };
}

/** Writes passages in the order of their keys: FTS5 starts a new segment whenever a key goes back. */
function writePassages(to: Statements, passages: readonly Passage[]): void {
  for (const { key, position, text } of passages.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    to.passage.run([key, position]);
    to.words.run([key, text]);
  }
}

function isOfMatter(event: LedgerEvent): event is EventOf<Extract<EventName, `matters.${string}`>> {
  return event.name.startsWith('matters.');
}

export const decisionsProjection: Projection = {
  name: 'decisions',
  version: 1,
  handles: new Set(Object.keys(matterEvents) as EventName[]),
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const to = prepare(writer);
    const keys = new PassageKeys(to);
    return {
      apply(events) {
        const passages: Passage[] = [];
        for (const event of events) {
          if (!isOfMatter(event)) continue;
          const { matterId } = event.data;
          const position = sequenceOf(event.position);
          to.entry.run([position, matterId, JSON.stringify(toEntry(event))]);
          applyWith(handlers, to, event);
          writeParticipations(to, event, matterId);
          const passage = passageOf(keys, event, matterId);
          if (passage) passages.push(passage);
        }
        writePassages(to, passages);
      },
    };
  },
};
