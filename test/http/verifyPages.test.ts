// The pages that QR codes open, in a real browser over plain HTTP under a name that is no secure context: no WebCrypto.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { treeHasher } from '../../src/log/treeHasher.js';
import { eventAddress, treeAddress } from '../../src/proof/verifyAddress.js';
import { sizeOf, treeHead } from '../../src/signing/treeProofs.js';
import { encodeBase64 } from '../../src/transparency/index.js';
import { createBrowser, itInBrowser } from '../support/browser.js';
import { sunledger } from '../support/cli.js';
import { startTestService, type TestService } from '../support/service.js';

const HOST = 'ledger.test';
const HOSTILE = '</script><img src=x onerror=alert(1)>虚构';
let http: TestService;
let base: string;
const ids: string[] = [];
const leaves: Uint8Array[] = [];
/** Position of the first of them, behind the rule packs that a new ledger adopts. */
let first: number;
let printed: Awaited<ReturnType<typeof treeOf>>;
async function treeOf(events: number) {
  const { size, root } = await treeHead(http.service.ledger.log, events);
  return { size, root: encodeBase64(root) };
}
const browser = createBrowser(HOST);

beforeAll(async () => {
  http = await startTestService({ SUNLEDGER_SIGN_EVERY_MS: '3600000' });
  base = `http://${HOST}:${new URL(http.service.url).port}`;
  for (const [unitId, name, classification] of [
    ['u1', HOSTILE, 'public'],
    ['u2', '示范村（虚构）', 'internal'],
    ['u3', '第三村（虚构）', 'public'],
  ] as const) {
    const unit = { unitId, name, kind: 'village' };
    const { body } = await http.command('offices.RegisterUnit', unit, { classification });
    ids.push((body['eventIds'] as string[])[0] ?? '');
  }
  const { log } = http.service.ledger;
  for (const id of ids) {
    const record = await log.findEvent(id);
    if (record) leaves.push(treeHasher.leaf(record.bytes));
  }
  first = (await sizeOf(log)) - ids.length;
  printed = await treeOf(first + 2);
  await http.service.ledger.signing.sign();
});
afterAll(async () => {
  await browser.close();
  await http.close();
});

async function open(address: string): Promise<Page> {
  const page = await browser.open(address);
  await page.waitForFunction("document.querySelector('#verdict').dataset.state !== 'none'");
  return page;
}
const state = (page: Page) => page.getAttribute('#verdict', 'data-state');
const said = (page: Page) => page.textContent('#verdict');
const vkey = () => http.service.ledger.signing.vkeys()[0] ?? '';
const codeOf = (at: number) => eventAddress(base, ids[at] ?? '', leaves[at] ?? new Uint8Array());

describe('the page of an event', () => {
  itInBrowser('proves the record of the code in the browser, without WebCrypto', async () => {
    const page = await open(codeOf(0));
    expect(await page.evaluate('String(isSecureContext) + typeof crypto.subtle')).toBe(
      'falseundefined',
    );
    expect(await state(page)).toBe('unpinned');
    expect(await said(page)).toContain('与二维码一致');
    expect(await page.textContent('#details')).toContain(HOSTILE);
    await page.fill('#keys', vkey());
    await page.click('#again');
    await page.waitForSelector('#verdict[data-state="ok"]');
    // The browser says that this header does nothing without HTTPS.
    const ignored = 'Cross-Origin-Opener-Policy';
    expect(browser.complaints.filter((text) => !text.includes(ignored))).toEqual([]);
    expect(browser.requests.filter((url) => !url.startsWith(base))).toEqual([]);
    await page.close();
  });

  itInBrowser('refuses another record than the one whose hash was printed', async () => {
    const page = await open(eventAddress(base, ids[0] ?? '', leaves[2] ?? new Uint8Array()));
    expect(await state(page)).toBe('bad');
    expect(await said(page)).toContain('不是二维码所指的记录');
    await page.evaluate(`location.hash = '${codeOf(0).split('#')[1]}'`);
    await page.waitForSelector('#verdict[data-state="unpinned"]');
    await page.close();
  });

  itInBrowser('shows of a record that is not public what everybody may know', async () => {
    const page = await open(codeOf(1));
    expect(await state(page)).toBe('unpinned');
    expect(await page.textContent('#details')).toContain('个字段未披露');
    expect(await page.content()).not.toContain('示范村');
    await page.close();
  });

  it('needs no script to say what the ledger says, and lets none in that is not its own', async () => {
    const { status, headers, text } = await http.request('GET', `/verify/${ids[0]}`);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(text).toContain(`<th scope="row">位置 / position</th><td>${first}</td>`);
    expect(text).not.toContain('<img');
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text).not.toMatch(/ style=| on\w+=/);
  });

  it('gives the proof as a file that the command line verifies', async () => {
    const { headers, text } = await http.request('GET', `/verify/${ids[2]}/proof`);
    expect(headers.get('content-disposition')).toBe(`attachment; filename=${first + 2}.tlog-proof`);
    const path = join(http.folder, 'x.tlog-proof');
    writeFileSync(path, text);
    const ran = await sunledger(http.folder, 'verify', '--bundle', path, '--vkey', vkey());
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining(`✓ #${first + 2}`)]);
  });

  it.each([
    '/verify/none',
    '/verify/none/proof',
    '/verify/tree/999',
    '/verify/tree/x',
    '/verify/99',
  ])('says in words that there is nothing at %s', async (path) => {
    const { status, headers, text } = await http.request('GET', path);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('无法核验');
  });
});

describe('the page of a tree', () => {
  itInBrowser('proves that what a report stood on is still in the ledger', async () => {
    const page = await open(treeAddress(base, printed));
    expect(await state(page)).toBe('unpinned');
    expect(await said(page)).toContain(`前 ${printed.size} 个事件仍在台账中`);
    await page.fill('#keys', vkey());
    await page.click('#again');
    await page.waitForSelector('#verdict[data-state="ok"]');
    await page.close();
    const whole = await open(treeAddress(base, await treeOf(first + 3)));
    expect(await said(whole)).toContain(`前 ${first + 3} 个事件仍在台账中`);
    await whole.close();
  });

  itInBrowser(
    'refuses a root that the ledger never had, a key of somebody else, and no code',
    async () => {
      const root = Buffer.alloc(32, 1).toString('base64');
      const page = await open(treeAddress(base, { size: 2, root }));
      expect(await state(page)).toBe('bad');
      expect(await said(page)).toContain('二维码中的根与台账不符');
      await page.fill('#keys', 'somebody+00000000+AAAA');
      await page.click('#again');
      await page.waitForFunction(
        "document.querySelector('#verdict').textContent.includes('核验不通过')",
      );
      await page.close();
      const bare = await open(`${base}/verify/tree/2`);
      expect([await state(bare), await said(bare)]).toEqual([
        'unpinned',
        expect.stringContaining('未带二维码中的根'),
      ]);
      await bare.close();
    },
  );
});

describe('the command qr', () => {
  it('prints the code and its address, and needs to be told where the service is', async () => {
    const url = ['--url', base];
    const event = await sunledger(http.folder, 'qr', String(first), ...url);
    expect([event.code, event.stderr]).toEqual([0, '']);
    expect(event.stdout).toContain(codeOf(0));
    const svg = join(http.folder, 'code.svg');
    const tree = await sunledger(http.folder, 'qr', '--svg', svg, '--json', ...url);
    expect(tree.json<{ address: string }>().address).toBe(
      treeAddress(base, await treeOf(first + 3)),
    );
    expect(await sunledger(http.folder, 'qr')).toMatchObject({ code: 2 });
  });
});
