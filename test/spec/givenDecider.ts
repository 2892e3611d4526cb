// Sentences about decisions: given(past).when(command).then(facts) | .thenNothing() | .thenRefuses(code).
// Every command and every past fact goes through its real schema and the real registry, as in the service.
import { expect } from '@jest/globals';
import { allCommands, type CommandName } from '../../src/commands/registry.js';
import { catalogue, type EventName } from '../../src/events/index.js';
import type { Circumstances, PastEvent } from '../../src/kernel/decider.js';
import { isLedgerError, type ErrorKind } from '../../src/kernel/errors.js';

/** A fact or command in words: its name, its data and, where it matters, who and when. */
export interface Statement<Name extends string> extends Partial<Circumstances> {
  readonly name: Name;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface GivenFact extends Statement<EventName> {
  readonly id?: string;
}

export const usual: Circumstances = {
  time: '2026-03-02T09:00:00+08:00',
  actoraccount: 'account-clerk',
  actorperson: 'person-clerk',
  orgunit: '451425001000',
};

/** The id that the n-th given fact (from 1) has unless it states its own. */
export const givenId = (n: number): string =>
  `01960000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function past({ name, data, id, ...circumstances }: GivenFact, index: number): PastEvent {
  return {
    ...usual,
    ...circumstances,
    id: id ?? givenId(index + 1),
    name,
    data: catalogue.parseNew(name, data),
  };
}

export function given(...facts: readonly GivenFact[]) {
  return {
    when({ name, data, ...circumstances }: Statement<CommandName>) {
      const { schema, decider } = allCommands[name];
      const state = facts
        .map(past)
        .reduce((folded, event) => decider.evolve(folded, event), decider.initialState);
      const decide = () =>
        decider.decide(
          { name, data: schema.parse(data), circumstances: { ...usual, ...circumstances } },
          state,
        );
      return {
        then: (...events: readonly Statement<EventName>[]) => expect(decide()).toEqual(events),
        thenNothing: () => expect(decide()).toEqual([]),
        thenRefuses(code: string, kind?: ErrorKind) {
          try {
            decide();
          } catch (error) {
            if (!isLedgerError(error)) throw error;
            expect(error.code).toBe(code);
            if (kind) expect(error.kind).toBe(kind);
            expect(error.text.zh).toMatch(/\p{Script=Han}/u);
            expect(error.text.en).toMatch(/[a-z]/);
            return;
          }
          throw new Error(`The command ${name} was accepted; ${code} was expected`);
        },
      };
    },
  };
}

/** The two sentences that hold for every command: accepted, and silent on retry. */
export const accepts = (
  pastFacts: readonly GivenFact[],
  command: Statement<CommandName>,
  records: EventName,
): void => {
  const fact = { name: records, data: command.data };
  given(...pastFacts)
    .when(command)
    .then(fact);
  given(...pastFacts, fact)
    .when(command)
    .thenNothing();
};
