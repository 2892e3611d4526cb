// Paths into a record: `Title`, `Votes[*].Vote`, `events[0].activity`, `'a.b'.c`, `^.ID` (the enclosing record),
// `$row`, `$index`, `$name` (a defined value), `.` (the item itself). What is not there is absent, never an error.
import type { RecordValue } from '../record.js';
import { MappingProblem, type KeyPath } from './problem.js';

/** What is remembered while one file is read; see `$ordinal`. */
export type Memory = Map<unknown, Map<string, number>>;

/** Where an expression is evaluated: a record, or an item within it. */
export interface Scope {
  readonly value: RecordValue;
  readonly parent?: Scope;
  /** Number of this item among its siblings, from 1. */
  readonly index?: number;
  /** Defined values, and `row` and `file` at the record itself. */
  readonly variables: Map<string, RecordValue | undefined>;
  readonly memory: Memory;
}

export interface Path {
  /** How many scopes to go out. */
  readonly up: number;
  readonly variable?: string;
  /** Keys, indexes, and `*` for every element. */
  readonly steps: readonly (string | number | typeof EVERY)[];
  /** As written. */
  readonly text: string;
}

export const EVERY = Symbol('every element');

const SEGMENT = /^(?:'([^']+)'|([^.[\]'{}]+))?((?:\[(?:\*|-?\d+)\])*)(\.|$)/;

/** @throws MappingProblem */
export function parsePath(text: string, at: KeyPath): Path {
  let rest = text.trim();
  let up = 0;
  for (; rest.startsWith('^'); up++) rest = rest.slice(1).replace(/^\./, '');
  const variable = /^\$([a-z][A-Za-z0-9]*)\.?(?=$|[^A-Za-z0-9])/.exec(rest);
  if (variable) rest = rest.slice(variable[0].length);
  const steps: Path['steps'][number][] = [];
  if (rest === '.') rest = '';
  while (rest !== '') {
    const match = SEGMENT.exec(rest);
    if (!match || /^\.?$/.test(match[0]) || (match[4] === '.' && match[0] === rest))
      throw new MappingProblem(at, {
        zh: `「${text}」不是有效的路径`,
        en: `"${text}" is not a path`,
      });
    const key = match[1] ?? match[2];
    if (key !== undefined) steps.push(key);
    for (const [, inner = ''] of (match[3] ?? '').matchAll(/\[([^\]]+)\]/g))
      steps.push(inner === '*' ? EVERY : Number(inner));
    rest = rest.slice(match[0].length);
  }
  return { up, ...(variable?.[1] !== undefined && { variable: variable[1] }), steps, text };
}

function scopeOf(path: Path, scope: Scope): Scope | undefined {
  let found: Scope | undefined = scope;
  for (let out = 0; out < path.up && found; out++) found = found.parent;
  return found;
}

function variableOf(name: string, scope: Scope): RecordValue | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (name === 'index' && at.index !== undefined) return at.index;
    if (at.variables.has(name)) return at.variables.get(name);
  }
  return undefined;
}

/** The value at a path; with `[*]` in it, the list of all that is there. */
export function resolve(path: Path, scope: Scope): RecordValue | undefined {
  const from = scopeOf(path, scope);
  if (!from) return undefined;
  const start = path.variable === undefined ? from.value : variableOf(path.variable, from);
  return follow(start, path.steps);
}

function follow(start: RecordValue | undefined, steps: Path['steps']): RecordValue | undefined {
  let value = start;
  for (const [position, step] of steps.entries()) {
    if (value === undefined || value === null) return undefined;
    if (step === EVERY) {
      const rest = steps.slice(position + 1);
      return elements(value).flatMap((element) => {
        const found = follow(element, rest);
        if (found === undefined || found === null) return [];
        return rest.includes(EVERY) && Array.isArray(found) ? (found as RecordValue[]) : [found];
      });
    }
    value = child(value, step);
  }
  return value;
}

function child(value: RecordValue, step: string | number): RecordValue | undefined {
  if (typeof step === 'number') return elements(value).at(step);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, step)
    ? (value as Readonly<Record<string, RecordValue>>)[step]
    : undefined;
}

/** A list's elements; a single value stands for a list of one, as XML writes it. */
const elements = (value: RecordValue): readonly RecordValue[] =>
  Array.isArray(value) ? (value as readonly RecordValue[]) : [value];

/** One scope for each item at a path, nested where the path has several `[*]`. */
export function expand(path: Path, scope: Scope): readonly Scope[] {
  const star = path.steps.indexOf(EVERY);
  const head = { ...path, steps: star < 0 ? path.steps : path.steps.slice(0, star) };
  const found = resolve(head, scope);
  if (found === undefined || found === null || found === '') return [];
  const items = elements(found).map((value, index): Scope => ({
    value,
    parent: scope,
    index: index + 1,
    variables: new Map(),
    memory: scope.memory,
  }));
  const rest = star < 0 ? [] : path.steps.slice(star + 1);
  if (rest.length === 0) return items;
  return items.flatMap((item) => expand({ up: 0, steps: rest, text: path.text }, item));
}
