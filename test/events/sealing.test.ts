// What is not public lies beside the log: the stored bytes hold digests, and the content comes back only with them.
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from '../../src/events/index.js';
import { auditEvent, decodeEvent, encodeEvent, MAX_EVENT_BYTES } from '../../src/events/codec.js';
import type { Classification, NewEvent } from '../../src/events/envelope.js';
import { positionOf } from '../../src/kernel/position.js';

const event = (classification: Classification, data: unknown): NewEvent => ({
  type: 'org.sunledger.offices.PersonRegistered.v1',
  data,
  time: '2024-03-01T09:00:00+08:00',
  actoraccount: 'clerk',
  orgunit: '451425100000',
  commandid: 'c1',
  correlationid: 'c1',
  rulepack: 'none',
  classification,
});
const acceptance = {
  id: '018df9c0-0000-7000-8000-000000000001',
  source: 'urn:test',
  subject: 'person-p1',
  recordedtime: '2024-03-01T01:00:00.000Z',
};
const encode = (
  classification: Classification,
  data: unknown = { personId: 'p1', name: '韦某（虚构）' },
) => ({
  ...encodeEvent(event(classification, data), acceptance, () => randomBytes(16)),
  position: positionOf(0),
  revision: 1,
});
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

describe('an event that is not public', () => {
  it.each(['internal', 'audit', 'sealed'] as const)(
    'keeps its content out of the stored bytes when %s',
    (classification) => {
      const record = encode(classification);
      expect(textOf(record.bytes)).not.toMatch(/韦某|"name"|personId/);
      expect(decodeEvent(record, catalogue).data).toEqual({ personId: 'p1', name: '韦某（虚构）' });
      expect(auditEvent(record, catalogue).data).toEqual({ personId: 'p1', name: '韦某（虚构）' });
    },
  );

  it('holds the RFC 9901 digest of each of its disclosures', () => {
    const { bytes, disclosures } = encode('internal');
    const { data } = JSON.parse(textOf(bytes)) as { data: { _sd: string[]; _sd_alg: string } };
    const digests = disclosures.map((text) =>
      createHash('sha256').update(text).digest('base64url'),
    );
    expect(data).toEqual({ _sd: digests.sort(), _sd_alg: 'sha-256' });
  });

  it('does not tell the same content twice in the same way', () => {
    expect(textOf(encode('internal').bytes)).not.toBe(textOf(encode('internal').bytes));
  });

  it('is skipped by name when its disclosures are gone, and still has its envelope', () => {
    const read = decodeEvent({ ...encode('internal'), disclosures: [] }, catalogue);
    expect(read).toMatchObject({
      name: 'org.sunledger.offices.PersonRegistered.v1',
      subject: 'person-p1',
    });
  });

  it('is refused by the sceptic when a disclosure was altered or exchanged', () => {
    const record = encode('internal');
    const other = encode('internal', { personId: 'p2', name: '农某（虚构）' });
    fc.assert(
      fc.property(fc.nat(1), (index) => {
        const disclosures = record.disclosures.with(index, other.disclosures[index]!);
        expect(() => auditEvent({ ...record, disclosures }, catalogue)).toThrow(/disclosures/i);
      }),
    );
  });

  it('may not hide more than the ledger would take in the open', () => {
    const name = 'x'.repeat(MAX_EVENT_BYTES);
    expect(() => encode('internal', { personId: 'p1', name })).toThrow(/65535|65,535/);
  });
});

describe('a public event', () => {
  it('is stored as it is, with nothing beside it', () => {
    const { bytes, disclosures } = encode('public');
    expect(disclosures).toEqual([]);
    expect(JSON.parse(textOf(bytes))).toMatchObject({
      data: { personId: 'p1', name: '韦某（虚构）' },
    });
  });
});
