// Paper, header and footer of a Word report.
import {
  AlignmentType,
  Footer,
  Header,
  PageNumber,
  PageOrientation,
  TabStopType,
  TextRun,
} from 'docx';
import type { TextWatermark } from 'docx/watermarks';
import { GREY, paragraph, SANS, SIZE } from './docxParts.js';

/** Twentieths of a point: A4 with the margins of the printed form. */
const LONG = 16_838;
const SHORT = 11_906;
const mm = (millimetres: number): number => Math.round((millimetres / 25.4) * 1440);

export const PAGE = {
  upright: {
    size: { width: SHORT, height: LONG, orientation: PageOrientation.PORTRAIT },
    margin: { top: mm(28), bottom: mm(24), left: mm(26), right: mm(24) },
  },
  // The library turns width and height itself.
  wide: {
    size: { width: SHORT, height: LONG, orientation: PageOrientation.LANDSCAPE },
    margin: { top: mm(24), bottom: mm(20), left: mm(18), right: mm(18) },
  },
} as const;

/** What a line holds. */
export const LINE_WIDTH = {
  upright: SHORT - mm(50),
  wide: LONG - mm(36),
} as const;

const small = { font: SANS, size: SIZE.small, color: GREY } as const;

export const header = (
  title: string,
  marking: string,
  watermark: readonly TextWatermark[],
): Header =>
  new Header({
    children: [
      paragraph(
        [new TextRun({ text: `${title}\t${marking}`, ...small }), ...watermark] as TextRun[],
        {
          tabStops: [{ type: TabStopType.RIGHT, position: LINE_WIDTH.upright }],
        },
      ),
    ],
  });

export const footer = ([before, between, after]: readonly [string, string, string]): Footer =>
  new Footer({
    children: [
      paragraph(
        [
          new TextRun({
            children: [before, PageNumber.CURRENT, between, PageNumber.TOTAL_PAGES, after],
            ...small,
          }),
        ],
        { alignment: AlignmentType.CENTER },
      ),
    ],
  });
