// From a table of statements to a decider: one row a command, saying which fact it records and when it is refused.
// It must never refuse a fact for being improper: that is for the rules to judge.
import { createHash } from 'node:crypto';
import { canonicalize } from './canonicalJson.js';
import type { Circumstances, Command, Decider, DomainEvent, PastEvent } from './decider.js';
import { isLedgerError, LedgerError } from './errors.js';
import {
  find,
  noFacts,
  recordedOtherwise,
  unknownName,
  withFact,
  type FactName,
  type Facts,
} from './facts.js';

/** How one command becomes one fact. */
export interface Statement<E extends DomainEvent, Name extends string, Data> {
  readonly records: Name;
  /**
   * The natural key: two records under one name are the same fact, or they contradict each other.
   * Left out where such a thing may well happen twice: then only the exact repetition is the same fact.
   */
  readonly key?: (data: Data, circumstances: Circumstances) => FactName;
  /** What two records under one name must agree in: by default the data and the circumstances of the act. */
  readonly agreesIn?: (data: Data) => unknown;
  /** Other names under which later facts refer to this one. */
  readonly alsoNamed?: (data: Data) => readonly FactName[];
  /** What the data names and the stream must have: without it the fact is unintelligible. */
  readonly needs?: (data: Data) => readonly FactName[];
  /** Any further refusal. */
  readonly refuses?: (command: Command<string, Data>, facts: Facts<E>) => LedgerError | undefined;
}

/** One statement for each event of the union, told apart by `records`. */
export type StatementOf<E extends DomainEvent, All extends DomainEvent = E> =
  E extends DomainEvent<infer Name, infer Data> ? Statement<All, Name, Data> : never;

/** For facts that say what something is, or bear their own date: when and by whom they were declared makes no other fact. */
export const dataAlone = (data: unknown): unknown => data;

/** The name of an event by its id, for corrections. */
export const eventName = (id: string): FactName => ({
  kind: 'event',
  key: `event/${id}`,
  noun: { zh: '事件', en: 'event' },
});

/** Who acted, in what capacity, when and where: the envelope without what belongs to the recording. */
function act({
  time,
  actorperson,
  actorpost,
  actoronbehalfof,
  orgunit,
  powercode,
  matter,
}: Circumstances) {
  return { time, actorperson, actorpost, actoronbehalfof, orgunit, powercode, matter };
}

type AnyStatement = Statement<DomainEvent, string, unknown>;

const contentOf = (statement: AnyStatement, data: unknown, circumstances: Circumstances): string =>
  canonicalize(
    statement.agreesIn ? { data: statement.agreesIn(data) } : { data, ...act(circumstances) },
  );

/** The content of a past event; `undefined` for one without canonical form, which no command can repeat. */
function pastContent(statement: AnyStatement, event: PastEvent): string | undefined {
  try {
    return contentOf(statement, event.data, event);
  } catch (error) {
    if (isLedgerError(error) && error.code === 'json.not_canonical') return undefined;
    throw error;
  }
}

/** The name of a fact without natural key: its whole content. */
const occurrence = (records: string, content: string): FactName => ({
  kind: 'occurrence',
  key: `${records}/${createHash('sha256').update(content).digest('hex')}`,
  noun: { zh: '事实', en: 'fact' },
});

/** Every name under which later commands may find a past event. */
function namesOf(statement: AnyStatement, event: PastEvent): readonly FactName[] {
  const content = statement.key ? undefined : pastContent(statement, event);
  return [
    ...(statement.key ? [statement.key(event.data, event)] : []),
    ...(content === undefined ? [] : [occurrence(statement.records, content)]),
    ...(statement.alsoNamed?.(event.data) ?? []),
    eventName(event.id),
  ];
}

/**
 * The decider of one kind of stream.
 * @param statements command name -> statement
 * @param refuses a refusal that holds for every command of the stream
 * @throws LedgerError from `decide`: `<kind>.unknown`, `fact.recorded_otherwise` and the statements' own refusals
 */
export function deciderOf<E extends DomainEvent>(
  statements: Readonly<Record<string, StatementOf<E>>>,
  refuses?: (command: Command<string, E['data']>) => LedgerError | undefined,
): Decider<Facts<E>, Command, E> {
  // The table's rows are typed one by one; here they are all one type, as the command name ties data to row.
  const byCommand = new Map(Object.entries(statements as Record<string, unknown>)) as Map<
    string,
    AnyStatement
  >;
  const byEvent = new Map([...byCommand.values()].map((row) => [row.records, row]));

  return {
    initialState: noFacts,
    decide(command, facts) {
      const statement = byCommand.get(command.name);
      if (!statement) throw new RangeError(`This decider has no command ${command.name}`);
      const { data, circumstances } = command;
      const content = contentOf(statement, data, circumstances);
      const name = statement.key?.(data, circumstances) ?? occurrence(statement.records, content);
      const recorded = find(facts, name.key);
      if (recorded) {
        if (pastContent(statement, recorded) === content) return [];
        throw recordedOtherwise(name, recorded.id);
      }
      for (const needed of statement.needs?.(data) ?? [])
        if (!find(facts, needed.key)) throw unknownName(needed);
      const refusal = refuses?.(command) ?? statement.refuses?.(command, facts);
      if (refusal) throw refusal;
      return [{ name: statement.records, data } as E];
    },
    evolve(facts, event) {
      const statement = byEvent.get(event.name);
      if (!statement) return facts;
      return namesOf(statement, event).reduce(
        (known, { key }) => withFact(known, key, event),
        facts,
      );
    },
  };
}

/** The names of what may be left unnamed. */
export const ifNamed = (
  name: (id: string) => FactName,
  id: string | undefined,
): readonly FactName[] => (id === undefined ? [] : [name(id)]);

/**
 * Refuses a correction or reversal that its own actor approved (domain.md 8.1: corrections of money or votes need a
 * second person). Who acts for another acts as that other.
 */
export function approvedByActor({
  data,
  circumstances: { actoraccount, actorperson, actoronbehalfof },
}: Command<string, { readonly approvedBy: string }>): LedgerError | undefined {
  if (![actoraccount, actorperson, actoronbehalfof].includes(data.approvedBy)) return undefined;
  return new LedgerError(
    'unauthorised',
    'approval.own',
    {
      zh: '更正或冲销须由另一人批准：请由经办人以外的人批准后再提交',
      en: 'A correction or reversal needs the approval of a second person; let somebody other than its actor approve it',
    },
    '/data/approvedBy',
  );
}

/** A past event as one of its union, when it has that name. */
export function isEvent<E extends DomainEvent, Name extends E['name']>(
  event: PastEvent<E> | undefined,
  name: Name,
): event is PastEvent<Extract<E, { readonly name: Name }>> {
  return event?.name === name;
}
