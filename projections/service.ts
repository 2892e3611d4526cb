// Views as the rest of the program sees them: read a snapshot, wait for a position, rebuild, ask how they are.
// Two forms: inline (commands, tests) and in a worker thread (the server, so that HTTP never waits for a view).
import type { Worker } from 'node:worker_threads';
import { unavailable } from '../src/kernel/errors.js';
import { comparePositions, type Position } from '../src/kernel/position.js';
import type { EventLog } from '../src/log/eventLog.js';
import type { ViewReader, ViewSnapshot } from './reader.js';
import type { ViewRunner } from './runner.js';
import type { ViewGeneration } from './viewStore.js';

export interface ViewStatus {
  readonly name: string;
  readonly version: number;
  readonly state: ViewGeneration['state'];
  readonly position: Position | undefined;
  readonly halt: ViewGeneration['halt'];
}

export interface Views {
  read<T>(query: (snapshot: ViewSnapshot) => T): T;
  /**
   * Resolves once every live view has taken the event at `position` into account.
   * @throws LedgerError `view.behind` after the time given; nothing was undone, the views only lag
   */
  waitFor(position: Position, timeoutMilliseconds: number): Promise<void>;
  status(): readonly ViewStatus[];
  /** Builds a view (or all) again beside the old one and swaps it in. */
  rebuild(names: readonly string[], onProgress?: (position: Position) => void): Promise<void>;
  close(): Promise<void>;
}

const toStatus = ({ name, version, state, position, halt }: ViewGeneration): ViewStatus => ({
  name,
  version,
  state,
  position,
  halt,
});

const behind = (position: Position) =>
  unavailable(
    'view.behind',
    `视图尚未处理到位置 ${position}，请稍后重试`,
    `The views have not reached position ${position} yet; try again shortly`,
    position,
  );

/** True when no live view stands before `position`. */
function hasReached(generations: readonly ViewGeneration[], position: Position): boolean {
  const live = generations.filter(({ state }) => state === 'live');
  return (
    live.length > 0 &&
    live.every(
      (view) => view.position !== undefined && comparePositions(view.position, position) >= 0,
    )
  );
}

/** Views that catch up in the caller's thread, when asked to. */
export function createInlineViews(
  runner: ViewRunner,
  reader: ViewReader,
  onClose: () => void,
): Views {
  let turn: Promise<void> = Promise.resolve();
  const catchUp = (onProgress?: (position: Position) => void) =>
    (turn = turn.then(() => runner.catchUp(onProgress ? { onProgress } : {})));
  return {
    read: (query) => reader.read(query),
    async waitFor(position) {
      await catchUp();
      const live = reader.generations();
      if (!hasReached(live, position) && live.some(({ state }) => state === 'live'))
        throw behind(position);
    },
    status: () => reader.generations().map(toStatus),
    async rebuild(names, onProgress) {
      for (const name of names) runner.startRebuild(name);
      await catchUp(onProgress);
    },
    async close() {
      await turn;
      reader.close();
      onClose();
    },
  };
}

/** Views of another process: this one only reads, and waits for the other to carry them forward. */
export function createFollowingViews(reader: ViewReader): Views {
  return {
    read: (query) => reader.read(query),
    async waitFor(position, timeoutMilliseconds) {
      for (let waited = 0; !hasReached(reader.generations(), position); waited += 20) {
        if (waited >= timeoutMilliseconds) throw behind(position);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    status: () => reader.generations().map(toStatus),
    rebuild: () =>
      Promise.reject(
        unavailable(
          'view.served_elsewhere',
          '读模型正由运行中的服务维护：请先停止服务再重建',
          'A running server keeps these read models; stop it before rebuilding',
        ),
      ),
    close: () => {
      reader.close();
      return Promise.resolve();
    },
  };
}

/** What the two threads say to each other. */
export type ToViewWorker =
  | { readonly kind: 'head' }
  | { readonly kind: 'rebuild'; readonly names: readonly string[]; readonly ticket: number }
  | { readonly kind: 'stop' };
export type FromViewWorker =
  | { readonly kind: 'applied' }
  | { readonly kind: 'rebuilt'; readonly ticket: number }
  | { readonly kind: 'failed'; readonly message: string; readonly ticket?: number };

/** Views that a worker thread carries forward; this thread reads them on its own connection. */
export function createWorkerViews(worker: Worker, reader: ViewReader, log: EventLog): Views {
  const waiting = new Set<() => void>();
  const rebuilds = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let failure: Error | undefined;
  let tickets = 0;
  const tell = (message: ToViewWorker) => worker.postMessage(message);
  const stopListening = log.subscribe(() => tell({ kind: 'head' }));
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  const fail = (error: Error) => {
    failure = error;
    for (const { reject } of rebuilds.values()) reject(error);
    wakeAll();
  };
  worker.on('error', fail);
  worker.on('message', (message: FromViewWorker) => {
    switch (message.kind) {
      case 'applied':
        wakeAll();
        break;
      case 'rebuilt':
        rebuilds.get(message.ticket)?.resolve();
        rebuilds.delete(message.ticket);
        break;
      case 'failed':
        if (message.ticket === undefined) fail(new Error(message.message));
        else rebuilds.get(message.ticket)?.reject(new Error(message.message));
        break;
    }
  });

  return {
    read: (query) => reader.read(query),
    async waitFor(position, timeoutMilliseconds) {
      const end = performance.now() + timeoutMilliseconds;
      while (!hasReached(reader.generations(), position)) {
        const left = end - performance.now();
        if (left <= 0 || failure) throw behind(position);
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            waiting.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, left);
          waiting.add(wake);
        });
      }
    },
    status: () => reader.generations().map(toStatus),
    rebuild: (names) =>
      new Promise((resolve, reject) => {
        const ticket = ++tickets;
        rebuilds.set(ticket, { resolve, reject });
        tell({ kind: 'rebuild', names, ticket });
      }),
    async close() {
      stopListening();
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      tell({ kind: 'stop' });
      if (!failure) await exited;
      reader.close();
    },
  };
}
