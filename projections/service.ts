// Views as the rest of the program sees them: read a snapshot, wait for a position, rebuild, ask how they are.
// Two forms: inline (commands, tests) and in a worker thread (the server, so that HTTP never waits for a view).
import type { Worker } from 'node:worker_threads';
import { corrupt, unavailable } from '../src/kernel/errors.js';
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

const behind = (position: Position, cause?: Error) =>
  unavailable(
    'view.behind',
    `视图尚未处理到位置 ${position}，请稍后重试`,
    `The views have not reached position ${position} yet; try again shortly`,
    position,
    cause,
  );

/** True when no view that can still advance stands before `position`. A halted view is not waited for: it says so itself. */
function hasReached(generations: readonly ViewGeneration[], position: Position): boolean {
  const answering = new Set(
    generations.filter(({ state }) => state !== 'building').map(({ name }) => name),
  );
  const awaited = generations.filter(
    ({ name, state }) => state === 'live' || (state === 'building' && !answering.has(name)),
  );
  return (
    generations.length > 0 &&
    awaited.every(
      (view) =>
        view.state === 'live' &&
        view.position !== undefined &&
        comparePositions(view.position, position) >= 0,
    )
  );
}

/** @throws LedgerError `view.halted` when what was just rebuilt stopped at an event again */
function assertRebuilt(generations: readonly ViewGeneration[], names: readonly string[]): void {
  for (const name of names) {
    const newest = generations.filter((view) => view.name === name).at(-1);
    if (newest?.halt)
      throw corrupt(
        'view.halted',
        `视图「${name}」重建时停在位置 ${newest.halt.position} 的事件 ${newest.halt.eventId}：${newest.halt.reason}`,
        `The rebuild of view "${name}" stopped at event ${newest.halt.eventId}, position ${newest.halt.position}: ${newest.halt.reason}`,
        name,
      );
  }
}

/** Views that catch up in the caller's thread, when asked to. */
export function createInlineViews(
  runner: ViewRunner,
  reader: ViewReader,
  onClose: () => void,
): Views {
  return {
    read: (query) => reader.read(query),
    async waitFor(position) {
      await runner.catchUp();
      if (!hasReached(reader.generations(), position)) throw behind(position);
    },
    status: () => reader.generations().map(toStatus),
    async rebuild(names, onProgress) {
      for (const name of names) runner.startRebuild(name);
      await runner.catchUp(onProgress ? { onProgress } : {});
      assertRebuilt(reader.generations(), names);
    },
    async close() {
      await runner.settled();
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
      const end = performance.now() + timeoutMilliseconds;
      while (!hasReached(reader.generations(), position)) {
        if (performance.now() >= end) throw behind(position);
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
  | { readonly kind: 'progress'; readonly ticket: number; readonly position: Position }
  | { readonly kind: 'rebuilt'; readonly ticket: number }
  | { readonly kind: 'failed'; readonly message: string; readonly ticket?: number };

interface Rebuild {
  readonly names: readonly string[];
  readonly onProgress: ((position: Position) => void) | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** This thread's half of the conversation with the view worker. */
class ViewWorkerLink {
  private readonly waiting = new Set<() => void>();
  private readonly rebuilds = new Map<number, Rebuild>();
  private readonly exited: Promise<void>;
  private tickets = 0;
  /** The last failure, until the worker gets on again. */
  private failure: Error | undefined;
  private gone: Error | undefined;

  constructor(
    private readonly worker: Worker,
    private readonly reader: ViewReader,
  ) {
    worker.on('error', (error) => this.lose(error));
    worker.on('message', (message: FromViewWorker) => this.hear(message));
    this.exited = new Promise((resolve) =>
      worker.once('exit', (code) => {
        this.lose(new Error(`the view worker stopped with exit code ${code}`));
        resolve();
      }),
    );
  }

  tell(message: ToViewWorker): void {
    if (!this.gone) this.worker.postMessage(message);
  }

  get trouble(): Error | undefined {
    return this.gone ?? this.failure;
  }

  /** Resolves when the worker says anything of interest, or after the time given. */
  news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.waiting.add(wake);
    });
  }

  rebuild(names: readonly string[], onProgress: Rebuild['onProgress']): Promise<void> {
    if (this.gone) return Promise.reject(this.gone);
    return new Promise((resolve, reject) => {
      const ticket = ++this.tickets;
      this.rebuilds.set(ticket, { names, onProgress, resolve, reject });
      this.tell({ kind: 'rebuild', names, ticket });
    });
  }

  async stop(): Promise<void> {
    this.tell({ kind: 'stop' });
    await this.exited;
  }

  private wakeAll(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private lose(error: Error): void {
    this.gone ??= error;
    for (const { reject } of this.rebuilds.values()) reject(this.gone);
    this.rebuilds.clear();
    this.wakeAll();
  }

  private hear(message: FromViewWorker): void {
    switch (message.kind) {
      case 'applied':
        this.failure = undefined;
        break;
      case 'progress':
        this.rebuilds.get(message.ticket)?.onProgress?.(message.position);
        break;
      case 'rebuilt':
        this.finish(message.ticket);
        break;
      case 'failed':
        if (message.ticket === undefined) this.failure = new Error(message.message);
        else this.finish(message.ticket, new Error(message.message));
        break;
    }
    this.wakeAll();
  }

  private finish(ticket: number, failure?: Error): void {
    const rebuild = this.rebuilds.get(ticket);
    this.rebuilds.delete(ticket);
    if (!rebuild) return;
    try {
      if (failure) throw failure;
      assertRebuilt(this.reader.generations(), rebuild.names);
      rebuild.resolve();
    } catch (error) {
      rebuild.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Views that a worker thread carries forward; this thread reads them on its own connection. */
export function createWorkerViews(worker: Worker, reader: ViewReader, log: EventLog): Views {
  const link = new ViewWorkerLink(worker, reader);
  const stopListening = log.subscribe(() => link.tell({ kind: 'head' }));
  return {
    read: (query) => reader.read(query),
    async waitFor(position, timeoutMilliseconds) {
      const end = performance.now() + timeoutMilliseconds;
      while (!hasReached(reader.generations(), position)) {
        const left = end - performance.now();
        if (left <= 0 || link.trouble) throw behind(position, link.trouble);
        await link.news(left);
      }
    },
    status: () => reader.generations().map(toStatus),
    rebuild: (names, onProgress) => link.rebuild(names, onProgress),
    async close() {
      stopListening();
      await link.stop();
      reader.close();
    },
  };
}
