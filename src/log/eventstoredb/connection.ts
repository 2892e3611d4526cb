// The only file that names the client of EventStoreDB. Every call has a deadline of our own, and every failure says
// whether something may have been stored. It must never use an option that the client misreports or ignores.
import { readFileSync } from 'node:fs';
import type * as ClientModule from '@eventstore/db-client';
import type {
  AppendToStreamOptions,
  EventStoreDBClient,
  ResolvedEvent,
  StreamingRead,
  StreamSubscription,
} from '@eventstore/db-client';
import { invalid, isLedgerError, unavailable, type LedgerError } from '../../kernel/errors.js';
import { logClosed } from '../eventLog.js';
import type { ClusterAddress, Credentials } from './address.js';
import { explainFailure, noAnswer } from './failures.js';
import { probeHosts } from './probe.js';

/** An event as the server holds it. */
export interface ServerEvent {
  /** 0 for the first event of its stream. */
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  /** `undefined` where it was not stored as bytes. */
  readonly bytes: Uint8Array | undefined;
  readonly metadata: unknown;
  /** Server clock, milliseconds since 1970. */
  readonly created: number;
}

export interface ProposedEvent {
  /** UUID: the same again is the same event. */
  readonly id: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
}

/** Which revision the newest event of the stream must have; `none`: no such stream; `any`: not checked. */
export type ExpectedNewest = number | 'none' | 'any';

export interface LiveSubscription {
  /** Settles when it has ended, with the reason unless it was stopped. */
  readonly ended: Promise<LedgerError | undefined>;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

export interface Connection {
  /** Address without credentials. */
  readonly shown: string;
  /**
   * All events or none; `false` when the stream does not stand as expected. Sent again with the same ids and the same
   * expected revision it is answered as the first time.
   * @throws LedgerError `engine.*`, with `details.stored`
   */
  append(
    stream: string,
    events: readonly ProposedEvent[],
    expected: ExpectedNewest,
  ): Promise<boolean>;
  /** Up to `limit` events from a revision (inclusive); none where there is no such stream. @throws LedgerError `engine.*` */
  read(stream: string, from: number, limit: number): Promise<readonly ServerEvent[]>;
  /** The newest `limit` events, newest first. */
  readNewest(stream: string, limit?: number): Promise<readonly ServerEvent[]>;
  /** Events behind a revision, and those to come. Nothing but their order is promised. */
  subscribe(
    stream: string,
    after: number | undefined,
    onEvent: (event: ServerEvent) => void,
  ): LiveSubscription;
  /** Names of metadata that hide or delete events of a stream: `$maxAge`, `$maxCount`, `$tb`. */
  retention(stream: string): Promise<readonly string[]>;
  keepNewest(stream: string, count: number): Promise<void>;
  /** `undefined` where the server does not know the question. */
  serverVersion(): Promise<string | undefined>;
  /** The same error, or a plainer one where nodes can be asked why they were not found. */
  explain(error: LedgerError): Promise<LedgerError>;
  /** Begins anew with a fresh client: some failures stay in the old one for ever. */
  renew(): void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly address: ClusterAddress;
  /** Over those of the address. */
  readonly credentials: Credentials | undefined;
  /** PEM file of the authority that signed the server's certificate; over that of the address. */
  readonly caFile: string | undefined;
  readonly deadlineMilliseconds: number;
  /** Append over the shared batch stream instead of one call each. */
  readonly batch: boolean;
  readonly name: string;
}

/** How much longer than the deadline that the server is told. */
const GRACE_MILLISECONDS = 250;
/** What an append gets beside the deadline for each of its events, which the client sends one by one. */
const MILLISECONDS_AN_EVENT = 5;
/** Ignored by a server without TLS; their presence makes the client take the call whose outcome it reports rightly. */
const NOBODY: Credentials = { username: 'nobody', password: 'nobody' };

let batchClients = 0;

function readFile(path: string | undefined, setting: string): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw unavailable(
      'engine.certificate_file',
      `无法读取 ${setting} 所指的证书文件：请检查路径与权限`,
      `The certificate file named by ${setting} cannot be read; check path and permissions`,
      path,
      error,
    );
  }
}

const toServerEvent = ({ event }: ResolvedEvent): ServerEvent | undefined =>
  event && {
    revision: Number(event.revision),
    id: event.id,
    type: event.type,
    bytes: event.isJson ? undefined : event.data,
    metadata: event.metadata,
    created: event.created.getTime(),
  };

/** What the client may never settle is waited for so long and no longer. */
const SETTLING_MILLISECONDS = 1000;

async function settled(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, SETTLING_MILLISECONDS);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

class ClientConnection implements Connection {
  private client: EventStoreDBClient | undefined;
  private readonly credentials: Credentials;
  private isClosed = false;
  private readonly open = new Set<LiveSubscription>();
  private readonly disposing = new Set<Promise<void>>();

