// An object-centric log in a temporary database: readers fill it in any order, then it is checked as a whole and read
// back in the order that is needed. Memory stays flat whatever the log holds; the file is gone when it is closed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database, type Statement } from '../../sqlite/driver.js';
import {
  ocelError,
  type OcelEvent,
  type OcelObject,
  type OcelObjectValue,
  type OcelSink,
  type OcelType,
  type OcelTypeDefinition,
} from './model.js';
import { readValue } from './values.js';

const SCHEMA = `
CREATE TABLE type (kind TEXT NOT NULL, name TEXT NOT NULL, attributes TEXT NOT NULL, PRIMARY KEY (kind, name)) STRICT;
CREATE TABLE event (number INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL,
  written TEXT NOT NULL, attributes TEXT NOT NULL, place TEXT NOT NULL) STRICT;
CREATE TABLE object (number INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,
  attributes TEXT NOT NULL, place TEXT NOT NULL) STRICT;
CREATE TABLE event_object (number INTEGER NOT NULL, ordinal INTEGER NOT NULL, object_id TEXT NOT NULL,
  qualifier TEXT NOT NULL, PRIMARY KEY (number, ordinal)) STRICT, WITHOUT ROWID;
CREATE TABLE object_object (number INTEGER NOT NULL, ordinal INTEGER NOT NULL, object_id TEXT NOT NULL,
  qualifier TEXT NOT NULL, PRIMARY KEY (number, ordinal)) STRICT, WITHOUT ROWID;
`;
/** Made when all rows are in: one sort costs less than many insertions. */
const INDEXES = `
CREATE INDEX event_by_id ON event (id);
CREATE INDEX object_by_id ON object (id);
CREATE INDEX event_by_time ON event (time, number);
CREATE INDEX event_object_by_object ON event_object (object_id);
`;

/** Rows written in one transaction. */
const BATCH = 5000;
/** Rows read at a time, so that no statement stays open while others run. */
const PAGE = 500;

interface EventRow {
  readonly number: number;
  readonly id: string;
  readonly type: string;
  readonly time: number;
  readonly written: string;
  readonly attributes: string;
}

interface ObjectRow {
  readonly number: number;
  readonly id: string;
  readonly type: string;
  readonly attributes: string;
}

interface LinkRow {
  readonly object_id: string;
  readonly qualifier: string;
}

export interface OcelCounts {
  readonly events: number;
  readonly objects: number;
  /** Relations of events to objects, and of objects to objects. */
  readonly eventObjects: number;
  readonly objectObjects: number;
}

export class OcelStore implements OcelSink {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sunledger-ocel-'));
  private readonly database: Database;
  private readonly sql: Readonly<Record<'type' | 'event' | 'object' | 'e2o' | 'o2o', Statement>>;
  private readonly known = { event: new Set<string>(), object: new Set<string>() };
  /** By type and attribute. */
  private readonly attributeTypes = {
    event: new Map<string, OcelType>(),
    object: new Map<string, OcelType>(),
  };
  private pending: (() => void)[] = [];
  private readonly numbers = { event: 0, object: 0 };
  private readonly statements = new Map<string, Statement>();

