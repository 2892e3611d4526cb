// A19 to A21: more than usual at the end of a year, before a departure, at night and on days off.
// Business time and recorded time are compared; a day-precise time is never read as midnight.
import { z } from 'zod';
import { createWorkingDayCalendar } from '../../../conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../../../conformance/chinaHolidays.js';
import type { LocalDate } from '../../../kernel/time.js';
import { defineCheck, type Surroundings } from '../check.js';
import { shareOf, spreadOf } from '../statistics.js';
import { factsOf } from '../subjects/cases.js';
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
  rounded,
  say,
  yuan,
} from '../words.js';

const a19 = defineCheck({
  id: 'A19',
  group: 'timing',
  title: say('年底突击花钱', 'Year-end surge'),
  statement: say(
    '十二月支出占全年的比例超过限度，也超过其他月份的平均值加两倍标准差',
    'December takes more than a set share of the year’s spending, and more than the other months’ mean plus two deviations',
  ),
  severity: 'M',
  parameters: z.strictObject({
    share: param.share.default(0.25),
    deviations: param.factor.default(2),
    /** Months before December in which something was paid. */
    months: param.least.max(11).default(6),
    least: param.threshold.default(yuan(10_000)),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('年底集中结算的工程款、补贴', 'works and subsidies settled at the end of the year by rule'),
    say('上级资金年底才下达', 'money from above that arrived only in December'),
  ],
  subjects: {
    *unitYear(year, _key, { on }) {
      for (const [currency, book] of year.books) {
        const { share, deviations, months, least } = on(year.unit, `${year.year}-12-31`);
        const december = book.months[11] ?? 0n;
        if (december < fenOf(least)) continue;
        const before = book.months.slice(0, 11).map((amount) => shareOf(amount, book.total));
        const spread = spreadOf(before);
        const part = shareOf(december, book.total);
        if (!spread || before.filter((each) => each > 0).length < months) continue;
        const limit = Math.max(share, spread.mean + deviations * spread.deviation);
        if (part <= limit) continue;
        const payments = book.payments.filter(({ day }) => day.slice(5, 7) === '12');
        const [head] = payments;
        if (!head) continue;
        yield {
          key: currency,
          anchor: head.first,
          unit: year.unit,
          amount: december,
          currency,
          on: payments.reduce((day, payment) => later(day, payment.day), head.day),
          statement: say(
            `${year.year} 年 12 月支出 ${inWords(december, currency)}，占全年 ${percent(part)}，其他月份平均 ${percent(spread.mean)}`,
            `${inWords(december, currency)} left in December ${year.year}, ${percent(part)} of the year; the other months took ${percent(spread.mean)} on average`,
          ),
          figures: {
            share: percent(part),
            limit: percent(limit),
            mean: percent(spread.mean),
            deviation: percent(spread.deviation),
            payments: payments.length,
          },
          events: payments.map(({ first }) => first),
        };
      }
    },
  },
});

/** What was paid in a unit from a day to another, by currency. */
function paidBetween(
  unit: string,
  from: LocalDate,
  to: LocalDate,
  ask: Surroundings<unknown>['ask'],
) {
  const sums = new Map<string, bigint>();
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++)
    for (const [currency, book] of ask('unitYear', `${unit}|${year}`)?.books ?? []) {
      const sum = book.paidBetween(from, to);
      if (sum !== 0n) sums.set(currency, (sums.get(currency) ?? 0n) + sum);
    }
  return sums;
}

