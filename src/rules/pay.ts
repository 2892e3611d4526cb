// PAY: decision before money, by the right body and with every signature (01-04); the family's list.
// Tier tables are local data; without one these rules judge nothing.
import { z } from 'zod';
import { SIGNING_ROLES } from '../events/funds.js';
import type { CaseIndex } from './case.js';
import { bodyName, listed, roleName } from './names.js';
import {
  decisionsFor,
  inWords,
  paymentsOf,
  spendingOf,
  tierOf,
  tierParameters,
  type Made,
  type Payment,
  type Spending,
  type Tier,
  type TierParameters,
} from './payments.js';
import { pay06, pay07, pay08 } from './payReceivers.js';
import { pay11, pay12 } from './payRepeats.js';
import { pay09, pay10 } from './paySums.js';
import { pay05 } from './payVouchers.js';
import { defineRule, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, VILLAGE_POWER_SYSTEM, VILLAGERS_LAW } from './sources.js';
import { happenedBefore } from './time.js';

const decisionBasis: readonly Clause[] = [
  { document: VILLAGERS_LAW, clause: '第二十四条' },
  { document: VILLAGE_POWER_SYSTEM, clause: '支出审批档次' },
];

interface Tiered {
  readonly payment: Payment;
  readonly act: Made;
  readonly spending: Spending;
  readonly row: Tier;
}

/** Payments that were made and for which the table has a row; the first money out is the act. */
function* tieredPayments(theCase: CaseIndex, on: (act: Made) => TierParameters): Iterable<Tiered> {
  for (const payment of theCase.derive(paymentsOf)) {
    const [act] = payment.made;
    const spending = spendingOf(payment);
    if (!act || !spending) continue;
    const row = tierOf(on(act), spending);
    if (row) yield { payment, act, spending, row };
  }
}

const named = (row: Tier) => listed(row.bodies.map(bodyName));

/**
 * Money out of a tier that needs a collective decision rests on one: an adopted ruling of its own matter or of the
 * matter its request refers to, or its approval by a body. Not applicable without a tier row that asks for a body;
 * the missing decision is the breach, and so is a reference to something on which no ruling is recorded.
 * Source: domain.md 2.1 (art. 24), 2.5 (tiers, local), 2.9.
 */
const pay01 = defineRule({
  id: 'PAY-01',
  title: { zh: '支付有决策依据', en: 'A payment rests on a decision' },
  statement: {
    zh: '按档次需要集体决策的支付，须有已通过的决定',
    en: 'A payment whose tier needs a collective decision has an adopted one',
  },
  severity: 'S',
  basis: decisionBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: tierParameters,
  triggers: ['funds.PaymentMade'],
  *check(theCase, context, on) {
    for (const { payment, act, spending, row } of tieredPayments(theCase, on)) {
      if (row.bodies.length === 0) continue;
      const decided = decisionsFor(theCase, context, payment).length > 0;
      const reference = payment.request?.data.reference;
      const { zh, en } = named(row);
      const amount = inWords(spending.amount, spending.currency);
      yield {
        act,
        person: act.data.paidBy,
        broken: decided
          ? undefined
          : {
              found: {
                zh: `支付 ${amount}，没有已通过的决定${reference === undefined ? '' : '；所引用的决定在台账中查无裁定'}`,
                en: `${amount} paid without an adopted decision${reference === undefined ? '' : '; the ledger has no ruling on what it refers to'}`,
              },
              expected: { zh: `先由${zh}决定`, en: `a decision of: ${en}` },
              amount: spending.amount.toString(),
              evidence: payment.request ? [payment.request] : [],
            },
      };
    }
  },
});

/**
 * No money goes out before the first decision on which the payment rests was adopted. Judged for each payment that
 * has a decision (PAY-01 charges those that lack one); where either time states only a day, the days are compared.
 * Source: domain.md 2.9, 5.5 A02.
 */
