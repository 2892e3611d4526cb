// Payments and income of a village or township, as they should be, with the ways in which the demo lets them go wrong.
import { postId, type Institution } from './institutions.js';
import { dayAfter, type Entry, type Timeline } from './timeline.js';

export interface PaymentPlan {
  readonly paymentId: string;
  readonly purpose: string;
  readonly category: string;
  /** Fen. */
  readonly amount: string;
  readonly payee: {
    readonly payeeId: string;
    readonly name?: string;
    readonly kind: 'person' | 'company';
  };
  readonly day: string;
  /** The decision that it rests on. */
  readonly matter?: string;
  readonly contract?: string;
  /** Of a fund for one purpose: its budget line, and the account that holds it. */
  readonly earmarked?: { readonly budgetLine: string; readonly accountId: string };
  readonly method?: 'transfer' | 'cash' | 'cashCheque';
  /** Left out: no voucher at all. */
  readonly voucher?: 'invoice' | 'whiteSlip';
  /** Role -> signing role; the first requests. */
  readonly signatures?: readonly (readonly [role: string, signing: string])[];
}

const VILLAGE_SIGNATURES = [
  ['VGL', 'handle'],
  ['VSC', 'supervise'],
  ['VCC', 'certify'],
  ['VPS', 'approve'],
] as const;
const TOWNSHIP_SIGNATURES = [
  ['OFC', 'handle'],
  ['DTM', 'certify'],
  ['TM', 'approve'],
] as const;
const LARGE_SUM_SIGNATURES = [
  ['OFC', 'handle'],
  ['DIS', 'supervise'],
  ['DTM', 'certify'],
  ['DPS', 'countersign'],
  ['TM', 'approve'],
] as const;

/** From here on a township's payment is a large one (T11): the demo value of `township.bigSum`. */
const BIG_SUM = 5_000_000n;

const usualSignatures = (level: Institution['level'], large: boolean) =>
  level === 'village' ? VILLAGE_SIGNATURES : large ? LARGE_SUM_SIGNATURES : TOWNSHIP_SIGNATURES;

export function pay(timeline: Timeline, institution: Institution, plan: PaymentPlan): void {
  const { paymentId, amount, payee, day } = plan;
  const { code, officers, level } = institution;
  const large = BigInt(amount) >= BIG_SUM;
  const signatures = plan.signatures ?? usualSignatures(level, large);
  const requester = signatures[0]?.[0] ?? 'VACC';
  const payer = level === 'village' ? 'VACC' : 'FIN';
  const by = (role: string, when: Pick<Entry, 'day' | 'time'>): Entry => ({
    ...when,
    orgunit: code,
    person: officers[role] ?? '',
    post: postId(role, code),
    power: level === 'village' ? 'V05' : large ? 'T11' : 'T12',
    ...(plan.matter === undefined ? {} : { matter: plan.matter }),
  });
  const money = { amount, currency: 'CNY' };
  const accountId = plan.earmarked?.accountId ?? `acc-${code}`;
  timeline.record(
    'funds.RequestPayment',
    {
      paymentId,
      ...money,
      category: plan.category,
      purpose: plan.purpose,
      payee,
      ...(plan.contract === undefined ? {} : { contractId: plan.contract }),
      ...(plan.earmarked === undefined ? {} : { budgetLine: plan.earmarked.budgetLine }),
      requestedBy: officers[requester] ?? '',
    },
    by(requester, { day: dayAfter(day, -2), time: '09:00' }),
  );
  for (const [index, [role, signing]] of signatures.entries())
    timeline.record(
      'funds.ApprovePayment',
      {
        paymentId,
        approvalId: `${paymentId}-${signing}`,
        role: signing,
        personId: officers[role] ?? '',
        postId: postId(role, code),
        ...money,
      },
      by(role, { day: dayAfter(day, -1), time: `1${index}:00` }),
    );
  if (plan.voucher !== undefined)
    timeline.record(
      'funds.AttachVoucher',
      {
        paymentId,
        voucherId: `${paymentId}-v`,
        kind: plan.voucher,
        issuer: payee.payeeId,
        ...money,
        ...(plan.voucher === 'invoice' ? { number: `虚构-${paymentId}` } : {}),
      },
      by(requester, { day: dayAfter(day, -1), time: '16:00' }),
    );
  timeline.record(
    'funds.MakePayment',
    {
      paymentId,
      instalmentId: `${paymentId}-1`,
      ...money,
      method: plan.method ?? 'transfer',
      accountId,
      payee,
      paidBy: officers[payer] ?? '',
    },
    by(payer, { day, time: '15:00' }),
  );
  timeline.record(
    'funds.RecordBankLine',
    {
      bankLineId: `bl-${paymentId}`,
      accountId,
      bookedOn: day,
      amount: `-${amount}`,
      currency: 'CNY',
      purpose: plan.purpose,
    },
    by(payer, { day, time: '17:00' }),
  );
  timeline.record(
    'funds.MatchBankLine',
    { bankLineId: `bl-${paymentId}`, matches: { kind: 'payment', paymentId } },
    by(payer, { day: dayAfter(day, 1), time: '09:00' }),
  );
}

