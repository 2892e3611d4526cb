// Starts the simulator in a process of its own: bundled once, kept where the installed packages can be found.
// Plain JavaScript, so that tests and compiled benchmarks share it.
import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');

let bundled;

/** Each launching process has a bundle of its own: they must not overwrite each other's. */
function bundle() {
  bundled ??= (async () => {
    const folder = join(root, 'node_modules', '.cache', 'simulator');
    mkdirSync(folder, { recursive: true });
    const outfile = join(folder, `simulator-${process.pid}.mjs`);
    await build({
      entryPoints: [join(here, 'main.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
    return outfile;
  })();
  return bundled;
}

/**
 * @param {{ port: number, folder?: string }} options
 * @returns a running simulator; `kill` is SIGKILL, `start` brings it back on the same port
 */
export async function launchSimulator(options) {
  const path = await bundle();
  let child;
  let tickets = 0;
  const waiting = new Map();
  const start = () =>
    new Promise((resolve, reject) => {
      child = fork(path, [JSON.stringify(options)], {
        execArgv: [],
        env: { ...process.env, NODE_OPTIONS: '' },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
      child.on('message', (message) => {
        if ('ready' in message) resolve(undefined);
        else {
          waiting.get(message.ticket)?.(message.result);
          waiting.delete(message.ticket);
        }
      });
    });
  const kill = () =>
    new Promise((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) {
        resolve(undefined);
        return;
      }
      child.once('exit', () => resolve(undefined));
      child.kill('SIGKILL');
    });
  await start();
  return {
    port: options.port,
    start,
    kill,
    ask: (request) =>
      new Promise((resolve) => {
        const ticket = ++tickets;
        waiting.set(ticket, resolve);
        child.send({ ...request, ticket });
      }),
  };
}
