// OCEL 2.0 in JSON, written element by element.
import { BEGINNING, valueText, type OcelSource } from './source.js';

/** The text of the log, in portions. */
// eslint-disable-next-line @typescript-eslint/require-await -- a source in hand, in the form of a stream
export async function* writeOcelJson(source: OcelSource): AsyncGenerator<string> {
  const definitions = (kind: 'event' | 'object') => JSON.stringify(source.types(kind));
  yield `{\n"objectTypes": ${definitions('object')},\n"eventTypes": ${definitions('event')},\n"objects": [`;
  yield* elements(source.objects(), ({ id, type, attributes, relationships }) => ({
    id,
    type,
    attributes: attributes.map(({ name, value, since }) => ({
      name,
      time: since?.text ?? BEGINNING,
      value: valueText(value),
    })),
    relationships,
  }));
  yield '],\n"events": [';
  yield* elements(source.events(), ({ id, type, time, attributes, relationships }) => ({
    id,
    type,
    time: time.text,
    attributes: attributes.map(({ name, value }) => ({ name, value: valueText(value) })),
    relationships,
  }));
  yield ']\n}\n';
}

function* elements<Item>(items: Iterable<Item>, write: (item: Item) => unknown): Generator<string> {
  let first = true;
  for (const item of items) {
    yield `${first ? '\n' : ',\n'}${JSON.stringify(write(item))}`;
    first = false;
  }
  if (!first) yield '\n';
}
