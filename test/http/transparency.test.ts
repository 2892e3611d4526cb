// What an outsider can check over real HTTP: checkpoint, tiles, bundles, proofs, consistency, keys.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { itWith, sharedPath } from '../support/sharedFolder.js';
import { request as newRequest } from '../log/newEvents.js';
import {
  decodeBase64,
  decodeEntryBundle,
  defaultHasher,
  edgeRoot,
  encodeBase64,
  entryBundlePath,
  hashesOf,
  loadEdge,
  newTiles,
  openCheckpoint,
  parseVerifierKey,
  tilePath,
  verifyConsistency,
  verifyRecord,
  type CheckpointTrust,
  type OpenedCheckpoint,
} from '../../src/transparency/index.js';
import {
  startTestService,
  temporaryFolder,
  TOKEN,
  withoutPacks,
  type TestService,
} from '../support/service.js';

const SECRET = '张三四（虚构）的秘密意见';
let http: TestService;

const packs = temporaryFolder();
/** So that only what a test asks for is recorded and, after the first head at the start, signed. */
const SELDOM = { SUNLEDGER_SIGN_EVERY_MS: '3600000', ...withoutPacks(packs) };

const append = (id: string, count: number) =>
  http.service.ledger.log.append(newRequest(`matters-${id}`, 'none', id, count));
const get = (path: string) => http.request('GET', path);

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  const response = await fetch(`${http.service.url}/${path}`);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
}

async function trust(): Promise<CheckpointTrust> {
  const { body } = await get('/api/v1/keys');
  const keys = body['keys'] as { vkey: string }[];
  return {
    origin: body['origin'] as string,
    logKeys: keys.map(({ vkey }) => parseVerifierKey(vkey)),
  };
}

async function checkpoint(): Promise<OpenedCheckpoint> {
  return openCheckpoint((await get('/checkpoint')).text, await trust());
}

/** Sends a path as it is: `fetch` would tidy it up first. */
const statusOfRawPath = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(http.service.url);
    httpRequest({ hostname, port, path }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end();
  });

beforeAll(async () => {
  http = await startTestService(SELDOM);
  await append('first', 1);
  await http.service.ledger.signing.sign();
  const unit = { unitId: 'u1', name: SECRET, kind: 'village' };
  const sealed = await http.command('offices.RegisterUnit', unit, { classification: 'internal' });
  expect(sealed.status).toBe(201);
  await append('second', 298);
  await http.service.ledger.signing.sign();
});
afterAll(async () => {
  await http.close();
  rmSync(packs, { recursive: true });
});

describe('the checkpoint', () => {
  it('is served as text that caches do not keep, and verifies with the published key', async () => {
    const answer = await get('/checkpoint');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect((await checkpoint()).checkpoint).toMatchObject({ size: 300, extensions: [] });
  });
});

