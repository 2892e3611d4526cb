// A valid envelope around any data, for tests of the stored form. All names are invented (虚构).
import type { Acceptance } from '../../src/events/codec.js';
import type { NewEvent } from '../../src/events/envelope.js';

export const acceptance: Acceptance = {
  id: '019c9d2f-7b00-7000-8000-000000000001',
  source: 'urn:sunledger:frozen',
  subject: 'matters-case-1',
  recordedtime: '2026-03-01T01:00:00.000Z',
};

/** With every optional attribute. */
export const fullEvent = (type: string, data: unknown): NewEvent => ({
  type,
  data,
  time: '2026-02-28T16:30:00+08:00',
  actoraccount: 'account-7',
  actorperson: 'person-12',
  actorpost: 'post-secretary',
  actoronbehalfof: 'person-3',
  orgunit: '330281102000',
  powercode: 'XZ-07',
  matter: 'case-1',
  commandid: 'command-1',
  correlationid: 'correlation-1',
  causationid: 'cause-1',
  rulepack: 'cn-2026.1',
  classification: 'public',
});

/** With none of the optional attributes. */
export const barestEvent = (type: string, data: unknown): NewEvent => ({
  type,
  data,
  time: '2026-02-28T08:30:00Z',
  actoraccount: 'a',
  orgunit: '330281102201',
  commandid: 'c',
  correlationid: 'c',
  rulepack: 'r',
  classification: 'public',
});
