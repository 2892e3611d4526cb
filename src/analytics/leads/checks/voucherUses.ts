// Uses of a voucher by payments that stand, and those that use one twice.
import { localDate } from '../../../rules/time.js';
import type { Finding } from '../check.js';
import { aboutPayment, eventsOf } from '../subjects/decisions.js';
import type { Fact } from '../subjects/facts.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';
import type { Member } from '../subjects/rolls.js';
import { inWords, later, ref, say, total } from '../words.js';

/** Payments of a roll that stand, with the vouchers that fit. */
export function standing(
  members: readonly Member[],
  fits: (voucher: Fact<'funds.VoucherAttached'>) => boolean,
): readonly { readonly payment: PaymentView; readonly voucher: Fact<'funds.VoucherAttached'> }[] {
  return members
    .flatMap(({ state }) => {
      const payment = paymentOf(state);
      const voucher = payment?.vouchers.find(fits);
      return payment && voucher && !payment.undone ? [{ payment, voucher }] : [];
    })
    .sort((a, b) => a.voucher.p - b.voucher.p);
}

/** A voucher under several payments; the second use is the anchor. */
export function* usedTwice(
  uses: ReturnType<typeof standing>,
  what: { readonly key: string; readonly zh: string; readonly en: string },
): Iterable<Finding> {
  const [first, second, ...more] = uses;
  if (!first || !second) return;
  const { payment, voucher } = second;
  const again = [second, ...more];
  const own = again.filter((use) => use.payment.currency === payment.currency);
  yield {
    ...aboutPayment(payment),
    key: what.key,
    anchor: ref(voucher),
    amount: total(own.map((use) => use.payment.amount)),
    on: again.reduce((day, use) => later(day, localDate(use.voucher.at)), localDate(voucher.at)),
    statement: say(
      `${what.zh}用于 ${uses.length} 笔支付，后 ${again.length} 笔共 ${inWords(total(own.map((use) => use.payment.amount)), payment.currency)}`,
      `${what.en} stands under ${uses.length} payments; the later ones come to ${inWords(total(own.map((use) => use.payment.amount)), payment.currency)}`,
    ),
    figures: { payments: uses.length },
    events: uses.flatMap((use) => [ref(use.voucher), ...eventsOf(use.payment)]),
  };
}
