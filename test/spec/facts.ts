// Facts for tests: an event's name and data become a complete NewEvent in its own stream.
// Times and identifiers come from counters, so that the same test makes the same ledger.
import type { z } from 'zod';
import { allCommands } from '../../src/commands/registry.js';
import type { EventVersions } from '../../src/events/catalogue.js';
import type { EventAttributes, NewEvent } from '../../src/events/envelope.js';
import { catalogue, type EventName } from '../../src/events/index.js';
import type { accountabilityEvents } from '../../src/events/accountability.js';
import type { assetsEvents } from '../../src/events/assets.js';
import type { auditsEvents } from '../../src/events/audits.js';
import type { complaintsEvents } from '../../src/events/complaints.js';
import type { disclosureEvents } from '../../src/events/disclosure.js';
import type { documentsEvents } from '../../src/events/documents.js';
import type { fundsEvents } from '../../src/events/funds.js';
import type { leadsEvents } from '../../src/events/leads.js';
import type { matterEvents } from '../../src/events/matters.js';
import type { officesEvents } from '../../src/events/offices.js';
import type { powersEvents } from '../../src/events/powers.js';
import type { projectsEvents } from '../../src/events/projects.js';
import type { ratingsEvents } from '../../src/events/ratings.js';
import type { risksEvents } from '../../src/events/risks.js';
import type { rulesEvents } from '../../src/events/rules.js';
import type { servicesEvents } from '../../src/events/services.js';
import type { supervisionEvents } from '../../src/events/supervision.js';
import type { AppendRequest } from '../../src/log/eventLog.js';
import { definitions } from '../events/definitions.js';

type Definitions = typeof accountabilityEvents &
  typeof assetsEvents &
  typeof auditsEvents &
  typeof complaintsEvents &
  typeof disclosureEvents &
  typeof documentsEvents &
  typeof fundsEvents &
  typeof leadsEvents &
  typeof matterEvents &
  typeof officesEvents &
  typeof powersEvents &
  typeof projectsEvents &
  typeof ratingsEvents &
  typeof risksEvents &
  typeof rulesEvents &
  typeof servicesEvents &
  typeof supervisionEvents;

/** The data of an event type as one writes it: money is a plain string. */
export type DataOf<N extends EventName> =
  Definitions[N] extends EventVersions<infer S> ? z.input<S> : never;

/** A fact to record; attributes that are left out get harmless defaults. */
export interface Fact {
  readonly name: EventName;
  readonly data: unknown;
  readonly attributes: Partial<EventAttributes>;
}

/** States a fact with the data of its event type, checked by the compiler and, on recording, by the schema. */
export function fact<N extends EventName>(
  name: N,
  data: DataOf<N>,
  attributes: Partial<EventAttributes> = {},
): Fact {
  return { name, data, attributes };
}

/** The command whose data has the shape of the event: it knows the stream. */
const commandOfEvent = new Map(
  Object.values(allCommands).map((command) => [command.schema, command] as const),
);

export function streamOf(name: EventName, data: unknown): string {
  const schema = definitions[name]?.schemas.at(-1);
  const command = schema && commandOfEvent.get(schema);
  if (!command) throw new Error(`no command leads to ${name}`);
  return command.stream(data);
}

/** An invented village (虚构), under no real division. */
export const VILLAGE = '990000000101';

/** The append of one fact; `sequence` makes its command id and, unless given, its business time. */
export function requestOf({ name, data, attributes }: Fact, sequence: number): AppendRequest {
  const time = new Date(Date.UTC(2023, 0, 1) + sequence * 60_000).toISOString();
  const event: NewEvent = {
    time: time.replace('.000Z', 'Z'),
    actoraccount: 'account-clerk',
    orgunit: VILLAGE,
    matter: name.startsWith('matters.')
      ? String((data as Record<string, unknown>)['matterId'])
      : undefined,
    commandid: `command-${sequence}`,
    correlationid: `correlation-${sequence}`,
    rulepack: 'test-1',
    classification: 'public',
    ...attributes,
    type: catalogue.typeOf(name),
    data: catalogue.parseNew(name, data),
  };
  return { stream: streamOf(name, data), expected: 'any', events: [event] };
}
