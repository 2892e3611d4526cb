// What outsiders check the ledger by: C2SP tlog-tiles at the root, proofs and keys below the API. All of it is public.
// It must never serve a tile that no signed checkpoint covers, nor anything of an event but its stored, public bytes.
import { Router, type Response } from 'express';
import { z } from 'zod';
import { corrupt, invalid, isLedgerError, missing, unavailable } from '../kernel/errors.js';
import { positionOf } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import type { Signing } from '../signing/signing.js';
import {
  consistencyBetween,
  eventProof,
  rememberingTreeReaders,
  treeHead,
} from '../signing/treeProofs.js';
import {
  encodeBase64,
  encodeEntryBundle,
  equalBytes,
  parseEntryBundlePath,
  parseTilePath,
  tileWidth,
  TILE_WIDTH,
  type BundleCoordinates,
  type TreeHead,
} from '../transparency/index.js';
import { parseQuery } from './query.js';

/** Size and root of a signed tree. */
export const treeSchema = z
  .object({ size: z.int(), root: z.string() })
  .describe('已签名的树：大小与根哈希（base64） / the signed tree: size and root (base64)');

export type Tree = z.output<typeof treeSchema>;

const toTree = ({ size, root }: TreeHead): Tree => ({ size, root: encodeBase64(root) });

const size = z.string().regex(/^(0|[1-9]\d{0,14})$/, 'a decimal without leading zeros');
export const consistencyQuery = z.strictObject({
  from: size.describe('较早的树大小 / size of the older tree'),
  to: size
    .describe('较晚的树大小；缺省为最新签名的 / size of the newer tree; the newest signed one')
    .optional(),
});

const end = treeSchema.extend({ checkpoint: z.string().nullable() });
export const consistencyAnswer = z.object({ from: end, to: end, hashes: z.array(z.string()) });

export const keysAnswer = z.object({
  origin: z.string(),
  keys: z.array(
    z.object({ vkey: z.string(), created: z.string(), retired: z.string().nullable() }),
  ),
});

/**
 * The signed tree that covers a position (any, for an empty ledger), to be quoted beside figures; `undefined` while none does, and while the
 * ledger refuses to sign because its log may not be what was signed.
 */
export function treeCovering(signing: Signing, position: string | undefined): Tree | undefined {
  if (signing.status().state === 'refusing') return undefined;
  const head = signing.latest();
  return head !== undefined && head.size > Number(position ?? -1) ? toTree(head) : undefined;
}

/** A dictionary of RFC 9651: `size=12, root=:base64:`. */
export function setTreeHead(response: Response, { size, root }: Tree): void {
  response.setHeader('Ledger-Tree-Head', `size=${size}, root=:${root}:`);
}

const notPublished = () =>
  missing('tile.not_published', '没有此瓦片', 'There is no such tile in the signed tree');

/** Any spelling but the one of the standard names nothing. */
function parsed<T>(parse: (path: string) => T, path: string): T {
  try {
    return parse(path.slice(1));
  } catch (error) {
    throw isLedgerError(error) ? notPublished() : error;
  }
}

function sendImmutable(response: Response, bytes: Uint8Array): void {
  response
    .setHeader('Content-Type', 'application/octet-stream')
    .setHeader('Cache-Control', 'public, max-age=31536000, immutable')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function sendText(response: Response, text: string): void {
  response
    .setHeader('Content-Type', 'text/plain; charset=utf-8')
    .setHeader('Cache-Control', 'no-cache')
    .send(text);
}

/** The events of a bundle. @throws LedgerError `log.gap` when one is gone: its neighbours must not take its place */
async function readBundle(
  log: EventLog,
  { index, width }: BundleCoordinates,
): Promise<StoredRecord[]> {
  const first = index * TILE_WIDTH;
  const records = await log.readAll(first === 0 ? undefined : positionOf(first - 1), width);
  return Array.from({ length: width }, (_, at) => {
    const record = records[at];
    if (record?.position === positionOf(first + at)) return record;
    throw corrupt(
      'log.gap',
      `位置 ${first + at} 缺失`,
      `Position ${first + at} is missing`,
      positionOf(first + at),
    );
  });
}

/** `/checkpoint`, `/tile/<L>/<N>[.p/<W>]` and `/tile/entries/<N>[.p/<W>]` of C2SP tlog-tiles. */
export function tileRoutes(log: EventLog, signing: Signing): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const isPublished = (level: number, { index, width }: BundleCoordinates) =>
    tileWidth(level, index, signing.latest()?.size ?? 0) >= width;

  router.get('/checkpoint', (_request, response) => {
    const head = signing.latest();
    if (head === undefined) throw notSigned(signing);
    sendText(response, head.note);
  });

  router.get('/tile/entries/*path', async (request, response) => {
    const bundle = parsed(parseEntryBundlePath, request.path);
    if (!isPublished(0, bundle)) throw notPublished();
    const records = await readBundle(log, bundle);
    sendImmutable(response, encodeEntryBundle(records.map(({ bytes }) => bytes)));
  });

  router.get('/tile/*path', async (request, response) => {
    const tile = parsed(parseTilePath, request.path);
    const bytes = isPublished(tile.level, tile) ? await log.readTile(tile) : undefined;
    if (bytes === undefined) throw notPublished();
    sendImmutable(response, bytes);
  });

  return router;
}

