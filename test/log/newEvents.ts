// Events for tests of the log: valid envelopes, data of any size. All names are invented (虚构).
import type { NewEvent } from '../../src/events/envelope.js';
import type { AppendRequest, ExpectedRevision } from '../../src/log/eventLog.js';

export const ORIGIN = 'urn:sunledger:contract';

export function newEvent(
  commandid: string,
  data: Readonly<Record<string, unknown>> = {},
): NewEvent {
  return {
    type: 'org.sunledger.test.ThingNoted.v1',
    time: '2026-03-01T09:00:00+08:00',
    actoraccount: 'account-1',
    orgunit: '330281102000',
    commandid,
    correlationid: commandid,
    rulepack: 'cn-2026.1',
    classification: 'public',
    data: { note: '虚构', ...data },
  };
}

/** A request of `count` events of one command. */
export function request(
  stream: string,
  expected: ExpectedRevision,
  commandid: string,
  count = 1,
): AppendRequest {
  const events = Array.from({ length: count }, (_, index) => newEvent(commandid, { index }));
  return { stream, expected, events };
}

/** A deterministic source of bytes; unlike a constant it gives every event its own id. */
export function countingRandom(): (length: number) => Uint8Array {
  let calls = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(length - 4, ++calls);
    return bytes;
  };
}
