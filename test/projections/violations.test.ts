import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { positionOf } from '../../src/kernel/position.js';
import { createRulePacks } from '../../src/rules/pack.js';
import {
  rulesVersion,
  violationsProjection,
} from '../../projections/violations/violations.projection.js';
import {
  activations,
  findViolations,
  violationById,
} from '../../projections/violations/violations.queries.js';
import {
  catchUpInPieces,
  createTestLedger,
  openTestViews,
  TOWNSHIP,
  VILLAGE,
  type TestLedger,
  type TestViews,
} from './ledger.js';
import { decided, inOffice, testPack, testRules, unsplit } from './testRules.js';

const packs = createRulePacks([testPack], testRules);
const projection = violationsProjection(testRules, packs);
const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function viewsOf(ledger: TestLedger, ends: readonly number[] = [], eventsHeld?: number) {
  const views = await openTestViews(ledger.log, [
    eventsHeld === undefined ? projection : violationsProjection(testRules, packs, { eventsHeld }),
  ]);
  open.push(views);
  await catchUpInPieces(views.runner, ends.map(positionOf));
  return views;
}

const payee = { payeeId: 'payee-1', kind: 'company' as const };
interface Plan {
  readonly budgetLine?: string;
  /** Business time of the request and of the payment. */
  readonly time?: string;
  /** The request was recorded after the payment. */
  readonly late?: boolean;
}

async function pay(
  ledger: TestLedger,
  paymentId: string,
  amount: string,
  matter?: string,
  { budgetLine, time, late = false }: Plan = {},
) {
  const when = time === undefined ? {} : { time };
  const attributes = {
    ...when,
    ...(matter === undefined ? {} : { matter }),
    powercode: 'V05',
  };
  const request = () =>
    ledger.record(
      'funds.PaymentRequested',
      `payment-${paymentId}`,
      {
        paymentId,
        amount,
        currency: 'CNY',
        category: 'works',
        purpose: '修路',
        payee,
        ...(budgetLine === undefined ? {} : { budgetLine }),
        attachments: [{ sha256: 'a'.repeat(64), mediaType: 'application/pdf', bytes: 10 }],
      },
      attributes,
    );
  const make = () =>
    ledger.record(
      'funds.PaymentMade',
      `payment-${paymentId}`,
      {
        paymentId,
        instalmentId: '1',
        amount,
        currency: 'CNY',
        method: 'transfer',
        payee,
        paidBy: 'person-a',
      },
      when,
    );
  if (late) {
    const made = await make();
    return { requested: await request(), made };
  }
  const requested = await request();
  const made = await make();
  return { requested, made };
}
const rule = (ledger: TestLedger, matterId: string) =>
  ledger.record('matters.ResultRuled', `matter-${matterId}`, {
    matterId,
    rulingId: '1',
    outcome: 'adopted',
  });

