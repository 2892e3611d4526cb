// Documents against their names: every file of the store is hashed again, and every recorded one looked for.
// It must never follow a link.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { finding, type Findings } from './findings.js';

const DIGEST = /^[0-9a-f]{64}$/;

async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Uint8Array);
  return digest.digest('hex');
}

/** All files below a folder, in the order of their names. Links and devices count as files that are none. */
async function* filesIn(folder: string): AsyncGenerator<{ path: string; isFile: boolean }> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield { path, isFile: entry.isFile() };
  }
}

/**
 * @param folder `objects` of the document store: `ab/cd/<digest>`
 * @param recorded digest -> position of the event that recorded it
 * @returns how many documents were hashed; 0 where there is no store
 */
export async function verifyDocuments(
  folder: string,
  recorded: ReadonlyMap<string, number>,
  found: Findings,
): Promise<number> {
  if (!existsSync(folder)) return 0;
  const seen = new Set<string>();
  for await (const { path, isFile } of filesIn(folder)) {
    const place = relative(folder, path).replaceAll('\\', '/');
    const name = place.split('/').at(-1) ?? '';
    if (
      !isFile ||
      !DIGEST.test(name) ||
      place !== `${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`
    )
      found.add(finding('document.stray', place));
    else if ((await digestOf(path)) === name) seen.add(name);
    else {
      seen.add(name);
      found.add(finding('document.altered', place));
    }
  }
  for (const [sha256, at] of recorded)
    if (!seen.has(sha256)) found.add(finding('document.missing', at, sha256));
  return seen.size;
}