function notSigned(signing: Signing) {
  const status = signing.status();
  return status.state === 'refusing'
    ? unavailable(status.code, status.text.zh, status.text.en)
    : unavailable('signing.not_yet', '尚无签名，请稍后重试', 'Nothing is signed yet; try again');
}

/** Proofs and keys, below /api/v1. */
export function proofRoutes(log: EventLog, signing: Signing): Router {
  const router = Router();
  const readers = rememberingTreeReaders(log);

  /** A proof from a log that no longer fits what was signed says so, rather than what it stumbled over. */
  async function explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const isBroken = isLedgerError(error) && error.kind === 'corrupt';
      throw isBroken && signing.status().state === 'refusing' ? notSigned(signing) : error;
    }
  }

  /** A head as the log has it now, and as it was signed. @throws LedgerError when they are not the same */
  async function endOf(size: number) {
    const head = await treeHead(log, size);
    const signed = signing.headAt(size);
    if (signed !== undefined && !equalBytes(signed.root, head.root))
      throw corrupt(
        'proof.other_root',
        `大小 ${size} 的根哈希与已签名的不同：台账已被改动，请运行 sunledger verify`,
        `The root at size ${size} is not the one that was signed: the ledger was altered; run sunledger verify`,
      );
    return { head, checkpoint: signed?.note ?? null };
  }

  async function consistency(from: number, to: number) {
    const [older, newer] = await Promise.all([endOf(from), endOf(to)]);
    const { hashes, growth } = await consistencyBetween(log, older.head, newer.head);
    if (!growth.consistent)
      throw corrupt(
        'proof.inconsistent',
        `大小 ${from} 与 ${to} 的两棵树不一致：台账已被改动，请运行 sunledger verify`,
        `The trees of size ${from} and ${to} are not consistent: the ledger was altered; run sunledger verify`,
      );
    const toEnd = ({ head, checkpoint }: typeof older) => ({ ...toTree(head), checkpoint });
    return { from: toEnd(older), to: toEnd(newer), hashes: hashes.map(encodeBase64) };
  }

  router.get('/events/:id/proof', async (request, response) => {
    const record = await log.findEvent(request.params.id);
    if (!record) throw missing('event.missing', '没有此事件', 'There is no such event', 'id');
    const head = await signing.headCovering(Number(record.position) + 1);
    const proof = await explained(eventProof(log, head, record, readers(head.size)));
    response.setHeader('Ledger-Position', record.position);
    setTreeHead(response, toTree(head));
    sendText(response, proof);
  });

  router.get('/consistency', async (request, response) => {
    const query = parseQuery(consistencyQuery, request.query);
    const signed = signing.latest()?.size ?? 0;
    const from = Number(query.from);
    const to = query.to === undefined ? signed : Number(query.to);
    if (from > to) throw invalid('http.query', 'from 大于 to', 'from is above to', 'from');
    if (to > signed)
      throw missing(
        'proof.not_signed',
        `尚未签名到大小 ${to}；最新签名的大小为 ${signed}`,
        `Size ${to} is not signed yet; the newest signed size is ${signed}`,
        'to',
      );
    response.setHeader('Cache-Control', 'no-cache');
    response.json(await explained(consistency(from, to)));
  });

  router.get('/cosigned-checkpoint', (_request, response) => {
    const head = signing.cosignedHead(0);
    if (head === undefined)
      throw missing(
        'proof.not_cosigned',
        '尚无见证人副签的检查点',
        'No checkpoint has been cosigned by witnesses yet',
      );
    sendText(response, head.note);
  });

  router.get('/keys', (_request, response) => {
    const keys = signing.keys().map((key) => ({ ...key, retired: key.retired ?? null }));
    response.setHeader('Cache-Control', 'no-cache').json({ origin: signing.name, keys });
  });

  return router;
}
