// OCEL 2.0 in XML, written element by element. References are <relationship>, as in the standard's own examples.
import { xmlText } from '../xmlText.js';
import type { OcelRelationship } from '../../importers/ocel/model.js';
import { BEGINNING, valueText, type OcelSource } from './source.js';

/** The text of the log, in portions. @throws LedgerError `export.unwritable_text` */
// eslint-disable-next-line @typescript-eslint/require-await -- a source in hand, in the form of a stream
export async function* writeOcelXml(source: OcelSource): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<log>\n';
  yield definitions(source, 'object');
  yield definitions(source, 'event');
  yield '<objects>\n';
  for (const { id, type, attributes, relationships } of source.objects()) {
    const values = attributes.map(
      ({ name, value, since }) =>
        `<attribute name="${xmlText(name, id)}" time="${since?.text ?? BEGINNING}">${xmlText(valueText(value), id)}</attribute>`,
    );
    yield `<object id="${xmlText(id, id)}" type="${xmlText(type, id)}">${inside(values, relationships, id)}</object>\n`;
  }
  yield '</objects>\n<events>\n';
  for (const { id, type, time, attributes, relationships } of source.events()) {
    const values = attributes.map(
      ({ name, value }) =>
        `<attribute name="${xmlText(name, id)}">${xmlText(valueText(value), id)}</attribute>`,
    );
    yield `<event id="${xmlText(id, id)}" type="${xmlText(type, id)}" time="${time.text}">${inside(values, relationships, id)}</event>\n`;
  }
  yield '</events>\n</log>\n';
}

function definitions(source: OcelSource, kind: 'event' | 'object'): string {
  const types = source.types(kind).map(({ name, attributes }) => {
    const list = attributes.map(
      (one) => `<attribute name="${xmlText(one.name, name)}" type="${one.type}"/>`,
    );
    return `<${kind}-type name="${xmlText(name, name)}"><attributes>${list.join('')}</attributes></${kind}-type>\n`;
  });
  return `<${kind}-types>\n${types.join('')}</${kind}-types>\n`;
}

function inside(
  values: readonly string[],
  relationships: readonly OcelRelationship[],
  where: string,
): string {
  const links = relationships.map(
    ({ objectId, qualifier }) =>
      `<relationship object-id="${xmlText(objectId, where)}" qualifier="${xmlText(qualifier, where)}"/>`,
  );
  return `<attributes>${values.join('')}</attributes><objects>${links.join('')}</objects>`;
}
