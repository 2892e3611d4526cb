// Reaches the shared data, vectors and truth in place; where they are absent, tests are skipped under a name that says so.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/**
 * What `*` stands for in the names of a folder's files, e.g. `petri-*.json`: further files of a kind need not be named.
 * @param known names that belong to it, so that a missing folder or file shows as skipped or failed and not as nothing
 */
export function sharedNames(
  folder: string,
  pattern: string,
  known: readonly string[],
): readonly string[] {
  const [before = '', after = ''] = pattern.split('*');
  const files = existsSync(sharedPath(folder)) ? readdirSync(sharedPath(folder)) : [];
  const found = files
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, name.length - after.length));
  return [...new Set([...known, ...found.sort()])];
}

/** The parsed JSON (also .gz) of a shared file. */
export function readShared(path: string): unknown {
  const bytes = readFileSync(sharedPath(path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}
