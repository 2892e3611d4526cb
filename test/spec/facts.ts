// Facts for tests: an event's name and data become a complete NewEvent in its own stream.
// Times and identifiers come from counters, so that the same test makes the same ledger.
import type { z } from 'zod';
import type { EventVersions } from '../../src/events/catalogue.js';
import type { documentsEvents } from '../../src/events/documents.js';
import type { EventAttributes, NewEvent } from '../../src/events/envelope.js';
import type { fundsEvents } from '../../src/events/funds.js';
import { catalogue, type EventName } from '../../src/events/index.js';
import type { matterEvents } from '../../src/events/matters.js';
import type { officesEvents } from '../../src/events/offices.js';
import type { powersEvents } from '../../src/events/powers.js';
import type { projectsEvents } from '../../src/events/projects.js';
import type { ratingsEvents } from '../../src/events/ratings.js';
import type { rulesEvents } from '../../src/events/rules.js';
import type { AppendRequest } from '../../src/log/eventLog.js';
import { RULEBOOK_STREAM } from '../../src/rulebook/decider.js';

type Definitions = typeof officesEvents &
  typeof powersEvents &
  typeof matterEvents &
  typeof fundsEvents &
  typeof projectsEvents &
  typeof ratingsEvents &
  typeof documentsEvents &
  typeof rulesEvents;

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

const STREAM_KEYS: Readonly<Record<string, readonly [category: string, key: string]>> = {
  'offices.UnitRegistered': ['unit', 'unitId'],
  'offices.UnitDissolved': ['unit', 'unitId'],
  'offices.HouseholdsCounted': ['unit', 'unitId'],
  'offices.BodyDefined': ['body', 'bodyId'],
  'offices.BodyMembershipChanged': ['body', 'bodyId'],
  'offices.PostDefined': ['post', 'postId'],
  'offices.PostRevised': ['post', 'postId'],
  offices: ['person', 'personId'],
  powers: ['power', 'code'],
  matters: ['matter', 'matterId'],
  'funds.BudgetLineSet': ['budget', 'lineId'],
  'funds.AccountOpened': ['account', 'accountId'],
  'funds.IncomeReceived': ['income', 'incomeId'],
  'funds.BankLineRecorded': ['bankline', 'bankLineId'],
  'funds.BankLineMatched': ['bankline', 'bankLineId'],
  funds: ['payment', 'paymentId'],
  projects: ['contract', 'contractId'],
  ratings: ['rating', 'sessionId'],
  documents: ['document', 'sha256'],
  'rules.ActBlocked': ['attempt', 'attemptId'],
};

export function streamOf(name: EventName, data: unknown): string {
  if (name === 'rules.PackAdopted' || name === 'rules.Rejudged') return RULEBOOK_STREAM;
  const [capability = ''] = name.split('.');
  const [category, key] = STREAM_KEYS[name] ?? STREAM_KEYS[capability] ?? ['', ''];
  return `${category}-${String((data as Record<string, unknown>)[key])}`;
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
