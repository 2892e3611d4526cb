import { describe, expect, it } from '@jest/globals';
import {
  aLedger,
  at,
  demoPacks,
  fen,
  packsWith,
  type Attributes,
  type TestLedger,
} from './support.js';

describe('INC-01, receipts in sequence', () => {
  type State = 'issued' | 'void' | 'lost';
  const issue = (
    ledger: TestLedger,
    number: number,
    date = '2024-03-01',
    more: { state?: State; bookId?: string } & Attributes = {},
  ) =>
    ledger.add(
      'funds.ReceiptIssued',
      { bookId: more.bookId ?? 'K1', number, state: more.state ?? 'issued' },
      { ...at(date), ...more },
    );
  const book = (...numbers: readonly number[]) =>
    numbers.reduce((ledger, number) => issue(ledger, number), aLedger());
  it('is kept by one number after the other, wherever the book begins', () => {
    expect(book(151, 152, 153).verdict('INC-01')).toBe('kept');
    expect(book(98, 99, 100, 101).verdict('INC-01')).toBe('kept');
    expect(book(0, 1).verdict('INC-01')).toBe('kept');
  });
  it('is broken by a gap, also across a hundred, and charges the receipt after it', () => {
    const [violation] = book(98, 99, 102).broken('INC-01');
    expect(violation?.violation?.found.zh).toBe('缺 100-101 号');
    expect(violation?.violation?.expected.zh).toBe('接续 99 号使用');
    expect(book(1, 3).broken('INC-01')[0]?.violation?.found.en).toBe('2 missing');
  });
  it('counts voided and lost receipts as used', () => {
    const voided = issue(issue(book(1), 2, '2024-03-01', { state: 'void' }), 3, '2024-03-01', {
      state: 'lost',
    });
    expect(issue(voided, 4).verdict('INC-01')).toBe('kept');
  });
  it('is broken by a number that was used only later, and says so', () => {
    const [violation, ...others] = issue(issue(book(1), 3, '2024-03-02'), 2, '2024-03-05').broken(
      'INC-01',
    );
    expect(violation?.violation?.found.zh).toBe('缺 2 号（后来才使用）');
    expect(others).toEqual([]);
  });
  it('is cured by a number that was recorded later, but used before', () => {
    expect(issue(issue(book(1), 3, '2024-03-05'), 2, '2024-03-03').verdict('INC-01')).toBe('kept');
  });
  it('does not read an order into times that state only a day', () => {
    const midnight = { time: '2024-03-05T00:00:00+08:00' };
    const ledger = issue(issue(book(1), 3, '', midnight), 2, '', midnight);
    expect(ledger.verdict('INC-01')).toBe('kept');
  });
  it('is broken by one number used twice', () => {
    const [violation] = book(1, 2, 2).broken('INC-01');
    expect(violation?.violation?.found.zh).toBe('2 号重复使用');
  });
  it('takes every book by itself, and a jump of more than two hundred for another range', () => {
    const two = issue(book(1), 7, '2024-03-01', { bookId: 'K2' });
    expect(issue(two, 2).verdict('INC-01')).toBe('kept');
    expect(book(1, 500).verdict('INC-01')).toBe('kept');
  });
  it('is not applicable without receipts', () => {
    expect(aLedger().opens().verdict('INC-01')).toBe('not applicable');
  });
});

const income = (more: object = {}, date = '2024-03-01', ledger = aLedger()) =>
  ledger.add(
    'funds.IncomeReceived',
    { incomeId: 'N1', class: 'lease', amount: fen(5000), currency: 'CNY', ...more },
    at(date),
  );
const line = (ledger: TestLedger, bookedOn: string, amount = fen(5000)) =>
  ledger
    .add('funds.BankLineRecorded', {
      bankLineId: 'L1',
      accountId: 'A',
      bookedOn,
      amount,
      currency: 'CNY',
    })
    .add('funds.BankLineMatched', {
      bankLineId: 'L1',
      matches: { kind: 'income', incomeId: 'N1' },
    });

