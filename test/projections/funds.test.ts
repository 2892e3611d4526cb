// Every sum of money is exact and opens to the events that make it.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactSum, sumColumns, type SumColumns } from '../../projections/exactSums.js';
import { fundsProjection } from '../../projections/funds/funds.projection.js';
import * as funds from '../../projections/funds/funds.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { fact, VILLAGE, type Fact } from '../spec/facts.js';
import { givenViews, type GivenViews } from '../spec/givenViews.js';

let ledger: GivenViews;
beforeEach(async () => {
  ledger = await givenViews([fundsProjection], { times: 2 });
});
afterEach(() => ledger.close());

const ask = <T>(query: (snapshot: ViewSnapshot) => T): T => ledger.read(query);
const CNY = 'CNY';
const builder = { payeeId: 'builder', name: '某建筑公司', kind: 'company' as const };
const on = (date: string) => ({ time: `${date}T10:00:00+08:00` });

const requested = (
  paymentId: string,
  amount: string,
  more: object = {},
  attributes: object = {},
): Fact =>
  fact(
    'funds.PaymentRequested',
    {
      paymentId,
      amount,
      currency: CNY,
      category: '工程',
      purpose: '工程款',
      payee: builder,
      ...more,
    },
    attributes,
  );
const made = (
  paymentId: string,
  instalmentId: string,
  amount: string,
  attributes: object = {},
): Fact =>
  fact(
    'funds.PaymentMade',
    {
      paymentId,
      instalmentId,
      amount,
      currency: CNY,
      method: 'transfer',
      payee: builder,
      accountId: 'acc',
    },
    attributes,
  );
const reversed = (paymentId: string, amount: string, attributes: object = {}): Fact =>
  fact(
    'funds.PaymentReversed',
    {
      paymentId,
      reversalId: `${paymentId}-back`,
      amount,
      currency: CNY,
      reason: '付款有误',
      approvedBy: 'sun',
    },
    attributes,
  );

describe('a payment', () => {
  const story = [
    requested(
      'p1',
      '10000',
      { contractId: 'c1', budgetLine: 'b1', requestedBy: 'zhao' },
      { matter: 'reservoir', ...on('2023-03-01') },
    ),
    fact('funds.PaymentApproved', {
      paymentId: 'p1',
      approvalId: 'a1',
      role: 'approve',
      personId: 'qian',
      amount: '10000',
      currency: CNY,
    }),
    made('p1', 'i1', '6000', on('2023-03-05')),
    made('p1', 'i2', '4000', on('2023-04-05')),
    fact('funds.VoucherAttached', {
      paymentId: 'p1',
      voucherId: 'v1',
      kind: 'invoice',
      number: '0012',
      amount: '10000',
      currency: CNY,
    }),
    reversed('p1', '4000', on('2023-05-01')),
    fact('funds.BankLineRecorded', {
      bankLineId: 'bl1',
      accountId: 'acc',
      bookedOn: '2023-03-05',
      amount: '-6000',
      currency: CNY,
    }),
    fact('funds.BankLineMatched', {
      bankLineId: 'bl1',
      matches: { kind: 'payment', paymentId: 'p1' },
    }),
  ];

  it('shows its request, approvals, instalments, vouchers, reversals and bank lines, each with its event', async () => {
    const results = await ledger.given(...story);
    const event = (index: number) => ({
      eventId: results[index]?.eventIds[0],
      position: results[index]?.position,
    });
    const payment = ask((snapshot) => funds.payment(snapshot, 'p1'));
    expect(payment).toMatchObject({
      matterId: 'reservoir',
      contractId: 'c1',
      requested: '10000',
      paid: '10000',
      reversed: '4000',
      net: '6000',
      requestedOn: '2023-03-01',
      events: [event(0), event(2), event(3), event(5)],
      approvals: [{ role: 'approve', personId: 'qian', event: event(1) }],
      instalments: [
        { instalmentId: 'i1', on: '2023-03-05' },
        { instalmentId: 'i2', event: event(3) },
      ],
      vouchers: [{ kind: 'invoice', number: '0012', event: event(4) }],
      reversals: [{ amount: '4000', reason: '付款有误', approvedBy: 'sun', event: event(5) }],
      bankLines: [{ bankLineId: 'bl1', amount: '-6000', event: event(7) }],
    });
  });

  it('is the same whichever came first, the request or the money', async () => {
    const [request, ...rest] = story;
    await ledger.given(...rest, request!);
    const payment = ask((snapshot) => funds.payment(snapshot, 'p1'));
    expect(payment).toMatchObject({
      matterId: 'reservoir',
      requested: '10000',
      paid: '10000',
      reversed: '4000',
      contractId: 'c1',
      category: '工程',
    });
    expect(ask((snapshot) => funds.paymentsOfMatter(snapshot, 'reservoir'))).toHaveLength(1);
  });

  it('without a request says so, and keeps the matter that the money named', async () => {
    await ledger.given(made('p1', 'i1', '6000', { matter: 'm' }));
    expect(ask((snapshot) => funds.paymentsOfMatter(snapshot, 'm'))).toMatchObject([
      { paymentId: 'p1', requested: null, paid: '6000', category: null },
    ]);
    await ledger.given(requested('p1', '7000'));
    expect(ask((snapshot) => funds.paymentsOfMatter(snapshot, 'm'))).toMatchObject([
      { requested: '7000', paid: '6000' },
    ]);
  });

  it('can be listed page by page', async () => {
    await ledger.given(...Array.from({ length: 12 }, (_, index) => requested(`p${index}`, '100')));
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = ask((snapshot) =>
        funds.payments(snapshot, { payeeId: 'builder', area: VILLAGE }, { limit: 5, after }),
      );
      seen.push(...page.payments.map(({ paymentId }) => paymentId));
      after = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `p${11 - index}`));
  });
});

