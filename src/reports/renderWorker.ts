// The thread that renders heavy reports, one after the other. It keeps nothing between them but the loaded compiler.
import { parentPort } from 'node:worker_threads';
import { isLedgerError } from '../kernel/errors.js';
import type { Failure, FromRenderWorker, ToRenderWorker } from './renderPool.js';
import { render } from './renderers.js';

if (!parentPort) throw new Error('renderWorker runs in a worker thread only');
const port = parentPort;

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!isLedgerError(error)) return { message };
  const { kind, code, text, where } = error;
  return { message, ledger: { kind, code, text, ...(where === undefined ? {} : { where }) } };
}

async function carryOut({ ticket, document, format, language }: ToRenderWorker): Promise<void> {
  let said: FromRenderWorker;
  try {
    said = { kind: 'done', ticket, bytes: await render(document, format, language) };
  } catch (error) {
    said = { kind: 'failed', ticket, failure: failureOf(error) };
  }
  port.postMessage(said);
}

/** One at a time: two at once would only take twice the memory. */
let last = Promise.resolve();
port.on('message', (task: ToRenderWorker) => {
  last = last.then(() => carryOut(task));
});
