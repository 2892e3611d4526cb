// The other forms of a report: CSV, XLSX, DOCX, HTML, JSON. Each is read back by something that did not write it.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { chromium, type Browser } from 'playwright-core';
import { parseCanonical } from '../../src/kernel/canonicalJson.js';
import { code, column, money, none, percent, said, text } from '../../src/reports/cells.js';
import type { Table } from '../../src/reports/document.js';
import { digestOf, type FinishedDocument } from '../../src/reports/finish.js';
import { pngOf } from '../../src/reports/png.js';
import { FORMATS, type Format } from '../../src/reports/renderer.js';
import { render } from '../../src/reports/renderers.js';
import { finished, ofBlocks, openDesk, type Desk } from './drawnUp.js';

let desk: Desk;
let audit: FinishedDocument;
beforeAll(async () => {
  desk = await openDesk();
  audit = await desk.audit();
});
afterAll(() => desk.close());

const textIn = async (document: FinishedDocument, format: Format): Promise<string> =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await render(document, format));

const table = (rows: Table['rows'], more: Partial<Table> = {}): FinishedDocument =>
  ofBlocks({
    kind: 'table',
    columns: [column('事项', 'subject'), column('金额', 'amount')],
    rows,
    ...more,
  });

async function zipped(document: FinishedDocument, format: 'docx' | 'xlsx') {
  const entries = unzipSync(await render(document, format));
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([name]) => /\.(xml|rels)$/.test(name))
      .map(([name, bytes]) => [name, strFromU8(bytes)]),
  );
}

describe('every form', () => {
  it.each(FORMATS)('as %s is the same bytes for the same report', async (format) => {
    const first = await render(audit, format);
    expect(Buffer.compare(first, await render(audit, format))).toBe(0);
  });

  it.each(FORMATS.filter((format) => format !== 'pdf'))(
    'as %s lets no control character through to a terminal or into XML',
    async (format) => {
      const document = table([[text('a\u0007\u001b[31mb'), money('1', 'CNY')]]);
      const parts =
        format === 'docx' || format === 'xlsx'
          ? Object.values(await zipped(document, format)).join('')
          : await textIn(document, format);
      expect(parts).not.toMatch(/[\u0007\u001b]/); // eslint-disable-line no-control-regex -- exactly those that XML excludes
      if (format !== 'json') expect(parts).toContain('a␇␛[31mb');
    },
  );
});

const base64Url = (base64 = ''): string => Buffer.from(base64, 'base64').toString('base64url');

describe('JSON', () => {
  it('is canonical, holds both languages, and proves its own digest', async () => {
    const bytes = await render(audit, 'json');
    const model = parseCanonical(bytes) as unknown as FinishedDocument;
    const { digest, links, program, ...content } = model;
    expect(digestOf(content)).toBe(digest);
    expect([links.verify, program]).toEqual([
      `https://ledger.test/virtual/verify/tree/${content.provenance.tree?.size}#${base64Url(content.provenance.tree?.root)}`,
      'sunledger test',
    ]);
    expect(model.title).toEqual(said('离任经济责任审计报告', 'Departure audit'));
  });
});

