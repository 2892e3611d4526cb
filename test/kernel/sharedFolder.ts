// Reaches the shared vector files in place; where they are absent, tests are skipped under a name that says so.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { it } from '@jest/globals';

const shared = resolve(process.env['SUNLEDGER_SHARED'] ?? join(process.cwd(), '..', 'shared'));

export const sharedPath = (...path: readonly string[]): string => join(shared, ...path);

/** `it`, or a skipped test whose name states which folder is missing. */
export function itWith(folder: string, name: string, body: () => void | Promise<void>): void {
  if (existsSync(sharedPath(folder))) it(name, body);
  else it.skip(`${name} [SKIPPED: ${sharedPath(folder)} is missing]`, body);
}