const a20 = defineCheck({
  id: 'A20',
  group: 'timing',
  title: say('离任、换届前突击花钱', 'Surge before a departure or election'),
  statement: say(
    '离任或换届前一段时间的支出远高于此前同样长短时期的平均水平',
    'Spending in the weeks before a departure or election is far above the average of equal periods before',
  ),
  severity: 'M',
  parameters: z.strictObject({
    days: param.days.min(7).default(90),
    /** So many equal periods before are the norm. */
    periods: param.least.max(12).default(4),
    ratio: param.factor.default(2),
    least: param.threshold.default(yuan(20_000)),
  }),
  inputs: [
    'offices.OfficeEnded',
    'offices.ElectionCalled',
    'funds.PaymentRequested',
    'funds.PaymentMade',
  ],
  falsePositives: [
    say('按计划在此期间结算的项目', 'projects that were due in those weeks'),
    say('季节性支出', 'seasonal spending'),
  ],
  subjects: {
    *unit(state, _key, { ask, on }) {
      const ends = [
        ...factsOf(state, 'offices.OfficeEnded').map((fact) => ({
          fact: fact,
          day: asDay(fact.d.on),
          person: fact.d.personId,
          zh: '离任',
          en: 'departure',
        })),
        ...factsOf(state, 'offices.ElectionCalled').map((fact) => ({
          fact: fact,
          day: asDay(fact.d.day),
          person: undefined,
          zh: '换届选举',
          en: 'election',
        })),
      ];
      for (const { fact, day, person, zh, en } of ends) {
        const { days, periods, ratio, least } = on(state.unit, day);
        const from = plusDays(day, 1 - days);
        const begin = plusDays(from, -days * periods);
        const before = paidBetween(state.unit, begin, plusDays(from, -1), ask);
        for (const [currency, sum] of paidBetween(state.unit, from, day, ask)) {
          const norm = (before.get(currency) ?? 0n) / BigInt(periods);
          // Without spending before there is no norm to compare with.
          if (norm === 0n || sum < fenOf(least) || !isMoreThan(sum, norm, ratio)) continue;
          yield {
            key: `${currency}.${person ?? 'election'}`,
            anchor: ref(fact),
            unit: state.unit,
            person,
            amount: sum - norm,
            currency,
            on: day,
            statement: say(
              `${zh}（${day}）前 ${days} 日支出 ${inWords(sum, currency)}，此前同样长短时期平均 ${inWords(norm, currency)}`,
              `${inWords(sum, currency)} left in the ${days} days before the ${en} on ${day}; equal periods before took ${inWords(norm, currency)} on average`,
            ),
            figures: {
              sum: sum.toString(),
              norm: norm.toString(),
              ratio: rounded(Number(sum) / Number(norm), 1),
              from,
              to: day,
            },
            events: [ref(fact)],
          };
        }
      }
    },
  },
});

const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);

const knownYears = new Set(CHINA_HOLIDAYS.years);

const a21 = defineCheck({
  id: 'A21',
  group: 'timing',
  title: say('夜间、节假日审批偏多', 'Approvals at night and on days off'),
  statement: say(
    '一个单位一年内在夜间或节假日作出的审批、决定占比超过限度',
    'In a unit and year, more than a set share of approvals and rulings were given at night or on days off',
  ),
  severity: 'L',
  parameters: z.strictObject({
    share: param.share.default(0.3),
    least: param.least.default(10),
    nightFrom: z.int().min(0).max(23).default(22),
    nightTo: z.int().min(0).max(23).default(6),
  }),
  inputs: ['funds.PaymentApproved', 'matters.ResultRuled'],
  falsePositives: [
    say('集市、农忙、防汛等时段的正常加班', 'work on market days, at harvest, in floods'),
  ],
  subjects: {
    *unitYear(year, _key, { on }) {
      // A year without its holiday table cannot be judged.
      if (!knownYears.has(Number(year.year))) return;
      const acts = [...year.allActs()].filter(
        ({ kind }) => kind === 'approval' || kind === 'ruling',
      );
      const { share, least, nightFrom, nightTo } = on(year.unit, `${year.year}-12-31`);
      if (acts.length < least) return;
      const odd = acts.filter(
        ({ hour, day }) =>
          !calendar.isWorkingDay(day) ||
          (hour !== undefined && (hour >= nightFrom || hour < nightTo)),
      );
      const anchor = earliest(odd);
      if (!anchor || odd.length <= acts.length * share) return;
      yield {
        key: '',
        anchor: ref(anchor),
        unit: year.unit,
        on: odd.reduce((day, act) => later(day, act.day), anchor.day),
        statement: say(
          `${year.year} 年 ${acts.length} 次审批、决定中有 ${odd.length} 次（${percent(odd.length / acts.length)}）在夜间或节假日`,
          `of ${acts.length} approvals and rulings in ${year.year}, ${odd.length} (${percent(odd.length / acts.length)}) were given at night or on days off`,
        ),
        figures: { acts: acts.length, odd: odd.length, share: percent(odd.length / acts.length) },
        events: odd.map(ref),
      };
    },
  },
});

export const SURGES = [a19, a20, a21] as const;
