// Real logs under a real command handler, with a clock and randomness that tests control.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  createCommandHandler,
  type CommandHandler,
  type CommandRequest,
} from '../../src/commands/commandHandler.js';
import { allCommands, type CommandName } from '../../src/commands/registry.js';
import type { EventAttributes } from '../../src/events/envelope.js';
import { catalogue } from '../../src/events/index.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import { openSqliteEventLog } from '../../src/log/sqlite/sqliteEventLog.js';
import { anyOf } from './arbitrary.js';
import { usual } from './givenDecider.js';

function stamps() {
  let drawn = 0;
  return {
    origin: 'urn:test:ledger',
    clock: () => Date.parse('2026-03-02T02:00:00Z'),
    random: (length: number) => {
      const bytes = new Uint8Array(length);
      new DataView(bytes.buffer).setUint32(length - 4, ++drawn);
      return bytes;
    },
  };
}

export const memoryLog = (): EventLog => createMemoryEventLog(stamps());

/** Runs `work` over a SQLite log in a folder of its own, and removes both. */
export async function withSqliteLog(work: (log: EventLog) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-'));
  const log = openSqliteEventLog({ ...stamps(), path: join(folder, 'ledger.db'), mode: 'write' });
  try {
    await work(log);
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
}

export const handlerOver = (log: EventLog): CommandHandler =>
  createCommandHandler(log, catalogue, allCommands);

export const attributes = (
  commandid: string,
  changes: Partial<EventAttributes> = {},
): EventAttributes => ({
  ...usual,
  commandid,
  correlationid: commandid,
  rulepack: 'cn-2026',
  classification: 'public',
  ...changes,
});

export const request = (
  commandid: string,
  name: string,
  data: unknown,
  changes: Partial<EventAttributes> = {},
): CommandRequest => ({ name, data, attributes: attributes(commandid, changes) });

/** How a handler answers: the status, or the code of the refusal. */
export async function answer(handler: CommandHandler, sent: CommandRequest): Promise<string> {
  try {
    return (await handler.handle(sent)).status;
  } catch (error) {
    if (isLedgerError(error)) return error.code;
    throw error;
  }
}

export interface AnyCommand {
  readonly name: CommandName;
  readonly data: unknown;
}

const names = Object.keys(allCommands) as CommandName[];

/** Any command of the registry with any data that its schema accepts. */
export const anyCommand: fc.Arbitrary<AnyCommand> = fc
  .constantFrom(...names)
  .chain((name) => anyOf(allCommands[name].schema).map((data) => ({ name, data })));
