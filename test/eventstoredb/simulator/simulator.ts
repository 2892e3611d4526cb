// The protocol simulator: a gRPC server that speaks as much of EventStoreDB's protocol as the ledger uses, for tests and
// benchmarks. It is no EventStoreDB: README.md beside it says what it does not prove.
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { accessDenied, notAuthenticated, notLeader, type Refusal } from './errors.js';
import { noFaults, type Faults } from './faults.js';
import { read } from './reading.js';
import { SimulatedStore } from './store.js';
import {
  features,
  featuresService,
  gossip,
  gossipService,
  grpc,
  shared,
  streamsService,
  type Features,
  type Gossip,
  type Grpc,
} from './wire.js';
import { append, batchAppend, remove, tombstone } from './writing.js';

export interface SimulatorOptions {
  /** 0 or left out: a free one. */
  readonly port?: number;
  /** Where to keep the events; in memory when left out. */
  readonly folder?: string;
  /** Shared by the nodes of one simulated cluster. */
  readonly store?: SimulatedStore;
  /** What it says its version is; left out, it does not know the question, as servers before 21.6. */
  readonly version?: string | null;
  readonly clock?: () => number;
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** Passwords by user; anybody may do anything when left out. */
  readonly users?: Readonly<Record<string, string>>;
  /** Who may do what, beside: reading $all is for `admin` alone. */
  readonly allows?: (user: string, access: Access) => boolean;
  readonly maxAppend?: number;
}

export interface Access {
  readonly stream: string;
  readonly kind: 'read' | 'write';
}

/** One member of a simulated cluster, as gossip tells of it. */
export interface Member {
  readonly port: number;
  readonly alive: boolean;
  readonly leader: boolean;
}

/** What the calls see of the node that serves them. */
export interface SimulatedNode {
  readonly store: SimulatedStore;
  readonly faults: Faults;
  readonly sendsCaughtUp: boolean;
  /** The server's clock, with its skew. */
  now(): number;
  refusalOf(metadata: Grpc.Metadata, access: Access): Refusal | undefined;
  /** Resolves when something was appended, or the reader has gone. */
  appended(gone: Promise<void>): Promise<void>;
}

