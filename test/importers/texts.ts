// Small inputs for the readers: text cut into chunks, files in a folder of the test's own, what a reader made of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLedgerError, type LedgerError } from '../../src/kernel/errors.js';
import type { RecordValue, SourceRecord } from '../../src/importers/record.js';

/** The text in pieces of `size` characters. */
export async function* inChunks(text: string, size = 7): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) {
    await Promise.resolve();
    yield text.slice(start, start + size);
  }
}

export async function* bytesInChunks(bytes: Uint8Array, size = 5): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.subarray(start, start + size);
  }
}

export interface Outcome<T> {
  readonly items: T[];
  /** How the reading ended, when it did not end well. */
  readonly failure?: LedgerError;
}

/** Reads to the end, or to the failure. */
export async function drain<T>(source: AsyncIterable<T>): Promise<Outcome<T>> {
  const items: T[] = [];
  try {
    for await (const item of source) items.push(item);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return { items, failure: error };
  }
  return { items };
}

export const valuesOf = (records: readonly SourceRecord[]): RecordValue[] =>
  records.flatMap((record) => ('value' in record ? [record.value] : []));

export const errorRows = (records: readonly SourceRecord[]): number[] =>
  records.flatMap((record) => ('error' in record ? [record.row] : []));

export interface Folder {
  readonly path: string;
  file(name: string, content: string | Uint8Array): string;
  remove(): void;
}

export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'sunledger-import-'));
  return {
    path,
    file(name, content) {
      const target = join(path, name);
      writeFileSync(target, content);
      return target;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
