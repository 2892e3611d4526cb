// Which tier of a rule pack a payment falls under, for the checks of decisions.
import { tierOf, type Tier } from '../../../rules/payments.js';
import type { Surroundings } from '../check.js';
import type { CaseState } from '../subjects/cases.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';

/** A payment that was made, with the row of the tier table that it falls in. */
export function tiered(
  state: CaseState,
  { tiers }: Pick<Surroundings<unknown>, 'tiers'>,
): { payment: PaymentView; row: Tier | undefined } | undefined {
  const payment = paymentOf(state);
  if (!payment || payment.made.length === 0 || payment.undone) return undefined;
  return {
    payment,
    row: tierOf(tiers(payment.unit, payment.day, payment.power), payment.spending),
  };
}
