// The few SVG elements that charts are made of, written the same way every time.

/** Text as it may stand between tags and in quoted attributes of XML and HTML. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

const n = (value: number): string => String(Math.round(value * 100) / 100);

const INK = '#222222';
const FONT = 'Noto Sans SC';

export function textAt(
  x: number,
  y: number,
  text: string,
  {
    anchor = 'start',
    size = 11,
    bold = false,
  }: {
    readonly anchor?: 'start' | 'middle' | 'end';
    readonly size?: number;
    readonly bold?: boolean;
  } = {},
): string {
  return `<text class="ink" x="${n(x)}" y="${n(y)}" font-size="${size}" text-anchor="${anchor}"${bold ? ' font-weight="700"' : ''} fill="${INK}">${escapeXml(text)}</text>`;
}

const STROKES = { axis: '#444444', grid: '#d5d5d5' } as const;

export const line = (
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  kind: keyof typeof STROKES,
): string =>
  `<path class="${kind}" d="M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}" stroke="${STROKES[kind]}" fill="none"/>`;

export const rectangle = (
  x: number,
  y: number,
  width: number,
  height: number,
  {
    stroke,
    fill,
    dash = '',
  }: { readonly stroke: string; readonly fill: string; readonly dash?: string },
  name: string,
): string =>
  `<rect class="${name}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" stroke="${stroke}"${name.startsWith('step') && dash !== '' ? ` stroke-dasharray="${dash}"` : ''}/>`;

export const svg = (
  width: number,
  height: number,
  title: string,
  content: readonly string[],
): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" font-family="${FONT}"><title>${escapeXml(title)}</title>${content.join('')}</svg>`;
