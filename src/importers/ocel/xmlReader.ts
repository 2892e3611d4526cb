// OCEL 2.0 in XML: types, objects and events one at a time. References may be written as <relationship>, as the standard's
// examples do, or as <object>, as the schema beside them wants.
import type { SaxesTagPlain } from 'saxes';
import { malformed, tooDeep, tooLarge } from '../errors.js';
import { localName, parseXml } from '../readers/sax.js';
import { MAX_DEPTH, MAX_RECORD_LENGTH, type TextChunks } from '../record.js';
import { ocelError, OCEL_TYPES, type OcelSink } from './model.js';
import { eventOf, objectOf } from './written.js';

/** @throws LedgerError `import.*`, `ocel.*` with `file:line` and the element */
export async function readOcelXml(
  text: TextChunks,
  file: string,
  encoding: string,
  sink: OcelSink,
  zone: string | undefined,
): Promise<void> {
  const items = parseXml<never>(text, { encoding, file, format: 'OCEL XML' }, (parser) => {
    const reader = new XmlReader(file, sink, zone, parser);
    parser.on('opentag', (tag) => reader.open(tag));
    parser.on('text', (content) => reader.text(content));
    parser.on('cdata', (content) => reader.text(content));
    parser.on('closetag', () => reader.close());
  });
  for await (const item of items) return item;
}

interface Part {
  readonly kind: 'event-type' | 'object-type' | 'event' | 'object';
  readonly attributes: Readonly<Record<string, string>>;
  readonly place: string;
  readonly start: number;
  readonly values: { readonly attributes: Readonly<Record<string, string>>; text: string }[];
  readonly relationships: { readonly objectId: string; readonly qualifier: string }[];
}

/** Where each kind of part stands. */
const LISTS: Readonly<Record<string, Part['kind']>> = {
  'log/event-types': 'event-type',
  'log/object-types': 'object-type',
  'log/events': 'event',
  'log/objects': 'object',
};

class XmlReader {
  private readonly path: string[] = [];
  private part: Part | undefined;

  constructor(
    private readonly file: string,
    private readonly sink: OcelSink,
    private readonly zone: string | undefined,
    private readonly at: { readonly line: number; readonly position: number },
  ) {}

  open({ name: written, attributes }: SaxesTagPlain): void {
    const name = localName(written);
    if (this.path.length >= MAX_DEPTH) throw tooDeep('OCEL XML', this.file, MAX_DEPTH);
    if (this.path.length === 0 && name !== 'log')
      throw malformed('OCEL XML', `<${written}> ≠ <log>`, this.file);
    const kind = LISTS[this.path.join('/')];
    if (this.part) this.openInside(this.part, name, attributes);
    else if (kind === name) this.openPart(kind, attributes);
    this.path.push(name);
  }

  private openPart(kind: Part['kind'], attributes: Readonly<Record<string, string>>): void {
    const { line, position } = this.at;
    const named = attributes['id'] ?? attributes['name'];
    const place = `${this.file}:${line} <${kind}${named === undefined ? '' : ` "${named}"`}>`;
    this.part = { kind, attributes, place, start: position, values: [], relationships: [] };
  }

  private openInside(part: Part, name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.at.position - part.start > MAX_RECORD_LENGTH) throw tooLarge('OCEL XML', this.file);
    if (name === 'attribute') part.values.push({ attributes, text: '' });
    else if (name === 'relationship' || name === 'object') {
      const objectId = attributes['object-id'];
      if (objectId === undefined)
        throw ocelError('invalid', '缺少 object-id', 'object-id is missing', part.place);
      part.relationships.push({ objectId, qualifier: attributes['qualifier'] ?? '' });
    }
  }

  text(content: string): void {
    const value = this.part?.values.at(-1);
    if (value && this.path.at(-1) === 'attribute') value.text += content;
  }

  close(): void {
    this.path.pop();
    if (!this.part || this.path.length > 2) return;
    this.give(this.part);
    this.part = undefined;
  }

  private give(part: Part): void {
    const { kind, place, values, relationships } = part;
    const need = (name: string): string => {
      const value = part.attributes[name];
      if (value !== undefined) return value;
      throw ocelError('invalid', `缺少 ${name}`, `${name} is missing`, place);
    };
    if (kind === 'event-type' || kind === 'object-type') {
      const definition = {
        name: need('name'),
        attributes: values.map(({ attributes }) => ({
          name: attributes['name'] ?? '',
          type: OCEL_TYPES.find((type) => type === attributes['type']) ?? ('string' as const),
        })),
      };
      if (kind === 'event-type') this.sink.eventType(definition, place);
      else this.sink.objectType(definition, place);
      return;
    }
    const written = values.map(({ attributes: { name = '', time }, text }) => ({
      name,
      value: text,
      time,
    }));
    const common = { id: need('id'), type: need('type'), attributes: written, relationships };
    if (kind === 'event')
      this.sink.event(eventOf({ ...common, time: need('time') }, this.zone, place), place);
    else this.sink.object(objectOf(common, this.zone, place), place);
  }
}
