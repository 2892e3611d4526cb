// Reads a whole log as a sceptic: dense, canonical, parseable, in order. It must never repair anything.
import type { Catalogue } from '../events/catalogue.js';
import { auditEvent } from '../events/codec.js';
import { isSealed } from '../events/sealing.js';
import type { RecordedEvent } from '../events/envelope.js';
import { isLedgerError, type Bilingual } from '../kernel/errors.js';
import { positionOf, type Position } from '../kernel/position.js';
import type { EventLog, StoredRecord } from './eventLog.js';

export interface LogFault {
  readonly position: Position;
  readonly code: string;
  readonly text: Bilingual;
}

export interface LogVerification {
  readonly events: number;
  readonly head: Position | undefined;
  readonly faults: readonly LogFault[];
}

const PAGE = 1000;

/** What one event must agree with: its own place and what came before it. */
class Sceptic {
  private expected = 0;
  private recordedtime = '';
  private readonly revisions = new Map<string, number>();
  readonly faults: LogFault[] = [];

  constructor(
    private readonly origin: string,
    private readonly catalogue: Catalogue,
    private readonly known: ReadonlySet<string>,
  ) {}

  check(record: StoredRecord): void {
    const dense = positionOf(this.expected);
    if (record.position !== dense)
      this.fault(dense, 'log.gap', `位置 ${dense} 缺失`, `Position ${dense} is missing`);
    this.expected = Number(record.position) + 1;
    try {
      this.checkEvent(record, auditEvent(record, this.catalogue));
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      this.fault(record.position, error.code, error.text.zh, error.text.en);
    }
  }

  private checkEvent({ position, stream, revision }: StoredRecord, event: RecordedEvent): void {
    const after = (this.revisions.get(stream) ?? 0) + 1;
    this.revisions.set(stream, revision);
    if (revision !== after)
      this.fault(
        position,
        'log.revision',
        `流版本应为 ${after}，实为 ${revision}`,
        `The stream revision is ${revision}, not ${after}`,
      );
    if (event.subject !== stream || event.source !== this.origin)
      this.fault(
        position,
        'log.misplaced',
        '事件不属于此流或此台账',
        'The event belongs to another stream or ledger',
      );
    if (event.recordedtime < this.recordedtime)
      this.fault(
        position,
        'log.clock',
        '记录时间早于前一事件',
        'It was recorded before the event that precedes it',
      );
    if (isSealed(event.data))
      this.fault(
        position,
        'disclosure.missing',
        '未公开内容缺失：披露内容不在台账旁',
        'Its content is missing: the disclosures are not beside the log',
      );
    else if (!this.known.has(event.name))
      this.fault(
        position,
        'event.unknown_type',
        `未知事件类型 ${event.type}`,
        `Unknown event type ${event.type}`,
      );
    this.recordedtime = event.recordedtime;
  }

  private fault(position: Position, code: string, zh: string, en: string): void {
    this.faults.push({ position, code, text: { zh, en } });
  }
}

/**
 * Checks every event: density, canonical bytes, envelope, schema, stream revision, place, order of recorded times.
 * Memory grows with the number of streams, not of events.
 */
export async function verifyLog(
  log: EventLog,
  catalogue: Catalogue,
  onProgress: (done: number) => void = () => undefined,
): Promise<LogVerification> {
  const sceptic = new Sceptic(log.origin, catalogue, new Set(catalogue.names));
  let after: Position | undefined;
  let events = 0;
  for (;;) {
    const page = await log.readAll(after, PAGE);
    for (const record of page) sceptic.check(record);
    events += page.length;
    after = page.at(-1)?.position ?? after;
    onProgress(events);
    if (page.length < PAGE) return { events, head: after, faults: sceptic.faults };
  }
}