export interface Simulator {
  readonly port: number;
  readonly store: SimulatedStore;
  readonly faults: Faults;
  /** Added to the server's clock. */
  skewMilliseconds: number;
  /** What gossip answers; itself as leader when left empty. */
  members: readonly Member[];
  /** How often each call was made, by method name. */
  readonly calls: ReadonlyMap<string, number>;
  /** Open subscriptions. */
  readonly subscriptions: () => number;
  /** Breaks every connection and stops listening, as a killed process does. */
  kill(): Promise<void>;
  /** Listens again on the same port, with what is stored. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const METHODS = ['read', 'append', 'batchappend', 'delete', 'tombstone'];

const SERVES_CAUGHT_UP = /^(2[3-9]\.1\d|2[4-9]\.)/;

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

class Node implements Simulator, SimulatedNode {
  readonly faults = noFaults();
  readonly calls = new Map<string, number>();
  skewMilliseconds = 0;
  members: readonly Member[] = [];
  readonly store: SimulatedStore;
  private server: Grpc.Server | undefined;
  private readonly version: string | null;
  private openSubscriptions = 0;

  constructor(
    readonly port: number,
    private readonly options: SimulatorOptions,
  ) {
    this.version = options.version === undefined ? '24.10.0' : options.version;
    this.store =
      options.store ?? new SimulatedStore(() => this.now(), options.folder, options.maxAppend);
  }

  get sendsCaughtUp(): boolean {
    return SERVES_CAUGHT_UP.test(this.version ?? '');
  }

  subscriptions = () => this.openSubscriptions;

  now = () => (this.options.clock ?? Date.now)() + this.skewMilliseconds;

  async appended(gone: Promise<void>): Promise<void> {
    let stop: () => void = () => undefined;
    const appended = new Promise<void>((resolve) => {
      stop = this.store.onAppend(resolve);
    });
    await Promise.race([appended, gone]);
    stop();
  }

  private isFollower(): boolean {
    return (
      this.members.length > 0 &&
      !this.members.some(({ port, leader }) => leader && port === this.port)
    );
  }

  refusalOf(metadata: Grpc.Metadata, access: Access): Refusal | undefined {
    const wantsLeader = metadata.get('requires-leader')[0]?.toString() === 'true';
    if (this.isFollower() && (wantsLeader || access.kind === 'write')) {
      const leader = this.members.find((member) => member.leader);
      return leader
        ? notLeader('127.0.0.1', leader.port)
        : { code: grpc.status.UNAVAILABLE, details: 'Server Is Not Ready' };
    }
    const { users, allows } = this.options;
    if (!users) return undefined;
    const [, encoded = ''] =
      /^Basic (.*)$/.exec(metadata.get('authorization')[0]?.toString() ?? '') ?? [];
    const [user = '', password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    if (user === '') return accessDenied();
    if (users[user] !== password) return notAuthenticated();
    const allowed =
      user === 'admin' || (access.stream !== '$all' && (allows?.(user, access) ?? true));
    return allowed ? undefined : accessDenied();
  }

  private counted<T extends (...parameters: never[]) => unknown>(name: string, handler: T): T {
    return ((...parameters: never[]) => {
      this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
      return handler(...parameters);
    }) as T;
  }

  private readCounted(): ReturnType<typeof read> {
    const handler = read(this);
    return (call) => {
      if (call.request.getOptions()?.hasSubscription()) {
        this.openSubscriptions += 1;
        call.once('close', () => void (this.openSubscriptions -= 1));
      }
      handler(call);
    };
  }

  private supportedMethods(): Features.SupportedMethods {
    const supported = new features.SupportedMethods();
    supported.setEventStoreServerVersion(this.version ?? '');
    for (const name of METHODS) {
      const method = new features.SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName(name);
      supported.addMethods(method);
    }
    return supported;
  }

  private clusterInfo(): Gossip.ClusterInfo {
    const info = new gossip.ClusterInfo();
    const members =
      this.members.length > 0 ? this.members : [{ port: this.port, alive: true, leader: true }];
    for (const { port, alive, leader } of members) {
      const member = new gossip.MemberInfo();
      const endPoint = new gossip.EndPoint();
      endPoint.setAddress('127.0.0.1');
      endPoint.setPort(port);
      const id = new shared.UUID();
      id.setString('00000000-0000-0000-0000-000000000000');
      member.setInstanceId(id);
      member.setIsAlive(alive);
      const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
      member.setState(leader ? LEADER : FOLLOWER);
      member.setHttpEndPoint(endPoint);
      info.addMembers(member);
    }
    return info;
  }

  async restart(): Promise<void> {
    const server = new grpc.Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(streamsService, {
      read: this.counted('read', this.readCounted()),
      append: this.counted('append', append(this)),
      batchAppend: this.counted('batchAppend', batchAppend(this)),
      delete: this.counted('delete', remove(this)),
      tombstone: this.counted('tombstone', tombstone(this)),
    });
    if (this.version !== null)
      server.addService(featuresService, {
        getSupportedMethods: ((_call, callback) =>
          callback(null, this.supportedMethods())) as Grpc.handleUnaryCall<
          unknown,
          Features.SupportedMethods
        >,
      });
    server.addService(gossipService, {
      read: ((_call, callback) => callback(null, this.clusterInfo())) as Grpc.handleUnaryCall<
        unknown,
        Gossip.ClusterInfo
      >,
    });
    const { tls } = this.options;
    const credentials = tls
      ? grpc.ServerCredentials.createSsl(null, [
          { private_key: tls.key, cert_chain: tls.certificate },
        ])
      : grpc.ServerCredentials.createInsecure();
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.port}`, credentials, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    this.server = server;
  }

  kill(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return Promise.resolve();
    server.forceShutdown();
    return new Promise((resolve) => server.tryShutdown(() => resolve()));
  }

  async stop(): Promise<void> {
    await this.kill();
    if (!this.options.store) this.store.close();
  }
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const port = options.port || (await freePort());
  const node = new Node(port, options);
  await node.restart();
  return node;
}

export interface SimulatedCluster {
  readonly nodes: readonly Simulator[];
  readonly store: SimulatedStore;
  /** Makes the node of this index the leader; `undefined` for none. */
  elect(leader: number | undefined): void;
  stop(): Promise<void>;
}

/** Nodes that share one store: what replication would have brought about. Nobody votes; a test elects. */
export async function startSimulatedCluster(
  count = 3,
  options: SimulatorOptions = {},
): Promise<SimulatedCluster> {
  const store = new SimulatedStore(options.clock ?? Date.now, options.folder, options.maxAppend);
  const nodes: Simulator[] = [];
  for (let n = 0; n < count; n++) nodes.push(await startSimulator({ ...options, store }));
  const elect = (leader: number | undefined) => {
    const members = nodes.map(({ port }, at) => ({ port, alive: true, leader: at === leader }));
    for (const node of nodes) node.members = members;
  };
  elect(0);
  return {
    nodes,
    store,
    elect,
    async stop() {
      for (const node of nodes) await node.stop();
      store.close();
    },
  };
}
