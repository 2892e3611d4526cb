// A27 to A32: who is paid - officials, relatives, strangers to the contract, new or dominant suppliers, those not entitled.
// It reads only recorded terms and declarations; what is not recorded is unknown, never "no".
import { z } from 'zod';
import { INTEREST_KINDS } from '../../events/offices.js';
import type { LocalDate } from '../../kernel/time.js';
import { localDate } from '../../rules/time.js';
import { defineCheck, type Finding, type Surroundings } from './check.js';
import { concentrationOf } from './statistics.js';
import { factsOf, firstFact } from './subjects/cases.js';
import { aboutPayment, eventsOf } from './subjects/decisions.js';
import type { Fact, FactRef } from './subjects/facts.js';
import { paymentOf, type PaymentView } from './subjects/payment.js';
import type { ListRoll, Member } from './subjects/rolls.js';
import {
  asDay,
  daysApart,
  earliest,
  fenOf,
  inWords,
  later,
  param,
  partsOf,
  percent,
  ref,
  say,
  speaksOf,
  total,
  yuan,
} from './words.js';

type Ask = Surroundings<unknown>['ask'];

interface Term {
  readonly unit: string;
  readonly from: string;
  readonly to: string | undefined;
  readonly held: FactRef;
}

function termsOf(ask: Ask, person: string): readonly Term[] {
  const state = ask('terms', person);
  if (!state) return [];
  const ended = factsOf(state, 'offices.OfficeEnded');
  return factsOf(state, 'offices.OfficeHeld').map((held) => ({
    unit: held.d.unitId,
    from: held.d.from,
    to: ended.findLast(({ d }) => d.termId === held.d.termId)?.d.on,
    held: ref(held),
  }));
}

const inOffice = (terms: readonly Term[], day: string): Term | undefined =>
  terms.find(({ from, to }) => from <= day && (to === undefined || day <= to));

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

/** A payment, contract or lease with a payee on a day. */
interface Dealing {
  readonly day: LocalDate;
  readonly amount: bigint;
  readonly currency: string;
  readonly category: string | undefined;
  readonly anchor: FactRef;
  readonly events: readonly FactRef[];
  readonly isPayment: boolean;
}

function dealingOf({ kind, state }: Member): Dealing | undefined {
  const payment = kind === 'payment' ? paymentOf(state) : undefined;
  if (payment)
    return payment.undone
      ? undefined
      : { ...payment, anchor: payment.first, events: eventsOf(payment), isPayment: true };
  const signed =
    firstFact(state, 'projects.ContractSigned') ?? firstFact(state, 'assets.LeaseSigned');
  if (!signed) return undefined;
  const amount = 'amount' in signed.d ? signed.d.amount : signed.d.rentPerYear;
  return {
    day: localDate(signed.at),
    amount: fenOf(amount),
    currency: signed.d.currency,
    category: undefined,
    anchor: ref(signed),
    events: [ref(signed)],
    isPayment: false,
  };
}

/** Dealings of the year alone; the roll holds the last quarter of the year before as well. */
const dealingsIn = (year: string, roll: ListRoll): readonly Dealing[] =>
  roll.members
    .flatMap((member) => dealingOf(member) ?? [])
    .filter(({ day }) => day.startsWith(year));

