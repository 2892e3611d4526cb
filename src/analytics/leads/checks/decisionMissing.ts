// A01 to A03: money or work without a decision, before it, or at almost the same moment.
// Each finds a question about a payment or a matter; none says that anything was wrong.
import { z } from 'zod';
import { bodyName, listed } from '../../../rules/names.js';
import type { Tier } from '../../../rules/payments.js';
import { levelOf } from '../../../rules/register.js';
import { daysFrom, happenedBefore, localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { aboutPayment, adopted, decisionsFor, eventsOf, firstOf } from '../subjects/decisions.js';
import type { FactRef } from '../subjects/facts.js';
import { paymentOf } from '../subjects/payment.js';
import { fenOf, inWords, param, ref, say, speaksOf } from '../words.js';
import { tiered } from './decisionTiers.js';

const EMERGENCIES = ['救灾', '抢险', '应急', '抢修', 'emergency', 'disaster'];

const a01 = defineCheck({
  id: 'A01',
  group: 'decisionMoney',
  title: say('应决策而无决策', 'No decision where one is needed'),
  statement: say(
    '按档次需要集体决策或审批的支付，以及已经实施的事项，没有查到相应的决定',
    'A payment whose tier needs a decision or an approval, or a matter already carried out, has none on record',
  ),
  severity: 'S',
  parameters: z.strictObject({
    /** Matters that were carried out count as well, whether or not money was paid. */
    implementation: z.boolean().default(true),
  }),
  inputs: [
    'funds.PaymentRequested',
    'funds.PaymentMade',
    'funds.PaymentApproved',
    'matters.ResultRuled',
    'matters.ImplementationReported',
    'offices.BodyDefined',
  ],
  falsePositives: [
    say('决定已作出但尚未录入', 'the decision was made but not yet recorded'),
    say('年度预算已一并批准的日常开支', 'routine spending approved with the yearly budget'),
  ],
  subjects: {
    *payment(state, _key, around) {
      const { payment, row } = tiered(state, around) ?? {};
      if (!payment || !row) return;
      const { approvals, amount, currency } = payment;
      if (row.bodies.length > 0) {
        if (decisionsFor(payment, around.ask).length > 0) return;
        const { zh, en } = listed(row.bodies.map(bodyName));
        yield {
          ...aboutPayment(payment),
          statement: say(
            `支付 ${inWords(amount, currency)}，按档次应由${zh}决定，台账中没有查到决定`,
            `${inWords(amount, currency)} were paid; its tier asks for a decision of: ${en}; none is on record`,
          ),
          figures: { amount: amount.toString() },
          events: eventsOf(payment),
        };
      } else if (row.signers.includes('approve')) {
        if (approvals.some(({ d }) => d.role === 'approve' || d.role === 'countersign')) return;
        yield {
          ...aboutPayment(payment),
          key: 'approval',
          severity: 'M',
          statement: say(
            `支付 ${inWords(amount, currency)}，没有查到审批`,
            `${inWords(amount, currency)} were paid; no approval is on record`,
          ),
          figures: { amount: amount.toString() },
          events: eventsOf(payment),
        };
      }
    },
    *matter(state, _key, { on }) {
      const [begun] = factsOf(state, 'matters.ImplementationReported');
      if (!begun || adopted(state).length > 0) return;
      const day = localDate(begun.at);
      if (!on(state.unit, day).implementation) return;
      const opened = firstFact(state, 'matters.MatterOpened');
      yield {
        key: 'implementation',
        anchor: ref(begun),
        unit: state.unit,
        person: begun.by ?? opened?.d.proposer,
        power: state.power,
        ...(opened?.d.amount === undefined
          ? {}
          : { amount: fenOf(opened.d.amount), currency: opened.d.currency }),
        on: day,
        severity: 'M',
        statement: say(
          `${day} 已开始实施，没有查到同意的决定`,
          `carried out from ${day}; no decision in favour is on record`,
        ),
        figures: { day },
        events: [begun, ...(opened ? [opened] : [])].map(ref),
      };
    },
  },
});

const a02 = defineCheck({
  id: 'A02',
  group: 'decisionMoney',
  title: say('先付款（实施）后决策', 'Money or work before the decision'),
  statement: say(
    '支付或实施的时间早于其所依据的决定或审批',
    'Money was paid, or the work begun, before the decision or approval it rests on',
  ),
  severity: 'S',
  parameters: z.strictObject({ implementation: z.boolean().default(true) }),
  inputs: [
    'funds.PaymentMade',
    'funds.PaymentApproved',
    'matters.ResultRuled',
    'matters.ImplementationReported',
  ],
  falsePositives: [
    say('应急处置后按规定补办手续', 'an emergency, decided afterwards as the rules allow'),
    say(
      '录入的是决议印发日而不是会议日',
      'the day recorded is that of the paper, not of the meeting',
    ),
  ],
  subjects: {
    *payment(state, _key, { ask }) {
      const payment = paymentOf(state);
      if (!payment || payment.undone) return;
      const [made] = payment.made;
      if (!made) return;
      const decisions = decisionsFor(payment, ask);
      const approvals = payment.approvals.filter(({ d }) => d.role === 'approve');
      const decision = firstOf<FactRef & { readonly at: string }>(
        decisions.length > 0 ? decisions : approvals,
      );
      if (!decision || !happenedBefore(made.at, decision.at)) return;
      const days = daysFrom(made.at, decision.at);
      yield {
        ...aboutPayment(payment),
        on: localDate(decision.at),
        statement: say(
          `${localDate(made.at)} 支付 ${inWords(payment.amount, payment.currency)}，${localDate(decision.at)} 才作出决定，相差 ${days} 日`,
          `${inWords(payment.amount, payment.currency)} were paid on ${localDate(made.at)}, decided on ${localDate(decision.at)}, ${days} day(s) later`,
        ),
        figures: { days, paid: localDate(made.at), decided: localDate(decision.at) },
        events: [...eventsOf(payment), ref(decision)],
      };
    },
    *matter(state, _key, { on }) {
      const [begun] = factsOf(state, 'matters.ImplementationReported');
      const decision = firstOf(adopted(state));
      if (!begun || !decision || !happenedBefore(begun.at, decision.at)) return;
      const [from, to] = [localDate(begun.at), localDate(decision.at)];
      if (!on(state.unit, from).implementation) return;
      yield {
        key: 'implementation',
        anchor: ref(begun),
        unit: state.unit,
        person: begun.by,
        power: state.power,
        on: to,
        severity: 'M',
        statement: say(
          `${from} 已开始实施，${to} 才作出决定，相差 ${daysFrom(begun.at, decision.at)} 日`,
          `carried out from ${from}, decided on ${to}, ${daysFrom(begun.at, decision.at)} day(s) later`,
        ),
        figures: { days: daysFrom(begun.at, decision.at), begun: from, decided: to },
        events: [begun, decision].map(ref),
      };
    },
  },
});

/** The highest amount from which the tier table asks for another body: what is above it is large. */
const largestStep = (rows: readonly Tier[]): bigint | undefined =>
  rows
    .filter(({ bodies, min }) => bodies.length > 0 && min !== '0')
    .map(({ min }) => fenOf(min))
    .reduce<bigint | undefined>(
      (most, min) => (most === undefined || min > most ? min : most),
      undefined,
    );

const a03 = defineCheck({
  id: 'A03',
  group: 'decisionMoney',
  title: say('大额支付与决策几乎同时', 'Large sum decided and paid at once'),
  statement: say(
    '大额支付在作出决定的当日（或次日）即付出',
    'A large sum left on the day of the decision, or the day after',
  ),
  severity: 'L',
  parameters: z.strictObject({
    days: param.days.default(1),
    /** Larger amounts count; left out: those above the highest step of the tier table. */
    above: param.threshold.optional(),
    exempt: param.words.default(EMERGENCIES),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade', 'matters.ResultRuled'],
  falsePositives: [say('救灾抢险等应急支出', 'emergency relief')],
  subjects: {
    *payment(state, _key, { ask, on, tiers }) {
      const payment = paymentOf(state);
      if (!payment || payment.undone) return;
      const [made] = payment.made;
      const { days, above, exempt } = on(payment.unit, payment.day);
      const table = tiers(payment.unit, payment.day, payment.power);
      const limit =
        above === undefined
          ? table.currency === payment.currency
            ? largestStep(
                table.tiers.filter(
                  ({ level }) => level === undefined || level === levelOf(payment.unit),
                ),
              )
            : undefined
          : fenOf(above);
      if (!made || limit === undefined || payment.amount <= limit) return;
      if (speaksOf(`${payment.category ?? ''} ${payment.request?.d.purpose ?? ''}`, exempt)) return;
      const decision = firstOf(decisionsFor(payment, ask));
      if (!decision || happenedBefore(made.at, decision.at)) return;
      const apart = daysFrom(decision.at, made.at);
      if (apart > days) return;
      yield {
        ...aboutPayment(payment),
        statement: say(
          `${localDate(decision.at)} 决定，${apart} 日后即支付 ${inWords(payment.amount, payment.currency)}`,
          `decided on ${localDate(decision.at)}; ${inWords(payment.amount, payment.currency)} left ${apart} day(s) later`,
        ),
        figures: { days: apart, above: limit.toString() },
        events: [...eventsOf(payment), ref(decision)],
      };
    },
  },
});

export const DECISION_MISSING = [a01, a02, a03] as const;
