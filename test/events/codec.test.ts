// Between stored bytes and events: what was recorded is read back, what was changed is found.
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { audit, decode, encode } from './asBytes.js';
import { catalogue, isLedgerEvent } from '../../src/events/index.js';
import { canonicalBytes } from '../../src/kernel/canonicalJson.js';
import { positionOf } from '../../src/kernel/position.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';
import { dataOf } from './arbitraries.js';
import { definitions } from './definitions.js';
import { acceptance, barestEvent, fullEvent } from './envelopes.js';

const AT = positionOf(41);
const CLOUD_EVENTS = 'vectors/cloudevents';
const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Any event of the program: its name and data that its latest schema accepts. */
const anyEvent = fc.oneof(
  ...Object.entries(definitions).map(([name, { schemas }]) =>
    dataOf(schemas.at(-1)!).map((data) => ({ name, data })),
  ),
);

const household = fullEvent(catalogue.typeOf('offices.HouseholdsCounted'), {
  unitId: 'unit-1',
  on: '2026-02-28',
  households: 412,
});

describe('stored events', () => {
  it('law: any event of the program is read back as it was recorded, by views and by sceptics alike', () => {
    fc.assert(
      fc.property(anyEvent, fc.boolean(), ({ name, data }, full) => {
        const parsed = catalogue.parseNew(name, data);
        const event = (full ? fullEvent : barestEvent)(catalogue.typeOf(name), parsed);
        const bytes = encode(event, acceptance);
        const read = decode(bytes, AT, 3, catalogue);
        expect(read).toEqual(audit(bytes, AT, 3, catalogue));
        expect(read).toEqual({
          ...event,
          ...acceptance,
          specversion: '1.0',
          datacontenttype: 'application/json',
          name,
          position: AT,
          revision: 3,
        });
        expect(isLedgerEvent(read)).toBe(true);
        // Stored again, the same event gives the same bytes.
        expect(encode({ ...event, data: read.data }, acceptance)).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the data of a type that this program does not know, under its full type', () => {
    const event = fullEvent('org.sunledger.heritage.StoneSet.v2', {
      anything: [1, { a: '二' }],
    });
    const bytes = encode(event, acceptance);
    for (const read of [decode, audit].map((way) => way(bytes, AT, 1, catalogue))) {
      expect(read).toMatchObject({ name: event.type, data: event.data });
      expect(isLedgerEvent(read)).toBe(false);
    }
  });

  it('are written with sorted attributes, and absent ones are left out', () => {
    const bytes = encode({ ...barestEvent(household.type, {}), matter: undefined }, acceptance);
    expect(Object.keys(JSON.parse(textOf(bytes)) as object)).toEqual([
      'actoraccount',
      'classification',
      'commandid',
      'correlationid',
      'data',
      'datacontenttype',
      'id',
      'orgunit',
      'recordedtime',
      'rulepack',
      'source',
      'specversion',
      'subject',
      'time',
      'type',
    ]);
    expect(canonicalBytes(JSON.parse(textOf(bytes)))).toEqual(bytes);
  });

  it.each([
    ['no JSON', '{"data"'],
    ['null', 'null'],
    ['a number', '5'],
    ['an array', '["type"]'],
    ['an object without type', '{}'],
    ['a type that is no text', '{"type":7}'],
  ])('are unreadable where the bytes are %s', (_, text) => {
    expect(() => decode(utf8(text), AT, 1, catalogue)).toThrow(
      expect.objectContaining({ kind: 'corrupt', code: 'event.unreadable', where: '41' }),
    );
    expect(() => audit(utf8(text), AT, 1, catalogue)).toThrow();
  });

  it('are unreadable where the data does not fit the schema any more, for views too', () => {
    const bytes = utf8(textOf(encode(household, acceptance)).replace('412', '-12'));
    for (const way of [decode, audit])
      expect(() => way(bytes, AT, 1, catalogue)).toThrow(
        expect.objectContaining({ kind: 'corrupt', code: 'event.unreadable' }),
      );
  });

  it.each([
    ['"orgunit":"330281102000"', '"orgunit":"33028110200"'],
    ['"actoraccount":"account-7"', '"actoraccount":"account 7"'],
    ['"classification":"public"', '"classification":"secret"'],
    ['"id":"019c9d2f', '"id":"x19c9d2f'],
    ['-7000-', '-4000-'],
    ['"specversion":"1.0"', '"specversion":"0.3"'],
    ['"subject":"matters-case-1"', '"subject":"matters"'],
    ['"source":"urn:sunledger:frozen"', '"source":""'],
    ['"recordedtime":"2026-03-01', '"recordedtime":"2026-02-30'],
    ['"rulepack":', '"rulespack":'],
  ])('are found by an audit where %s became %s', (from, to) => {
    const text = textOf(encode(household, acceptance));
    expect(text).toContain(from);
    expect(() => audit(utf8(text.replace(from, to)), AT, 1, catalogue)).toThrow(
      expect.objectContaining({ kind: 'corrupt', code: 'event.envelope', where: '41' }),
    );
  });

  it('are found by an audit where only the form of the bytes was changed', () => {
    const text = textOf(encode(household, acceptance));
    for (const changed of [` ${text}`, text.replace('412', '412.0'), text.replace('村', '\\u6751')])
      if (changed !== text)
        expect(() => audit(utf8(changed), AT, 1, catalogue)).toThrow(
          expect.objectContaining({ code: 'json.not_canonical' }),
        );
  });

  itWith(
    CLOUD_EVENTS,
    'law: conform to the JSON schema of CloudEvents 1.0 and its naming rules',
    () => {
      const schema = JSON.parse(
        readFileSync(sharedPath(CLOUD_EVENTS, 'cloudevents/formats/cloudevents.json'), 'utf8'),
      ) as object;
      const ajv = new Ajv({ strict: false, allErrors: true });
      addFormats.default(ajv);
      const validate = ajv.compile(schema);
      expect(validate({ id: '1', source: 's', type: 't' })).toBe(false);
      fc.assert(
        fc.property(anyEvent, fc.boolean(), ({ name, data }, full) => {
          const event = (full ? fullEvent : barestEvent)(
            catalogue.typeOf(name),
            catalogue.parseNew(name, data),
          );
          const stored = JSON.parse(textOf(encode(event, acceptance))) as Record<string, unknown>;
          expect(validate(stored)).toBe(true);
          for (const [attribute, value] of Object.entries(stored)) {
            // CloudEvents 1.0: lower-case letters and digits, at most 20; every value of type String is text.
            expect(attribute).toMatch(/^[a-z0-9]{1,20}$/);
            if (attribute !== 'data') expect(typeof value).toBe('string');
          }
        }),
      );
    },
  );
});
