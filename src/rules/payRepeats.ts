// PAY-11 and PAY-12: requests held against the payee's earlier ones: the same expense twice, or one expense in parts.
// They look back only, so that a later request never changes an old finding.
import { z } from 'zod';
import { comparePositions } from '../kernel/position.js';
import { addDays, daysBetween, type LocalDate } from '../kernel/time.js';
import { contextKey, quarterOf, quarterOfDay, type RuleContext } from './context.js';
import { bodyName, listed } from './names.js';
import {
  concerns,
  decisionsFor,
  inWords,
  isReversed,
  paymentsOf,
  spendingOfRequest,
  tierParameters,
  type Request,
  type Tier,
  type TierParameters,
} from './payments.js';
import { defineRule, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, VILLAGE_POWER_SYSTEM } from './sources.js';
import { localDate } from './time.js';

const spendingBasis = (clause: string): readonly Clause[] => [
  { document: VILLAGE_POWER_SYSTEM, clause },
];

/** Requests of the unit to the same payee on the days from `from` to the act. */
function requestsSince(act: Request, from: LocalDate, context: RuleContext): readonly Request[] {
  const { payeeId } = act.data.payee;
  const quarters = new Set<string>();
  // A step of 28 days meets every quarter between; the act's own is added last.
  for (let day = from; day < localDate(act.time); day = addDays(day, 28))
    quarters.add(quarterOfDay(day));
  quarters.add(quarterOf(act.time));
  return [...quarters]
    .flatMap((quarter) => context.eventsUpTo(contextKey.payee(act.orgunit, payeeId, quarter), act))
    .filter(
      (event): event is Request =>
        event.name === 'funds.PaymentRequested' && localDate(event.time) >= from,
    );
}

/**
 * No earlier request of the unit asks for the same amount for the same purpose to the same payee within the window,
 * and no invoice is attached to two payments. The later of two is charged; a reversed one is no duplicate.
 * Applies to every request with a known payee and a stated amount. Source: domain.md 2.9, 5.5 A13, A16 (30 days).
 */
export const pay11 = defineRule({
  id: 'PAY-11',
  title: { zh: '不得重复支付', en: 'No duplicate payments' },
  statement: {
    zh: '同一收款人、金额、用途在期限内不得重复，同一发票不得重复报销',
    en: 'Same payee, amount and purpose do not recur within the window; an invoice is used once',
  },
  severity: 'M',
  basis: spendingBasis('防止重复支付'),
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ windowDays: z.int().min(1).max(366).default(30) }),
  triggers: ['funds.PaymentRequested', 'funds.VoucherAttached'],
  *check(theCase, context, on) {
    for (const act of theCase.of('funds.PaymentRequested')) {
      const { data } = act;
      if (data.payee.kind === 'unknown' || data.amountUnstated === true) continue;
      const from = addDays(localDate(act.time), -on(act).windowDays);
      const twin = requestsSince(act, from, context).find(
        (other) =>
          other.data.paymentId !== data.paymentId &&
          other.data.amount === data.amount &&
          other.data.currency === data.currency &&
          other.data.purpose === data.purpose &&
          other.data.amountUnstated !== true &&
          !isReversed(context, other.data.paymentId),
      );
      const days = twin && daysBetween(localDate(twin.time), localDate(act.time));
      yield {
        act,
        person: data.requestedBy,
        broken: twin && {
          found: {
            zh: `${days ?? 0} 日前已有同一收款人、金额、用途的申请`,
            en: `the same payee, amount and purpose were requested ${days ?? 0} day(s) before`,
          },
          expected: { zh: '一笔支出只支付一次', en: 'each expense is paid once' },
          amount: data.amount,
          evidence: [twin],
        },
      };
    }
    for (const act of theCase.of('funds.VoucherAttached')) {
      const { kind, issuer, number, paymentId } = act.data;
      if (kind !== 'invoice' || issuer === undefined || number === undefined) continue;
      const twin = context
        .events(contextKey.invoice(issuer, number))
        .find(
          (other) =>
            other.name === 'funds.VoucherAttached' &&
            other.data.paymentId !== paymentId &&
            comparePositions(other.position, act.position) < 0 &&
            !isReversed(context, other.data.paymentId),
        );
      yield {
        act,
        broken: twin && {
          found: {
            zh: '同一发票已用于另一笔支付',
            en: 'the invoice is attached to another payment',
          },
          expected: { zh: '一张发票只报销一次', en: 'an invoice is used once' },
          amount: act.data.amount,
          evidence: [twin],
        },
      };
    }
  },
});

