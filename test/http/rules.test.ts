// The rule book over real HTTP: what holds and why, packs adopted while the service runs, acts warned of and held back.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  adoptPack,
  blockingPack,
  countyPack,
  instruct,
  payment,
  VILLAGE,
} from '../support/rulebook.js';
import { startTestService, TOKEN, type Answer, type TestService } from '../support/service.js';

let http: TestService;
beforeAll(async () => {
  http = await startTestService();
});
afterAll(() => http.close());

const get = (path: string) => http.request('GET', `/api/v1${path}`, { token: TOKEN });
const data = <T>({ body }: Answer) => body['data'] as T;
const now = () => new Date().toISOString();

interface Explained {
  readonly mode: { readonly value: string; readonly origin: { readonly pack: string } | null };
  readonly parameters: readonly { path: string; value: unknown; origin: { pack: string } | null }[];
}
interface Listed {
  readonly rule: string;
  readonly businessDate: string;
  readonly caseId: string;
}

/** The violations of a rule once the views have taken an answer's position into account. */
async function violationsAfter(answer: Answer, rule: string): Promise<readonly Listed[]> {
  const after = String(answer.body['position']);
  return data<Listed[]>(await get(`/violations?rule=${rule}&after=${after}`));
}

describe('the rules', () => {
  it('are listed with their clauses, by family', async () => {
    const all = data<{ id: string; basis: unknown[] }[]>(await get('/rules'));
    expect(all.length).toBeGreaterThan(40);
    for (const { id, basis } of all) expect([id, basis.length > 0]).toEqual([id, true]);
    const pay = data<{ id: string }[]>(await get('/rules?family=pay'));
    expect(pay.every(({ id }) => id.startsWith('PAY-'))).toBe(true);
  });

  it('are explained for a day and an area, each value with its pack', async () => {
    const explained = data<Explained>(await get(`/rules/PAY-06?on=2024-03-01&area=${VILLAGE}`));
    expect(explained.parameters.find(({ path }) => path === 'limit')).toMatchObject({
      value: '100000',
      origin: { pack: 'demo.451425@2012' },
    });
    const nation = data<Explained>(await get('/rules/PAY-06?on=2024-03-01'));
    expect(nation.parameters.find(({ path }) => path === 'limit')?.origin?.pack).toBe('cn@2010');
  });

  it.each([
    ['/rules/PAY-99', 404, 'rule.unknown'],
    ['/rules?family=XYZ', 404, 'rule.family'],
    ['/rules/PAY-01?area=99x', 400, 'area.unknown'],
    ['/rules/PAY-01?area=45142', 400, 'area.unknown'],
    ['/rules/PAY-01?area=19', 400, 'area.unknown'],
    ['/rules/PAY-01?on=2024-02-30', 400, 'http.query'],
    ['/matters/nobody', 404, 'matter.unknown'],
  ])('a wrong question %s is named', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('are documented', async () => {
    const { body } = await get('/openapi.json');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/api/v1/rules',
        '/api/v1/rules/{id}',
        '/api/v1/rule-packs',
        '/api/v1/blocked-acts',
        '/api/v1/matters/{matterId}',
        '/api/v1/commands/rules.AdoptPack',
      ]),
    );
    expect(body['paths']).not.toHaveProperty(['/api/v1/commands/rules.RecordBlockedAct']);
  });
});

describe('what the program computes', () => {
  it.each(['rules.RecordRejudgement', 'rules.RecordBlockedAct'])(
    '%s cannot be typed in',
    async (name) => {
      const answer = await http.command(name, {});
      expect([answer.status, answer.body['code']]).toEqual([400, 'command.internal']);
    },
  );
});

