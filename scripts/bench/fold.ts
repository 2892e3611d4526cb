// Loading what a decision needs: a case of 100 events, read from the log, decoded and folded by the decider itself.
import type { NewEvent } from '../../src/events/envelope.js';
import { decodeEvent } from '../../src/events/codec.js';
import { catalogue } from '../../src/events/index.js';
import { allCommands } from '../../src/commands/registry.js';
import type { CommandDefinition } from '../../src/commands/command.js';
import { median, processorClock, ratePerSecond, type Benchmark } from './benchmark.js';
import { openLedger, paymentEvent } from './ledger.js';

const EVENTS = 100;
const STREAMS = 50;
const decoder = new TextDecoder();

function caseEvent(stream: number, n: number): NewEvent {
  const matterId = `case-${stream}`;
  const [name, data] =
    n === 0
      ? ['matters.MatterOpened', { matterId, title: '虚构：通村公路维修' }]
      : [
          'matters.PositionStated',
          {
            matterId,
            meetingId: 'meeting-1',
            personId: `person-${n}`,
            order: n,
            stance: n % 7 === 0 ? 'against' : 'for',
            text: '虚构：同意，建议先公示预算，再按程序招标。',
          },
        ];
  const type = catalogue.typeOf(name);
  return {
    ...paymentEvent(n, matterId),
    matter: matterId,
    type,
    data: catalogue.parseNew(name, data),
  };
}

export const fold: Benchmark = {
  name: 'fold',
  async run({ folder }) {
    const log = openLedger(folder, 'fold');
    for (let stream = 0; stream < STREAMS; stream++) {
      const events = Array.from({ length: EVENTS }, (_, n) => caseEvent(stream, n));
      await log.append({ stream: `matter-case-${stream}`, expected: 'none', events });
    }
    const { decider }: CommandDefinition = allCommands['matters.StatePosition'];
    let next = 0;
    const load = async () => {
      let state = decider.initialState;
      for (const record of await log.readStream(`matter-case-${next++ % STREAMS}`))
        state = decider.evolve(state, decodeEvent(record, catalogue));
    };
    const texts = (await log.readStream('matter-case-0')).map(({ bytes }) => decoder.decode(bytes));
    const parse = () => {
      for (const text of texts) JSON.parse(text);
    };
    await ratePerSecond(processorClock, 0.5, load);
    const [rates, limits]: [number[], number[]] = [[], []];
    for (let round = 0; round < 5; round++) {
      rates.push(await ratePerSecond(processorClock, 0.5, load));
      limits.push(await ratePerSecond(processorClock, 0.2, parse));
    }
    await log.close();
    const value = median(rates);
    const unit = 'streams/CPU-s';
    return [
      { what: `JSON.parse of ${EVENTS} events alone`, value: median(limits), unit },
      {
        what: `fold a stream of ${EVENTS} events`,
        value,
        unit,
        goal: { relation: '>=', value: 2000 },
        note: `${(value / median(limits)).toFixed(2)} x JSON.parse alone`,
      },
    ];
  },
};
