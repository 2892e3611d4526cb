// Which characters a TrueType font has, read from its `cmap` table (OpenType 1.9: formats 12 and 14).
// It reads the few bytes it needs; a font without such a table is a fault of the installation, not of a report.
import { closeSync, openSync, readSync } from 'node:fs';
import { corrupt } from '../../kernel/errors.js';

export interface Coverage {
  has(codePoint: number): boolean;
  /** Whether the font knows this variation of a character (ideographic and standard variation sequences). */
  hasVariation(codePoint: number, selector: number): boolean;
}

const broken = (path: string) =>
  corrupt(
    'report.font',
    '字体文件损坏或不完整：请重新安装依赖',
    'A font file is damaged or incomplete; install the packages again',
    path.split('/').at(-1),
  );

function readCmap(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const at = (position: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      if (readSync(file, bytes, 0, length, position) !== length) throw broken(path);
      return bytes;
    };
    const count = at(4, 2).readUInt16BE();
    const records = at(12, 16 * count);
    for (let entry = 0; entry < records.length; entry += 16)
      if (records.toString('latin1', entry, entry + 4) === 'cmap')
        return at(records.readUInt32BE(entry + 8), records.readUInt32BE(entry + 12));
    throw broken(path);
  } finally {
    closeSync(file);
  }
}

/** Where the subtable of a format begins. */
function subtable(cmap: Buffer, format: number): number | undefined {
  const count = cmap.readUInt16BE(2);
  for (let entry = 0; entry < count; entry++) {
    const offset = cmap.readUInt32BE(4 + 8 * entry + 4);
    if (cmap.readUInt16BE(offset) === format) return offset;
  }
  return undefined;
}

/** First and last code point of each group of format 12, in order. */
function groupsOf(cmap: Buffer, offset: number): Uint32Array {
  const count = cmap.readUInt32BE(offset + 12);
  const groups = new Uint32Array(2 * count);
  for (let group = 0; group < count; group++) {
    const at = offset + 16 + 12 * group;
    groups[2 * group] = cmap.readUInt32BE(at);
    groups[2 * group + 1] = cmap.readUInt32BE(at + 4);
  }
  return groups;
}

function contains(groups: Uint32Array, codePoint: number): boolean {
  let [low, high] = [0, groups.length / 2 - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (groups[2 * middle] ?? 0)) high = middle - 1;
    else if (codePoint > (groups[2 * middle + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

/** `selector/code point` of every variation sequence of format 14. */
function variationsOf(cmap: Buffer, offset: number): ReadonlySet<string> {
  const known = new Set<string>();
  const count = cmap.readUInt32BE(offset + 6);
  for (let record = 0; record < count; record++) {
    const at = offset + 10 + 11 * record;
    const selector = cmap.readUIntBE(at, 3);
    const [ranges, mappings] = [cmap.readUInt32BE(at + 3), cmap.readUInt32BE(at + 7)];
    if (ranges !== 0)
      for (let n = 0; n < cmap.readUInt32BE(offset + ranges); n++) {
        const start = cmap.readUIntBE(offset + ranges + 4 + 4 * n, 3);
        const more = cmap.readUInt8(offset + ranges + 4 + 4 * n + 3);
        for (let code = start; code <= start + more; code++) known.add(`${selector}/${code}`);
      }
    if (mappings !== 0)
      for (let n = 0; n < cmap.readUInt32BE(offset + mappings); n++)
        known.add(`${selector}/${cmap.readUIntBE(offset + mappings + 4 + 5 * n, 3)}`);
  }
  return known;
}

/** @throws LedgerError `report.font` */
export function readCoverage(path: string): Coverage {
  const cmap = readCmap(path);
  const full = subtable(cmap, 12);
  if (full === undefined) throw broken(path);
  const groups = groupsOf(cmap, full);
  const varied = subtable(cmap, 14);
  const variations = varied === undefined ? new Set<string>() : variationsOf(cmap, varied);
  return {
    has: (codePoint) => contains(groups, codePoint),
    hasVariation: (codePoint, selector) => variations.has(`${selector}/${codePoint}`),
  };
}
