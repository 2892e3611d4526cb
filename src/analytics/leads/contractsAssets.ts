// A42 to A48: leases, variations, progress, twin contracts, and what was built or counted and does not stand on the register.
// What is found by absence holds from a day on: whoever reads the list says as of which day.
import { z } from 'zod';
import type { LocalDate } from '../../kernel/time.js';
import { addMonths } from '../../kernel/time.js';
import { localDate } from '../../rules/time.js';
import { defineCheck } from './check.js';
import { shareOf } from './statistics.js';
import { factsOf, firstFact, type CaseState } from './subjects/cases.js';
import type { Fact } from './subjects/facts.js';
import { paymentOf } from './subjects/payment.js';
import {
  asDay,
  earliest,
  fenOf,
  inWords,
  isMoreThan,
  later,
  param,
  percent,
  plusDays,
  ref,
  say,
  speaksOf,
  total,
} from './words.js';

/** What every finding about a lease states. */
const aboutLease = (state: CaseState, signed: Fact<'assets.LeaseSigned'>) => ({
  anchor: ref(signed),
  unit: state.unit,
  person: signed.d.signedBy,
  power: state.power,
  currency: signed.d.currency,
  on: localDate(signed.at),
});

const MICRO = 1_000_000n;

/** A decimal text in millionths. */
function millionths(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * MICRO + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

/** Rent per unit of quantity and year, fen. */
function unitRent({ d }: Fact<'assets.LeaseSigned'>): bigint | undefined {
  const quantity = d.quantity === undefined ? 0n : millionths(d.quantity.amount);
  return quantity > 0n ? (fenOf(d.rentPerYear) * MICRO) / quantity : undefined;
}

function medianOf(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.length >> 1;
  const [low = 0n, high = 0n] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2n;
}

const a42 = defineCheck({
  id: 'A42',
  group: 'contractsAssets',
  title: say('出租发包条件异常', 'Unusual terms of a lease'),
  statement: say(
    '租期超过二十年，租金低于当地同类中位数的七成，或续租没有查到表决',
    'A lease for more than twenty years, a rent below 70 % of the area’s median, or a renewal without a vote on record',
  ),
  severity: 'M',
  parameters: z.strictObject({
    years: param.least.max(200).default(20),
    share: param.share.default(0.7),
    /** So many comparable leases make a median. */
    least: param.least.min(3).default(5),
  }),
  inputs: ['assets.LeaseSigned', 'assets.LeaseRenewed', 'matters.ResultRuled'],
  falsePositives: [
    say('林地、荒山等法定期限较长', 'forest and waste land with longer lawful terms'),
    say('区位、地力、附属投入不同', 'other location, soil, or investments by the lessee'),
  ],
  subjects: {
    *lease(state, _key, { ask, on }) {
      const signed = firstFact(state, 'assets.LeaseSigned');
      if (!signed) return;
      const about = aboutLease(state, signed);
      const { years } = on(state.unit, about.on);
      const [from, to] = [asDay(signed.d.from), asDay(signed.d.to)];
      if (to >= addMonths(from, years * 12))
        yield {
          ...about,
          key: 'term',
          amount: fenOf(signed.d.rentPerYear),
          statement: say(
            `「${signed.d.title}」租期 ${from} 至 ${to}，超过 ${years} 年`,
            `"${signed.d.title}" runs from ${from} to ${to}, more than ${years} years`,
          ),
          figures: { from, to, years },
          events: [ref(signed)],
        };
      const matter = state.matter === undefined ? undefined : ask('matter', state.matter);
      const rulings = matter
        ? factsOf(matter, 'matters.ResultRuled').filter(({ d }) => d.outcome === 'adopted')
        : [];
      for (const renewed of factsOf(state, 'assets.LeaseRenewed')) {
        const day = localDate(renewed.at);
        if (rulings.some(({ at }) => localDate(at) > about.on && localDate(at) <= day)) continue;
        yield {
          ...about,
          key: `renewal.${renewed.d.renewalId}`,
          anchor: ref(renewed),
          amount: fenOf(renewed.d.rentPerYear),
          on: day,
          statement: say(
            `「${signed.d.title}」${day} 续租至 ${renewed.d.to}，没有查到表决`,
            `"${signed.d.title}" was renewed on ${day} until ${renewed.d.to}; no vote is on record`,
          ),
          figures: { renewed: day, to: renewed.d.to },
          events: [signed, renewed].map(ref),
        };
      }
    },
    *rents(roll, _key, { on }) {
      const leases = roll.members.flatMap(({ state }) => {
        const signed = firstFact(state, 'assets.LeaseSigned');
        const rent = signed && unitRent(signed);
        return signed && rent !== undefined ? [{ state, signed, rent }] : [];
      });
      for (const { state, signed, rent } of leases) {
        const about = aboutLease(state, signed);
        const { share, least } = on(state.unit, about.on);
        if (leases.length < least) continue;
        const median = medianOf(leases.map((lease) => lease.rent));
        if (median === 0n || shareOf(rent, median) >= share) continue;
        const unit = signed.d.quantity?.unit ?? '';
        yield {
          ...about,
          key: 'rent',
          amount: ((median - rent) * millionths(signed.d.quantity?.amount ?? '0')) / MICRO,
          statement: say(
            `「${signed.d.title}」每 ${unit} 年租 ${inWords(rent, signed.d.currency)}，当地 ${leases.length} 份同类合同的中位数为 ${inWords(median, signed.d.currency)}，为其 ${percent(shareOf(rent, median))}`,
            `"${signed.d.title}" brings ${inWords(rent, signed.d.currency)} a year and ${unit}; the median of ${leases.length} such leases in the area is ${inWords(median, signed.d.currency)}: ${percent(shareOf(rent, median))} of it`,
          ),
          figures: {
            rent: rent.toString(),
            median: median.toString(),
            leases: leases.length,
            share: percent(shareOf(rent, median)),
          },
          events: [ref(signed)],
        };
      }
    },
  },
});

/** The day on which a due was paid in full; `undefined` while it is not. */
function paidOn(
  due: Fact<'assets.RentDue'>,
  receipts: readonly Fact<'assets.RentReceived'>[],
): LocalDate | undefined {
  let left = fenOf(due.d.amount);
  for (const receipt of [...receipts].sort((a, b) =>
    localDate(a.at) < localDate(b.at) ? -1 : 1,
  )) {
    if (receipt.d.dueId !== due.d.dueId || receipt.d.currency !== due.d.currency) continue;
    left -= fenOf(receipt.d.amount);
    if (left <= 0n) return localDate(receipt.at);
  }
  return undefined;
}

const a43 = defineCheck({
  id: 'A43',
  group: 'contractsAssets',
  title: say('租金长期未收或从未开单', 'Rent unpaid or never billed'),
  statement: say(
    '应收租金到期多日未收齐，或租约履行已久从未开出应收',
    'Rent is unpaid long after it was due, or was never billed though the lease has long run',
  ),
  severity: 'M',
  parameters: z.strictObject({
    days: param.days.default(90),
    unbilledDays: param.days.default(365),
  }),
  inputs: ['assets.LeaseSigned', 'assets.LeaseEnded', 'assets.RentDue', 'assets.RentReceived'],
  falsePositives: [
    say('经批准缓交、减免', 'a deferral or remission that was approved'),
    say('以实物或劳务抵租', 'rent paid in kind or labour'),
  ],
  subjects: {
    *lease(state, _key, { on }) {
      const signed = firstFact(state, 'assets.LeaseSigned');
      const dues = factsOf(state, 'assets.RentDue');
      const receipts = factsOf(state, 'assets.RentReceived');
      for (const due of dues) {
        const { days } = on(state.unit, due.d.dueOn);
        const from = plusDays(due.d.dueOn, days + 1);
        const until = paidOn(due, receipts);
        if (until !== undefined && until < from) continue;
        const received = total(
          receipts
            .filter(({ d }) => d.dueId === due.d.dueId && d.currency === due.d.currency)
            .map(({ d }) => fenOf(d.amount)),
        );
        const open = until === undefined ? fenOf(due.d.amount) - received : fenOf(due.d.amount);
        yield {
          key: due.d.dueId,
          anchor: ref(due),
          unit: state.unit,
          person: signed?.d.signedBy,
          power: state.power,
          amount: open,
          currency: due.d.currency,
          on: from,
          until,
          statement: say(
            `「${signed?.d.title ?? ''}」${due.d.dueOn} 到期的租金 ${inWords(fenOf(due.d.amount), due.d.currency)}，逾期 ${days} 日仍有 ${inWords(open, due.d.currency)} 未收`,
            `of the rent of "${signed?.d.title ?? ''}" due on ${due.d.dueOn}, ${inWords(open, due.d.currency)} were open more than ${days} days later`,
          ),
          figures: { due: due.d.dueOn, open: open.toString() },
          events: [due, ...receipts.filter(({ d }) => d.dueId === due.d.dueId)].map(ref),
        };
      }
      if (!signed || signed.d.rentPerYear === '0') return;
      const { unbilledDays } = on(state.unit, signed.d.from);
      const from = plusDays(signed.d.from, unbilledDays + 1);
      const first = dues.map(({ at }) => localDate(at)).sort()[0];
      const ended = firstFact(state, 'assets.LeaseEnded')?.d.on ?? signed.d.to;
      const received = receipts.length > 0;
      if ((first !== undefined && first < from) || ended < from || received) return;
      yield {
        ...aboutLease(state, signed),
        key: 'unbilled',
        amount: fenOf(signed.d.rentPerYear),
        on: from,
        until: first,
        statement: say(
          `「${signed.d.title}」自 ${signed.d.from} 起租，${unbilledDays} 日内从未开出应收租金`,
          `"${signed.d.title}" has run since ${signed.d.from}; no rent was billed within ${unbilledDays} days`,
        ),
        figures: { from: signed.d.from },
        events: [ref(signed)],
      };
    },
  },
});

const aboutContract = (state: CaseState, signed: Fact<'projects.ContractSigned'>) => ({
  key: '',
  anchor: ref(signed),
  unit: state.unit,
  person: signed.d.signedBy,
  power: state.power,
  currency: signed.d.currency,
});

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

const a47 = defineCheck({
  id: 'A47',
  group: 'contractsAssets',
  title: say('验收后未登记资产', 'Accepted but not on the register'),
  statement: say(
    '项目验收多日后仍未登记为资产',
    'Works were accepted, and days later are not on the register of assets',
  ),
  severity: 'L',
  parameters: z.strictObject({
    days: param.days.default(30),
    /** What leaves no asset behind. */
    exempt: param.words.default([
      '维修',
      '维护',
      '养护',
      '保洁',
      '清运',
      '服务',
      '印刷',
      'repair',
      'maintenance',
      'cleaning',
      'service',
    ]),
  }),
  inputs: ['projects.ContractSigned', 'projects.WorkAccepted', 'assets.AssetRegistered'],
  falsePositives: [
    say('产权归上级或其他部门', 'assets that belong to a higher level'),
    say('维修类项目不形成资产', 'repairs, which make no new asset'),
  ],
  subjects: {
    *contract(state, _key, { on }) {
      const signed = firstFact(state, 'projects.ContractSigned');
      const accepted = firstFact(state, 'projects.WorkAccepted');
      if (!signed || !accepted) return;
      const day = localDate(accepted.at);
      const { days, exempt } = on(state.unit, day);
      const from = plusDays(day, days + 1);
      const registered = earliest(factsOf(state, 'assets.AssetRegistered'));
      const until = registered && localDate(registered.at);
      if (speaksOf(signed.d.title, exempt) || (until !== undefined && until < from)) return;
      yield {
        ...aboutContract(state, signed),
        anchor: ref(accepted),
        amount: fenOf(signed.d.amount),
        on: from,
        until,
        statement: say(
          `「${signed.d.title}」${day} 验收，${days} 日内没有登记资产`,
          `"${signed.d.title}" was accepted on ${day} and not registered as an asset within ${days} days`,
        ),
        figures: { accepted: day },
        events: [signed, accepted, ...(registered ? [registered] : [])].map(ref),
      };
    },
  },
});

const a48 = defineCheck({
  id: 'A48',
  group: 'contractsAssets',
  title: say('盘点有差异', 'Count that differs'),
  statement: say(
    '资产清查有盘亏、毁损，或现金盘点与账面不符',
    'A stocktake found assets missing or damaged, or a cash count differs from the books',
  ),
  severity: 'M',
  parameters: z.strictObject({
    kinds: z
      .array(z.enum(['missing', 'surplus', 'damaged', 'valueDiffers']))
      .default(['missing', 'damaged', 'valueDiffers']),
  }),
  inputs: ['assets.StocktakeDone', 'funds.CashCounted'],
  falsePositives: [
    say('已报废未销账', 'assets scrapped and not yet written off'),
    say('未达账项', 'entries in transit'),
  ],
  subjects: {
    *stocktake(state, _key, { on }) {
      const done = firstFact(state, 'assets.StocktakeDone');
      if (!done) return;
      const day = localDate(done.at);
      const { kinds } = on(state.unit, day);
      const found = done.d.differences.filter(({ kind }) => kinds.includes(kind));
      if (found.length === 0) return;
      const sum = total(
        found.map(({ amount = '0' }) => (fenOf(amount) < 0n ? -fenOf(amount) : fenOf(amount))),
      );
      yield {
        key: 'stocktake',
        anchor: ref(done),
        unit: state.unit,
        person: done.d.countedBy[0],
        power: state.power,
        ...(sum === 0n ? {} : { amount: sum, currency: 'CNY' }),
        on: day,
        statement: say(
          `${done.d.year} 年资产清查有 ${found.length} 项差异`,
          `the stocktake of ${done.d.year} found ${found.length} difference(s)`,
        ),
        figures: { differences: found.length, counted: done.d.counted },
        events: [ref(done)],
      };
    },
    *account(state, key) {
      for (const counted of factsOf(state, 'funds.CashCounted')) {
        const difference = fenOf(counted.d.counted) - fenOf(counted.d.book);
        if (difference === 0n) continue;
        yield {
          key: `cash.${counted.d.countId}`,
          anchor: ref(counted),
          unit: state.unit,
          person: counted.d.countedBy[0],
          power: state.power,
          amount: difference < 0n ? -difference : difference,
          currency: counted.d.currency,
          on: localDate(counted.at),
          statement: say(
            `账户 ${key} 现金实点 ${inWords(fenOf(counted.d.counted), counted.d.currency)}，账面 ${inWords(fenOf(counted.d.book), counted.d.currency)}`,
            `cash in ${key} was counted as ${inWords(fenOf(counted.d.counted), counted.d.currency)}; the books say ${inWords(fenOf(counted.d.book), counted.d.currency)}`,
          ),
          figures: { difference: difference.toString() },
          events: [ref(counted)],
        };
      }
    },
  },
});

export const CONTRACTS_ASSETS = [a42, a43, a44, a45, a46, a47, a48] as const;
