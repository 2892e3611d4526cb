// XES written and read back: the same cases, whatever their texts hold.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeXes, type XesLogCase, type XesLogHeader } from '../../src/exporters/xes.js';
import { readXes, type XesCase } from '../../src/importers/xes.js';
import { openXml } from '../../src/importers/xmlText.js';
import { drain, inChunks } from '../importers/texts.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';

const HEADER: XesLogHeader = {
  extensions: [{ name: 'Concept', prefix: 'concept', uri: 'http://x/"concept"' }],
  classifiers: { 'A & B': "concept:name 'with space'" },
  globals: { trace: { 'concept:name': 'UNKNOWN' }, event: {} },
  attributes: { 'concept:name': '日志', version: 2 },
  traceTypes: {},
  eventTypes: { 'time:timestamp': 'date', 'identity:id': 'id' },
};

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  await Promise.resolve();
  yield* items;
}

async function textOf(cases: Iterable<XesLogCase>, header = HEADER): Promise<string> {
  const parts: string[] = [];
  for await (const part of writeXes(header, each(cases))) parts.push(part);
  return parts.join('');
}

async function readBack(text: string) {
  const { header, cases } = readXes(inChunks(text, 97), { file: 'f.xes' });
  const { items, failure } = await drain(cases);
  expect(failure).toBeUndefined();
  return { header, cases: items };
}

const anyText = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  // eslint-disable-next-line no-control-regex -- the characters that XML excludes
  .filter((text) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.test(text));
const anyValue = fc.oneof(
  anyText,
  fc.constantFrom('a\nb', '\ttab\r\n', ' <&>"\' ', ''),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.boolean(),
);
const anyAttributes = fc.dictionary(
  anyText.filter((key) => key !== '' && !key.includes('#') && !/^(time|__proto__)/.test(key)),
  anyValue,
  { maxKeys: 5, noNullPrototype: true },
);

describe('a XES log', () => {
  it('gives back its cases and what it says about itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            attributes: anyAttributes,
            events: fc.array(fc.record({ attributes: anyAttributes }), { maxLength: 4 }),
          }),
          { maxLength: 5 },
        ),
        async (cases) => {
          const { header, cases: found } = await readBack(await textOf(cases));
          expect(
            found.map(({ attributes, events }) => ({
              attributes,
              events: events.map((one) => ({ attributes: one.attributes })),
            })),
          ).toEqual(cases);
          expect(found.flatMap(({ problems }) => problems)).toEqual([]);
          expect(header).toMatchObject({
            extensions: HEADER.extensions,
            classifiers: HEADER.classifiers,
            attributes: HEADER.attributes,
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('writes times with their offset, ids as ids and numbers as numbers', async () => {
    const text = await textOf([
      {
        attributes: { 'concept:name': 'c' },
        events: [
          {
            attributes: {
              'concept:name': '甲',
              'time:timestamp': '2026-03-02T09:00:00+08:00',
              'identity:id': 'x',
              n: 1,
              f: 0.5,
              b: true,
            },
          },
        ],
      },
    ]);
    for (const line of [
      '<date key="time:timestamp" value="2026-03-02T09:00:00+08:00"/>',
      '<id key="identity:id" value="x"/>',
      '<int key="n" value="1"/>',
      '<float key="f" value="0.5"/>',
      '<boolean key="b" value="true"/>',
    ])
      expect(text).toContain(line);
  });

  it('with a character that XML cannot hold is refused, naming the case', async () => {
    await expect(
      textOf([{ attributes: { 'concept:name': 'c7', x: '\u0000' }, events: [] }]),
    ).rejects.toMatchObject({
      code: 'export.unwritable_text',
      where: 'c7',
    });
  });

  itWith(
    'data/process_standards/xes',
    'of another program is written back as it was read',
    async () => {
      const source = await openXml(
        sharedPath('data', 'process_standards', 'xes', 'reviewing.xes.gz'),
      );
      const first = readXes(source.text, { file: 'reviewing.xes' });
      const cases: XesCase[] = (await drain(first.cases)).items;
      const again = await readBack(await textOf(cases, first.header));
      expect(again.cases).toEqual(cases);
      expect(again.header).toEqual(first.header);
    },
  );
});
