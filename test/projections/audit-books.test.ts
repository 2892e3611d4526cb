// The books of the units in an audit: each figure counted by hand from the facts planted, each with the events it rests on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { subtractDecimals } from '../../projections/departure-audit/books/targets.js';
import { unitPriceOf } from '../../projections/departure-audit/books/assets.js';
import type { UnitBooks } from '../../projections/departure-audit/books/unitBooks.js';
import {
  departureAudit,
  type DepartureAudit,
} from '../../projections/departure-audit/departureAudit.queries.js';
import { createProjections } from '../../projections/registry.js';
import { RULES } from '../../src/rules/index.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { HEAD, plantedLedger } from './auditLedger.js';
import { recordBooks } from './bookFacts.js';
import { openTestViews, type TestViews } from './ledger.js';

let views: TestViews;
let ids: Readonly<Record<string, string>>;
let audit: DepartureAudit;
let books: UnitBooks;
beforeAll(async () => {
  const { ledger } = await plantedLedger();
  ids = await recordBooks(ledger);
  views = await openTestViews(ledger.log, createProjections(createRulePacks([], RULES)));
  await views.runner.catchUp();
  audit = views.reader.read((snapshot) => departureAudit(snapshot, RULES, HEAD));
  const [only] = audit.books;
  if (!only) throw new Error('no unit');
  books = only;
});
afterAll(() => views.close());

const figure = ({ amount, eventIds }: { amount: string; eventIds: readonly string[] }) => [
  amount,
  [...eventIds].sort(),
];
const cited = (...names: readonly string[]) => names.map((name) => ids[name] ?? name).sort();

