// The ledger's matters as an object-centric log: events that touch matters, powers, persons, payments and units.
// These names are read by other programs: they are added to, never changed (docs/adr/0013). Persons are their
// pseudonymous ids; it must never write a name.
import type { LedgerEvent } from '../events/index.js';
import type {
  OcelObject,
  OcelSink,
  OcelTime,
  OcelTypeDefinition,
} from '../importers/ocel/model.js';
import { parseInstant } from '../kernel/time.js';
import type { ProcessEvent } from '../conformance/ledgerProcess.js';
import { participationsOf } from '../../projections/decisions/participations.js';
import { performersOf } from '../rules/acts.js';
import type { LedgerMatter } from './ledgerMatters.js';
import { EVENT_KEYS, eventAttributes, RECORDED_KEY, STEP_KEY } from './ledgerXes.js';

type Attributes = OcelTypeDefinition['attributes'];

const text = (...names: readonly string[]): Attributes =>
  names.map((name) => ({ name, type: 'string' }));

const OBJECT_TYPES: readonly OcelTypeDefinition[] = [
  {
    name: 'matter',
    attributes: [
      ...text('title', 'amount', 'flowVersion', 'status'),
      { name: 'opened', type: 'time' },
    ],
  },
  { name: 'power', attributes: text('name') },
  { name: 'person', attributes: [] },
  { name: 'payment', attributes: text('amount', 'currency', 'status') },
  { name: 'unit', attributes: [] },
];

/** What OCEL says by the event itself. */
const OWN_PLACE: ReadonlySet<string> = new Set([
  'concept:name',
  'time:timestamp',
  'lifecycle:transition',
  'identity:id',
]);

/** The attributes that events have in XES, under the same names. */
const EVENT_ATTRIBUTES: Attributes = EVENT_KEYS.filter((key) => !OWN_PLACE.has(key)).map(
  (name) => ({
    name,
    type: name === STEP_KEY ? 'integer' : name === RECORDED_KEY ? 'time' : 'string',
  }),
);

const timeOf = (written: string): OcelTime => ({
  epochMs: parseInstant(written).epochMs,
  text: written,
});

const PAYMENT_STATUS: Readonly<Record<string, string>> = {
  'funds.PaymentRequested': 'requested',
  'funds.PaymentApproved': 'approved',
  'funds.PaymentMade': 'paid',
  'funds.PaymentReversed': 'reversed',
};

const dataOf = (event: LedgerEvent): Readonly<Record<string, unknown>> => event.data;

const textIn = (event: LedgerEvent, field: string): string | undefined => {
  const value = dataOf(event)[field];
  return typeof value === 'string' ? value : undefined;
};

/** Writes matters into an object-centric log, one by one. */
export class LedgerOcel {
  private readonly eventTypes = new Set<string>();
  /** Ids of objects already written, by type; ids only. */
  private readonly written = new Map<string, Set<string>>();

  constructor(private readonly sink: OcelSink) {
    for (const type of OBJECT_TYPES) sink.objectType(type, type.name);
  }

  add(matter: LedgerMatter): void {
    for (const one of matter.process) this.event(matter, one);
    this.payments(matter);
    this.matter(matter);
  }

  private object(type: string, id: string, object: Partial<OcelObject> = {}): string {
    const unique = `${type}:${id}`;
    const known = this.written.get(type) ?? new Set<string>();
    this.written.set(type, known);
    if (!known.has(id)) {
      known.add(id);
      this.sink.object({ id: unique, type, attributes: [], relationships: [], ...object }, unique);
    }
    return unique;
  }

  private event({ matterId, power, item }: LedgerMatter, one: ProcessEvent): void {
    const { event, activity } = one;
    if (!this.eventTypes.has(activity)) {
      this.eventTypes.add(activity);
      this.sink.eventType({ name: activity, attributes: EVENT_ATTRIBUTES }, activity);
    }
    const payment = textIn(event, 'paymentId');
    const powerCode = event.powercode ?? power;
    this.sink.event(
      {
        id: event.id,
        type: activity,
        time: timeOf(event.time),
        attributes: Object.entries(eventAttributes(one)).flatMap(([name, value]) =>
          OWN_PLACE.has(name) ? [] : [{ name, value }],
        ),
        relationships: [
          { objectId: `matter:${matterId}`, qualifier: 'of' },
          ...(powerCode === undefined
            ? []
            : [
                {
                  objectId: this.object('power', powerCode, {
                    attributes:
                      item?.code === powerCode ? [{ name: 'name', value: item.name }] : [],
                  }),
                  qualifier: 'exercises',
                },
              ]),
          { objectId: this.object('unit', event.orgunit), qualifier: 'in' },
          ...this.persons(event),
          ...(payment === undefined
            ? []
            : [
                {
                  objectId: `payment:${payment}`,
                  qualifier: PAYMENT_STATUS[event.name] ?? 'about',
                },
              ]),
        ],
      },
      event.id,
    );
  }

  /** Who did it, and who had which other part in it. */
  private persons(event: LedgerEvent) {
    const parts = [
      ...performersOf(event).map(({ person }) => [person, 'done by'] as const),
      ...participationsOf(event).map(({ personId, role }) => [personId, role] as const),
    ];
    const unique = new Map(parts.map((part) => [JSON.stringify(part), part]));
    return [...unique.values()].map(([person, qualifier]) => ({
      objectId: this.object('person', person),
      qualifier,
    }));
  }

  private payments({ matterId, process }: LedgerMatter): void {
    const byId = new Map<string, LedgerEvent[]>();
    for (const { event } of process) {
      const id = textIn(event, 'paymentId');
      if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), event]);
    }
    for (const [id, events] of byId) {
      const requested = events.find(({ name }) => name === 'funds.PaymentRequested') ?? events[0];
      const amount = requested && textIn(requested, 'amount');
      const currency = requested && textIn(requested, 'currency');
      this.object('payment', id, {
        attributes: [
          ...(amount === undefined ? [] : [{ name: 'amount', value: amount }]),
          ...(currency === undefined ? [] : [{ name: 'currency', value: currency }]),
          ...events.flatMap((event) => {
            const status = PAYMENT_STATUS[event.name];
            return status === undefined
              ? []
              : [{ name: 'status', value: status, since: timeOf(event.time) }];
          }),
        ],
        relationships: [{ objectId: `matter:${matterId}`, qualifier: 'under' }],
      });
    }
  }

  private matter({ matterId, power, item, opened, closed, process }: LedgerMatter): void {
    const closing = process.find(({ event }) => event.name === 'matters.MatterClosed')?.event;
    const [first] = process;
    const values = {
      title: opened?.data.title,
      amount: opened?.data.amount,
      flowVersion: item?.version,
      opened: opened?.time,
    };
    this.object('matter', matterId, {
      attributes: [
        ...Object.entries(values).flatMap(([name, value]) =>
          value === undefined ? [] : [{ name, value }],
        ),
        { name: 'status', value: 'open' },
        ...(closed && closing
          ? [{ name: 'status', value: 'closed', since: timeOf(closing.time) }]
          : []),
      ],
      relationships: [
        ...(power === undefined
          ? []
          : [{ objectId: this.object('power', power), qualifier: 'exercise of' }]),
        ...(first === undefined
          ? []
          : [{ objectId: this.object('unit', first.event.orgunit), qualifier: 'in' }]),
      ],
    });
  }
}
