// A42 and A43: terms of leases, and rents that nobody collects.
// What is found by absence holds from a day on: whoever reads the list says as of which day.
import { z } from 'zod';
import type { LocalDate } from '../../../kernel/time.js';
import { addMonths } from '../../../kernel/time.js';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { shareOf } from '../statistics.js';
import { factsOf, firstFact, type CaseState } from '../subjects/cases.js';
import type { Fact } from '../subjects/facts.js';
import { asDay, fenOf, inWords, param, percent, plusDays, ref, say, total } from '../words.js';

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

export const LEASES = [a42, a43] as const;
