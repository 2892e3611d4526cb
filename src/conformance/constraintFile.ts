// Constraint files: YAML or JSON text -> a constraint set, with the line of whatever is wrong in it.
// A file is accepted whole or refused; it must never be judged with a part of it.
import { isLedgerError, placedAt, type LedgerError } from '../kernel/errors.js';
import { localDayOf } from '../kernel/time.js';
import { readYamlFile, type YamlFile, type YamlText } from '../kernel/yamlFile.js';
import { attributesRead } from './condition.js';
import { activitiesOf, loadConstraintSet, type ConstraintSet } from './constraint.js';
import { ConformanceError } from './errors.js';
import { findOrderCycle } from './orderCycles.js';

/** A set that has been read, and where its parts are written. */
export interface ConstraintFile {
  readonly set: ConstraintSet;
  /** The error about the first constraint that names an activity or attribute which the log never had. */
  readonly unknownName: (seen: {
    /** Activities that did not occur. */
    readonly unseen: readonly string[];
    /** Attributes that can occur. */
    readonly attributes: ReadonlySet<string>;
  }) => LedgerError | undefined;
}

/**
 * Reads a constraint file.
 * @throws LedgerError `yaml.malformed`, `constraints.invalid`, `constraints.cycle`, each with `file:line`
 */
export function parseConstraintFile(text: YamlText): ConstraintFile {
  const file = readYamlFile(text);
  const set = loadAt(file);
  checkZone(file, set);
  const cycle = findOrderCycle(set.constraints);
  if (cycle) {
    const ids = cycle.constraints.map(({ id }) => id).join(', ');
    const path = [...cycle.activities, cycle.activities[0]].join(' → ');
    const error = new ConformanceError(
      'constraints.cycle',
      `约束 ${ids} 的先后要求互相循环（${path}），任何案件都无法同时遵守。`,
      `The orders of constraints ${ids} form a cycle (${path}) that no case can keep.`,
      { constraint: ids, field: 'template' },
    );
    throw placedAt(error, file.name, lineOfConstraint(file, cycle.constraints[0]?.id ?? '', []));
  }
  return {
    set,
    unknownName: ({ unseen, attributes }) =>
      unknownActivity(file, set, unseen) ?? unknownAttribute(file, set, attributes),
  };
}

function checkZone(file: YamlFile, { zone }: ConstraintSet): void {
  try {
    localDayOf(0, zone);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    throw placedAt(error, file.name, file.lineOf(['zone']));
  }
}

function loadAt(file: YamlFile): ConstraintSet {
  try {
    return loadConstraintSet(file.content);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    const { constraint, field } = error.details;
    const path = String(field)
      .split('.')
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const line =
      constraint === '-' ? file.lineOf(path) : lineOfConstraint(file, String(constraint), path);
    throw placedAt(error, file.name, line);
  }
}

/** @param id of the constraint, or `#` and its place from 1 where it has none */
function lineOfConstraint(file: YamlFile, id: string, field: readonly (string | number)[]): number {
  const list = (file.content as { readonly constraints?: unknown }).constraints;
  const places = Array.isArray(list) ? (list as readonly ({ readonly id?: unknown } | null)[]) : [];
  // Of two with one id, the later is the one in excess.
  const named = places.findLastIndex((one) => one?.id === id);
  const place = named >= 0 ? named : Number(/^#(\d+)$/.exec(id)?.[1] ?? 1) - 1;
  return file.lineOf(['constraints', place, ...field]);
}

function unknownActivity(
  file: YamlFile,
  { constraints }: ConstraintSet,
  unseen: readonly string[],
): LedgerError | undefined {
  const unknown = new Set(unseen);
  for (const { id, a, b } of constraints)
    for (const [field, role] of [
      ['a', a],
      ['b', b],
    ] as const)
      for (const activity of activitiesOf(role))
        if (unknown.has(activity))
          return unseenError(file, 'activity', { id, field, name: activity });
  return undefined;
}

function unknownAttribute(
  file: YamlFile,
  { constraints }: ConstraintSet,
  known: ReadonlySet<string>,
): LedgerError | undefined {
  for (const { id, activation, target, correlation } of constraints)
    for (const [field, part] of Object.entries({ activation, target, correlation }))
      for (const name of attributesRead(part))
        if (!known.has(name) && !known.has(outermost(name)))
          return unseenError(file, 'attribute', { id, field, name });
  return undefined;
}

/** `a/b` is an attribute nested in `a`. */
const outermost = (name: string): string => name.replace(/\/.*$/, '');

const KINDS = {
  activity: { zh: '活动', en: 'activity' },
  attribute: { zh: '属性', en: 'attribute' },
} as const;

/** A name that the log never has: more likely a slip than a finding, so that it needs the user's word. */
function unseenError(
  file: YamlFile,
  kind: keyof typeof KINDS,
  { id, field, name }: { readonly id: string; readonly field: string; readonly name: string },
): LedgerError {
  const { zh, en } = KINDS[kind];
  const error = new ConformanceError(
    `constraints.${kind}.unknown`,
    `约束“${id}”的字段 ${field}：日志中没有${zh}“${name}”；请核对名称，确实从未出现的请加 --allow-unseen。`,
    `Constraint "${id}", field ${field}: the log has no ${en} "${name}"; check the name, or give --allow-unseen if it never occurred.`,
    { constraint: id, field, [kind]: name },
  );
  return placedAt(error, file.name, lineOfConstraint(file, id, [field]));
}
