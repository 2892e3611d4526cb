// The laws of the view runner, on real SQLite read models.
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from '../../src/events/index.js';
import { comparePositions, parsePosition, type Position } from '../../src/kernel/position.js';
import type { AppendResult } from '../../src/log/eventLog.js';
import { openDatabase } from '../../src/sqlite/driver.js';
import { openViewRunner } from '../../projections/runner.js';
import { digestGeneration, listGenerations } from '../../projections/viewStore.js';
import { fact, requestOf, type Fact } from '../spec/facts.js';
import {
  countingStamps,
  givenViews,
  type GivenOptions,
  type GivenViews,
} from '../spec/givenViews.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import { tally, type TallyOptions } from './tallyProjection.js';

const opened = (number: number, title = `事项${number}`): Fact =>
  fact('matters.MatterOpened', { matterId: `m${number}`, title });
const step = (number: number, stepId: string): Fact =>
  fact('matters.StepTaken', { matterId: `m${number}`, stepId, activity: 'study' });
const person = (number: number): Fact =>
  fact('offices.PersonRegistered', { personId: `p${number}`, name: `某人${number}` });

const openLedgers: GivenViews[] = [];
async function ledgerOf(
  views: readonly TallyOptions[],
  options: GivenOptions = {},
): Promise<GivenViews> {
  const ledger = await givenViews(views.map(tally), options);
  openLedgers.push(ledger);
  return ledger;
}
afterEach(async () => {
  for (const ledger of openLedgers.splice(0)) await ledger.close();
});

const statesOf = (ledger: GivenViews) =>
  ledger.file.runner.generations().map(({ name, generation, version, state, position }) => ({
    name,
    generation,
    version,
    state,
    position,
  }));
const stepsIn = (ledger: GivenViews, name = 'tally') =>
  ledger.read(
    (snapshot) => snapshot.get<{ n: number }>(`SELECT count(*) AS n FROM {${name}.step}`)?.n,
  );
const last = (results: readonly AppendResult[]): Position => results.at(-1)!.position;

describe.each(['memory', 'sqlite'] as const)('views over the %s log', (log) => {
  it('catch up to the head and are then live', async () => {
    const ledger = await ledgerOf([{}], { log });
    const results = await ledger.given(opened(1), step(1, 's1'), person(1));
    expect(statesOf(ledger)).toEqual([
      { name: 'tally', generation: 1, version: 1, state: 'live', position: last(results) },
    ]);
    expect(stepsIn(ledger)).toBe(3);
  });

  it('are live and readable over an empty ledger', async () => {
    const ledger = await ledgerOf([{}], { log });
    await ledger.catchUp();
    expect(stepsIn(ledger)).toBe(0);
    expect(ledger.read((snapshot) => snapshot.position)).toBeUndefined();
  });

  it('do not change when the same events are replayed', async () => {
    const ledger = await ledgerOf([{}], { log, times: 2 });
    await ledger.given(opened(1), step(1, 's1'));
    await ledger.given(person(1));
    expect(stepsIn(ledger)).toBe(3);
  });

  it('are rebuilt beside the old generation and swapped in, byte for byte the same', async () => {
    const ledger = await ledgerOf([{}, { name: 'other' }], { log });
    await ledger.given(opened(1), step(1, 's1'), person(1));
    const before = ledger.digest('tally');
    ledger.file.runner.startRebuild('tally');
    expect(stepsIn(ledger)).toBe(3);
    await ledger.catchUp();
    expect(ledger.digest('tally')).toBe(before);
    expect(statesOf(ledger).map(({ name, generation }) => [name, generation])).toEqual([
      ['other', 1],
      ['tally', 2],
    ]);
    const tables = ledger.file.database
      .prepare("SELECT name FROM sqlite_master WHERE name LIKE 'tally_g1_%'")
      .all();
    expect(tables).toEqual([]);
  });
});

