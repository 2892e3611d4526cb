// A44 to A46: contracts that grow, are paid ahead of the work, or exist twice.
// What is found by absence holds from a day on: whoever reads the list says as of which day.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { shareOf } from '../statistics.js';
import { factsOf, firstFact, type CaseState } from '../subjects/cases.js';
import type { Fact } from '../subjects/facts.js';
import { paymentOf } from '../subjects/payment.js';
import {
  fenOf,
  inWords,
  isMoreThan,
  later,
  param,
  percent,
  plusDays,
  ref,
  say,
  total,
} from '../words.js';
import { aboutContract } from './aboutContract.js';

const a44 = defineCheck({
  id: 'A44',
  group: 'contractsAssets',
  title: say('合同变更幅度过大', 'Large contract variations'),
  statement: say(
    '合同变更累计超过合同价的限度',
    'Variations of a contract add up to more than a set share of its price',
  ),
  severity: 'M',
  parameters: z.strictObject({ share: param.share.default(0.1) }),
  inputs: ['projects.ContractSigned', 'projects.ContractVaried'],
  falsePositives: [
    say('不可预见的地质、天气变化并经审批', 'unforeseen ground or weather, duly approved'),
  ],
  subjects: {
    *contract(state, _key, { on }) {
      const signed = firstFact(state, 'projects.ContractSigned');
      if (!signed) return;
      const varied = factsOf(state, 'projects.ContractVaried').filter(
        ({ d }) => d.currency === signed.d.currency,
      );
      const last = varied.at(-1);
      const [price, change] = [
        fenOf(signed.d.amount),
        total(varied.map(({ d }) => fenOf(d.amount))),
      ];
      if (
        !last ||
        price === 0n ||
        !isMoreThan(change, price, on(state.unit, localDate(signed.at)).share)
      )
        return;
      yield {
        ...aboutContract(state, signed),
        amount: change,
        on: varied.reduce((day, fact) => later(day, localDate(fact.at)), localDate(last.at)),
        statement: say(
          `合同「${signed.d.title}」${inWords(price, signed.d.currency)}，${varied.length} 次变更共增加 ${inWords(change, signed.d.currency)}（${percent(shareOf(change, price))}）`,
          `${varied.length} variation(s) add ${inWords(change, signed.d.currency)} (${percent(shareOf(change, price))}) to the contract "${signed.d.title}" of ${inWords(price, signed.d.currency)}`,
        ),
        figures: { price: price.toString(), change: change.toString(), variations: varied.length },
        events: [signed, ...varied].map(ref),
      };
    },
  },
});

const a45 = defineCheck({
  id: 'A45',
  group: 'contractsAssets',
  title: say('付款超前于进度', 'Paid ahead of progress'),
  statement: say(
    '按合同付款的比例高于已确认的进度',
    'More of a contract is paid than the certified progress allows',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Points by which payment may be ahead. */
    tolerance: z.int().min(0).max(100).default(10),
  }),
  inputs: [
    'projects.ContractSigned',
    'projects.ContractVaried',
    'projects.ProgressCertified',
    'funds.PaymentMade',
  ],
  falsePositives: [say('合同约定的预付款', 'an advance that the contract provides for')],
  subjects: {
    *contractPayments(roll, key, { ask, on }) {
      const contract = ask('contract', key);
      const signed = contract && firstFact(contract, 'projects.ContractSigned');
      const certified = contract ? factsOf(contract, 'projects.ProgressCertified') : [];
      if (!signed || certified.length === 0) return;
      const { currency } = signed.d;
      const price =
        fenOf(signed.d.amount) +
        total(
          factsOf(contract, 'projects.ContractVaried')
            .filter(({ d }) => d.currency === currency)
            .map(({ d }) => fenOf(d.amount)),
        );
      const made = roll.members
        .flatMap(({ state }) =>
          paymentOf(state)?.undone === true ? [] : factsOf(state, 'funds.PaymentMade'),
        )
        .filter(({ d }) => d.currency === currency)
        .sort((a, b) =>
          localDate(a.at) < localDate(b.at)
            ? -1
            : localDate(a.at) > localDate(b.at)
              ? 1
              : a.p - b.p,
        );
      let paid = 0n;
      for (const fact of made) {
        paid += fenOf(fact.d.amount);
        const day = localDate(fact.at);
        const progress = Math.max(
          0,
          ...certified.filter(({ at }) => localDate(at) <= day).map(({ d }) => d.percent),
        );
        const allowed = progress + on(contract.unit, day).tolerance;
        if (price <= 0n || paid * 100n <= price * BigInt(allowed)) continue;
        const over = paid - (price * BigInt(progress)) / 100n;
        yield {
          ...aboutContract(contract, signed),
          anchor: ref(fact),
          amount: over,
          on: day,
          statement: say(
            `合同「${signed.d.title}」至 ${day} 已付 ${percent(shareOf(paid, price))}，已确认进度 ${progress}%`,
            `${percent(shareOf(paid, price))} of the contract "${signed.d.title}" were paid by ${day}; certified progress was ${progress}%`,
          ),
          figures: { paid: percent(shareOf(paid, price)), progress },
          events: [signed, fact, ...certified].map(ref),
        };
        return;
      }
    },
  },
});

