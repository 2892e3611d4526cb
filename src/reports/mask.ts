// The public version of a report: only the sections that are for everybody, names masked (张*三), ids of persons hidden.
// It must leave no name that the full report knows in any text, however it came there.
import type { Block, Cell, ReportDocument, Section, Words } from './document.js';
import { said } from './cells.js';
import { rewrite, type Rewriting } from './walk.js';

/** Marks an invented person; no part of the name. */
const INVENTED = '（虚构）';

/** `张小三` to `张*三`, `张三` to `张*`, `Ann Lee` to `A*****e`; a single character to `*`. */
export function maskName(name: string): string {
  const invented = name.endsWith(INVENTED);
  const characters = Array.from(invented ? name.slice(0, -INVENTED.length) : name);
  const [first = ''] = characters;
  const masked =
    characters.length < 2
      ? '*'
      : characters.length === 2
        ? `${first}*`
        : `${first}${'*'.repeat(characters.length - 2)}${characters.at(-1) ?? ''}`;
  return invented ? `${masked}${INVENTED}` : masked;
}

const HIDDEN = '＊＊＊';

/** Every name and id of a person that the report knows, with what stands in its place; longer ones first. */
function secretsOf(document: ReportDocument): readonly (readonly [string, string])[] {
  const secrets = new Map<string, string>();
  const learn = (cell: Cell): Cell => {
    if (cell.kind === 'person') {
      if (cell.name !== null) secrets.set(cell.name, maskName(cell.name));
      secrets.set(cell.personId, HIDDEN);
    } else if (cell.kind === 'text' && cell.personal === true)
      for (const name of typeof cell.text === 'string' ? [cell.text] : Object.values(cell.text))
        secrets.set(name as string, maskName(name as string));
    return cell;
  };
  rewrite(document, { words: (words) => words, cell: learn });
  // A name of one character occurs everywhere; alone in its cell it is masked all the same.
  return [...secrets]
    .filter(([name]) => Array.from(name).length > 1)
    .sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
}

function maskingOf(secrets: readonly (readonly [string, string])[]): Rewriting {
  const hide = (text: string) =>
    secrets.reduce((masked, [secret, instead]) => masked.replaceAll(secret, instead), text);
  const words = (given: Words): Words =>
    typeof given === 'string' ? hide(given) : { zh: hide(given.zh), en: hide(given.en) };
  const personal = (given: Words): Words =>
    typeof given === 'string'
      ? maskName(given)
      : { zh: maskName(given.zh), en: maskName(given.en) };
  return {
    words,
    cell(cell) {
      switch (cell.kind) {
        case 'person': {
          const { name } = cell;
          const text = name === null ? said('（姓名不公开）', '(name withheld)') : maskName(name);
          return { kind: 'text', text };
        }
        case 'text':
          return { ...cell, text: cell.personal === true ? personal(cell.text) : words(cell.text) };
        case 'code':
          return { ...cell, text: hide(cell.text) };
        case 'none':
          return cell.why === undefined ? cell : { ...cell, why: words(cell.why) };
        default:
          return cell;
      }
    },
  };
}

/** What a block shows to everybody. */
function published(block: Block, how: NonNullable<Section['publish']>): readonly Block[] {
  if (how === 'whole') return [block];
  if (block.kind === 'findings')
    return [{ ...block, items: block.items.map((item) => ({ ...item, facts: [] })) }];
  if (how === 'titles') return block.kind === 'paragraph' ? [block] : [];
  if (block.kind === 'table')
    return block.totals === undefined ? [] : [{ ...block, rows: [], extent: undefined }];
  return block.kind === 'list' ? [] : [block];
}

const publishedSections = (sections: readonly Section[]): readonly Section[] =>
  sections.flatMap((section) => {
    const { publish } = section;
    const inside = publishedSections(section.sections ?? []);
    const blocks =
      publish === undefined ? [] : section.blocks.flatMap((block) => published(block, publish));
    return publish === undefined && inside.length === 0
      ? []
      : [{ ...section, blocks, sections: inside }];
  });

/** Events name by their pseudonyms the persons whom the report masks. */
function withoutEvents<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutEvents(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => key !== 'events');
  return Object.fromEntries(members.map(([key, member]) => [key, withoutEvents(member)])) as T;
}

/** A report as everybody may see it. Annexes, event ids and the address of the internal query are left out. */
export function mask(document: ReportDocument): ReportDocument {
  const masking = maskingOf(secretsOf(document));
  const masked = rewrite(
    withoutEvents({ ...document, sections: publishedSections(document.sections), annexes: [] }),
    masking,
  );
  return {
    ...masked,
    marking: { ...document.marking, audience: 'public' },
    question: null,
    evidence: 'inline',
  };
}
