// From a command to recorded events: parse once, fold the stream, decide, append under the revision that was read.
// It must never append on a state that it has not read, nor record the same command twice.
import { createHash } from 'node:crypto';
import type { Catalogue } from '../events/catalogue.js';
import { decodeEvent } from '../events/codec.js';
import type { EventAttributes } from '../events/envelope.js';
import { attributesSchema } from '../events/envelopeSchema.js';
import { canonicalBytes } from '../kernel/canonicalJson.js';
import type { Command, DomainEvent } from '../kernel/decider.js';
import { invalid } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import {
  commandReused,
  versionConflict,
  type EventLog,
  type ExpectedRevision,
} from '../log/eventLog.js';
import type { CommandDefinition, CommandDefinitions } from './command.js';

export interface CommandRequest extends Command {
  readonly attributes: EventAttributes;
  /** What the caller believes the stream to hold (If-Match); left out, the handler uses what it reads. */
  readonly expected?: ExpectedRevision;
}

export interface CommandOutcome {
  /** `recorded`: new events; `replayed`: this command id had been carried out; `unchanged`: the facts were there already. */
  readonly status: 'recorded' | 'replayed' | 'unchanged';
  readonly stream: string;
  readonly revision: number;
  /** Position of the last event of the command; `undefined` when unchanged. */
  readonly position: Position | undefined;
  readonly eventIds: readonly string[];
}

export interface CommandHandler {
  /** @throws LedgerError `command.*`, the decider's refusals, and those of {@link EventLog.append} */
  handle(request: CommandRequest): Promise<CommandOutcome>;
  readonly definitions: CommandDefinitions;
}

interface Folded {
  readonly state: unknown;
  readonly revision: number;
}

/** Streams whose state is kept folded; the least recently used leave first. */
const CACHED_STREAMS = 20_000;

function parse(definition: CommandDefinition, request: CommandRequest) {
  const data = definition.schema.safeParse(request.data);
  if (!data.success) throw invalidCommand(request.name, '/data', data.error.issues[0]);
  const attributes = attributesSchema.safeParse(request.attributes);
  if (!attributes.success) throw invalidCommand(request.name, '', attributes.error.issues[0]);
  return { data: data.data, attributes: attributes.data };
}

function invalidCommand(
  name: string,
  base: string,
  issue: { path: readonly PropertyKey[]; message: string } | undefined,
) {
  const pointer = [base, ...(issue?.path ?? []).map(String)].join('/');
  const message = issue?.message ?? '';
  return invalid(
    'command.invalid',
    `命令 ${name} 的 ${pointer} 有误：${message}`,
    `Command ${name}: ${pointer} is not valid: ${message}`,
    pointer,
  );
}

export function createCommandHandler(
  log: EventLog,
  catalogue: Catalogue,
  definitions: CommandDefinitions,
): CommandHandler {
  const cache = new Map<string, Folded>();
  const turns = new Map<string, Promise<unknown>>();

  /** Commands on one stream take turns, so that they never race each other in this process. */
  async function inTurn<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(stream) ?? Promise.resolve()).then(work, work);
    turns.set(stream, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(stream) === turn) turns.delete(stream);
    }
  }

  function remember(stream: string, folded: Folded): Folded {
    cache.delete(stream);
    cache.set(stream, folded);
    if (cache.size > CACHED_STREAMS) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
    return folded;
  }

  async function load(stream: string, decider: CommandDefinition['decider']): Promise<Folded> {
    const known = cache.get(stream) ?? { state: decider.initialState, revision: 0 };
    const records = await log.readStream(stream, known.revision + 1);
    let { state } = known;
    for (const { bytes, position, revision } of records)
      state = decider.evolve(state, decodeEvent(bytes, position, revision, catalogue));
    return remember(stream, { state, revision: records.at(-1)?.revision ?? known.revision });
  }

  async function decideAndAppend(
    definition: CommandDefinition,
    command: Command,
    attributes: EventAttributes,
    stream: string,
    fingerprint: string,
    expected: ExpectedRevision | undefined,
  ): Promise<CommandOutcome> {
    const before = await log.findCommand(attributes.commandid);
    if (before) {
      if (before.fingerprint !== fingerprint) throw commandReused(attributes.commandid);
      return { ...before, status: 'replayed', stream };
    }
    const { state, revision } = await load(stream, definition.decider);
    if (
      expected !== undefined &&
      expected !== 'any' &&
      (expected === 'none' ? 0 : expected) !== revision
    )
      throw versionConflict(stream, expected, revision);
    const events: readonly DomainEvent[] = definition.decider.decide(command, state);
    if (events.length === 0)
      return { status: 'unchanged', stream, revision, position: undefined, eventIds: [] };
    const result = await log.append({
      stream,
      expected: revision === 0 ? 'none' : revision,
      events: events.map(({ name, data }) => ({
        ...attributes,
        type: catalogue.typeOf(name),
        data: catalogue.parseNew(name, data),
      })),
      fingerprint,
    });
    remember(stream, {
      state: events.reduce((folded, event) => definition.decider.evolve(folded, event), state),
      revision: result.revision,
    });
    return { ...result, status: result.replayed ? 'replayed' : 'recorded', stream };
  }

  return {
    definitions,
    async handle(request) {
      const definition = definitions[request.name];
      if (!definition)
        throw invalid(
          'command.unknown',
          `没有命令「${request.name}」`,
          `There is no command "${request.name}"`,
          request.name,
        );
      const { data, attributes } = parse(definition, request);
      const stream = definition.stream(data);
      const command = { name: request.name, data };
      const fingerprint = createHash('sha256')
        .update(canonicalBytes({ ...command, attributes }))
        .digest('hex');
      return inTurn(stream, () =>
        decideAndAppend(definition, command, attributes, stream, fingerprint, request.expected),
      );
    },
  };
}
