// The matters of the ledger one by one, each with its events, its flow and how they fit: what exports and conformance
// read. It must never hold more than one page of matters, and at one position always gives the same.
import {
  isClosed,
  processOf,
  type Offices,
  type ProcessEvent,
} from '../conformance/ledgerProcess.js';
import { decodeEvent } from '../events/codec.js';
import { catalogue, isLedgerEvent, type LedgerEvent } from '../events/index.js';
import { comparePositions, type Position } from '../kernel/position.js';
import type { EventLog } from '../log/eventLog.js';
import type { PowerItem } from '../powers/catalogueSchema.js';
import { versionInForce, type PowerRegister } from '../powers/powerRegister.js';
import { localDate } from '../rules/time.js';

type Opened = Extract<LedgerEvent, { name: 'matters.MatterOpened' }>;

export interface LedgerMatter {
  readonly matterId: string;
  /** The power that the matter exercises, as its first event that names one says. */
  readonly power: string | undefined;
  /** The version of the power item whose flow the matter follows: the one it names, else that in force at its opening. */
  readonly item: PowerItem | undefined;
  readonly opened: Opened | undefined;
  readonly closed: boolean;
  /** In ledger order. */
  readonly events: readonly LedgerEvent[];
  /** In the order in which they happened. */
  readonly process: readonly ProcessEvent[];
}

/** Which matters; days are local, both included, of the opening (else of the first event). */
export interface MatterFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Division code prefix. */
  readonly unit?: string | undefined;
  readonly power?: string | undefined;
  /** Only matters of which every event is public. */
  readonly publicOnly?: boolean | undefined;
}

/** Where matters and their events are found. */
export interface MatterSource {
  readonly log: EventLog;
  /** The position up to which events count; undefined for an empty ledger. */
  readonly upTo: Position | undefined;
  /** The next matters after a case number, with the positions of their events in ledger order. */
  readonly page: (
    after: number,
    upTo: Position,
  ) => readonly {
    readonly number: number;
    readonly matterId: string;
    readonly positions: readonly Position[];
  }[];
  readonly register: PowerRegister;
  readonly offices: Offices;
}

/** @throws LedgerError those of the log */
export async function* readMatters(
  { log, upTo, page, register, offices }: MatterSource,
  filter: MatterFilter = {},
): AsyncGenerator<LedgerMatter> {
  if (upTo === undefined) return;
  for (let after = -1; ;) {
    const found = page(after, upTo);
    for (const { matterId, positions } of found) {
      const events = await eventsAt(
        log,
        positions.filter((position) => comparePositions(position, upTo) <= 0),
      );
      const matter = matterOf(matterId, events, register, offices);
      if (passes(matter, filter)) yield matter;
    }
    const last = found.at(-1);
    if (!last) return;
    after = last.number;
  }
}

async function eventsAt(log: EventLog, positions: readonly Position[]): Promise<LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for (const position of positions) {
    const record = await log.readAt(position);
    const event = record && decodeEvent(record, catalogue);
    if (event && isLedgerEvent(event)) events.push(event);
  }
  return events;
}

/** @param events of the matter, in ledger order */
export function matterOf(
  matterId: string,
  events: readonly LedgerEvent[],
  register: PowerRegister,
  offices: Offices,
): LedgerMatter {
  const power = events.find(({ powercode }) => powercode !== undefined)?.powercode;
  const opened = events.find((event): event is Opened => event.name === 'matters.MatterOpened');
  const recorded = power === undefined ? undefined : register.get(power);
  const version = opened?.data.flowVersion;
  const [first] = events;
  const item =
    recorded &&
    (version === undefined
      ? first && versionInForce(recorded, localDate((opened ?? first).time))
      : recorded.versions.findLast((one) => one.version === version));
  return {
    matterId,
    power,
    item,
    opened,
    closed: isClosed(events),
    events,
    process: processOf(events, item?.steps ?? [], offices),
  };
}

function passes(
  { power, opened, events, process }: LedgerMatter,
  { from, to, unit, power: wanted, publicOnly }: MatterFilter,
): boolean {
  const [first] = process;
  if (!first) return false;
  const day = localDate((opened ?? first.event).time);
  return (
    (from === undefined || day >= from) &&
    (to === undefined || day <= to) &&
    (unit === undefined || (opened ?? first.event).orgunit.startsWith(unit)) &&
    (wanted === undefined || power === wanted) &&
    (publicOnly !== true || events.every(({ classification }) => classification === 'public'))
  );
}
