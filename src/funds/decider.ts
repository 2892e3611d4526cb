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
const receipt = named('receipt', '收据', 'receipt');
const cashCount = named('cashCount', '现金盘点', 'cash count');
const fundReceipt = named('fundReceipt', '专项资金到账', 'receipt of the special fund');
const receivable = named('receivable', '应收款', 'receivable');
const settlement = named('settlement', '结清', 'settlement');
const dunning = named('dunning', '催收', 'dunning');
const debt = named('debt', '债务', 'debt');
const guarantee = named('guarantee', '担保', 'guarantee');
const release = named('release', '担保解除', 'release of the guarantee');
const distribution = named('distribution', '分配清单', 'distribution list');
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
  'funds.CountCash': {
    records: 'funds.CashCounted',
    key: ({ countId }) => cashCount(countId),
  },
});

export const receiptBookDecider = deciderOf<FundsEvent>({
  'funds.IssueReceipt': {
    records: 'funds.ReceiptIssued',
    key: ({ number }) => receipt(number),
  },
});

export const specialFundDecider = deciderOf<FundsEvent>({
  'funds.ReceiveSpecialFund': {
    records: 'funds.SpecialFundReceived',
    key: ({ receiptId }) => fundReceipt(receiptId),
  },
});

export const receivableDecider = deciderOf<FundsEvent>({
  'funds.RecordReceivable': {
    records: 'funds.ReceivableRecorded',
    key: ({ receivableId }) => receivable(receivableId),
  },
  'funds.SettleReceivable': {
    records: 'funds.ReceivableSettled',
    key: ({ settlementId }) => settlement(settlementId),
    needs: ({ receivableId }) => [receivable(receivableId)],
  },
  'funds.IssueDunning': {
    records: 'funds.DunningIssued',
    key: ({ dunningId }) => dunning(dunningId),
    needs: ({ receivableId }) => [receivable(receivableId)],
  },
});

export const debtDecider = deciderOf<FundsEvent>({
  'funds.IncurDebt': {
    records: 'funds.DebtIncurred',
    key: ({ debtId }) => debt(debtId),
  },
  'funds.SettleDebt': {
    records: 'funds.DebtSettled',
    key: ({ settlementId }) => settlement(settlementId),
    needs: ({ debtId }) => [debt(debtId)],
  },
});

export const guaranteeDecider = deciderOf<FundsEvent>({
  'funds.GiveGuarantee': {
    records: 'funds.GuaranteeGiven',
    key: ({ guaranteeId }) => guarantee(guaranteeId),
  },
  'funds.ReleaseGuarantee': {
    records: 'funds.GuaranteeReleased',
    key: ({ guaranteeId }) => release(guaranteeId),
    needs: ({ guaranteeId }) => [guarantee(guaranteeId)],
  },
});

export const distributionDecider = deciderOf<FundsEvent>({
  'funds.ListDistribution': {
    records: 'funds.DistributionListed',
    key: ({ distributionId }) => distribution(distributionId),
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