const pay02 = defineRule({
  id: 'PAY-02',
  title: { zh: '先决策后支付', en: 'Decision before payment' },
  statement: {
    zh: '支付不得早于决定',
    en: 'No payment is made before the decision it rests on',
  },
  severity: 'S',
  basis: decisionBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['funds.PaymentMade'],
  *check(theCase, context) {
    for (const payment of theCase.derive(paymentsOf)) {
      if (payment.made.length === 0) continue;
      const [first, ...others] = decisionsFor(theCase, context, payment).map(({ event }) => event);
      if (!first) continue;
      const earliest = others.reduce((a, b) => (happenedBefore(b.time, a.time) ? b : a), first);
      for (const act of payment.made)
        yield {
          act,
          person: act.data.paidBy,
          broken: happenedBefore(act.time, earliest.time)
            ? {
                found: {
                  zh: `${act.time} 支付，${earliest.time} 才作出决定`,
                  en: `paid at ${act.time}, decided only at ${earliest.time}`,
                },
                expected: { zh: '决定在先，支付在后', en: 'the decision first, then the payment' },
                amount: act.data.amount,
                evidence: [earliest],
              }
            : undefined,
        };
    }
  },
});

/**
 * One of the decisions on which the payment rests was made by a body that its tier names. Not applicable without
 * such a tier, without any decision (PAY-01), or where no decision's body is on record. Source: domain.md 2.5, 2.9.
 */
const pay03 = defineRule({
  id: 'PAY-03',
  title: { zh: '决策主体与档次相符', en: 'The tier’s body decided' },
  statement: {
    zh: '支付由其档次规定的组织决定',
    en: 'The payment is decided by a body that its tier names',
  },
  severity: 'S',
  basis: decisionBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: tierParameters,
  triggers: ['funds.PaymentMade'],
  *check(theCase, context, on) {
    for (const { payment, act, spending, row } of tieredPayments(theCase, on)) {
      if (row.bodies.length === 0) continue;
      const decisions = decisionsFor(theCase, context, payment);
      const kinds = [...new Set(decisions.flatMap(({ kind }) => kind ?? []))];
      if (kinds.length === 0) continue;
      const { zh, en } = named(row);
      const deciders = listed(kinds.map(bodyName));
      yield {
        act,
        broken: kinds.some((kind) => row.bodies.includes(kind))
          ? undefined
          : {
              found: {
                zh: `${inWords(spending.amount, spending.currency)} 由${deciders.zh}决定`,
                en: `${inWords(spending.amount, spending.currency)} decided by: ${deciders.en}`,
              },
              expected: { zh: `由${zh}决定`, en: `a decision of: ${en}` },
              amount: spending.amount.toString(),
              evidence: decisions.map(({ event }) => event),
            },
      };
    }
  },
});

/**
 * Every signature that the tier asks for was given before the first money went out; who filed the request counts as
 * having handled it. Not applicable without a tier that names signatures. Source: domain.md 2.5, 2.9, 5.5 A15.
 */
const pay04 = defineRule({
  id: 'PAY-04',
  title: { zh: '签批手续齐全', en: 'All signatures are there' },
  statement: {
    zh: '支付前，档次规定的经办、证明、审批等签字齐全',
    en: 'Before money goes out, every signature that its tier asks for is given',
  },
  severity: 'M',
  basis: [{ document: VILLAGE_POWER_SYSTEM, clause: '支出联签' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: tierParameters,
  triggers: ['funds.PaymentMade'],
  *check(theCase, _context, on) {
    for (const { payment, act, row } of tieredPayments(theCase, on)) {
      if (row.signers.length === 0) continue;
      const signed = new Set(
        payment.approvals
          .filter(({ time }) => !happenedBefore(act.time, time))
          .map(({ data }) => data.role),
      );
      if (payment.request?.data.requestedBy !== undefined) signed.add('handle');
      const lacking = SIGNING_ROLES.filter(
        (role) => row.signers.includes(role) && !signed.has(role),
      );
      const { zh, en } = listed(lacking.map(roleName));
      const needed = listed(row.signers.map(roleName));
      yield {
        act,
        person: act.data.paidBy,
        broken:
          lacking.length === 0
            ? undefined
            : {
                found: { zh: `支付时缺少：${zh}`, en: `missing when paid: ${en}` },
                expected: { zh: `须有：${needed.zh}`, en: `needed: ${needed.en}` },
                amount: act.data.amount,
                evidence: payment.approvals,
              },
      };
    }
  },
});

export const PAY = [
  pay01,
  pay02,
  pay03,
  pay04,
  pay05,
  pay06,
  pay07,
  pay08,
  pay09,
  pay10,
  pay11,
  pay12,
] as const;