const pay12Parameters = tierParameters.extend({
  windowDays: z.int().min(1).max(366).default(90),
});

/** The thresholds from which a body must decide, for this kind of spending, above this request. */
function thresholdsAbove({ tiers, currency }: TierParameters, act: Request): readonly Tier[] {
  const spending = spendingOfRequest(act);
  if (spending?.currency !== currency) return [];
  return tiers.filter(
    (row) => row.bodies.length > 0 && concerns(row, spending) && spending.amount < BigInt(row.min),
  );
}

const totalOf = (requests: readonly Request[]): bigint =>
  requests.reduce((total, { data }) => total + BigInt(data.amount), 0n);

/**
 * Requests of a unit to one payee in one category, each below a tier's threshold, do not reach it together within the
 * rolling window. Every request with which the sum stands at the threshold or above is charged, unless a body of that
 * tier decided on it. Requests on a
 * contract are left out (their price was decided as a whole: PAY-09). Not applicable without a tier table.
 * Source: domain.md 2.9, 5.5 A07 (90 days).
 */
export const pay12 = defineRule({
  id: 'PAY-12',
  title: { zh: '不得化整为零', en: 'No splitting' },
  statement: {
    zh: '不得把同一收款人同类支出拆分到审批档次以下',
    en: 'Spending on one payee and category is not split to stay below a tier',
  },
  severity: 'S',
  basis: spendingBasis('支出审批档次'),
  validFrom: SUNSHINE_IN_FORCE,
  parameters: pay12Parameters,
  triggers: ['funds.PaymentRequested'],
  *check(theCase, context, on) {
    for (const payment of theCase.derive(paymentsOf)) {
      const act = payment.request;
      if (!act || act.data.contractId !== undefined || act.data.payee.kind === 'unknown') continue;
      const parameters = on(act);
      const rows = thresholdsAbove(parameters, act);
      if (rows.length === 0) continue;
      const from = addDays(localDate(act.time), -parameters.windowDays);
      const alike = requestsSince(act, from, context).filter(
        ({ data }) =>
          data.category === act.data.category &&
          data.currency === act.data.currency &&
          data.contractId === undefined &&
          !isReversed(context, data.paymentId),
      );
      const deciders = decisionsFor(theCase, context, payment).map(({ kind }) => kind);
      const split = rows
        .filter(
          ({ bodies }) => !deciders.some((kind) => kind !== undefined && bodies.includes(kind)),
        )
        .map((row) => ({
          row,
          parts: alike.filter(({ data }) => BigInt(data.amount) < BigInt(row.min)),
        }))
        .map((found) => ({ ...found, sum: totalOf(found.parts) }))
        .find(({ row, parts, sum }) => parts.length > 1 && sum >= BigInt(row.min));
      const bodies = listed((split?.row.bodies ?? []).map(bodyName));
      yield {
        act,
        person: act.data.requestedBy,
        broken: split && {
          found: {
            zh: `${parameters.windowDays} 日内向同一收款人申请 ${split.parts.length} 笔同类支出，共 ${inWords(split.sum, act.data.currency)}，每笔均低于 ${inWords(BigInt(split.row.min), act.data.currency)}`,
            en: `${split.parts.length} requests of one kind to one payee within ${parameters.windowDays} days, ${inWords(split.sum, act.data.currency)} in all, each below ${inWords(BigInt(split.row.min), act.data.currency)}`,
          },
          expected: {
            zh: `合并后由${bodies.zh}决定`,
            en: `one decision on the whole, by: ${bodies.en}`,
          },
          amount: split.sum.toString(),
          evidence: split.parts.filter((request) => request !== act),
        },
      };
    }
  },
});