describe('the checkpoint', () => {
  it('refuses a second runner that believes the view to stand where it no longer stands', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.record(opened(1), step(1, 's1'));
    const stale = await openViewRunner(ledger.file.database, ledger.log, catalogue, [tally()]);
    await ledger.catchUp();
    const digest = ledger.digest('tally');
    const later = await ledger.record(person(1));
    await expect(stale.catchUp()).rejects.toMatchObject({ code: 'view.checkpoint_moved' });
    expect(ledger.digest('tally')).toBe(digest);
    // Having looked again, the second runner goes on from the true place.
    await stale.catchUp();
    expect(statesOf(ledger)[0]?.position).toBe(last(later));
    expect(stepsIn(ledger)).toBe(3);
  });

  it('advances past types that this program does not know', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.record(opened(1));
    const request = requestOf(opened(2), 50);
    const events = request.events.map((event) => ({
      ...event,
      type: 'org.sunledger.future.ThingHappened.v1',
    }));
    const result = await ledger.log.append({ ...request, events });
    await ledger.catchUp();
    expect(statesOf(ledger)).toMatchObject([{ state: 'live', position: result.position }]);
    expect(stepsIn(ledger)).toBe(1);
  });

  it('advances past events that the view does not handle', async () => {
    const ledger = await ledgerOf([{ handles: new Set(['offices.PersonRegistered']) }]);
    const results = await ledger.given(opened(1), person(1), opened(2));
    expect(statesOf(ledger)).toMatchObject([{ state: 'live', position: last(results) }]);
    expect(stepsIn(ledger)).toBe(1);
  });

  it('binds the read models to one ledger', async () => {
    const ledger = await ledgerOf([{}]);
    const foreign = createMemoryEventLog({ ...countingStamps(), origin: 'https://other.example' });
    await expect(
      openViewRunner(ledger.file.database, foreign, catalogue, [tally()]),
    ).rejects.toMatchObject({ code: 'view.other_ledger' });
  });

  it.each([
    ['has other events', 3],
    ['is shorter', 0],
  ])('binds the read models to one history: a log that %s is refused', async (_, events) => {
    const ledger = await ledgerOf([{}]);
    await ledger.given(opened(1), opened(2));
    const restored = createMemoryEventLog({ ...countingStamps(), clock: () => 7 });
    for (let number = 1; number <= events; number++)
      await restored.append(requestOf(person(number), number));
    await expect(
      openViewRunner(ledger.file.database, restored, catalogue, [tally()]),
    ).rejects.toMatchObject({ code: 'view.other_history' });
  });
});

describe('a view that meets an event it cannot apply', () => {
  const views = [{ failsAt: '毒' }, { name: 'other' }];

  it('halts at exactly that event, says which and why, and the others go on', async () => {
    const ledger = await ledgerOf(views);
    const results = await ledger.given(opened(1), step(1, 's1'), opened(2, '毒事项'), person(1));
    const [other, halted] = ledger.file.runner.generations();
    expect(other).toMatchObject({ name: 'other', state: 'live', position: last(results) });
    expect(halted).toMatchObject({
      name: 'tally',
      state: 'halted',
      position: results[1]?.position,
      halt: {
        position: results[2]?.position,
        eventId: results[2]?.eventIds[0],
        reason: 'cannot apply 毒事项',
      },
    });
    expect([stepsIn(ledger), stepsIn(ledger, 'other')]).toEqual([2, 4]);
  });

  it('halts also when the first event of the ledger is the one', async () => {
    const ledger = await ledgerOf(views);
    await ledger.given(opened(1, '毒'), opened(2));
    expect(ledger.file.runner.generations()[1]).toMatchObject({
      state: 'halted',
      position: undefined,
      halt: { position: '0' },
    });
    expect(stepsIn(ledger)).toBe(0);
  });

  it('stays readable up to there, and every reader is told', async () => {
    const ledger = await ledgerOf(views);
    await ledger.given(opened(1), opened(2, '毒'), opened(3));
    const told = ledger.read((snapshot) => {
      const rows = snapshot.all('SELECT * FROM {tally.step}').length;
      return { rows, halted: snapshot.halted.map(({ name }) => name), at: snapshot.position };
    });
    expect(told).toEqual({ rows: 1, halted: ['tally'], at: '0' });
    const untouched = ledger.read((snapshot) => {
      snapshot.all('SELECT * FROM {other.step}');
      return { halted: snapshot.halted, at: snapshot.position };
    });
    expect(untouched).toEqual({ halted: [], at: '2' });
  });

  it('stays halted over restarts, and is whole again after mending and rebuilding', async () => {
    const ledger = await ledgerOf(views);
    await ledger.given(opened(1), opened(2, '毒'), opened(3));
    await ledger.reopen();
    await ledger.catchUp();
    expect(ledger.file.runner.generations()[1]).toMatchObject({ state: 'halted' });
    await ledger.reopen([tally(), tally({ name: 'other' })]);
    ledger.file.runner.startRebuild('tally');
    await ledger.catchUp();
    expect(statesOf(ledger)).toMatchObject([
      { name: 'other', state: 'live' },
      { name: 'tally', generation: 2, state: 'live', position: '2' },
    ]);
    expect(stepsIn(ledger)).toBe(3);
  });

  it('keeps the readable generation, and one failed attempt at most, when a rebuild halts again', async () => {
    const ledger = await ledgerOf(views);
    await ledger.given(opened(1), opened(2, '毒'), opened(3));
    for (let attempt = 0; attempt < 3; attempt++) {
      ledger.file.runner.startRebuild('tally');
      await ledger.catchUp();
    }
    expect(stepsIn(ledger)).toBe(1);
    const own = statesOf(ledger).filter(({ name }) => name === 'tally');
    expect(own.map(({ state }) => state)).toEqual(['halted', 'halted']);
  });

  it('leaves a live generation in place when its rebuild meets what it cannot apply', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.given(opened(1), opened(2, '毒'));
    await ledger.reopen([tally({ failsAt: '毒' })]);
    ledger.file.runner.startRebuild('tally');
    const results = await ledger.given(person(1));
    expect(statesOf(ledger)).toMatchObject([
      { generation: 1, state: 'live', position: last(results) },
      { generation: 2, state: 'halted', position: '0' },
    ]);
    expect(
      ledger.read((snapshot) => snapshot.get('SELECT 1 FROM {tally.step}') && snapshot.halted),
    ).toEqual([]);
  });

  it('halts at a record that this program cannot read, unless it does not handle its type', async () => {
    const ledger = await ledgerOf([
      {},
      { name: 'people', handles: new Set(['offices.PersonRegistered']) },
    ]);
    await ledger.record(person(1));
    const request = requestOf(opened(1), 50);
    const newer = 'org.sunledger.matters.MatterOpened.v99';
    const result = await ledger.log.append({
      ...request,
      events: request.events.map((event) => ({ ...event, type: newer })),
    });
    await ledger.given(person(2));
    expect(ledger.file.runner.generations()).toMatchObject([
      { name: 'people', state: 'live', position: '2' },
      {
        name: 'tally',
        state: 'halted',
        position: '0',
        halt: { position: '1', eventId: result.eventIds[0] },
      },
    ]);
  });

  it('does not halt for a full disk: nothing of the batch is kept and the next call goes on', async () => {
    let full = true;
    const ledger = await ledgerOf([{ diskIsFull: () => full }, { name: 'other' }]);
    await ledger.record(person(1), opened(1), person(2));
    await expect(ledger.catchUp()).rejects.toThrow('disk is full');
    expect(statesOf(ledger)).toMatchObject([
      { name: 'other', state: 'building', position: undefined },
      { name: 'tally', state: 'building', position: undefined },
    ]);
    full = false;
    await ledger.catchUp();
    expect(statesOf(ledger)).toMatchObject([
      { state: 'live', position: '2' },
      { state: 'live', position: '2' },
    ]);
    const running = ledger.read((snapshot) =>
      snapshot.all<{ running: number }>('SELECT running FROM {tally.step} ORDER BY number'),
    );
    expect(running.map((row) => row.running)).toEqual([1, 2, 3]);
  });
});