describe('the view of violations', () => {
  it('charges a payment without a decision, and opens it down to rule, clause, pack, events and documents', async () => {
    const ledger = createTestLedger();
    const { requested, made } = await pay(ledger, 'p1', '4000', 'm1');
    const { reader } = await viewsOf(ledger);
    const found = reader.read((snapshot) => findViolations(snapshot, { rule: 'PAY-01' }));
    expect(found.total).toBe(1);
    const detail = reader.read((snapshot) =>
      violationById(snapshot, testRules, found.violations[0]!.id),
    );
    expect(detail).toMatchObject({
      rule: { id: 'PAY-01', basis: [{ document: '村民委员会组织法', clause: '第二十四条' }] },
      packs: ['cn.default@2026.1'],
      severity: 'S',
      amount: '4000',
      person: 'person-a',
      power: 'V05',
      orgunit: VILLAGE,
      caseId: 'matter-m1',
      evidence: [{ eventId: made }, { eventId: requested }],
      documents: [{ sha256: 'a'.repeat(64), eventId: requested }],
    });
  });

  it('drops the charge when the decision is recorded later, and leaves no trace of it', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'p1', '4000', 'm1');
    const live = await viewsOf(ledger);
    expect(live.reader.read((snapshot) => findViolations(snapshot, {})).total).toBe(1);
    await rule(ledger, 'm1');
    await live.runner.catchUp();
    expect(live.reader.read((snapshot) => findViolations(snapshot, {})).total).toBe(0);
    expect(live.digest('violations')).toBe((await viewsOf(ledger)).digest('violations'));
  });

  it('judges other cases again when an event is filed under a key that they asked for', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'p1', '3000', 'm1');
    await rule(ledger, 'm1');
    const live = await viewsOf(ledger);
    const count = () => live.reader.read((snapshot) => findViolations(snapshot, {})).total;
    expect(count()).toBe(0);
    await pay(ledger, 'p2', '3000', 'm2');
    await rule(ledger, 'm2');
    await live.runner.catchUp();
    const split = live.reader.read((snapshot) => findViolations(snapshot, { rule: 'PAY-12' }));
    expect(split.violations.map(({ caseId }) => caseId)).toEqual(['matter-m1', 'matter-m2']);
    expect(split.violations[0]?.evidence).toHaveLength(2);
  });

  it('judges acts again when the end of a term is recorded late', async () => {
    const ledger = createTestLedger();
    const term = { termId: 't', personId: 'person-a', postId: 'post-1' };
    await ledger.record('offices.OfficeHeld', 'person-person-a', {
      ...term,
      unitId: 'u',
      from: '2020-01-01',
    });
    await ledger.record(
      'matters.MatterOpened',
      'matter-m1',
      { matterId: 'm1', title: '修路' },
      { actorperson: 'person-a', actorpost: 'post-1' },
    );
    const live = await viewsOf(ledger);
    const ofPerson = () =>
      live.reader.read((snapshot) => findViolations(snapshot, { person: 'person-a' })).total;
    expect(ofPerson()).toBe(0);
    await ledger.record('offices.OfficeEnded', 'person-person-a', {
      ...term,
      on: '2022-12-31',
      reason: 'resigned',
    });
    await live.runner.catchUp();
    expect(ofPerson()).toBe(1);
  });

  it('counts a payment that was recorded late but made early, in the sums of those made after it', async () => {
    const ledger = createTestLedger();
    const line = { budgetLine: 'line-1' };
    await pay(ledger, 'p1', '3000', 'm1', { ...line, time: '2023-04-10T09:00:00+08:00' });
    const live = await viewsOf(ledger);
    const broken = () =>
      live.reader
        .read((snapshot) => findViolations(snapshot, { rule: 'PAY-10' }))
        .violations.map(({ caseId, evidence }) => [caseId, evidence.length]);
    expect(broken()).toEqual([]);
    await pay(ledger, 'p2', '1000', 'm2', { ...line, time: '2023-04-20T09:00:00+08:00' });
    await live.runner.catchUp();
    expect(broken()).toEqual([]);
    // Paid before the others and recorded after them, the request even after the payment.
    await pay(ledger, 'p3', '2500', 'm3', {
      ...line,
      time: '2023-04-01T09:00:00+08:00',
      late: true,
    });
    await live.runner.catchUp();
    expect(broken()).toEqual([
      ['matter-m1', 2],
      ['matter-m2', 3],
    ]);
    expect(live.digest('violations')).toBe((await viewsOf(ledger)).digest('violations'));
  });

  it('keeps an event without a matter in the case that its stream named before', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'p1', '1000', 'm1');
    await pay(ledger, 'p2', '1000');
    const { reader } = await viewsOf(ledger);
    const cases = reader.read((snapshot) => findViolations(snapshot, { rule: 'PAY-01' }));
    expect(cases.violations.map(({ caseId }) => caseId)).toEqual(['matter-m1', 'payment-p2']);
  });

  it('counts activations, kept and broken, by rule, unit and quarter', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'p1', '1000', 'm1');
    await rule(ledger, 'm1');
    await pay(ledger, 'p2', '2000', 'm2');
    const { reader } = await viewsOf(ledger);
    const counts = reader.read((snapshot) =>
      activations(snapshot, { quarters: ['2023Q2'], orgunit: VILLAGE }),
    );
    expect(counts.find((row) => row.rule === 'PAY-01')).toEqual({
      rule: 'PAY-01',
      orgunit: VILLAGE,
      kept: 1,
      serious: 1,
      medium: 0,
      minor: 0,
    });
    expect(counts.find((row) => row.rule === 'PAY-12')).toMatchObject({ kept: 2 });
  });

  it('selects by business date or by recorded date, by unit or by area', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'p1', '1000', 'm1');
    await ledger.record(
      'funds.PaymentMade',
      'payment-p9',
      {
        paymentId: 'p9',
        instalmentId: '1',
        amount: '1',
        currency: 'CNY',
        method: 'cash',
        payee,
      },
      {
        time: '2021-01-05T10:00:00+08:00',
        recordedtime: '2024-02-01T10:00:00Z',
        orgunit: TOWNSHIP,
      },
    );
    const { reader } = await viewsOf(ledger);
    const cases = (filter: Parameters<typeof findViolations>[1]) =>
      reader.read((snapshot) => findViolations(snapshot, filter)).violations.map((v) => v.caseId);
    expect(cases({ from: '2021-01-01', to: '2021-12-31' })).toEqual(['payment-p9']);
    expect(cases({ from: '2024-01-01', clock: 'recorded' })).toEqual(['payment-p9']);
    expect(cases({ orgunit: TOWNSHIP })).toEqual(['payment-p9']);
    expect(cases({ area: TOWNSHIP })).toHaveLength(2);
    expect(cases({ severity: 'L' })).toEqual([]);
  });

  it('halts where a rule cites an event that it was not given', async () => {
    const ledger = createTestLedger();
    await pay(ledger, 'p1', '1', 'm1');
    const other = createTestLedger();
    await other.record('matters.MatterOpened', 'matter-x', { matterId: 'x', title: 'x' });
    const [foreign] = await other.log.readAll(undefined, 1);
    const broken = {
      ...decided,
      *check(theCase: Parameters<typeof decided.check>[0]) {
        for (const act of theCase.events)
          yield {
            act,
            broken: {
              found: { zh: '', en: '' },
              expected: { zh: '', en: '' },
              evidence: [{ ...act, id: foreign!.stream }],
            },
          };
      },
    };
    const views = await openTestViews(ledger.log, [
      violationsProjection([broken], createRulePacks([], [broken])),
    ]);
    open.push(views);
    await views.runner.catchUp();
    expect(views.runner.generations()[0]).toMatchObject({
      state: 'halted',
      halt: { position: '0', reason: expect.stringContaining('PAY-01 cites event') as unknown },
    });
  });

  it('is another version under other rules or other packs, and the same under the same', () => {
    const same = rulesVersion(testRules, createRulePacks([testPack], testRules));
    expect(same).toBe(projection.version);
    const stricter = { ...testPack, rules: { 'PAY-12': { parameters: { limit: 4_000 } } } };
    expect(rulesVersion(testRules, createRulePacks([stricter], testRules))).not.toBe(same);
    expect(rulesVersion([decided, inOffice], createRulePacks([], [decided, inOffice]))).not.toBe(
      rulesVersion([decided, unsplit], createRulePacks([], [decided, unsplit])),
    );
  });
});

