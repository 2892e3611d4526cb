// QR codes for paper and pages. Each opens a page of the ledger that proves, in the reader's own browser, what the paper
// says. A code must never hold more than an address and a hash: no name, no amount, no token.
import { encode, renderUnicodeCompact } from 'uqr';
import { invalid } from '../kernel/errors.js';
import type { Hash } from '../transparency/index.js';

declare const verifyAddressBrand: unique symbol;

/** An address and a hash, and nothing else. Made by {@link eventAddress} and {@link treeAddress} alone. */
export type VerifyAddress = string & { readonly [verifyAddressBrand]: true };

const BASE = /^https?:\/\/[^\s?#@]+$/;

/** @throws LedgerError `qr.base` unless it is an http(s) address without user, query or fragment */
function baseOf(base: string): string {
  if (BASE.test(base)) return base.replace(/\/+$/, '');
  throw invalid(
    'qr.base',
    '公开地址须为 http(s) 地址，不含用户、查询或片段',
    'The public address must be an http(s) address without user, query or fragment',
    'publicUrl',
  );
}

const toHex = (hash: Hash): string => Buffer.from(hash).toString('hex');
/** Base64 with the two characters that an address keeps for itself replaced (RFC 4648 section 5). */
const toBase64Url = (base64: string): string =>
  base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/**
 * The page that proves one event. The hash stands behind `#`: it stays in the browser, which compares what it is shown
 * with what was printed.
 * @param base public address of the service, e.g. `https://ledger.example`
 * @param leaf RFC 6962 leaf hash of the event, 32 bytes
 * @throws LedgerError `qr.base`
 */
export const eventAddress = (base: string, eventId: string, leaf: Hash): VerifyAddress =>
  `${baseOf(base)}/verify/${encodeURIComponent(eventId)}#${toHex(leaf)}` as VerifyAddress;

/**
 * The page that proves that the ledger still holds everything that a report stood on.
 * @param tree size and root (base64) of a tree, as a report quotes them
 * @throws LedgerError `qr.base`
 */
export const treeAddress = (
  base: string,
  { size, root }: { readonly size: number; readonly root: string },
): VerifyAddress => `${baseOf(base)}/verify/tree/${size}#${toBase64Url(root)}` as VerifyAddress;

/** White modules around the code that scanners need. */
const QUIET = 4;

/** Where dark modules begin and how many follow each other, row by row. */
function* darkRuns(rows: readonly (readonly boolean[])[]) {
  for (const [y, row] of rows.entries())
    for (let x = 0; x < row.length;) {
      const from = x;
      while (row[x]) x++;
      if (x > from) yield { x: from, y, length: x - from };
      else x++;
    }
}

/** An SVG of black on white in every theme, without sizes or styles: whoever shows it sets its width. */
export function qrSvg(address: VerifyAddress): string {
  const { data, size } = encode(address, { ecc: 'M', border: QUIET });
  let path = '';
  for (const { x, y, length } of darkRuns(data)) path += `M${x} ${y}h${length}v1h-${length}z`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="QR" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
}

/** The code in characters, for a dark terminal. */
export const qrText = (address: VerifyAddress): string =>
  renderUnicodeCompact(address, { ecc: 'M', border: 2 });
