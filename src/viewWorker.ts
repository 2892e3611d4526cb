// The thread that carries the views forward. It reads the log, writes the read models and says how far it has come.
import { parentPort, workerData } from 'node:worker_threads';
import type { FromViewWorker, ToViewWorker } from '../projections/service.js';
import { projectionsFor } from './composition.js';
import { openLocalLog } from './openLog.js';
import type { Config } from './config.js';
import { openViewWriter } from './openViews.js';

if (!parentPort) throw new Error('viewWorker runs in a worker thread only');
const port = parentPort;
const say = (message: FromViewWorker) => port.postMessage(message);

const config = workerData as Config;
const log = openLocalLog(config);
const { runner, close } = await openViewWriter(config, log, await projectionsFor(config, log));

let wanted = false;
let running: Promise<void> | undefined;

/** One catch-up at a time; a hint that arrives meanwhile makes it look again. After a failure the next hint tries anew. */
function catchUp(): Promise<void> {
  wanted = true;
  running ??= (async () => {
    try {
      while (wanted) {
        wanted = false;
        await runner.catchUp({ onProgress: () => say({ kind: 'applied' }) });
        say({ kind: 'applied' });
      }
    } finally {
      running = undefined;
    }
  })();
  return running;
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
const reportFailure = (error: unknown) => say({ kind: 'failed', message: describe(error) });

port.on('message', (message: ToViewWorker) => {
  switch (message.kind) {
    case 'head':
      catchUp().catch(reportFailure);
      break;
    case 'rebuild':
      rebuild(message.names).then(
        () => say({ kind: 'rebuilt', ticket: message.ticket }),
        (error: unknown) =>
          say({ kind: 'failed', message: describe(error), ticket: message.ticket }),
      );
      break;
    case 'stop':
      void stop();
      break;
  }
});

async function rebuild(names: readonly string[]): Promise<void> {
  for (const name of names) runner.startRebuild(name);
  await catchUp();
}

async function stop(): Promise<void> {
  // A failed catch-up has been reported by whoever started it; closing goes on.
  await Promise.allSettled([running]);
  close();
  await log.close();
  port.close();
}

say({ kind: 'applied' });
catchUp().catch(reportFailure);
