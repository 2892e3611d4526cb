// Where the program's own shipped files lie (rule packs, mappings, web assets), in source and compiled form alike.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function find(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json of sunshine-ledger not found');
  return find(parent);
}

export const projectRoot = find(dirname(fileURLToPath(import.meta.url)));

/** The compiled twin of a source module. */
export const compiledModule = (path: string): string => join(projectRoot, 'dist', path);

/** A worker thread's compiled module with all that it needs of ours: a thread cannot load TypeScript. */
export const workerModule = (path: string): string => join(projectRoot, 'dist', 'bin', path);

export const programVersion: string = (
  JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }
).version;
