// PDF reports: read back by other programs, the same bytes every time, and no character without its glyph.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isLedgerError } from '../../src/kernel/errors.js';
import { code, column, count, money, person, text } from '../../src/reports/cells.js';
import type { FinishedDocument } from '../../src/reports/finish.js';
import { fontCoverage } from '../../src/reports/pdf/fonts.js';
import { missingGlyph } from '../../src/reports/pdf/glyphs.js';
import { pdfData } from '../../src/reports/pdf/pdfData.js';
import { compilePdf, pdfRenderer } from '../../src/reports/pdf/pdfRenderer.js';
import { itUsing, outputOf } from '../support/tools.js';
import { finished, ofBlocks, openDesk, type Desk } from './drawnUp.js';

let desk: Desk;
let folder: string;
beforeAll(async () => {
  desk = await openDesk();
  folder = mkdtempSync(join(tmpdir(), 'sunledger-pdf-'));
});
afterAll(() => {
  desk.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pdfFile(document: FinishedDocument, language: 'zh' | 'en' = 'zh'): Promise<string> {
  const path = join(folder, `${document.digest}-${language}.pdf`);
  writeFileSync(path, await pdfRenderer.render(document, language));
  return path;
}

/** One line, since pages break lines where they like. */
const textOf = async (document: FinishedDocument, language: 'zh' | 'en' = 'zh'): Promise<string> =>
  outputOf('pdftotext', await pdfFile(document, language), '-').replace(/[\s\u200b]+/g, '');

async function refusalOf(document: FinishedDocument) {
  try {
    await pdfRenderer.render(document, 'zh');
  } catch (error) {
    if (isLedgerError(error)) return { code: error.code, zh: error.text.zh, where: error.where };
    throw error;
  }
  throw new Error('was rendered');
}

describe('a PDF report', () => {
  itUsing(
    'pdftotext',
    'holds the Chinese text and the figures of the audit, and its provenance',
    async () => {
      const document = await desk.audit();
      const found = await textOf(document);
      for (const said of [
        '离任经济责任审计报告',
        '韦虚构',
        '2020-01-01',
        '3,761,609.00',
        '村两委联席会',
        '任期目标未入账',
        '所列问题是线索，不是结论',
        '审计组组长',
        '附件1证据事件清单',
        document.provenance.tree!.root,
        document.digest,
        `第1页共`,
      ])
        expect([said, found.includes(said)]).toEqual([said, true]);
      for (const { eventId, leaf } of document.references) {
        expect([eventId, found.includes(eventId)]).toEqual([eventId, true]);
        expect(found).toContain(leaf);
      }
    },
  );

  itUsing('pdftotext', 'speaks English where it is told to', async () => {
    const found = await textOf(await desk.audit(), 'en');
    for (const said of ['Departureaudit', 'notaverdict', 'page1of', 'treeroot'])
      expect(found).toContain(said);
  });

  itUsing('pdffonts', 'embeds subsets of the Noto fonts, and no other font', async () => {
    const [, , ...fonts] = outputOf('pdffonts', await pdfFile(await desk.audit()))
      .trim()
      .split('\n');
    expect(fonts.length).toBeGreaterThanOrEqual(3);
    for (const font of fonts)
      expect(font).toMatch(/^[A-Z]{6}\+Noto(Sans|Serif)SC-(Regular|Bold) .* yes yes yes /);
  });

  itUsing(
    'pdfinfo',
    'is tagged, has a title, and is dated by the ledger, not by the clock',
    async () => {
      const info = outputOf('pdfinfo', '-isodates', await pdfFile(await desk.audit()));
      expect(info).toMatch(/Title: +离任经济责任审计报告/);
      expect(info).toMatch(/Tagged: +yes/);
      expect(info).toMatch(/CreationDate: +2023-03-01/);
    },
  );

  it('declares PDF/A-2a, and satisfies PDF/UA-1 with the same content', async () => {
    const content = pdfData(await desk.audit(), 'zh');
    const declared = Buffer.from(compilePdf(content)).toString('latin1');
    expect(declared).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(declared).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    const accessible = Buffer.from(compilePdf(content, 'ua-1')).toString('latin1');
    expect(accessible).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });

  it('is the same bytes every time, also after other reports', async () => {
    const document = await desk.audit();
    const first = await pdfRenderer.render(document, 'zh');
    await pdfRenderer.render(finished({ title: '别的报告' }), 'zh');
    expect(Buffer.compare(first, await pdfRenderer.render(document, 'zh'))).toBe(0);
  });

  it('is made of an empty ledger too', async () => {
    const { provenance } = finished({});
    const empty = finished({
      provenance: { ...provenance, position: null, recordedAt: null, tree: null },
    });
    expect((await pdfRenderer.render(empty, 'zh')).length).toBeGreaterThan(1000);
  });

  itUsing('pdftotext', 'sets every text as text, never as markup', async () => {
    const tricky = '#panic("x") *a* _b_ $c$ <d> @e \\ // [f] `g` = h';
    const found = await textOf(ofBlocks({ kind: 'paragraph', text: tricky }));
    expect(found).toContain(tricky.replace(/\s+/g, ''));
  });

  itUsing('pdfinfo', 'stays whole with a very long table, its head on every page', async () => {
    const rows = Array.from({ length: 400 }, (_, n) => [text(`第${n}行`), money(String(n), 'CNY')]);
    const document = ofBlocks({
      kind: 'table',
      columns: [column('事项表头', 'subject'), column('金额', 'amount')],
      rows,
      totals: [[text('合计'), money('79800', 'CNY')]],
    });
    const pages = Number(/Pages: +(\d+)/.exec(outputOf('pdfinfo', await pdfFile(document)))?.[1]);
    expect(pages).toBeGreaterThan(5);
    const found = await textOf(document);
    expect(found.split('事项表头').length - 1).toBe(pages);
    for (let n = 0; n < 400; n++) expect(found).toContain(`第${n}行`);
  });
});

describe('a character that the fonts lack', () => {
  it.each([
    ['𠮷', 'U+20BB7'],
    ['\ue123', 'U+E123'],
    ['🙂', 'U+1F642'],
    ['č', 'U+010D'],

    ['葛\u{e0103}', 'U+845B U+E0103'],
  ])('such as %s is an error that names it and where it stands', async (character, codePoints) => {
    const refused = await refusalOf(
      ofBlocks({
        kind: 'table',
        columns: [column('姓名', 'name')],
        rows: [[text('甲')], [person('p.1', `张${character}三`)]],
      }),
    );
    expect(refused.code).toBe('report.missing_glyph');
    expect(refused.zh).toContain(`「${character}」（${codePoints}）`);
    expect(refused.where).toMatch(/^一、 .*rows 2 1/);
    expect(refused.where).not.toContain('张');
  });

  it('is found in titles, charts, footnotes and addresses as well', async () => {
    const chart = {
      kind: 'chart',
      form: 'lines',
      title: '图',
      alt: '图',
      unit: '元',
      categories: ['2021'],
      series: [{ name: '𠮷', values: [count(1)] }],
    } as const;
    const table = { kind: 'table', columns: [column('甲', 'a')], rows: [[code('1')]] } as const;
    for (const document of [
      finished({ title: '𠮷' }),
      finished({ statements: ['𠮷'] }),
      finished({ signatures: [{ role: '𠮷' }] }),
      ofBlocks(chart),
      ofBlocks({ ...table, footnotes: ['𠮷'] }),
      ofBlocks({ kind: 'findings', items: [{ severity: 'S', title: '𠮷', facts: [] }] }),
    ])
      expect((await refusalOf(document)).code).toBe('report.missing_glyph');
  });

  itUsing('pdftotext', 'is none where one of the two families has it', async () => {
    // 𰻝 is in the sans family alone; the compiler would refuse a gap by itself (PDF/A).
    const found = await textOf(ofBlocks({ kind: 'paragraph', text: '𰻝𰻝面馆，龘、䶮、㛃、𬭎' }));
    expect(found).toContain('𰻝𰻝面馆，龘、䶮、㛃、𬭎');
  });

  itUsing(
    'pdftotext',
    'is none where Unicode holds it to be the same as one that they have',
    async () => {
      // U+FA19 and U+F90A are canonically U+795E and U+91D1; a joiner shows nothing by its nature.
      expect(missingGlyph('\ufa19', fontCoverage())).toBeDefined();
      expect(await textOf(ofBlocks({ kind: 'paragraph', text: '\ufa19\uf90a\u200d门' }))).toContain(
        '神金门',
      );
    },
  );
});
