// A17 to A22 on small ledgers: raised, not raised, at the boundary, and the known false positive that stays silent.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, fen, leadsOf, on, spend, VILLAGE, type TestLedger } from './support.js';

/** Five incomes of a quarter, recorded so many days later. */
const recordedLate = (days: number, inTime = 0, rulepack = 'test') => {
  const ledger = aLedger();
  for (let n = 0; n < 5 + inTime; n++) {
    const late = n < 5 ? days : 0;
    ledger.add(
      'funds.IncomeReceived',
      { incomeId: `i${n}`, class: 'other', amount: fen(1), currency: 'CNY' },
      {
        time: on('2024-02-01'),
        recorded: new Date(Date.UTC(2024, 1, 1 + late, 4)).toISOString(),
        rulepack,
      },
    );
  }
  return ledger;
};

describe('A17 recorded late in numbers', () => {
  it('counts the acts of a quarter and says how late they were', () => {
    expect(leadsOf('A17', recordedLate(40))).toMatchObject([
      { severity: 'M', figures: { acts: 5, late: 5, long: 5, longest: 40 } },
    ]);
  });

  it('begins with the eighth day and at a fifth of the acts', () => {
    expect([count('A17', recordedLate(7)), count('A17', recordedLate(8))]).toEqual([0, 1]);
    expect([count('A17', recordedLate(8, 20)), count('A17', recordedLate(8, 21))]).toEqual([1, 0]);
  });

  it('is silent for records that were taken over as a whole', () => {
    expect(count('A17', recordedLate(4000, 0, 'imported'))).toBe(0);
  });
});

describe('A18 possible back-dating', () => {
  const ruled = (recorded: string) => {
    const ledger = aLedger()
      .opens({}, { time: on('2024-03-01') })
      .rules(
        'adopted',
        { ruledBy: 'chair' },
        { time: on('2024-03-01'), recorded: `${recorded}T02:00:00Z` },
      );
    spend(ledger, { yuan: 500, day: '2024-03-10', matter: 'M1' });
    return ledger;
  };

  it('finds a ruling that was first seen after money had been paid on it', () => {
    expect(leadsOf('A18', ruled('2024-05-20'))).toMatchObject([
      {
        person: 'chair',
        amount: fen(500),
        figures: { claimed: '2024-03-01', seen: '2024-05-20', paid: '2024-03-10' },
      },
    ]);
  });

  it('passes over a week between payment and first sight', () => {
    expect([count('A18', ruled('2024-03-17')), count('A18', ruled('2024-03-18'))]).toEqual([0, 1]);
  });

  it('finds receipt numbers that run against their dates', () => {
    const receipts = (...days: readonly string[]) => {
      const ledger = aLedger();
      for (const [index, day] of days.entries())
        ledger.add(
          'funds.ReceiptIssued',
          { bookId: 'b', number: index + 1, state: 'issued' },
          { time: on(day) },
        );
      return count('A18', ledger);
    };
    expect([
      receipts('2024-03-01', '2024-03-01', '2024-03-02'),
      receipts('2024-03-02', '2024-03-01'),
    ]).toEqual([0, 1]);
  });
});

describe('A19 year-end surge', () => {
  const year = (december: number, months = 11) => {
    const ledger = aLedger();
    for (let month = 1; month <= months; month++)
      spend(ledger, {
        yuan: 10_000,
        day: `2024-${String(month).padStart(2, '0')}-10`,
        payee: `p${month}`,
      });
    spend(ledger, { yuan: december, day: '2024-12-10', payee: 'p12' });
    return ledger;
  };

  it('states the share of December and of the other months', () => {
    expect(leadsOf('A19', year(60_000))).toMatchObject([
      { amount: fen(60_000), on: '2024-12-10', figures: { share: '35.3%' } },
    ]);
  });

  it('begins above a quarter of the year', () => {
    expect([count('A19', year(36_000)), count('A19', year(37_000))]).toEqual([0, 1]);
  });

  it('is silent where too few months of the year are on record', () => {
    expect([count('A19', year(60_000, 5)), count('A19', year(60_000, 6))]).toEqual([0, 1]);
  });
});

