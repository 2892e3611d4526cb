// A17 to A22: late recording, back-dating, surges before year's end, departure and election, odd hours, meetings that
// cannot both have been. Business time and recorded time are compared; a day-precise time is never read as midnight.
import { z } from 'zod';
import { createWorkingDayCalendar } from '../../conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../../conformance/chinaHolidays.js';
import type { LocalDate } from '../../kernel/time.js';
import { localDate, minutesBetween } from '../../rules/time.js';
import { defineCheck, type Finding, type Surroundings } from './check.js';
import { shareOf, spreadOf } from './statistics.js';
import { factsOf, type CaseState } from './subjects/cases.js';
import type { Fact, FactRef, TimedFact } from './subjects/facts.js';
import type { Member } from './subjects/rolls.js';
import type { Act } from './subjects/unitYear.js';
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
  total,
  yuan,
} from './words.js';

const quarterOf = (day: string): string =>
  `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

const a17 = defineCheck({
  id: 'A17',
  group: 'timing',
  title: say('集中迟录', 'Recorded late in numbers'),
  statement: say(
    '一个单位一个季度的收支、审批、会议、决定有相当部分在发生多日后才录入',
    'In a unit and quarter, a large share of income, payments, approvals, meetings and rulings was recorded many days late',
  ),
  severity: 'L',
  parameters: z.strictObject({
    days: param.days.default(7),
    longDays: param.days.default(30),
    least: param.least.default(5),
    share: param.share.default(0.2),
    /** Acts before the ledger's first day could not be recorded in time. */
    since: z.iso.date().optional(),
  }),
  inputs: [
    'funds.PaymentMade',
    'funds.PaymentApproved',
    'funds.IncomeReceived',
    'matters.MeetingOpened',
    'matters.ResultRuled',
  ],
  falsePositives: [
    say('网络中断后的集中补录', 'entries made up after an outage'),
    say('台账启用前的事项补录', 'entries about the time before the ledger began'),
  ],
  subjects: {
    *unitYear(year, _key, { on }) {
      const quarters = new Map<string, Act[]>();
      for (const act of year.allActs())
        if (act.late !== undefined) {
          const quarter = quarterOf(act.day);
          quarters.set(quarter, [...(quarters.get(quarter) ?? []), act]);
        }
      for (const [quarter, acts] of quarters) {
        const { days, longDays, least, share, since } = on(year.unit, `${year.year}-12-31`);
        const looked = acts.filter(({ day }) => since === undefined || day >= since);
        const lateBy = (limit: number) => looked.filter(({ late = 0 }) => late > limit);
        const [late, long] = [lateBy(days), lateBy(longDays)];
        const anchor = earliest(late);
        if (!anchor || late.length < least || late.length < looked.length * share) continue;
        const most = Math.max(...late.map((act) => act.late ?? 0));
        yield {
          key: quarter,
          anchor: ref(anchor),
          unit: year.unit,
          on: late.reduce((day, act) => later(day, plusDays(act.day, act.late ?? 0)), anchor.day),
          severity: long.length * 2 > late.length ? 'M' : 'L',
          statement: say(
            `${quarter} 的 ${looked.length} 项收支、审批、会议、决定中有 ${late.length} 项（${percent(late.length / looked.length)}）在 ${days} 日后录入，其中 ${long.length} 项超过 ${longDays} 日，最长 ${most} 日`,
            `of ${looked.length} acts of ${quarter}, ${late.length} (${percent(late.length / looked.length)}) were recorded more than ${days} days later, ${long.length} of them more than ${longDays}; the longest ${most} days`,
          ),
          figures: { acts: looked.length, late: late.length, long: long.length, longest: most },
          events: late.map(ref),
        };
      }
    },
  },
});

/** The local day on which a fact was recorded; `undefined` for records that were taken over. */
const recordedOn = ({ at, late }: TimedFact): LocalDate | undefined =>
  late === undefined ? undefined : plusDays(localDate(at), late);

interface Claimed extends FactRef {
  /** The day it claims, and the day the ledger first saw it. */
  readonly claimed: LocalDate;
  readonly seen: LocalDate;
  readonly what: 'ruling' | 'minutes' | 'document';
  readonly person: string | undefined;
}

/** Rulings, minutes and documents of a matter with the days they claim and the days they were first seen. */
function claimsOf(matter: CaseState, ask: Surroundings<unknown>['ask']): readonly Claimed[] {
  const claims: Claimed[] = [];
  const claim = (fact: TimedFact, what: Claimed['what'], person: string | undefined) => {
    const seen = recordedOn(fact);
    if (seen) claims.push({ ...ref(fact), claimed: localDate(fact.at), seen, what, person });
  };
  const document = (fact: TimedFact, sha256: string | undefined) => {
    const stored = sha256 === undefined ? undefined : ask('document', sha256);
    const [first] = stored ? factsOf(stored, 'documents.DocumentStored') : [];
    const seen = first && recordedOn(first);
    if (first && seen)
      claims.push({
        ...ref(first),
        claimed: localDate(fact.at),
        seen,
        what: 'document',
        person: first.by,
      });
  };
  for (const fact of factsOf(matter, 'matters.ResultRuled')) {
    claim(fact, 'ruling', fact.d.ruledBy ?? fact.by);
    document(fact, fact.d.minutes);
  }
  for (const fact of factsOf(matter, 'matters.MinutesEntered')) {
    claim(fact, 'minutes', fact.by);
    document(fact, fact.d.document);
  }
  return claims;
}

const CLAIMS: Readonly<Record<Claimed['what'], readonly [zh: string, en: string]>> = {
  ruling: ['决定', 'ruling'],
  minutes: ['会议纪要', 'minutes'],
  document: ['文件', 'document'],
};

const a18 = defineCheck({
  id: 'A18',
  group: 'timing',
  title: say('疑似倒签', 'Possible back-dating'),
  statement: say(
    '决定、纪要或文件所署日期在付款之前，而台账首次见到它是在付款多日之后；或收据号码与日期先后相反',
    'A ruling, minutes or a document claims a day before a payment and was first seen days after it; or receipt numbers run against their dates',
  ),
  severity: 'S',
  parameters: z.strictObject({
    /** Days between payment and first sight that are passed over. */
    days: param.days.default(7),
    since: z.iso.date().optional(),
  }),
  inputs: [
    'matters.ResultRuled',
    'matters.MinutesEntered',
    'documents.DocumentStored',
    'funds.PaymentMade',
    'funds.ReceiptIssued',
  ],
  falsePositives: [
    say('会后纸质材料晚录入', 'papers of a real meeting that were entered late'),
    say('收据本先后使用顺序颠倒', 'receipt books used in another order'),
  ],
  subjects: {
    *matterPayments(roll, key, { ask, on }) {
      const matter = ask('matter', key);
      if (!matter) return;
      const made = roll.members.flatMap(({ state }) => factsOf(state, 'funds.PaymentMade'));
      for (const { claimed, seen, what, person, ...anchor } of claimsOf(matter, ask)) {
        const { days, since } = on(matter.unit, claimed);
        const paid = made.filter(({ at }) => {
          const day = localDate(at);
          return claimed <= day && plusDays(day, days) < seen;
        });
        const [first] = paid;
        if (!first || (since !== undefined && claimed < since)) continue;
        const own = paid.filter(({ d }) => d.currency === first.d.currency);
        const amount = total(own.map(({ d }) => fenOf(d.amount)));
        const [zh, en] = CLAIMS[what];
        yield {
          key: what,
          anchor,
          unit: matter.unit,
          person,
          power: matter.power,
          amount,
          currency: first.d.currency,
          on: seen,
          statement: say(
            `${zh}署期 ${claimed}，${seen} 才首次入账，其间（${localDate(first.at)} 起）已支付 ${inWords(amount, first.d.currency)}`,
            `the ${en} claims ${claimed} and was first seen on ${seen}; in between, from ${localDate(first.at)}, ${inWords(amount, first.d.currency)} were paid`,
          ),
          figures: { claimed, seen, paid: localDate(first.at) },
          events: [anchor, ...paid.map(ref)],
        };
      }
    },
    *receiptBook(state, key) {
      const issued = [...factsOf(state, 'funds.ReceiptIssued')].sort(
        (a, b) => a.d.number - b.d.number || a.p - b.p,
      );
      let latest: (typeof issued)[number] | undefined;
      for (const fact of issued) {
        if (latest && localDate(fact.at) < localDate(latest.at)) {
          yield {
            key: `receipt.${fact.d.number}`,
            anchor: ref(fact),
            unit: state.unit,
            person: fact.by,
            ...(fact.d.amount === undefined
              ? {}
              : { amount: fenOf(fact.d.amount), currency: fact.d.currency }),
            on: localDate(latest.at),
            severity: 'L',
            statement: say(
              `收据本 ${key} 第 ${fact.d.number} 号开于 ${localDate(fact.at)}，号码在前的第 ${latest.d.number} 号却开于 ${localDate(latest.at)}`,
              `receipt ${fact.d.number} of book ${key} bears ${localDate(fact.at)}, the earlier number ${latest.d.number} bears ${localDate(latest.at)}`,
            ),
            figures: { number: fact.d.number, earlier: latest.d.number },
            events: [fact, latest].map(ref),
          };
        } else latest = fact;
      }
    },
  },
});

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

interface Meeting {
  readonly fact: Fact<'matters.MeetingOpened'>;
  readonly member: Member;
}

/** Pairs of different meetings that begin within so many minutes of each other. */
function* overlapping(
  meetings: readonly Meeting[],
  minutes: number,
): Iterable<readonly [Meeting, Meeting]> {
  const ordered = [...meetings].sort(
    (a, b) => minutesBetween(b.fact.at, a.fact.at) || a.fact.p - b.fact.p,
  );
  for (const [index, first] of ordered.entries())
    for (const second of ordered.slice(index + 1)) {
      if (minutesBetween(first.fact.at, second.fact.at) >= minutes) break;
      const same =
        first.fact.d.meetingId === second.fact.d.meetingId ||
        first.fact.d.bodyId === second.fact.d.bodyId;
      // A body takes several matters in one sitting.
      if (!same) yield [first, second];
    }
}

const a22 = defineCheck({
  id: 'A22',
  group: 'timing',
  title: say('会议记录相互矛盾', 'Meetings that contradict one another'),
  statement: say(
    '同一人同时出席两个会议，已故或缺席者签字，签名影像或纪要文字完全相同',
    'One person at two meetings at once, a signature of somebody dead or absent, identical signature images or minutes',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Meetings of different bodies that begin so close to each other cannot have the same people. */
    minutes: z.int().min(1).max(480).default(30),
  }),
  inputs: [
    'matters.MeetingOpened',
    'matters.MinutesEntered',
    'matters.MinutesSigned',
    'offices.PersonDied',
  ],
  falsePositives: [
    say('两委联席会议按两个组织分别记录', 'one joint sitting recorded under each body'),
    say(
      '一次会议讨论几个事项，纪要相同',
      'one sitting on several matters, with one set of minutes',
    ),
    say('会后补签', 'a signature given after the meeting'),
  ],
  subjects: {
    *meetingDay(roll, key, { on }) {
      const day = asDay(key.slice(key.indexOf('|') + 1));
      const meetings = roll.members.flatMap((member) =>
        factsOf(member.state, 'matters.MeetingOpened')
          .filter(({ at }) => localDate(at) === day)
          .map((fact) => ({ fact, member })),
      );
      const [sample] = meetings;
      if (!sample || meetings.length < 2) return;
      const { minutes } = on(sample.member.state.unit, day);
      for (const [a, b] of overlapping(meetings, minutes)) {
        const present = new Set(a.fact.d.present);
        const both = [...new Set(b.fact.d.present.filter((person) => present.has(person)))].sort();
        const [person] = both;
        if (person === undefined) continue;
        const [earlier, second] = a.fact.p < b.fact.p ? [a, b] : [b, a];
        yield {
          key: `overlap.${earlier.fact.p}`,
          anchor: ref(second.fact),
          unit: second.member.state.unit,
          person,
          power: second.member.state.power,
          on: day,
          statement: say(
            `${day} 两个会议开始时间相差不足 ${minutes} 分钟，${both.length} 人同时列为到会`,
            `two meetings on ${day} began less than ${minutes} minutes apart; ${both.length} person(s) are recorded as present at both`,
          ),
          figures: {
            persons: both.length,
            meetings: `${earlier.fact.d.meetingId}, ${second.fact.d.meetingId}`,
          },
          events: [earlier.fact, second.fact].map(ref),
        };
      }
    },
    *signature(roll, key) {
      const signed = roll.members
        .flatMap(({ state }) =>
          factsOf(state, 'matters.MinutesSigned')
            .filter(({ d }) => d.signature === key)
            .map((fact) => ({ fact, state })),
        )
        .sort((a, b) => a.fact.p - b.fact.p);
      const [, second] = signed;
      if (!second) return;
      const persons = new Set(signed.map(({ fact }) => fact.d.personId)).size;
      yield {
        key: 'signature',
        anchor: ref(second.fact),
        unit: second.state.unit,
        person: second.fact.d.personId,
        power: second.state.power,
        on: signed.reduce(
          (day, { fact }) => later(day, localDate(fact.at)),
          localDate(second.fact.at),
        ),
        statement: say(
          `同一签名影像出现在 ${signed.length} 份纪要上，署名 ${persons} 人`,
          `one signature image stands under ${signed.length} minutes, for ${persons} person(s)`,
        ),
        figures: { minutes: signed.length, persons },
        events: signed.map(({ fact }) => ref(fact)),
      };
    },
    *minutesText(roll, key) {
      const entered = roll.members
        .flatMap(({ state }) =>
          factsOf(state, 'matters.MinutesEntered')
            .filter(({ d }) => d.text === key || d.document === key)
            .map((fact) => ({ fact, state })),
        )
        .sort((a, b) => a.fact.p - b.fact.p);
      // One sitting on several matters may have one set of minutes.
      const sittings = new Set(entered.map(({ fact }) => fact.d.meetingId));
      const [, second] = entered;
      if (!second || sittings.size < 2) return;
      yield {
        key: 'minutes',
        anchor: ref(second.fact),
        unit: second.state.unit,
        person: second.fact.by,
        power: second.state.power,
        on: entered.reduce(
          (day, { fact }) => later(day, localDate(fact.at)),
          localDate(second.fact.at),
        ),
        statement: say(
          `${sittings.size} 次会议的纪要文字完全相同`,
          `the minutes of ${sittings.size} meetings are the same word for word`,
        ),
        figures: { meetings: sittings.size },
        events: entered.map(({ fact }) => ref(fact)),
      };
    },
    *matter(state, _key, { ask }) {
      yield* signedThoughAbsent(state);
      yield* presentThoughDead(state, ask);
    },
  },
});

function* signedThoughAbsent(state: CaseState): Iterable<Finding> {
  for (const meeting of factsOf(state, 'matters.MeetingOpened')) {
    const absent = new Set((meeting.d.absent ?? []).map(({ personId }) => personId));
    for (const signed of factsOf(state, 'matters.MinutesSigned')) {
      if (signed.d.meetingId !== meeting.d.meetingId || !absent.has(signed.d.personId)) continue;
      yield {
        key: `absent.${signed.d.personId}`,
        anchor: ref(signed),
        unit: state.unit,
        person: signed.d.personId,
        power: state.power,
        on: localDate(signed.at),
        severity: 'L',
        statement: say(
          `会议 ${meeting.d.meetingId} 记录为缺席的人在纪要上签了字`,
          `a person recorded as absent from meeting ${meeting.d.meetingId} signed its minutes`,
        ),
        figures: { meeting: meeting.d.meetingId },
        events: [meeting, signed].map(ref),
      };
    }
  }
}

function* presentThoughDead(
  state: CaseState,
  ask: Surroundings<unknown>['ask'],
): Iterable<Finding> {
  const recorded = ask('deaths', state.unit);
  if (!recorded) return;
  for (const death of factsOf(recorded, 'offices.PersonDied')) {
    const { personId, on } = death.d;
    const acts: readonly TimedFact[] = [
      ...factsOf(state, 'matters.MeetingOpened').filter(({ d }) => d.present.includes(personId)),
      ...factsOf(state, 'matters.MinutesSigned').filter(({ d }) => d.personId === personId),
    ].filter(({ at }) => localDate(at) > on);
    const [first] = acts;
    if (!first) continue;
    yield {
      key: `dead.${personId}`,
      anchor: ref(first),
      unit: state.unit,
      person: personId,
      power: state.power,
      on: localDate(first.at),
      severity: 'S',
      statement: say(
        `登记于 ${on} 去世的人在 ${localDate(first.at)} 的会议上列为到会或签字`,
        `a person whose death on ${on} is on record is listed as present or signing on ${localDate(first.at)}`,
      ),
      figures: { died: on, acts: acts.length },
      events: [death, ...acts].map(ref),
    };
  }
}

export const TIMING = [a17, a18, a19, a20, a21, a22] as const;
