// A ledger file as the source or the target of a migration. It must never write into a ledger that holds other events.
import { corrupt } from '../../kernel/errors.js';
import { positionOf } from '../../kernel/position.js';
import { openDatabase } from '../../sqlite/driver.js';
import { acquireWriterLock } from '../../sqlite/writerLock.js';
import type { VerbatimCommand, VerbatimSource, VerbatimTarget } from '../verbatim.js';
import { createEventWriter } from './eventWriter.js';
import { checkLedger, createLedger } from './ledgerFile.js';
import { prepareReads } from './reads.js';
import { prepareTree, TreeWriter } from './treeTables.js';

interface CommandRow {
  readonly commandid: string;
  readonly fingerprint: string;
  readonly first: number;
  readonly count: number;
}

const PAGE = 200;

const damaged = (at: number) =>
  corrupt(
    'migrate.damaged',
    `位置 ${at} 没有命令记录或缺少事件：请先运行 sunledger verify`,
    `At position ${at} no command is recorded, or an event is missing; run sunledger verify first`,
    positionOf(at),
  );

/** Opens the tables of a ledger for reading, whoever writes them. @throws LedgerError `log.*`, `storage.*` */
export function openVerbatimSource(path: string, origin: string): VerbatimSource {
  const database = openDatabase(path, { mode: 'read', durability: 'full' });
  try {
    checkLedger(database, origin);
  } catch (error) {
    database.close();
    throw error;
  }
  const reads = prepareReads(database);
  // Commands are few beside events, and their positions have no index.
  const rows = database.prepare(
    'SELECT commandid, fingerprint, first, count FROM command WHERE first >= ? ORDER BY first',
  );

  function toCommand({ commandid, fingerprint, first, count }: CommandRow): VerbatimCommand {
    const records = reads.after(first - 1, count);
    const ids = reads.command(commandid)?.eventIds ?? [];
    const [record] = records;
    if (!record || records.length < count || ids.length < count) throw damaged(first);
    const events = records.map(({ bytes, disclosures }, index) => ({
      id: ids[index] ?? '',
      bytes,
      disclosures,
    }));
    return { commandId: commandid, fingerprint, stream: record.stream, events };
  }

  return {
    get size() {
      return reads.head() + 1;
    },
    *commands(from) {
      let at = from;
      for (const row of rows.iterate<CommandRow>([from])) {
        if (row.first !== at) throw damaged(at);
        yield toCommand(row);
        at += row.count;
      }
      if (at !== reads.head() + 1) throw damaged(at);
    },
    close: () => database.close(),
  };
}

export interface VerbatimFile extends VerbatimTarget {
  /** Writes to the disk what is in the log beside the file, and closes. */
  close(): void;
}

/** Opens a ledger file to be filled; creates it where there is none. @throws LedgerError `log.*`, `storage.*` */
export function openVerbatimFile(path: string, origin: string): VerbatimFile {
  const lock = acquireWriterLock(`${path}.lock`);
  const database = openDatabase(path, { mode: 'write', durability: 'full' });
  const close = () => {
    database.close();
    lock.release();
  };
  try {
    createLedger(database, origin);
    checkLedger(database, origin);
    const reads = prepareReads(database);
    const tree = new TreeWriter(database, prepareTree(database), reads.head() + 1);
    const writer = createEventWriter(database, tree);
    return {
      get size() {
        return reads.head() + 1;
      },
      append(commands) {
        database.transaction(() => {
          writer.begin(reads.head() + 1);
          for (const command of commands)
            writer.insert({ ...command, actual: reads.revision(command.stream) });
        });
        return Promise.resolve();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Commands in portions for one transaction or append each. */
export function* portionsOf(
  commands: Iterable<VerbatimCommand>,
): Generator<readonly VerbatimCommand[]> {
  let portion: VerbatimCommand[] = [];
  for (const command of commands) {
    portion.push(command);
    if (portion.length < PAGE) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
