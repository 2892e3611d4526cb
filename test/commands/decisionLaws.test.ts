import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { allCommands } from '../../src/commands/registry.js';
import { latestSchema, type EventVersions } from '../../src/events/catalogue.js';
import { documentsEvents } from '../../src/events/documents.js';
import { fundsEvents } from '../../src/events/funds.js';
import { catalogue } from '../../src/events/index.js';
import { matterEvents } from '../../src/events/matters.js';
import { officesEvents } from '../../src/events/offices.js';
import { powersEvents } from '../../src/events/powers.js';
import { projectsEvents } from '../../src/events/projects.js';
import { ratingsEvents } from '../../src/events/ratings.js';
import { rulesEvents } from '../../src/events/rules.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { anyOf } from '../spec/arbitrary.js';
import { givenId, usual } from '../spec/givenDecider.js';
import {
  answer,
  anyCommand,
  handlerOver,
  memoryLog,
  request,
  withSqliteLog,
  type AnyCommand,
} from '../spec/ledger.js';

const definitions = {
  ...officesEvents,
  ...powersEvents,
  ...matterEvents,
  ...fundsEvents,
  ...projectsEvents,
  ...ratingsEvents,
  ...documentsEvents,
  ...rulesEvents,
};
const events: readonly [string, EventVersions][] = Object.entries(definitions);
const definitionOf = (name: string): EventVersions =>
  new Map(events).get(name) ?? { schemas: [z.never()], upcasters: [] };
const deciders = [...new Set(Object.values(allCommands).map(({ decider }) => decider))];

/** Lets a correction name an event that its matter really has, when there is one. */
async function aimed(log: EventLog, { name, data }: AnyCommand): Promise<AnyCommand> {
  if (name !== 'matters.CorrectMatter') return { name, data };
  const { matterId } = data as { matterId: string };
  const [record] = await log.readStream(`matter-${matterId}`);
  if (!record) return { name, data };
  const { id } = JSON.parse(Buffer.from(record.bytes).toString('utf8')) as { id: string };
  return { name, data: { ...(data as object), corrects: id } };
}

async function sizeOf(log: EventLog): Promise<number> {
  return (await log.readAll(undefined, 100_000)).length;
}

/** Sends every command twice under different ids, then all once more through a handler that has only the log. */
async function everyCommandTwice(log: EventLog, commands: readonly AnyCommand[]): Promise<void> {
  const handler = handlerOver(log);
  const sent: AnyCommand[] = [];
  for (const [index, drawn] of commands.entries()) {
    const command = await aimed(log, drawn);
    sent.push(command);
    const first = await answer(handler, request(`c${index}`, command.name, command.data));
    const size = await sizeOf(log);
    const second = await answer(handler, request(`d${index}`, command.name, command.data));
    expect(second).toBe(first === 'recorded' ? 'unchanged' : first);
    expect(await sizeOf(log)).toBe(size);
  }
  const reopened = handlerOver(log);
  for (const [index, { name, data }] of sent.entries()) {
    const hot = await answer(handler, request(`e${index}`, name, data));
    const cold = await answer(reopened, request(`f${index}`, name, data));
    // A command that was refused for want of something may be accepted by now: then it is the other one's repetition.
    expect(cold).toBe(hot === 'recorded' ? 'unchanged' : hot);
  }
}

describe('every decision', () => {
  it('belongs to one decider for each category of streams', () => {
    const owners = new Map<string, unknown>();
    for (const { schema, stream, decider } of Object.values(allCommands)) {
      const [data] = fc.sample(anyOf(schema), { numRuns: 1, seed: 1 });
      const category = stream(schema.parse(data)).split('-')[0] ?? '';
      expect(owners.get(category) ?? decider).toBe(decider);
      owners.set(category, decider);
    }
    expect(owners.size).toBe(deciders.length);
  });

  it('leads to one event type each, and every event type has its command', () => {
    const recorded = Object.entries(allCommands).map(([name, { schema }]) => {
      const ofSameSchema = events.filter(([, versions]) => versions.schemas.at(-1) === schema);
      return ofSameSchema.find(([event]) => event.split('.')[0] === name.split('.')[0])?.[0];
    });
    expect(recorded.toSorted()).toEqual(catalogue.names.toSorted());
  });

  it('is silent on retry and the same after reopening, over the log in memory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommand, { minLength: 1, maxLength: 60 }), (commands) =>
        everyCommandTwice(memoryLog(), commands),
      ),
      { numRuns: 100 },
    );
  });

  it('is silent on retry and the same after reopening, over the log in SQLite', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommand, { minLength: 1, maxLength: 40 }), (commands) =>
        withSqliteLog((log) => everyCommandTwice(log, commands)),
      ),
      { numRuns: 8 },
    );
  });

  const anyEvent = fc.constantFrom(...catalogue.names).chain((name) =>
    anyOf(latestSchema(definitionOf(name))).map((data) => ({
      name,
      data: catalogue.parseNew(name, data),
    })),
  );
  const unknownEvent = fc.record({
    name: fc.constantFrom('org.sunledger.future.Thing.v7', 'constructor', '__proto__', ''),
    data: fc.anything(),
  });
  const brokenText = fc.constant({
    name: 'matters.InstructionRecorded',
    data: { matterId: 'a', personId: 'a', text: '\ud800' },
  });

  it('never throws on history, whatever the event and the state', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 8, arbitrary: anyEvent }, unknownEvent, brokenText), {
          maxLength: 60,
        }),
        (history) => {
          for (const decider of deciders)
            history.reduce(
              (state, event, index) =>
                decider.evolve(state, { ...usual, ...event, id: givenId(index % 20) }),
              decider.initialState,
            );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('repeats silently whatever it just stated, in any state', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), anyCommand, (history, { name, data }) => {
        const { decider, schema } = allCommands[name];
        const past = history.reduce(
          (state, event, index) =>
            decider.evolve(state, { ...usual, ...event, id: givenId(index) }),
          decider.initialState,
        );
        const command = { name, data: schema.parse(data), circumstances: usual };
        let decided;
        try {
          decided = decider.decide(command, past);
        } catch (error) {
          // A refusal states nothing that could be repeated.
          if (!isLedgerError(error)) throw error;
          return;
        }
        const after = decided.reduce(
          (state, event) => decider.evolve(state, { ...usual, ...event, id: givenId(99) }),
          past,
        );
        expect(decider.decide(command, after)).toEqual([]);
        expect(decider.decide(command, past)).toEqual(decided);
      }),
      { numRuns: 500 },
    );
  });
});
