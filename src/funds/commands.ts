// Commands of `funds`: each states one fact about budgets, accounts, income, payments and bank lines.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { fundsEvents as events } from '../events/funds.js';
import {
  accountDecider,
  bankLineDecider,
  budgetDecider,
  incomeDecider,
  paymentDecider,
} from './decider.js';

const budget = commandsOf('budget', 'lineId', budgetDecider);
const account = commandsOf('account', 'accountId', accountDecider);
const income = commandsOf('income', 'incomeId', incomeDecider);
const payment = commandsOf('payment', 'paymentId', paymentDecider);
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
} satisfies CommandDefinitions;
