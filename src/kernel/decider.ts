// The shape of every decision: pure functions from a command and the stream's past to new facts.

/** A fact as a decider states it: which event, and its data. Identity, clocks and actor are added on recording. */
export interface DomainEvent<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data: Data;
}

/** An intention as a caller states it. */
export interface Command<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data: Data;
}

/**
 * `decide` returns the facts that the command adds: none when the command was already carried out (a retry is silent).
 * It throws a LedgerError only for what is unintelligible, unauthorised or a duplicate with other content;
 * an improper fact is recorded, and the rules attach a violation to it.
 * `evolve` never throws: history is never wrong, only corrected by later events.
 */
export interface Decider<State, C extends Command, E extends DomainEvent> {
  readonly initialState: State;
  decide(command: C, state: State): readonly E[];
  evolve(state: State, event: E): State;
}
