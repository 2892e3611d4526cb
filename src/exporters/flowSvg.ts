// A process as a picture: SVG made without a browser, readable on screen, in the dark and on paper.
// Same input, same bytes. The words are text, never outlines, so that they can be searched and read aloud.
import type { ProcessGraph, ProcessNode } from '../conformance/processGraph.js';
import type { Box, Layout, Point, Size } from './layout/geometry.js';
import { layoutGraph } from './layout/layout.js';
import { wrapText } from './wrapText.js';
import { xmlText } from './xmlText.js';

/** The words of one task. */
export interface TaskWords {
  /** The number of the step. */
  readonly number?: string;
  readonly title: string;
  /** Who does it. */
  readonly who?: string;
  /** Limits. */
  readonly remarks: readonly string[];
}

export interface FlowPicture {
  readonly graph: ProcessGraph;
  readonly title: string;
  /** The same in words, for those who do not see the picture. */
  readonly description: string;
  readonly tasks: ReadonlyMap<string, TaskWords>;
}

const WIDTH = 236;
/** Columns of text in a task, and what a line of text takes. */
const COLUMNS = 32;
const LINE = 18;
const FONT = 13;
const HEAD = 34;

const STYLE = `
.paper{fill:#fff}.box{fill:#f6f8fa;stroke:#3d4b5c}.mark{fill:#fff;stroke:#3d4b5c}.line{fill:none;stroke:#3d4b5c}
.tip{fill:#3d4b5c}.word{fill:#16202b}.who{fill:#1d4f91}.limit{fill:#8a3b00}
@media (prefers-color-scheme:dark){.paper{fill:#14181d}.box{fill:#1f262e;stroke:#9fb1c4}.mark{fill:#14181d;stroke:#9fb1c4}
.line{stroke:#9fb1c4}.tip{fill:#9fb1c4}.word{fill:#e8edf2}.who{fill:#8ec1ff}.limit{fill:#ffb780}}
@media print{.paper{fill:#fff}.box,.mark{fill:#fff;stroke:#000}.line{stroke:#000}.tip,.word,.who,.limit{fill:#000}}`;

/** @throws LedgerError `export.unwritable_text` */
export async function drawFlow(picture: FlowPicture): Promise<string> {
  const { graph } = picture;
  const lines = new Map([...picture.tasks].map(([id, words]) => [id, textLines(words)]));
  const most = Math.max(1, ...[...lines.values()].map((text) => text.length));
  const task: Size = { width: WIDTH, height: most * LINE + 22 };
  const layout = await layoutGraph(graph, task, 'down');
  return new Picture(picture, layout, lines).draw();
}

interface TextLine {
  readonly text: string;
  readonly style: 'word' | 'who' | 'limit';
}

function textLines({ number, title, who, remarks }: TaskWords): TextLine[] {
  const numbered = number === undefined ? title : `${number}. ${title}`;
  const styled = (style: TextLine['style'], text: string, most?: number): TextLine[] =>
    wrapText(text, COLUMNS, most).map((line) => ({ text: line, style }));
  return [
    ...styled('word', numbered),
    ...(who === undefined ? [] : styled('who', who)),
    ...remarks.flatMap((remark) => styled('limit', remark)),
  ];
}

class Picture {
  constructor(
    private readonly picture: FlowPicture,
    private readonly layout: Layout,
    private readonly lines: ReadonlyMap<string, readonly TextLine[]>,
  ) {}