/** What the accountant of a village, or the finance office of a township, records on a day. */
export const bookkeeper = (institution: Institution, day: string): Entry => {
  const role = institution.level === 'village' ? 'VACC' : 'FIN';
  return {
    orgunit: institution.code,
    person: institution.officers[role] ?? '',
    post: postId(role, institution.code),
    day,
  };
};

export interface IncomePlan {
  readonly incomeId: string;
  readonly class: 'lease' | 'subsidy' | 'landCompensation';
  readonly purpose: string;
  readonly amount: string;
  readonly day: string;
  /** Left out: the unit's ordinary account. */
  readonly accountId?: string;
  /** The matter and power item that it belongs to. */
  readonly matter?: string;
  readonly power?: string;
}

export function receive(timeline: Timeline, institution: Institution, plan: IncomePlan): void {
  const { incomeId, amount, purpose, day } = plan;
  const accountId = plan.accountId ?? `acc-${institution.code}`;
  const role = institution.level === 'village' ? 'VACC' : 'FIN';
  const by = (when: Pick<Entry, 'day' | 'time'>): Entry => ({
    ...when,
    orgunit: institution.code,
    person: institution.officers[role] ?? '',
    post: postId(role, institution.code),
    ...(plan.power === undefined ? {} : { power: plan.power }),
    ...(plan.matter === undefined ? {} : { matter: plan.matter }),
  });
  timeline.record(
    'funds.ReceiveIncome',
    {
      incomeId,
      class: plan.class,
      amount,
      currency: 'CNY',
      purpose,
      accountId,
      method: 'transfer',
      receiptNumber: `虚构-${incomeId}`,
      bankedOn: day,
    },
    by({ day, time: '11:00' }),
  );
  timeline.record(
    'funds.RecordBankLine',
    {
      bankLineId: `bl-${incomeId}`,
      accountId,
      bookedOn: day,
      amount,
      currency: 'CNY',
      purpose,
    },
    by({ day, time: '17:00' }),
  );
  timeline.record(
    'funds.MatchBankLine',
    { bankLineId: `bl-${incomeId}`, matches: { kind: 'income', incomeId } },
    by({ day: dayAfter(day, 1), time: '09:00' }),
  );
}

export function openAccount(timeline: Timeline, institution: Institution, day: string): void {
  timeline.record(
    'funds.OpenAccount',
    {
      accountId: `acc-${institution.code}`,
      holderKind: 'unit',
      holder: institution.code,
      purpose: '基本账户',
      opening: '0',
      currency: 'CNY',
    },
    { orgunit: institution.code, day, time: '08:50' },
  );
}
