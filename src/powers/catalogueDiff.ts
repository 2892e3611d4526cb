// The difference between a catalogue file and the ledger, and the commands that publish it.
// It must never publish another text under a version that the ledger already has: a change is a new version.
import { createHash } from 'node:crypto';
import { canonicalize } from '../kernel/canonicalJson.js';
import type { PowerCatalogue, WrittenItem } from './catalogueFile.js';
import { catalogueError, type Problem } from './catalogueProblem.js';
import type { PowerItem, Retirement } from './catalogueSchema.js';
import type { PowerRegister, RecordedPower } from './powerRegister.js';

/** One field in which two versions differ; `undefined` where a version does not have it. */
export interface FieldChange {
  /** e.g. `content` or `steps[4].max`. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A version that the ledger has in other words, or does not have though it has the item. */
export interface ChangedItem {
  readonly written: WrittenItem;
  /** The recorded version that it is compared with. */
  readonly recorded: string;
  /** What differs, the version and its dates among it, in alphabetical order of the fields. */
  readonly changes: readonly FieldChange[];
}

export interface CatalogueDiff {
  /** Items that the ledger does not have. */
  readonly added: readonly WrittenItem[];
  /** New versions of items that the ledger has. */
  readonly changed: readonly ChangedItem[];
  /** Other content under a version that the ledger has: not publishable. */
  readonly conflicting: readonly ChangedItem[];
  readonly retired: readonly Retirement[];
  /** Recorded and not retired, but not in the file: reported, never retired by omission. */
  readonly absent: readonly string[];
  /** How many versions of the file the ledger has just so. */
  readonly unchanged: number;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where two values differ, down to the deepest common part; list places count from 1, as steps do. */
function* differences(a: unknown, b: unknown, path: string): Generator<FieldChange> {
  if (Array.isArray(a) && Array.isArray(b))
    for (let index = 0; index < Math.max(a.length, b.length); index++)
      yield* differences(a[index], b[index], `${path}[${index + 1}]`);
  else if (isRecord(a) && isRecord(b))
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort())
      yield* differences(a[key], b[key], path === '' ? key : `${path}.${key}`);
  else if (a !== b) yield { field: path, before: a, after: b };
}

/** How `after` differs from `before`, in alphabetical order of the fields. */
export const changesBetween = (before: PowerItem, after: PowerItem): readonly FieldChange[] => [
  ...differences(before, after, ''),
];

export const fieldsOf = ({ changes }: ChangedItem): readonly string[] =>
  changes.map(({ field }) => field);

/** The version before: the latest to take effect not after this one, else the last recorded. */
function predecessor({ versions }: RecordedPower, item: PowerItem): PowerItem | undefined {
  const earlier = versions.filter(({ effectiveFrom }) => effectiveFrom <= item.effectiveFrom);
  return (
    earlier.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1)).at(-1) ??
    versions.at(-1)
  );
}

/** Compares a catalogue with what the ledger has. */
export function diffCatalogue(catalogue: PowerCatalogue, register: PowerRegister): CatalogueDiff {
  const added: WrittenItem[] = [];
  const changed: ChangedItem[] = [];
  const conflicting: ChangedItem[] = [];
  let unchanged = 0;
  for (const written of catalogue.items) {
    const { item } = written;
    const power = register.get(item.code);
    const same = power?.versions.find(({ version }) => version === item.version);
    const base = same ?? (power && predecessor(power, item));
    if (base === undefined) {
      added.push(written);
      continue;
    }
    const changes = changesBetween(base, item);
    if (changes.length === 0) unchanged++;
    else (same ? conflicting : changed).push({ written, recorded: base.version, changes });
  }
  const listed = new Set(catalogue.items.map(({ item }) => item.code));
  const ended = new Set(catalogue.retired.map(({ code }) => code));
  return {
    added,
    changed,
    conflicting,
    retired: catalogue.retired.filter(
      ({ code, on }) =>
        (register.has(code) || listed.has(code)) &&
        !register.get(code)?.retirements.some((one) => one.on === on),
    ),
    absent: [...register.values()]
      .filter(
        ({ code, retirements }) =>
          !listed.has(code) && !ended.has(code) && retirements.length === 0,
      )
      .map(({ code }) => code)
      .sort(),
    unchanged,
  };
}

/** A command that publishes or retires; its id follows from what it says, so that the same file gives the same ids. */
export interface CatalogueCommand {
  readonly name: 'powers.PublishPowerItem' | 'powers.RetirePowerItem';
  readonly data: PowerItem | Retirement;
  readonly commandid: string;
}

const digest = (data: unknown): string =>
  createHash('sha256').update(canonicalize(data)).digest('hex').slice(0, 32);

export const publishCommand = (item: PowerItem): CatalogueCommand => ({
  name: 'powers.PublishPowerItem',
  data: item,
  commandid: `catalogue:${item.code}:${item.version.slice(0, 60)}:${digest(item)}`,
});

export const retireCommand = (retirement: Retirement): CatalogueCommand => ({
  name: 'powers.RetirePowerItem',
  data: retirement,
  commandid: `catalogue:${retirement.code}:retired:${retirement.on}:${digest(retirement)}`,
});

const reused = (change: ChangedItem): Problem => ({
  code: 'catalogue.version_reused',
  item: change.written.item.code,
  where: change.written.where,
  zh: `版本 ${change.recorded} 已在台账中以不同内容发布（${fieldsOf(change).join('、')}）：请写明新的 version 与 effectiveFrom`,
  en: `version ${change.recorded} is already published with other content (${fieldsOf(change).join(', ')}); give it a new version and effectiveFrom`,
});

/**
 * The commands that bring the ledger to the file: versions in the order of their taking effect, then retirements.
 * @throws LedgerError `catalogue.version_reused` when a recorded version was edited: then nothing is to be published
 */
export function publicationOf(diff: CatalogueDiff): readonly CatalogueCommand[] {
  const [first, ...others] = diff.conflicting.map(reused);
  if (first) throw catalogueError([first, ...others]);
  const items = [...diff.added, ...diff.changed.map(({ written }) => written)].map(
    ({ item }) => item,
  );
  return [
    ...items
      .toSorted((a, b) =>
        a.effectiveFrom === b.effectiveFrom ? 0 : a.effectiveFrom < b.effectiveFrom ? -1 : 1,
      )
      .map(publishCommand),
    ...diff.retired.map(retireCommand),
  ];
}
