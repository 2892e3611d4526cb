// A57 to A60 on small ledgers: raised, not raised, at the boundary, and the known false positive that stays silent.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, fen, leadsOf, on, spend, type TestLedger } from './support.js';

describe('A57 board figure differs from the ledger', () => {
  const posted = (figure: {
    amount: string;
    measure?: 'expenditure' | 'income' | 'balance';
    from?: string;
    to?: string;
    paymentId?: string;
  }) => {
    const ledger = aLedger();
    spend(ledger, { yuan: 300, day: '2023-12-31', id: 'P' });
    spend(ledger, { yuan: 500, day: '2024-01-01' });
    spend(ledger, { yuan: 50, day: '2024-02-01', currency: 'USD' });
    ledger.add(
      'funds.IncomeReceived',
      { incomeId: 'i', class: 'other', amount: fen(700), currency: 'CNY' },
      { time: on('2024-01-05'), subject: 'income-i' },
    );
    return ledger.add(
      'disclosure.NoticePosted',
      {
        noticeId: 'n',
        class: 'finance',
        title: '公示',
        places: ['p'],
        figures: [{ label: '合计', measure: 'expenditure', currency: 'CNY', ...figure }],
      },
      { time: on('2024-03-01'), subject: 'notice-n' },
    );
  };
  const period = { from: '2023-12-01', to: '2024-01-31' };

  it('holds sums against the ledger across the turn of the year, in one currency, to the fen', () => {
    expect(count('A57', posted({ amount: fen(800), ...period }))).toBe(0);
    expect(leadsOf('A57', posted({ amount: '80001', ...period }))).toMatchObject([
      { amount: '1', figures: { posted: '80001', ledger: '80000' } },
    ]);
    expect(count('A57', posted({ amount: fen(700), measure: 'income', ...period }))).toBe(0);
  });

  it('holds one payment against what was paid', () => {
    expect([
      count('A57', posted({ amount: fen(300), paymentId: 'P' })),
      count('A57', posted({ amount: fen(301), paymentId: 'P' })),
    ]).toEqual([0, 1]);
  });

  it('compares nothing where a figure does not say what it covers', () => {
    expect(count('A57', posted({ amount: '1' }))).toBe(0);
    expect(count('A57', posted({ amount: '1', measure: 'balance', ...period }))).toBe(0);
  });

  it('passes over differences up to a tolerance', () => {
    expect(
      count('A57', posted({ amount: '80100', ...period }), { parameters: { tolerance: '100' } }),
    ).toBe(0);
  });
});

describe('A58 notice taken down early', () => {
  const posted = () =>
    aLedger().add(
      'disclosure.NoticePosted',
      { noticeId: 'n', class: 'finance', title: '公示', places: ['p'], until: '2024-03-10' },
      { time: on('2024-03-01'), subject: 'notice-n' },
    );
  const removed = (day: string) =>
    posted().add(
      'disclosure.NoticeRemoved',
      { noticeId: 'n', removalId: 'r' },
      { time: on(day), subject: 'notice-n' },
    );

  it('counts the days by which it was gone early', () => {
    expect(leadsOf('A58', removed('2024-03-07'))).toMatchObject([{ figures: { early: 3 } }]);
    expect([count('A58', removed('2024-03-09')), count('A58', removed('2024-03-10'))]).toEqual([
      1, 0,
    ]);
  });

  it('believes an inspector who finds it missing, and not one who finds it illegible', () => {
    const checked = (fault: 'missing' | 'illegible') =>
      count(
        'A58',
        posted().add(
          'disclosure.NoticeChecked',
          { noticeId: 'n', checkId: 'c', inspector: 'x', faults: [fault] },
          { time: on('2024-03-05'), subject: 'notice-n' },
        ),
      );
    expect([checked('missing'), checked('illegible')]).toEqual([1, 0]);
  });
});

const complain = (ledger: TestLedger, complaintId: string, day: string, more: object = {}) =>
  ledger.add(
    'complaints.ComplaintRegistered',
    {
      complaintId,
      kind: 'complaint',
      channel: 'telephone',
      category: '财务',
      named: false,
      about: 'payment-P',
      ...more,
    },
    { time: on(day), subject: `complaint-${complaintId}` },
  );

describe('A59 repeated complaints on one thing', () => {
  const complaints = (...days: readonly string[]) => {
    const ledger = aLedger();
    for (const [index, day] of days.entries()) complain(ledger, `c${index}`, day);
    return ledger;
  };

  it('needs three within a year', () => {
    expect(count('A59', complaints('2024-01-01', '2024-06-01'))).toBe(0);
    expect(leadsOf('A59', complaints('2024-01-01', '2024-06-01', '2024-12-31'))).toMatchObject([
      { figures: { complaints: 3 } },
    ]);
    expect(count('A59', complaints('2024-01-01', '2024-06-01', '2025-01-01'))).toBe(0);
  });

  it('tells things apart, and falls back on unit and kind', () => {
    const ledger = aLedger();
    for (const n of [1, 2, 3])
      complain(ledger, `c${n}`, '2024-01-01', { about: n === 3 ? 'payment-Q' : 'payment-P' });
    expect(count('A59', ledger)).toBe(0);
    const unit = aLedger();
    for (const n of [1, 2, 3])
      complain(unit, `c${n}`, '2024-01-01', { about: undefined, accusedUnit: '451425100205' });
    expect(leadsOf('A59', unit)).toMatchObject([{ unit: '451425100205' }]);
  });
});

describe('A60 answered before it was investigated', () => {
  const answered = (day: string, investigated: string | undefined, more: object = {}) => {
    const ledger = complain(aLedger(), 'c', '2024-03-01', more).add(
      'complaints.ComplaintAnswered',
      { complaintId: 'c', answerId: 'a' },
      { time: on(day), subject: 'complaint-c' },
    );
    if (investigated !== undefined)
      ledger.add(
        'complaints.InvestigationDone',
        { complaintId: 'c', investigationId: 'i', investigators: ['x'] },
        { time: on(investigated), subject: 'complaint-c' },
      );
    return ledger;
  };

  it('compares the days, and is silent on the same day', () => {
    expect([
      count('A60', answered('2024-03-04', '2024-03-05')),
      count('A60', answered('2024-03-05', '2024-03-05')),
    ]).toEqual([1, 0]);
  });

  it('finds a complaint closed without any investigation, and waits for one that may still come', () => {
    expect(count('A60', answered('2024-03-04', undefined))).toBe(0);
    const closed = (result: 'unsubstantiated' | 'withdrawn') =>
      count(
        'A60',
        answered('2024-03-04', undefined).add(
          'complaints.ComplaintClosed',
          { complaintId: 'c', result, told: true },
          { time: on('2024-03-06'), subject: 'complaint-c' },
        ),
      );
    expect([closed('unsubstantiated'), closed('withdrawn')]).toEqual([1, 0]);
  });

  it('leaves suggestions alone', () => {
    expect(count('A60', answered('2024-03-04', '2024-03-05', { kind: 'suggestion' }))).toBe(0);
  });
});