describe('another version of a view', () => {
  it('is another generation, built beside the old one, which goes when the new one is whole', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.given(opened(1), opened(2));
    await ledger.reopen([tally({ version: 2 })]);
    expect(statesOf(ledger)).toMatchObject([
      { generation: 1, version: 1, state: 'live' },
      { generation: 2, version: 2, state: 'building' },
    ]);
    expect(() => stepsIn(ledger)).toThrow(expect.objectContaining({ code: 'view.building' }));
    await ledger.catchUp();
    expect(statesOf(ledger)).toMatchObject([{ generation: 2, version: 2, state: 'live' }]);
    expect(stepsIn(ledger)).toBe(2);
  });
});

describe('a rebuild', () => {
  it('goes on while events arrive, which the generation being read takes in meanwhile', async () => {
    const ledger = await ledgerOf([{}], { log: 'sqlite' });
    await ledger.given(...Array.from({ length: 3500 }, (_, index) => person(index)));
    ledger.file.runner.startRebuild('tally');
    const seen: { live: string | undefined; building: string | undefined; head: string }[] = [];
    const appended: Promise<readonly AppendResult[]>[] = [];
    await ledger.file.runner.catchUp({
      batch: 1000,
      onProgress: () => {
        const now = ledger.file.runner.generations();
        const positionIn = (state: string) => now.find((view) => view.state === state)?.position;
        seen.push({
          live: positionIn('live'),
          building: positionIn('building'),
          head: String(3499 + appended.length),
        });
        if (appended.length < 3) appended.push(ledger.record(opened(appended.length)));
      },
    });
    await Promise.all(appended);
    await ledger.catchUp();
    const during = seen.filter(({ building }) => building !== undefined);
    expect(during.length).toBeGreaterThanOrEqual(3);
    expect(during.at(-1)?.live).not.toBe('3499');
    expect(statesOf(ledger)).toMatchObject([{ generation: 2, state: 'live', position: '3502' }]);
    const again = await ledger.beside('again.db');
    await again.runner.catchUp();
    expect(ledger.digest('tally')).toBe(again.digest('tally'));
  });

  it('can be asked for while catching up', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.record(...Array.from({ length: 2500 }, (_, index) => person(index)));
    let asked = false;
    await ledger.file.runner.catchUp({
      onProgress: () => {
        if (!asked) ledger.file.runner.startRebuild('tally');
        asked = true;
      },
    });
    expect(asked).toBe(true);
    expect(statesOf(ledger)).toMatchObject([{ state: 'live', position: '2499' }]);
    expect(stepsIn(ledger)).toBe(2500);
  });

  it('of an unknown view is refused', async () => {
    const ledger = await ledgerOf([{}]);
    expect(() => ledger.file.runner.startRebuild('nothing')).toThrow(
      expect.objectContaining({ code: 'view.unknown' }),
    );
  });

  it('up to an earlier position does not take the place of a view that stands further ahead', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.given(opened(1), opened(2), opened(3));
    ledger.file.runner.startRebuild('tally');
    await ledger.catchUp(parsePosition('0'));
    expect(statesOf(ledger)).toMatchObject([
      { generation: 1, state: 'live', position: '2' },
      { generation: 2, state: 'building', position: '0' },
    ]);
    await ledger.catchUp();
    expect(statesOf(ledger)).toMatchObject([{ generation: 2, state: 'live', position: '2' }]);
  });
});

