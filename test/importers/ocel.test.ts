// OCEL 2.0 in its three forms: all say the same, agree with an independent reader, and give back what was written.
import { afterAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { rmSync } from 'node:fs';
import { writeOcelJson } from '../../src/exporters/ocel/json.js';
import { writeOcelSqlite } from '../../src/exporters/ocel/sqlite.js';
import { writeOcelXml } from '../../src/exporters/ocel/xml.js';
import { writeFileStreamed } from '../../src/exporters/writeFile.js';
import { openCaseLog } from '../../src/importers/caseLog.js';
import type { OcelEvent, OcelObject, OcelTypeDefinition } from '../../src/importers/ocel/model.js';
import { openOcel, type OcelOptions } from '../../src/importers/ocel/openOcel.js';
import { OcelStore } from '../../src/importers/ocel/store.js';
import { isLedgerError, type LedgerError } from '../../src/kernel/errors.js';
import { openDatabase } from '../../src/sqlite/driver.js';
import { itWith, readShared, sharedPath } from '../support/sharedFolder.js';
import { createFolder } from './texts.js';
import { createWorkbench } from './workbench.js';

const folder = createFolder();
afterAll(() => folder.remove());

interface Log {
  readonly eventTypes: readonly OcelTypeDefinition[];
  readonly objectTypes: readonly OcelTypeDefinition[];
  readonly events: readonly OcelEvent[];
  readonly objects: readonly OcelObject[];
}

async function readLog(path: string, options: OcelOptions = {}): Promise<Log> {
  const store = await openOcel(path, options);
  try {
    return {
      eventTypes: store.types('event'),
      objectTypes: store.types('object'),
      events: [...store.events()],
      objects: [...store.objects()],
    };
  } finally {
    store.close();
  }
}

const refusal = async (path: string, options: OcelOptions = {}): Promise<LedgerError> => {
  try {
    await readLog(path, options);
  } catch (error) {
    if (isLedgerError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
const relations = (
  list: readonly {
    id: string;
    relationships: readonly { objectId: string; qualifier: string }[];
  }[],
) =>
  list
    .flatMap(({ id, relationships }) =>
      relationships.map(({ objectId, qualifier }) => [id, objectId, qualifier]),
    )
    .sort(byText);
const changes = (objects: readonly OcelObject[]) =>
  objects
    .flatMap(({ id, attributes }) =>
      attributes.flatMap(({ name, value, since }) =>
        since ? [[id, name, String(value), since.epochMs / 1000]] : [],
      ),
    )
    .sort(byText);

describe('the OCEL 2.0 sample', () => {
  const sample = (form: string) =>
    sharedPath('data', 'process_standards', 'ocel', `ocel20_example.${form}`);
  const truth = () => readShared('truth/ocel2-import.json') as Record<string, unknown[][]>;

  const FORMS = [
    ['jsonocel', undefined, 'objectChanges'],
    ['xmlocel', 'UTC', 'objectChanges_xml'],
    ['sqlite', 'UTC', 'objectChanges_sqlite'],
    // The XML and SQLite files state Central European local time: read so, they say the same as the JSON file.
    ['xmlocel', 'Europe/Berlin', 'objectChanges'],
    ['sqlite', 'Europe/Berlin', 'objectChanges'],
  ] as const;
  for (const [form, zone, changed] of FORMS)
    itWith(
      'data/process_standards/ocel',
      `is read from ${form} as an independent reader does${zone === undefined ? '' : `, local times as ${zone}`}`,
      async () => {
        const expected = truth();
        const log = await readLog(sample(form), { zone });
        const shift = zone === 'UTC' ? 3600 : 0;
        expect(
          log.events.map(({ id, type, time }) => [id, type, time.epochMs / 1000]).sort(byText),
        ).toEqual(
          expected['events']!.map(([id, type, time]) => [id, type, (time as number) + shift]).sort(
            byText,
          ),
        );
        expect(log.objects.map(({ id, type }) => [id, type]).sort(byText)).toEqual(
          [...expected['objects']!].sort(byText),
        );
        expect(relations(log.events)).toEqual([...expected['e2o']!].sort(byText));
        expect(relations(log.objects)).toEqual([...expected['o2o']!].sort(byText));
        expect(changes(log.objects)).toEqual([...expected[changed]!].sort(byText));
        const types = (list: readonly OcelTypeDefinition[]) =>
          list.map(({ name, attributes }) => [name, attributes.map((one) => [one.name, one.type])]);
        expect(types(log.eventTypes)).toEqual(expected['eventTypes']);
        expect(types(log.objectTypes)).toEqual(expected['objectTypes']);
      },
    );

  itWith('data/process_standards/ocel', 'is never given a zone that nobody named', async () => {
    expect(await refusal(sample('xmlocel'))).toMatchObject({
      code: 'ocel.time',
      where: expect.stringMatching(/^ocel20_example\.xmlocel:\d+ <object "\w+">$/),
    });
    expect((await refusal(sample('sqlite'))).code).toBe('ocel.time');
  });

  itWith('data/process_standards/ocel', 'in the older version is refused as such', async () => {
    for (const name of ['recruiting-red.jsonocel', 'example_log.jsonocel'])
      expect((await refusal(sharedPath('data', 'process_standards', 'ocel', name))).code).toBe(
        'ocel.version',
      );
  });
});

describe('the minimal samples of the export', () => {
  itWith('truth', 'say the same in all three forms', async () => {
    const read = (form: string) =>
      readLog(sharedPath('truth', 'export-samples', `minimal.ocel.${form}`));
    const json = await read('json');
    expect(json.events).toHaveLength(2);
    expect(await read('xml')).toEqual(json);
    expect(await read('sqlite')).toEqual(json);
  });
});

const WRITERS: Readonly<Record<string, (path: string, store: OcelStore) => Promise<void>>> = {
  json: (path, store) => writeFileStreamed(path, writeOcelJson(store)),
  xml: (path, store) => writeFileStreamed(path, writeOcelXml(store)),
  sqlite: (path, store) => {
    rmSync(path, { force: true });
    writeOcelSqlite(path, store);
    return Promise.resolve();
  },
};

const time = (day: number) => {
  const text = `2026-03-${String(day).padStart(2, '0')}T09:00:00+08:00`;
  return { epochMs: Date.parse(text), text };
};
const anyWord = fc.constantFrom('甲', 'a b', 'A_b', '<&">', "it's", 'x\ny', ' sp ', '0', 'Ä');
const anyLog = fc
  .record({
    objectTypes: fc.uniqueArray(anyWord, { minLength: 1, maxLength: 3 }),
    eventTypes: fc.uniqueArray(anyWord, { minLength: 1, maxLength: 3 }),
    objects: fc.array(
      fc.record({
        type: fc.nat(),
        text: anyWord,
        count: fc.option(fc.maxSafeInteger()),
        yes: fc.option(fc.boolean()),
        day: fc.option(fc.integer({ min: 1, max: 28 })),
        to: fc.array(fc.nat(), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    events: fc.array(
      fc.record({
        type: fc.nat(),
        day: fc.integer({ min: 1, max: 28 }),
        text: fc.option(anyWord),
        share: fc.option(fc.integer({ min: -8, max: 8 })),
        of: fc.array(fc.nat(), { maxLength: 3 }),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ objectTypes, eventTypes, objects, events }): Log => {
    const links = (list: readonly number[]) =>
      [...new Set(list.map((n) => n % objects.length))].map((n) => ({
        objectId: `o${n}`,
        qualifier: n % 2 === 0 ? 'a "q"' : '',
      }));
    const byId = (a: { objectId: string }, b: { objectId: string }) =>
      a.objectId < b.objectId ? -1 : 1;
    return {
      objectTypes: objectTypes.sort().map((name) => ({
        name,
        attributes: [
          { name: 'text', type: 'string' },
          { name: '数', type: 'integer' },
          { name: 'yes no', type: 'boolean' },
        ],
      })),
      eventTypes: eventTypes.sort().map((name) => ({
        name,
        attributes: [
          { name: 'text', type: 'string' },
          { name: 'share', type: 'float' },
        ],
      })),
      objects: objects.map(({ type, text, count, yes, day, to }, n) => ({
        id: `o${n}`,
        type: objectTypes[type % objectTypes.length]!,
        attributes: [
          { name: 'text', value: text },
          ...(count === null ? [] : [{ name: '数', value: count }]),
          ...(yes === null ? [] : [{ name: 'yes no', value: yes }]),
          ...(day === null ? [] : [{ name: 'text', value: `${text}!`, since: time(day) }]),
        ],
        relationships: links(to).sort(byId),
      })),
      events: events
        .map(({ type, day, text, share, of }, n) => ({
          id: `e${n}`,
          type: eventTypes[type % eventTypes.length]!,
          time: time(day),
          attributes: [
            ...(text === null ? [] : [{ name: 'text', value: text }]),
            ...(share === null ? [] : [{ name: 'share', value: share / 4 }]),
          ],
          relationships: links(of).sort(byId),
        }))
        .sort((a, b) => a.time.epochMs - b.time.epochMs),
    };
  });

function storeOf(log: Log): OcelStore {
  const store = new OcelStore();
  for (const type of log.objectTypes) store.objectType(type, '');
  for (const type of log.eventTypes) store.eventType(type, '');
  for (const object of log.objects) store.object(object, '');
  for (const event of log.events) store.event(event, '');
  store.check();
  return store;
}

describe('any OCEL log', () => {
  it('comes back from every form as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (log) => {
        const store = storeOf(log);
        try {
          for (const [form, write] of Object.entries(WRITERS)) {
            const path = `${folder.path}/any.${form}`;
            await write(path, store);
            const found = await readLog(path);
            // SQLite lists objects by type; the other forms as written.
            expect({ form, ...found, objects: [...found.objects].sort(byText) }).toEqual({
              form,
              ...log,
              objects: [...log.objects].sort(byText),
            });
          }
        } finally {
          store.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is one file in SQLite, with sound references', async () => {
    const store = storeOf({
      objectTypes: [{ name: 'a', attributes: [] }],
      eventTypes: [
        { name: 'A', attributes: [] },
        { name: 'a', attributes: [] },
        { name: '甲 乙', attributes: [] },
      ],
      objects: [
        {
          id: 'o',
          type: 'a',
          attributes: [],
          relationships: [{ objectId: 'o', qualifier: 'self' }],
        },
      ],
      events: [],
    });
    const path = `${folder.path}/one.sqlite`;
    await WRITERS['sqlite']!(path, store);
    store.close();
    const database = openDatabase(path, { mode: 'read', durability: 'normal' });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(
      database.prepare('SELECT ocel_type_map AS map FROM event_map_type ORDER BY ocel_type').all(),
    ).toEqual([{ map: 'A' }, { map: 'A_2' }, { map: '甲乙' }]);
    database.close();
  });

  it('whose attributes cannot all be columns is not written to SQLite in part', async () => {
    const store = storeOf({
      objectTypes: [
        {
          name: 't',
          attributes: [
            { name: 'x', type: 'string' },
            { name: 'X', type: 'string' },
          ],
        },
      ],
      eventTypes: [],
      objects: [],
      events: [],
    });
    expect(() => writeOcelSqlite(`${folder.path}/bad.sqlite`, store)).toThrow(
      expect.objectContaining({ code: 'ocel.unwritable_name' }),
    );
    store.close();
    await Promise.resolve();
  });
});

const json = (changed: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify(
    {
      objectTypes: [{ name: 'case', attributes: [] }],
      eventTypes: [{ name: 'act', attributes: [] }],
      objects: [{ id: 'c1', type: 'case' }],
      events: [
        {
          id: 'e1',
          type: 'act',
          time: '2026-03-02T01:00:00Z',
          relationships: [{ objectId: 'c1', qualifier: 'of' }],
        },
      ],
      ...changed,
    },
    null,
    1,
  );
const event = (more: Readonly<Record<string, unknown>>) => ({
  id: 'e1',
  type: 'act',
  time: '2026-03-02T01:00:00Z',
  relationships: [],
  ...more,
});

describe('an OCEL file that cannot be understood', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'an event that names no object',
      json({
        events: [
          event({}),
          event({ id: 'e2', relationships: [{ objectId: 'c9', qualifier: '' }] }),
        ],
      }),
      'ocel.dangling',
      'events[1]',
    ],
    [
      'an object that names no object',
      json({
        objects: [{ id: 'c1', type: 'case', relationships: [{ objectId: 'c9', qualifier: '' }] }],
      }),
      'ocel.dangling',
      'objects[0]',
    ],
    [
      'two events of one id',
      json({ events: [event({}), event({})] }),
      'ocel.duplicate_id',
      'events[1]',
    ],
    [
      'two objects of one id',
      json({
        objects: [
          { id: 'c1', type: 'case' },
          { id: 'c1', type: 'case' },
        ],
      }),
      'ocel.duplicate_id',
      'objects[1]',
    ],
    [
      'a type defined twice',
      json({
        eventTypes: [
          { name: 'act', attributes: [] },
          { name: 'act', attributes: [] },
        ],
      }),
      'ocel.duplicate_type',
      'eventTypes[1]',
    ],
    [
      'an undefined type',
      json({ events: [event({ type: 'other' })] }),
      'ocel.unknown_type',
      'events[0]',
    ],
    [
      'an event without time',
      json({ events: [event({ time: undefined })] }),
      'ocel.invalid',
      'events[0]',
    ],
    [
      'a time without offset',
      json({ events: [event({ time: '2026-03-02T01:00:00' })] }),
      'ocel.time',
      'events[0]',
    ],
    [
      'an impossible time',
      json({ events: [event({ time: '2026-02-30T01:00:00Z' })] }),
      'ocel.time',
      'events[0]',
    ],
    ['a missing list', json({ objects: undefined }), 'ocel.invalid', ''],
    ['a sudden end', json().slice(0, 200), 'import.malformed', ''],
    [
      '200 levels',
      json({
        events: [event({ attributes: JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown })],
      }),
      'import.too_deep',
      '',
    ],
  ];
  it.each(cases)('%s is refused with file, line and element', async (_, text, code, element) => {
    const path = folder.file('bad.json', text);
    const error = await refusal(path);
    expect([error.code, error.where]).toEqual([code, expect.stringMatching(/^bad\.json:\d+/)]);
    expect(error.where).toContain(element);
    const line = Number(/:(\d+)/.exec(error.where!)![1]);
    // The line is the one on which the element begins.
    if (element !== '') {
      const [list = '', place = '0'] = element.split(/[[\]]/);
      const lines = text.split('\n');
      const start = lines.findIndex((one) => one.includes(`"${list}"`));
      const begins = lines.flatMap((one, n) => (n > start && /^ {2}\{/.test(one) ? [n + 1] : []));
      expect(line).toBe(begins[Number(place)]);
    }
  });

  const xml = (inner: string) =>
    `<log>\n<object-types><object-type name="case"><attributes/></object-type></object-types>\n<event-types><event-type name="act"><attributes/></event-type></event-types>\n${inner}</log>`;
  it.each([
    [
      'an event that names no object',
      xml(
        '<objects/>\n<events><event id="e1" type="act" time="2026-03-02T01:00:00Z"><objects><object object-id="c9" qualifier=""/></objects></event></events>',
      ),
      'ocel.dangling',
      'bad.xml:5 <event "e1">',
    ],
    [
      'a reference without id',
      xml(
        '<objects/>\n<events><event id="e1" type="act" time="2026-03-02T01:00:00Z"><objects><relationship/></objects></event></events>',
      ),
      'ocel.invalid',
      'bad.xml:5 <event "e1">',
    ],
    [
      'an event without time',
      xml('<objects/>\n<events>\n<event id="e1" type="act"/></events>'),
      'ocel.invalid',
      'bad.xml:6 <event "e1">',
    ],
    [
      'entities that grow',
      `<!DOCTYPE log [<!ENTITY a "aa">]>${xml('')}`,
      'import.doctype_refused',
      'bad.xml:1',
    ],
    ['200 levels', xml('<x>'.repeat(200)), 'import.too_deep', 'bad.xml:4'],
    ['another root', '<event-types/>', 'import.malformed', 'bad.xml:1'],
  ])('in XML: %s is refused', async (_, text, code, where) => {
    const error = await refusal(folder.file('bad.xml', text));
    expect([error.code, error.where]).toEqual([code, where]);
  });

  it('in SQLite: missing tables, rows and objects are refused', async () => {
    const make = (name: string, change: string) => {
      const store = storeOf({
        objectTypes: [{ name: 'case', attributes: [] }],
        eventTypes: [{ name: 'act', attributes: [] }],
        objects: [{ id: 'c1', type: 'case', attributes: [], relationships: [] }],
        events: [
          {
            id: 'e1',
            type: 'act',
            time: time(1),
            attributes: [],
            relationships: [{ objectId: 'c1', qualifier: '' }],
          },
        ],
      });
      const path = `${folder.path}/${name}.sqlite`;
      writeOcelSqlite(path, store);
      store.close();
      const database = openDatabase(path, { mode: 'write', durability: 'normal' });
      database.exec(`PRAGMA foreign_keys = OFF; ${change}; PRAGMA journal_mode = DELETE`);
      database.close();
      return path;
    };
    const found = [
      ['DROP TABLE event_object', 'ocel.invalid'],
      ['DELETE FROM event_Act', 'ocel.invalid'],
      ["DELETE FROM object WHERE ocel_id = 'c1'", 'ocel.dangling'],
      ['DELETE FROM event_map_type', 'ocel.unknown_type'],
      ["UPDATE event_map_type SET ocel_type_map = 'gone'", 'ocel.invalid'],
    ].map(
      async ([change = '', code], n) =>
        [(await refusal(make(`bad${n}`, change))).code, code] as const,
    );
    for (const [code, expected] of await Promise.all(found)) expect(code).toBe(expected);
  });

  it('a cut-off archive and what is no log at all are told apart', async () => {
    const packed = gzipSync(json());
    expect(
      (await refusal(folder.file('cut.json.gz', packed.subarray(0, packed.length - 9)))).code,
    ).toBe('import.gzip_truncated');
    expect((await refusal(folder.file('text.txt', 'hello'))).code).toBe('ocel.invalid');
    expect(
      (await refusal(folder.file('half.sqlite', 'SQLite format 3\0'.padEnd(4096, 'x')))).code,
    ).toBe('ocel.damaged');
  });
});

describe('an OCEL log as cases', () => {
  const path = () =>
    folder.file(
      'cases.json',
      json({
        objectTypes: [
          { name: 'case', attributes: [{ name: 'amount', type: 'integer' }] },
          { name: 'person', attributes: [] },
        ],
        objects: [
          {
            id: 'c1',
            type: 'case',
            attributes: [
              { name: 'amount', time: '1970-01-01T00:00:00Z', value: '5' },
              { name: 'amount', time: '2026-03-03T00:00:00Z', value: '7' },
            ],
          },
          { id: 'c2', type: 'case' },
          { id: 'p', type: 'person' },
        ],
        events: [
          event({
            id: 'late',
            time: '2026-03-05T00:00:00Z',
            relationships: [{ objectId: 'c1', qualifier: '' }],
          }),
          event({
            id: 'both',
            relationships: [
              { objectId: 'c1', qualifier: 'of' },
              { objectId: 'c1', qualifier: 'again' },
              { objectId: 'c2', qualifier: '' },
              { objectId: 'p', qualifier: '' },
            ],
          }),
        ],
      }),
    );

  it('has one for each object of the type that is chosen', async () => {
    const log = await openCaseLog(path(), { objectType: 'case' });
    const cases = [];
    for await (const one of log.cases) cases.push(one);
    expect([...log.attributes()]).toEqual(expect.arrayContaining(['case:amount', 'ocel:person']));
    await log.close();
    expect(
      cases.map(({ id, attributes, events }) => [
        id,
        attributes,
        events.map(({ time: at, attributes: own }) => [at, own['ocel:person']]),
      ]),
    ).toEqual([
      [
        'c1',
        { amount: 7 },
        [
          [Date.parse('2026-03-02T01:00:00Z'), 'p'],
          [Date.parse('2026-03-05T00:00:00Z'), undefined],
        ],
      ],
      ['c2', {}, [[Date.parse('2026-03-02T01:00:00Z'), 'p']]],
    ]);
  });

  it('asks which type where there are several, and names them', async () => {
    for (const objectType of [undefined, 'other'])
      await expect(openCaseLog(path(), { objectType })).rejects.toMatchObject({
        code: 'ocel.object_type',
        text: { en: expect.stringContaining('case, person') },
      });
  });

  it('goes through a mapping like any other records', async () => {
    const bench = createWorkbench();
    const mapping = `
mapping: ocel-test
title: { zh: 测试, en: Test }
source: { format: ocel, record: case }
attributes:
  time: '2026-03-01T00:00:00+08:00'
  orgunit: '990000000101'
  classification: public
  rulepack: imported
rules:
  - name: matter
    command: matters.OpenMatter
    key: '{id}'
    attributes: { matter: '{id}' }
    data: { matterId: '{id}', title: '虚构 {id}', amount: '{attributes.amount}', currency: CNY }
  - name: step
    command: matters.TakeStep
    forEach: events[*]
    key: '{^.id}/{id}'
    attributes: { matter: '{^.id}', time: '{timestamp}' }
    data: { matterId: '{^.id}', stepId: '{id}', activity: '{activity}' }
`;
    const summary = await bench.run(mapping, path());
    expect(summary).toMatchObject({ records: 2, accepted: 5, rejected: 0 });
    const again = await bench.run(mapping, path());
    expect(again).toMatchObject({ accepted: 0, duplicates: 5 });
    const broken = folder.file(
      'broken.json',
      json({ events: [event({ relationships: [{ objectId: 'c9', qualifier: '' }] })] }),
    );
    const refused = await bench.run(mapping, broken);
    expect(refused.files[0]).toMatchObject({
      accepted: 0,
      failure: {
        code: 'ocel.dangling',
        where: expect.stringMatching(/^broken\.json:\d+ events\[0\]$/),
      },
    });
    await bench.close();
  });
});
