// Petri nets in PNML (ISO/IEC 15909-2): places, transitions, arcs and markings; ProM's mark of silent transitions and its
// final markings. It must never guess a marking that the net leaves open.
import type { SaxesTagPlain } from 'saxes';
import { basename } from 'node:path';
import type { PetriNet } from '../../conformance/petriNet.js';
import { LedgerError } from '../../kernel/errors.js';
import { malformed, tooDeep } from '../errors.js';
import { localName, parseXml } from '../readers/sax.js';
import { MAX_DEPTH, type TextChunks } from '../record.js';
import { openXml } from '../xmlText.js';

/**
 * Reads a PNML file with one net.
 * @throws LedgerError `import.*`, `pnml.invalid`, `pnml.marking`
 */
export async function readPnml(path: string): Promise<PetriNet> {
  const { text, encoding } = await openXml(path);
  return parsePnml(text, basename(path), encoding);
}

/** As {@link readPnml}, from text. */
export async function parsePnml(
  text: TextChunks,
  file: string,
  encoding = 'utf-8',
): Promise<PetriNet> {
  const builder = new NetBuilder(file);
  const items = parseXml<never>(text, { encoding, file, format: 'PNML' }, (parser) => {
    parser.on('opentag', (tag) => builder.open(tag));
    parser.on('text', (content) => builder.text(content));
    parser.on('cdata', (content) => builder.text(content));
    parser.on('closetag', () => builder.close());
  });
  for await (const item of items) return item;
  return builder.finish();
}

interface Node {
  readonly kind: 'place' | 'transition' | 'arc';
  readonly id: string;
  readonly source: string;
  readonly target: string;
  name?: string;
  initial?: string;
  weight?: string;
  silent?: boolean;
}

class NetBuilder {
  private readonly path: string[] = [];
  private readonly nodes: Node[] = [];
  private readonly final = new Map<string, string>();
  private node: Node | undefined;
  private idref = '';
  private content = '';
  private nets = 0;

  constructor(private readonly file: string) {}

  open({ name: written, attributes }: SaxesTagPlain): void {
    const name = localName(written);
    if (this.path.length >= MAX_DEPTH) throw tooDeep('PNML', this.file, MAX_DEPTH);
    if (this.path.length === 0 && name !== 'pnml')
      throw malformed('PNML', `<${written}> ≠ <pnml>`, this.file);
    this.path.push(name);
    this.content = '';
    const { id = '', source = '', target = '', idref = '' } = attributes;
    if (name === 'net' && ++this.nets > 1)
      throw this.invalid('net', id, '只支持一个网', 'only one net is supported');
    if (
      (name === 'place' || name === 'transition' || name === 'arc') &&
      !this.path.includes('marking')
    ) {
      if (id === '') throw this.invalid(name, '', '缺少 id', 'has no id');
      this.node = { kind: name, id, source, target };
      this.nodes.push(this.node);
    } else if (name === 'place') this.idref = idref;
    else if (name === 'toolspecific' && attributes['activity'] === '$invisible$' && this.node)
      this.node.silent = true;
  }

  text(content: string): void {
    if (this.path.at(-1) === 'text') this.content += content;
  }

  close(): void {
    const name = this.path.pop();
    if (name === 'text') this.take(this.path.at(-1) ?? '', this.content.trim());
    else if (name === this.node?.kind && !this.path.includes('marking')) this.node = undefined;
  }

  private take(owner: string, content: string): void {
    if (owner === 'place') this.final.set(this.idref, content);
    else if (!this.node) return;
    else if (owner === 'name') this.node.name ??= content;
    else if (owner === 'initialMarking') this.node.initial = content;
    else if (owner === 'inscription') this.node.weight = content;
  }

  finish(): PetriNet {
    const of = (kind: Node['kind']) => this.nodes.filter((node) => node.kind === kind);
    const places = of('place');
    if (places.length === 0) throw this.invalid('net', '', '没有库所', 'has no place');
    const arcs = of('arc');
    return {
      places: places.map(({ id }) => id),
      transitions: of('transition').map(({ id, name = '', silent }) => ({
        name: id,
        // ProM writes a name for silent transitions too, and marks them apart.
        label: silent === true || name === '' ? null : name,
      })),
      arcs: arcs.map(({ id, source, target, weight }) => [
        source,
        target,
        this.count('arc', id, weight ?? '1'),
      ]),
      initialMarking: this.marking(
        'initialMarking',
        places.map(({ id, initial }) => [id, initial ?? '0']),
        places.filter(({ id }) => !arcs.some(({ target }) => target === id)),
      ),
      finalMarking: this.marking(
        'finalmarkings',
        [...this.final],
        places.filter(({ id }) => !arcs.some(({ source }) => source === id)),
      ),
    };
  }

  /** As written; where nothing is, the one place at that end of the net. */
  private marking(
    name: string,
    written: readonly (readonly [string, string])[],
    ends: readonly Node[],
  ): Record<string, number> {
    const counts = written
      .map(([id, count]) => [id, this.count(name, id, count)] as const)
      .filter(([, count]) => count > 0);
    if (counts.length > 0) return Object.fromEntries(counts);
    const [end, other] = ends;
    if (end && !other) return { [end.id]: 1 };
    throw new LedgerError(
      'invalid',
      'pnml.marking',
      {
        zh: `网没有写明 <${name}>，也不是只有一个${name === 'finalmarkings' ? '终止' : '起始'}库所：请补上标识`,
        en: `The net states no <${name}> and has not just one ${name === 'finalmarkings' ? 'last' : 'first'} place; add the marking`,
      },
      this.file,
      { element: name },
    );
  }

  private count(element: string, id: string, written: string): number {
    if (/^\d{1,6}$/.test(written)) return Number(written);
    throw this.invalid(element, id, `数值「${written}」无效`, `"${written}" is not a number`);
  }

  private invalid(element: string, id: string, zh: string, en: string): LedgerError {
    const named = id === '' ? '' : `「${id}」`;
    return new LedgerError(
      'invalid',
      'pnml.invalid',
      {
        zh: `元素 <${element}>${named}：${zh}`,
        en: `Element <${element}>${id === '' ? '' : ` "${id}"`}: ${en}`,
      },
      this.file,
      { element, id },
    );
  }
}
