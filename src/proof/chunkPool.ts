// Threads that share the chunks of one `verify`. A thread that dies fails the whole check, never a part of it silently.
import { Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import { workerModule } from '../projectRoot.js';
import type { ChunkResult, ChunkTask } from './chunk.js';

/** One chunk to check after the other, each answered before the next is sent; or `end`, after which the thread ends by itself. */
export type ToChunkWorker = ChunkTask | 'end';

export type FromChunkWorker =
  | { readonly kind: 'progress'; readonly events: number }
  | { readonly kind: 'done'; readonly result: ChunkResult }
  | { readonly kind: 'failed'; readonly message: string };

export interface ChunkPool {
  check(task: ChunkTask): Promise<ChunkResult>;
  close(): Promise<void>;
}

/** Nearly all that a check makes is garbage at once; with more room for it the threads stop less often. */
const YOUNG_MEGABYTES = 64;

interface Waiting {
  readonly task: ChunkTask;
  readonly resolve: (result: ChunkResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread takes the next task when it has answered the one before, so that none stands idle while there is work.
 * @param onProgress told of events as they are checked, by any thread
 */
export function createChunkPool(
  config: Config,
  threads: number,
  onProgress: (events: number) => void,
): ChunkPool {
  const queue: Waiting[] = [];
  const underWay = new Map<Worker, Waiting>();
  const idle: Worker[] = [];
  const fail = (error: Error) => {
    for (const { reject } of [...underWay.values(), ...queue.splice(0)]) reject(error);
    underWay.clear();
  };
  function assign(): void {
    while (queue.length > 0 && idle.length > 0) {
      const [worker, next] = [idle.pop(), queue.shift()];
      if (!worker || !next) return;
      underWay.set(worker, next);
      worker.postMessage(next.task satisfies ToChunkWorker);
    }
  }
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(workerModule('proof/chunkWorker.js'), {
      workerData: config,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    worker.on('error', fail);
    worker.on('message', (message: FromChunkWorker) => {
      if (message.kind === 'progress') {
        onProgress(message.events);
        return;
      }
      const answered = underWay.get(worker);
      underWay.delete(worker);
      if (message.kind === 'done') answered?.resolve(message.result);
      else answered?.reject(new Error(message.message));
      idle.push(worker);
      assign();
    });
    idle.push(worker);
    return { worker, ended: new Promise((resolve) => worker.once('exit', resolve)) };
  });
  return {
    check: (task) =>
      new Promise((resolve, reject) => {
        queue.push({ task, resolve, reject });
        assign();
      }),
    async close() {
      // Never terminated from outside: a thread that is stopped inside the database driver takes the process with it.
      for (const { worker } of workers) worker.postMessage('end' satisfies ToChunkWorker);
      await Promise.all(workers.map(({ ended }) => ended));
    },
  };
}
