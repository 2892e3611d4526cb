// Terms of office of a person, and what was paid to one payee: shared by the checks of parties.
// They read only recorded terms and declarations; what is not recorded is unknown, never "no".
import type { LocalDate } from '../../../kernel/time.js';
import { localDate } from '../../../rules/time.js';
import type { Surroundings } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { eventsOf } from '../subjects/decisions.js';
import type { FactRef } from '../subjects/facts.js';
import { paymentOf } from '../subjects/payment.js';
import type { ListRoll, Member } from '../subjects/rolls.js';
import { fenOf, ref, total } from '../words.js';

export type Ask = Surroundings<unknown>['ask'];

interface Term {
  readonly unit: string;
  readonly from: string;
  readonly to: string | undefined;
  readonly held: FactRef;
}

export function termsOf(ask: Ask, person: string): readonly Term[] {
  const state = ask('terms', person);
  if (!state) return [];
  const ended = factsOf(state, 'offices.OfficeEnded');
  return factsOf(state, 'offices.OfficeHeld').map((held) => ({
    unit: held.d.unitId,
    from: held.d.from,
    to: ended.findLast(({ d }) => d.termId === held.d.termId)?.d.on,
    held: ref(held),
  }));
}

export const inOffice = (terms: readonly Term[], day: string): Term | undefined =>
  terms.find(({ from, to }) => from <= day && (to === undefined || day <= to));

/** A payment, contract or lease with a payee on a day. */
interface Dealing {
  readonly day: LocalDate;
  readonly amount: bigint;
  readonly currency: string;
  readonly category: string | undefined;
  readonly anchor: FactRef;
  readonly events: readonly FactRef[];
  readonly isPayment: boolean;
}

function dealingOf({ kind, state }: Member): Dealing | undefined {
  const payment = kind === 'payment' ? paymentOf(state) : undefined;
  if (payment)
    return payment.undone
      ? undefined
      : { ...payment, anchor: payment.first, events: eventsOf(payment), isPayment: true };
  const signed =
    firstFact(state, 'projects.ContractSigned') ?? firstFact(state, 'assets.LeaseSigned');
  if (!signed) return undefined;
  const amount = 'amount' in signed.d ? signed.d.amount : signed.d.rentPerYear;
  return {
    day: localDate(signed.at),
    amount: fenOf(amount),
    currency: signed.d.currency,
    category: undefined,
    anchor: ref(signed),
    events: [ref(signed)],
    isPayment: false,
  };
}

/** Dealings of the year alone; the roll holds the last quarter of the year before as well. */
export const dealingsIn = (year: string, roll: ListRoll): readonly Dealing[] =>
  roll.members
    .flatMap((member) => dealingOf(member) ?? [])
    .filter(({ day }) => day.startsWith(year));

/** Sums by currency; contracts are not added to the payments on them. */
export const paidIn = (dealings: readonly Dealing[], currency: string): bigint => {
  const own = dealings.filter((dealing) => dealing.currency === currency);
  const payments = own.filter(({ isPayment }) => isPayment);
  return total((payments.length > 0 ? payments : own).map(({ amount }) => amount));
};
