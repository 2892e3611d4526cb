// The shape of every decision: pure functions from a command and the stream's past to new facts.

/**
 * When, by whom, where and under which power something was done; the names are those of the envelope.
 * They come from the command's caller: a decider has no clock of its own.
 */
export interface Circumstances {
  /** RFC 3339 with offset: when it happened. */
  readonly time: string;
  readonly actoraccount: string;
  readonly actorperson?: string | undefined;
  readonly actorpost?: string | undefined;
  readonly actoronbehalfof?: string | undefined;
  readonly orgunit: string;
  readonly powercode?: string | undefined;
  readonly matter?: string | undefined;
}

/** A fact as a decider states it: which event, and its data. Identity and envelope are added on recording. */
export interface DomainEvent<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data: Data;
}

/** A fact of the stream's past, with its event id and the circumstances under which it was recorded. */
export type PastEvent<E extends DomainEvent = DomainEvent> = E &
  Circumstances & { readonly id: string };

/** An intention as a caller states it. */
export interface Command<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data: Data;
  readonly circumstances: Circumstances;
}

/**
 * `decide` returns the facts that the command adds: none when the command was already carried out (a retry is silent).
 * It throws a LedgerError only for what is unintelligible, unauthorised or a duplicate with other content;
 * an improper fact is recorded, and the rules attach a violation to it.
 * `evolve` never throws and ignores events that it does not know: history is never wrong, only corrected by later events.
 */
export interface Decider<State, C extends Command, E extends DomainEvent> {
  readonly initialState: State;
  decide(command: C, state: State): readonly E[];
  evolve(state: State, event: PastEvent<E>): State;
}
