// Reaches the shared truth files in place; where they are absent, tests are skipped under a name that says so.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { it } from '@jest/globals';

const shared = resolve(process.env['SUNLEDGER_SHARED'] ?? join(process.cwd(), '..', 'shared'));

/** `it`, or a skipped test whose name states which folder is missing. */
export function itWithShared(folder: string, name: string, body: () => void): void {
  if (existsSync(join(shared, folder))) it(name, body);
  else it.skip(`${name} [SKIPPED: ${join(shared, folder)} is missing]`, body);
}

/** The full path of a shared file. */
export function sharedPath(path: string): string {
  return join(shared, path);
}

/** The parsed JSON (also .gz) of a shared file. */
export function readShared(path: string): unknown {
  const bytes = readFileSync(join(shared, path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}
