// The flow of a power item over HTTP: one answer in three forms, by extension or by Accept.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseBpmn } from '../../src/importers/models/bpmn.js';
import { flowOfBpmn } from '../../src/importers/models/bpmnFlow.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
let published: string;
const item = (version: string, effectiveFrom: string, steps: readonly object[]) => ({
  code: 'V91',
  version,
  level: 'village',
  name: '虚构事项',
  holder: 'VC',
  lead: 'VPS',
  basis: [{ document: '某法', clause: '第1条' }],
  steps,
  risks: [],
  effectiveFrom,
});
const STEPS = [
  { n: 1, name: '提出', who: 'VPS', evt: 'MatterOpened' },
  { n: 2, name: '公示', who: 'VC', evt: 'NoticePosted', max: '{post.minDays}', from: 1 },
];

beforeAll(async () => {
  service = await startTestService();
  await service.command('powers.PublishPowerItem', item('1', '2021-01-01', STEPS.slice(0, 1)));
  const { body } = await service.command('powers.PublishPowerItem', item('2', '2023-01-01', STEPS));
  published = String(body['position']);
  await service.request('GET', `/api/v1/powers/V91/flow?after=${published}`);
});
afterAll(() => service.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  service.request('GET', `/api/v1/powers/${path}`, { headers });

describe('the flow of a power item', () => {
  it('is data, in words, with the event that published it', async () => {
    const { status, body } = await get('V91/flow?on=2024-06-01');
    expect(status).toBe(200);
    expect(body['data']).toMatchObject({
      on: '2024-06-01',
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      item: { version: '2' },
      steps: [
        { n: 1, who: 'VPS', whoName: '村党组织书记', limits: [] },
        {
          n: 2,
          limits: [
            {
              zh: '第1步之后7日（本县参数）内完成',
              en: 'within 7 calendar days (local value) of step 1',
            },
          ],
        },
      ],
    });
    expect((await get('V91/flow?on=2022-06-01')).body['data']).toMatchObject({
      item: { version: '1' },
    });
  });

  it('is a picture and BPMN, by extension and by Accept, under the same policy as all else', async () => {
    const svg = await get('V91/flow.svg');
    expect([svg.status, svg.headers.get('content-type')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
    ]);
    expect(svg.text).toMatch(/^<svg [\s\S]*2\. 公示/);
    expect(svg.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(svg.headers.get('ledger-position')).toBe(published);
    expect((await get('V91/flow', { Accept: 'image/svg+xml' })).text).toBe(svg.text);
    const bpmn = await get('V91/flow', { Accept: 'application/bpmn+xml' });
    expect(bpmn.headers.get('vary')).toContain('Accept');
    expect(flowOfBpmn(await parseBpmn(bpmn.text, 'x.bpmn')).steps).toEqual(STEPS);
    expect(
      (await get('V91/flow', { Accept: 'text/html,*/*' })).headers.get('content-type'),
    ).toMatch(/json/);
  });

  it.each([
    ['an unknown power', 'Z99/flow', 404, 'power.not_in_force'],
    ['a day before it was in force', 'V91/flow.svg?on=2020-01-01', 404, 'power.not_in_force'],
    ['an impossible day', 'V91/flow?on=2024-02-30', 400, 'http.query'],
    ['a form that there is not', 'V91/flow.pdf', 404, 'http.no_route'],
  ])('%s is a problem in both languages', async (_, path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('is in the published contract with its forms', async () => {
    const { body } = await service.request('GET', '/api/v1/openapi.json');
    const paths = body['paths'] as Record<
      string,
      { get: { responses: Record<string, { content: object }> } }
    >;
    expect(Object.keys(paths['/api/v1/powers/{code}/flow']!.get.responses['200']!.content)).toEqual(
      ['application/json', 'image/svg+xml', 'application/bpmn+xml'],
    );
  });
});
