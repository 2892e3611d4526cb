import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { countyOf, simulateCounty, simulateYears } from '../../scripts/simulate/county.js';
import type { LedgerEvent } from '../../src/events/index.js';
import { canonicalize } from '../../src/kernel/canonicalJson.js';
import { parseInstant } from '../../src/kernel/time.js';
import { powerRegister, versionInForce } from '../../src/powers/powerRegister.js';
import { recordCounty, small } from './recordedCounty.js';

const county = simulateCounty(small);

const digest = (value: unknown): string =>
  createHash('sha256').update(canonicalize(value)).digest('hex');

const recorded = recordCounty(county);
const named = async <N extends LedgerEvent['name']>(name: N) =>
  (await recorded).filter(
    (event): event is Extract<LedgerEvent, { name: N }> => event.name === name,
  );

describe('the demo county', () => {
  it('gives the same commands for the same seed, and others for another', () => {
    expect(digest(simulateCounty(small))).toBe(digest(county));
    expect(digest(simulateCounty({ ...small, seed: 1 }))).not.toBe(digest(county));
  });

  it('is about as large as asked for: by years first, then by applications at the counter', () => {
    const size = { townships: 1, villages: 2 };
    for (const [events, years] of [
      [1_000, 1],
      [4_000, 3],
      [20_000, 5],
    ] as const) {
      const options = countyOf(events, size);
      const { length } = simulateCounty(options).commands;
      expect([events, options.years]).toEqual([events, years]);
      expect(length).toBeGreaterThan(events * 0.9);
      if (options.applications > 1) expect(length).toBeLessThan(events * 1.1);
    }
  });

  it('comes year by year, no year before the end of the one before', () => {
    const years = [...simulateYears({ ...small, years: 3 })].map(({ commands }) =>
      commands.map(({ recordedAt }) => recordedAt),
    );
    expect(years).toHaveLength(3);
    const all = years.flat();
    expect(all).toEqual(all.toSorted((a, b) => a - b));
  });

  it('has every command accepted by the real handler', async () => {
    expect((await recorded).length).toBe(county.commands.length);
  });

  it('is recorded in order, and nothing before it happened', async () => {
    const events = await recorded;
    const times = events.map(({ recordedtime }) => parseInstant(recordedtime).epochMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const { time, recordedtime } of events)
      expect(parseInstant(time).epochMs).toBeLessThanOrEqual(parseInstant(recordedtime).epochMs);
  });

  it('settles what it owes and is owed within the year, and spends a fund for its purpose alone', async () => {
    const listed = <T extends { readonly amount: string }>(
      facts: readonly { readonly data: T }[],
      of: (data: T) => string | undefined,
    ) =>
      facts
        .flatMap(({ data }) => (of(data) === undefined ? [] : [`${of(data)} ${data.amount}`]))
        .toSorted();
    const debts = listed(await named('funds.DebtIncurred'), ({ debtId }) => debtId);
    expect(debts.length).toBeGreaterThan(0);
    expect(listed(await named('funds.DebtSettled'), ({ debtId }) => debtId)).toEqual(debts);
    const advances = listed(await named('funds.ReceivableRecorded'), (data) => data.receivableId);
    expect(advances).toHaveLength(debts.length);
    expect(listed(await named('funds.ReceivableSettled'), (data) => data.receivableId)).toEqual(
      advances,
    );
    const lineOf = ({ budgetLine }: { readonly budgetLine?: string | undefined }) => budgetLine;
    const funds = listed(await named('funds.SpecialFundReceived'), lineOf);
    expect(funds.length).toBeGreaterThan(0);
    expect(listed(await named('funds.PaymentRequested'), lineOf)).toEqual(funds);
  });

  it('marks every invented name', async () => {
    const persons = await named('offices.PersonRegistered');
    expect(persons.length).toBeGreaterThan(100);
    for (const { data } of persons) expect(data.name).toMatch(/（虚构）$/);
    for (const { data } of await named('funds.PaymentRequested'))
      if (data.payee.name !== undefined) expect(data.payee.name).toMatch(/（虚构）$/);
  });

  it('publishes the catalogue before anything else refers to it', async () => {
    const events = await recorded;
    const last = events.findLastIndex(({ name }) => name === 'powers.PowerItemPublished');
    expect(events.findIndex(({ name }) => name !== 'powers.PowerItemPublished')).toBe(last + 1);
    const codes = new Set((await named('powers.PowerItemPublished')).map(({ data }) => data.code));
    for (const { powercode } of events)
      if (powercode !== undefined) expect(codes).toContain(powercode);
  });

  it('pins every matter to the version of its power item in force when it opens', async () => {
    const register = powerRegister(await named('powers.PowerItemPublished'));
    for (const { data, powercode, time } of await named('matters.MatterOpened')) {
      const power = register.get(powercode ?? '');
      expect(power && versionInForce(power, time.slice(0, 10))?.version).toBe(data.flowVersion);
    }
  });

  it('delimits every post, and no routine act is outside its post', async () => {
    const posts = new Map(
      (await named('offices.PostDefined')).map(({ data }) => [data.postId, data.powerCodes]),
    );
    for (const codes of posts.values()) expect(codes?.length).toBeGreaterThan(0);
    for (const { actorpost, powercode } of await recorded)
      if (actorpost !== undefined && powercode !== undefined)
        expect(posts.get(actorpost)).toContain(powercode);
  });

  it('lets the body of the power item decide', async () => {
    const register = powerRegister(await named('powers.PowerItemPublished'));
    for (const { data, powercode, time } of await named('matters.BallotTallied')) {
      const power = register.get(powercode ?? '');
      const body = power && versionInForce(power, time.slice(0, 10))?.decision?.body;
      expect(data.bodyId.startsWith(`${body ?? ''}-`)).toBe(true);
    }
  });
});
