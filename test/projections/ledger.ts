// A ledger for tests of views: real events in a real log, views in a real SQLite file. Persons are invented (虚构).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventAttributes } from '../../src/events/envelope.js';
import { catalogue, type EventName, type LedgerFact } from '../../src/events/index.js';
import type { Fen } from '../../src/kernel/money.js';
import type { Position } from '../../src/kernel/position.js';
import type { LocalDate } from '../../src/kernel/time.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import type { Projection } from '../../projections/projection.js';
import { createViewReader, type ViewReader } from '../../projections/reader.js';
import { openViewRunner, type ViewRunner } from '../../projections/runner.js';
import { digestGeneration } from '../../projections/viewStore.js';
import { openDatabase } from '../../src/sqlite/driver.js';

export const TOWNSHIP = '451425100000';
export const VILLAGE = '451425100201';

/** Checked texts (dates, fen) written as plain ones: the catalogue parses them on recording. */
type Plain<T> = T extends LocalDate | Fen
  ? string
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;
type DataOf<N extends EventName> = Plain<Extract<LedgerFact, { name: N }>['data']>;

export interface TestLedger {
  readonly log: EventLog;
  /** Records one event and returns its id. */
  readonly record: <N extends EventName>(
    name: N,
    subject: string,
    data: DataOf<N>,
    attributes?: Partial<EventAttributes> & { readonly recordedtime?: string },
  ) => Promise<string>;
}

/** Recorded on the day it happened, unless `recordedtime` says otherwise (which then holds until a later time is given). */
export function createTestLedger(): TestLedger {
  let now = 0;
  let count = 0;
  const log = createMemoryEventLog({
    origin: 'https://ledger.test/virtual',
    clock: () => now,
    random: (length) => Uint8Array.from({ length }, (_, index) => (count * 31 + index * 7) % 256),
  });
  return {
    log,
    async record(name, subject, data, { recordedtime, ...attributes } = {}) {
      count++;
      const time = attributes.time ?? '2023-05-08T09:00:00+08:00';
      now = Math.max(now + 1, Date.parse(recordedtime ?? time));
      const result = await log.append({
        stream: subject,
        expected: 'any',
        events: [
          {
            time,
            actoraccount: 'clerk',
            orgunit: VILLAGE,
            commandid: `command-${count}`,
            correlationid: `command-${count}`,
            rulepack: 'cn.default@2026.1',
            classification: 'public',
            ...attributes,
            type: catalogue.typeOf(name),
            data: catalogue.parseNew(name, data),
          },
        ],
      });
      return result.eventIds[0] ?? '';
    },
  };
}

export interface TestViews {
  readonly runner: ViewRunner;
  readonly reader: ViewReader;
  digest(name: string): string;
  close(): void;
}

export async function openTestViews(
  log: EventLog,
  projections: readonly Projection[],
): Promise<TestViews> {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-views-'));
  const path = join(folder, 'views.sqlite');
  const database = openDatabase(path, { mode: 'write', durability: 'normal', create: true });
  const runner = await openViewRunner(database, log, catalogue, projections);
  const reader = createViewReader(
    openDatabase(path, { mode: 'read', durability: 'normal' }),
    projections,
  );
  return {
    runner,
    reader,
    digest(name) {
      const view = runner.generations().find((generation) => generation.name === name);
      if (!view) throw new Error(`no view ${name}`);
      if (view.halt) throw new Error(`${name} halted: ${view.halt.reason}`);
      return digestGeneration(database, view);
    },
    close() {
      reader.close();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Brings views up to the head in pieces that end after the given positions. */
export async function catchUpInPieces(
  runner: ViewRunner,
  ends: readonly Position[],
): Promise<void> {
  for (const until of ends) await runner.catchUp({ until });
  await runner.catchUp();
}
