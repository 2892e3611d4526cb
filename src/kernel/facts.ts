// How every decider keeps a retry silent and a contradiction out: facts already recorded, by natural key.
import { canonicalize } from './canonicalJson.js';
import type { DomainEvent } from './decider.js';
import { refused } from './errors.js';

/** Natural key within the stream -> canonical text of the fact's data. */
export type Facts = ReadonlyMap<string, string>;

export const noFacts: Facts = new Map();

export function withFact(facts: Facts, key: string, data: unknown): Facts {
  return new Map(facts).set(key, canonicalize(data));
}

/**
 * The event, unless the same fact is already recorded (then nothing).
 * @throws LedgerError `fact.recorded_otherwise` when the key holds other content: history is corrected, not repeated
 */
export function once<E extends DomainEvent>(facts: Facts, key: string, event: E): readonly E[] {
  const recorded = facts.get(key);
  if (recorded === undefined) return [event];
  if (recorded === canonicalize(event.data)) return [];
  throw refused(
    'fact.recorded_otherwise',
    `「${key}」已以不同内容记录：如有错误，请提交更正，而不是重复记录`,
    `"${key}" is already recorded with other content; correct it instead of recording it again`,
    key,
  );
}
