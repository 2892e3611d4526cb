// A31 and A32: distribution lists that do not fit, and recipients who may not qualify.
// They read only recorded terms and declarations; what is not recorded is unknown, never "no".
import { z } from 'zod';
import { INTEREST_KINDS } from '../../../events/offices.js';
import type { LocalDate } from '../../../kernel/time.js';
import { localDate } from '../../../rules/time.js';
import { defineCheck, type Finding, type Surroundings } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { eventsOf } from '../subjects/decisions.js';
import type { Fact, FactRef } from '../subjects/facts.js';
import { paymentOf, type PaymentView } from '../subjects/payment.js';
import {
  asDay,
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
} from '../words.js';
import { type Ask, termsOf, inOffice } from './termsAndDealings.js';

/** The members of a body on a day; `undefined` when no member was ever recorded. */
function membersOn(
  ask: Ask,
  bodyId: string | undefined,
  day: string,
): ReadonlySet<string> | undefined {
  const state = bodyId === undefined ? undefined : ask('members', bodyId);
  if (!state) return undefined;
  const members = new Set(factsOf(state, 'offices.BodyDefined').flatMap(({ d }) => d.members));
  const changes = factsOf(state, 'offices.BodyMembershipChanged')
    .filter(({ d }) => d.effectiveFrom <= day)
    .sort((a, b) =>
      a.d.effectiveFrom < b.d.effectiveFrom
        ? -1
        : a.d.effectiveFrom > b.d.effectiveFrom
          ? 1
          : a.p - b.p,
    );
  for (const { d } of changes) {
    for (const person of d.left) members.delete(person);
    for (const person of d.joined) members.add(person);
  }
  return members.size === 0 ? undefined : members;
}

type Entry = Fact<'funds.DistributionListed'>['d']['entries'][number];

const a31 = defineCheck({
  id: 'A31',
  group: 'parties',
  title: say('分配名册有出入', 'Distribution list that does not fit'),
  statement: say(
    '分配名册上有非成员、已故者或重复的人，或合计与名册、与专项资金不符',
    'A distribution lists strangers, the dead or a person twice, or its total differs from the entries or from the fund',
  ),
  severity: 'M',
  parameters: z.strictObject({}),
  inputs: [
    'funds.DistributionListed',
    'offices.BodyDefined',
    'offices.BodyMembershipChanged',
    'offices.PersonDied',
    'funds.SpecialFundReceived',
  ],
  falsePositives: [
    say('继承人代领', 'heirs who receive for the dead'),
    say('成员名册未及时更新', 'a register of members not brought up to date'),
    say('专项资金分次分配', 'a fund handed out in parts'),
  ],
  subjects: {
    *distribution(state, _key, { ask }) {
      const listed = firstFact(state, 'funds.DistributionListed');
      if (!listed) return;
      const { bodyId, entries, currency, title, fundId } = listed.d;
      const day = localDate(listed.at);
      const finding = (
        key: string,
        concerned: readonly Entry[],
        zh: string,
        en: string,
        more: readonly FactRef[] = [],
      ): Finding => ({
        key,
        anchor: ref(listed),
        unit: state.unit,
        person: listed.by,
        power: state.power,
        amount: total(concerned.map(({ amount }) => fenOf(amount))),
        currency,
        on: day,
        statement: say(`分配名册「${title}」${zh}`, `the distribution "${title}" ${en}`),
        figures: { entries: entries.length, concerned: concerned.length },
        events: [ref(listed), ...more],
      });
      const members = membersOn(ask, bodyId, day);
      const strangers = members ? entries.filter(({ personId }) => !members.has(personId)) : [];
      if (strangers.length > 0)
        yield finding(
          'strangers',
          strangers,
          `有 ${strangers.length} 人不在成员名册上`,
          `lists ${strangers.length} person(s) who are not members`,
        );
      const twice = entries.filter(
        ({ personId }, index) => entries.findIndex((entry) => entry.personId === personId) < index,
      );
      if (twice.length > 0)
        yield finding(
          'twice',
          twice,
          `有 ${twice.length} 行重复的人`,
          `lists a person again in ${twice.length} line(s)`,
        );
      const deaths = entries.flatMap((entry) => {
        const died = ask('death', entry.personId);
        const fact = died && firstFact(died, 'offices.PersonDied');
        return fact && fact.d.on < day ? [{ entry, fact }] : [];
      });
      if (deaths.length > 0)
        yield finding(
          'dead',
          deaths.map(({ entry }) => entry),
          `有 ${deaths.length} 人此前已登记去世`,
          `lists ${deaths.length} person(s) whose death is on record`,
          deaths.map(({ fact }) => ref(fact)),
        );
      yield* differences(listed, fundId, finding, ask);
    },
  },
});

