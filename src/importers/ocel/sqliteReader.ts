// OCEL 2.0 in SQLite: the tables of the standard, read row by row. Names of tables and columns come from the file and are
// quoted; it must never run anything that the file says.
import { openDatabase, type Database, type SqlValue } from '../../sqlite/driver.js';
import { ocelError, type OcelSink, type OcelType, type OcelValue } from './model.js';
import { eventOf, objectOf, type WrittenObject } from './written.js';

/** @param file name of the file, for errors @throws LedgerError `ocel.*`, `storage.*` */
export function readOcelSqlite(
  path: string,
  file: string,
  sink: OcelSink,
  zone: string | undefined,
): void {
  const database = openDatabase(path, { mode: 'read', durability: 'normal' });
  try {
    new SqliteReader(database, file, sink, zone).read();
  } finally {
    database.close();
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const EVENT_COLUMNS = new Set(['ocel_id', 'ocel_time']);
const OBJECT_COLUMNS = new Set(['ocel_id', 'ocel_time', 'ocel_changed_field']);

interface TypeTable {
  readonly type: string;
  readonly table: string;
  /** Whether rows after the first say which attribute they change. */
  readonly changes: boolean;
  readonly attributes: readonly { readonly name: string; readonly type: OcelType }[];
}

class SqliteReader {
  /** Name -> whether its rows have numbers. */
  private readonly tables: ReadonlyMap<string, boolean>;

  constructor(
    private readonly database: Database,
    private readonly file: string,
    private readonly sink: OcelSink,
    private readonly zone: string | undefined,
  ) {
    const rows = database
      .prepare("SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view')")
      .all<{ name: string; type: string; sql: string | null }>();
    this.tables = new Map(
      rows.map(({ name, type, sql }) => [
        name,
        type === 'table' && !/WITHOUT\s+ROWID/i.test(sql ?? ''),
      ]),
    );
  }

  read(): void {
    for (const name of ['event_map_type', 'object_map_type', 'event', 'object', 'event_object'])
      this.requireTable(name);
    this.requireWhole();
    for (const one of this.typeTables('event', EVENT_COLUMNS)) {
      this.sink.eventType({ name: one.type, attributes: one.attributes }, this.place(one.table));
      this.readEvents(one);
    }
    for (const one of this.typeTables('object', OBJECT_COLUMNS)) {
      this.sink.objectType({ name: one.type, attributes: one.attributes }, this.place(one.table));
      this.readObjects(one);
    }
  }

  private place(table: string, id?: string): string {
    return `${this.file} ${table}${id === undefined ? '' : ` "${id}"`}`;
  }

  private requireTable(name: string): void {
    if (!this.tables.has(name))
      throw ocelError(
        'invalid',
        `没有表 ${name}：不是 OCEL 2.0 的 SQLite 形式`,
        `There is no table ${name}; this is not OCEL 2.0 in SQLite`,
        this.file,
      );
  }

  /** Every event and object has a type that is defined, and every relation an event or object that has it. */
  private requireWhole(): void {
    for (const kind of ['event', 'object'] as const) {
      const stray = this.database
        .prepare(
          `SELECT ocel_id AS id, ocel_type AS type FROM ${kind} WHERE ocel_type NOT IN (SELECT ocel_type FROM ${kind}_map_type) LIMIT 1`,
        )
        .get<{ id: string; type: string }>();
      if (stray)
        throw ocelError(
          'unknown_type',
          `「${stray.id}」的类型「${stray.type}」没有定义`,
          `The type "${stray.type}" of "${stray.id}" is not defined`,
          this.place(kind, stray.id),
        );
    }
    for (const [table, column, kind] of LINKS) {
      if (!this.tables.has(table)) continue;
      const stray = this.database
        .prepare(
          `SELECT ${column} AS id FROM ${table} WHERE ${column} NOT IN (SELECT ocel_id FROM ${kind}) LIMIT 1`,
        )
        .get<{ id: SqlValue }>();
      if (stray)
        throw ocelError(
          'dangling',
          `表 ${table} 指向不存在的「${textOf(stray.id)}」`,
          `Table ${table} names "${textOf(stray.id)}", which does not exist`,
          this.place(table, textOf(stray.id)),
        );
    }
  }

  private typeTables(kind: 'event' | 'object', known: ReadonlySet<string>): TypeTable[] {
    return this.database
      .prepare(`SELECT ocel_type AS type, ocel_type_map AS map FROM ${kind}_map_type ORDER BY 1`)
      .all<{ type: string; map: string }>()
      .map(({ type, map }) => {
        const table = `${kind}_${map}`;
        this.requireTable(table);
        const columns = this.database
          .prepare(`PRAGMA table_info(${quoted(table)})`)
          .all<{ name: string; type: string }>();
        return {
          type,
          table,
          changes: columns.some(({ name }) => name === 'ocel_changed_field'),
          attributes: columns
            .filter(({ name }) => !known.has(name))
            .map((column) => ({ name: column.name, type: typeOf(column.type) })),
        };
      });
  }

  /** Events by id, side by side with their relations by id: no index is needed, and nothing is held. */
  private readEvents({ type, table, attributes }: TypeTable): void {
    const number = this.tables.get('event') === true ? 'event.rowid' : 'NULL';
    const rows = this.database
      .prepare(
        `SELECT event.ocel_id AS ocel_listed, ${number} AS ocel_number, one.* FROM event
         LEFT JOIN ${quoted(table)} AS one ON one.ocel_id = event.ocel_id
         WHERE event.ocel_type = ? ORDER BY event.ocel_id`,
      )
      .iterate([type]);
    const links = new Links(
      this.links('event_object', 'ocel_event_id', 'ocel_object_id', 'event', type),
    );
    for (const row of rows) {
      const id = textOf(row['ocel_listed']);
      const place = this.place(table, id);
      if (valueOf(row['ocel_id']) === null)
        throw ocelError(
          'invalid',
          `事件「${id}」在表 ${table} 中没有行，没有时间`,
          `Event "${id}" has no row in ${table}, so it has no time`,
          place,
        );
      const written = {
        id,
        type,
        time: textOf(row['ocel_time']),
        attributes: attributes.map(({ name }) => ({ name, value: valueOf(row[name]) })),
        relationships: links.of(id),
      };
      const order = valueOf(row['ocel_number']);
      this.sink.event(
        eventOf(written, this.zone, place),
        place,
        typeof order === 'number' ? order : undefined,
      );
    }
  }

  /** An object has a row of initial values and one more for each change. */
  private readObjects({ type, table, attributes, changes }: TypeTable): void {
    const order = this.tables.get(table) === true ? ', one.rowid' : '';
    const rows = this.database
      .prepare(
        `SELECT object.ocel_id AS ocel_listed, one.* FROM object
         LEFT JOIN ${quoted(table)} AS one ON one.ocel_id = object.ocel_id
         WHERE object.ocel_type = ? ORDER BY object.ocel_id${order}`,
      )
      .iterate([type]);
    const links = new Links(
      this.tables.has('object_object')
        ? this.links('object_object', 'ocel_source_id', 'ocel_target_id', 'object', type)
        : [],
    );
    let open:
      { id: string; values: NonNullable<WrittenObject['attributes']>[number][] } | undefined;
    const give = () => {
      if (!open) return;
      const { id, values } = open;
      const place = this.place(table, id);
      const written = { id, type, attributes: values, relationships: links.of(id) };
      this.sink.object(objectOf(written, this.zone, place), place);
    };
    for (const row of rows) {
      const id = textOf(row['ocel_listed']);
      if (open?.id !== id) {
        give();
        open = { id, values: [] };
      }
      const changed = changes ? valueOf(row['ocel_changed_field']) : null;
      const time = changed === null ? null : textOf(row['ocel_time']);
      for (const { name } of attributes)
        if (changed === null || changed === name)
          open.values.push({ name, value: valueOf(row[name]), time });
    }
    give();
  }

  /** The relations of the events or objects of a type, by their id. */
  private links(
    table: string,
    from: string,
    to: string,
    kind: 'event' | 'object',
    type: string,
  ): Iterable<LinkRow> {
    return this.database
      .prepare(
        `SELECT link.${from} AS id, link.${to} AS object_id, link.ocel_qualifier AS qualifier FROM ${table} AS link
         JOIN ${kind} AS one ON one.ocel_id = link.${from}
         WHERE one.ocel_type = ? ORDER BY link.${from}, link.${to}, link.ocel_qualifier`,
      )
      .iterate<LinkRow>([type]);
  }
}

interface LinkRow {
  readonly id: SqlValue;
  readonly object_id: SqlValue;
  readonly qualifier: SqlValue;
}

const LINKS = [
  ['event_object', 'ocel_event_id', 'event'],
  ['event_object', 'ocel_object_id', 'object'],
  ['object_object', 'ocel_source_id', 'object'],
  ['object_object', 'ocel_target_id', 'object'],
] as const;

/** Walks along relations that come in the order of the ids that are asked for. */
class Links {
  private readonly rows: Iterator<LinkRow>;
  private next: LinkRow | undefined;

  constructor(rows: Iterable<LinkRow>) {
    this.rows = rows[Symbol.iterator]();
    this.advance();
  }

  of(id: string): { objectId: string; qualifier: string }[] {
    const found: { objectId: string; qualifier: string }[] = [];
    while (this.next && textOf(this.next.id) === id) {
      found.push({ objectId: textOf(this.next.object_id), qualifier: textOf(this.next.qualifier) });
      this.advance();
    }
    return found;
  }

  private advance(): void {
    const { value, done } = this.rows.next() as IteratorResult<LinkRow, undefined>;
    this.next = done === true ? undefined : value;
  }
}

function typeOf(declared: string): OcelType {
  const type = declared.toUpperCase();
  if (type.includes('INT')) return 'integer';
  if (/REAL|FLOA|DOUB|NUM|DEC/.test(type)) return 'float';
  if (type.includes('BOOL')) return 'boolean';
  return /TIME|DATE/.test(type) ? 'time' : 'string';
}

function valueOf(value: SqlValue | undefined): OcelValue | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'object' ? Buffer.from(value).toString('utf8') : value;
}

const textOf = (value: SqlValue | undefined): string => String(valueOf(value) ?? '');
