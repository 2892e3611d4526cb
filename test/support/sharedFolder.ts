// Reaches the shared data, vectors and truth in place; where they are absent, tests are skipped under a name that says so.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { it } from '@jest/globals';

const shared = resolve(process.env['SUNLEDGER_SHARED'] ?? join(process.cwd(), '..', 'shared'));

export const sharedPath = (...path: readonly string[]): string => join(shared, ...path);

/** `it`, or a skipped test whose name states which folder is missing. */
export function itWith(folder: string, name: string, body: () => void | Promise<void>): void {
  if (existsSync(sharedPath(folder))) it(name, body);
  else it.skip(`${name} [SKIPPED: ${sharedPath(folder)} is missing]`, body);
}

/** The parsed JSON (also .gz) of a shared file. */
export function readShared(path: string): unknown {
  const bytes = readFileSync(sharedPath(path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}
