// Whose turn it is to sign: the newest entry of a stream, to which each can only add behind what he has read. A signer
// that is silent for too long is taken over from. Time is measured by each node for itself; clocks are never compared.
import { randomUUID } from 'node:crypto';
import { canonicalBytes } from '../../kernel/canonicalJson.js';
import { uuidV7 } from '../../kernel/uuid.js';
import type { Clock, Randomness } from '../../kernel/clock.js';
import type { Turn } from '../../signing/sharedHeads.js';
import type { ClusterLink } from './eventStoreDbLog.js';
import type { ServerEvent } from './connection.js';
import { appendAt, AppendGivenUp } from './journalAppend.js';

export interface LeaseOptions {
  readonly cluster: ClusterLink;
  readonly clock: Clock;
  readonly random: Randomness;
  /** How long a silent signer keeps its turn. */
  readonly leaseMilliseconds: number;
}

interface LeaseEntry {
  readonly node: string;
  /** One process of a node: a restarted one is another. */
  readonly holder: string;
  readonly what: 'taken' | 'renewed' | 'released';
}

/** Entries that are kept: only the newest counts. */
const KEPT = 20;
const TYPE = 'org.sunledger.SignerTurn';

function parseEntry({ bytes, type }: ServerEvent): LeaseEntry | undefined {
  try {
    if (type === TYPE && bytes)
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as LeaseEntry;
  } catch {
    // Of no known kind: it counts as somebody's turn, and runs out like any other.
  }
  return undefined;
}

export class SignerLease {
  private readonly holder = randomUUID();
  /** Revision of the newest entry when it is this process's, and when its writing began. */
  private mine: { revision: number; since: number } | undefined;
  /** The newest entry of another, and when this process saw it first. */
  private seen: { revision: number; since: number } | undefined;
  private renewing: NodeJS.Timeout | undefined;
  private work: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LeaseOptions) {}

  take(): Promise<Turn> {
    return this.inTurn(() => this.tryTake());
  }

  release(): Promise<void> {
    return this.inTurn(async () => {
      const { mine } = this;
      this.lose();
      // Where nobody can be told, whoever waits does so until the turn has run out.
      if (mine) await this.add(mine.revision + 1, 'released').catch(() => false);
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.work.then(work);
    this.work = run.catch(() => undefined); // told to whoever asked
    return run;
  }

  private async tryTake(): Promise<Turn> {
    const { leaseMilliseconds } = this.options;
    const { mine } = this;
    if (mine && performance.now() - mine.since < leaseMilliseconds / 3)
      return { state: 'held', isNew: false };
    if (mine && (await this.add(mine.revision + 1, 'renewed')))
      return { state: 'held', isNew: false };
    this.lose();
    const { cluster } = this.options;
    const [newest] = await (await cluster.ready()).readNewest(cluster.streams.lease);
    const entry = newest && parseEntry(newest);
    const isFree = !newest || entry?.what === 'released' || this.hasRunOut(newest.revision);
    if (isFree && (await this.add((newest?.revision ?? -1) + 1, 'taken')))
      return { state: 'held', isNew: true };
    return { state: 'elsewhere', signer: entry?.node };
  }

  /** True when the same entry has been the newest for as long as a turn lasts. */
  private hasRunOut(revision: number): boolean {
    if (this.seen?.revision !== revision) this.seen = { revision, since: performance.now() };
    return performance.now() - this.seen.since >= this.options.leaseMilliseconds;
  }

  private async add(revision: number, what: LeaseEntry['what']): Promise<boolean> {
    const { cluster, clock, random, leaseMilliseconds } = this.options;
    const connection = await cluster.ready();
    const entry: LeaseEntry = { node: cluster.node, holder: this.holder, what };
    const proposed = {
      id: uuidV7(Math.floor(clock()), random(10)),
      type: TYPE,
      bytes: canonicalBytes(entry),
      metadata: { sunledger: 1 },
    };
    const stream = cluster.streams.lease;
    const since = performance.now();
    const place = { connection, stream, at: revision, patience: leaseMilliseconds / 3 };
    try {
      if ((await appendAt(place, [proposed])) === 'lost') return false;
    } catch (error) {
      throw error instanceof AppendGivenUp ? error.cause : error;
    }
    if (revision === 0) await connection.keepNewest(stream, KEPT);
    if (what !== 'released') this.keep({ revision, since });
    return true;
  }

  private keep(mine: { revision: number; since: number }): void {
    this.mine = mine;
    // Also while there is nothing to sign.
    this.renewing ??= setInterval(() => {
      // What keeps it from being renewed is told when it is asked for next.
      this.take().catch(() => undefined);
    }, this.options.leaseMilliseconds / 2).unref();
  }

  private lose(): void {
    this.mine = undefined;
    clearInterval(this.renewing);
    this.renewing = undefined;
  }
}