describe('INC-02, income is banked in time', () => {
  const cash = { method: 'cash' as const };
  it('is kept on the fifth day and broken on the sixth', () => {
    expect(income({ ...cash, bankedOn: '2024-03-06' }).verdict('INC-02')).toBe('kept');
    const [violation] = income({ ...cash, bankedOn: '2024-03-07' }).broken('INC-02');
    expect(violation?.violation).toMatchObject({ severity: 'L', amount: '500000' });
  });
  it('moves a last day on a day off to the next working day', () => {
    // Saturday 2024-03-09 is the fifth day after Monday the 4th.
    expect(income({ ...cash, bankedOn: '2024-03-11' }, '2024-03-04').verdict('INC-02')).toBe(
      'kept',
    );
    expect(income({ ...cash, bankedOn: '2024-03-12' }, '2024-03-04').verdict('INC-02')).toBe(
      'broken',
    );
  });
  it('takes the day of the bank line that was matched with it, where it states none', () => {
    expect(line(income(cash), '2024-03-06').verdict('INC-02')).toBe('kept');
    expect(line(income(cash), '2024-03-20').verdict('INC-02')).toBe('broken');
  });
  it('is not judged while the limit may still be met, and broken once a later event shows it passed', () => {
    expect(income(cash).verdict('INC-02')).toBe('not applicable');
    const later = (date: string) =>
      income(cash).add(
        'documents.DocumentStored',
        { sha256: 'a'.repeat(64), mediaType: 'text/plain', bytes: 1 },
        { subject: 'income-N1', ...at(date) },
      );
    expect(later('2024-03-06').verdict('INC-02')).toBe('not applicable');
    expect(later('2024-03-07').verdict('INC-02')).toBe('broken');
  });
  it('is not applicable to transfers without a day, and where the way is not recorded', () => {
    expect(income({ method: 'transfer' }).verdict('INC-02')).toBe('not applicable');
    expect(income().verdict('INC-02')).toBe('not applicable');
  });
  it('cannot be judged where the holidays are unknown, unless the answer needs none', () => {
    const banked = (bankedOn: string) =>
      income({ ...cash, bankedOn }, '2090-03-01').verdict('INC-02');
    expect(banked('2090-03-06')).toBe('kept');
    expect(banked('2090-03-20')).toBe('unjudged');
  });
});

