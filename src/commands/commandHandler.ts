// From a command to recorded events: parse once, fold the stream, decide, append under the revision that was read.
// It must never append on a state that it has not read, nor record the same command twice.
import { createHash } from 'node:crypto';
import type { Catalogue } from '../events/catalogue.js';
import { decodeEvent } from '../events/codec.js';
import type { EventAttributes } from '../events/envelope.js';
import { attributesSchema } from '../events/envelopeSchema.js';
import { explainIssue } from '../events/issues.js';
import { canonicalBytes } from '../kernel/canonicalJson.js';
import type { Command, DomainEvent, PastEvent } from '../kernel/decider.js';
import { invalid, isLedgerError, missing, type Bilingual } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import { localDateOf, parseInstant } from '../kernel/time.js';
import {
  commandReused,
  versionConflict,
  type EventLog,
  type ExpectedRevision,
} from '../log/eventLog.js';
import type { CommandDefinition, CommandDefinitions, CommandRequest } from './command.js';
import { createFoldedStreams, type Folded } from './foldedStreams.js';
import { blockedAct } from './blockedAct.js';
import { ActBlocked, checkIntent, type ActGuard, type Finding } from './intent.js';
import { createTurns } from './turns.js';

export type { CommandRequest } from './command.js';

export interface CommandOutcome {
  /** `recorded`: new events; `replayed`: this command id had been carried out; `unchanged`: the facts were there already. */
  readonly status: 'recorded' | 'replayed' | 'unchanged';
  readonly stream: string;
  readonly revision: number;
  /** Position of the last event of the command; `undefined` when unchanged. */
  readonly position: Position | undefined;
  readonly eventIds: readonly string[];
  /** Names of the events that were added now; left out unless `recorded`. */
  readonly recorded?: readonly string[];
  /** What rules warn of, where the command was sent with the intent to act. */
  readonly warnings?: readonly Finding[];
}

/** Events that the data of a command cites as evidence, by the command's name. */
export type Citations = Readonly<Record<string, (data: unknown) => readonly string[]>>;

export interface CommandHandler {
  /** Whether the command can be understood at all. @throws LedgerError `command.*`, as {@link handle} would */
  check(request: CommandRequest): void;
  /** @throws LedgerError `command.*`, `rule.blocked`, the decider's refusals, and those of {@link EventLog.append} */
  handle(request: CommandRequest): Promise<CommandOutcome>;
  /** The commands that anybody may send. */
  readonly definitions: CommandDefinitions;
}

/** Streams whose folded state is kept, by the number of events behind it: about 1 kB each. */
const CACHED_EVENTS = 50_000;
/** How often a command is decided anew because another process wrote to its stream first. */
const ATTEMPTS = 10;

function parse(definition: CommandDefinition, request: CommandRequest) {
  const data = definition.schema.safeParse(request.data);
  if (!data.success)
    throw invalidCommand(
      request,
      '/data',
      data.error.issues[0],
      explainIssue(definition.schema, request.data, data.error),
    );
  const attributes = attributesSchema.safeParse(request.attributes);
  if (!attributes.success)
    throw invalidCommand(
      request,
      '',
      attributes.error.issues[0],
      explainIssue(attributesSchema, request.attributes, attributes.error),
    );
  return { data: data.data, attributes: attributes.data };
}

function invalidCommand(
  { name }: CommandRequest,
  base: string,
  issue: { path: readonly PropertyKey[] } | undefined,
  { zh, en }: Bilingual,
) {
  const escaped = (issue?.path ?? []).map((part) =>
    String(part).replaceAll('~', '~0').replaceAll('/', '~1'),
  );
  const pointer = [base, ...escaped].join('/');
  return invalid(
    'command.invalid',
    `命令 ${name} 的 ${pointer} 有误：${zh}`,
    `Command ${name}: ${pointer} is not valid: ${en}`,
    pointer,
  );
}

/** One parsed command on its way to the log. */
interface Task {
  readonly decider: CommandDefinition['decider'];
  readonly command: Command;
  readonly attributes: EventAttributes;
  readonly stream: string;
  readonly fingerprint: string;
  /** Set where the act is still to be done. */
  readonly guard: ActGuard | undefined;
}

const isStated = (expected: ExpectedRevision | undefined): boolean =>
  expected !== undefined && expected !== 'any';

const matches = (expected: ExpectedRevision, revision: number): boolean =>
  expected === 'any' || (expected === 'none' ? 0 : expected) === revision;

/** One act to come is looked at and recorded before the next is looked at, so that two cannot pass side by side. */
const ACTS_TO_COME = 'acts to come';

