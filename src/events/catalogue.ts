// The catalogue of event types: every name, every schema version, and how old versions become the latest.
// Names and published versions ARE the storage format: add, never rename, never edit.
import type { z } from 'zod';
import { corrupt, invalid } from '../kernel/errors.js';

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
const TYPE = /^org\.sunledger\.([a-z]+\.[A-Z][A-Za-z]+)\.v([1-9]\d*)$/;

export interface Catalogue {
  readonly names: readonly string[];
  /** `org.sunledger.<name>.v<latest>`. @throws LedgerError `event.unknown_type` */
  typeOf(name: string): string;
  /** Strict parse of new data against the latest schema. @throws LedgerError `event.invalid` with a pointer */
  parseNew(name: string, data: unknown): unknown;
  /**
   * Parses at the stored version, upcasts, parses at the latest.
   * @returns the version-free name and the latest data; `undefined` for a type this program does not know
   * @throws LedgerError `event.newer_version` or `event.unreadable`
   */
  read(type: string, data: unknown): { name: string; data: unknown } | undefined;
}

function firstIssue(error: z.ZodError): { pointer: string; message: string } {
  const issue = error.issues[0];
  return {
    pointer: issue ? `/${issue.path.join('/')}` : '/',
    message: issue?.message ?? 'invalid',
  };
}

/**
 * Builds the catalogue and checks its chains.
 * @throws LedgerError `event.catalogue` for a duplicate name or a version without an upcaster
 */
export function buildCatalogue(...definitions: readonly EventDefinitions[]): Catalogue {
  const types = new Map<string, EventVersions>();
  for (const definition of definitions)
    for (const [name, versions] of Object.entries(definition)) {
      if (types.has(name) || versions.upcasters.length !== versions.schemas.length - 1)
        throw invalid(
          'event.catalogue',
          `事件目录有误：${name} 重复或缺少升级函数`,
          `Event catalogue: ${name} is declared twice or lacks an upcaster`,
          name,
        );
      types.set(name, versions);
    }

  const latest = (name: string) => {
    const versions = types.get(name);
    if (!versions)
      throw invalid(
        'event.unknown_type',
        `没有事件类型「${name}」`,
        `No event type "${name}"`,
        name,
      );
    return versions;
  };

  return {
    names: [...types.keys()],
    typeOf: (name) => `${PREFIX}${name}.v${latest(name).schemas.length}`,
    parseNew(name, data) {
      const result = latest(name).schemas.at(-1)?.safeParse(data);
      if (result?.success) return result.data;
      const issue = result ? firstIssue(result.error) : { pointer: '/', message: '' };
      throw invalid(
        'event.invalid',
        `${name} 的内容有误：${issue.pointer} ${issue.message}`,
        `${name} is not valid: ${issue.pointer} ${issue.message}`,
        issue.pointer,
      );
    },
    read(type, data) {
      const match = TYPE.exec(type);
      const name = match?.[1] ?? '';
      const versions = types.get(name);
      if (!versions) return undefined;
      const stored = Number(match?.[2]);
      if (stored > versions.schemas.length)
        throw corrupt(
          'event.newer_version',
          `事件 ${type} 来自更新的程序版本，请升级本程序`,
          `Event ${type} was written by a newer program; upgrade this one`,
          type,
        );
      let value = data;
      for (let version = stored; version <= versions.schemas.length; version++) {
        const parsed = versions.schemas[version - 1]?.safeParse(value);
        if (!parsed?.success)
          throw corrupt(
            'event.unreadable',
            `已存事件 ${type} 不符合其格式`,
            `A stored event of type ${type} does not fit its schema${parsed ? `: ${firstIssue(parsed.error).pointer}` : ''}`,
            type,
          );
        value = parsed.data;
        const upcast = versions.upcasters[version - 1];
        if (upcast) value = upcast(value);
      }
      return { name, data: value };
    },
  };
}
