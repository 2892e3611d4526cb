// A report as a Word document, for offices that write on in it: real headings, tables with repeated heads, native charts.
import {
  Document,
  ImageRun,
  Packer,
  SectionType,
  type FileChild,
  type ISectionOptions,
} from 'docx';
import { TextWatermark } from 'docx/watermarks';
import { said } from '../cells.js';
import type { FinishedDocument } from '../finish.js';
import { say, type Language } from '../language.js';
import { flatten, type NumberedSection } from '../numbering.js';
import { markingWords, qrWords, watermarkWords } from '../provenanceWords.js';
import { qrModules } from '../qr.js';
import { pngOf } from '../png.js';
import { renderer } from '../renderer.js';
import { reproducible } from '../zip.js';
import { DocxBlocks } from './docxBlocks.js';
import { footer, header, PAGE } from './docxPage.js';
import { paragraph, SERIF, SIZE, styles } from './docxParts.js';

const MODULE_PIXELS = 4;
const QR_PIXELS = 104;

function qrPicture(document: FinishedDocument, alt: string): FileChild[] {
  const { qr } = document.links;
  if (qr === null) return [];
  const picture = new ImageRun({
    type: 'png',
    data: pngOf(qrModules(qr), MODULE_PIXELS),
    transformation: { width: QR_PIXELS, height: QR_PIXELS },
    altText: { name: 'QR', title: alt, description: qr },
  });
  return [paragraph([picture], { alignment: 'right' })];
}

function pageOf(wide: boolean, children: FileChild[], furniture: Furniture): ISectionOptions {
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      page: wide ? PAGE.wide : PAGE.upright,
    },
    headers: { default: header(furniture.title, furniture.marking, furniture.watermark()) },
    footers: { default: footer(furniture.pages) },
    children,
  };
}

interface Furniture {
  readonly title: string;
  readonly marking: string;
  readonly watermark: () => readonly TextWatermark[];
  readonly pages: readonly [string, string, string];
}

function furnitureOf(document: FinishedDocument, language: Language): Furniture {
  const speak = (words: Parameters<typeof say>[0]) => say(words, language);
  const across = watermarkWords(document.marking);
  return {
    title: speak(document.title),
    marking: markingWords(document.marking).map(speak).join(' · '),
    watermark: () =>
      across === undefined
        ? []
        : [new TextWatermark({ text: speak(across), font: '黑体', color: 'D9D9D9', width: 380 })],
    pages: language === 'en' ? ['page ', ' of ', ''] : ['第 ', ' 页 共 ', ' 页'],
  };
}

/** Sections that lie the same way share a page; the first carries the title, the last what is to be signed. */
function pages(
  document: FinishedDocument,
  blocks: DocxBlocks,
  furniture: Furniture,
): ISectionOptions[] {
  const made: { wide: boolean; children: FileChild[] }[] = [
    {
      wide: false,
      children: [
        ...blocks.titleBlock(),
        ...qrPicture(document, blocks.speak(qrWords(document))),
        ...blocks.statements(),
      ],
    },
  ];
  const add = (wide: boolean, children: FileChild[]) => {
    const last = made.at(-1);
    if (last?.wide === wide) last.children.push(...children);
    else made.push({ wide, children });
  };
  const addAll = (sections: readonly NumberedSection[]) => {
    for (const section of flatten(sections)) {
      const wide = blocks.turns(section);
      add(wide, blocks.section(section, wide));
    }
  };
  addAll(document.sections);
  if (document.signatures.length > 0) add(false, blocks.signatures());
  addAll(document.annexes);
  const evidence = blocks.evidence();
  if (evidence.length > 0) add(true, evidence);
  return made.map(({ wide, children }) => pageOf(wide, children, furniture));
}

export const docxRenderer = renderer('docx', async (document, language) => {
  const blocks = new DocxBlocks(document, language);
  const furniture = furnitureOf(document, language);
  const file = new Document({
    title: furniture.title,
    creator: blocks.speak(document.issuer ?? said('阳光权力台账', 'Sunshine Ledger')),
    lastModifiedBy: document.program,
    styles: {
      ...styles,
      default: {
        document: {
          run: { font: SERIF, size: SIZE.body, language: { value: 'en-US', eastAsia: 'zh-CN' } },
          paragraph: { spacing: { line: 360 } },
        },
      },
    },
    sections: pages(document, blocks, furniture),
  });
  const archive = await Packer.toBuffer(file);
  return reproducible(archive, document.provenance.recordedAt);
});
