// A27 and A28: the payee is an official, a relative, or a stranger to the contract.
// They read only recorded terms and declarations; what is not recorded is unknown, never "no".
import { z } from 'zod';
import { defineCheck } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { aboutPayment, eventsOf } from '../subjects/decisions.js';
import type { FactRef } from '../subjects/facts.js';
import { paymentOf } from '../subjects/payment.js';
import {
  earliest,
  fenOf,
  inWords,
  later,
  param,
  partsOf,
  ref,
  say,
  speaksOf,
  total,
  yuan,
} from '../words.js';
import { type Ask, termsOf, inOffice, dealingsIn, paidIn } from './termsAndDealings.js';

/** A person behind a payee, and how. */
interface Behind {
  readonly person: string;
  readonly how: 'self' | 'relative' | 'interest' | 'owner' | 'ownerRelative';
  readonly facts: readonly FactRef[];
}

/** Relatives of a person by declarations of either side. */
function relativesOf(ask: Ask, person: string): readonly { person: string; fact: FactRef }[] {
  const state = ask('relations', person);
  return state
    ? factsOf(state, 'offices.KinshipDeclared').map((fact) => ({
        person: fact.d.personId === person ? fact.d.relativeId : fact.d.personId,
        fact: ref(fact),
      }))
    : [];
}

/** Whoever stands behind a payee: itself, relatives, who declared an interest in it, owners and their relatives. */
function behind(ask: Ask, payee: string): readonly Behind[] {
  const relations = ask('relations', payee);
  const supplier = ask('supplier', payee);
  const registered = supplier ? factsOf(supplier, 'projects.SupplierRegistered') : [];
  const owners = registered.flatMap((fact) =>
    (fact.d.owners ?? []).map((person) => ({ person, fact: ref(fact) })),
  );
  return [
    { person: payee, how: 'self', facts: [] },
    ...relativesOf(ask, payee).map(({ person, fact }) => ({
      person,
      how: 'relative' as const,
      facts: [fact],
    })),
    ...(relations ? factsOf(relations, 'offices.InterestDeclared') : [])
      .filter(({ d }) => d.payeeId === payee)
      .map((fact) => ({ person: fact.d.personId, how: 'interest' as const, facts: [ref(fact)] })),
    ...owners.map(({ person, fact }) => ({ person, how: 'owner' as const, facts: [fact] })),
    ...owners.flatMap(({ person, fact }) =>
      relativesOf(ask, person).map((relative) => ({
        person: relative.person,
        how: 'ownerRelative' as const,
        facts: [fact, relative.fact],
      })),
    ),
  ];
}

const HOW: Readonly<Record<Behind['how'], readonly [zh: string, en: string]>> = {
  self: ['本人为在职干部', 'an office holder himself'],
  relative: ['为在职干部申报的亲属', 'a declared relative of an office holder'],
  interest: [
    '为在职干部申报有利益的单位',
    'an organisation in which an office holder declared an interest',
  ],
  owner: ['的所有人或管理人为在职干部', 'owned or managed by an office holder'],
  ownerRelative: [
    '的所有人或管理人是在职干部的亲属',
    'owned or managed by a relative of an office holder',
  ],
};