/** Sums by currency; contracts are not added to the payments on them. */
const paidIn = (dealings: readonly Dealing[], currency: string): bigint => {
  const own = dealings.filter((dealing) => dealing.currency === currency);
  const payments = own.filter(({ isPayment }) => isPayment);
  return total((payments.length > 0 ? payments : own).map(({ amount }) => amount));
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

const a29 = defineCheck({
  id: 'A29',
  group: 'parties',
  title: say('新设供应商或只做一家', 'New supplier, or one with a single customer'),
  statement: say(
    '供应商登记成立不久即中标、签约或收款，或者登记在册却只有本单位一个付款方',
    'A supplier was set up shortly before its first dealing, or, though on the register, is paid by this unit alone',
  ),
  severity: 'L',
  parameters: z.strictObject({
    days: param.days.default(90),
    /** So many payments before a single customer is remarked. */
    payments: param.least.default(8),
    least: param.threshold.default(yuan(20_000)),
  }),
  inputs: [
    'projects.SupplierRegistered',
    'funds.PaymentRequested',
    'funds.PaymentMade',
    'projects.ContractSigned',
  ],
  falsePositives: [
    say('村口小店等本地商户', 'a local shop that serves one village'),
    say('变更登记被录为新设', 'a change of registration recorded as a foundation'),
  ],
  subjects: {
    *unitPayee(roll, key, { ask, on }) {
      const [unit, payee, year] = partsOf(key);
      const supplier = ask('supplier', payee);
      const registered = supplier && firstFact(supplier, 'projects.SupplierRegistered');
      if (!registered) return;
      const dealings = [...dealingsIn(year, roll)].sort((a, b) =>
        a.day < b.day ? -1 : a.day > b.day ? 1 : a.anchor.p - b.anchor.p,
      );
      const [head] = dealings;
      if (!head) return;
      const { days, payments, least } = on(unit, head.day);
      const sum = paidIn(dealings, head.currency);
      const finding = (
        what: string,
        statement: Finding['statement'],
        figures: Finding['figures'],
      ): Finding => ({
        key: what,
        anchor: head.anchor,
        unit,
        amount: sum,
        currency: head.currency,
        on: dealings.reduce((day, dealing) => later(day, dealing.day), head.day),
        statement,
        figures,
        events: [ref(registered), ...dealings.flatMap(({ events }) => events)],
      });
      if (sum < fenOf(least)) return;
      const founded = registered.d.registeredOn;
      const apart = founded === undefined ? undefined : daysApart(founded, head.day);
      if (founded !== undefined && apart !== undefined && (founded > head.day || apart < days))
        yield finding(
          'new',
          say(
            founded > head.day
              ? `供应商 ${payee} 登记于 ${founded}，${head.day} 已有往来，共 ${inWords(sum, head.currency)}`
              : `供应商 ${payee} 登记于 ${founded}，${apart} 日后（${head.day}）即有往来，共 ${inWords(sum, head.currency)}`,
            founded > head.day
              ? `supplier ${payee}, registered on ${founded}, dealt with the unit on ${head.day} already; ${inWords(sum, head.currency)} in all`
              : `supplier ${payee}, registered on ${founded}, dealt with the unit ${apart} day(s) later (${head.day}); ${inWords(sum, head.currency)} in all`,
          ),
          { registered: founded, first: head.day, days: apart },
        );
      const paid = dealings.filter(({ isPayment }) => isPayment).length;
      const units = ask('payee', payee)?.units ?? [];
      if (paid >= payments && units.length === 1)
        yield finding(
          'single',
          say(
            `供应商 ${payee} 的 ${paid} 笔收款全部来自本单位，共 ${inWords(sum, head.currency)}`,
            `all ${paid} payments to supplier ${payee} come from this unit; ${inWords(sum, head.currency)} in all`,
          ),
          { payments: paid },
        );
    },
  },
});

const a30 = defineCheck({
  id: 'A30',
  group: 'parties',
  title: say('供应商过于集中', 'Spending concentrated on one supplier'),
  statement: say(
    '一个单位一年内付给企业的款项过于集中（赫芬达尔指数或最大一家的占比超过限度）',
    'In a unit and year, money paid to companies is concentrated: the Herfindahl index or the largest share is above its limit',
  ),
  severity: 'L',
  parameters: z.strictObject({
    index: param.share.default(0.5),
    top: param.share.default(0.5),
    /** Suppliers and payments that make a choice at all. */
    suppliers: param.least.min(2).default(3),
    payments: param.least.default(10),
    /** One large project makes no standing preference. */
    topPayments: param.least.default(3),
    least: param.threshold.default(yuan(50_000)),
  }),
  inputs: ['funds.PaymentRequested', 'funds.PaymentMade'],
  falsePositives: [
    say('当年有一个大项目', 'a year with one large project'),
    say('供电、供水等独家经营', 'a monopoly such as power or water'),
  ],
  subjects: {
    *unitYear(year, _key, { on }) {
      for (const [currency, book] of year.books) {
        const {
          index,
          top,
          suppliers,
          payments: count,
          topPayments,
          least,
        } = on(year.unit, `${year.year}-12-31`);
        if (book.count < count) continue;
        const found = concentrationOf(book.suppliers);
        if (!found || found.count < suppliers || (found.index <= index && found.topShare <= top))
          continue;
        const sum = book.suppliers.get(found.top) ?? 0n;
        if (sum < fenOf(least)) continue;
        const own = book.payments.filter(({ payee }) => payee.id === found.top);
        const [head] = own;
        if (!head || own.length < topPayments) continue;
        yield {
          key: `${currency}.${found.top}`,
          anchor: head.first,
          unit: year.unit,
          amount: sum,
          currency,
          on: own.reduce((day, payment) => later(day, payment.day), head.day),
          statement: say(
            `${year.year} 年付给 ${found.count} 家企业的款项中，${found.top} 一家得 ${inWords(sum, currency)}，占 ${percent(found.topShare)}（赫芬达尔指数 ${found.index.toFixed(2)}）`,
            `of what ${found.count} companies were paid in ${year.year}, ${found.top} got ${inWords(sum, currency)}, ${percent(found.topShare)} (Herfindahl index ${found.index.toFixed(2)})`,
          ),
          figures: {
            suppliers: found.count,
            share: percent(found.topShare),
            index: found.index,
            payments: own.length,
          },
          events: own.flatMap(eventsOf),
        };
      }
    },
  },
});

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

export const PARTIES = [a27, a28, a29, a30, a31, a32] as const;
