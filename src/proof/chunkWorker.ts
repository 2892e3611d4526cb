// A thread that checks chunks for `verify`. It opens the ledger for reading, by itself, and answers each task.
import { parentPort, workerData } from 'node:worker_threads';
import { openLedgerTables, openLocalLog } from '../openLog.js';
import type { Config } from '../config.js';
import { catalogue } from '../events/index.js';
import { verifyChunk, type ChunkTask } from './chunk.js';
import type { FromChunkWorker, ToChunkWorker } from './chunkPool.js';

if (!parentPort) throw new Error('chunkWorker runs in a worker thread only');
const port = parentPort;
const say = (message: FromChunkWorker) => port.postMessage(message);

const config = workerData as Config;
const sources = { log: openLocalLog(config), tables: openLedgerTables(config), catalogue };

async function carryOut(task: ChunkTask): Promise<void> {
  try {
    const result = await verifyChunk(sources, task, (events) => say({ kind: 'progress', events }));
    say({ kind: 'done', result });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ kind: 'failed', message });
  }
}

port.on('message', (message: ToChunkWorker) => {
  if (message === 'end') process.exit(0);
  void carryOut(message);
});
