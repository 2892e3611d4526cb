// Tests on real records that lie beside the checkout: read in place, and skipped loudly where they are absent.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { it } from '@jest/globals';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const SHARED = process.env['SUNLEDGER_SHARED'] ?? join(dirname(root), 'shared');

/** A test that needs files of `../shared`; their absolute paths are handed to it in order. */
export function itWithShared(
  name: string,
  files: readonly string[],
  work: (...paths: readonly string[]) => Promise<void> | void,
  timeout?: number,
): void {
  const paths = files.map((file) => join(SHARED, file));
  const lacking = paths.find((path) => !existsSync(path));
  if (lacking === undefined) it(name, () => work(...paths), timeout);
  else it.skip(`${name} (missing: ${lacking})`, () => undefined);
}