  draw(): string {
    const { title, description, graph } = this.picture;
    const { boxes } = this.layout;
    const width = Math.max(this.layout.width, 2 * 20 + title.length * 18);
    const height = this.layout.height + HEAD;
    const [titleId, descriptionId] = [`${graph.id}-title`, `${graph.id}-description`];
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${titleId} ${descriptionId}" xml:lang="zh-CN" font-family="'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif" font-size="${FONT}">`,
      `<title id="${titleId}">${this.text(title)}</title>`,
      `<desc id="${descriptionId}">${this.text(description)}</desc>`,
      `<style>${STYLE}</style>`,
      `<defs><marker id="${graph.id}-tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="tip" fill="#3d4b5c" d="M0 0L10 5L0 10z"/></marker></defs>`,
      `<rect class="paper" fill="#fff" width="${width}" height="${height}"/>`,
      `<text class="word" fill="#16202b" x="20" y="${HEAD - 6}" font-size="18" font-weight="600">${this.text(title)}</text>`,
      `<g transform="translate(0 ${HEAD})">`,
      ...graph.edges.map(({ id, name }) => this.line(this.layout.lines.get(id) ?? [], name)),
      ...graph.nodes.map((node) => this.node(node, boxes.get(node.id))),
      '</g></svg>\n',
    ].join('\n');
  }

  private text(text: string): string {
    return xmlText(text, this.picture.graph.id);
  }

  private line(points: readonly Point[], name: string | undefined): string {
    const [first, second] = points;
    const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
    const drawn = `<path class="line" fill="none" stroke="#3d4b5c" stroke-width="1.5" d="${path}" marker-end="url(#${this.picture.graph.id}-tip)"/>`;
    if (name === undefined || !first || !second) return drawn;
    const down = Math.abs(second.y - first.y) >= Math.abs(second.x - first.x);
    const left = !down && second.x < first.x;
    const place = down
      ? { x: first.x + 6, y: first.y + 16, anchor: 'start' }
      : { x: first.x + (left ? -6 : 6), y: first.y - 5, anchor: left ? 'end' : 'start' };
    return `${drawn}<text class="word" fill="#16202b" x="${place.x}" y="${place.y}" text-anchor="${place.anchor}" font-size="12">${this.text(name)}</text>`;
  }

  private node({ id, kind }: ProcessNode, box: Box | undefined): string {
    if (!box) return '';
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    switch (kind) {
      case 'start':
      case 'end':
        return `<circle class="mark" fill="#fff" stroke="#3d4b5c" stroke-width="${kind === 'start' ? 1.5 : 4}" cx="${middle.x}" cy="${middle.y}" r="${box.width / 2 - 2}"/>`;
      case 'task':
        return this.task(id, box, middle);
      default:
        return gateway(kind, box, middle);
    }
  }

  private task(id: string, box: Box, middle: Point): string {
    const lines = this.lines.get(id) ?? [];
    const top = middle.y - ((lines.length - 1) * LINE) / 2 + FONT * 0.36;
    const rows = lines.map(
      ({ text, style }, row) =>
        `<tspan class="${style}" x="${middle.x}" y="${(top + row * LINE).toFixed(1)}"${style === 'word' ? ' font-weight="600"' : ''}>${this.text(text)}</tspan>`,
    );
    return [
      `<rect class="box" fill="#f6f8fa" stroke="#3d4b5c" stroke-width="1.5" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8"/>`,
      `<text class="word" fill="#16202b" text-anchor="middle">${rows.join('')}</text>`,
      ...(lines.some(({ style }) => style === 'limit') ? [clock(box)] : []),
    ].join('');
  }
}

/** The sign of a limit, on the corner of a task. */
function clock({ x, y, width }: Box): string {
  const [cx, cy] = [x + width - 4, y + 4];
  return `<circle class="mark" fill="#fff" stroke="#3d4b5c" stroke-width="1.5" cx="${cx}" cy="${cy}" r="9"/><path class="line" fill="none" stroke="#3d4b5c" stroke-width="1.5" d="M${cx} ${cy - 5}V${cy}H${cx + 4}"/>`;
}

function gateway(
  kind: 'exclusive' | 'parallel',
  { x, y, width, height }: Box,
  middle: Point,
): string {
  const arm = 9;
  const { x: mx, y: my } = middle;
  const sign =
    kind === 'parallel'
      ? `M${mx - arm} ${my}H${mx + arm}M${mx} ${my - arm}V${my + arm}`
      : `M${mx - 7} ${my - 7}L${mx + 7} ${my + 7}M${mx + 7} ${my - 7}L${mx - 7} ${my + 7}`;
  return `<path class="mark" fill="#fff" stroke="#3d4b5c" stroke-width="1.5" d="M${mx} ${y}L${x + width} ${my}L${mx} ${y + height}L${x} ${my}z"/><path class="line" fill="none" stroke="#3d4b5c" stroke-width="3" d="${sign}"/>`;
}
