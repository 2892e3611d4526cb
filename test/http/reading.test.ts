// Every reading endpoint answers over the demo county in the shape that its published contract states.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { loadConfig } from '../../src/config.js';
import { endpoints } from '../../src/http/endpoints/index.js';
import { envelopeOf } from '../../src/http/answering.js';
import { simulateCounty, SMALL_COUNTY, type County } from '../../scripts/simulate/county.js';
import { loadCounty } from '../../scripts/simulate/load.js';
import { adoptPack, blockingPack, instruct, payment } from '../support/rulebook.js';
import { startTestService, temporaryFolder, TOKEN, type TestService } from '../support/service.js';

let http: TestService;
let county: County;
let folder: string;

beforeAll(async () => {
  folder = temporaryFolder();
  county = simulateCounty({ ...SMALL_COUNTY, years: 1, villages: 3 });
  await loadCounty(loadConfig({ SUNLEDGER_DATA: folder }), county);
  http = await startTestService({ SUNLEDGER_DATA: folder });
  await recordDecisions();
  // A blocked act, for the list of them: the views are waited for on the way.
  expect((await adoptPack(http, blockingPack)).status).toBe(201);
  expect((await instruct(http, 'funds.MakePayment', payment('blocked'))).status).toBe(409);
  const head = await http.service.ledger.log.head();
  await http.service.ledger.views.waitFor(head!, 60_000);
}, 120_000);

/** What people decide is in no simulated county: one of each, so that every list has something to show. */
async function recordDecisions(): Promise<void> {
  const hash = 'a'.repeat(64);
  const run = { runId: 'r1', schemeId: 's', version: '1', period: '2021', position: 1 };
  const counted = { rulePacks: [], inputHash: hash, outputHash: hash, units: 0, results: [] };
  const scheme = { schemeId: 's', version: '1', effectiveFrom: '2030-01-01', digest: hash };
  const departure = {
    auditId: 'a1',
    personId: 'p1',
    terms: [{ termId: 't1', postId: 'po1' }],
    unitId: '451425100001',
    reason: 'resigned',
    on: '2021-01-01',
    template: 'villageCadre',
  };
  const objection = { objectionId: 'o1', runId: 'r1', unitId: '451425100001', text: '虚构' };
  for (const [name, data] of [
    ['accountability.CompleteIndexRun', { ...run, ...counted }],
    ['accountability.AdoptScheme', { ...scheme, content: 'x' }],
    ['accountability.LodgeIndexObjection', objection],
    ['audits.TriggerDeparture', departure],
  ] as const)
    expect([name, (await http.command(name, data)).status]).toEqual([name, 201]);
}

afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true, force: true });
});

const read = (path: string, token: string | false = TOKEN) =>
  http.request('GET', `/api/v1${path}`, { token });
const rows = (body: Record<string, unknown>) => body['data'] as Record<string, unknown>[];

/** Something that costs the unit points. */
async function deduction(unit: string): Promise<string> {
  const { body } = await read(`/index/${unit}?period=2021`);
  const { deductions } = body['data'] as { deductions: { id: string }[] };
  return encodeURIComponent(deductions[0]?.id ?? '');
}

/** A path and query that finds something in the demo county, for each endpoint. */
async function examples(): Promise<Readonly<Record<string, string>>> {
  const leaver = county.planted.find(({ what }) => what.includes('transferred'));
  const person = leaver?.person ?? '';
  const violation = String(rows((await read('/violations?limit=1')).body)[0]?.['id']);
  const payment = String(rows((await read('/funds/payments?limit=1')).body)[0]?.['paymentId']);
  const unit = leaver?.unit ?? '';
  const audits = rows((await read('/audit-files?at=2024-01-01')).body);
  const audit = String(audits[0]?.['auditId']);
  const matter = String(rows((await read('/decisions?limit=1')).body)[0]?.['matterId']);
  const lead = String(rows((await read('/leads?limit=1')).body)[0]?.['id']);
  return {
    '/units': '/units?parent=451425000000',
    '/units/{unitId}/holders': `/units/${unit}/holders?on=2021-06-01`,
    '/persons': `/persons?q=${encodeURIComponent('虚构')}`,
    '/persons/{personId}': `/persons/${person}`,
    '/departures': '/departures',
    '/decisions': `/decisions?text=${encodeURIComponent('道路')}`,
    '/decisions/{matterId}': `/decisions/${matter}`,
    '/matters/{matterId}': `/matters/${matter}`,
    '/rules': '/rules?family=PAY',
    '/rules/{id}': '/rules/BAL-02?on=2026-01-01&area=451425100001',
    '/rule-packs': '/rule-packs',
    '/blocked-acts': '/blocked-acts',
    '/funds/payments': '/funds/payments?limit=5',
    '/funds/payments/{paymentId}': `/funds/payments/${payment}`,
    '/funds/totals': '/funds/totals?by=orgunit,year',
    '/violations': '/violations?severity=S',
    '/violations/{id}': `/violations/${encodeURIComponent(violation)}`,
    '/audits/{personId}': `/audits/${person}`,
    '/index': `/index?period=2021&units=${unit}`,
    '/index/{unit}': `/index/${unit}?period=2021`,
    '/index/{unit}/what-if': `/index/${unit}/what-if?period=2021&without=${await deduction(unit)}`,
    '/audit-files': '/audit-files?at=2024-01-01',
    '/audit-files/{auditId}': `/audit-files/${audit}?at=2024-01-01`,
    '/audits-due': '/audits-due',
    '/powers/{code}/flow': '/powers/V11/flow',
    '/index-schemes': '/index-schemes',
    '/index-runs': '/index-runs',
    '/index-objections': '/index-objections',
    '/risks': '/risks?level=village',
    '/leads': '/leads?limit=5',
    '/lead-short-list': '/lead-short-list?area=451425',
    '/leads/{id}': `/leads/${encodeURIComponent(lead)}`,
    '/lead-precision': '/lead-precision',
    '/lead-checks': '/lead-checks',
  };
}

