// XES event logs (IEEE 1849), written case by case: what is read back is what was written.
// It must never hold a log in memory, nor write a time without its offset.
import type { XesAttributes, XesHeader, XesScalar, XesType } from '../importers/xes.js';
import { xmlText } from './xmlText.js';

/** What the log says about itself. `traceTypes` and `eventTypes` give the type of keys that their value does not tell. */
export type XesLogHeader = Pick<
  XesHeader,
  'extensions' | 'classifiers' | 'globals' | 'attributes' | 'traceTypes' | 'eventTypes'
>;

/** One case: attributes of the trace, and of its events in their order. */
export interface XesLogCase {
  readonly attributes: XesAttributes;
  readonly events: readonly { readonly attributes: XesAttributes }[];
}

/** The text of the log, in portions. @throws LedgerError `export.unwritable_text` */
export async function* writeXes(
  header: XesLogHeader,
  cases: AsyncIterable<XesLogCase>,
): AsyncGenerator<string> {
  yield headOf(header);
  for await (const { attributes, events } of cases) {
    const where = String(attributes['concept:name'] ?? '');
    const trace = attributesOf(attributes, header.traceTypes, where, '\t\t');
    const inner = events.map(
      (event) =>
        `\t\t<event>\n${attributesOf(event.attributes, header.eventTypes, where, '\t\t\t')}\t\t</event>\n`,
    );
    yield `\t<trace>\n${trace}${inner.join('')}\t</trace>\n`;
  }
  yield '</log>\n';
}

function headOf({ extensions, classifiers, globals, attributes, ...types }: XesLogHeader): string {
  const scopes = (['trace', 'event'] as const).flatMap((scope) => {
    const defaults = attributesOf(globals[scope], types[`${scope}Types`], 'global', '\t\t');
    return defaults === '' ? [] : [`\t<global scope="${scope}">\n${defaults}\t</global>\n`];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n',
    ...extensions.map(
      ({ name, prefix, uri }) =>
        `\t<extension name="${xmlText(name, 'log')}" prefix="${xmlText(prefix, 'log')}" uri="${xmlText(uri, 'log')}"/>\n`,
    ),
    ...scopes,
    ...Object.entries(classifiers).map(
      ([name, keys]) =>
        `\t<classifier name="${xmlText(name, 'log')}" keys="${xmlText(keys, 'log')}"/>\n`,
    ),
    attributesOf(attributes, {}, 'log', '\t'),
  ].join('');
}

function attributesOf(
  attributes: XesAttributes,
  types: Readonly<Record<string, XesType>>,
  where: string,
  indent: string,
): string {
  return Object.entries(attributes)
    .map(([key, value]) => {
      const type = Object.hasOwn(types, key) ? (types[key] ?? 'string') : typeOf(value);
      return `${indent}<${type} key="${xmlText(key, where)}" value="${xmlText(written(value), where)}"/>\n`;
    })
    .join('');
}

/** A number too large for an exact integer is written as what it is: a float. */
const written = (value: XesScalar): string =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? value.toExponential()
    : String(value);

function typeOf(value: XesScalar): XesType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  return Number.isSafeInteger(value) ? 'int' : 'float';
}
