// The catalogue of event types: every name, every schema version, and how old versions become the latest.
// Names and published versions ARE the storage format: add, never rename, never edit.
import { z } from 'zod';
import { corrupt, invalid, type LedgerError } from '../kernel/errors.js';
import { explainIssue, pointerOf } from './issues.js';

/** One event type: its schema versions, oldest first, and an upcaster from each version to the next. */
export interface EventVersions<Latest extends z.ZodType = z.ZodType> {
  readonly schemas: readonly [...z.ZodType[], Latest];
  readonly upcasters: readonly ((data: unknown) => unknown)[];
}

export type EventDefinitions = Readonly<Record<string, EventVersions>>;

/** Declares an event type that has only ever had one shape. */
export const v1 = <S extends z.ZodType>(schema: S): EventVersions<S> => ({
  schemas: [schema],
  upcasters: [],
});

/** The schema in which new events of a type are written. */
export const latestSchema = <S extends z.ZodType>(versions: EventVersions<S>): S =>
  versions.schemas[versions.schemas.length - 1] as S;

type LatestOf<V> = V extends EventVersions<infer S> ? z.output<S> : never;

/** The union of `{name, data}` of a definitions object whose keys are `<capability>.<Name>`. */
export type EventUnion<D extends EventDefinitions> = {
  [K in keyof D & string]: { readonly name: K; readonly data: LatestOf<D[K]> };
}[keyof D & string];

const PREFIX = 'org.sunledger.';
const NAME = /^[a-z]+\.[A-Z][A-Za-z0-9]*$/;
const VERSIONED = /^org\.sunledger\.(.+)\.v([1-9]\d*)$/;

export interface Catalogue {
  readonly names: readonly string[];
  /** Every `org.sunledger.<name>.v<N>` that this program can read, oldest version first. */
  readonly types: readonly string[];
  /** `org.sunledger.<name>.v<latest>`. @throws LedgerError `event.unknown_type` */
  typeOf(name: string): string;
  /** Strict parse of new data against the latest schema. @throws LedgerError `event.invalid` with a pointer */
  parseNew(name: string, data: unknown): unknown;
  /**
   * Parses at the stored version, upcasts step by step, parses after every step.
   * @returns the version-free name and the latest data; `undefined` for a type this program does not know
   * @throws LedgerError `event.newer_version` or `event.unreadable`
   */
  read(type: string, data: unknown): { name: string; data: unknown } | undefined;
}

/** The way of one stored version to the latest: parse, then upcast and parse again as often as needed. */
interface Reader {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly later: readonly { upcast: (data: unknown) => unknown; schema: z.ZodType }[];
}

function readerOf(name: string, versions: EventVersions, version: number): Reader {
  const schema = versions.schemas[version - 1] ?? z.never();
  const later = versions.upcasters.slice(version - 1).map((upcast, index) => ({
    upcast,
    schema: versions.schemas[version + index] ?? z.never(),
  }));
  return { name, schema, later };
}

function unreadable(type: string, error: unknown): LedgerError {
  const pointer = error instanceof z.ZodError ? pointerOf(error.issues[0]) : '';
  return corrupt(
    'event.unreadable',
    `已存事件 ${type} 不符合其格式${pointer && `：${pointer}`}`,
    `A stored event of type ${type} does not fit its schema${pointer && `: ${pointer}`}`,
    type,
  );
}

function check(name: string, versions: EventVersions, known: boolean): void {
  const fault = known
    ? (['重复声明', 'it is declared twice'] as const)
    : !NAME.test(name)
      ? (['名称须为 capability.PastTenseName', 'a name is capability.PastTenseName'] as const)
      : versions.upcasters.length !== versions.schemas.length - 1
        ? ([
            '每两个版本之间须有一个升级函数',
            'each version needs an upcaster to the next',
          ] as const)
        : undefined;
  if (fault)
    throw invalid(
      'event.catalogue',
      `事件目录有误：${name}：${fault[0]}`,
      `Event catalogue: ${name}: ${fault[1]}`,
      name,
    );
}

/**
 * Builds the catalogue and checks its chains.
 * @throws LedgerError `event.catalogue` for a malformed or duplicate name or a version without an upcaster
 */
export function buildCatalogue(...definitions: readonly EventDefinitions[]): Catalogue {
  const latest = new Map<string, { type: string; schema: z.ZodType }>();
  const readers = new Map<string, Reader>();
  for (const definition of definitions)
    for (const [name, versions] of Object.entries(definition)) {
      check(name, versions, latest.has(name));
      for (let version = 1; version <= versions.schemas.length; version++) {
        const type = `${PREFIX}${name}.v${version}`;
        const reader = readerOf(name, versions, version);
        readers.set(type, reader);
        if (version === versions.schemas.length) latest.set(name, { type, schema: reader.schema });
      }
    }

  const latestOf = (name: string) => {
    const found = latest.get(name);
    if (!found)
      throw invalid(
        'event.unknown_type',
        `没有事件类型「${name}」`,
        `No event type "${name}"`,
        name,
      );
    return found;
  };

  /** A type that is not listed is either unknown, which views skip, or a later version of a known one. */
  function refuseNewerVersion(type: string): void {
    if (!latest.has(VERSIONED.exec(type)?.[1] ?? '')) return;
    throw corrupt(
      'event.newer_version',
      `事件 ${type} 来自更新的程序版本，请升级本程序`,
      `Event ${type} was written by a newer program; upgrade this one`,
      type,
    );
  }

  return {
    names: [...latest.keys()],
    types: [...readers.keys()],
    typeOf: (name) => latestOf(name).type,
    parseNew(name, data) {
      const { schema } = latestOf(name);
      const result = schema.safeParse(data);
      if (result.success) return result.data;
      const { pointer, zh, en } = explainIssue(schema, data, result.error);
      throw invalid(
        'event.invalid',
        `${name} 的内容有误：${pointer} ${zh}`,
        `${name} is not valid: ${pointer} ${en}`,
        pointer,
      );
    },
    read(type, data) {
      const reader = readers.get(type);
      if (!reader) {
        refuseNewerVersion(type);
        return undefined;
      }
      try {
        let value = reader.schema.parse(data);
        for (const { upcast, schema } of reader.later) value = schema.parse(upcast(value));
        return { name: reader.name, data: value };
      } catch (error) {
        throw unreadable(type, error);
      }
    },
  };
}