describe('tiles', () => {
  it('fetched over HTTP rebuild the signed root', async () => {
    const { checkpoint: signed } = await checkpoint();
    const edge = await loadEdge(signed.size, (level, index, width) =>
      bytesOf(tilePath({ level, index, width })),
    );
    expect(encodeBase64(edgeRoot(edge))).toBe(encodeBase64(signed.root));
  });

  it('are served as bytes that never change', async () => {
    const { headers } = await get('/tile/0/000');
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-length')).toBe('8192');
  });

  it('exist in every partial width up to the signed one, each a beginning of the next', async () => {
    const widest = (await bytesOf('tile/0/001.p/44'))!;
    for (let width = 1; width <= 44; width++) {
      const partial = await bytesOf(tilePath({ level: 0, index: 1, width }));
      expect(Buffer.from(partial!)).toEqual(Buffer.from(widest.slice(0, width * 32)));
    }
    expect(await get('/tile/0/001.p/45')).toMatchObject({ status: 404 });
    expect(await get('/tile/0/000.p/255')).toMatchObject({ status: 200 });
    expect(await get('/tile/1/000.p/1')).toMatchObject({ status: 200 });
  });

  it.each([
    '/tile/0/001', // not full yet
    '/tile/0/002.p/1',
    '/tile/1/000',
    '/tile/1/000.p/2',
    '/tile/2/000.p/1', // empty
    '/tile/63/000',
    '/tile/entries/001',
    '/tile/entries/001.p/45',
    '/tile/0/x999/x999/x999/x999/x999/999', // beyond any size
    '/tile/entries/x123/x456/789',
  ])('that no signed tree has, such as %s, are not there', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
    expect(answer.headers.get('cache-control')).toBeNull();
  });

  it.each([
    '/tile/0/0',
    '/tile/0/00',
    '/tile/0/0000',
    '/tile/0/x000/000',
    '/tile/00/000',
    '/tile/+0/000',
    '/tile/64/000',
    '/tile/-1/000',
    '/tile/0/000/',
    '/tile/0/000.p/0',
    '/tile/0/000.p/01',
    '/tile/0/000.p/256',
    '/tile/0/000.P/1',
    '/tile/0/%30%30%30',
    '/tile/0/000%2Ep/1',
    '/tile/0//000',
    '/tile//0/000',
    '/TILE/0/000',
    '/tile/0/../0/000',
    '/tile/entries/000/',
    '/tile/Entries/000',
    '/tile/entries/0',
    '/tile/entries/x000/000',
    '/tile/',
    '/checkpoint/',
    '/Checkpoint',
  ])('are not there under another spelling: %s', async (path) => {
    expect(await statusOfRawPath(path)).toBe(404);
  });

  itWith('vectors/tessera-testdata-log', 'keep to the path vectors of Tessera', async () => {
    const vectors = JSON.parse(
      readFileSync(sharedPath('vectors', 'tessera-testdata-log', 'layout-paths.json'), 'utf8'),
    ) as Record<'parse_ok' | 'parse_err_first_nine', [string, string, number, string, number][]>;
    for (const [level, path, , index, width] of vectors.parse_ok) {
      const isThere = level === '0' && index === '1' && width > 0 && width <= 44;
      expect(await statusOfRawPath(`/tile/${level}/${path}`)).toBe(isThere ? 200 : 404);
    }
    for (const [level, path] of vectors.parse_err_first_nine)
      expect(await statusOfRawPath(`/tile/${level}/${path}`)).toBe(404);
  });

  it('cover no event before it is signed', async () => {
    const own = await startTestService(SELDOM);
    try {
      await own.service.ledger.signing.sign();
      await own.service.ledger.log.append(newRequest('matters-own', 'none', 'own', 1));
      expect((await own.request('GET', '/tile/0/000.p/1')).status).toBe(404);
      expect((await own.request('GET', '/tile/entries/000.p/1')).status).toBe(404);
      await own.service.ledger.signing.sign();
      expect((await own.request('GET', '/tile/0/000.p/1')).status).toBe(200);
      expect((await own.request('GET', '/tile/entries/000.p/1')).status).toBe(200);
    } finally {
      await own.close();
    }
  });
});

describe('entry bundles', () => {
  it('hash to the leaf tiles', async () => {
    for (const { level, index, width } of newTiles(0, 300)) {
      if (level > 0) continue;
      const bundle = await bytesOf(entryBundlePath({ index, width }));
      const tile = await bytesOf(tilePath({ level, index, width }));
      const leaves = decodeEntryBundle(bundle!, width).map((entry) => defaultHasher.leaf(entry));
      expect(leaves.map(encodeBase64)).toEqual(hashesOf(tile!).map(encodeBase64));
    }
  });

  it('hold of an event that is not public digests alone', async () => {
    const bundle = (await bytesOf('tile/entries/000'))!;
    const text = Buffer.from(bundle).toString('utf8');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('张三四');
    const sealed = JSON.parse(Buffer.from(decodeEntryBundle(bundle, 256)[1]!).toString('utf8')) as {
      data: Record<string, unknown>;
    };
    expect(Object.keys(sealed.data)).toEqual(expect.arrayContaining(['_sd']));
    expect(Object.keys(sealed.data).filter((name) => !name.startsWith('_sd'))).toEqual([]);
  });
});

