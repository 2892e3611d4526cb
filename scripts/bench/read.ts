// Reading a large ledger from end to end: the bytes alone, with JSON.parse, and decoded for views. By processor time.
import { decodeEvent } from '../../src/events/codec.js';
import { catalogue } from '../../src/events/index.js';
import type { Position } from '../../src/kernel/position.js';
import type { EventLog, StoredRecord } from '../../src/log/eventLog.js';
import { median, processorClock, timed, type Benchmark } from './benchmark.js';
import { fillLedger, openLedger } from './ledger.js';

const PAGE = 1000;
const ROUNDS = 3;

/** Reads the whole log in pages. */
export async function scan(log: EventLog, use: (record: StoredRecord) => void): Promise<void> {
  let after: Position | undefined;
  for (;;) {
    const page = await log.readAll(after, PAGE);
    for (const record of page) use(record);
    after = page.at(-1)?.position;
    if (page.length < PAGE) return;
  }
}

const decoder = new TextDecoder();
export const parseRecord = ({ bytes }: StoredRecord): void =>
  void JSON.parse(decoder.decode(bytes));
const WAYS: Readonly<Record<string, (record: StoredRecord) => void>> = {
  read: () => undefined,
  parse: parseRecord,
  decode: (record) => void decodeEvent(record, catalogue),
};

export const read: Benchmark = {
  name: 'read',
  async run({ folder, events, report }) {
    const log = openLedger(folder, 'read');
    const filling = await timed(processorClock, () => fillLedger(log, events));
    report(`${events} events written in ${filling.toFixed(1)} s of processor time`);
    const rates: Record<string, number[]> = { read: [], parse: [], decode: [] };
    for (let round = 0; round < ROUNDS; round++)
      for (const [way, use] of Object.entries(WAYS))
        rates[way]?.push(events / (await timed(processorClock, () => scan(log, use))));
    await log.close();
    const rate = (way: string) => median(rates[way] ?? []);
    const size = `${events.toLocaleString('en-US')} events`;
    const costs = 1e6 / rate('decode') - 1e6 / rate('read');
    return [
      { what: `fill, 10 a command, ${size}`, value: events / filling, unit: 'events/CPU-s' },
      { what: 'read', value: rate('read'), unit: 'events/CPU-s' },
      { what: 'read + JSON.parse', value: rate('parse'), unit: 'events/CPU-s' },
      {
        what: 'read + decodeEvent',
        value: rate('decode'),
        unit: 'events/CPU-s',
        ratio: { value: rate('decode') / rate('parse'), of: 'read + JSON.parse' },
      },
      {
        what: '  decodeEvent alone',
        value: costs,
        unit: 'µs/event',
        goal: { relation: '<=', value: 8 },
      },
    ];
  },
};
