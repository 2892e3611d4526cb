// C2SP tlog-tiles: where tiles and entry bundles live, which ones a tree of a given size has, and how bundles are encoded.
// It must never name an empty tile or accept a second spelling of a path.
import { isCount, parseDecimal } from './encoding.js';
import { corrupt, invalid } from '../kernel/errors.js';

export const TILE_HEIGHT = 8;
/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
/** An entry's length is written in two bytes. */
export const MAX_ENTRY_BYTES = 65_535;
const MAX_LEVEL = 63;

/** One tile: `level` 0 to 63, `index` within the level, `width` 1 to 256 hashes (256 = full). */
export interface TileCoordinates {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** One entry bundle: like a level-0 tile. */
export type BundleCoordinates = Omit<TileCoordinates, 'level'>;

function indexPath(index: number): string {
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

const suffix = ({ index, width }: BundleCoordinates): string =>
  `${indexPath(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;

function refuseCoordinates({ level, index, width }: TileCoordinates): void {
  if (
    !isCount(level) ||
    level > MAX_LEVEL ||
    !isCount(index) ||
    !isCount(width) ||
    width < 1 ||
    width > TILE_WIDTH
  )
    throw invalid(
      'tile.coordinates',
      '瓦片坐标无效',
      'Invalid tile coordinates',
      `${level}/${index}/${width}`,
    );
}

/** `tile/<L>/<N>[.p/<W>]` @throws LedgerError `tile.coordinates` */
export function tilePath(tile: TileCoordinates): string {
  refuseCoordinates(tile);
  return `tile/${tile.level}/${suffix(tile)}`;
}

/** `tile/entries/<N>[.p/<W>]` @throws LedgerError `tile.coordinates` */
export function entryBundlePath(bundle: BundleCoordinates): string {
  refuseCoordinates({ level: 0, ...bundle });
  return `tile/entries/${suffix(bundle)}`;
}

const PATH = /^tile\/([^/]+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([^/]+))?$/;

function parsePath(path: string): { kind: string; index: number; width: number } {
  const [, kind = '', spelled = '', partial] = PATH.exec(path) ?? [];
  const digits = spelled.replace(/[x/]/g, '');
  const index = parseDecimal(digits.replace(/^0+(?=\d)/, ''));
  const width = partial === undefined ? TILE_WIDTH : parseDecimal(partial);
  const malformed = () =>
    invalid('tile.path', '不是有效的瓦片路径', 'Not a tile path', path.slice(0, 80));
  if (kind === '' || width === undefined || width < 1) throw malformed();
  if (partial !== undefined && width >= TILE_WIDTH) throw malformed();
  if (spelled.length > 3 && spelled.startsWith('x000')) throw malformed();
  if (index === undefined)
    throw invalid(
      'tile.index_unsupported',
      '瓦片编号大于 2^53-1',
      'The tile index is above 2^53-1',
      path.slice(0, 80),
    );
  return { kind, index, width };
}

/**
 * Reads `tile/<L>/<N>[.p/<W>]`, without a leading slash.
 * @throws LedgerError `tile.path` for any other spelling; `tile.index_unsupported` for a well-formed index above 2^53-1
 */
export function parseTilePath(path: string): TileCoordinates {
  const { kind, index, width } = parsePath(path);
  const level = parseDecimal(kind);
  if (level === undefined || level > MAX_LEVEL)
    throw invalid(
      'tile.path',
      '瓦片层级不在 0 至 63',
      'The tile level is not 0 to 63',
      path.slice(0, 80),
    );
  return { level, index, width };
}

/** Reads `tile/entries/<N>[.p/<W>]`. @throws LedgerError as {@link parseTilePath} */
export function parseEntryBundlePath(path: string): BundleCoordinates {
  const { kind, index, width } = parsePath(path);
  if (kind !== 'entries')
    throw invalid('tile.path', '不是条目包路径', 'Not an entry bundle path', path.slice(0, 80));
  return { index, width };
}

/** How many hashes level `level` has in a tree of `size` leaves. */
export const levelSize = (level: number, size: number, tileHeight = TILE_HEIGHT): number =>
  Math.floor(size / 2 ** (tileHeight * level));

/** How wide tile (level, index) is in a tree of `size` leaves: 0 (there is none) to 256. */
export function tileWidth(level: number, index: number, size: number): number {
  const hashes = levelSize(level, size) - index * TILE_WIDTH;
  return Math.max(0, Math.min(TILE_WIDTH, hashes));
}

/** The bundle that holds entry `index` in a log of `size` > index entries. @throws LedgerError `merkle.out_of_range` */
export function entryBundleOf(index: number, size: number): BundleCoordinates {
  if (!isCount(index) || !isCount(size) || index >= size)
    throw invalid(
      'merkle.out_of_range',
      '条目不在日志内',
      'The entry is not in the log',
      `${index} / ${size}`,
    );
  const bundle = Math.floor(index / TILE_WIDTH);
  return { index: bundle, width: tileWidth(0, bundle, size) };
}

/**
 * The tiles that must be written when a log grows from `oldSize` to `newSize`: new full ones and the partial ones of
 * the new size. Lowest level first, left to right. `tileHeight` other than 8 is for logs older than C2SP.
 */
export function newTiles(
  oldSize: number,
  newSize: number,
  tileHeight = TILE_HEIGHT,
): TileCoordinates[] {
  const tiles: TileCoordinates[] = [];
  const full = 2 ** tileHeight;
  for (let level = 0; levelSize(level, newSize, tileHeight) > 0; level++) {
    const before = levelSize(level, oldSize, tileHeight);
    const after = levelSize(level, newSize, tileHeight);
    if (before === after) continue;
    const complete = Math.floor(after / full);
    for (let index = Math.floor(before / full); index < complete; index++)
      tiles.push({ level, index, width: full });
    if (after % full > 0) tiles.push({ level, index: complete, width: after % full });
  }
  return tiles;
}

/** A bundle of up to 256 entries: each is its length in two bytes, big-endian, and its bytes. @throws LedgerError `bundle.*` */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH)
    throw invalid('bundle.width', '条目包须有 1 至 256 条', 'An entry bundle has 1 to 256 entries');
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  entries.forEach((entry, index) => {
    if (entry.length > MAX_ENTRY_BYTES)
      throw invalid(
        'bundle.entry_too_large',
        '条目超过 65,535 字节',
        'An entry is above 65,535 bytes',
        `${index}`,
      );
    view.setUint16(at, entry.length);
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  });
  return bytes;
}

/** The entries of a bundle that must hold exactly `width`. @throws LedgerError `bundle.malformed` (kind corrupt) */
export function decodeEntryBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 2 <= bytes.length ? at + 2 + view.getUint16(at) : Infinity;
    if (end > bytes.length)
      throw corrupt(
        'bundle.malformed',
        '条目包被截断',
        'The entry bundle is cut short',
        `entry ${entries.length}`,
      );
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width)
    throw corrupt(
      'bundle.malformed',
      '条目包的条数不符',
      'The entry bundle has another number of entries',
      `${entries.length} / ${width}`,
    );
  return entries;
}
