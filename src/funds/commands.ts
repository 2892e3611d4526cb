// Commands of `funds`: each states one fact about budgets, accounts, income, payments, receivables and debts.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { fundsEvents as events } from '../events/funds.js';
import {
  accountDecider,
  bankLineDecider,
  budgetDecider,
  debtDecider,
  distributionDecider,
  guaranteeDecider,
  incomeDecider,
  paymentDecider,
  receiptBookDecider,
  receivableDecider,
  specialFundDecider,
} from './decider.js';

const budget = commandsOf('budget', 'lineId', budgetDecider);
const account = commandsOf('account', 'accountId', accountDecider);
const income = commandsOf('income', 'incomeId', incomeDecider);
const payment = commandsOf('payment', 'paymentId', paymentDecider);
const receiptBook = commandsOf('receiptbook', 'bookId', receiptBookDecider);
const specialFund = commandsOf('specialfund', 'fundId', specialFundDecider);
const receivable = commandsOf('receivable', 'receivableId', receivableDecider);
const debt = commandsOf('debt', 'debtId', debtDecider);
const guarantee = commandsOf('guarantee', 'guaranteeId', guaranteeDecider);
const distribution = commandsOf('distribution', 'distributionId', distributionDecider);
const bankLine = commandsOf('bankline', 'bankLineId', bankLineDecider);

export const fundsCommands = {
  'funds.SetBudgetLine': budget(events['funds.BudgetLineSet']),
  'funds.OpenAccount': account(events['funds.AccountOpened']),
  'funds.ReceiveIncome': income(events['funds.IncomeReceived']),
  'funds.RequestPayment': payment(events['funds.PaymentRequested']),
  'funds.ApprovePayment': payment(events['funds.PaymentApproved']),
  'funds.MakePayment': payment(events['funds.PaymentMade']),
  'funds.AttachVoucher': payment(events['funds.VoucherAttached']),
  'funds.ReversePayment': payment(events['funds.PaymentReversed']),
  'funds.RecordBankLine': bankLine(events['funds.BankLineRecorded']),
  'funds.MatchBankLine': bankLine(events['funds.BankLineMatched']),
  'funds.CountCash': account(events['funds.CashCounted']),
  'funds.IssueReceipt': receiptBook(events['funds.ReceiptIssued']),
  'funds.ReceiveSpecialFund': specialFund(events['funds.SpecialFundReceived']),
  'funds.RecordReceivable': receivable(events['funds.ReceivableRecorded']),
  'funds.SettleReceivable': receivable(events['funds.ReceivableSettled']),
  'funds.IssueDunning': receivable(events['funds.DunningIssued']),
  'funds.IncurDebt': debt(events['funds.DebtIncurred']),
  'funds.SettleDebt': debt(events['funds.DebtSettled']),
  'funds.GiveGuarantee': guarantee(events['funds.GuaranteeGiven']),
  'funds.ReleaseGuarantee': guarantee(events['funds.GuaranteeReleased']),
  'funds.ListDistribution': distribution(events['funds.DistributionListed']),
} satisfies CommandDefinitions;
