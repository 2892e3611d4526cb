// Evidence over real HTTP: stored under its digest, first seen once, given back byte for byte.
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, TOKEN, type TestService } from '../support/service.js';

let http: TestService;
beforeAll(async () => {
  http = await startTestService({ SUNLEDGER_MAX_DOCUMENT_BYTES: '1000' });
});
afterAll(() => http.close());

const send = (rawBody: string, type: string, query = 'orgunit=451425100000&title=minutes') =>
  http.request('POST', `/api/v1/documents?${query}`, {
    token: TOKEN,
    rawBody,
    headers: { 'Content-Type': type },
  });

describe('a document', () => {
  it('is stored under its digest, first seen once, and comes back as it was', async () => {
    const text = '{"minutes": "会议记录"}';
    const sha256 = createHash('sha256').update(text).digest('hex');
    const first = await send(text, 'application/json');
    expect([first.status, first.body['sha256'], first.body['status']]).toEqual([
      201,
      sha256,
      'recorded',
    ]);
    const again = await send(text, 'application/json', 'orgunit=451425100000&title=other');
    expect([again.status, again.body['status']]).toEqual([200, 'unchanged']);
    const back = await http.request('GET', `/api/v1/documents/${sha256}`, { token: TOKEN });
    expect([back.status, back.text]).toEqual([200, text]);
  });

  it('is neither taken from nor given to somebody without the token', async () => {
    const answer = await http.request('POST', '/api/v1/documents?orgunit=451425100000', {
      rawBody: 'x',
    });
    expect(answer.status).toBe(401);
    expect((await http.request('GET', `/api/v1/documents/${'0'.repeat(64)}`)).status).toBe(401);
  });

  it.each([
    ['one that is not there', '0'.repeat(64), 404, 'document.missing'],
    ['a name that is no digest', 'passwd', 400, 'document.digest'],
  ])('is not found for %s', async (_, name, status, code) => {
    const answer = await http.request('GET', `/api/v1/documents/${name}`, { token: TOKEN });
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('over the limit is refused, and nothing is recorded', async () => {
    const before = await http.service.ledger.log.head();
    const answer = await send('x'.repeat(1001), 'text/plain');
    expect([answer.status, answer.body['code']]).toEqual([413, 'document.too_large']);
    expect(await http.service.ledger.log.head()).toBe(before);
  });

  it('that was altered on disk never arrives complete', async () => {
    const { body } = await send('original text', 'text/plain');
    const sha256 = String(body['sha256']);
    const folder = join(http.folder, 'documents');
    const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith(sha256),
    );
    writeFileSync(join(folder, file!), 'altered text!');
    await expect(
      http.request('GET', `/api/v1/documents/${sha256}`, { token: TOKEN }),
    ).rejects.toThrow();
  });
});