describe('the books of the units in an audit', () => {
  it('are of one unit over overlapping terms, and no view halts on them', () => {
    expect(audit.books).toHaveLength(1);
    expect(books).toMatchObject({
      unitId: 'u1',
      from: '2020-01-01',
      to: '2022-12-31',
      closing: '2022-12-31',
    });
    expect(audit.halted).toEqual([]);
    expect(audit.template).toBe('villageCadre');
  });

  it('say what was planned and reported, and the difference to the last digit', () => {
    expect(books.targets).toEqual([
      expect.objectContaining({
        targetId: 'w1',
        planned: '12.50',
        actual: '9.8',
        deviation: '-2.70',
        eventIds: [ids['target'], ids['target.reported']],
      }),
      expect.objectContaining({ targetId: 'w2', actual: null, deviation: null, source: null }),
    ]);
    expect([subtractDecimals('100', '99'), subtractDecimals('-0.05', '0.1')]).toEqual([
      '1',
      '-0.15',
    ]);
  });

  it('balance: opening, what came, what went and closing, from the account as it was opened', () => {
    const [balance] = books.balances;
    // 10,000,000.00 at opening + 50.00 before the term.
    expect(balance?.opening).toBe('1000005000');
    expect(balance?.openingEvents).toEqual([ids['account']]);
    expect(balance?.income.map((line) => [line.key, ...figure(line)])).toEqual([
      ['lease', '60000', cited('income')],
    ]);
    // pay1 50,000.00, pay2 3,711,600.00 and pay3 9.00 of the plant; the road; the compensation.
    expect(balance?.spendingTotal.amount).toBe(String(5000000 + 371160000 + 900 + 445000 + 250000));
    expect(balance?.closing).toBe(
      String(1000005000 + 60000 - 5000000 - 371160000 - 900 - 445000 - 250000),
    );
    expect(balance && figure(balance.unproductive)).toEqual(['250000', cited('fp1.made')]);
    expect(balance?.yearEnds.map(({ year }) => year)).toEqual(['2020', '2021', '2022']);
    expect(balance?.yearEnds.at(-1)?.closing).toBe(balance?.closing);
    expect(balance?.bank.unexplained).toEqual({
      count: 1,
      eventIds: [ids['line']],
      moved: '12300',
    });
  });

  it('follow debts: opening, new, settled, closing, and the age of what is left', () => {
    const [receivable, debt] = books.debts.movements;
    expect(
      receivable &&
        [receivable.opening, receivable.added, receivable.settled, receivable.closing].map(
          ({ amount }) => amount,
        ),
    ).toEqual(['60000', '20000', '10000', '70000']);
    expect(receivable && figure(receivable.settled)).toEqual(['10000', cited('r1.in')]);
    expect(receivable && Object.values(receivable.ages).map(({ amount }) => amount)).toEqual([
      '20000',
      '0',
      '0',
      '50000',
    ]);
    expect(debt).toMatchObject({
      kind: 'debt',
      closing: { amount: '300000', eventIds: [ids['b1']] },
      ages: { '1to2': { amount: '300000' } },
    });
    expect(books.debts.open.map(({ id, dunned }) => [id, dunned])).toEqual([
      ['r1', 1],
      ['r2', 0],
      ['b1', 0],
    ]);
    expect(books.debts.guarantees).toMatchObject([
      { guaranteeId: 'g1', releasedOn: null, eventIds: [ids['g1']] },
    ]);
  });

  it('follow a special fund to what lies idle, and leave out what was paid after the term', () => {
    expect(books.specialFunds).toMatchObject([
      {
        fundId: 'f1',
        received: { amount: '900000' },
        requested: { amount: '250000' },
        paid: { amount: '250000', eventIds: [ids['fp1.made']] },
        balance: { amount: '650000' },
        idleDays: 333,
      },
    ]);
    expect(books.fundTotals).toMatchObject([{ count: 1, balance: { amount: '650000' } }]);
  });

  it('follow a project from its decision to the register', () => {
    expect(books.projects).toMatchObject([
      {
        contractId: 'k1',
        decision: { matterId: 'm1' },
        bids: { count: 3, eventIds: [ids['bid1'], ids['bid2'], ids['bid3']] },
        price: { amount: '400000', eventIds: [ids['contract']] },
        varied: { amount: '50000', eventIds: [ids['variation']] },
        variedShare: 0.125,
        paid: { amount: '445000', eventIds: [ids['paid.made']] },
        acceptance: { on: '2020-10-01', eventId: ids['accepted'] },
        settlement: { amount: '445000', eventIds: [ids['settled']] },
        asset: { on: '2020-12-20', eventId: ids['road'] },
      },
    ]);
    expect(books.projectTotals).toMatchObject([{ count: 1, notAccepted: 0, notRegistered: 0 }]);
  });

  it('count assets in and out, and rent due, received and overdue', () => {
    const [building, facility] = books.assets.movements;
    expect(building).toMatchObject({
      opening: { count: 2, amount: '730000' },
      added: { count: 0 },
      disposed: { count: 1, amount: '30000', eventIds: [ids['shed.gone']] },
      closing: { count: 1, amount: '700000', eventIds: [ids['hall']] },
    });
    expect(facility).toMatchObject({
      opening: { count: 0 },
      added: { count: 1, amount: '445000' },
    });
    expect(books.assets.leases).toMatchObject([
      {
        leaseId: 'z1',
        unitPrice: '8000',
        due: { amount: '300000' },
        received: { amount: '130000' },
        overdue: { amount: '170000' },
        matterId: 'm2',
      },
    ]);
    expect(books.leaseDecisions).toMatchObject([{ matterId: 'm2', decidedOn: '2021-07-01' }]);
    expect(books.assets.stocktakes).toMatchObject([
      { counted: 2, differences: 1, eventId: ids['stocktake'] },
    ]);
    expect([unitPriceOf('100', '3'), unitPriceOf('200', '3'), unitPriceOf('1', '0')]).toEqual([
      '33',
      '67',
      null,
    ]);
  });

  it('count notices by class and decisions that were never posted', () => {
    expect(books.publicity.classes).toMatchObject([
      {
        class: 'finance',
        posted: { count: 3 },
        due: { count: 2 },
        late: { count: 1, eventIds: [ids['n2']] },
        missing: { count: 1, eventIds: [ids['check']] },
      },
    ]);
    // m1 to m4 were ruled on in the term; only m1 was posted.
    expect(books.publicity.decisions).toMatchObject({
      due: { count: 4 },
      posted: { count: 1 },
      missing: { count: 3 },
    });
  });

  it('count complaints of the unit and of the person, never their content', () => {
    expect(books.complaints).toMatchObject({
      received: { count: 3 },
      closed: { count: 2 },
      true: { count: 1, eventIds: [ids['c1.closed']] },
      unfounded: { count: 1 },
      open: { count: 1, eventIds: [ids['c3']] },
      daysToClose: 20,
    });
    expect(audit.complaints).toMatchObject({
      received: { count: 2 },
      true: { count: 1 },
      open: { count: 1 },
    });
    expect(JSON.stringify(audit)).not.toContain('密封内容');
  });

  it('add up to the figures that every report must state', () => {
    const [balance] = books.balances;
    const closing = BigInt(balance?.closing ?? '0');
    expect(audit.keyFigures.perHead).toMatchObject([
      { population: 1200, amount: ((closing * 2n + 1200n) / 2400n).toString() },
    ]);
    expect(books.approvals).toEqual([{ what: 'payments', count: 3, meanDays: 0 }]);
    expect(audit.limitations.map(({ code }) => code)).toEqual([]);
  });

  it('are drawn to the last day of the ledger while a term lasts, which the report says', async () => {
    const { ledger } = await plantedLedger();
    await recordBooks(ledger);
    const on = { time: '2023-07-02T09:00:00+08:00' };
    const term = { termId: 't9', personId: 'p.third', postId: 'post-chair', unitId: 'u1' };
    await ledger.record(
      'offices.OfficeHeld',
      'person-p.third',
      { ...term, from: '2023-01-01' },
      on,
    );
    const open = await openTestViews(ledger.log, createProjections(createRulePacks([], RULES)));
    await open.runner.catchUp();
    const going = open.reader.read((snapshot) => departureAudit(snapshot, RULES, 'p.third'));
    open.close();
    expect(going.period).toEqual({ from: '2023-01-01', to: null });
    expect(going.books[0]).toMatchObject({ to: null, closing: '2023-07-02' });
    // The debt of 2021 was settled in May 2023.
    expect(going.books[0]?.debts.movements[1]).toMatchObject({
      opening: { amount: '300000' },
      settled: { amount: '300000' },
      closing: { amount: '0' },
    });
    expect(going.limitations.map(({ code }) => code)).toContain('termOpen');
  });

  it('hold nothing that came after the term', () => {
    const all = JSON.stringify(books);
    const after = ['r3', 'late', 'n4', 'c4', 'fp2.made'].map((name) => ids[name] ?? '');
    expect(after).not.toContain('');
    for (const eventId of after) expect(all).not.toContain(eventId);
  });
});