function* differences(
  listed: Fact<'funds.DistributionListed'>,
  fundId: string | undefined,
  finding: (
    key: string,
    concerned: readonly Entry[],
    zh: string,
    en: string,
    more?: readonly FactRef[],
  ) => Finding,
  ask: Ask,
): Iterable<Finding> {
  const { entries, currency } = listed.d;
  const [stated, sum] = [fenOf(listed.d.total), total(entries.map(({ amount }) => fenOf(amount)))];
  if (stated !== sum)
    yield {
      ...finding(
        'sum',
        [],
        `载明合计 ${inWords(stated, currency)}，各行相加为 ${inWords(sum, currency)}`,
        `states ${inWords(stated, currency)}; its lines add up to ${inWords(sum, currency)}`,
      ),
      amount: stated > sum ? stated - sum : sum - stated,
    };
  const fund = fundId === undefined ? undefined : ask('fund', fundId);
  const receipts = fund
    ? factsOf(fund, 'funds.SpecialFundReceived').filter(({ d }) => d.currency === currency)
    : [];
  const received = total(receipts.map(({ d }) => fenOf(d.amount)));
  if (receipts.length > 0 && received < sum)
    yield {
      ...finding(
        'fund',
        [],
        `合计 ${inWords(sum, currency)}，专项资金到账只有 ${inWords(received, currency)}`,
        `comes to ${inWords(sum, currency)}; the fund received ${inWords(received, currency)}`,
        receipts.map(ref),
      ),
      amount: sum - received,
    };
}

const SUBSIDIES = ['补贴', '补助', '低保', '救助', '特困', 'subsid', 'benefit', 'relief'];

const INTEREST_WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  publicEmployment: ['财政供养人员', 'a public employee'],
  vehicle: ['名下有车', 'the owner of a vehicle'],
  property: ['名下有房产', 'the owner of property'],
  company: ['名下有企业', 'the owner of a company'],
  contract: ['有承包合同', 'the party of a contract'],
  other: ['另有申报', 'the maker of another declaration'],
};

/** What a recipient declared to be or to own, in force on a day. */
function declaredOn(ask: Ask, person: string, day: string, kinds: readonly string[]) {
  const state = ask('interests', person);
  return (state ? factsOf(state, 'offices.InterestDeclared') : []).filter(
    ({ d }) =>
      kinds.includes(d.kind) && (d.from ?? '') <= day && (d.to === undefined || day <= d.to),
  );
}

