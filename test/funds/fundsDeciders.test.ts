import { describe, it } from '@jest/globals';
import { accepts, given, type GivenFact } from '../spec/givenDecider.js';

const money = { amount: '371160000', currency: 'CNY' };
const later = '2026-06-01T09:00:00+08:00';

describe('a budget line', () => {
  const line = { lineId: 'b1', year: 2026, category: 'works', ...money };
  const set: GivenFact = { name: 'funds.BudgetLineSet', data: line };

  it('is set', () => {
    accepts([], { name: 'funds.SetBudgetLine', data: line }, 'funds.BudgetLineSet');
  });

  it('is adjusted by setting it again at another time, not at the same time', () => {
    const adjusted = { ...line, amount: '1' };
    given(set)
      .when({ name: 'funds.SetBudgetLine', data: adjusted })
      .thenRefuses('fact.recorded_otherwise', 'refused');
    given(set)
      .when({ name: 'funds.SetBudgetLine', data: adjusted, time: later })
      .then({ name: 'funds.BudgetLineSet', data: adjusted });
  });
});

describe('an account', () => {
  it('is opened once, also in the name of a person: the rules judge that', () => {
    const data = { accountId: 'a1', holderKind: 'person', holder: 'person-1' };
    accepts([], { name: 'funds.OpenAccount', data }, 'funds.AccountOpened');
    given({ name: 'funds.AccountOpened', data })
      .when({ name: 'funds.OpenAccount', data: { ...data, holder: 'person-2' } })
      .thenRefuses('fact.recorded_otherwise');
  });
});

describe('an income', () => {
  it('is received once', () => {
    const data = { incomeId: 'i1', class: 'lease', ...money };
    accepts([], { name: 'funds.ReceiveIncome', data }, 'funds.IncomeReceived');
    given({ name: 'funds.IncomeReceived', data })
      .when({ name: 'funds.ReceiveIncome', data: { ...data, amount: '1' } })
      .thenRefuses('fact.recorded_otherwise');
  });
});

describe('a payment', () => {
  const paymentId = 'p1';
  const payee = { payeeId: 'person-9', kind: 'person' };
  const request = { paymentId, ...money, category: 'works', purpose: '工程款', payee };
  const requested: GivenFact = { name: 'funds.PaymentRequested', data: request };
  const instalment = { paymentId, instalmentId: 'i1', ...money, method: 'cash', payee };
  const made: GivenFact = { name: 'funds.PaymentMade', data: instalment };
  const approval = { paymentId, approvalId: 'a1', role: 'approve', ...money };
  const voucher = { paymentId, voucherId: 'v1', kind: 'whiteSlip', ...money };
  const reversal = {
    paymentId,
    reversalId: 'r1',
    ...money,
    reason: '重复付款',
    approvedBy: 'person-2',
  };

  it('is requested once', () => {
    accepts([], { name: 'funds.RequestPayment', data: request }, 'funds.PaymentRequested');
    given(requested)
      .when({ name: 'funds.RequestPayment', data: { ...request, purpose: '其他' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('is recorded when nobody had asked for it, and the request that was written afterwards too', () => {
    accepts([], { name: 'funds.MakePayment', data: instalment }, 'funds.PaymentMade');
    given(made)
      .when({ name: 'funds.RequestPayment', data: request, time: later })
      .then({ name: 'funds.PaymentRequested', data: request });
  });

  it('is made in instalments, each of them once', () => {
    const second = { ...instalment, instalmentId: 'i2' };
    given(requested, made)
      .when({ name: 'funds.MakePayment', data: second })
      .then({ name: 'funds.PaymentMade', data: second });
    given(requested, made)
      .when({ name: 'funds.MakePayment', data: { ...instalment, amount: '1' } })
      .thenRefuses('fact.recorded_otherwise');
    given(requested, made)
      .when({ name: 'funds.MakePayment', data: instalment, time: later })
      .thenRefuses('fact.recorded_otherwise');
    given(requested, made)
      .when({ name: 'funds.MakePayment', data: instalment, actorperson: 'person-other' })
      .thenRefuses('fact.recorded_otherwise');
  });

  it.each([
    ['funds.ApprovePayment', 'funds.PaymentApproved', approval],
    ['funds.AttachVoucher', 'funds.VoucherAttached', voucher],
    ['funds.ReversePayment', 'funds.PaymentReversed', reversal],
  ] as const)('is known before %s', (name, records, data) => {
    given().when({ name, data }).thenRefuses('payment.unknown', 'missing');
    accepts([requested], { name, data }, records);
    accepts([made], { name, data }, records);
    given(requested, { name: records, data })
      .when({ name, data: { ...data, amount: '1' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('is approved by the person who asked for it: recorded, and judged by the rules', () => {
    const data = { ...approval, personId: 'person-clerk' };
    given({ ...requested, data: { ...request, requestedBy: 'person-clerk' } })
      .when({ name: 'funds.ApprovePayment', data })
      .then({ name: 'funds.PaymentApproved', data });
  });

  it('is reversed for more than was paid: recorded, and judged by the rules', () => {
    const data = { ...reversal, amount: '999999999999' };
    given(made)
      .when({ name: 'funds.ReversePayment', data })
      .then({ name: 'funds.PaymentReversed', data });
  });

  it('is not reversed on the approval of the person who reverses it', () => {
    given(made)
      .when({ name: 'funds.ReversePayment', data: { ...reversal, approvedBy: 'person-clerk' } })
      .thenRefuses('approval.own', 'unauthorised');
  });
});

describe('a bank line', () => {
  const line = {
    bankLineId: 'l1',
    accountId: 'a1',
    bookedOn: '2026-01-18',
    amount: '-200',
    currency: 'CNY',
  };
  const recorded: GivenFact = { name: 'funds.BankLineRecorded', data: line };
  const match = { bankLineId: 'l1', matches: { kind: 'payment', paymentId: 'p1' } };

  it('is recorded once, at whatever time the statement is imported', () => {
    accepts([], { name: 'funds.RecordBankLine', data: line }, 'funds.BankLineRecorded');
    given(recorded).when({ name: 'funds.RecordBankLine', data: line, time: later }).thenNothing();
    given(recorded)
      .when({ name: 'funds.RecordBankLine', data: { ...line, amount: '200' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('is matched to each payment once, after it was recorded', () => {
    given().when({ name: 'funds.MatchBankLine', data: match }).thenRefuses('bankLine.unknown');
    accepts([recorded], { name: 'funds.MatchBankLine', data: match }, 'funds.BankLineMatched');
    const second = { ...match, matches: { kind: 'income', incomeId: 'p1' } };
    given(recorded, { name: 'funds.BankLineMatched', data: match })
      .when({ name: 'funds.MatchBankLine', data: second })
      .then({ name: 'funds.BankLineMatched', data: second });
  });
});
