// What answers say of the signed tree, and how a service behaves that refuses to sign: it goes on answering.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.js';
import { openLog } from '../../src/openLog.js';
import { request as newRequest } from '../log/newEvents.js';
import { encodeBase64, openCheckpoint, parseVerifierKey } from '../../src/transparency/index.js';
import {
  startTestService,
  temporaryFolder,
  withoutPacks,
  type Answer,
  type TestService,
} from '../support/service.js';

const READ = '/api/v1/units';

let folder: string;
let http: TestService | undefined;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await http?.close();
  http = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const FILES = ['', '-wal', '-shm'];

/** All that the ledger of a stopped service consists of takes the place of what was there. */
function copyLedger(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const end of FILES) {
    const [source, target] = [from, to].map((place) => join(place, `ledger.sqlite${end}`));
    rmSync(target!, { force: true });
    if (existsSync(source!) && end !== '-shm') cpSync(source!, target!);
  }
}

async function start(every = '3600000'): Promise<void> {
  http = await startTestService({
    SUNLEDGER_DATA: folder,
    SUNLEDGER_SIGN_EVERY_MS: every,
    ...withoutPacks(folder),
  });
}

async function stop(): Promise<void> {
  await http?.close();
  http = undefined;
}

const get = (path: string): Promise<Answer> => http!.request('GET', path);

/** The key is told apart by the unit: services that follow each other count theirs from 1 again. */
async function register(unitId: string): Promise<Answer> {
  const unit = { unitId, name: '示范村（虚构）', kind: 'village' };
  const answer = await http!.command('offices.RegisterUnit', unit, { key: `register-${unitId}` });
  expect(answer.status).toBe(201);
  return answer;
}

describe('a reading answer', () => {
  it('quotes the signed tree that covers its position, in body and header', async () => {
    await start();
    await http!.service.ledger.signing.sign();
    const { body } = await register('u1');
    const position = body['position'] as string;
    const before = await get(`${READ}?after=${position}`);
    expect(before.body).toMatchObject({ position, tree: null });
    expect(before.headers.get('ledger-tree-head')).toBeNull();
    const head = await http!.service.ledger.signing.sign();
    const root = encodeBase64(head.root);
    const after = await get(`${READ}?after=${position}`);
    expect(after.body).toMatchObject({ position, tree: { size: Number(position) + 1, root } });
    expect(after.headers.get('ledger-tree-head')).toBe(`size=${head.size}, root=:${root}:`);
    const events = await get('/api/v1/events');
    expect(events.body).toMatchObject({ head: position, tree: { size: head.size, root } });
    expect(events.headers.get('ledger-position')).toBe(position);
    expect(events.headers.get('ledger-tree-head')).toBe(`size=${head.size}, root=:${root}:`);
  });

  it('quotes a tree without being asked to sign, soon after an event', async () => {
    await start('10');
    const { body } = await register('u1');
    const position = body['position'] as string;
    for (;;) {
      const answer = await get(`${READ}?after=${position}`);
      if (answer.body['tree'] === null) continue;
      expect(answer.body['tree']).toMatchObject({ size: Number(position) + 1 });
      break;
    }
  });
});

describe('a service on a ledger restored from an older backup', () => {
  it('reads and records, but refuses to sign and says why', async () => {
    await start();
    await register('u1');
    await stop();
    copyLedger(folder, join(folder, 'copy'));
    await start();
    const { body } = await register('u2');
    await http!.service.ledger.signing.sign();
    const signed = await get('/checkpoint');
    await stop();

    for (const end of FILES) rmSync(join(folder, `views.sqlite${end}`), { force: true });
    copyLedger(join(folder, 'copy'), folder);
    await start();
    const ready = await get('/readyz');
    expect(ready.body).toMatchObject({
      signing: {
        state: 'refusing',
        code: 'signing.log_shorter',
        text: {
          zh: expect.any(String),
          en: expect.stringMatching(/has 1 events, but 2 were signed/),
        },
      },
    });
    const metrics = (await get('/metrics')).text;
    expect(metrics).toMatch(/^sunledger_signing 0$/m);
    expect(http!.logged.join('')).toMatch(/signing\.log_shorter/);

    const recorded = await register('u3');
    const read = await get(`${READ}?after=${String(recorded.body['position'])}`);
    expect(read.status).toBe(200);
    // The signed tree is not the tree of what is shown.
    expect(read.body).toMatchObject({ tree: null });
    expect((await get('/checkpoint')).text).toBe(signed.text);

    const [id] = recorded.body['eventIds'] as string[];
    const proof = await get(`/api/v1/events/${id}/proof`);
    expect(proof.status).toBe(503);
    expect(proof.body['code']).toMatch(/^signing\./);
    expect(String(proof.body['detail'])).toMatch(/已签名/);
    await http!.service.ledger.log.append(newRequest('matters-more', 'none', 'more', 3));
    const later = await get(`/api/v1/events/${await lastId()}/proof`);
    expect([later.status, later.body['code']]).toEqual([503, 'signing.log_shorter']);
    expect(body['position']).toBe('1');
  });

  async function lastId(): Promise<string> {
    const record = (await http!.service.ledger.log.readAll(undefined, 100)).at(-1)!;
    return (JSON.parse(Buffer.from(record.bytes).toString('utf8')) as { id: string }).id;
  }
});

describe('a service on a ledger that was made without keys', () => {
  it('does not make one of its own accord', async () => {
    const config = loadConfig({ SUNLEDGER_DATA: folder });
    const log = openLog(config, 'write');
    await log.append(newRequest('matters-1', 'none', 'one', 1));
    await log.close();
    await start();
    expect((await get('/readyz')).body).toMatchObject({
      signing: { state: 'refusing', code: 'signing.no_key' },
    });
    const answer = await get('/checkpoint');
    expect([answer.status, answer.body['code']]).toEqual([503, 'signing.no_key']);
    expect((await get('/tile/0/000.p/1')).status).toBe(404);
    expect((await get(READ)).status).toBe(200);
  });
});

describe('a new service', () => {
  it('signs from the start, under its own name', async () => {
    await start('10');
    for (;;) {
      const answer = await get('/checkpoint');
      if (answer.status === 503) continue;
      const { body } = await get('/api/v1/keys');
      const [key] = body['keys'] as { vkey: string; retired: null }[];
      expect(key!.retired).toBeNull();
      const logKeys = [parseVerifierKey(key!.vkey)];
      const origin = 'urn:sunledger:local';
      expect(openCheckpoint(answer.text, { origin, logKeys }).checkpoint.size).toBe(0);
      break;
    }
  });
});