describe('the proof of an event', () => {
  it('verifies offline, with the disclosures of one that is not public', async () => {
    const [, record] = await http.service.ledger.log.readAll(undefined, 2);
    const { id } = JSON.parse(Buffer.from(record!.bytes).toString('utf8')) as { id: string };
    const answer = await get(`/api/v1/events/${id}/proof`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('ledger-position')).toBe('1');
    const event = await get(`/api/v1/events/${id}`);
    const hidden = await http.request('GET', `/api/v1/events/${id}/disclosures`, { token: TOKEN });
    const leaf = Buffer.from(event.text, 'utf8');
    const rules = { trust: await trust() };
    const disclosures = hidden.body['disclosures'] as string[];
    const evidence = { leaf, proof: answer.text, disclosures };
    const verdict = verifyRecord(evidence, rules);
    expect(verdict).toMatchObject({ ok: true, index: 1, claims: { data: { name: SECRET } } });
    const altered = Buffer.from(event.text.replace('internal', 'public'), 'utf8');
    expect(verifyRecord({ ...evidence, leaf: altered }, rules)).toMatchObject({
      ok: false,
      code: 'inclusion.root_mismatch',
    });
  });

  it('signs first when the event is not covered yet', async () => {
    const { body } = await http.command('offices.RegisterUnit', {
      unitId: 'u-late',
      name: '示范村（虚构）',
      kind: 'village',
    });
    const [id] = body['eventIds'] as string[];
    const before = (await checkpoint()).checkpoint.size;
    expect(before).toBeLessThanOrEqual(Number(body['position']));
    const proof = await get(`/api/v1/events/${id}/proof`);
    const { text } = await get(`/api/v1/events/${id}`);
    const evidence = { leaf: Buffer.from(text, 'utf8'), proof: proof.text };
    expect(verifyRecord(evidence, { trust: await trust() })).toMatchObject({ ok: true });
    expect((await checkpoint()).checkpoint.size).toBe(Number(body['position']) + 1);
  });

  it('of no event is not there', async () => {
    expect((await get('/api/v1/events/none/proof')).status).toBe(404);
  });
});

describe('the consistency of two sizes', () => {
  interface End {
    size: number;
    root: string;
    checkpoint: string | null;
  }

  it.each([
    [1, 300],
    [256, 300],
    [7, 257],
    [300, 300],
    [0, 300],
  ])('%i and %i is proved', async (from, to) => {
    const answer = await get(`/api/v1/consistency?from=${from}&to=${to}`);
    expect(answer.status).toBe(200);
    const body = answer.body as unknown as { from: End; to: End; hashes: string[] };
    expect([body.from.size, body.to.size]).toEqual([from, to]);
    const [root1, root2] = [body.from.root, body.to.root].map((text) => decodeBase64(text)!);
    const proof = body.hashes.map((text) => decodeBase64(text)!);
    if (from > 0)
      expect(
        verifyConsistency({ size1: from, root1: root1!, size2: to, root2: root2!, proof }),
      ).toBe(true);
    else expect(proof).toEqual([]);
    for (const end of [body.from, body.to]) {
      const isSigned = [0, 1, 300].includes(end.size);
      expect(end.checkpoint === null).toBe(!isSigned);
      if (end.checkpoint === null) continue;
      const { checkpoint: signed } = openCheckpoint(end.checkpoint, await trust());
      expect([signed.size, encodeBase64(signed.root)]).toEqual([end.size, end.root]);
    }
  });

  it.each([
    ['from=5&to=3', 400],
    ['from=1&to=999999', 404],
    ['from=01', 400],
    ['from=-1', 400],
    ['from=0x10', 400],
    ['to=5', 400],
  ])('is refused for %s', async (query, status) => {
    expect((await get(`/api/v1/consistency?${query}`)).status).toBe(status);
  });
});

describe('the OpenAPI document', () => {
  it('names every transparency route', async () => {
    const { body } = await get('/api/v1/openapi.json');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/checkpoint',
        '/tile/{L}/{N}',
        '/tile/{L}/{N}.p/{W}',
        '/tile/entries/{N}',
        '/tile/entries/{N}.p/{W}',
        '/api/v1/events/{id}/proof',
        '/api/v1/consistency',
        '/api/v1/keys',
      ]),
    );
  });
});
