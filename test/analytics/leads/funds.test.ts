// A49 to A56 on small ledgers: raised, not raised, at the boundary, and from and until when.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, fen, leadsOf, on, spend, type TestLedger } from './support.js';

const fund = (more: object = {}, ledger = aLedger()) =>
  ledger.add(
    'funds.SpecialFundReceived',
    {
      fundId: 'f',
      receiptId: 'r',
      title: '征地补偿',
      source: '县',
      purpose: '补偿',
      class: 'landCompensation',
      amount: fen(10_000),
      currency: 'CNY',
      budgetLine: 'line',
      ...more,
    },
    { time: on('2024-01-01'), subject: 'specialfund-f' },
  );
const used = (ledger: TestLedger, yuan: number, day: string, category = '补偿') => {
  spend(ledger, { yuan, day, budgetLine: 'line', category });
  return ledger;
};

describe('A49 compensation idle or not in balance', () => {
  it('holds from the thirty-first day until the money is first used', () => {
    expect(leadsOf('A49', fund())).toMatchObject([
      { on: '2024-02-01', until: undefined, severity: 'M' },
    ]);
    expect(leadsOf('A49', used(fund(), 100, '2024-03-01'))).toMatchObject([
      { on: '2024-02-01', until: '2024-03-01', severity: 'L' },
    ]);
    expect([
      count('A49', used(fund(), 100, '2024-01-31')),
      count('A49', used(fund(), 100, '2024-02-01')),
    ]).toEqual([0, 1]);
  });

  it('finds more paid than received, to the fen', () => {
    const balance = (yuan: number) =>
      leadsOf('A49', used(fund(), yuan, '2024-01-10')).map(({ severity }) => severity);
    expect([balance(10_000), balance(10_000.01)]).toEqual([[], ['S']]);
  });

  it('asks nothing where it is not known on which line the money is spent', () => {
    expect(count('A49', fund({ budgetLine: undefined }))).toBe(0);
  });
});

describe('A50 special fund mixed or used otherwise', () => {
  const account = (purpose: string) =>
    fund(
      { accountId: 'a' },
      aLedger().add('funds.AccountOpened', {
        accountId: 'a',
        holderKind: 'unit',
        holder: 'u',
        purpose,
      }),
    );

  it('knows an account for special money by its purpose', () => {
    expect([count('A50', account('基本账户')), count('A50', account('征地补偿专户'))]).toEqual([
      1, 0,
    ]);
  });

  it('finds spending of another kind on its line', () => {
    const line = (category: string) =>
      count(
        'A50',
        used(
          fund().add('funds.BudgetLineSet', {
            lineId: 'line',
            year: 2024,
            category: '补偿',
            amount: '1',
            currency: 'CNY',
          }),
          100,
          '2024-01-10',
          category,
        ),
      );
    expect([line('补偿'), line('招待')]).toEqual([0, 1]);
  });
});

describe('A51 large sums in cash', () => {
  const cash = (yuan: number, method: 'cash' | 'transfer' = 'cash') => {
    const ledger = aLedger();
    spend(ledger, { yuan, day: '2024-02-01', method });
    return ledger;
  };

  it('begins above the limit and grows louder at twenty times', () => {
    expect([
      count('A51', cash(1000)),
      count('A51', cash(1000.01)),
      count('A51', cash(5000, 'transfer')),
    ]).toEqual([0, 1, 0]);
    expect(leadsOf('A51', cash(20_000.01))).toMatchObject([{ severity: 'M' }]);
  });

  it('finds a balance above its limit', () => {
    const counted = (amount: string) =>
      count(
        'A51',
        aLedger().add('funds.CashCounted', {
          accountId: 'a',
          countId: 'c',
          counted: amount,
          book: amount,
          currency: 'CNY',
          countedBy: ['p'],
        }),
      );
    expect([counted('500000'), counted('500001')]).toEqual([0, 1]);
  });

  it('finds three round sums drawn within a month', () => {
    const drawn = (...lines: readonly (readonly [day: string, yuan: number])[]) => {
      const ledger = aLedger();
      for (const [index, [bookedOn, yuan]] of lines.entries())
        ledger.add('funds.BankLineRecorded', {
          bankLineId: `b${index}`,
          accountId: 'a',
          bookedOn,
          amount: `-${fen(yuan)}`,
          currency: 'CNY',
          purpose: '取现',
        });
      return count('A51', ledger);
    };
    const [first, second] = [
      ['2024-03-01', 20_000],
      ['2024-03-10', 20_000],
    ] as const;
    expect(drawn(first, second, ['2024-03-31', 10_000])).toBe(1);
    expect(drawn(first, second, ['2024-04-01', 10_000])).toBe(0);
    expect(drawn(first, second, ['2024-03-20', 10_001])).toBe(0);
  });
});

