// What users get wrong over HTTP. What cannot be understood is refused by name; what breaks a norm is recorded as it was
// declared and shows as a violation.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sunledger } from '../support/cli.js';
import { startTestService, TOKEN, type TestService } from '../support/service.js';

let http: TestService;
beforeAll(async () => {
  http = await startTestService({ SUNLEDGER_ORIGIN: 'urn:sunledger:demo:451425' });
});
afterAll(() => http.close());

const HAN = expect.stringMatching(/\p{Script=Han}/u);

describe('a request that cannot be understood', () => {
  const payment = { paymentId: 'pay-1', payee: '虚构商店', purpose: '办公' };
  it.each([
    ['a wrong type', 'offices.RegisterPerson', { personId: 1, name: '虚构' }, '/data/personId'],
    ['an unknown field', 'offices.RegisterPerson', { personId: 'p', name: '虚', x: 1 }, '/data'],
    ['a negative amount', 'funds.RequestPayment', { ...payment, amount: '-5' }, '/data/amount'],
    ['a fraction of a fen', 'funds.RequestPayment', { ...payment, amount: '1.5' }, '/data/amount'],
    ['a number for fen', 'funds.RequestPayment', { ...payment, amount: 100 }, '/data/amount'],
  ])('%s is refused where it stands, in both languages', async (_, name, data, where) => {
    const answer = await http.command(name, data);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'command.invalid', where, detail: HAN });
    expect(answer.body['detail']).not.toContain('Invalid input');
  });

  it('an impossible date is refused', async () => {
    const person = { personId: 'p', name: '虚构' };
    const answer = await http.command('offices.RegisterPerson', person, {
      time: '2024-02-30T09:00:00+08:00',
    });
    expect([answer.status, answer.body['where']]).toEqual([400, '/time']);
  });

  it('bytes that are not UTF-8 are refused instead of being recorded as another name', async () => {
    const before = await http.service.ledger.log.head();
    const body = Buffer.concat([
      Buffer.from('{"data":{"personId":"p","name":"'),
      Buffer.from([0xd0, 0xe9]),
      Buffer.from('"},"time":"2024-03-01T09:00:00+08:00","orgunit":"451425100000"}'),
    ]);
    const response = await fetch(`${http.service.url}/api/v1/commands/offices.RegisterPerson`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': 'bytes',
        Authorization: `Bearer ${TOKEN}`,
      },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'http.encoding' });
    expect(await http.service.ledger.log.head()).toBe(before);
  });

  it('a body that is not declared as JSON is refused by its media type', async () => {
    const answer = await http.request('POST', '/api/v1/commands/offices.RegisterPerson', {
      token: TOKEN,
      rawBody: 'x',
      headers: { 'Content-Type': 'text/plain', 'Idempotency-Key': 'text' },
    });
    expect([answer.status, answer.body['code']]).toEqual([415, 'http.media_type']);
  });
});

describe('facts that break a norm', () => {
  it('are recorded as declared: a ballot that does not add up, and an act of a person not in office', async () => {
    const attributes = { powercode: 'V-01', matter: 'matter-1' };
    const record = async (name: string, data: unknown, acting: Record<string, string> = {}) => {
      const answer = await http.command(name, data, {
        classification: 'public',
        attributes: { ...attributes, ...acting },
      });
      expect(answer.body).toMatchObject({ status: 'recorded' });
    };
    await record('offices.RegisterUnit', { unitId: 'u', name: '虚构村', kind: 'village' });
    await record('offices.DefinePost', {
      postId: 'post-1',
      unitId: 'u',
      title: '村主任',
      level: 'village',
    });
    await record('offices.RegisterPerson', { personId: 'p', name: '虚构' });
    await record('matters.OpenMatter', { matterId: 'matter-1', title: '虚构事项' });
    await record(
      'matters.TakeStep',
      { matterId: 'matter-1', stepId: 's1', activity: '审批' },
      { actorperson: 'p', actorpost: 'post-1' },
    );
    const counts = { eligible: 9, present: 7, issued: 7, valid: 7, invalid: 0 };
    await record('matters.TallyBallot', {
      matterId: 'matter-1',
      ballotId: 'b1',
      bodyId: 'body-1',
      mode: 'secret',
      ...counts,
      for: 6,
      against: 2,
      abstain: 1,
    });
    for (const rule of ['BAL-01', 'ACT-01']) {
      const found = await sunledger(http.folder, 'violations', '--rule', rule, '--json');
      expect({ code: found.code, stdout: found.stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining(`"${rule}"`),
      });
    }
  });
});

describe('the page at /', () => {
  it('says that demo data are invented, leads on, and runs no script', async () => {
    const { status, headers, text } = await http.request('GET', '/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('虚构');
    expect(text).not.toContain('<script');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const [, address = ''] of text.matchAll(/href="([^"]+)"/g))
      expect([200, 503]).toContain((await http.request('GET', address)).status);
  });
});
