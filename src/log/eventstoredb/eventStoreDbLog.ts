// The log on an EventStoreDB or KurrentDB cluster: events in one journal stream on the server, and a copy of all of it on
// every node, from which the node reads (docs/adr/0011). It must never answer an append before the cluster holds it.
import { existsSync } from 'node:fs';
import type { Position } from '../../kernel/position.js';
import { openDatabase, type Database } from '../../sqlite/driver.js';
import { acquireWriterLock, type WriterLock } from '../../sqlite/writerLock.js';
import { isLedgerError, missing } from '../../kernel/errors.js';
import { checkOrigin, createListeners, type Stamps } from '../acceptance.js';
import { logClosed, logReadOnly, type EventLog, type LogStatus } from '../eventLog.js';
import { checkLedger, createLedger } from '../sqlite/ledgerFile.js';
import { readingHalf } from '../sqlite/readingHalf.js';
import { prepareReads, type Reads } from '../sqlite/reads.js';
import { prepareTree, type TreeTables } from '../sqlite/treeTables.js';
import { parseAddress, type Credentials } from './address.js';
import { openConnection, type Connection } from './connection.js';
import { Follower } from './follower.js';
import { Intake } from './intake.js';
import { compareJournal } from './compareJournal.js';
import { JournalWriter } from './journalWriter.js';
import { Replica, type Disclosures } from './replica.js';
import { ledgerStreams, type LedgerStreams } from './streams.js';
import type { VerbatimCommand } from '../verbatim.js';

export interface EventStoreDbOptions extends Stamps {
  /** The file of this node's copy; its lock file lies beside it. */
  readonly path: string;
  readonly mode: 'read' | 'write';
  /**
   * `current`: every read waits until all that was recorded before the log was opened is here. `local`: reads answer
   * with what is here; {@link EventLog.status} says how it stands.
   */
  readonly reads: 'current' | 'local';
  /** `esdb://...` */
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  readonly caFile?: string | undefined;
  /** Prefix of the streams on the server; made from the origin when left out. */
  readonly prefix?: string | undefined;
  readonly batch: boolean;
  readonly deadlineMilliseconds: number;
  /** Left out, clocks are not compared. */
  readonly maxClockSkewMilliseconds?: number | undefined;
  readonly watchMilliseconds?: number | undefined;
  /** Name of this node, and version of its program, for whoever looks at the server. */
  readonly node: string;
  readonly program: string;
}

/** What the parts of the program that nodes agree on through the server work with. */
export interface ClusterLink {
  readonly streams: LedgerStreams;
  readonly node: string;
  /** The connection, once nothing speaks against it; waits no longer than given. @throws LedgerError with what does */
  ready(patience?: number): Promise<Connection>;
  /** Reads the journal from its beginning and compares this node's copy. @throws LedgerError with the first difference */
  compare(): Promise<void>;
  /** Adds recorded commands as they are. @throws LedgerError `migrate.not_alone`, `log.read_only` */
  copyIn(commands: readonly VerbatimCommand[]): Promise<void>;
  /** Ends the journal for good. @throws LedgerError as {@link copyIn} */
  closeJournal(): Promise<void>;
}

export interface ClusterLog extends EventLog {
  readonly cluster: ClusterLink;
}

export const isClusterLog = (log: EventLog): log is ClusterLog => 'cluster' in log;

/** How many times the deadline of one call an append or a waiting reader is kept. */
const PATIENCE = 3;
const WATCH_MILLISECONDS = 10_000;

interface Local {
  readonly database: Database;
  readonly reads: Reads;
  readonly tree: TreeTables;
  readonly lock: WriterLock | undefined;
}

/** The lock, or `undefined` where a process that keeps this node's copy current holds it and reading is enough. */
function tryLock({ path, mode, reads }: EventStoreDbOptions): WriterLock | undefined {
  if (mode === 'read' && reads === 'local') return undefined;
  try {
    return acquireWriterLock(`${path}.lock`);
  } catch (error) {
    if (mode === 'read' && isLedgerError(error) && error.code === 'log.locked') return undefined;
    throw error;
  }
}

/** Opens this node's copy, making it where there is none and this process may. */
function openLocal(options: EventStoreDbOptions): Local {
  const { path, origin } = options;
  const lock = tryLock(options);
  let database: Database | undefined;
  try {
    if (!lock && !existsSync(path))
      throw missing(
        'log.missing',
        '本节点还没有台账的副本：请先启动服务',
        'This node has no copy of the ledger yet; start the service first',
        path,
      );
    database = openDatabase(path, { mode: lock ? 'write' : 'read', durability: 'full' });
    if (lock) createLedger(database, origin);
    checkLedger(database, origin);
    return { database, reads: prepareReads(database), tree: prepareTree(database), lock };
  } catch (error) {
    database?.close();
    lock?.release();
    throw error;
  }
}