describe('CSV', () => {
  it('begins with a byte order mark and is one table where the report is one', async () => {
    const csv = await textIn(
      table([
        [text('修路，甲'), money('371160000', 'CNY')],
        [text('"乙"'), none()],
      ]),
      'csv',
    );
    expect(csv.startsWith('\ufeff')).toBe(true);
    expect(parse(csv, { bom: true })).toEqual([
      ['事项', '金额'],
      ['修路，甲', '3711600.00'],
      ['"乙"', ''],
    ]);
  });

  it.each(['=1+1', '+86', '-x', '@SUM(A1)', '＝1', '\t=1'])(
    'makes the text %j harmless',
    async (formula) => {
      const rows = parse(await textIn(table([[text(formula), code(formula)]]), 'csv'), {
        bom: true,
      });
      for (const value of rows[1] as string[]) expect(value).toMatch(/^'[=+\-@＝]/);
    },
  );

  it('keeps a negative amount a number', async () => {
    const rows = parse(await textIn(table([[text('冲销'), money('-5050', 'CNY')]]), 'csv'), {
      bom: true,
    });
    expect((rows[1] as string[])[1]).toBe('-50.50');
  });

  it("names the currency where money is not the ledger's own, and says when the list is cut", async () => {
    const csv = await textIn(
      table([[text('甲'), money('100', 'TWD')]], { extent: { shown: 1, total: 9, more: true } }),
      'csv',
    );
    expect(parse(csv, { bom: true, relax_column_count: true })).toEqual([
      ['事项', '金额', '币种'],
      ['甲', '1.00', 'TWD'],
      ['共 9 条，列出 1 条；其余未列出'],
    ]);
  });

  it('holds every table of the audit with the ids of its events', async () => {
    const csv = await textIn(audit, 'csv');
    for (const { eventId } of audit.references) expect(csv).toContain(eventId);
    expect(csv).toContain('3761609.00');
    expect(csv).toContain('责任建议');
  });
});

describe('XLSX', () => {
  const sheetNames = (workbook: string) =>
    [...workbook.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => name);

  it('has a sheet about the report and one for every table, numbers as numbers', async () => {
    const parts = await zipped(audit, 'xlsx');
    const names = sheetNames(parts['xl/workbook.xml'] ?? '');
    expect(names[0]).toBe('说明');
    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(Array.from(name ?? '').length).toBeLessThanOrEqual(31);
    const sheets = Object.entries(parts).filter(([name]) => name.startsWith('xl/worksheets/sheet'));
    const all = sheets.map(([, xml]) => xml).join('');
    expect(all).toContain('<v>3761609</v>');
    expect(parts['xl/sharedStrings.xml'] ?? all).toContain('修建村道');
  });

  it('writes as text what a spreadsheet would round', async () => {
    const parts = await zipped(
      table([
        [text('大'), money('123456789012345678', 'CNY')],
        [text('小'), money('-150', 'CNY')],
      ]),
      'xlsx',
    );
    const all = Object.values(parts).join('');
    expect(all).toContain('1234567890123456.78');
    expect(all).toContain('<v>-1.5</v>');
    expect(all).not.toContain('<v>1234567890123456');
  });

  it('takes a text that looks like a formula as a text', async () => {
    const parts = await zipped(table([[text('=HYPERLINK("x")'), percent(0.5, 0)]]), 'xlsx');
    expect(Object.values(parts).join('')).not.toContain('<f>');
  });
});

describe('DOCX', () => {
  it('holds text, figures, real headings, repeated table heads, native charts and the fonts of both scripts', async () => {
    const parts = await zipped(audit, 'docx');
    const document = parts['word/document.xml'] ?? '';
    const plain = document.replace(/<[^>]+>/g, '');
    for (const words of [
      '离任经济责任审计报告',
      '韦虚构',
      '3,761,609.00',
      '二、基本情况',
      '审计组组长',
      audit.digest,
    ])
      expect([words, plain.includes(words)]).toEqual([words, true]);
    expect(document).toMatch(/<w:pStyle w:val="Heading1"\/>/);
    expect(document).toContain('<w:tblHeader/>');
    expect(document).toContain('w:eastAsia="宋体"');
    expect(parts['word/charts/chart1.xml']).toContain('<c:barChart>');
    expect(parts['word/charts/chart2.xml']).toContain('<c:lineChart>');
  });

  it('names neither an hour nor a chance: dates are those of the ledger, ids are counted', async () => {
    const parts = await zipped(audit, 'docx');
    expect(parts['docProps/core.xml']).toContain(`>${audit.provenance.recordedAt!.slice(0, 19)}Z<`);
    const ids = [...(parts['word/_rels/document.xml.rels'] ?? '').matchAll(/Id="([^"]+)"/g)];
    for (const [, id] of ids) expect(id).toMatch(/^rId(N?\d+|[a-z-]{0,10}\d*)$/i);
  });

  it('draws the code for checking as a picture that every office program shows', () => {
    const png = pngOf(
      [
        [true, false],
        [false, true],
      ],
      4,
    );
    expect(Buffer.from(png.subarray(0, 8)).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(Buffer.from(png).readUInt32BE(16)).toBe(8);
  });
});

describe('HTML', () => {
  const CHROMIUM = process.env['SUNLEDGER_CHROMIUM'] ?? '/usr/bin/chromium';
  const inBrowser = existsSync(CHROMIUM) ? it : it.skip;
  const skipped = existsSync(CHROMIUM)
    ? ''
    : ` [SKIPPED: no browser at ${CHROMIUM}; set SUNLEDGER_CHROMIUM]`;
  let folder: string;
  let browser: Browser | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sunledger-html-'));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(
    document: FinishedDocument,
    options: { dark?: boolean; width?: number } = {},
  ) {
    browser ??= await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const path = join(folder, 'report.html');
    writeFileSync(path, await render(document, 'html'));
    const context = await browser.newContext({
      colorScheme: options.dark === true ? 'dark' : 'light',
      viewport: { width: options.width ?? 1100, height: 900 },
    });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('console', (message) => trouble.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) trouble.push(request.url());
    });
    await page.goto(pathToFileURL(path).href);
    return { page, trouble };
  }

  it('escapes every text and runs nothing', async () => {
    const html = await textIn(
      table([[text('<script>alert(1)</script>&"\''), code('<b>')]]),
      'html',
    );
    expect(html).not.toContain('<script');
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;&#38;&#34;&#39;');
    expect(html).toContain("default-src 'none'");
  });

  inBrowser(
    `opens without a request or a complaint, by day, by night and on a phone${skipped}`,
    async () => {
      for (const options of [{}, { dark: true }, { width: 390 }]) {
        const { page, trouble } = await opened(audit, options);
        expect(trouble).toEqual([]);
        expect(await page.locator('h1').textContent()).toBe('离任经济责任审计报告');
        const fits = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth';
        expect([options, await page.evaluate(fits)]).toEqual([options, true]);
      }
    },
    60_000,
  );

  inBrowser(
    `keeps the contrast of WCAG AA for every text, by day and by night${skipped}`,
    async () => {
      for (const dark of [false, true]) {
        const { page } = await opened(audit, { dark });
        expect([dark, await page.evaluate(LOW_CONTRAST)]).toEqual([dark, []]);
      }
    },
    60_000,
  );

  inBrowser(
    `has heads for its columns, names for its pictures, and marks that lead to their events${skipped}`,
    async () => {
      const { page } = await opened(audit);
      expect(await page.locator('table:not(.facts)').count()).toBe(
        await page.locator('table:has(thead th[scope=col])').count(),
      );
      const nameless =
        "[...document.querySelectorAll('svg')].filter((svg) => svg.getAttribute('role') !== 'img' || (!svg.querySelector('title') && !svg.hasAttribute('aria-label'))).length";
      expect(await page.locator('svg').count()).toBeGreaterThan(3);
      expect(await page.evaluate(nameless)).toBe(0);
      const targets = await page.evaluate(
        "[...document.querySelectorAll('a.marks')].map((a) => a.getAttribute('href'))",
      );
      expect((targets as string[]).length).toBeGreaterThan(10);
      for (const target of new Set(targets as string[]))
        expect(await page.locator(target).count()).toBe(1);
    },
    60_000,
  );

  inBrowser(
    `shows the code for checking black on white also by night${skipped}`,
    async () => {
      const { page } = await opened(audit, { dark: true });
      expect(
        await page.evaluate("getComputedStyle(document.querySelector('.qr svg')).backgroundColor"),
      ).toBe('rgb(255, 255, 255)');
    },
    60_000,
  );
});

/** Texts whose contrast to what lies behind them is below 4.5 (3 for large ones), in the page itself. */
const LOW_CONTRAST = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => { const c = v / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || (color[3] ?? 1) > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim() !== '');
    const style = getComputedStyle(node);
    if (!own || style.display === 'none' || node.closest('.watermark,.skip,title')) continue;
    const ink = parse(node instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [light(ink), light(behind(node))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) low.push(node.tagName + ' ' + node.textContent.slice(0, 20));
  }
  return low;
})()`;

describe('a report without an address', () => {
  it('says that there is no code for checking, and draws none', async () => {
    const html = await textIn(finished({ title: '甲' }, null), 'html');
    expect(html).toContain('未设置对外网址');
    expect(html).not.toContain('class="qr"');
  });

  it('puts into the code nothing but an address and a hash', () => {
    expect(audit.links.qr).toBe(audit.links.verify);
    expect(audit.links.verify).toMatch(
      /^https:\/\/ledger\.test\/virtual\/verify\/tree\/\d+#[\w-]{43}$/,
    );
    expect(audit.links.permalink).toBe('https://ledger.test/virtual/api/v1/audits/p.head?asOf=1');
  });
});