describe('totals', () => {
  const other = { orgunit: '990000001202' };
  const facts = [
    requested('p1', '100', { reference: '第一期' }, on('2023-01-31')),
    requested('p2', '200', { reference: '第一期', category: '补助' }, on('2023-02-01')),
    requested('p3', '400', { reference: '第二期' }, { ...on('2022-12-31'), ...other }),
    made('p1', 'i1', '60', on('2023-02-03')),
    made('p1', 'i2', '40', on('2023-03-03')),
    made('p3', 'i3', '400', { ...on('2023-01-01'), ...other }),
    reversed('p1', '40', on('2023-03-04')),
    fact(
      'funds.IncomeReceived',
      { incomeId: 'in1', class: 'lease', amount: '5000', currency: CNY },
      on('2023-06-01'),
    ),
    fact(
      'funds.IncomeReceived',
      { incomeId: 'in2', class: 'subsidy', amount: '7', currency: 'USD' },
      on('2023-06-01'),
    ),
  ];
  const totals = (
    measure: funds.Measure,
    by: readonly funds.Dimension[],
    filter: funds.TotalsFilter = {},
  ) =>
    ask((snapshot) => funds.totals(snapshot, measure, by, filter)).map(({ key, amount }) => [
      ...Object.values(key),
      amount,
    ]);

  it('are made by any dimension, and together', async () => {
    await ledger.given(...facts);
    expect(totals('requested', ['reference'])).toEqual([
      ['第一期', '300'],
      ['第二期', '400'],
    ]);
    expect(totals('paid', ['orgunit'])).toEqual([
      [VILLAGE, '100'],
      [other.orgunit, '400'],
    ]);
    expect(totals('paid', ['month'])).toEqual([
      ['2023-01', '400'],
      ['2023-02', '60'],
      ['2023-03', '40'],
    ]);
    expect(totals('paid', ['category', 'year'])).toEqual([['工程', '2023', '500']]);
    expect(totals('paid', ['payee', 'method'])).toEqual([['builder', 'transfer', '500']]);
    expect(totals('reversed', ['reference'])).toEqual([['第一期', '40']]);
    expect(totals('income', ['category'])).toEqual([
      ['lease', '5000'],
      ['subsidy', '7'],
    ]);
    expect(totals('income', [], { currency: 'USD' })).toEqual([['7']]);
    expect(totals('requested', [], { from: '2023-01-01', to: '2023-01-31' })).toEqual([['100']]);
    expect(totals('paid', [], { area: '990000001000' })).toEqual([['400']]);
    expect(totals('paid', [], { clock: 'recorded', to: '2023-12-31' })).toEqual([]);
    expect(totals('paid', [], { category: '工程', reference: '第二期' })).toEqual([['400']]);
  });

  it('open to exactly the events of which they are the sum', async () => {
    const results = await ledger.given(...facts);
    for (const measure of funds.MEASURES)
      for (const by of [
        ['reference'],
        ['month', 'orgunit'],
        ['category', 'payee', 'method'],
        [],
      ] as const)
        for (const total of ask((snapshot) => funds.totals(snapshot, measure, by))) {
          const events = ask((snapshot) =>
            funds.totalEvents(snapshot, measure, total.key, { currency: total.currency }),
          );
          expect(events).toHaveLength(total.events);
          const sum = events.reduce((amount, { eventId }) => {
            const index = results.findIndex(({ eventIds }) => eventIds[0] === eventId);
            return amount + BigInt((facts[index]?.data as { amount: string }).amount);
          }, 0n);
          expect(sum.toString()).toBe(total.amount);
        }
  });

  it('are exact where floats and 64 bits end', async () => {
    const most = '999999999999999999';
    await ledger.given(...Array.from({ length: 12 }, (_, index) => requested(`p${index}`, most)));
    expect(totals('requested', [])).toEqual([[(12n * BigInt(most)).toString()]]);
    expect(ask((snapshot) => funds.payment(snapshot, 'p3'))?.requested).toBe(most);
  });

  it('have halves that always join to the true sum', async () => {
    const { database } = ledger.file;
    const statement = database.prepare(`SELECT ${sumColumns('value', 'sum')} FROM json_each(?)`);
    const amount = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n });
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 40 }), (amounts) => {
        const row = statement.get<SumColumns<'sum'>>([`[${amounts.join(',')}]`])!;
        expect(exactSum(row, 'sum')).toBe(amounts.reduce((a, b) => a + b, 0n).toString());
      }),
    );
    await ledger.catchUp();
  });
});

