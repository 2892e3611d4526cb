// Imports of a test: a folder, a ledger in memory and the real commands. All names are invented (虚构).
import { readFileSync } from 'node:fs';
import { createCommandHandler, type CommandHandler } from '../../src/commands/commandHandler.js';
import { allCommands } from '../../src/commands/registry.js';
import { decodeEvent } from '../../src/events/codec.js';
import { catalogue, type LedgerEvent, isLedgerEvent } from '../../src/events/index.js';
import { importFiles } from '../../src/importers/importFiles.js';
import type { ImportProgress, ImportSummary } from '../../src/importers/importSummary.js';
import { loadMapping, parseMapping } from '../../src/importers/mapping/load.js';
import type { Reject } from '../../src/importers/rejects.js';
import type { Position } from '../../src/kernel/position.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import { createFolder, type Folder } from './texts.js';

export interface Workbench {
  readonly folder: Folder;
  readonly handler: CommandHandler;
  /** Imports files under a mapping given as YAML text. */
  run(mapping: string, ...files: readonly string[]): Promise<ImportSummary>;
  /** Imports files under a mapping file of examples/mappings. */
  example(name: string, ...files: readonly string[]): Promise<ImportSummary>;
  events(): Promise<readonly LedgerEvent[]>;
  readonly progress: ImportProgress[];
  close(): Promise<void>;
}

/** Every event of a log, in order. */
export async function allEvents(log: EventLog): Promise<readonly LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  let after: Position | undefined;
  for (;;) {
    const records = await log.readAll(after, 1000);
    for (const record of records) {
      const event = decodeEvent(record, catalogue);
      if (isLedgerEvent(event)) events.push(event);
      else throw new Error(`unknown event ${event.type}`);
    }
    after = records.at(-1)?.position;
    if (after === undefined) return events;
  }
}

/** The events of one name. */
export const named = <N extends LedgerEvent['name']>(
  events: readonly LedgerEvent[],
  name: N,
): Extract<LedgerEvent, { name: N }>[] =>
  events.filter((event): event is Extract<LedgerEvent, { name: N }> => event.name === name);

export function createWorkbench(log: EventLog = memoryLog()): Workbench {
  const folder = createFolder();
  const handler = createCommandHandler(log, catalogue, allCommands);
  const progress: ImportProgress[] = [];
  const options = {
    handler,
    dataDir: folder.path,
    onProgress: (report: ImportProgress) => progress.push(report),
  };
  return {
    folder,
    handler,
    progress,
    run: (mapping, ...files) =>
      importFiles(files, parseMapping(mapping, 'test.yaml', handler.definitions), options),
    example: (name, ...files) =>
      importFiles(files, loadMapping(`examples/mappings/${name}`, handler.definitions), options),
    events: () => allEvents(log),
    async close() {
      await log.close();
      folder.remove();
    },
  };
}

function memoryLog(): EventLog {
  let counter = 0;
  return createMemoryEventLog({
    origin: 'urn:sunledger:import-test',
    clock: () => Date.UTC(2026, 2, 1),
    random: (length) => {
      const bytes = new Uint8Array(length);
      new DataView(bytes.buffer).setUint32(length - 4, counter++);
      return bytes;
    },
  });
}

/** The lines of the file of rejects. */
export function rejectsOf(summary: ImportSummary, file = 0): Reject[] {
  const path = summary.files[file]?.rejectedFile;
  if (path === undefined) return [];
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Reject);
}