  constructor(
    private readonly module: typeof ClientModule,
    private readonly options: ConnectionOptions,
  ) {
    this.credentials = options.credentials ?? options.address.credentials ?? NOBODY;
  }

  get shown(): string {
    return this.options.address.shown;
  }

  private connected(): EventStoreDBClient {
    // A new client would live on by itself.
    if (this.isClosed) throw logClosed();
    this.client ??= this.create();
    return this.client;
  }

  private create(): EventStoreDBClient {
    const { address, caFile, deadlineMilliseconds, name, batch } = this.options;
    const rootCertificate = readFile(caFile ?? address.caFile, 'esdbCaFile');
    const userCertFile = readFile(address.userCertFile, 'userCertFile');
    const userKeyFile = readFile(address.userKeyFile, 'userKeyFile');
    const common = {
      ...address.numbers,
      defaultDeadline: deadlineMilliseconds,
      connectionName: name,
    };
    const security = {
      insecure: !address.tls,
      ...(rootCertificate && address.tls ? { rootCertificate } : {}),
      ...(userCertFile && userKeyFile ? { userCertFile, userKeyFile } : {}),
    };
    const [first] = address.hosts;
    if (!first) throw invalid('engine.url', '没有主机', 'There is no host');
    // A batch append takes the credentials of the client, every other call is given its own.
    const own = batch && address.tls ? this.credentials : undefined;
    const { EventStoreDBClient: Client } = this.module;
    if (address.discover) return new Client({ ...common, discover: first }, security, own);
    return address.hosts.length > 1
      ? new Client({ ...common, endpoints: [...address.hosts] }, security, own)
      : new Client({ ...common, endpoint: first }, security, own);
  }