/** @param guard looks at commands that are sent with the intent to act; without it they are refused */
export function createCommandHandler(
  log: EventLog,
  catalogue: Catalogue,
  definitions: CommandDefinitions,
  citations: Citations = {},
  guard?: ActGuard,
): CommandHandler {
  const folded = createFoldedStreams(CACHED_EVENTS);
  const inTurn = createTurns();

  async function load(stream: string, decider: CommandDefinition['decider']): Promise<Folded> {
    const known = folded.get(stream) ?? { state: decider.initialState, revision: 0 };
    const records = await log.readStream(stream, known.revision + 1);
    let { state } = known;
    for (const record of records) state = decider.evolve(state, decodeEvent(record, catalogue));
    return folded.set(stream, { state, revision: records.at(-1)?.revision ?? known.revision });
  }

  /** Evidence is of this ledger, or it proves nothing here. @throws LedgerError `event.not_of_this_ledger` */
  async function checkCitations({ command }: Task): Promise<void> {
    for (const eventId of citations[command.name]?.(command.data) ?? [])
      if ((await log.findEvent(eventId)) === undefined)
        throw missing(
          'event.not_of_this_ledger',
          `所引证据 ${eventId} 不是本台账的事件：请核对编号；其他台账的记录请作为文件附上`,
          `The cited event ${eventId} is not of this ledger; check the id, and attach records of another ledger as documents`,
          eventId,
        );
  }

  async function decideAndAppend(task: Task, expected: ExpectedRevision | undefined) {
    const { decider, command, attributes, stream, fingerprint } = task;
    const { state, revision } = await load(stream, decider);
    if (expected !== undefined && !matches(expected, revision))
      throw versionConflict(stream, expected, revision);
    const events = decider
      .decide(command, state)
      .map(({ name, data }) => ({ name, data: catalogue.parseNew(name, data) }));
    if (events.length > 0) await checkCitations(task);
    if (events.length === 0)
      return { status: 'unchanged', stream, revision, position: undefined, eventIds: [] } as const;
    const warnings = task.guard && (await review(task, task.guard, events, revision));
    const result = await log.append({
      stream,
      expected: revision === 0 ? 'none' : revision,
      events: events.map(({ name, data }) => ({
        ...attributes,
        type: catalogue.typeOf(name),
        data,
      })),
      fingerprint,
    });
    const { position, eventIds } = result;
    if (result.replayed)
      return { status: 'replayed', stream, revision: result.revision, position, eventIds } as const;
    const past = events.map((event, index): PastEvent => ({
      ...attributes,
      ...event,
      id: eventIds[index] ?? '',
    }));
    folded.set(stream, {
      state: past.reduce((soFar, event) => decider.evolve(soFar, event), state),
      revision: result.revision,
    });
    return {
      status: 'recorded',
      stream,
      revision: result.revision,
      position,
      eventIds,
      recorded: events.map(({ name }) => name),
      ...(warnings ? { warnings } : {}),
    } as const;
  }

  /** @returns what rules warn of. @throws ActBlocked after recording the attempt */
  async function review(
    { command, attributes, stream }: Task,
    { review: reviewActs }: ActGuard,
    events: readonly DomainEvent[],
    revision: number,
  ): Promise<readonly Finding[]> {
    const reviewed = await reviewActs(
      events.map(({ name, data }, index) => ({
        name,
        data,
        stream,
        revision: revision + index + 1,
        attributes,
      })),
    );
    const blocking = reviewed.findings.filter(({ mode }) => mode === 'block');
    if (blocking.length === 0) return reviewed.findings;
    const attempt = blockedAct(command, attributes, stream, { ...reviewed, findings: blocking });
    const { eventIds } = await handle(attempt);
    throw new ActBlocked(blocking, eventIds[0] ?? '');
  }

  async function carryOut(
    task: Task,
    expected: ExpectedRevision | undefined,
  ): Promise<CommandOutcome> {
    const { attributes, fingerprint, stream } = task;
    for (let attempt = 1; ; attempt++) {
      const before = await log.findCommand(attributes.commandid);
      if (before) {
        if (before.fingerprint !== fingerprint) throw commandReused(attributes.commandid);
        const { revision, position, eventIds } = before;
        return { status: 'replayed', stream, revision, position, eventIds };
      }
      try {
        return await decideAndAppend(task, expected);
      } catch (error) {
        // Without a stated expectation the caller accepts whatever was written in between: decide on that.
        const overtaken = isLedgerError(error) && error.code === 'log.conflict';
        if (!overtaken || isStated(expected) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  function definitionOf({ name, byProgram }: CommandRequest): CommandDefinition {
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (!definition)
      throw invalid(
        'command.unknown',
        `没有命令「${name}」`,
        `There is no command "${name}"`,
        name,
      );
    if (definition.internal && !byProgram)
      throw invalid(
        'command.internal',
        `命令「${name}」的内容由程序算出，不能录入`,
        `What the command "${name}" states is computed by the program; it cannot be typed in`,
        name,
      );
    return definition;
  }

  async function handle(request: CommandRequest): Promise<CommandOutcome> {
    const definition = definitionOf(request);
    const { data, attributes } = parse(definition, request);
    const instructs = request.intent === 'instruct';
    if (instructs)
      checkIntent(request.name, localDateOf(parseInstant(attributes.time).epochMs), guard);
    const stream = definition.stream(data);
    const content = { name: request.name, data, attributes };
    const task: Task = {
      decider: definition.decider,
      command: { name: request.name, data, circumstances: attributes },
      attributes,
      stream,
      fingerprint: createHash('sha256').update(canonicalBytes(content)).digest('hex'),
      guard: instructs ? guard : undefined,
    };
    const inItsTurn = () => inTurn(stream, () => carryOut(task, request.expected));
    return instructs ? inTurn(ACTS_TO_COME, inItsTurn) : inItsTurn();
  }

  return {
    definitions: Object.fromEntries(
      Object.entries(definitions).filter(([, { internal }]) => internal !== true),
    ),
    check(request) {
      parse(definitionOf(request), request);
    },
    handle,
  };
}
