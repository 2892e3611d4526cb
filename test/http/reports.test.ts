// Reports over HTTP: the forms by parameter and by Accept, their headers, the version for everybody, and answers as of an
// earlier position.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { loadConfig } from '../../src/config.js';
import { endpoints } from '../../src/http/endpoints/index.js';
import { openApiDocument } from '../../src/http/openapi.js';
import { FORMATS, FORMS } from '../../src/reports/renderer.js';
import { simulateCounty, SMALL_COUNTY, type County } from '../../scripts/simulate/county.js';
import { loadCounty } from '../../scripts/simulate/load.js';
import { startTestService, temporaryFolder, TOKEN, type TestService } from '../support/service.js';

const ADDRESS = 'https://ledger.example.gov.cn';
let http: TestService;
let county: County;
let folder: string;
let person: string;
let head: string;

beforeAll(async () => {
  folder = temporaryFolder();
  county = simulateCounty({ ...SMALL_COUNTY, years: 1, villages: 2 });
  await loadCounty(loadConfig({ SUNLEDGER_DATA: folder }), county);
  http = await startTestService({ SUNLEDGER_DATA: folder, SUNLEDGER_PUBLIC_URL: `${ADDRESS}/` });
  head = (await http.service.ledger.log.head())!;
  await http.service.ledger.views.waitFor(head as never, 60_000);
  person = county.planted.find(({ what }) => what.includes('transferred'))?.person ?? '';
}, 120_000);
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Bytes and headers, as a client gets them. */
async function get(
  path: string,
  headers: Record<string, string> = {},
  token: string | false = TOKEN,
) {
  const response = await fetch(`${http.service.url}/api/v1${path}`, {
    headers: { ...(token === false ? {} : { Authorization: `Bearer ${token}` }), ...headers },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text: bytes.toString('utf8'),
  };
}

describe('a report over HTTP', () => {
  it.each(FORMATS)(
    'comes as %s with its type, its digest as ETag, and a name that names nobody',
    async (format) => {
      const path = `/audits/${person}?format=${format}`;
      const answer = await get(path);
      const sha256 = createHash('sha256').update(answer.bytes).digest();
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(FORMS[format].mediaType);
      expect(answer.headers.get('etag')).toBe(`"${sha256.toString('hex')}"`);
      expect(answer.headers.get('repr-digest')).toBe(`sha-256=:${sha256.toString('base64')}:`);
      const disposition = answer.headers.get('content-disposition') ?? '';
      expect(disposition).toMatch(
        new RegExp(
          `^(inline|attachment); filename="departure-audit-${head}\\.${FORMS[format].extension}"$`,
        ),
      );
      expect(disposition).not.toContain(person);
      const again = await get(path, { 'If-None-Match': answer.headers.get('etag')! });
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
    },
  );

  it.each([
    ['application/pdf', 'application/pdf'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['text/csv', 'text/csv; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
  ])('follows Accept: %s', async (accept, type) => {
    const { status, headers } = await get('/decisions?limit=2', { Accept: accept });
    expect([status, headers.get('content-type')]).toEqual([200, type]);
    expect(headers.get('vary')).toContain('Accept');
  });

  it('keeps its policy with a page: nothing runs, nothing is fetched', async () => {
    const { headers } = await get('/risks?format=html');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('shows exactly the page that was asked for, says that there are more, and where', async () => {
    const first = await get('/decisions?limit=2&format=csv');
    expect(first.text).toContain('列出 2 条；尚有未列出的');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await get(next.replace('/api/v1', ''));
    expect(second.status).toBe(200);
    expect(second.text.split('\r\n')[1]).not.toBe(first.text.split('\r\n')[1]);
  });

  it('prints one address for one question, which opens to the same report', async () => {
    const asked = await get('/decisions?to=2023-12-31&from=2021-01-01&clock=business&format=json');
    const { links } = JSON.parse(asked.text) as { links: { permalink: string; verify: string } };
    expect(links.permalink).toBe(
      `${ADDRESS}/api/v1/decisions?asOf=${head}&from=2021-01-01&to=2023-12-31`,
    );
    expect(links.verify).toMatch(new RegExp(`^${ADDRESS}/verify/tree/\\d+#[\\w-]{43}$`));
    const again = await get(`${links.permalink.replace(`${ADDRESS}/api/v1`, '')}&format=json`);
    expect(again.text).toBe(asked.text);
  });

  it('gives readers without the token what is public, without names', async () => {
    const { text, status } = await get('/decisions?format=html', {}, false);
    expect(status).toBe(200);
    expect(text).toContain('公开');
    expect((await get(`/audits/${person}?format=pdf`, {}, false)).status).toBe(401);
  });

  it('has the version of an audit for everybody', async () => {
    const full = JSON.parse((await get(`/audits/${person}?format=json`)).text) as {
      subject: { value: { name: string } }[];
    };
    const open = (await get(`/audits/${person}?format=json&audience=public`)).text;
    const name = full.subject[0]?.value.name ?? '';
    expect(name.length).toBeGreaterThan(2);
    expect(open).not.toContain(name);
    expect(open).not.toContain(person);
  });

  it('refuses a form that there is none of, and forms of answers that are no reports', async () => {
    for (const path of ['/risks?format=ps', '/units?format=pdf', '/risks?audience=public']) {
      const { status, text } = await get(path);
      expect([path, status, (JSON.parse(text) as { code: string }).code]).toEqual([
        path,
        400,
        'http.query',
      ]);
    }
  });

  it('carries an error of the rendering thread to the client as it is', async () => {
    const written = await http.command('matters.OpenMatter', {
      matterId: 'rare',
      title: '𠮷日修路',
    });
    const path = `/decisions/rare?format=pdf&after=${String(written.body['position'])}`;
    const { status, text } = await get(path);
    expect([status, JSON.parse(text)]).toEqual([
      400,
      expect.objectContaining({
        code: 'report.missing_glyph',
        detail: expect.stringContaining('「𠮷」（U+20BB7）'),
      }),
    ]);
    expect((await get(path.replace('pdf', 'html'))).status).toBe(200);
  });

  it('is described in the OpenAPI document with every type that it comes in', () => {
    const document = openApiDocument('1', http.service.ledger.handler.definitions, endpoints);
    const get200 = document.paths?.['/api/v1/audits/{personId}']?.get;
    const content = get200?.responses?.['200'] as { content: Record<string, unknown> };
    expect(Object.keys(content.content)).toEqual(
      expect.arrayContaining(['application/json', 'application/pdf', 'text/html', 'text/csv']),
    );
    const names = get200?.parameters?.map((parameter) =>
      'name' in parameter ? parameter.name : '',
    );
    expect(names).toEqual(expect.arrayContaining(['format', 'language', 'audience', 'asOf']));
  });
});

describe('an answer as of an earlier position', () => {
  const THEN = '800';

  it('is what was known then, for whoever has the token; others find it once it is there', async () => {
    const before = await get(`/decisions?asOf=${THEN}`, {}, false);
    expect([before.status, (JSON.parse(before.text) as { code: string }).code]).toEqual([
      401,
      'view.as_of_token',
    ]);
    const trusted = await get(`/decisions?limit=500&asOf=${THEN}`);
    const body = JSON.parse(trusted.text) as {
      position: string;
      data: { events: { opened: { position: string } } }[];
    };
    expect([trusted.status, body.position]).toEqual([200, THEN]);
    expect(body.data.length).toBeGreaterThan(0);
    for (const { events } of body.data)
      expect(Number(events.opened.position)).toBeLessThanOrEqual(Number(THEN));
    expect((await get(`/decisions?asOf=${THEN}`, {}, false)).status).toBe(200);
  }, 60_000);

  it('names the positions that it cannot have', async () => {
    for (const [asOf, code] of [
      ['999999', 'position.beyond_head'],
      ['-1', 'position.malformed'],
    ] as const) {
      const { status, text } = await get(`/decisions?asOf=${asOf}`);
      expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([400, code]);
    }
  });
});