describe('a pack that is adopted while the service runs', () => {
  it('is refused when it contradicts those in force', async () => {
    const pack = countyPack(
      { 'PAY-07': { severity: 'M' } },
      { id: 'county.payee', subject: 'payee' },
    );
    expect((await adoptPack(http, pack)).status).toBe(201);
    const refused = async (other: object) => {
      const { status, body } = await adoptPack(http, other);
      return [status, body['code']];
    };
    expect(await refused({ ...pack, id: 'county.other' })).toEqual([400, 'rulepack.overlap']);
    expect(await refused({ ...pack, id: 'county.third', subject: 'third' })).toEqual([
      400,
      'rulepack.conflict',
    ]);
    expect(await refused({ ...pack, validFrom: '2021-01-01' })).toEqual([
      409,
      'rulepack.version_reused',
    ]);
  });

  it('is listed, and judges what is recorded from then on, not what was', async () => {
    const pay = (id: string) =>
      http.command('funds.MakePayment', payment(id, { amount: '90000' }), {
        time: '2024-03-01T09:00:00+08:00',
        attributes: { orgunit: VILLAGE, powercode: 'V05' },
      });
    const before = await pay('cash-before');
    expect(await violationsAfter(before, 'PAY-06')).toEqual([]);
    const stricter = countyPack(
      { 'PAY-06': { parameters: { limit: '10000' } } },
      { id: 'town', area: '451425100', subject: 'cash' },
    );
    const adopted = await adoptPack(http, stricter);
    expect(adopted.status).toBe(201);
    const packs = data<{ packs: { name: string; inForce: boolean }[] }>(
      await get(`/rule-packs?after=${String(adopted.body['position'])}`),
    );
    expect(packs.packs).toContainEqual(expect.objectContaining({ name: 'town@1', inForce: true }));
    const found = await violationsAfter(await pay('cash-after'), 'PAY-06');
    expect(found.map(({ caseId }) => caseId)).toEqual(['payment-cash-after']);
  });
});

