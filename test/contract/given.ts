// What the parts of the contract share: the log under test, its clock, and ways to look at both.
import type { StoredEvent } from '../../src/events/envelope.js';
import type { LedgerError } from '../../src/kernel/errors.js';
import type { EventLog, StoredRecord } from '../../src/log/eventLog.js';

/** A fresh log for every test. */
export interface Given {
  readonly log: EventLog;
  /** What the log's clock says, in epoch milliseconds. */
  now: number;
}

export const START = Date.UTC(2026, 2, 1);

export const decoded = (record: StoredRecord | undefined): StoredEvent =>
  JSON.parse(new TextDecoder().decode(record?.bytes)) as StoredEvent;

/** What the work was refused with; fails when nothing was refused. */
export async function refusal(work: Promise<unknown>): Promise<LedgerError> {
  try {
    await work;
  } catch (error) {
    return error as LedgerError;
  }
  throw new Error('nothing was refused');
}

/** The whole log, read in pages of an awkward size. */
export async function everything(log: EventLog): Promise<StoredRecord[]> {
  const all: StoredRecord[] = [];
  for (;;) {
    const page = await log.readAll(all.at(-1)?.position, 7);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/** Lets everything run that was due. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
