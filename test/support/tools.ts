// Programs of the machine that some tests look through other eyes with. Where one is missing, the test is skipped under a
// name that says so.
import { spawnSync } from 'node:child_process';
import { it } from '@jest/globals';

const present = (program: string): boolean =>
  spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined;

/** `it`, or a skipped test whose name states which program is missing. */
export function itUsing(program: string, name: string, body: () => void | Promise<void>): void {
  if (present(program)) it(name, body);
  else it.skip(`${name} [SKIPPED: ${program} is not installed]`, body);
}

/** What a program writes to its output. */
export function outputOf(program: string, ...words: readonly string[]): string {
  const { stdout, status, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return stdout;
}
