// The page of an evidence folder, in a real browser from disk, and its program outside of one.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import type { Page } from 'playwright-core';
import { openDocuments } from '../../src/openLog.js';
import { selectEvents } from '../../src/proof/evidenceScope.js';
import { exportEvidence } from '../../src/proof/exportEvidence.js';
import { createBrowser, itInBrowser } from '../support/browser.js';
import { createProvedLedger, type ProvedLedger } from './provedLedger.js';

let ledger: ProvedLedger;
let folder: string;
let evidence: string;
let vkey: string;
beforeAll(async () => {
  ledger = createProvedLedger();
  folder = mkdtempSync(join(tmpdir(), 'sunledger-page-'));
  evidence = join(folder, 'evidence');
  await ledger.append(5);
  await ledger.append(2, { classification: 'internal' });
  await ledger.store('虚构的会议纪要');
  vkey = await ledger.use(async (log, signing) => {
    await exportEvidence({
      ...(await selectEvents(log, { matter: 'matter-1' })),
      log,
      signing,
      documents: openDocuments(ledger.config),
      disclose: 'internal',
      folder: evidence,
    });
    return signing.vkeys()[0] ?? '';
  });
});
afterAll(() => {
  ledger.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page in an evidence folder', () => {
  const browser = createBrowser();
  const { requests } = browser;

  async function open(path: string): Promise<Page> {
    const page = await browser.open(pathToFileURL(path).href);
    await page.waitForFunction("document.querySelector('#verdict').dataset.state !== 'none'");
    return page;
  }
  const state = (page: Page) => page.getAttribute('#verdict', 'data-state');
  afterAll(() => browser.close());

  itInBrowser('verifies what is inside it, from disk, asking nobody', async () => {
    const page = await open(join(evidence, 'verify.html'));
    expect(await state(page)).toBe('unpinned');
    expect(await page.textContent('#verdict')).toContain('8 条记录');
    expect(await page.textContent('#details')).toContain('虚构：同意');
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
    await page.fill('#keys', vkey);
    await page.click('#again');
    await page.waitForSelector('#verdict[data-state="ok"]');
    await page.close();
  });

  itInBrowser('verifies the folder with its documents, and names a changed one', async () => {
    const page = await open(join(evidence, 'verify.html'));
    await page.fill('#keys', vkey);
    await page.setInputFiles('#folder', evidence);
    await page.waitForSelector('#verdict[data-state="ok"]');
    expect(await page.textContent('#verdict')).toContain('1 份文件');
    const path = join(evidence, 'events', '3.json');
    const original = readFileSync(path);
    writeFileSync(path, original.toString().replace('同意', '反对'));
    await page.setInputFiles('#folder', evidence);
    await page.waitForSelector('#verdict[data-state="bad"]');
    expect(await page.textContent('#details')).toContain('events/3.json');
    writeFileSync(path, original);
    await page.close();
  });

  itInBrowser('shows that what is embedded in it was altered', async () => {
    const html = readFileSync(join(evidence, 'verify.html'), 'utf8');
    const hashes = /index 3\\n([^\\]+)\\n/.exec(html)?.[1] ?? '';
    expect(hashes).not.toBe('');
    const altered = join(folder, 'altered.html');
    writeFileSync(altered, html.replace(hashes, `A${hashes.slice(1)}`));
    const page = await open(altered);
    expect(await state(page)).toBe('bad');
    await page.close();
  });
});

/** Just enough of a page for its program to run in. */
function fakePage(embedded: string) {
  class Element {
    textContent = '';
    value = '';
    files = [];
    readonly dataset: Record<string, string> = {};
    readonly children: Element[] = [];
    append(...added: Element[]) {
      this.children.push(...added);
    }
    replaceChildren() {
      this.children.length = 0;
    }
    addEventListener() {
      return undefined;
    }
  }
  const elements = new Map<string, Element>();
  const getElementById = (id: string) => {
    const element = elements.get(id) ?? new Element();
    elements.set(id, element);
    return element;
  };
  getElementById('evidence').textContent = embedded;
  const document = {
    getElementById,
    createElement: () => new Element(),
    addEventListener: () => undefined,
  };
  const kinds = [
    'HTMLElement',
    'HTMLScriptElement',
    'HTMLTextAreaElement',
    'HTMLInputElement',
    'HTMLButtonElement',
  ];
  return {
    globals: {
      document,
      location: { hash: '' },
      addEventListener: () => undefined,
      TextEncoder,
      TextDecoder,
      performance,
      ...Object.fromEntries(kinds.map((kind) => [kind, Element])),
    },
    verdict: () => getElementById('verdict'),
  };
}

describe('the program of the page outside a browser', () => {
  const parts = () => {
    const html = readFileSync(join(evidence, 'verify.html'), 'utf8');
    const [, embedded = ''] =
      /<script type="application\/json" id="evidence">([\s\S]*?)<\/script>/.exec(html) ?? [];
    const [, program = ''] = /<script>([\s\S]*)<\/script>\s*<\/body>/.exec(html) ?? [];
    return { embedded, program };
  };
  const run = async (embedded: string, program: string) => {
    const page = fakePage(embedded);
    runInContext(program, createContext(page.globals));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return page.verdict();
  };

  it('comes to the same verdicts', async () => {
    const { embedded, program } = parts();
    const whole = await run(embedded, program);
    expect(whole.dataset['state']).toBe('unpinned');
    expect(whole.textContent).toContain('8 条记录');
    const altered = await run(embedded.replace('index 3', 'index 4'), program);
    expect(altered.dataset['state']).toBe('bad');
  });

  it('holds no address of anything elsewhere', () => {
    const { program } = parts();
    expect(program).not.toMatch(
      /fetch\(|XMLHttpRequest|WebSocket|import\(|https?:\/\/(?!www\.w3\.org)/,
    );
  });
});