type Step =
  | {
      kind: 'pay';
      payment: number;
      matter: number | undefined;
      amount: number;
      line: number | undefined;
      day: number;
      late: boolean;
    }
  | { kind: 'rule'; matter: number }
  | { kind: 'term'; person: number; ended: boolean }
  | { kind: 'act'; matter: number; person: number };

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('pay' as const),
      payment: fc.integer({ min: 0, max: 3 }),
      matter: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      amount: fc.integer({ min: 1, max: 6_000 }),
      line: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined }),
      day: fc.integer({ min: 1, max: 4 }),
      late: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('rule' as const), matter: fc.integer({ min: 0, max: 3 }) }),
    fc.record({
      kind: fc.constant('term' as const),
      person: fc.integer({ min: 0, max: 1 }),
      ended: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('act' as const),
      matter: fc.integer({ min: 0, max: 3 }),
      person: fc.integer({ min: 0, max: 1 }),
    }),
  ),
  { minLength: 1, maxLength: 14 },
);

async function play(ledger: TestLedger, step: Step): Promise<unknown> {
  switch (step.kind) {
    case 'pay':
      return pay(
        ledger,
        `p${step.payment}`,
        String(step.amount),
        step.matter === undefined ? undefined : `m${step.matter}`,
        {
          ...(step.line === undefined ? {} : { budgetLine: `line-${step.line}` }),
          time: `2023-04-0${step.day}T09:00:00+08:00`,
          late: step.late,
        },
      );
    case 'rule':
      return rule(ledger, `m${step.matter}`);
    case 'term': {
      const personId = `person-${step.person}`;
      const term = { termId: 't', personId, postId: 'post-1' };
      return step.ended
        ? ledger.record('offices.OfficeEnded', `person-${personId}`, {
            ...term,
            on: '2023-01-01',
            reason: 'resigned',
          })
        : ledger.record('offices.OfficeHeld', `person-${personId}`, {
            ...term,
            unitId: 'u',
            from: '2022-01-01',
          });
    }
    case 'act':
      return ledger.record(
        'matters.MatterClosed',
        `matter-m${step.matter}`,
        { matterId: `m${step.matter}`, result: 'done' },
        { actorperson: `person-${step.person}` },
      );
  }
}

describe('rebuilding the view of violations', () => {
  it('gives the same rows however the log is cut and however little memory there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.nat({ max: 20 }), { maxLength: 8 }),
        fc.integer({ min: 0, max: 6 }),
        async (script, cuts, eventsHeld) => {
          const ledger = createTestLedger();
          for (const step of script) await play(ledger, step);
          const whole = await viewsOf(ledger);
          const ends = [...new Set(cuts)].sort((a, b) => a - b);
          const pieces = await viewsOf(ledger, ends, eventsHeld);
          expect(pieces.digest('violations')).toBe(whole.digest('violations'));
          for (const views of open.splice(0)) views.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});