const a32 = defineCheck({
  id: 'A32',
  group: 'parties',
  title: say('补贴对象条件存疑', 'Recipient who may not qualify'),
  statement: say(
    '领取救助或补贴的人申报为财政供养人员、名下有车或正任干部',
    'Who receives relief or a subsidy is on record as a public employee, the owner of a vehicle or an office holder',
  ),
  severity: 'L',
  parameters: z.strictObject({
    kinds: z.array(z.enum(INTEREST_KINDS)).default(['publicEmployment', 'vehicle']),
    officials: z.boolean().default(true),
    subsidies: param.words.default(SUBSIDIES),
  }),
  inputs: [
    'services.ApplicationReceived',
    'services.BenefitPaid',
    'funds.PaymentRequested',
    'funds.PaymentMade',
    'offices.InterestDeclared',
    'offices.OfficeHeld',
  ],
  falsePositives: [
    say(
      '公开数据比对约八成不实，须逐户核实',
      'some four of five matches of such data turn out untrue: verify each household',
    ),
    say('残疾人代步车、农用车', 'a vehicle for a disabled person, a farm vehicle'),
    say('普惠性补贴不限身份', 'subsidies open to everybody'),
  ],
  subjects: {
    *application(state, _key, around) {
      const received = firstFact(state, 'services.ApplicationReceived');
      const paid = factsOf(state, 'services.BenefitPaid');
      const [first] = paid;
      if (!received || !first) return;
      const sum = total(
        paid.filter(({ d }) => d.currency === first.d.currency).map(({ d }) => fenOf(d.amount)),
      );
      yield* qualifying(
        received.d.applicant,
        {
          unit: state.unit,
          power: state.power,
          day: localDate(first.at),
          anchor: ref(first),
          amount: sum,
          currency: first.d.currency,
          events: [ref(received), ...paid.map(ref)],
        },
        around,
      );
    },
    *unitPayee(roll, key, around) {
      const [unit, payee, year] = partsOf(key);
      const payments = roll.members
        .flatMap(({ state }) => paymentOf(state) ?? [])
        .filter(
          (payment: PaymentView) =>
            payment.payee.kind === 'person' &&
            !payment.undone &&
            payment.made.length > 0 &&
            payment.day.startsWith(year) &&
            speaksOf(payment.category, around.on(unit, payment.day).subsidies),
        );
      const [head] = payments;
      if (!head) return;
      const own = payments.filter(({ currency }) => currency === head.currency);
      yield* qualifying(
        payee,
        {
          unit,
          power: head.power,
          day: head.day,
          anchor: earliest(payments.map(({ first }) => first)) ?? head.first,
          amount: total(own.map(({ paid }) => paid)),
          currency: head.currency,
          events: own.flatMap(eventsOf),
        },
        around,
      );
    },
  },
});

function* qualifying(
  person: string,
  benefit: {
    unit: string;
    power: string | undefined;
    day: LocalDate;
    anchor: FactRef;
    amount: bigint;
    currency: string;
    events: readonly FactRef[];
  },
  { ask, on }: Surroundings<{ kinds: readonly string[]; officials: boolean }>,
): Iterable<Finding> {
  const { unit, power, day, anchor, amount, currency, events } = benefit;
  const { kinds, officials } = on(unit, day);
  const declared = declaredOn(ask, person, day, kinds);
  const term = officials ? inOffice(termsOf(ask, person), day) : undefined;
  const reasons = [
    ...new Set(declared.map(({ d }) => d.kind)),
    ...(term ? ['office' as const] : []),
  ];
  if (reasons.length === 0) return;
  const words = reasons.map((kind) =>
    kind === 'office'
      ? (['正任干部', 'an office holder'] as const)
      : (INTEREST_WORDS[kind] ?? ([kind, kind] as const)),
  );
  yield {
    key: reasons.join('.'),
    anchor,
    unit,
    person,
    power,
    amount,
    currency,
    on: declared.reduce((last, fact) => later(last, localDate(fact.at)), asDay(day)),
    statement: say(
      `领取 ${inWords(amount, currency)} 的人：${words.map(([zh]) => zh).join('、')}`,
      `who received ${inWords(amount, currency)} is on record as ${words.map(([, en]) => en).join(', ')}`,
    ),
    figures: { reasons: reasons.join(', ') },
    events: [...events, ...declared.map(ref), ...(term ? [term.held] : [])],
  };
}

export const RECIPIENTS = [a31, a32] as const;
