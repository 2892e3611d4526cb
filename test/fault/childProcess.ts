// Runs a child of test/fault/children against the compiled program, and kills it where a test says so.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ORIGIN } from '../log/newEvents.js';

export interface ChildRun {
  /** The whole lines that it printed. */
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  readonly stderr: string;
}

export interface ChildOptions {
  /** Kill it with SIGKILL once it has printed so many lines. */
  readonly killAfterLines?: number;
  /** Called once when that many lines are there, before the kill. */
  readonly beforeKill?: () => Promise<void>;
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further arguments of the script. */
  readonly args?: readonly string[];
  /** A limit for `ulimit -f`, in blocks of 512 bytes: no file may grow beyond it. */
  readonly fileBlocks?: number;
}

const children = join(process.cwd(), 'test', 'fault', 'children');

function launch(script: string, path: string, { fileBlocks, env, args: more = [] }: ChildOptions) {
  const args = [join(children, script), path, ORIGIN, ...more];
  const limited = ['-c', `ulimit -f ${fileBlocks ?? 0}; exec "$0" "$@"`, process.execPath, ...args];
  // The runner's own flags are none of the child's business.
  const options = { env: { ...process.env, NODE_OPTIONS: '', ...env } };
  return fileBlocks === undefined
    ? spawn(process.execPath, args, options)
    : spawn('/bin/sh', limited, options);
}

/** Resolves when the child has ended. */
export function runChild(
  script: string,
  path: string,
  options: ChildOptions = {},
): Promise<ChildRun> {
  const { killAfterLines = Infinity, beforeKill } = options;
  return new Promise((resolve, reject) => {
    const child = launch(script, path, options);
    let [stdout, stderr, killing] = ['', '', false];
    const whole = () => stdout.split('\n').slice(0, -1);
    const kill = async () => {
      killing = true;
      try {
        await beforeKill?.();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      } finally {
        child.kill('SIGKILL');
      }
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (!killing && whole().length >= killAfterLines) void kill();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ lines: whole(), exitCode, signal, stderr }));
  });
}
