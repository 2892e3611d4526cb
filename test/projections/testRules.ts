// Small rules for tests of the view, one for each way in which a judgement can depend on events elsewhere.
import { z } from 'zod';
import { parseLocalDate } from '../../src/kernel/time.js';
import { eventsOf } from '../../src/rules/case.js';
import { contextKey, quarterOf } from '../../src/rules/context.js';
import { defineRule, type Rule } from '../../src/rules/rule.js';

const says = (zh: string, en: string) => ({ zh, en });
const base = {
  title: says('测试', 'Test'),
  statement: says('测试', 'Test'),
  validFrom: parseLocalDate('2000-01-01'),
  triggers: 'any' as const,
  basis: [{ document: '村民委员会组织法', clause: '第二十四条' }],
};

/** The case alone: a payment follows a ruling of its matter. */
export const decided = defineRule({
  ...base,
  id: 'PAY-01',
  severity: 'S',
  parameters: z.object({}),
  *check(theCase) {
    const rulings = eventsOf(theCase.events, 'matters.ResultRuled');
    for (const act of eventsOf(theCase.events, 'funds.PaymentMade'))
      yield {
        act,
        person: act.data.paidBy,
        broken:
          rulings.length > 0
            ? undefined
            : {
                found: says('没有决定', 'There is no decision'),
                expected: says('先决定后支付', 'A decision before the payment'),
                amount: act.data.amount,
                evidence: eventsOf(theCase.events, 'funds.PaymentRequested'),
              },
      };
  },
});

/** A person's terms: later records of a term judge earlier acts again. */
export const inOffice = defineRule({
  ...base,
  id: 'ACT-01',
  severity: 'S',
  parameters: z.object({}),
  *check(theCase, context) {
    for (const act of theCase.events) {
      if (act.actorperson === undefined) continue;
      const terms = context.events(contextKey.person(act.actorperson));
      const day = act.time.slice(0, 10);
      const held = eventsOf(terms, 'offices.OfficeHeld').filter(({ data }) => data.from <= day);
      const ended = eventsOf(terms, 'offices.OfficeEnded').filter(({ data }) => data.on <= day);
      yield {
        act,
        broken:
          held.length > ended.length
            ? undefined
            : {
                found: says('无职务', 'Holds no office'),
                expected: says('在职', 'Holds the office'),
                evidence: [...held, ...ended],
              },
      };
    }
  },
});

/** Other cases of the same payee: each new payment judges the others again; the parameter comes from the pack. */
export const unsplit = defineRule({
  ...base,
  id: 'PAY-12',
  severity: 'M',
  parameters: z.object({ limit: z.number().default(100_000) }),
  *check(theCase, context, on) {
    for (const act of eventsOf(theCase.events, 'funds.PaymentMade')) {
      const others = eventsOf(
        context.events(contextKey.payee(act.orgunit, act.data.payee.payeeId, quarterOf(act.time))),
        'funds.PaymentMade',
      );
      const total = others.reduce((sum, { data }) => sum + Number(data.amount), 0);
      const { limit } = on(act);
      yield {
        act,
        broken:
          total <= limit
            ? undefined
            : {
                found: says(`合计 ${total}`, `Total ${total}`),
                expected: says(`不超过 ${limit}`, `At most ${limit}`),
                severity: total > 2 * limit ? 'S' : 'M',
                evidence: others,
              },
      };
    }
  },
});

/** What was paid on a budget line up to an act: payments recorded later count when they happened earlier. */
export const withinBudget = defineRule({
  ...base,
  id: 'PAY-10',
  severity: 'L',
  parameters: z.object({}),
  *check(theCase, context) {
    for (const request of eventsOf(theCase.events, 'funds.PaymentRequested')) {
      const { budgetLine, paymentId } = request.data;
      if (budgetLine === undefined) continue;
      for (const act of eventsOf(theCase.events, 'funds.PaymentMade')) {
        if (act.data.paymentId !== paymentId) continue;
        const key = contextKey.paymentsOnBudgetLine(budgetLine);
        const made = eventsOf(context.eventsUpTo(key, act), 'funds.PaymentMade');
        const total = made.reduce((sum, { data }) => sum + Number(data.amount), 0);
        yield {
          act,
          broken:
            total <= 5_000
              ? undefined
              : {
                  found: says(`已支出 ${total}`, `${total} spent`),
                  expected: says('不超过 5000', 'At most 5000'),
                  evidence: made,
                },
        };
      }
    }
  },
});

export const testRules: readonly Rule[] = [decided, inOffice, unsplit, withinBudget];

export const testPack = {
  id: 'cn.default',
  version: '2026.1',
  title: says('默认', 'Default'),
  area: '',
  validFrom: '2000-01-01',
  rules: { 'PAY-12': { parameters: { limit: 5_000 } } },
};
