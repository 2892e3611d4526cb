// A17 and A18: facts recorded late in numbers, and documents whose dates cannot all be true.
// Business time and recorded time are compared; a day-precise time is never read as midnight.
import { z } from 'zod';
import type { LocalDate } from '../../../kernel/time.js';
import { localDate } from '../../../rules/time.js';
import { defineCheck, type Surroundings } from '../check.js';
import { factsOf, type CaseState } from '../subjects/cases.js';
import type { FactRef, TimedFact } from '../subjects/facts.js';
import type { Act } from '../subjects/unitYear.js';
import {
  earliest,
  fenOf,
  inWords,
  later,
  param,
  percent,
  plusDays,
  ref,
  say,
  total,
} from '../words.js';

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

export const LATE_RECORDING = [a17, a18] as const;
