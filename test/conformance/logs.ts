// Reads the shared truth logs into the engine's case shape, and small helpers for writing cases in tests.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Attributes, Case, CaseEvent } from '../../src/conformance/case.js';
import { loadConstraintSet } from '../../src/conformance/constraint.js';
import { compileConstraints, type CompiledConstraints } from '../../src/conformance/engine.js';
import type { TimeContext } from '../../src/conformance/window.js';
import { readShared, sharedPath } from '../support/sharedFolder.js';

interface TruthEvent {
  readonly a: string;
  readonly t: number;
  readonly r?: string;
  readonly g?: string;
  readonly role?: string;
  readonly lc?: string;
  readonly x?: Attributes;
}

interface TruthLog {
  readonly cases: readonly {
    readonly id: string;
    readonly attrs: Attributes;
    readonly events: readonly TruthEvent[];
  }[];
}

/** The cases of the log of this name in `truth/logs`, packed or not. */
export function readTruthLog(name: string): Case[] {
  const plain = existsSync(sharedPath('truth', 'logs', `${name}.json`));
  return (readShared(`truth/logs/${name}.json${plain ? '' : '.gz'}`) as TruthLog).cases.map(
    ({ id, attrs, events }) => ({
      id,
      attributes: attrs,
      events: events.map(({ a, t, r, g, role, lc, x }) => ({
        activity: a,
        time: t,
        resource: r,
        group: g,
        role,
        lifecycle: lc,
        attributes: x ?? {},
      })),
    }),
  );
}

/** The recipe of truth/README.md: sha256 of the JSON text of the sorted ids. */
export function hashOfIds(ids: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([...ids].sort()))
    .digest('hex');
}

/** An event at `time` (epoch milliseconds). */
export function event(
  activity: string,
  time = 0,
  more: Partial<Omit<CaseEvent, 'activity' | 'time'>> = {},
): CaseEvent {
  return { activity, time, attributes: {}, ...more };
}

export function caseOf(events: readonly CaseEvent[], attributes: Attributes = {}): Case {
  return { id: 'case', attributes, events };
}

/** A case whose activities are the letters of a word, one millisecond apart. */
export function word(letters: string): Case {
  return caseOf(Array.from(letters, (letter, index) => event(letter, index)));
}

/** Loads and compiles constraints written as plain objects; ids are filled in. */
export function compiled(
  constraints: readonly Readonly<Record<string, unknown>>[],
  context: TimeContext = {},
  settings: Readonly<Record<string, unknown>> = {},
): CompiledConstraints {
  const set = loadConstraintSet({
    name: 'test',
    ...settings,
    constraints: constraints.map((constraint, index) => ({ id: `c${index}`, ...constraint })),
  });
  return compileConstraints(set, context);
}