describe('budgets, accounts, bank lines and contracts', () => {
  it('show a budget line with its use, its balance and what it was set to before', async () => {
    const set = (amount: string, date: string): Fact =>
      fact(
        'funds.BudgetLineSet',
        { lineId: 'b1', year: 2023, category: '工程', amount, currency: CNY },
        on(date),
      );
    await ledger.given(
      set('2000', '2023-06-01'),
      set('1000', '2023-01-01'),
      requested('p1', '1500', { budgetLine: 'b1' }),
      made('p1', 'i1', '2500'),
      reversed('p1', '300'),
    );
    expect(
      ask((snapshot) => funds.budgetLines(snapshot, { year: 2023, area: VILLAGE })),
    ).toMatchObject([
      {
        lineId: 'b1',
        amount: '2000',
        requested: '1500',
        paid: '2500',
        reversed: '300',
        balance: '-200',
        earlier: [{ amount: '1000' }],
      },
    ]);
  });

  it('find bank lines that nothing explains, and lines that settle several payments', async () => {
    const line = (bankLineId: string, amount: string): Fact =>
      fact('funds.BankLineRecorded', {
        bankLineId,
        accountId: 'acc',
        bookedOn: '2023-03-05',
        amount,
        currency: CNY,
      });
    await ledger.given(
      fact('funds.AccountOpened', {
        accountId: 'acc',
        holderKind: 'unit',
        holder: 'village',
        opening: '-5',
        currency: CNY,
      }),
      line('bl1', '-6000'),
      line('bl2', '900'),
      fact('funds.BankLineMatched', {
        bankLineId: 'bl1',
        matches: { kind: 'payment', paymentId: 'p1' },
      }),
      fact('funds.BankLineMatched', {
        bankLineId: 'bl1',
        matches: { kind: 'payment', paymentId: 'p2' },
      }),
    );
    const ids = (matched: boolean | undefined) =>
      ask((snapshot) => funds.bankLines(snapshot, { accountId: 'acc', matched })).map(
        ({ bankLineId, matches }) => [bankLineId, matches.length],
      );
    expect(ids(undefined)).toEqual([
      ['bl1', 2],
      ['bl2', 0],
    ]);
    expect(ids(false)).toEqual([['bl2', 0]]);
    expect(ids(true)).toEqual([['bl1', 2]]);
    expect(ask((snapshot) => funds.accounts(snapshot))).toMatchObject([
      { accountId: 'acc', opening: '-5' },
    ]);
  });

  it('show a contract with its variations, what was paid and what is left', async () => {
    await ledger.given(
      requested('p1', '5000', { contractId: 'c1' }),
      made('p1', 'i1', '5000'),
      fact(
        'projects.ContractSigned',
        { contractId: 'c1', title: '蓄水池工程', party: builder, amount: '10000', currency: CNY },
        { matter: 'm', ...on('2023-02-01') },
      ),
      fact('projects.ContractVaried', {
        contractId: 'c1',
        variationId: 'v1',
        amount: '-500',
        currency: CNY,
        reason: '减项',
      }),
      fact('projects.WorkAccepted', { contractId: 'c1', acceptanceId: 'w1', acceptedBy: ['sun'] }),
      reversed('p1', '1000'),
    );
    expect(ask((snapshot) => funds.contracts(snapshot, { matterId: 'm' }))).toMatchObject([
      {
        contractId: 'c1',
        price: '10000',
        varied: '-500',
        total: '9500',
        paid: '5000',
        reversed: '1000',
        unpaid: '5500',
        variations: [{ amount: '-500', reason: '减项' }],
        acceptances: [{ acceptedBy: ['sun'] }],
        moneyEvents: [{ position: '1' }, { position: '5' }],
      },
    ]);
  });
});
