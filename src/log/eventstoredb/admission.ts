// What is made sure of before a node reads from a server or writes to it: that it is new enough, that the prefix is this
// ledger's, that nothing may delete its events, and that it still holds what this node has seen.
import { corrupt, LedgerError, missing, refused, unavailable } from '../../kernel/errors.js';
import { canonicalBytes } from '../../kernel/canonicalJson.js';
import { positionOf } from '../../kernel/position.js';
import { uuidV7 } from '../../kernel/uuid.js';
import type { Stamps } from '../acceptance.js';
import type { JournalMark } from './assembler.js';
import type { Connection, ServerEvent } from './connection.js';
import { JOURNAL_FORMAT } from './journalEntry.js';
import type { LedgerStreams } from './streams.js';

/** The first release with the ServerFeatures call, positions on reads and the idempotency that retries rest on. */
const OLDEST_SERVER = [21, 10] as const;
/** Words of nodes that are kept: only the newest are of interest. */
const KEPT_NODES = 1000;
const LEDGER_TYPE = 'org.sunledger.LedgerCreated';

export interface AdmissionOptions {
  readonly streams: LedgerStreams;
  readonly stamps: Stamps;
  /** Whether the ledger may be created on the server where there is none. */
  readonly mayCreate: boolean;
  /** Up to where this node has seen the journal, and how many events of the ledger that were. */
  readonly mark: JournalMark;
}

const tooOld = (version: string | undefined): LedgerError =>
  refused(
    'engine.too_old',
    `服务器版本${version === undefined ? '未知' : `为 ${version}`}，至少需要 ${OLDEST_SERVER.join('.')}：请升级服务器`,
    `The server is of ${version === undefined ? 'an unknown version' : `version ${version}`}; at least ${OLDEST_SERVER.join('.')} is needed, upgrade it`,
  );

async function checkVersion(connection: Connection): Promise<void> {
  const version = await connection.serverVersion();
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  const [oldestMajor, oldestMinor] = OLDEST_SERVER;
  const [actualMajor, actualMinor] = [Number(major), Number(minor)];
  if (actualMajor > oldestMajor || (actualMajor === oldestMajor && actualMinor >= oldestMinor))
    return;
  throw tooOld(version);
}

interface LedgerMark {
  readonly origin?: unknown;
  readonly format?: unknown;
}

function readMark({ type, bytes }: ServerEvent): LedgerMark {
  if (type !== LEDGER_TYPE || !bytes) return {};
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as LedgerMark;
  } catch {
    return {};
  }
}

function checkMark(event: ServerEvent, origin: string, where: string): void {
  const { origin: actual, format } = readMark(event);
  if (typeof actual !== 'string' || typeof format !== 'number')
    throw refused(
      'log.not_a_ledger',
      '服务器上此前缀的流不是台账所建：请检查设置 esdbPrefix',
      'The streams under this prefix on the server were not made by a ledger; check the setting esdbPrefix',
      where,
    );
  if (actual !== origin)
    throw new LedgerError(
      'refused',
      'log.other_ledger',
      {
        zh: `服务器上此前缀属于台账 ${actual}，不是 ${origin}：请检查设置 origin 与 esdbPrefix`,
        en: `The prefix on the server belongs to the ledger ${actual}, not ${origin}; check the settings origin and esdbPrefix`,
      },
      where,
      { expected: origin, actual },
    );
  if (format > JOURNAL_FORMAT)
    throw refused(
      'log.other_format',
      `服务器上的台账为格式 ${format}，本程序只认识到 ${JOURNAL_FORMAT}：请升级本节点的程序`,
      `The ledger on the server has format ${format}, this program knows formats up to ${JOURNAL_FORMAT}; upgrade the program of this node`,
      where,
    );
}

/** Finds the mark of the ledger, or makes it. Of two nodes that make it at once, one does. */
async function checkLedger(connection: Connection, options: AdmissionOptions): Promise<void> {
  const { streams, stamps, mayCreate } = options;
  const [found] = await connection.read(streams.ledger, 0, 1);
  if (found) {
    checkMark(found, stamps.origin, streams.ledger);
    return;
  }
  if (!mayCreate)
    throw missing(
      'log.missing',
      '服务器上此前缀没有台账：请先运行 sunledger init，或检查设置 esdbPrefix',
      'There is no ledger under this prefix on the server; run sunledger init first, or check the setting esdbPrefix',
      streams.ledger,
    );
  const [journal] = await connection.read(streams.journal, 0, 1);
  if (journal) checkMark(journal, stamps.origin, streams.journal); // events without a mark: refused
  const now = Math.max(0, Math.floor(stamps.clock()) || 0);
  await connection.append(
    streams.ledger,
    [
      {
        id: uuidV7(now, stamps.random(10)),
        type: LEDGER_TYPE,
        bytes: canonicalBytes({ origin: stamps.origin, format: JOURNAL_FORMAT }),
        metadata: { sunledger: JOURNAL_FORMAT },
      },
    ],
    'none',
  );
  const [made] = await connection.read(streams.ledger, 0, 1);
  if (made) checkMark(made, stamps.origin, streams.ledger);
}

