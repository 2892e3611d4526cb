// The catalogue: chains of versions are checked when the program starts, and old events are read in the latest shape.
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { buildCatalogue, v1, type EventVersions } from '../../src/events/catalogue.js';
import { catalogue } from '../../src/events/index.js';
import { definitions } from './definitions.js';

const FAULT = expect.objectContaining({ kind: 'invalid', code: 'event.catalogue' });

/** A type that was renamed a member in version 2 and gained one in version 3. */
const toll: EventVersions = {
  schemas: [
    z.strictObject({ sum: z.string() }),
    z.strictObject({ amount: z.string() }),
    z.strictObject({ amount: z.string(), currency: z.string().length(3) }),
  ],
  upcasters: [
    (data) => ({ amount: (data as { sum: string }).sum }),
    (data) => ({ ...(data as object), currency: 'CNY' }),
  ],
};
const tolls = buildCatalogue({
  'tolls.TollPaid': toll,
  'tolls.GateOpened': v1(z.strictObject({})),
});

describe('a catalogue', () => {
  it('writes new events in the latest version and lists every version it reads', () => {
    expect(tolls.typeOf('tolls.TollPaid')).toBe('org.sunledger.tolls.TollPaid.v3');
    expect(tolls.names).toEqual(['tolls.TollPaid', 'tolls.GateOpened']);
    expect(tolls.types).toEqual([
      'org.sunledger.tolls.TollPaid.v1',
      'org.sunledger.tolls.TollPaid.v2',
      'org.sunledger.tolls.TollPaid.v3',
      'org.sunledger.tolls.GateOpened.v1',
    ]);
  });

  it.each([
    ['v1', { sum: '500' }],
    ['v2', { amount: '500' }],
    ['v3', { amount: '500', currency: 'CNY' }],
  ])('reads %s in the latest shape', (version, data) => {
    expect(tolls.read(`org.sunledger.tolls.TollPaid.${version}`, data)).toEqual({
      name: 'tolls.TollPaid',
      data: { amount: '500', currency: 'CNY' },
    });
  });

  it.each([
    ['v1', { amount: '500' }, '/sum'],
    ['v2', { amount: 500 }, '/amount'],
    ['v3', { amount: '500', currency: 'yuan' }, '/currency'],
    ['v1', null, ''],
  ])('refuses to read %s where the data does not fit that version', (version, data, pointer) => {
    const type = `org.sunledger.tolls.TollPaid.${version}`;
    expect(() => tolls.read(type, data)).toThrow(
      expect.objectContaining({
        kind: 'corrupt',
        code: 'event.unreadable',
        where: type,
        message: expect.stringContaining(pointer),
      }),
    );
  });

  it('refuses to read what an upcaster makes unfit or cannot take', () => {
    const broken = (upcast: (data: unknown) => unknown) =>
      buildCatalogue({
        'tolls.TollPaid': {
          schemas: [z.strictObject({}), z.strictObject({ amount: z.string() })],
          upcasters: [upcast],
        },
      });
    for (const upcast of [
      () => ({ amount: 5 }),
      () => {
        throw new TypeError('on purpose');
      },
    ])
      expect(() => broken(upcast).read('org.sunledger.tolls.TollPaid.v1', {})).toThrow(
        expect.objectContaining({ code: 'event.unreadable' }),
      );
  });

  it('refuses a version newer than it knows, and asks for an upgrade', () => {
    expect(() => tolls.read('org.sunledger.tolls.TollPaid.v4', {})).toThrow(
      expect.objectContaining({
        kind: 'corrupt',
        code: 'event.newer_version',
        text: {
          zh: '事件 org.sunledger.tolls.TollPaid.v4 来自更新的程序版本，请升级本程序',
          en: 'Event org.sunledger.tolls.TollPaid.v4 was written by a newer program; upgrade this one',
        },
      }),
    );
  });

  it.each([
    'org.sunledger.tolls.BridgeClosed.v1',
    'org.sunledger.tolls.TollPaid',
    'org.sunledger.tolls.TollPaid.v0',
    'org.sunledger.tolls.TollPaid.v01',
    'org.example.tolls.TollPaid.v1',
    'tolls.TollPaid',
    '',
  ])('does not know the type %j', (type) => {
    expect(tolls.read(type, { any: 'thing' })).toBeUndefined();
  });

  it('parses new data strictly, and says in both languages what is wrong and where', () => {
    expect(tolls.parseNew('tolls.TollPaid', { currency: 'CNY', amount: '5' })).toEqual({
      amount: '5',
      currency: 'CNY',
    });
    expect(() => tolls.parseNew('tolls.TollPaid', { amount: 5, currency: 'CNY' })).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'event.invalid',
        where: '/amount',
        text: {
          zh: expect.stringMatching(/^tolls\.TollPaid 的内容有误：\/amount .*期望/),
          en: expect.stringMatching(/^tolls\.TollPaid is not valid: \/amount .*expected string/),
        },
      }),
    );
    expect(() =>
      tolls.parseNew('tolls.TollPaid', { amount: '5', currency: 'CNY', colour: 'red' }),
    ).toThrow(expect.objectContaining({ code: 'event.invalid' }));
    // An older version is not written any more.
    expect(() => tolls.parseNew('tolls.TollPaid', { sum: '5' })).toThrow();
  });

  it('does not know a name that nobody declared', () => {
    for (const use of [() => tolls.typeOf('tolls.Nothing'), () => tolls.parseNew('toString', {})])
      expect(use).toThrow(expect.objectContaining({ code: 'event.unknown_type' }));
  });

  it('is not built with a name declared twice', () => {
    const one = { 'tolls.GateOpened': v1(z.strictObject({})) };
    expect(() => buildCatalogue(one, one)).toThrow(FAULT);
  });

  it.each([
    ['an upcaster missing', { schemas: toll.schemas, upcasters: toll.upcasters.slice(1) }],
    ['an upcaster too many', { schemas: [z.strictObject({})], upcasters: toll.upcasters }],
  ] as const)('is not built with %s', (_, versions) => {
    expect(() => buildCatalogue({ 'tolls.TollPaid': versions })).toThrow(FAULT);
  });

  it.each(['TollPaid', 'tolls.tollPaid', 'Tolls.TollPaid', 'a.b.TollPaid', 'tolls.Toll-Paid'])(
    'is not built with the name %j, which could not be read back',
    (name) => {
      expect(() => buildCatalogue({ [name]: v1(z.strictObject({})) })).toThrow(FAULT);
    },
  );
});

describe('the catalogue of this program', () => {
  it('has exactly the declared events', () => {
    expect([...catalogue.names].sort()).toEqual(Object.keys(definitions).sort());
  });
});
