// Draws the steps of a decision as boxes with arrows, line by line. State is told by border, not by colour alone.
import type { FlowChart, FlowStep } from './document.js';
import type { Speak } from './display.js';
import { svg, rectangle, textAt } from './svg.js';
import { displayWidth } from './table.js';

const WIDTH = 640;
const MOST_IN_A_ROW = 6;
const GAP = 16;
const BOX_HEIGHT = 46;
const ROW = BOX_HEIGHT + 22;
/** What a half-width takes of a line of type. */
const HALF_WIDTH = 6.4;

const STATES: Readonly<
  Record<
    FlowStep['state'],
    { readonly stroke: string; readonly fill: string; readonly dash: string }
  >
> = {
  done: { stroke: '#123a63', fill: '#e8f0f8', dash: '' },
  missing: { stroke: '#777777', fill: '#ffffff', dash: '4 3' },
  flagged: { stroke: '#b00020', fill: '#fdecee', dash: '' },
};

/** As much of a text as a box holds. */
function fitted(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Where the boxes stand: rows as full as each other. */
class Layout {
  readonly rows: number;
  readonly width: number;
  private readonly inRow: number;

  constructor(count: number) {
    this.rows = Math.max(1, Math.ceil(count / MOST_IN_A_ROW));
    this.inRow = Math.max(1, Math.ceil(count / this.rows));
    this.width = (WIDTH - 2 - GAP * (this.inRow - 1)) / this.inRow;
  }

  x = (index: number): number => 1 + (index % this.inRow) * (this.width + GAP);
  y = (index: number): number => 1 + Math.floor(index / this.inRow) * ROW;
  endsRow = (index: number): boolean => index % this.inRow === this.inRow - 1;
}

function box(step: FlowStep, index: number, layout: Layout, speak: Speak): readonly string[] {
  const [x, y, { width }] = [layout.x(index), layout.y(index), layout];
  const middle = x + width / 2;
  const columns = Math.floor((width - 8) / HALF_WIDTH);
  const title = fitted(speak(step.title), columns);
  return [
    rectangle(x, y, width, BOX_HEIGHT, STATES[step.state], `step-${step.state}`),
    ...(step.state === 'flagged'
      ? [
          rectangle(
            x + 3,
            y + 3,
            width - 6,
            BOX_HEIGHT - 6,
            { ...STATES.flagged, fill: 'none' },
            'step-flagged',
          ),
        ]
      : []),
    textAt(middle, y + 19, title, { anchor: 'middle', size: 12, bold: true }),
    ...(step.note === undefined
      ? []
      : [
          textAt(middle, y + 36, fitted(speak(step.note), columns), {
            anchor: 'middle',
            size: 10.5,
          }),
        ]),
  ];
}

/** From a box to the next: straight, or down to the beginning of the next line. */
function arrow(index: number, layout: Layout): string {
  const [left, top] = [layout.x(index), layout.y(index)];
  const path = layout.endsRow(index)
    ? `M${(left + layout.width / 2).toFixed(1)} ${top + BOX_HEIGHT}v10H${(1 + layout.width / 2).toFixed(1)}v9m-4 -5l4 6l4 -6`
    : `M${(left + layout.width).toFixed(1)} ${top + BOX_HEIGHT / 2}h${GAP - 3}m-5 -4l5 4l-5 4`;
  return `<path class="arrow" d="${path}" fill="none" stroke="#444444"/>`;
}

export function drawFlow(chart: FlowChart, speak: Speak): string {
  const { steps } = chart;
  const layout = new Layout(steps.length);
  return svg(WIDTH, (layout.rows - 1) * ROW + BOX_HEIGHT + 2, speak(chart.alt), [
    ...steps.slice(1).map((_, index) => arrow(index, layout)),
    ...steps.flatMap((step, index) => box(step, index, layout, speak)),
  ]);
}
