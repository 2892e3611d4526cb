// What a command is to the ledger: its schema, the stream that it belongs to and the decider that answers it.
import type { z } from 'zod';
import { latestSchema, type EventVersions } from '../events/catalogue.js';
import type { EventAttributes } from '../events/envelope.js';
import type { Command, Decider, DomainEvent } from '../kernel/decider.js';
import type { ExpectedRevision } from '../log/eventLog.js';

/** One command of a capability, with its types erased for the registry. */
export interface CommandDefinition {
  readonly schema: z.ZodType;
  /** Stream name `category-id` of parsed data. */
  readonly stream: (data: unknown) => string;
  readonly decider: Decider<unknown, Command, DomainEvent>;
  /** What it states is derived: only the program itself sends it, nobody types it in. */
  readonly internal?: boolean;
}

export type CommandDefinitions = Readonly<Record<string, CommandDefinition>>;

/**
 * Ties a command's schema, stream and decider together. The casts erase types that the registry cannot carry;
 * they are safe because the data that reaches `stream` and `decider` always comes from `schema`.
 */
export function defineCommand<S extends z.ZodType, State, C extends Command, E extends DomainEvent>(
  schema: S,
  stream: (data: z.output<S>) => string,
  decider: Decider<State, C, E>,
): CommandDefinition {
  return {
    schema,
    stream: (data) => stream(data as z.output<S>),
    decider: decider,
  };
}

/** Keeps a command to the program itself. */
export const internal = (definition: CommandDefinition): CommandDefinition => ({
  ...definition,
  internal: true,
});

/**
 * The commands on one kind of stream, each defined by the event that it leads to: its data is that event's.
 * @param category of the stream `category-id`
 * @param idField the field of the data that holds the id
 */
export const commandsOf =
  <Field extends string, State, C extends Command, E extends DomainEvent>(
    category: string,
    idField: Field,
    decider: Decider<State, C, E>,
  ) =>
  <S extends z.ZodType<Readonly<Record<Field, string>>>>(
    event: EventVersions<S>,
  ): CommandDefinition =>
    defineCommand(latestSchema(event), (data) => `${category}-${data[idField]}`, decider);

/** A command as its caller sends it, not yet parsed. */
export interface CommandRequest {
  /** `<capability>.<Name>` */
  readonly name: string;
  readonly data: unknown;
  readonly attributes: EventAttributes;
  /** What the caller believes the stream to hold (If-Match); left out, the handler uses what it reads. */
  readonly expected?: ExpectedRevision;
  /** The program itself sends it: needed for commands that state what is derived. */
  readonly byProgram?: true;
  /** `instruct`: the act is still to be done, and is done by this command unless a rule holds it back. */
  readonly intent?: 'instruct' | undefined;
}