  constructor() {
    const path = join(this.folder, 'log.sqlite');
    this.database = openDatabase(path, { mode: 'write', durability: 'normal' });
    this.database.exec(SCHEMA);
    const prepare = (sql: string) => this.database.prepare(sql);
    this.sql = {
      type: prepare('INSERT INTO type VALUES (?, ?, ?)'),
      event: prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)'),
      object: prepare('INSERT INTO object VALUES (?, ?, ?, ?, ?)'),
      e2o: prepare('INSERT INTO event_object VALUES (?, ?, ?, ?)'),
      o2o: prepare('INSERT INTO object_object VALUES (?, ?, ?, ?)'),
    };
  }

  eventType(definition: OcelTypeDefinition, place: string): void {
    this.define('event', definition, place);
  }

  objectType(definition: OcelTypeDefinition, place: string): void {
    this.define('object', definition, place);
  }

  event(
    { id, type, time, attributes, relationships }: OcelEvent,
    place: string,
    order?: number,
  ): void {
    const number = order ?? ++this.numbers.event;
    this.queue(() => {
      this.sql.event.run([
        number,
        id,
        type,
        time.epochMs,
        time.text,
        JSON.stringify(attributes),
        place,
      ]);
      for (const [ordinal, { objectId, qualifier }] of relationships.entries())
        this.sql.e2o.run([number, ordinal, objectId, qualifier]);
    });
  }

  object({ id, type, attributes, relationships }: OcelObject, place: string): void {
    const number = ++this.numbers.object;
    this.queue(() => {
      this.sql.object.run([number, id, type, JSON.stringify(attributes), place]);
      for (const [ordinal, { objectId, qualifier }] of relationships.entries())
        this.sql.o2o.run([number, ordinal, objectId, qualifier]);
    });
  }

  private define(
    kind: 'event' | 'object',
    { name, attributes }: OcelTypeDefinition,
    place: string,
  ): void {
    if (this.known[kind].has(name))
      throw ocelError(
        'duplicate_type',
        `类型「${name}」重复`,
        `Type "${name}" is defined twice`,
        place,
      );
    this.known[kind].add(name);
    for (const attribute of attributes)
      this.attributeTypes[kind].set(JSON.stringify([name, attribute.name]), attribute.type);
    this.queue(() => this.sql.type.run([kind, name, JSON.stringify(attributes)]));
  }

  private queue(work: () => void): void {
    this.pending.push(work);
    if (this.pending.length >= BATCH) this.flush();
  }

  private flush(): void {
    const works = this.pending;
    this.pending = [];
    if (works.length > 0)
      this.database.transaction(() => {
        for (const work of works) work();
      });
  }

  /** The statement of a text, prepared once. */
  private prepared(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) this.statements.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }

  /**
   * Checks the log as a whole. Call once, when all has been read.
   * @throws LedgerError `ocel.duplicate_id`, `ocel.dangling`, `ocel.unknown_type`
   */
  check(): void {
    this.flush();
    this.database.exec(INDEXES);
    for (const kind of ['event', 'object'] as const) this.completeTypes(kind);
    this.checkDuplicates('event');
    this.checkDuplicates('object');
    this.checkTypes('event');
    this.checkTypes('object');
    this.checkLinks('event', 'event_object');
    this.checkLinks('object', 'object_object');
  }

  /** Attributes that a log uses and does not declare are declared here, so that every form can hold them. */
  private completeTypes(kind: 'event' | 'object'): void {
    const used = this.prepared(
      `SELECT DISTINCT one.type AS type, json_extract(part.value, '$.name') AS name
       FROM ${kind} AS one, json_each(one.attributes) AS part ORDER BY 1, 2`,
    ).all<{ type: string; name: string }>();
    const update = this.prepared('UPDATE type SET attributes = ? WHERE kind = ? AND name = ?');
    const types = new Map(this.types(kind).map(({ name, attributes }) => [name, [...attributes]]));
    for (const { type, name } of used) {
      const attributes = types.get(type);
      if (!attributes || attributes.some((one) => one.name === name)) continue;
      attributes.push({ name, type: 'string' });
      update.run([JSON.stringify(attributes), kind, type]);
    }
  }

  private checkDuplicates(kind: 'event' | 'object'): void {
    const found = this.prepared(
      `SELECT id, place FROM ${kind} AS later
       WHERE EXISTS (SELECT 1 FROM ${kind} AS earlier WHERE earlier.id = later.id AND earlier.number < later.number)
       ORDER BY number LIMIT 1`,
    ).get<{ id: string; place: string }>();
    if (!found) return;
    const { id, place } = found;
    throw kind === 'event'
      ? ocelError('duplicate_id', `事件编号「${id}」重复`, `Two events have the id "${id}"`, place)
      : ocelError(
          'duplicate_id',
          `对象编号「${id}」重复`,
          `Two objects have the id "${id}"`,
          place,
        );
  }

  private checkTypes(kind: 'event' | 'object'): void {
    const found = this.prepared(
      `SELECT id, type, place FROM ${kind} AS one
       WHERE NOT EXISTS (SELECT 1 FROM type WHERE kind = ? AND name = one.type) ORDER BY number LIMIT 1`,
    ).get<{ id: string; type: string; place: string }>([kind]);
    if (!found) return;
    const { id, type, place } = found;
    throw ocelError(
      'unknown_type',
      `「${id}」的类型「${type}」没有定义`,
      `The type "${type}" of "${id}" is not defined`,
      place,
    );
  }

  private checkLinks(kind: 'event' | 'object', table: 'event_object' | 'object_object'): void {
    const found = this.prepared(
      `SELECT one.id, one.place, link.object_id AS missing FROM ${table} AS link JOIN ${kind} AS one USING (number)
       WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.id = link.object_id)
       ORDER BY link.number, link.ordinal LIMIT 1`,
    ).get<{ id: string; place: string; missing: string }>();
    if (!found) return;
    const { id, place, missing } = found;
    throw ocelError(
      'dangling',
      `「${id}」指向不存在的对象「${missing}」`,
      `"${id}" names the object "${missing}", which does not exist`,
      place,
    );
  }

  get counts(): OcelCounts {
    const count = (table: string) =>
      this.prepared(`SELECT count(*) AS n FROM ${table}`).get<{ n: number }>()?.n ?? 0;
    return {
      events: count('event'),
      objects: count('object'),
      eventObjects: count('event_object'),
      objectObjects: count('object_object'),
    };
  }

  types(kind: 'event' | 'object'): OcelTypeDefinition[] {
    return this.prepared('SELECT name, attributes FROM type WHERE kind = ? ORDER BY name')
      .all<{ name: string; attributes: string }>([kind])
      .map(({ name, attributes }) => ({
        name,
        attributes: JSON.parse(attributes) as OcelTypeDefinition['attributes'],
      }));
  }

  /** Events in the order of their times, those of one time as the log lists them. */
  *events(): Generator<OcelEvent> {
    let after: EventRow | undefined;
    const page = this.prepared(
      'SELECT * FROM event WHERE (time, number) > (?, ?) ORDER BY time, number LIMIT ?',
    );
    for (;;) {
      const rows = page.all<EventRow>([
        after?.time ?? Number.MIN_SAFE_INTEGER,
        after?.number ?? 0,
        PAGE,
      ]);
      for (const row of rows) yield this.toEvent(row);
      after = rows.at(-1);
      if (after === undefined) return;
    }
  }

  /** Objects as the log lists them; of one type, or all. */
  *objects(type?: string): Generator<OcelObject> {
    let after = 0;
    const page = this.prepared(
      `SELECT * FROM object WHERE number > ? ${type === undefined ? '' : 'AND type = ?'} ORDER BY number LIMIT ?`,
    );
    for (;;) {
      const rows = page.all<ObjectRow>([after, ...(type === undefined ? [] : [type]), PAGE]);
      for (const row of rows) yield this.toObject(row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.number;
    }
  }

  /** The events that touch an object, once each, in the order of their times. */
  eventsOf(objectId: string): OcelEvent[] {
    return this.prepared(
      `SELECT * FROM event WHERE number IN (SELECT number FROM event_object WHERE object_id = ?)
         ORDER BY time, number`,
    )
      .all<EventRow>([objectId])
      .map((row) => this.toEvent(row));
  }

  typeOf(objectId: string): string | undefined {
    return this.prepared('SELECT type FROM object WHERE id = ?').get<{ type: string }>([objectId])
      ?.type;
  }

  close(): void {
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private toEvent({ number, id, type, time, written, attributes }: EventRow): OcelEvent {
    return {
      id,
      type,
      time: { epochMs: time, text: written },
      attributes: (JSON.parse(attributes) as OcelEvent['attributes']).map((one) => ({
        ...one,
        value: readValue(one.value, this.typeOfAttribute('event', type, one.name)),
      })),
      relationships: this.links('event_object', number),
    };
  }

  private toObject({ number, id, type, attributes }: ObjectRow): OcelObject {
    return {
      id,
      type,
      attributes: (JSON.parse(attributes) as readonly OcelObjectValue[]).map((one) => ({
        ...one,
        value: readValue(one.value, this.typeOfAttribute('object', type, one.name)),
      })),
      relationships: this.links('object_object', number),
    };
  }

  private typeOfAttribute(
    kind: 'event' | 'object',
    type: string,
    name: string,
  ): OcelType | undefined {
    return this.attributeTypes[kind].get(JSON.stringify([type, name]));
  }

  private links(table: 'event_object' | 'object_object', number: number) {
    return this.prepared(
      `SELECT object_id, qualifier FROM ${table} WHERE number = ? ORDER BY ordinal`,
    )
      .all<LinkRow>([number])
      .map(({ object_id: objectId, qualifier }) => ({ objectId, qualifier }));
  }
}
