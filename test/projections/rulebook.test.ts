// Packs that the log adopts: what is judged by which, and what a re-judgement moves.
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { positionOf } from '../../src/kernel/position.js';
import { adoptionOf } from '../../src/rules/adoption.js';
import { checkPack, createRulePacks } from '../../src/rules/pack.js';
import { violationsProjection } from '../../projections/violations/violations.projection.js';
import { findViolations } from '../../projections/violations/violations.queries.js';
import {
  catchUpInPieces,
  createTestLedger,
  openTestViews,
  type TestLedger,
  type TestViews,
} from './ledger.js';
import { testRules } from './testRules.js';

const projection = violationsProjection(testRules, createRulePacks([], testRules));
const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function viewsOf(ledger: TestLedger, ends: readonly number[] = []) {
  const views = await openTestViews(ledger.log, [projection]);
  open.push(views);
  await catchUpInPieces(views.runner, ends.map(positionOf));
  return views;
}

const pack = (version: string, limit: number, more: object = {}) => {
  const content = {
    id: 'county',
    version,
    title: { zh: '县', en: 'county' },
    area: '45',
    validFrom: '2000-01-01',
    rules: { 'PAY-12': { parameters: { limit } } },
    ...more,
  };
  return adoptionOf(checkPack(content, testRules), content);
};

const adopt = (ledger: TestLedger, data: ReturnType<typeof pack>) =>
  ledger.record('rules.PackAdopted', 'rulebook-packs', data);

const rejudge = (ledger: TestLedger, rejudgementId = 'r1') =>
  ledger.record('rules.Rejudged', 'rulebook-packs', {
    rejudgementId,
    fromDigests: ['ab'.repeat(32)],
    toDigest: 'cd'.repeat(32),
    upTo: '1',
    moved: { added: 0, removed: 0, changed: 0 },
    byRule: [],
    difference: 'ef'.repeat(32),
  });

const pay = (ledger: TestLedger, paymentId: string, payeeId: string, amount = '4000') =>
  ledger.record('funds.PaymentMade', `payment-${paymentId}`, {
    paymentId,
    instalmentId: '1',
    amount,
    currency: 'CNY',
    method: 'transfer',
    payee: { payeeId, kind: 'company' },
  });

/** Payments charged by PAY-12, with the version of the pack that judged them. */
const charged = ({ reader }: TestViews) =>
  reader.read((snapshot) =>
    findViolations(snapshot, { rule: 'PAY-12' }).violations.map(({ caseId, packs }) => [
      caseId,
      ...packs,
    ]),
  );

describe('a pack that the log adopts', () => {
  it('judges what is recorded after it, and leaves what was recorded before', async () => {
    const ledger = createTestLedger();
    await adopt(ledger, pack('1', 9_000));
    await pay(ledger, 'a', 'one');
    await adopt(ledger, pack('2', 1_000, { replaces: ['county@1'] }));
    await pay(ledger, 'b', 'two');
    const views = await viewsOf(ledger);
    expect(charged(views)).toEqual([['payment-b', 'county@2']]);
  });

  it('judges also what was recorded before any was adopted, when it is the first', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'a', 'one');
    const views = await viewsOf(ledger);
    expect(charged(views)).toEqual([]);
    await adopt(ledger, pack('1', 1_000));
    await views.runner.catchUp();
    expect(charged(views)).toEqual([['payment-a', 'county@1']]);
  });

  it('judges everything from a re-judgement on', async () => {
    const ledger = createTestLedger();
    await adopt(ledger, pack('1', 9_000));
    await pay(ledger, 'a', 'one');
    await adopt(ledger, pack('2', 1_000, { replaces: ['county@1'] }));
    const views = await viewsOf(ledger);
    expect(charged(views)).toEqual([]);
    await rejudge(ledger);
    await views.runner.catchUp();
    expect(charged(views)).toEqual([['payment-a', 'county@2']]);
  });

  it('is named by the set that judged each violation', async () => {
    const ledger = createTestLedger();
    await adopt(ledger, pack('1', 1_000));
    await pay(ledger, 'a', 'one');
    await adopt(ledger, pack('2', 2_000, { replaces: ['county@1'] }));
    await pay(ledger, 'b', 'two');
    const { reader } = await viewsOf(ledger);
    const sets = reader.read((snapshot) =>
      findViolations(snapshot, { rule: 'PAY-12' }).violations.map(({ packSet }) => packSet),
    );
    expect(new Set(sets).size).toBe(2);
    for (const set of sets) expect(set).toMatch(/^[0-9a-f]{64}$/);
  });

  it('halts the view when the program does not understand it', async () => {
    const ledger = createTestLedger();
    const data = pack('1', 1_000);
    await adopt(ledger, { ...data, content: { ...data.content, rules: { 'PAY-99': {} } } });
    const { runner } = await viewsOf(ledger);
    const [view] = runner.generations();
    expect(view).toMatchObject({ state: 'halted', halt: { position: '0' } });
    expect(view?.halt?.reason).toContain('PAY-99');
  });

  it('gives the same rows however the log is cut, live or rebuilt', async () => {
    const steps: readonly ((ledger: TestLedger) => Promise<unknown>)[] = [
      (ledger) => pay(ledger, 'z', 'zero'),
      (ledger) => adopt(ledger, pack('1', 9_000)),
      (ledger) => adopt(ledger, pack('far', 1, { id: 'far', area: '11' })),
      (ledger) => pay(ledger, 'a', 'one'),
      (ledger) => adopt(ledger, pack('2', 1_000, { replaces: ['county@1'] })),
      (ledger) => adopt(ledger, pack('3', 5_000, { replaces: ['county@2'] })),
      (ledger) => pay(ledger, 'b', 'one'),
      (ledger) => rejudge(ledger),
      (ledger) => adopt(ledger, pack('4', 500, { replaces: ['county@3'] })),
      (ledger) => pay(ledger, 'c', 'two', '700'),
      (ledger) => pay(ledger, 'd', 'zero'),
    ];
    const ledger = createTestLedger();
    for (const step of steps) await step(ledger);
    const whole = (await viewsOf(ledger)).digest('violations');
    await fc.assert(
      fc.asyncProperty(fc.subarray(steps.map((_, index) => index)), async (ends) => {
        const views = await viewsOf(ledger, ends);
        expect(views.digest('violations')).toBe(whole);
        open.splice(open.indexOf(views), 1);
        views.close();
      }),
      { numRuns: 40 },
    );
  });
});

describe('an act that was held back', () => {
  it('is kept apart and judged by no rule', async () => {
    const ledger = createTestLedger();
    await ledger.record(
      'rules.ActBlocked',
      'attempt-1',
      {
        attemptId: '1',
        command: 'funds.MakePayment',
        stream: 'payment-1',
        act: { paymentId: '1' },
        packSet: 'ab'.repeat(32),
        findings: [
          {
            rule: 'PAY-01',
            severity: 'S',
            found: { zh: '没有决定', en: 'no decision' },
            expected: { zh: '先决定', en: 'a decision first' },
            basis: [],
            packs: [],
          },
        ],
      },
      { actorperson: 'person-a', matter: 'm1' },
    );
    const { reader } = await viewsOf(ledger);
    const rows = reader.read((snapshot) => ({
      blocked: snapshot.all<{ person: string; matter_id: string }>(
        'SELECT person, matter_id FROM {violations.blocked_act}',
      ),
      cases: snapshot.all('SELECT * FROM {violations.case_file}'),
    }));
    expect(rows.blocked).toEqual([{ person: 'person-a', matter_id: 'm1' }]);
    expect(rows.cases).toEqual([]);
  });
});
