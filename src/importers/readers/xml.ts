// XML: the elements at a record path, one by one. An element becomes text, or an object of its attributes (`@name`),
// its children by name (an array when there are several) and its own text (`#text`). DOCTYPE is refused.
import type { SaxesParser, SaxesTagPlain } from 'saxes';
import { tooDeep, tooLarge } from '../errors.js';
import {
  MAX_DEPTH,
  MAX_RECORD_LENGTH,
  type RecordValue,
  type SourceRecord,
  type TextChunks,
} from '../record.js';
import { parseXml } from './sax.js';

interface OpenElement {
  readonly name: string;
  readonly value: Record<string, RecordValue>;
  text: string;
}

/**
 * @param path names of the elements from the root, e.g. `legcohk-vote/meeting/vote`
 * @throws LedgerError `import.malformed` after the records before the error, `import.doctype_refused`,
 *   `import.too_deep`, `import.record_too_large`
 */
export function readXml(
  text: TextChunks,
  path: string,
  encoding: string,
  file: string,
): AsyncGenerator<SourceRecord> {
  const names = path.split('/').filter(Boolean);
  return parseXml<SourceRecord>(text, { encoding, file, format: 'XML' }, (parser, push) =>
    attachRecords(parser, names, file, push),
  );
}

function attachRecords(
  parser: SaxesParser,
  path: readonly string[],
  file: string,
  push: (record: SourceRecord) => void,
): void {
  const ancestors: { name: string; attributes: RecordValue }[] = [];
  const open: OpenElement[] = [];
  let row = 0;
  let start = 0;

  const atRecord = (name: string) =>
    ancestors.length === path.length - 1 &&
    path.at(-1) === name &&
    ancestors.every((ancestor, index) => ancestor.name === path[index]);

  parser.on('opentag', (tag) => {
    if (ancestors.length + open.length >= MAX_DEPTH) throw tooDeep('XML', file, MAX_DEPTH);
    if (open.length > 0 || atRecord(tag.name)) {
      if (open.length === 0) start = parser.position;
      open.push({ name: tag.name, value: attributesOf(tag), text: '' });
    } else ancestors.push({ name: tag.name, attributes: attributesOf(tag) });
  });
  const onText = (content: string) => {
    const element = open.at(-1);
    if (element === undefined) return;
    element.text += content;
    if (parser.position - start > MAX_RECORD_LENGTH) throw tooLarge('XML', file);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element === undefined) {
      ancestors.pop();
      return;
    }
    const parent = open.at(-1);
    if (parent) addChild(parent.value, element.name, valueOf(element));
    else {
      row++;
      const parents = ancestors.map(({ attributes }) => attributes).reverse();
      push({ row, value: valueOf(element), parents });
    }
  });
}

function attributesOf(tag: SaxesTagPlain): Record<string, RecordValue> {
  // No prototype: the names come from the file.
  const value = Object.create(null) as Record<string, RecordValue>;
  for (const [name, content] of Object.entries(tag.attributes)) value[`@${name}`] = content;
  return value;
}

function valueOf({ value, text }: OpenElement): RecordValue {
  const trimmed = text.trim();
  if (Object.keys(value).length === 0) return trimmed;
  if (trimmed !== '') value['#text'] = trimmed;
  return value;
}

function addChild(parent: Record<string, RecordValue>, name: string, child: RecordValue): void {
  const known = parent[name];
  if (known === undefined) parent[name] = child;
  else if (Array.isArray(known)) (known as RecordValue[]).push(child);
  else parent[name] = [known, child];
}
