// What a stream's past holds, by name: what later facts may refer to, and what must not be recorded twice.
// It must never let a later fact take the place of an earlier one.
import type { DomainEvent, PastEvent } from './decider.js';
import { LedgerError, missing, type Bilingual } from './errors.js';

/** The name of one thing within a stream (a meeting, a term, an instalment), with its noun in both languages. */
export interface FactName {
  readonly kind: string;
  /** `kind/id`, unique within the stream. */
  readonly key: string;
  readonly noun: Bilingual;
  /** How it gets recorded, where that is not plain. */
  readonly first?: Bilingual;
}

/**
 * A kind of thing that facts can name. Ids are joined with `/`: only the last may itself contain one.
 * @param kind stable, part of the error code `<kind>.unknown`
 * @param first what to do before anything may refer to it, for whoever did not
 */
export function named(kind: string, zh: string, en: string, first?: Bilingual) {
  const noun: Bilingual = { zh, en };
  return (...ids: readonly (string | number)[]): FactName => ({
    kind,
    key: `${kind}/${ids.join('/')}`,
    noun,
    ...(first && { first }),
  });
}

interface Entry<E extends DomainEvent> {
  /** How many names the past held when this one came. */
  readonly at: number;
  readonly event: PastEvent<E>;
}

/**
 * Facts by name. Successive values share one growing map, and a value sees only the entries older than its own size;
 * so adding is O(1), and a value never changes.
 */
export interface Facts<E extends DomainEvent = DomainEvent> {
  readonly size: number;
  readonly shared: ReadonlyMap<string, Entry<E>>;
}

export const noFacts: Facts<never> = { size: 0, shared: new Map() };

/** The event that first bore the name. */
export function find<E extends DomainEvent>(
  facts: Facts<E>,
  key: string,
): PastEvent<E> | undefined {
  const entry = facts.shared.get(key);
  return entry !== undefined && entry.at < facts.size ? entry.event : undefined;
}

/** The facts with one more name; unchanged when the name is taken, since the first recording stands. */
export function withFact<E extends DomainEvent>(
  facts: Facts<E>,
  key: string,
  event: PastEvent<E>,
): Facts<E> {
  if (find(facts, key)) return facts;
  const growing = growable(facts);
  growing.set(key, { at: facts.size, event });
  return { size: facts.size + 1, shared: growing };
}

/** The shared map when this value is the newest of its line; otherwise a copy, so that no other line is touched. */
function growable<E extends DomainEvent>({ size, shared }: Facts<E>): Map<string, Entry<E>> {
  if (size > 0 && shared.size === size) return shared as Map<string, Entry<E>>;
  return new Map([...shared].filter(([, entry]) => entry.at < size));
}

/** The refusal of a fact that names what the stream does not have. */
export function unknownName({ kind, key, noun, first }: FactName): LedgerError {
  return missing(
    `${kind}.unknown`,
    `此处没有${noun.zh}「${key}」：${first?.zh ?? '请先记录它，再记录与它有关的事实'}`,
    `There is no ${noun.en} "${key}" here; ${first?.en ?? 'record it before what refers to it'}`,
    key,
  );
}

/** The refusal of a second, different account of the same fact; it points to the first. */
export function recordedOtherwise({ key, noun }: FactName, recorded: string): LedgerError {
  return new LedgerError(
    'refused',
    'fact.recorded_otherwise',
    {
      zh: `${noun.zh}「${key}」已以不同内容记录（事件 ${recorded}）：如有错误，请提交更正，而不是重复记录`,
      en: `The ${noun.en} "${key}" is already recorded with other content (event ${recorded}); correct it instead of recording it again`,
    },
    key,
    { recorded },
  );
}
