// Writing over real HTTP: keys, preconditions, problems, batches.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unsealData } from '../../src/events/sealing.js';
import { startTestService, TOKEN, type TestService } from '../support/service.js';

let http: TestService;
beforeAll(async () => {
  http = await startTestService();
});
afterAll(() => http.close());

const unit = (unitId: string, name = '示范村（虚构）') => ({ unitId, name, kind: 'village' });

describe('a command over HTTP', () => {
  it('is recorded once and answers the same when it is retried with its key', async () => {
    const first = await http.command('offices.RegisterUnit', unit('u1'), { key: 'k1' });
    expect(first.status).toBe(201);
    expect(first.headers.get('etag')).toBe('"1"');
    const retried = await http.command('offices.RegisterUnit', unit('u1'), { key: 'k1' });
    expect(retried.status).toBe(200);
    expect(retried.body).toEqual({ ...first.body, status: 'replayed' });
  });

  it('leads to its event, byte for byte as stored', async () => {
    const { headers, body } = await http.command('offices.RegisterUnit', unit('u2'));
    const event = await http.request('GET', headers.get('location') ?? '');
    expect(event.status).toBe(200);
    expect(event.headers.get('content-type')).toMatch(/^application\/cloudevents\+json/);
    expect(event.headers.get('ledger-position')).toBe(body['position']);
    const stored = await http.service.ledger.log.findEvent((body['eventIds'] as string[])[0]!);
    expect(event.text).toBe(Buffer.from(stored!.bytes).toString('utf8'));
  });

  it('is refused with 422 when its key was used for another command', async () => {
    await http.command('offices.RegisterUnit', unit('u3'), { key: 'k3' });
    const other = await http.command('offices.RegisterUnit', unit('u4'), { key: 'k3' });
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ code: 'log.command_reused' });
  });

  it('adds nothing when the same fact comes under another key', async () => {
    await http.command('offices.RegisterUnit', unit('u5'));
    const again = await http.command('offices.RegisterUnit', unit('u5'));
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ status: 'unchanged', position: null });
  });

  it('is refused with 409 when it contradicts what is recorded', async () => {
    await http.command('offices.RegisterUnit', unit('u6'));
    const other = await http.command('offices.RegisterUnit', unit('u6', '另一村（虚构）'));
    expect(other.status).toBe(409);
    expect(other.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it.each([
    ['a stale If-Match', { 'If-Match': '"7"' }, 412],
    ['a stream that must be new but exists', { 'If-None-Match': '*' }, 412],
    ['an If-Match that is no revision', { 'If-Match': 'seven' }, 400],
  ])('is refused for %s', async (_, headers, status) => {
    await http.command('offices.RegisterUnit', unit('u7'));
    const dissolve = { unitId: 'u7', on: '2024-05-01' };
    const answer = await http.command('offices.DissolveUnit', dissolve, { headers });
    expect(answer.status).toBe(status);
  });

  it('is accepted under the revision that the reader saw', async () => {
    const { headers } = await http.command('offices.RegisterUnit', unit('u8'));
    const answer = await http.command(
      'offices.DissolveUnit',
      { unitId: 'u8', on: '2024-05-01' },
      { headers: { 'If-Match': headers.get('etag') ?? '' } },
    );
    expect(answer.status).toBe(201);
  });
});

describe('a bad request', () => {
  it.each([
    ['no token', { token: false as const }, 401, 'http.unauthorised'],
    ['a wrong token', { token: 'not-the-token' }, 401, 'http.unauthorised'],
  ])('with %s is refused', async (_, options, status, code) => {
    const answer = await http.command('offices.RegisterUnit', unit('u9'), options);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it.each([
    ['a wrong type', { ...unit('u9'), name: 5 }, '/data/name'],
    ['an unknown field', { ...unit('u9'), colour: 'red' }, '/data'],
    ['an impossible date', { ...unit('u9'), validFrom: '2023-02-30' }, '/data/validFrom'],
  ])('with %s names the field', async (_, data, where) => {
    const answer = await http.command('offices.RegisterUnit', data);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'command.invalid', where });
    expect(answer.body['detail']).toMatch(/[\u4e00-\u9fff]/);
  });

  it.each(['-1', '1.5', '1e3', ''])('with %p fen is refused', async (amount) => {
    const answer = await http.command('funds.SetBudgetLine', {
      lineId: 'b1',
      year: 2024,
      category: '办公',
      amount,
      currency: 'CNY',
    });
    expect([answer.status, answer.body['where']]).toEqual([400, '/data/amount']);
  });

  it('that is no JSON is refused', async () => {
    const answer = await http.request('POST', '/api/v1/commands/offices.RegisterUnit', {
      token: TOKEN,
      rawBody: '{"data":',
      headers: { 'Idempotency-Key': 'x' },
    });
    expect([answer.status, answer.body['code']]).toEqual([400, 'http.malformed']);
  });

  it('without an Idempotency-Key is refused', async () => {
    const answer = await http.request('POST', '/api/v1/commands/offices.RegisterUnit', {
      token: TOKEN,
      body: { data: unit('u9'), time: '2024-03-01T09:00:00+08:00', orgunit: '451425100000' },
    });
    expect([answer.status, answer.body['code']]).toEqual([400, 'http.key_required']);
  });

  it('for an unknown command names it', async () => {
    const answer = await http.command('offices.Frobnicate', {});
    expect([answer.status, answer.body['code']]).toEqual([400, 'command.unknown']);
  });

  it('for an event over 65,535 bytes is refused and the ledger stays usable', async () => {
    const members = Array.from({ length: 3000 }, (_, index) => `member-with-a-long-id-${index}`);
    const body = { bodyId: 'b', unitId: 'u1', name: '大会', kind: 'villagersMeeting', members };
    const refused = await http.command('offices.DefineBody', body);
    expect([refused.status, refused.body['code']]).toEqual([413, 'event.too_large']);
    expect((await http.command('offices.RegisterUnit', unit('u10'))).status).toBe(201);
  });
});

describe('a batch', () => {
  it('answers for each command by itself', async () => {
    const command = (commandid: string, data: unknown) => ({
      name: 'offices.RegisterUnit',
      commandid,
      data,
      time: '2024-03-01T09:00:00+08:00',
      orgunit: '451425100000',
    });
    const { status, body } = await http.request('POST', '/api/v1/commands', {
      token: TOKEN,
      body: { commands: [command('c1', unit('v1')), command('c2', {}), command('c1', unit('v1'))] },
    });
    expect(status).toBe(200);
    expect(body['results']).toMatchObject([
      { commandid: 'c1', status: 'recorded' },
      { commandid: 'c2', status: 'failed', problem: { code: 'command.invalid' } },
      { commandid: 'c1', status: 'replayed' },
    ]);
  });
});

describe('what is not public', () => {
  it('is shown as digests, and its content only with the token', async () => {
    const secret = await http.command(
      'offices.RegisterPerson',
      { personId: 'p1', name: '韦某（虚构）' },
      { classification: 'internal' },
    );
    const path = secret.headers.get('location') ?? '';
    const shown = await http.request('GET', path);
    expect(shown.body['data']).toEqual({
      _sd_alg: 'sha-256',
      _sd: [expect.any(String), expect.any(String)],
    });
    expect((await http.request('GET', `${path}/disclosures`)).status).toBe(401);
    const { body } = await http.request('GET', `${path}/disclosures`, { token: TOKEN });
    const opened = unsealData(
      shown.body['data'] as object as Record<string, unknown>,
      body['disclosures'] as string[],
    );
    expect(opened).toEqual({ personId: 'p1', name: '韦某（虚构）' });
    const list = await http.request('GET', '/api/v1/events?limit=1000');
    expect(list.text).not.toMatch(/韦某|disclosures/);
  });

  it('never reaches the request log, nor does a query string', async () => {
    await http.request('GET', '/api/v1/events?limit=1&after=0&name=%E9%9F%A6%E6%9F%90');
    const log = http.logged.join('');
    expect(log).toContain('"path":"/api/v1/events"');
    expect(log).not.toMatch(/韦某|%E9%9F%A6|name=/);
    expect(log).not.toContain(TOKEN);
  });
});

describe('the operator', () => {
  it('sees that the service is alive and ready, and its metrics by route', async () => {
    expect((await http.request('GET', '/livez')).body).toEqual({ alive: true });
    expect((await http.request('GET', '/readyz')).body).toMatchObject({ ready: true });
    const { text } = await http.request('GET', '/metrics');
    expect(text).toContain('route="/api/v1/commands/:name"');
    expect(text).toContain('sunledger_log_events');
  });

  it('finds every command in the OpenAPI document and on the page', async () => {
    const { body } = await http.request('GET', '/api/v1/openapi.json');
    const paths = Object.keys(body['paths'] as object);
    for (const name of Object.keys(http.service.ledger.handler.definitions))
      expect(paths).toContain(`/api/v1/commands/${name}`);
    const { text } = await http.request('GET', '/api/v1/docs');
    expect(text).toContain('matters.TallyBallot');
  });
});