const a46 = defineCheck({
  id: 'A46',
  group: 'contractsAssets',
  title: say('一个项目两份合同', 'Two contracts for one project'),
  statement: say(
    '同一项目与同一相对方签有价格不同的几份合同',
    'One project has several contracts with the same party at different prices',
  ),
  severity: 'M',
  parameters: z.strictObject({ days: param.days.default(365) }),
  inputs: ['projects.ContractSigned'],
  falsePositives: [
    say('劳务与材料依法分别签约', 'labour and material lawfully contracted apart'),
    say('每年一签的例行合同', 'routine contracts signed every year'),
  ],
  subjects: {
    *project(roll, key, { on }) {
      const matters = new Set(roll.members.map(({ state }) => state.matter));
      if (key.includes('|title|') && matters.size === 1 && !matters.has(undefined)) return;
      const byParty = new Map<
        string,
        { state: CaseState; signed: Fact<'projects.ContractSigned'> }[]
      >();
      for (const { state } of roll.members) {
        const signed = firstFact(state, 'projects.ContractSigned');
        if (!signed) continue;
        const party = `${signed.d.currency} ${signed.d.party.payeeId}`;
        byParty.set(party, [...(byParty.get(party) ?? []), { state, signed }]);
      }
      for (const contracts of byParty.values()) {
        const [first, second] = [...contracts].sort((a, b) => a.signed.p - b.signed.p);
        if (!first || !second) continue;
        const { days } = on(second.state.unit, localDate(second.signed.at));
        const start = localDate(first.signed.at);
        const near = contracts.filter(
          ({ signed }) => localDate(signed.at) <= plusDays(start, days),
        );
        const prices = new Set(near.map(({ signed }) => signed.d.amount));
        if (near.length < 2 || prices.size < 2) continue;
        const sum = total(near.map(({ signed }) => fenOf(signed.d.amount)));
        const { currency, title } = second.signed.d;
        yield {
          ...aboutContract(second.state, second.signed),
          key: key.includes('|matter|') ? 'matter' : 'title',
          amount: sum,
          on: near.reduce(
            (day, { signed }) => later(day, localDate(signed.at)),
            localDate(second.signed.at),
          ),
          statement: say(
            `「${title}」与同一相对方签有 ${near.length} 份合同，价格不同，共 ${inWords(sum, currency)}`,
            `"${title}" has ${near.length} contracts with one party at different prices, ${inWords(sum, currency)} in all`,
          ),
          figures: { contracts: near.length, prices: prices.size },
          events: near.map(({ signed }) => ref(signed)),
        };
      }
    },
  },
});

export const CONTRACTS = [a44, a45, a46] as const;