describe('A20 surge before a departure or election', () => {
  const spending = (last: number) => {
    const ledger = aLedger();
    for (const day of ['2023-02-15', '2023-05-15', '2023-08-15', '2023-11-15'])
      spend(ledger, { yuan: 20_000, day, payee: day });
    spend(ledger, { yuan: last, day: '2024-02-15', payee: 'last' });
    return ledger;
  };
  const departs = (ledger: TestLedger) =>
    ledger.add(
      'offices.OfficeEnded',
      { termId: 't', personId: 'x', postId: 'p', on: '2024-03-31', reason: 'transferred' },
      { orgunit: VILLAGE },
    );

  it('compares the last ninety days with equal periods before', () => {
    expect(leadsOf('A20', departs(spending(50_000)))).toMatchObject([
      { person: 'x', figures: { sum: fen(50_000), norm: fen(20_000), ratio: 2.5 } },
    ]);
  });

  it('begins above twice the norm', () => {
    expect([
      count('A20', departs(spending(40_000))),
      count('A20', departs(spending(40_000.01))),
    ]).toEqual([0, 1]);
  });

  it('looks before an election as well, and is silent where nobody leaves', () => {
    const called = spending(50_000).add(
      'offices.ElectionCalled',
      { electionId: 'e', unitId: 'u', day: '2024-03-31' },
      { orgunit: VILLAGE, subject: 'election-e' },
    );
    expect([count('A20', called), count('A20', spending(50_000))]).toEqual([1, 0]);
  });
});

describe('A21 approvals at night and on days off', () => {
  const approved = (odd: number, usual: number, time = on('2024-03-09')) => {
    const ledger = aLedger();
    const paymentId = spend(ledger, { yuan: 500, day: '2024-03-05' });
    for (let n = 0; n < odd + usual; n++)
      ledger.approves(
        'approve',
        { paymentId, personId: 'a' },
        { time: n < odd ? time : on('2024-03-05') },
      );
    return ledger;
  };

  it('counts Saturdays, holidays and nights', () => {
    expect(leadsOf('A21', approved(5, 5))).toMatchObject([
      { figures: { acts: 10, odd: 5, share: '50.0%' } },
    ]);
    expect(count('A21', approved(5, 5, on('2024-03-05', 23)))).toBe(1);
    expect(count('A21', approved(5, 5, on('2024-05-01')))).toBe(1);
  });

  it('begins above three in ten and with ten acts', () => {
    expect([
      count('A21', approved(3, 7)),
      count('A21', approved(4, 6)),
      count('A21', approved(5, 4)),
    ]).toEqual([0, 1, 0]);
  });

  it('takes a worked weekend for a working day, and no bare day for midnight', () => {
    expect(count('A21', approved(5, 5, on('2024-02-04')))).toBe(0);
    expect(count('A21', approved(5, 5, on('2024-03-05', 0)))).toBe(0);
  });
});

describe('A22 meetings that contradict one another', () => {
  const meetings = (second: string, minutes = '00') =>
    aLedger()
      .add(
        'matters.MeetingOpened',
        { matterId: 'M1', meetingId: 'E1', bodyId: 'A', eligible: 3, present: ['x', 'y'] },
        { time: on('2024-03-10') },
      )
      .add(
        'matters.MeetingOpened',
        { matterId: 'M2', meetingId: 'E2', bodyId: second, eligible: 3, present: ['y', 'z'] },
        { time: `2024-03-10T09:${minutes}:00+08:00` },
      );

  it('finds who is recorded at two meetings of different bodies at once', () => {
    expect(leadsOf('A22', meetings('B'))).toMatchObject([{ person: 'y', figures: { persons: 1 } }]);
  });

  it('is silent for one body that takes several matters, and from half an hour on', () => {
    expect(count('A22', meetings('A'))).toBe(0);
    expect([count('A22', meetings('B', '29')), count('A22', meetings('B', '30'))]).toEqual([1, 0]);
  });

  it('finds signatures of the absent and presence of the dead', () => {
    const ledger = aLedger()
      .add('offices.PersonDied', { personId: 'old', on: '2024-01-01' }, { time: on('2024-01-02') })
      .add(
        'matters.MeetingOpened',
        {
          matterId: 'M1',
          meetingId: 'E1',
          bodyId: 'A',
          eligible: 3,
          present: ['old'],
          absent: [{ personId: 'away' }],
        },
        { time: on('2024-03-10') },
      )
      .add('matters.MinutesSigned', { matterId: 'M1', meetingId: 'E1', personId: 'away' });
    expect(
      leadsOf('A22', ledger)
        .map(({ person, severity }) => [person, severity])
        .sort(),
    ).toEqual([
      ['away', 'L'],
      ['old', 'S'],
    ]);
  });

  it('finds one signature image and the same minutes in two meetings', () => {
    const sign = (meetingId: string, signature: string) =>
      ({ matterId: 'M1', meetingId, personId: 'x', signature: signature.repeat(64) }) as const;
    const two = (signature: string, text: string) =>
      aLedger()
        .add('matters.MinutesSigned', sign('E1', 'a'))
        .add('matters.MinutesSigned', { ...sign('E2', signature), matterId: 'M2' })
        .add('matters.MinutesEntered', { matterId: 'M1', meetingId: 'E1', text: '一致 同意' })
        .add('matters.MinutesEntered', { matterId: 'M2', meetingId: 'E2', text });
    expect([count('A22', two('b', '另议')), count('A22', two('a', '一致同意'))]).toEqual([0, 2]);
  });
});
