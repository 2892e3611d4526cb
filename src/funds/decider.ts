// Decisions of `funds`: one statement a command, one decider a kind of stream.
// Money that moved without request, decision, voucher or budget is recorded; the rules judge it.
import type { FundsEvent } from '../events/funds.js';
import { named } from '../kernel/facts.js';
import { approvedByActor, dataAlone, deciderOf } from '../kernel/statements.js';

const budgetLine = named('budgetLine', '预算项目', 'budget line');
const account = named('account', '账户', 'account');
const income = named('income', '收入', 'income');
const payment = named('payment', '支付', 'payment');
const request = named('request', '用款申请', 'payment request');
const approval = named('approval', '审批', 'approval');
const instalment = named('instalment', '付款', 'instalment');
const voucher = named('voucher', '票据', 'voucher');
const reversal = named('reversal', '冲销', 'reversal');
const bankLine = named('bankLine', '银行流水', 'bank line');
const match = named('match', '对账', 'match');

/** A line set again at another time is an adjusted budget; set twice at one time, it is a contradiction. */
export const budgetDecider = deciderOf<FundsEvent>({
  'funds.SetBudgetLine': {
    records: 'funds.BudgetLineSet',
    key: ({ lineId }, { time }) => budgetLine(lineId, time),
  },
});

export const accountDecider = deciderOf<FundsEvent>({
  'funds.OpenAccount': {
    records: 'funds.AccountOpened',
    key: ({ accountId }) => account(accountId),
  },
});

export const incomeDecider = deciderOf<FundsEvent>({
  'funds.ReceiveIncome': {
    records: 'funds.IncomeReceived',
    key: ({ incomeId }) => income(incomeId),
  },
});

/** A payment is known from its request or, where nobody asked, from the money that left. */
export const paymentDecider = deciderOf<FundsEvent>({
  'funds.RequestPayment': {
    records: 'funds.PaymentRequested',
    key: ({ paymentId }) => request(paymentId),
    alsoNamed: ({ paymentId }) => [payment(paymentId)],
  },
  'funds.MakePayment': {
    records: 'funds.PaymentMade',
    key: ({ instalmentId }) => instalment(instalmentId),
    alsoNamed: ({ paymentId }) => [payment(paymentId)],
  },
  'funds.ApprovePayment': {
    records: 'funds.PaymentApproved',
    key: ({ approvalId }) => approval(approvalId),
    needs: ({ paymentId }) => [payment(paymentId)],
  },
  'funds.AttachVoucher': {
    records: 'funds.VoucherAttached',
    key: ({ voucherId }) => voucher(voucherId),
    needs: ({ paymentId }) => [payment(paymentId)],
  },
  'funds.ReversePayment': {
    records: 'funds.PaymentReversed',
    key: ({ reversalId }) => reversal(reversalId),
    needs: ({ paymentId }) => [payment(paymentId)],
    refuses: approvedByActor,
  },
});

/** One line may settle several payments, so each match has its own name. */
export const bankLineDecider = deciderOf<FundsEvent>({
  'funds.RecordBankLine': {
    records: 'funds.BankLineRecorded',
    key: ({ bankLineId }) => bankLine(bankLineId),
    agreesIn: dataAlone,
  },
  'funds.MatchBankLine': {
    records: 'funds.BankLineMatched',
    key: ({ matches }) =>
      match(matches.kind, matches.kind === 'payment' ? matches.paymentId : matches.incomeId),
    agreesIn: dataAlone,
    needs: ({ bankLineId }) => [bankLine(bankLineId)],
  },
});