describe('A52 bank lines without an entry', () => {
  const lines = (matched: boolean, yuan = 500) => {
    const ledger = aLedger().add('funds.BankLineRecorded', {
      bankLineId: 'b',
      accountId: 'a',
      bookedOn: '2024-03-01',
      amount: fen(yuan),
      currency: 'CNY',
    });
    return matched
      ? ledger.add('funds.BankLineMatched', {
          bankLineId: 'b',
          matches: { kind: 'income', incomeId: 'i' },
        })
      : ledger;
  };

  it('holds from the thirty-first day, and no longer once the line is matched', () => {
    expect(leadsOf('A52', lines(false))).toMatchObject([
      { on: '2024-04-01', figures: { lines: 1, in: fen(500), out: '0' } },
    ]);
    expect(count('A52', lines(true))).toBe(0);
  });

  it('leaves interest and charges alone', () => {
    expect([count('A52', lines(false, 99.99)), count('A52', lines(false, 100))]).toEqual([0, 1]);
  });
});

describe('A53 account in a personal name', () => {
  it('finds it, and no account of the unit', () => {
    const opened = (holderKind: 'person' | 'unit') =>
      count(
        'A53',
        aLedger().add('funds.AccountOpened', { accountId: 'a', holderKind, holder: 'x' }),
      );
    expect([opened('person'), opened('unit')]).toEqual([1, 0]);
  });
});

describe('A54 money lent or guarantees given', () => {
  const debtor = { payeeId: 'x', kind: 'person' as const };
  const lent = (yuan: number, kind: 'loanGiven' | 'receivable' = 'loanGiven') =>
    aLedger().add(
      'funds.ReceivableRecorded',
      { receivableId: 'r', kind, debtor, amount: fen(yuan), currency: 'CNY', since: '2024-01-01' },
      { subject: 'receivable-r' },
    );

  it('finds a guarantee until it is released', () => {
    const given = aLedger().add(
      'funds.GuaranteeGiven',
      { guaranteeId: 'g', debtor, beneficiary: debtor, amount: fen(5000), currency: 'CNY' },
      { time: on('2024-01-01'), subject: 'guarantee-g' },
    );
    expect(leadsOf('A54', given)).toMatchObject([{ until: undefined }]);
    given.add(
      'funds.GuaranteeReleased',
      { guaranteeId: 'g', on: '2024-06-01' },
      { subject: 'guarantee-g' },
    );
    expect(leadsOf('A54', given)).toMatchObject([{ until: '2024-06-01' }]);
  });

  it('finds a loan from a thousand yuan, until it is paid back, and no ordinary claim', () => {
    expect([
      count('A54', lent(999.99)),
      count('A54', lent(1000)),
      count('A54', lent(5000, 'receivable')),
    ]).toEqual([0, 1, 0]);
    const back = lent(5000).add(
      'funds.ReceivableSettled',
      { receivableId: 'r', settlementId: 's', amount: fen(5000), currency: 'CNY', how: 'paid' },
      { time: on('2024-09-01'), subject: 'receivable-r' },
    );
    expect(leadsOf('A54', back)).toMatchObject([{ until: '2024-09-01' }]);
  });
});

describe('A55 claims and debts that do not move', () => {
  const claim = (...settled: readonly (readonly [yuan: number, day: string])[]) => {
    const ledger = aLedger().add(
      'funds.ReceivableRecorded',
      {
        receivableId: 'r',
        kind: 'receivable',
        debtor: { payeeId: 'x', kind: 'person' },
        amount: fen(1000),
        currency: 'CNY',
        since: '2023-01-01',
      },
      { subject: 'receivable-r' },
    );
    for (const [index, [yuan, day]] of settled.entries())
      ledger.add(
        'funds.ReceivableSettled',
        {
          receivableId: 'r',
          settlementId: `s${index}`,
          amount: fen(yuan),
          currency: 'CNY',
          how: 'paid',
        },
        { time: on(day), subject: 'receivable-r' },
      );
    return ledger;
  };

  it('holds from a year after the last movement until the next', () => {
    expect(leadsOf('A55', claim())).toMatchObject([{ on: '2024-01-02', until: undefined }]);
    expect(leadsOf('A55', claim([100, '2024-06-01']))).toMatchObject([
      { on: '2024-01-02', until: '2024-06-01', amount: fen(900) },
    ]);
    expect(leadsOf('A55', claim([100, '2023-06-01']))).toMatchObject([{ on: '2024-06-01' }]);
  });

  it('is silent for what was settled within the year', () => {
    expect([
      count('A55', claim([1000, '2024-01-01'])),
      count('A55', claim([1000, '2024-01-02'])),
    ]).toEqual([0, 1]);
  });

  it('looks at debts as at claims', () => {
    const debt = aLedger().add(
      'funds.DebtIncurred',
      {
        debtId: 'd',
        creditor: { payeeId: 'x', kind: 'company' },
        amount: fen(1000),
        currency: 'CNY',
        since: '2023-01-01',
        purpose: '垫资',
      },
      { subject: 'debt-d' },
    );
    expect(count('A55', debt)).toBe(1);
  });
});

describe('A56 large share for hospitality and the like', () => {
  const year = (hospitality: number, other: number) => {
    const ledger = aLedger();
    spend(ledger, { yuan: hospitality, day: '2024-02-01', category: '业务招待' });
    for (let n = 0; n < 9; n++)
      spend(ledger, { yuan: other / 9, day: '2024-02-02', payee: `o${n}` });
    return ledger;
  };

  it('begins at a tenth of the year and from three thousand yuan', () => {
    expect([count('A56', year(3999, 36_000)), count('A56', year(4000, 36_000))]).toEqual([0, 1]);
    expect(count('A56', year(2999, 9000))).toBe(0);
  });
});
