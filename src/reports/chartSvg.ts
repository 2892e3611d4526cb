// Draws a chart as SVG from its data alone: no script, no clock, no measuring of fonts, so the same data give the same bytes.
// Classes let a page recolour it; the attributes are what print shows, told apart also without colour.
import type { Chart, PlotChart } from './document.js';
import { displayNumber, type Speak } from './display.js';
import { drawFlow } from './flowSvg.js';
import { line, rectangle, svg, textAt } from './svg.js';

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 12;
const TOP = 40;
const BOTTOM = 34;

interface Style {
  readonly stroke: string;
  readonly fill: string;
  readonly dash: string;
}

/** Told apart by lightness and dash, for print without colour. */
const STYLES: readonly Style[] = [
  { stroke: '#123a63', fill: '#1f5f9e', dash: '' },
  { stroke: '#9a4a00', fill: '#f6c88f', dash: '6 3' },
  { stroke: '#1d6b3a', fill: '#8fd0a8', dash: '2 3' },
  { stroke: '#6b2470', fill: '#d9b0dc', dash: '8 3 2 3' },
];
const styleOf = (index: number): Style =>
  STYLES[index % STYLES.length] ?? { stroke: '#000', fill: '#888', dash: '' };

/** Geometry only: money of any size becomes a height, never a figure. */
function heightOf(
  cell: PlotChart['series'][number]['values'][number] | undefined,
): number | undefined {
  switch (cell?.kind) {
    case 'money':
      return Number(cell.fen) / 100;
    case 'number':
      return cell.value;
    case 'percent':
      return cell.share * 100;
    default:
      return undefined;
  }
}

/** A step of 1, 2 or 5 times a power of ten that parts the span in at most five. */
function niceStep(span: number): number {
  if (span <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(span / 5));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => span / step <= 5) ?? span;
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  y(value: number): number;
}

function scaleOf(values: readonly number[], percent: boolean): Scale {
  const least = Math.min(0, ...values);
  const most = percent ? Math.max(100, ...values) : Math.max(0, ...values);
  const step = niceStep(most - least);
  const low = Math.floor(least / step) * step;
  const high = Math.max(Math.ceil(most / step) * step, low + step);
  const count = Math.round((high - low) / step);
  return {
    low,
    high,
    ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step),
    y: (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM),
  };
}

/** Large amounts are written in 万 on the axis, which says so. */
const TEN_THOUSAND = 10_000;

function axis(chart: PlotChart, scale: Scale, speak: Speak): readonly string[] {
  const inTenThousands = scale.high >= 10 * TEN_THOUSAND;
  const unit = speak(chart.unit);
  const digits = scale.high - scale.low < 5 ? 1 : 0;
  const label = (tick: number) =>
    displayNumber(
      inTenThousands ? tick / TEN_THOUSAND : tick,
      inTenThousands && scale.high < 50 * TEN_THOUSAND ? 1 : digits,
    );
  return [
    textAt(LEFT - 6, TOP - 14, inTenThousands ? `万${unit}` : unit, { anchor: 'end' }),
    ...scale.ticks.flatMap((tick) => {
      const y = scale.y(tick);
      return [
        line(LEFT, y, WIDTH - RIGHT, y, tick === 0 ? 'axis' : 'grid'),
        textAt(LEFT - 6, y + 3.5, label(tick), { anchor: 'end' }),
      ];
    }),
  ];
}

const slot = (chart: PlotChart) => (WIDTH - LEFT - RIGHT) / Math.max(1, chart.categories.length);
const centre = (chart: PlotChart, index: number) => LEFT + slot(chart) * (index + 0.5);

function categories(chart: PlotChart, speak: Speak): readonly string[] {
  const every = Math.ceil(chart.categories.length / 12);
  return chart.categories.flatMap((category, index) =>
    index % every === 0
      ? [textAt(centre(chart, index), HEIGHT - BOTTOM + 16, speak(category), { anchor: 'middle' })]
      : [],
  );
}

function bars(chart: PlotChart, scale: Scale): readonly string[] {
  const width = (slot(chart) * 0.76) / Math.max(1, chart.series.length);
  return chart.series.flatMap(({ values }, at) =>
    values.flatMap((cell, index) => {
      const value = heightOf(cell);
      if (value === undefined || value === 0) return [];
      const x = centre(chart, index) + (at - chart.series.length / 2) * width;
      const [top, bottom] = [scale.y(Math.max(0, value)), scale.y(Math.min(0, value))];
      return [rectangle(x, top, width, bottom - top, styleOf(at), `series-${at + 1}`)];
    }),
  );
}

/** A shape of its own for each series: circle, square, triangle, diamond. */
function marker(x: number, y: number, at: number): string {
  const { stroke, fill } = styleOf(at);
  const shapes = [
    `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z`,
    `M${x - 4} ${y - 4}h8v8h-8Z`,
    `M${x} ${y - 5}l5 9h-10Z`,
    `M${x} ${y - 5}l5 5l-5 5l-5 -5Z`,
  ];
  return `<path class="series-${at + 1}" d="${shapes[at % shapes.length] ?? ''}" fill="${fill}" stroke="${stroke}"/>`;
}

function lines(chart: PlotChart, scale: Scale): readonly string[] {
  return chart.series.flatMap(({ values }, at) => {
    const { stroke, dash } = styleOf(at);
    const points = values.map((cell, index) => {
      const value = heightOf(cell);
      return value === undefined ? undefined : { x: centre(chart, index), y: scale.y(value), cell };
    });
    // A gap in the record is a gap in the line.
    const path = points
      .map((point, index) =>
        point === undefined
          ? ''
          : `${points[index - 1] === undefined ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`,
      )
      .join('');
    return [
      `<path class="line-${at + 1}" d="${path}" fill="none" stroke="${stroke}" stroke-width="2"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`,
      ...points.flatMap((point) => (point === undefined ? [] : [marker(point.x, point.y, at)])),
    ];
  });
}

function legend(chart: PlotChart, speak: Speak): readonly string[] {
  return chart.series.flatMap(({ name }, at) => {
    const x = LEFT + 24 + at * 150;
    const key =
      chart.form === 'bars'
        ? rectangle(x, 8, 14, 10, styleOf(at), `series-${at + 1}`)
        : marker(x + 7, 13, at);
    return [key, textAt(x + 20, 17, speak(name))];
  });
}

function drawPlot(chart: PlotChart, speak: Speak): string {
  const values = chart.series.flatMap(({ values: cells }) =>
    cells.flatMap((cell) => heightOf(cell) ?? []),
  );
  const percent = chart.series.some(({ values: cells }) =>
    cells.some(({ kind }) => kind === 'percent'),
  );
  const scale = scaleOf(values, percent);
  return svg(WIDTH, HEIGHT, speak(chart.alt), [
    ...axis(chart, scale, speak),
    ...categories(chart, speak),
    ...(chart.form === 'bars' ? bars(chart, scale) : lines(chart, scale)),
    ...legend(chart, speak),
  ]);
}

/** The picture of a chart, with its alternative text as title. */
export const drawChart = (chart: Chart, speak: Speak): string =>
  chart.form === 'flow' ? drawFlow(chart, speak) : drawPlot(chart, speak);
