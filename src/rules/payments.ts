// The payments of a case, event by event, and the decisions on which they can rest.
// Amounts are fen in bigint; it must never add up amounts of different currencies.
import { z } from 'zod';
import { SIGNING_ROLES } from '../events/funds.js';
import { money } from '../events/fields.js';
import { BODY_KINDS } from '../events/offices.js';
import type { LedgerEvent } from '../events/index.js';
import { formatMajor, type Fen } from '../kernel/money.js';
import { indexCase, type CaseIndex, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { rulingBodyKind } from './decisions.js';
import type { BodyKind } from './names.js';
import { bodyKind, levelOf } from './register.js';

export type Request = EventOf<'funds.PaymentRequested'>;
export type Made = EventOf<'funds.PaymentMade'>;
export type Approval = EventOf<'funds.PaymentApproved'>;

export interface Payment {
  readonly paymentId: string;
  readonly request: Request | undefined;
  readonly approvals: readonly Approval[];
  readonly made: readonly Made[];
  readonly vouchers: readonly EventOf<'funds.VoucherAttached'>[];
}

/** The payments of a case in the order in which they first appear. */
export function paymentsOf(theCase: CaseIndex): readonly Payment[] {
  const requests = theCase.of('funds.PaymentRequested');
  const approvals = theCase.of('funds.PaymentApproved');
  const made = theCase.of('funds.PaymentMade');
  const vouchers = theCase.of('funds.VoucherAttached');
  const ids = new Set(
    [...requests, ...approvals, ...made, ...vouchers].map(({ data }) => data.paymentId),
  );
  return [...ids].map((paymentId) => {
    const own = <E extends { readonly data: { readonly paymentId: string } }>(
      events: readonly E[],
    ) => events.filter(({ data }) => data.paymentId === paymentId);
    return {
      paymentId,
      request: own(requests)[0],
      approvals: own(approvals),
      made: own(made),
      vouchers: own(vouchers),
    };
  });
}

/** What a payment is for, as far as tiers ask. */
export interface Spending {
  readonly amount: bigint;
  readonly currency: string;
  readonly category: string | undefined;
  readonly inBudget: boolean;
  readonly orgunit: string;
}

/** The amount requested; where none was, or none was stated, what was paid in all. */
export function spendingOf({ request, made }: Payment): Spending | undefined {
  const requested = request && spendingOfRequest(request);
  if (requested) return requested;
  const [first] = made;
  if (!first) return undefined;
  const { currency } = first.data;
  const amount = made
    .filter(({ data }) => data.currency === currency)
    .reduce((sum, { data }) => sum + BigInt(data.amount), 0n);
  return {
    amount,
    currency,
    category: request?.data.category,
    inBudget: request?.data.budgetLine !== undefined,
    orgunit: first.orgunit,
  };
}

/** What a request asks for; `undefined` where the record states no amount. */
export const spendingOfRequest = ({ data, orgunit }: Request): Spending | undefined =>
  data.amountUnstated === true
    ? undefined
    : {
        amount: BigInt(data.amount),
        currency: data.currency,
        category: data.category,
        inBudget: data.budgetLine !== undefined,
        orgunit,
      };

/** Approvals that only state an earlier one again, in a later cumulative report: they are no acts of their own. */
export function restatements(theCase: CaseIndex): ReadonlySet<LedgerEvent> {
  const stated = new Set<string>();
  const again = new Set<LedgerEvent>();
  for (const event of theCase.of('funds.PaymentApproved')) {
    const { report, paymentId, role, personId, bodyId } = event.data;
    if (report === undefined) continue;
    const key = [paymentId, role, personId, bodyId].join(' ');
    if (stated.has(key)) again.add(event);
    stated.add(key);
  }
  return again;
}

/**
 * One row of a tier table: who decides and who signs for spending of `min` fen or more and less than `max`.
 * `category`, `level` and `inBudget` narrow the row where they are given; the first row that fits applies.
 */
export const tier = z.strictObject({
  category: z.string().min(1).optional(),
  level: z.enum(['county', 'township', 'village']).optional(),
  inBudget: z.boolean().optional(),
  min: money.default('0' as Fen),
  max: money.optional(),
  /** Kinds of body, any of which may decide; none: no collective decision is needed. */
  bodies: z.array(z.enum(BODY_KINDS)).default([]),
  /** Signatures that the payment needs. */
  signers: z.array(z.enum(SIGNING_ROLES)).default([]),
  source: z.string().optional(),
});
export type Tier = z.output<typeof tier>;

/** Tier tables are local: without one, rules on tiers apply to nothing. */
export const tierParameters = z.strictObject({
  tiers: z.array(tier).default([]),
  /** Currency of the table's amounts; spending in another is not held against it. */
  currency: z.string().default('CNY'),
});
export type TierParameters = z.output<typeof tierParameters>;

/** Whether a row is about this kind of spending, whatever the amount. */
export const concerns = (row: Tier, spending: Spending): boolean =>
  (row.category === undefined || row.category === spending.category) &&
  (row.level === undefined || row.level === levelOf(spending.orgunit)) &&
  (row.inBudget === undefined || row.inBudget === spending.inBudget);

/** The row that applies to a spending; `undefined`: the table does not speak of it. */
export function tierOf(
  { tiers, currency }: TierParameters,
  spending: Spending | undefined,
): Tier | undefined {
  if (spending?.currency !== currency) return undefined;
  return tiers.find(
    (row) =>
      concerns(row, spending) &&
      BigInt(row.min) <= spending.amount &&
      (row.max === undefined || spending.amount < BigInt(row.max)),
  );
}

/** A collective decision that a payment can rest on. */
export interface Decision {
  readonly event: LedgerEvent;
  /** `undefined`: the ledger does not say what kind of body it was. */
  readonly kind: BodyKind | undefined;
}

const adoptedIn = (theCase: CaseIndex, context: RuleContext): readonly Decision[] =>
  theCase
    .of('matters.ResultRuled')
    .filter(({ data }) => data.outcome === 'adopted')
    .map((event) => ({ event, kind: rulingBodyKind(theCase, context, event) }));

/** Adopted rulings of a matter that a payment refers to by its id or stream. */
export function decisionsOfMatter(context: RuleContext, reference: string): readonly Decision[] {
  const id = contextKey.matter(reference.replace(/^matter-/, ''));
  const events = context.events(id);
  return events.length === 0 ? [] : adoptedIn(indexCase({ id, events }), context);
}

/**
 * The decisions on which a payment can rest: adopted rulings of its own matter, of the matter that its request
 * refers to, and its approval by a body.
 */
export function decisionsFor(
  theCase: CaseIndex,
  context: RuleContext,
  { request, approvals }: Payment,
): readonly Decision[] {
  const reference = request?.data.reference;
  const collective = approvals.flatMap((event) =>
    event.data.bodyId === undefined ? [] : [{ event, kind: bodyKind(context, event.data.bodyId) }],
  );
  return [
    ...adoptedIn(theCase, context),
    ...(reference === undefined ? [] : decisionsOfMatter(context, reference)),
    ...collective,
  ];
}

/** "3,711,600.00 CNY" */
export const inWords = (amount: bigint, currency: string): string =>
  `${formatMajor(amount.toString() as Fen)} ${currency}`;

/** Whether all the money of a payment came back; a part of it does not make it undone. */
export function isReversed(context: RuleContext, paymentId: string): boolean {
  let [paid, reversed] = [0n, 0n];
  for (const event of context.events(contextKey.payment(paymentId)))
    if (event.name === 'funds.PaymentMade') paid += BigInt(event.data.amount);
    else if (event.name === 'funds.PaymentReversed') reversed += BigInt(event.data.amount);
  return reversed > 0n && reversed >= paid;
}