  /** Runs one call under the deadline. The client may never settle, or settle long after nobody waits any more. */
  private async call<T>(
    work: (client: EventStoreDBClient) => Promise<T>,
    deadlineMilliseconds = this.options.deadlineMilliseconds,
  ): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(noAnswer(this.shown)),
          deadlineMilliseconds + GRACE_MILLISECONDS,
        );
      });
      const called = work(this.connected());
      called.catch(() => undefined); // told by the race, unless it lost
      return await Promise.race([called, late]);
    } catch (error) {
      throw this.failed(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private failed(error: unknown): LedgerError {
    const explained = isLedgerError(error) ? error : explainFailure(error, this.shown);
    // The client keeps a discovery that failed, and a batch stream that the server ended: it would go on failing for ever.
    const isStuck = this.options.batch && explained.code === 'engine.timeout';
    if (explained.code === 'engine.no_leader' || isStuck) this.renew();
    return explained;
  }

  async append(
    stream: string,
    events: readonly ProposedEvent[],
    expected: ExpectedNewest,
  ): Promise<boolean> {
    const { batch } = this.options;
    const deadline = this.options.deadlineMilliseconds + MILLISECONDS_AN_EVENT * events.length;
    const options: AppendToStreamOptions = {
      expectedRevision:
        expected === 'none' ? 'no_stream' : expected === 'any' ? 'any' : BigInt(expected),
      requiresLeader: true,
      deadline,
      ...(batch ? {} : { credentials: this.credentials }),
    };
    const proposed = events.map(({ id, type, bytes, metadata }) =>
      this.module.binaryEvent({ id, type, data: bytes, metadata }),
    );
    try {
      await this.call((client) => client.appendToStream(stream, proposed, options), deadline);
      return true;
    } catch (error) {
      const cause = isLedgerError(error)
        ? (error.cause as { type?: string } | undefined)
        : undefined;
      if (cause?.type === 'wrong-expected-version') return false;
      throw error;
    }
  }

  /** Collects a read, which has no deadline of its own: each event must come within ours. */
  private collect(
    start: (client: EventStoreDBClient) => StreamingRead<ResolvedEvent>,
  ): Promise<readonly ServerEvent[]> {
    return new Promise((resolve, reject) => {
      const events: ServerEvent[] = [];
      const stream = start(this.connected());
      const fail = (error: unknown) => {
        clearTimeout(timer);
        const { type } = error as { type?: string };
        if (type === 'stream-not-found') resolve([]);
        else reject(this.failed(error));
      };
      const timer = setTimeout(() => {
        fail(noAnswer(this.shown));
        stream.cancel().catch(() => undefined); // it has failed already
      }, this.options.deadlineMilliseconds);
      // Stays when the promise is settled: an error that comes later must not end the process.
      stream.on('error', fail);
      stream.on('data', (resolved: ResolvedEvent) => {
        timer.refresh();
        const event = toServerEvent(resolved);
        if (event) events.push(event);
      });
      stream.on('end', () => {
        clearTimeout(timer);
        resolve(events);
      });
    });
  }

  private get reading() {
    return { requiresLeader: true, credentials: this.credentials };
  }

  read(stream: string, from: number, limit: number): Promise<readonly ServerEvent[]> {
    return this.collect((client) =>
      client.readStream(stream, {
        ...this.reading,
        fromRevision: BigInt(from),
        maxCount: limit,
      }),
    );
  }

  readNewest(stream: string, limit = 1): Promise<readonly ServerEvent[]> {
    return this.collect((client) =>
      client.readStream(stream, {
        ...this.reading,
        direction: 'backwards',
        fromRevision: 'end',
        maxCount: limit,
      }),
    );
  }

  subscribe(
    stream: string,
    after: number | undefined,
    onEvent: (event: ServerEvent) => void,
  ): LiveSubscription {
    const subscription: StreamSubscription = this.connected().subscribeToStream(stream, {
      ...this.reading,
      fromRevision: after === undefined ? 'start' : BigInt(after),
    });
    let stopped = false;
    const ended = new Promise<LedgerError | undefined>((resolve) => {
      const end = (error?: unknown) => {
        resolve(stopped ? undefined : this.failed(error ?? { message: 'the subscription ended' }));
      };
      subscription.on('error', end);
      subscription.on('end', () => end());
      subscription.on('close', () => end());
    });
    subscription.on('data', (resolved: ResolvedEvent) => {
      const event = toServerEvent(resolved);
      if (event && !stopped) onEvent(event);
    });
    const live: LiveSubscription = {
      ended,
      pause: () => void subscription.pause(),
      resume: () => void subscription.resume(),
      stop: async () => {
        stopped = true;
        this.open.delete(live);
        // Leaving the stream alone would keep the call, and the server sending, for ever.
        await settled(subscription.unsubscribe());
        subscription.destroy();
        await ended;
      },
    };
    this.open.add(live);
    return live;
  }

  async retention(stream: string): Promise<readonly string[]> {
    const { metadata } = await this.call((client) =>
      client.getStreamMetadata(stream, this.reading),
    );
    const set: readonly [string, unknown][] = [
      ['$maxAge', metadata?.maxAge],
      ['$maxCount', metadata?.maxCount],
      ['$tb', metadata?.truncateBefore],
    ];
    return set.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  }

  async keepNewest(stream: string, count: number): Promise<void> {
    await this.call((client) =>
      client.setStreamMetadata(stream, { maxCount: count }, { credentials: this.credentials }),
    );
  }

  async serverVersion(): Promise<string | undefined> {
    // What the client knows of its server is declared protected.
    type Knowing = { readonly capabilities: Promise<{ readonly serverVersion: string }> };
    const { serverVersion } = await this.call(
      (client) => (client as unknown as Knowing).capabilities,
    );
    return serverVersion === 'unknown' ? undefined : serverVersion;
  }

  async explain(error: LedgerError): Promise<LedgerError> {
    if (error.code !== 'engine.no_leader') return error;
    const { address, caFile, deadlineMilliseconds } = this.options;
    const said = await probeHosts({
      hosts: address.hosts,
      tls: address.tls,
      ca: readFile(caFile ?? address.caFile, 'esdbCaFile'),
      timeoutMilliseconds: deadlineMilliseconds,
    });
    return said === undefined ? error : explainFailure({ message: said }, this.shown);
  }

  renew(): void {
    const old = this.client;
    this.client = undefined;
    if (!old) return;
    // It may never settle: nobody waits for it but `close`, and that not for long.
    const disposed = old.dispose().finally(() => this.disposing.delete(disposed));
    this.disposing.add(disposed);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.open].map((live) => live.stop()));
    this.renew();
    await settled(Promise.all(this.disposing));
    if (this.options.batch) batchClients -= 1;
  }
}

const oneBatchClient = () =>
  invalid(
    'engine.batch_client',
    '一个进程只能有一个以批量流写入的连接：客户端会把一个连接的错误算到另一个头上',
    'A process has one connection at most that appends by the batch stream: the client blames one for the errors of another',
    'esdbBatchAppend',
  );

/** Without a user of its own a call would take the way whose outcome the client misreports. */
const noCredentials = (shown: string) =>
  invalid(
    'engine.credentials',
    '以 TLS 连接服务器需要用户与密码：请设置 esdbUser 与 esdbPassword',
    'A server is talked to over TLS as a user with a password; set esdbUser and esdbPassword',
    shown,
  );

/** Loads the client, which nothing else does; connects with the first call. @throws LedgerError `engine.batch_client`, `engine.credentials` */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { address, credentials = address.credentials } = options;
  if (address.tls && !credentials) throw noCredentials(address.shown);
  if (options.batch && batchClients > 0) throw oneBatchClient();
  if (options.batch) batchClients += 1;
  return new ClientConnection(await import('@eventstore/db-client'), options);
}
