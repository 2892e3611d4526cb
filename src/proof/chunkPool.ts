// Threads that share the chunks of one `verify`. A thread that dies fails the whole check, never a part of it silently.
import { Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import { compiledModule } from '../projectRoot.js';
import type { ChunkResult, ChunkTask } from './chunk.js';

/** A chunk to check; or `end`, after which the thread ends by itself. */
export type ToChunkWorker = { readonly ticket: number; readonly task: ChunkTask } | 'end';

export type FromChunkWorker =
  | { readonly kind: 'progress'; readonly events: number }
  | { readonly kind: 'done'; readonly ticket: number; readonly result: ChunkResult }
  | { readonly kind: 'failed'; readonly ticket: number; readonly message: string };

export interface ChunkPool {
  check(task: ChunkTask): Promise<ChunkResult>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: ChunkResult) => void;
  readonly reject: (error: Error) => void;
}

/** @param onProgress told of events as they are checked, by any thread */
export function createChunkPool(
  config: Config,
  threads: number,
  onProgress: (events: number) => void,
): ChunkPool {
  const waiting = new Map<number, Waiting>();
  let tickets = 0;
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(compiledModule('src/proof/chunkWorker.js'), { workerData: config });
    worker.on('error', fail);
    worker.on('message', (message: FromChunkWorker) => {
      if (message.kind === 'progress') {
        onProgress(message.events);
        return;
      }
      const one = waiting.get(message.ticket);
      waiting.delete(message.ticket);
      if (message.kind === 'done') one?.resolve(message.result);
      else one?.reject(new Error(message.message));
    });
    return { worker, ended: new Promise((resolve) => worker.once('exit', resolve)) };
  });
  return {
    check: (task) =>
      new Promise((resolve, reject) => {
        const ticket = tickets++;
        waiting.set(ticket, { resolve, reject });
        workers[ticket % workers.length]?.worker.postMessage({
          ticket,
          task,
        } satisfies ToChunkWorker);
      }),
    async close() {
      // Never terminated from outside: a thread that is stopped inside the database driver takes the process with it.
      for (const { worker } of workers) worker.postMessage('end' satisfies ToChunkWorker);
      await Promise.all(workers.map(({ ended }) => ended));
    },
  };
}