describe('views as they were', () => {
  it('are those of another file that was carried forward only so far', async () => {
    const ledger = await ledgerOf([{}], { log: 'sqlite' });
    const past = await ledger.given(opened(1), step(1, 's1'));
    const then = ledger.digest('tally');
    await ledger.given(person(1), step(1, 's2'));
    const asOf = await ledger.beside('as-of.db');
    await asOf.runner.catchUp({ until: last(past) });
    expect(asOf.digest('tally')).toBe(then);
    expect(ledger.digest('tally')).not.toBe(then);
    expect(asOf.reader.read((snapshot) => snapshot.position)).toBe(last(past));
  });
});

describe('the rows of a view', () => {
  const facts = fc.array(
    fc.oneof(
      fc.nat(30).map((number) => person(number)),
      fc.nat(9).map((number) => opened(number, `修建第${number}号蓄水池`)),
      fc.tuple(fc.nat(9), fc.nat(99)).map(([number, stepId]) => step(number, `s${stepId}`)),
    ),
    { minLength: 1, maxLength: 40 },
  );

  it('do not depend on how the log was cut into batches, catch-ups, restarts and rebuilds', async () => {
    await fc.assert(
      fc.asyncProperty(
        facts,
        fc.array(fc.tuple(fc.nat(39), fc.constantFrom('go on', 'restart', 'rebuild'))),
        async (events, cuts) => {
          const ledger = await givenViews([tally(), tally({ name: 'other' })]);
          try {
            const results = await ledger.record(...events);
            const head = last(results);
            for (const [index, then] of [...cuts].sort(([a], [b]) => a - b)) {
              const until = results[index]?.position ?? head;
              await ledger.file.runner.catchUp({ until });
              if (then === 'restart') await ledger.reopen();
              if (then === 'rebuild') ledger.file.runner.startRebuild('tally');
            }
            await ledger.catchUp();
            const whole = await ledger.beside('whole.db');
            await whole.runner.catchUp();
            expect(ledger.digest('tally')).toBe(whole.digest('tally'));
            expect(ledger.digest('other')).toBe(whole.digest('other'));
            expect(ledger.digest('other')).toBe(whole.digest('tally'));
            expect(comparePositions(head, whole.reader.generations()[0]!.position!)).toBe(0);
          } finally {
            await ledger.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('have a digest that sees every digit and every word', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.given(opened(1));
    const digests = new Set([ledger.digest('tally')]);
    const { database } = ledger.file;
    const [view] = listGenerations(database);
    for (const sql of [
      'UPDATE tally_g1_step SET running = 900719925474099301',
      'UPDATE tally_g1_step SET running = 900719925474099302',
      "INSERT INTO tally_g1_words (rowid, text) VALUES (7, '水')",
      "UPDATE tally_g1_stream SET last_name = '1'",
    ]) {
      database.exec(sql);
      digests.add(digestGeneration(database, view!));
    }
    expect(digests.size).toBe(5);
  });

  it('are read as one snapshot, whatever happens meanwhile', async () => {
    const ledger = await ledgerOf([{}]);
    await ledger.given(opened(1));
    const writer = openDatabase(ledger.file.path, { mode: 'write', durability: 'normal' });
    const counts = ledger.read((snapshot) => {
      const count = () => snapshot.get<{ n: number }>('SELECT count(*) AS n FROM {tally.step}')?.n;
      const before = count();
      writer.exec("INSERT INTO tally_g1_step (position, name, running) VALUES ('9', 'x', 9)");
      return [before, count()];
    });
    writer.close();
    expect(counts).toEqual([1, 1]);
    expect(stepsIn(ledger)).toBe(2);
  });
});