describe('INC-03, what is owed is received', () => {
  const owed = (more: object = {}) =>
    aLedger().add(
      'funds.ReceivableRecorded',
      {
        receivableId: 'R1',
        kind: 'receivable',
        debtor: { payeeId: 'C1', kind: 'company' },
        amount: fen(1000),
        currency: 'CNY',
        since: '2024-01-01',
        dueOn: '2024-03-01',
        ...more,
      },
      at('2024-01-01'),
    );
  const settle = (
    ledger: TestLedger,
    yuan: number,
    date: string,
    more: { how?: 'paid' | 'offset' | 'writtenOff'; approvedBy?: string } = {},
  ) =>
    ledger.add(
      'funds.ReceivableSettled',
      {
        receivableId: 'R1',
        settlementId: `S${ledger.all.length}`,
        amount: fen(yuan),
        currency: 'CNY',
        how: 'paid',
        ...more,
      },
      at(date),
    );
  it('is kept on the day on which it is due, and broken the day after', () => {
    expect(settle(owed(), 1000, '2024-03-01').verdict('INC-03')).toBe('kept');
    const late = settle(owed(), 1000, '2024-03-02').broken('INC-03');
    expect(late[0]).toMatchObject({ act: { name: 'funds.ReceivableSettled' } });
  });
  it('moves a day off to the next working day', () => {
    const saturday = { dueOn: '2024-03-02' };
    expect(settle(owed(saturday), 1000, '2024-03-04').verdict('INC-03')).toBe('kept');
    expect(settle(owed(saturday), 1000, '2024-03-05').verdict('INC-03')).toBe('broken');
  });
  it('adds up instalments, and says how much is still open', () => {
    expect(settle(settle(owed(), 600, '2024-02-01'), 400, '2024-03-01').verdict('INC-03')).toBe(
      'kept',
    );
    const [violation] = settle(settle(owed(), 600, '2024-02-01'), 300, '2024-03-10').broken(
      'INC-03',
    );
    expect(violation).toMatchObject({
      act: { name: 'funds.ReceivableRecorded' },
      violation: { amount: '10000', severity: 'M' },
    });
  });
  it('weighs less where it was dunned after its day', () => {
    const dunned = (date: string) =>
      owed().add('funds.DunningIssued', { receivableId: 'R1', dunningId: 'D1' }, at(date));
    expect(dunned('2024-03-15').severities('INC-03')).toEqual(['L']);
    expect(settle(dunned('2024-02-15'), 1000, '2024-04-01').severities('INC-03')).toEqual(['M']);
  });
  it('takes a write-off for a settlement only where somebody approved it', () => {
    const written = { how: 'writtenOff' as const };
    expect(settle(owed(), 1000, '2024-03-10', written).verdict('INC-03')).toBe('broken');
    expect(
      settle(owed(), 1000, '2024-03-01', { ...written, approvedBy: 'P' }).verdict('INC-03'),
    ).toBe('kept');
  });
  it('takes the limit of the pack for a kind that states no day', () => {
    const advance = () => owed({ kind: 'advance', dueOn: undefined });
    expect(settle(advance(), 1000, '2024-01-08').verdict('INC-03', demoPacks)).toBe('kept');
    expect(settle(advance(), 1000, '2024-01-09').verdict('INC-03', demoPacks)).toBe('broken');
    expect(settle(advance(), 1000, '2024-05-01').verdict('INC-03')).toBe('not applicable');
  });
  it('grants days of grace where the pack does', () => {
    const grace = packsWith('INC-03', { grace: '10cd' });
    expect(settle(owed(), 1000, '2024-03-11').verdict('INC-03', grace)).toBe('kept');
  });
  it('is not judged before the day has passed for certain', () => {
    expect(owed().verdict('INC-03')).toBe('not applicable');
  });

  const rent = (dueId: string, dueOn: string, ledger: TestLedger) =>
    ledger.add(
      'assets.RentDue',
      { leaseId: 'Z1', dueId, amount: fen(100), currency: 'CNY', dueOn },
      at('2024-01-01'),
    );
  const receives = (ledger: TestLedger, yuan: number, date: string, dueId?: string) =>
    ledger.add(
      'assets.RentReceived',
      {
        leaseId: 'Z1',
        receiptId: `E${ledger.all.length}`,
        amount: fen(yuan),
        currency: 'CNY',
        ...(dueId === undefined ? {} : { dueId }),
      },
      at(date),
    );
  it('holds rents against the receipts that name them', () => {
    const two = () => rent('D2', '2024-03-31', rent('D1', '2024-02-29', aLedger()));
    expect(receives(two(), 100, '2024-02-29', 'D1').broken('INC-03')).toEqual([]);
    const wrong = receives(two(), 100, '2024-03-20', 'D2').broken('INC-03');
    expect(wrong.map(({ act }) => act.eventId.slice(-1))).toEqual(['0']);
  });
  it('lets a receipt that names none settle the oldest rents first', () => {
    const two = rent('D2', '2024-03-31', rent('D1', '2024-02-29', aLedger()));
    const paid = receives(two, 200, '2024-02-20').examine('INC-03').judgements;
    expect(paid.map(({ violation }) => violation)).toEqual([undefined, undefined]);
  });
});

describe('INC-04, no public money on a personal account', () => {
  const account = (holderKind: 'unit' | 'person') =>
    aLedger().add('funds.AccountOpened', { accountId: 'A', holderKind, holder: 'H' });
  it('is kept on an account of the unit, and broken on a person’s', () => {
    expect(income({ accountId: 'A' }, '2024-03-01', account('unit')).verdict('INC-04')).toBe(
      'kept',
    );
    const [violation] = income({ accountId: 'A' }, '2024-03-01', account('person')).broken(
      'INC-04',
    );
    expect(violation?.violation).toMatchObject({ severity: 'S', amount: '500000' });
  });
  it('holds for special funds as well', () => {
    const ledger = account('person').add('funds.SpecialFundReceived', {
      fundId: 'F1',
      receiptId: 'E1',
      title: '补助',
      source: '县',
      purpose: '修路',
      class: 'subsidy',
      amount: fen(1),
      currency: 'CNY',
      accountId: 'A',
    });
    expect(ledger.verdict('INC-04')).toBe('broken');
  });
  it('is not applicable without an account, or with one that is not on record', () => {
    expect(income().verdict('INC-04')).toBe('not applicable');
    expect(income({ accountId: 'X' }).verdict('INC-04')).toBe('not applicable');
  });
});