describe('reading over HTTP', () => {
  it('answers every documented endpoint in the shape of its contract, with its ledger position', async () => {
    const paths = await examples();
    const head = await http.service.ledger.log.head();
    for (const endpoint of endpoints) {
      const path = paths[endpoint.path];
      expect([endpoint.path, path]).toEqual([endpoint.path, expect.any(String)]);
      const { status, body } = await read(path ?? '');
      expect([path, status]).toEqual([path, 200]);
      const parsed = envelopeOf(endpoint).safeParse(body);
      expect([path, parsed.error?.issues ?? []]).toEqual([path, []]);
      expect(body['position']).toBe(head);
      expect(JSON.stringify(body['data']).length).toBeGreaterThan(2);
    }
  });

  it('keeps what is not public from readers without the token', async () => {
    const paths = await examples();
    for (const endpoint of endpoints) {
      const { status } = await read(paths[endpoint.path] ?? '', false);
      expect([endpoint.path, status]).toEqual([endpoint.path, endpoint.restricted ? 401 : 200]);
    }
  });

  it('shows decisions to everybody only where every record of them is public', async () => {
    const open = rows((await read('/decisions?limit=500', false)).body);
    expect(open.length).toBeGreaterThan(5);
    const matter = String(open[0]?.['matterId']);
    const step = { matterId: matter, stepId: 'hidden', activity: '内部核查' };
    const written = await http.command('matters.TakeStep', step, { classification: 'internal' });
    const after = `after=${String(written.body['position'])}`;
    const remaining = rows((await read(`/decisions?limit=500&${after}`, false)).body);
    expect(remaining.map((row) => row['matterId'])).not.toContain(matter);
    expect((await read(`/decisions/${matter}`, false)).status).toBe(404);
    expect((await read(`/decisions/${matter}`)).status).toBe(200);
  });

  it('pages through signed cursors without missing or repeating anything', async () => {
    const all = rows((await read('/funds/payments?limit=500')).body).map((row) => row['paymentId']);
    const seen: unknown[] = [];
    let path: string | undefined = '/funds/payments?limit=7';
    while (path !== undefined) {
      const page = await read(path);
      seen.push(...rows(page.body).map((row) => row['paymentId']));
      const link = page.headers.get('link');
      path = link === null ? undefined : /<\/api\/v1([^>]+)>/.exec(link)?.[1];
    }
    expect(all.length).toBeGreaterThan(20);
    expect(seen).toEqual(all);
  });

  it('pages through leads by score, each saying that it is no conclusion', async () => {
    const all = rows((await read('/leads?limit=500')).body);
    const seen: Record<string, unknown>[] = [];
    let path: string | undefined = '/leads?limit=9';
    while (path !== undefined && seen.length < all.length) {
      const page = await read(path);
      seen.push(...rows(page.body));
      const link = page.headers.get('link');
      path = link === null ? undefined : /<\/api\/v1([^>]+)>/.exec(link)?.[1];
    }
    expect(all.length).toBeGreaterThan(10);
    expect(seen).toEqual(all);
    expect(all.every(({ notice }) => JSON.stringify(notice).includes('疑点不是结论'))).toBe(true);
    expect((await read('/leads?check=B01')).status).toBe(400);
    expect((await read('/leads/A01~-~none')).status).toBe(404);
  });

  it('refuses a cursor that was made up or belongs to another query', async () => {
    const { body } = await read('/funds/payments?limit=7');
    const cursor = encodeURIComponent(String(body['next']));
    for (const path of [
      `/funds/payments?limit=7&category=x&cursor=${cursor}`,
      '/funds/payments?limit=7&cursor=eyJhIjoxfQ.AAAA',
    ]) {
      const answer = await read(path);
      expect([answer.status, answer.body['code']]).toEqual([400, 'http.cursor']);
    }
  });

  it('waits for the position that the reader asks for, and says so when it is beyond the head', async () => {
    const written = await http.command('funds.SetBudgetLine', {
      lineId: 'fresh',
      year: 2024,
      category: '办公',
      amount: '100',
      currency: 'CNY',
    });
    const position = String(written.body['position']);
    const answer = await read(`/units?after=${position}`);
    expect(Number(answer.body['position'])).toBeGreaterThanOrEqual(Number(position));
    const beyond = await read('/units?after=999999999');
    expect([beyond.status, beyond.body['code']]).toEqual([503, 'view.behind']);
    expect(beyond.headers.get('retry-after')).toBe('1');
  }, 20_000);

  it.each([
    ['/violations?colour=red', 'colour'],
    ['/violations?severity=X', 'severity'],
    ['/departures?from=2023-02-30', 'from'],
    ['/funds/totals?by=moon', 'by'],
  ])('names the parameter that is wrong in %s', async (path, where) => {
    const answer = await read(path);
    expect([answer.status, answer.body['code'], answer.body['where']]).toEqual([
      400,
      'http.query',
      where,
    ]);
  });

  it('opens a violation to its rule, clause, parameters and events', async () => {
    const list = await read('/violations?family=PAY&severity=S');
    const { id } = rows(list.body)[0]!;
    const { body } = await read(`/violations/${encodeURIComponent(String(id))}`);
    const violation = body['data'] as Record<string, unknown>;
    expect(violation['rule']).toMatchObject({ id: expect.any(String), basis: expect.any(Array) });
    for (const { eventId } of violation['evidence'] as { eventId: string }[])
      expect((await read(`/events/${eventId}`)).status).toBe(200);
  });
});