async function readSealed(
  connection: Connection,
  streams: LedgerStreams,
  firstEventId: string,
): Promise<Disclosures> {
  const disclosures = new Map<string, readonly string[]>();
  // A stream that was deleted is a disclosure that was destroyed: the event stands, its content is withheld.
  const events = await connection
    .read(streams.sealed(firstEventId), 0, 100_000)
    .catch((error: unknown) => {
      if (isLedgerError(error) && error.code === 'engine.stream_deleted') return [];
      throw error;
    });
  for (const { id, bytes } of events)
    if (bytes) disclosures.set(id, JSON.parse(Buffer.from(bytes).toString('utf8')) as string[]);
  return disclosures;
}

/** What keeps a node's copy current and writes to the journal. */
interface Engine {
  readonly follower: Follower;
  readonly writer: JournalWriter;
}

function startEngine(
  options: EventStoreDbOptions,
  { database, reads, tree }: Local,
  streams: LedgerStreams,
  onHead: (head: Position) => void,
): Engine {
  const { origin, clock, random, mode, node, program, deadlineMilliseconds } = options;
  const stamps = { origin, clock, random };
  const patience = PATIENCE * deadlineMilliseconds;
  const replica = new Replica(database, reads, tree);
  let connection: Connection | undefined;
  const connect = async () => {
    connection ??= await openConnection({
      address: parseAddress(options.url),
      credentials: options.credentials,
      caFile: options.caFile,
      deadlineMilliseconds,
      batch: options.batch,
      name: `sunledger ${node}`,
    });
    return connection;
  };
  const intake = new Intake({
    origin,
    replica,
    readSealed: async (id) => readSealed(await connect(), streams, id),
    onHead,
  });
  const limitMilliseconds = options.maxClockSkewMilliseconds;
  const follower = new Follower({
    connect,
    admission: { streams, stamps, mayCreate: mode === 'write' },
    replica,
    intake,
    clock:
      mode === 'read' || limitMilliseconds === undefined
        ? undefined
        : { node, program, limitMilliseconds },
    watchMilliseconds: options.watchMilliseconds ?? WATCH_MILLISECONDS,
  });
  const writer = new JournalWriter({
    stamps,
    replica,
    intake,
    streams,
    patience,
    ready: () => follower.ready(patience, true),
  });
  return { follower, writer };
}

/**
 * Opens a node's copy of the ledger and begins to keep it current. What is wrong with the server is no error here but the
 * status: what the node holds can be read without it.
 * @throws LedgerError `log.locked`, `log.missing`, `log.origin`, `log.not_a_ledger`, `log.other_ledger`, `storage.*`
 */
export function openEventStoreDbLog(options: EventStoreDbOptions): ClusterLog {
  const { origin, mode, path, node } = options;
  checkOrigin(origin);
  const listeners = createListeners();
  const local = openLocal(options);
  const { database, reads, lock } = local;
  const streams = ledgerStreams(options.prefix ?? origin);
  const engine = lock && startEngine(options, local, streams, (head) => listeners.tell(head));
  const patience = PATIENCE * options.deadlineMilliseconds;
  let closing: Promise<void> | undefined;
  const isClosed = () => closing !== undefined;

  /** However long catching up takes, as long as it goes on; not longer than our patience where it does not. */
  async function untilCurrent(follower: Follower): Promise<void> {
    for (;;)
      try {
        await follower.ready(patience, false);
        return;
      } catch (error) {
        if (!isLedgerError(error) || error.code !== 'engine.catching_up') throw error;
      }
  }
  const current =
    engine && options.reads === 'current' ? untilCurrent(engine.follower) : Promise.resolve();
  current.catch(() => undefined); // told to every reader

  async function attempt<T>(work: () => T): Promise<T> {
    if (isClosed()) throw logClosed();
    await current;
    if (isClosed()) throw logClosed();
    return work();
  }

  const ready = (atMost = patience) =>
    engine ? engine.follower.ready(atMost, false) : Promise.reject(logReadOnly(path));

  function writing(): JournalWriter {
    if (engine && mode === 'write') return engine.writer;
    throw logReadOnly(path);
  }

  const status = (): LogStatus => {
    const trouble = engine?.follower.refusal;
    return trouble
      ? { state: 'refusing', code: trouble.code, text: trouble.text }
      : { state: 'ready' };
  };

  async function close(): Promise<void> {
    await engine?.writer.stop(logClosed());
    await engine?.follower.stop();
    database.close();
    lock?.release();
  }

  return {
    origin,
    cluster: {
      streams,
      node,
      ready,
      compare: async () => compareJournal(await ready(), { streams, reads, origin }),
      copyIn: async (commands) => writing().copyIn(commands),
      closeJournal: async () => writing().closeJournal(),
    },
    append(request) {
      if (isClosed()) return Promise.reject(logClosed());
      return engine && mode === 'write'
        ? engine.writer.append(request)
        : Promise.reject(logReadOnly(path));
    },
    ...readingHalf(local, attempt),
    subscribe: (onHead) => listeners.subscribe(onHead),
    status,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
