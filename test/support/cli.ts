// Runs the real command line on a data folder, as a user does.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../src/projectRoot.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  json<T>(): T;
  /** What an answer of the ledger says, without the place at which it stands. */
  data<T>(): T;
}

export function sunledger(dataDir: string, ...words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(projectRoot, 'dist', 'bin', 'cli.js'), ...words, '--data', dataDir],
      { maxBuffer: 512 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: '' } },
      (error, stdout, stderr) =>
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
          stdout,
          stderr,
          json: <T>() => JSON.parse(stdout) as T,
          data: <T>() => (JSON.parse(stdout) as { data: T }).data,
        }),
    );
  });
}
