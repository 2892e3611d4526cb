// The ledger's matters as XES: what each event says of itself in the words of the standard, and the ledger's own.
// These names are read by other programs: they are added to, never changed (docs/adr/0013).
import type { Case } from '../conformance/case.js';
import type { ProcessEvent } from '../conformance/ledgerProcess.js';
import { parseInstant } from '../kernel/time.js';
import type { XesAttributes, XesScalar } from '../importers/xes.js';
import type { XesLogCase, XesLogHeader } from './xes.js';
import type { LedgerMatter } from './ledgerMatters.js';

/** The number of the step in its flow, its name, and the notice that an event posts or removes. */
export const STEP_KEY = 'sunledger:step';
export const STEP_NAME_KEY = 'sunledger:stepName';
export const NOTICE_KEY = 'sunledger:notice';
export const RECORDED_KEY = 'sunledger:recorded';

/** All attributes that an event of the ledger can have. */
export const EVENT_KEYS = [
  'concept:name',
  'time:timestamp',
  'org:resource',
  'org:role',
  'org:group',
  'lifecycle:transition',
  'identity:id',
  STEP_KEY,
  STEP_NAME_KEY,
  NOTICE_KEY,
  'sunledger:post',
  'sunledger:amount',
  'sunledger:event',
  RECORDED_KEY,
  'sunledger:position',
  'sunledger:classification',
] as const;

/** All attributes that a matter can have. */
export const TRACE_KEYS = [
  'concept:name',
  'sunledger:power',
  'sunledger:flowVersion',
  'sunledger:orgunit',
  'sunledger:title',
  'sunledger:opened',
  'sunledger:amount',
  'sunledger:closed',
] as const;

type Values<Key extends string> = Readonly<Record<Key, XesScalar | undefined>>;

const extension = (name: string, prefix: string) => ({
  name,
  prefix,
  uri: `http://www.xes-standard.org/${prefix}.xesext`,
});

export const LEDGER_XES_HEADER: XesLogHeader = {
  extensions: [
    extension('Concept', 'concept'),
    extension('Time', 'time'),
    extension('Organizational', 'org'),
    extension('Lifecycle', 'lifecycle'),
    extension('Identity', 'identity'),
    { name: 'SunshineLedger', prefix: 'sunledger', uri: 'urn:sunledger:xes:1' },
  ],
  globals: {
    trace: { 'concept:name': 'UNKNOWN' },
    event: {
      'concept:name': 'UNKNOWN',
      'time:timestamp': '1970-01-01T00:00:00.000+00:00',
      'lifecycle:transition': 'complete',
      'identity:id': '00000000-0000-0000-0000-000000000000',
    },
  },
  classifiers: {
    Activity: 'concept:name',
    'Activity and resource': 'concept:name org:resource',
    Step: STEP_NAME_KEY,
  },
  attributes: { 'concept:name': '阳光权力台账 / Sunshine Ledger', 'lifecycle:model': 'standard' },
  traceTypes: { 'sunledger:opened': 'date' },
  eventTypes: {
    'time:timestamp': 'date',
    'identity:id': 'id',
    [RECORDED_KEY]: 'date',
  },
};

/** Only what is there: an attribute without value is no attribute. */
function given(attributes: Readonly<Record<string, XesScalar | undefined>>): XesAttributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, XesScalar] => entry[1] !== undefined,
    ),
  );
}

/** The notice that the event posts, or that a step says it posts or removes. */
function noticeOf({ event }: ProcessEvent): string | undefined {
  const { data } = event as { readonly data: Readonly<Record<string, unknown>> };
  return typeof data['noticeId'] === 'string' ? data['noticeId'] : undefined;
}

function amountOf({ event }: ProcessEvent): string | undefined {
  const { data } = event as { readonly data: Readonly<Record<string, unknown>> };
  return typeof data['amount'] === 'string' ? data['amount'] : undefined;
}

export function eventAttributes(one: ProcessEvent): XesAttributes {
  const { event, activity, person, role, step } = one;
  const values: Values<(typeof EVENT_KEYS)[number]> = {
    'concept:name': activity,
    'time:timestamp': event.time,
    'org:resource': person,
    'org:role': role,
    'org:group': event.orgunit,
    'lifecycle:transition': 'complete',
    'identity:id': event.id,
    [STEP_KEY]: step?.n,
    [STEP_NAME_KEY]: step?.name,
    [NOTICE_KEY]: noticeOf(one),
    'sunledger:post': event.actorpost,
    // Fen; text, since it may be larger than other programs' integers.
    'sunledger:amount': amountOf(one),
    'sunledger:event': event.name,
    [RECORDED_KEY]: event.recordedtime,
    'sunledger:position': event.position,
    'sunledger:classification': event.classification,
  };
  return given(values);
}

function traceAttributes({
  matterId,
  power,
  item,
  opened,
  closed,
  process,
}: LedgerMatter): XesAttributes {
  const [first] = process;
  const values: Values<(typeof TRACE_KEYS)[number]> = {
    'concept:name': matterId,
    'sunledger:power': power,
    'sunledger:flowVersion': item?.version,
    'sunledger:orgunit': first?.event.orgunit,
    'sunledger:title': opened?.data.title,
    'sunledger:opened': opened?.time,
    'sunledger:amount': opened?.data.amount,
    'sunledger:closed': closed,
  };
  return given(values);
}

/** A matter as the engine judges it: just what its XES, read back, gives. */
export const caseOfMatter = (matter: LedgerMatter): Case => ({
  id: matter.matterId,
  attributes: traceAttributes(matter),
  events: matter.process.map((one) => ({
    activity: one.activity,
    time: parseInstant(one.event.time).epochMs,
    resource: one.person,
    role: one.role,
    group: one.event.orgunit,
    lifecycle: 'complete',
    attributes: eventAttributes(one),
  })),
});

/** A matter as a case for writing. */
export const xesOfMatter = (matter: LedgerMatter): XesLogCase => ({
  attributes: traceAttributes(matter),
  events: matter.process.map((one) => ({ attributes: eventAttributes(one) })),
});
