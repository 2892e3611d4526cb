// PAY-05: every payment on a legal voucher.
// A voucher whose kind nobody recorded is not judged.
import { z } from 'zod';
import { money } from '../events/fields.js';
import { VOUCHER_KINDS } from '../events/funds.js';
import type { CaseIndex, EventOf } from './case.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { inWords, paymentsOf, type Made, type Payment } from './payments.js';
import { defineRule, type Activation, type Severity } from './rule.js';
import { ACCOUNTING_LAW, ACCOUNTING_LAW_IN_FORCE, VILLAGE_POWER_SYSTEM } from './sources.js';
import { localDate } from './time.js';

type Voucher = EventOf<'funds.VoucherAttached'>;

const pay05Parameters = z.strictObject({
  /** Kinds of voucher that the law recognises. */
  legal: z
    .array(z.enum(VOUCHER_KINDS))
    .default(['invoice', 'fiscalReceipt', 'payroll', 'contractReceipt']),
  /** White slips of more than this many fen are serious; local, none by default. */
  whiteSlipLimit: money.optional(),
  /** Limit for the first voucher after payment; local, none by default. */
  within: limitParameter.optional(),
});
type Pay05Parameters = z.output<typeof pay05Parameters>;

function voucherSeverity({ data }: Voucher, { whiteSlipLimit }: Pay05Parameters): Severity {
  const above = whiteSlipLimit !== undefined && BigInt(data.amount) > BigInt(whiteSlipLimit);
  return data.kind === 'whiteSlip' && above ? 'S' : 'M';
}

function missingVoucher(
  theCase: CaseIndex,
  { made, vouchers }: Payment,
  on: (act: Made) => Pay05Parameters,
): Activation | undefined {
  const [act] = made;
  const within = act && on(act).within;
  if (!act || within === undefined || vouchers.length > 0) return undefined;
  const held = heldAgainst(within, localDate(act.time), localDate(theCase.latest));
  if (held.kind === 'inTime') return undefined;
  if (held.kind === 'unjudged') return { act, unjudged: held.reason };
  const { zh, en } = limitInWords(within);
  return {
    act,
    person: act.data.paidBy,
    broken: {
      found: {
        zh: `支付后没有任何凭证，${held.due} 到期`,
        en: `no voucher at all; due on ${held.due}`,
      },
      expected: { zh: `支付后 ${zh}内附合法凭证`, en: `a legal voucher within ${en} of payment` },
      amount: act.data.amount,
    },
  };
}

/**
 * Every voucher is of a legal kind; a white slip above the limit is serious. A payment without any voucher is broken
 * once a later event of the case shows that the limit has passed (where the pack sets one). `other` says nothing
 * about the kind and is not judged. Source: Accounting Law art. 14; domain.md 2.5 (vouchers within 2 months, local).
 */
export const pay05 = defineRule({
  id: 'PAY-05',
  title: { zh: '凭证合法', en: 'Legal vouchers' },
  statement: {
    zh: '支出附合法凭证，不得以白条入账',
    en: 'Spending has a legal voucher; white slips are not booked',
  },
  severity: 'M',
  basis: [
    { document: ACCOUNTING_LAW, clause: '第十四条' },
    { document: VILLAGE_POWER_SYSTEM, clause: '支出凭证' },
  ],
  validFrom: ACCOUNTING_LAW_IN_FORCE,
  parameters: pay05Parameters,
  triggers: ['funds.VoucherAttached', 'funds.PaymentMade'],
  *check(theCase, _context, on) {
    for (const payment of theCase.derive(paymentsOf)) {
      for (const act of payment.vouchers) {
        const { kind, amount, currency } = act.data;
        if (kind === 'other') continue;
        const parameters = on(act);
        yield {
          act,
          broken: parameters.legal.includes(kind)
            ? undefined
            : {
                found: {
                  zh: `${kind === 'whiteSlip' ? '白条' : '不合规定的凭证'} ${inWords(BigInt(amount), currency)}`,
                  en: `a ${kind === 'whiteSlip' ? 'white slip' : kind} for ${inWords(BigInt(amount), currency)}`,
                },
                expected: {
                  zh: '发票、财政票据等合法凭证',
                  en: 'an invoice, fiscal receipt or the like',
                },
                severity: voucherSeverity(act, parameters),
                amount,
              },
        };
      }
      const missing = missingVoucher(theCase, payment, on);
      if (missing) yield missing;
    }
  },
});
