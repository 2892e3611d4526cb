// Reports as PDF/A-2a by typst: tagged, fonts embedded, the same bytes for the same report.
// One compile blocks its thread for some milliseconds: a server lets a worker do it (see renderPool.ts).
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';
import type * as TypstPackage from '@myriaddreamin/typst-ts-node-compiler';
import { unavailable } from '../../kernel/errors.js';
import { renderer } from '../renderer.js';
import { fontCoverage, fontFolders } from './fonts.js';
import { assertGlyphs } from './glyphs.js';
import { pdfData } from './pdfData.js';

const here = dirname(fileURLToPath(import.meta.url));
/** Nothing is read from it: the template and its data are given as text. */
const WORKSPACE = here;
const DATA = join(WORKSPACE, 'data.json');

/** Results of the compiler older than this many compiles are forgotten. */
const KEPT_COMPILES = 10;

interface Typst {
  readonly compiler: TypstPackage.NodeCompiler;
  readonly template: string;
}

let typst: Typst | undefined;

/** The native typesetter, which is a package of its own for every platform. @throws LedgerError `report.typesetter` */
function loadCompiler() {
  try {
    return createRequire(import.meta.url)(
      '@myriaddreamin/typst-ts-node-compiler',
    ) as typeof TypstPackage;
  } catch (error) {
    throw unavailable(
      'report.typesetter',
      '此平台没有排版组件，不能生成 PDF：请重新安装依赖，或改用 HTML、DOCX 格式',
      'There is no typesetter for this platform, so there can be no PDF; install the packages again or use HTML or DOCX',
      `${process.platform}-${process.arch}`,
      error,
    );
  }
}

/** Loaded when the first PDF is asked for: it takes a tenth of a second and some fifty megabytes. */
function load(): Typst {
  const { NodeCompiler: Compiler } = loadCompiler();
  return {
    compiler: Compiler.create({
      workspace: WORKSPACE,
      fontArgs: [{ fontPaths: fontFolders() }],
    }),
    template: readFileSync(join(here, 'report.typ'), 'utf8'),
  };
}

/** Which standard the file declares; the same tags satisfy both. */
export type PdfStandard = 'a-2a' | 'ua-1';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** @throws LedgerError `report.missing_glyph`, `report.typesetter` */
export function compilePdf(content: object, standard: PdfStandard = 'a-2a'): Uint8Array {
  const json = JSON.stringify(content);
  assertGlyphs(content, json, fontCoverage());
  const { compiler, template } = (typst ??= load());
  compiler.mapShadow(DATA, Buffer.from(json));
  const compiled = compiler.compile({ mainFileContent: template });
  if (compiled.hasError() || compiled.result === null) {
    const found = compiled.takeDiagnostics();
    throw new Error(
      `typst: ${JSON.stringify(found === null ? null : compiler.fetchDiagnostics(found))}`,
    );
  }
  const pdf = compiler.pdf(compiled.result, { pdfStandard: standard });
  compiler.evictCache(KEPT_COMPILES);
  return pdf;
}

export const pdfRenderer = renderer('pdf', async (document, language) => {
  const pdf = compilePdf(pdfData(document, language));
  // Lets go of what the compiler holds; without a turn of the loop memory grows with every report.
  await turn();
  return pdf;
});