/** @throws LedgerError `engine.retention` where metadata would hide or delete events */
export async function checkRetention(
  connection: Connection,
  streams: LedgerStreams,
): Promise<void> {
  for (const stream of [streams.journal, streams.ledger, streams.heads]) {
    const [first] = await connection.retention(stream);
    if (first !== undefined)
      throw refused(
        'engine.retention',
        `流的元数据设有 ${first}，服务器会隐藏并清除其中的事件：请删除该项，台账不写入会丢失事件的流`,
        `The metadata of a stream hold ${first}, by which the server hides and removes events; delete it. The ledger does not write where events get lost`,
        stream,
      );
  }
}

const truncated = (first: number): LedgerError =>
  corrupt(
    'log.truncated',
    `服务器上日志流的前 ${first} 个事件已不存在（被截断、清理或删除）：已停止读写，请从备份恢复服务器`,
    `The first ${first} events of the journal are gone from the server (truncated, scavenged or deleted); reading and writing stop, restore the server from a backup`,
    `journal 0–${first - 1}`,
  );

const behind = (seen: number, held: number): LedgerError =>
  new LedgerError(
    'corrupt',
    'log.server_behind',
    {
      zh: `服务器的日志流只有 ${held} 个事件，而本节点已见过 ${seen} 个：服务器是旧备份或已被截断，已停止读写`,
      en: `The journal on the server has ${held} events, but this node has seen ${seen}: the server is an older backup or was truncated; reading and writing stop`,
    },
    positionOf(held),
    { seen, held },
  );

const otherHistory = (revision: number): LedgerError =>
  corrupt(
    'log.diverged',
    `服务器上日志流第 ${revision} 号事件不是本节点所见的那一个：服务器的内容被改动或换成了另一份，已停止读写`,
    `Event ${revision} of the journal on the server is not the one that this node has seen: the server's content was altered or replaced; reading and writing stop`,
    `journal ${revision}`,
  );

/** The journal begins at its beginning, and still holds the last event that this node has seen. */
export async function checkHistory(
  connection: Connection,
  { streams, mark }: Pick<AdmissionOptions, 'streams' | 'mark'>,
): Promise<void> {
  const [first] = await connection.read(streams.journal, 0, 1);
  if (first && first.revision > 0) throw truncated(first.revision);
  if (mark.next === 0) return;
  const [last] = await connection.read(streams.journal, mark.next - 1, 1);
  if (last?.revision === mark.next - 1) {
    if (last.id !== mark.lastId) throw otherHistory(last.revision);
    return;
  }
  const [newest] = await connection.readNewest(streams.journal);
  throw behind(mark.next, newest ? newest.revision + 1 : 0);
}

/**
 * Makes sure of the server. @returns revision of its newest journal event, -1 for none
 * @throws LedgerError `engine.too_old`, `engine.retention`, `log.*` and what a connection throws
 */
export async function admit(connection: Connection, options: AdmissionOptions): Promise<number> {
  await checkVersion(connection);
  await checkLedger(connection, options);
  await checkRetention(connection, options.streams);
  await checkHistory(connection, options);
  const [newest] = await connection.readNewest(options.streams.journal);
  return newest?.revision ?? -1;
}

/** Longer than any call may take, and said of no clock: see {@link checkClock}. */
export interface ClockOptions {
  readonly streams: LedgerStreams;
  readonly stamps: Stamps;
  readonly node: string;
  readonly program: string;
  readonly limitMilliseconds: number;
}

const clockOff = (seconds: number): LedgerError =>
  unavailable(
    'engine.clock',
    `本节点的时钟与服务器相差约 ${seconds} 秒，暂不写入，以免记录时间失真：请校准时钟（NTP）`,
    `The clock of this node is about ${seconds} seconds off the server's; nothing is written until it is set right (NTP), so that recorded times stay true`,
  );

/**
 * Leaves word that this node is here, and compares what the server's clock said with its own before and after.
 * @throws LedgerError `engine.clock` when they are further apart than the limit
 */
export async function checkClock(connection: Connection, options: ClockOptions): Promise<void> {
  const { streams, stamps, node, program, limitMilliseconds } = options;
  const sent = stamps.clock();
  const id = uuidV7(Math.floor(sent), stamps.random(10));
  const bytes = canonicalBytes({ node, program, format: JOURNAL_FORMAT, clock: Math.floor(sent) });
  const seen = {
    id,
    type: 'org.sunledger.NodeSeen',
    bytes,
    metadata: { sunledger: JOURNAL_FORMAT },
  };
  await connection.append(streams.nodes, [seen], 'any');
  const received = stamps.clock();
  const mine = (await connection.readNewest(streams.nodes, 50)).find((event) => event.id === id);
  if (!mine) return;
  if (mine.revision === 0) await connection.keepNewest(streams.nodes, KEPT_NODES);
  const off = Math.max(mine.created - received, sent - mine.created, 0);
  if (off > limitMilliseconds) throw clockOff(Math.round(off / 1000));
}