describe('an act that is still to be done', () => {
  beforeAll(async () => {
    expect((await adoptPack(http, blockingPack)).status).toBe(201);
  });

  it('is done where no rule minds', async () => {
    const small = payment('small', { amount: '5000', method: 'transfer' });
    const answer = await instruct(http, 'funds.MakePayment', small);
    expect([answer.status, answer.body['warnings']]).toEqual([201, []]);
  });

  it('is done with a warning where a rule warns', async () => {
    const cash = payment('warned', { amount: '20000' });
    const answer = await instruct(http, 'funds.MakePayment', cash);
    expect([answer.status, answer.body['status']]).toEqual([201, 'recorded']);
    expect(answer.body['warnings']).toMatchObject([
      { rule: 'PAY-06', mode: 'warn', basis: [{ document: '现金管理暂行条例' }] },
    ]);
  });

  it('is held back where a rule blocks, and says rule, clause and what is missing', async () => {
    const head = await http.service.ledger.log.head();
    const answer = await instruct(http, 'funds.MakePayment', payment('b1'), {
      actorperson: 'person-1',
    });
    expect([answer.status, answer.body['code']]).toEqual([409, 'rule.blocked']);
    expect(answer.body['detail']).toMatch(/PAY-01.*没有已通过的决定.*村民委员会组织法/u);
    expect(answer.body['findings']).toMatchObject([{ rule: 'PAY-01', mode: 'block' }]);
    const attempt = String(answer.body['attempt']);
    const blocked = data<{ eventId: string; judgedAt: string; person: string; act: object }[]>(
      await get(`/blocked-acts?limit=1&after=${Number(head) + 1}`),
    );
    expect(blocked).toMatchObject([
      { eventId: attempt, judgedAt: head, person: 'person-1', act: { paymentId: 'b1' } },
    ]);
  });

  it('that was held back is recorded afterwards as what happened, with the violation', async () => {
    const key = 'one-key';
    const time = now();
    const attributes = { orgunit: VILLAGE, powercode: 'V05' };
    const send = (intent: object) =>
      http.command('funds.MakePayment', payment('b2'), {
        key,
        time,
        attributes: { ...attributes, ...intent },
      });
    expect((await send({ intent: 'instruct' })).status).toBe(409);
    const recorded = await send({});
    expect([recorded.status, recorded.body['warnings']]).toEqual([201, []]);
    const found = await violationsAfter(recorded, 'PAY-01');
    expect(found.map(({ caseId }) => caseId)).toContain('payment-b2');
  });

  it('passes once what was missing is recorded', async () => {
    const matter = { matterId: 'M9', title: '修路（虚构）' };
    const act = { matter: 'M9' };
    const record = (name: string, content: object) =>
      http.command(name, content, { time: now(), attributes: { orgunit: VILLAGE, ...act } });
    await record('offices.DefineBody', {
      bodyId: 'VRA9',
      unitId: VILLAGE,
      name: '村民代表会议',
      kind: 'villageRepsMeeting',
      members: [],
    });
    await record('matters.OpenMatter', matter);
    expect((await instruct(http, 'funds.MakePayment', payment('b3'), act)).status).toBe(409);
    const ruling = { matterId: 'M9', rulingId: 'R9', bodyId: 'VRA9', outcome: 'adopted' };
    expect((await record('matters.RuleResult', ruling)).status).toBe(201);
    const again = await instruct(http, 'funds.MakePayment', payment('b3'), act);
    expect([again.status, again.body['code']]).toEqual([201, undefined]);
  });

  it('is looked at one after the other: two that are each allowed do not pass side by side', async () => {
    const guard = countyPack({ 'PAY-09': { mode: 'block' } }, { id: 'sums', subject: 'sums' });
    expect((await adoptPack(http, guard)).status).toBe(201);
    const attributes = { orgunit: VILLAGE, powercode: 'V05' };
    const record = async (name: string, content: object) =>
      expect((await http.command(name, content, { time: now(), attributes })).status).toBe(201);
    const party = { payeeId: 'builder', kind: 'company' };
    const money = { amount: '10000', currency: 'CNY' };
    await record('projects.SignContract', { contractId: 'C9', title: '修渠', party, ...money });
    const half = { amount: '6000', currency: 'CNY', payee: party };
    for (const paymentId of ['s1', 's2'])
      await record('funds.RequestPayment', {
        ...half,
        paymentId,
        category: '工程',
        purpose: paymentId,
        contractId: 'C9',
      });
    const answers = await Promise.all(
      ['s1', 's2'].map((id) =>
        instruct(http, 'funds.MakePayment', payment(id, { ...half, method: 'transfer' })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const held = answers.find(({ status }) => status === 409);
    expect(held?.body['findings']).toMatchObject([{ rule: 'PAY-09' }]);
  });

  it.each([
    [
      'a command that only records',
      'matters.OpenMatter',
      { matterId: 'X', title: '甲' },
      now(),
      'command.not_future_act',
    ],
    [
      'a day that is past',
      'funds.MakePayment',
      payment('p'),
      '2024-03-01T09:00:00+08:00',
      'command.not_future',
    ],
  ])('%s takes no intent', async (_, name, content, time, code) => {
    const answer = await http.command(name, content, {
      time,
      attributes: { orgunit: VILLAGE, intent: 'instruct' },
    });
    expect([answer.status, answer.body['code']]).toEqual([400, code]);
  });

  it('in a batch is looked at by itself', async () => {
    const command = (commandid: string, intent: string) => ({
      name: 'funds.MakePayment',
      commandid,
      intent,
      time: now(),
      orgunit: VILLAGE,
      powercode: 'V05',
      data: payment(commandid),
    });
    const answer = await http.request('POST', '/api/v1/commands', {
      token: TOKEN,
      body: { commands: [command('batch-1', 'instruct'), command('batch-2', 'record')] },
    });
    expect(answer.body['results']).toMatchObject([
      { status: 'failed', problem: { code: 'rule.blocked' } },
      { status: 'recorded' },
    ]);
  });
});