const a27 = defineCheck({
  id: 'A27',
  group: 'parties',
  title: say('收款人与干部有关联', 'Payee related to an office holder'),
  statement: say(
    '收款人、承包人或承租人当时是在职干部、其申报的亲属或有利益的单位',
    'At the time, a payee, contractor or lessee was an office holder, a declared relative, or an organisation in which one has an interest',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** What an office holder is owed himself. */
    exempt: param.words.default([
      '工资',
      '报酬',
      '误工',
      '补贴',
      '补助',
      '养老',
      '报销',
      'wage',
      'salary',
      'payroll',
      'expenses',
    ]),
    least: param.threshold.default(yuan(500)),
  }),
  inputs: [
    'funds.PaymentRequested',
    'funds.PaymentMade',
    'projects.ContractSigned',
    'assets.LeaseSigned',
    'offices.OfficeHeld',
    'offices.KinshipDeclared',
    'offices.InterestDeclared',
    'projects.SupplierRegistered',
  ],
  falsePositives: [
    say('经公开竞争中标且本人已回避', 'won in open competition while the person recused himself'),
    say('报销垫付的公务支出', 'refund of public expenses advanced'),
  ],
  subjects: {
    *unitPayee(roll, key, { ask, on }) {
      const [unit, payee, year] = partsOf(key);
      const officials = behind(ask, payee)
        .map((one) => ({ ...one, terms: termsOf(ask, one.person) }))
        .filter(({ terms }) => terms.length > 0);
      const dealings = officials.length === 0 ? [] : dealingsIn(year, roll);
      for (const { person, how, facts, terms } of officials) {
        const meant = dealings.filter(({ day, category, amount }) => {
          const { exempt, least } = on(unit, day);
          const owed = how === 'self' && speaksOf(category, exempt);
          return !owed && amount >= fenOf(least) && inOffice(terms, day) !== undefined;
        });
        const [head] = meant;
        const anchor = earliest(meant.map((dealing) => dealing.anchor));
        if (!head || !anchor) continue;
        const sum = paidIn(meant, head.currency);
        const [zh, en] = HOW[how];
        const here = meant.some(({ day }) => inOffice(terms, day)?.unit === unit);
        yield {
          key: `${how}.${person}`,
          anchor,
          unit,
          person,
          amount: sum,
          currency: head.currency,
          on: meant.reduce((day, dealing) => later(day, dealing.day), head.day),
          severity: here ? 'S' : 'M',
          statement: say(
            `收款人 ${payee} ${zh}；${meant.length} 笔往来共 ${inWords(sum, head.currency)}`,
            `payee ${payee} is ${en}; ${meant.length} dealing(s) come to ${inWords(sum, head.currency)}`,
          ),
          figures: { dealings: meant.length, relation: how, sum: sum.toString() },
          events: [...facts, ...meant.flatMap(({ events }) => events)],
        };
      }
    },
  },
});

const a28 = defineCheck({
  id: 'A28',
  group: 'parties',
  title: say('收款人不是合同相对方', 'Payee is not the contract party'),
  statement: say(
    '按合同支付的款项付给了合同以外的人',
    'Money on a contract went to somebody who is not its party',
  ),
  severity: 'M',
  parameters: z.strictObject({}),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade', 'projects.ContractSigned'],
  falsePositives: [
    say('合同相对方书面委托他人代收', 'a collector whom the party named in writing'),
    say('直接代发农民工工资', 'wages paid directly to the workers on site'),
  ],
  subjects: {
    *payment(state, _key, { ask }) {
      const payment = paymentOf(state);
      if (payment?.contract === undefined || payment.made.length === 0 || payment.undone) return;
      const contract = ask('contract', payment.contract);
      const signed = contract && firstFact(contract, 'projects.ContractSigned');
      const others = payment.made.filter(
        ({ d }) => signed && d.payee.payeeId !== signed.d.party.payeeId,
      );
      if (!signed || others.length === 0) return;
      const amount = total(
        others.filter(({ d }) => d.currency === payment.currency).map(({ d }) => fenOf(d.amount)),
      );
      yield {
        ...aboutPayment(payment),
        amount,
        statement: say(
          `合同「${signed.d.title}」的款项 ${inWords(amount, payment.currency)} 付给了合同相对方以外的收款人`,
          `${inWords(amount, payment.currency)} on the contract "${signed.d.title}" went to a payee who is not its party`,
        ),
        figures: { instalments: others.length },
        events: [ref(signed), ...eventsOf(payment)],
      };
    },
  },
});

export const RELATED_PAYEES = [a27, a28] as const;
