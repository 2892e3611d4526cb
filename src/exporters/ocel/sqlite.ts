// OCEL 2.0 in SQLite: the tables of the standard, one more for each type, in a file that needs no other beside it.
import { invalid } from '../../kernel/errors.js';
import type { OcelType, OcelTypeDefinition, OcelValue } from '../../importers/ocel/model.js';
import { openDatabase, type Database, type SqlValue, type Statement } from '../../sqlite/driver.js';
import { BEGINNING, type OcelSource } from './source.js';

const SCHEMA = `
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (ocel_event_id TEXT REFERENCES event (ocel_id), ocel_object_id TEXT REFERENCES object (ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (ocel_source_id TEXT REFERENCES object (ocel_id), ocel_target_id TEXT REFERENCES object (ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
`;

const COLUMN_TYPES: Readonly<Record<OcelType, string>> = {
  string: 'TEXT',
  time: 'TIMESTAMP',
  integer: 'INTEGER',
  float: 'REAL',
  boolean: 'BOOLEAN',
};

/**
 * Writes the log into a new database file.
 * @throws LedgerError `ocel.unwritable_name`, `storage.*`
 */
export function writeOcelSqlite(path: string, source: OcelSource): void {
  const database = openDatabase(path, { mode: 'write', durability: 'normal' });
  try {
    database.transaction(() => {
      database.exec(SCHEMA);
      new SqliteWriter(database, source).write();
    });
    // One file without companions: other programs open it wherever it is put.
    database.exec('PRAGMA journal_mode = DELETE');
  } finally {
    database.close();
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

interface TypeTable {
  readonly insert: Statement;
  readonly columns: readonly string[];
}

class SqliteWriter {
  constructor(
    private readonly database: Database,
    private readonly source: OcelSource,
  ) {}

  write(): void {
    this.writeObjects();
    this.writeEvents();
  }

  private writeObjects(): void {
    const tables = this.typeTables('object', ['ocel_time TIMESTAMP', 'ocel_changed_field TEXT']);
    const insert = this.database.prepare('INSERT INTO object VALUES (?, ?)');
    for (const { id, type, attributes } of this.source.objects()) {
      insert.run([id, type]);
      const table = tables.get(type);
      const initial = new Map(
        attributes.flatMap(({ name, value, since }) => (since ? [] : [[name, value] as const])),
      );
      table?.insert.run([id, BEGINNING, null, ...valuesOf(table.columns, initial)]);
      for (const { name, value, since } of attributes)
        if (since)
          table?.insert.run([
            id,
            since.text,
            name,
            ...valuesOf(table.columns, new Map([[name, value]])),
          ]);
    }
    // Relations when all objects are there: they may name later ones.
    const link = this.database.prepare('INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)');
    for (const { id, relationships } of this.source.objects())
      for (const { objectId, qualifier } of relationships) link.run([id, objectId, qualifier]);
  }

  private writeEvents(): void {
    const tables = this.typeTables('event', ['ocel_time TIMESTAMP']);
    const insert = this.database.prepare('INSERT INTO event VALUES (?, ?)');
    const link = this.database.prepare('INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)');
    for (const { id, type, time, attributes, relationships } of this.source.events()) {
      insert.run([id, type]);
      const table = tables.get(type);
      const values = new Map(attributes.map(({ name, value }) => [name, value]));
      table?.insert.run([id, time.text, ...valuesOf(table.columns, values)]);
      for (const { objectId, qualifier } of relationships) link.run([id, objectId, qualifier]);
    }
  }

  private typeTables(
    kind: 'event' | 'object',
    fixed: readonly string[],
  ): ReadonlyMap<string, TypeTable> {
    const taken = new Set<string>(['map_type', 'object']);
    const map = this.database.prepare(`INSERT INTO ${kind}_map_type VALUES (?, ?)`);
    return new Map(
      this.source.types(kind).map((definition) => {
        const name = freeName(definition.name, taken);
        map.run([definition.name, name]);
        const columns = columnsOf(definition);
        const table = quoted(`${kind}_${name}`);
        const own = definition.attributes.map(
          (one) => `${quoted(one.name)} ${COLUMN_TYPES[one.type]}`,
        );
        this.database.exec(
          `CREATE TABLE ${table} (ocel_id TEXT REFERENCES ${kind} (ocel_id)${[...fixed, ...own].map((column) => `, ${column}`).join('')})`,
        );
        this.database.exec(`CREATE INDEX ${quoted(`${kind}_${name}_id`)} ON ${table} (ocel_id)`);
        const places = Array.from({ length: 1 + fixed.length + columns.length }, () => '?');
        const insert = this.database.prepare(`INSERT INTO ${table} VALUES (${places.join(', ')})`);
        return [definition.name, { insert, columns }];
      }),
    );
  }
}

/** Letters and digits of a type's name; numbered where another type has the same. SQLite does not tell case apart. */
function freeName(type: string, taken: Set<string>): string {
  const plain = type
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  for (let count = 1; ; count++) {
    const name = `${plain === '' ? 'Type' : plain}${count === 1 ? '' : `_${count}`}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}

const RESERVED = ['ocel_id', 'ocel_time', 'ocel_changed_field'];

/** @throws LedgerError `ocel.unwritable_name` where two attributes make one column */
function columnsOf({ name, attributes }: OcelTypeDefinition): readonly string[] {
  const taken = new Set(RESERVED);
  for (const attribute of attributes) {
    const column = attribute.name.toLowerCase();
    if (taken.has(column) || column === '')
      throw invalid(
        'ocel.unwritable_name',
        `类型「${name}」的属性「${attribute.name}」不能作 SQLite 的列名：请改用 JSON 或 XML 导出`,
        `Attribute "${attribute.name}" of type "${name}" cannot be a column of SQLite; export as JSON or XML`,
        name,
      );
    taken.add(column);
  }
  return attributes.map((one) => one.name);
}

const valuesOf = (
  columns: readonly string[],
  values: ReadonlyMap<string, OcelValue>,
): readonly SqlValue[] =>
  columns.map((name) => {
    const value = values.get(name);
    return typeof value === 'boolean' ? String(value) : (value ?? null);
  });
