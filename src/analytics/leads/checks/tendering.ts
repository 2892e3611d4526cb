// A33 to A35: whether and how long a contract was tendered, by the indicators of the Open Contracting Partnership.
// The indicators themselves are in procurement/, where they are held against the published reference cases.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { isCancelled, isSingleBid, shortPeriod } from '../procurement/indicators.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { tenderOf } from '../subjects/tender.js';
import { fenOf, inWords, param, ref, say, yuan } from '../words.js';
import { TENDER_INPUTS, aboutTender } from './aboutTender.js';

const UNTENDERED = ['negotiation', 'quoteComparison', 'directAward', 'other'] as const;

const a33 = defineCheck({
  id: 'A33',
  group: 'procurement',
  title: say('达到限额未招标', 'No tender above the threshold'),
  statement: say(
    '达到招标限额的合同没有查到公开招标',
    'A contract or purchase above the tendering threshold was not openly tendered',
  ),
  severity: 'S',
  parameters: z.strictObject({
    /** 发改委 16 号令: works, goods, and services such as survey, design, supervision. Local limits are lower. */
    works: param.threshold.default(yuan(4_000_000)),
    goods: param.threshold.default(yuan(2_000_000)),
    services: param.threshold.default(yuan(1_000_000)),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('CNY'),
  }),
  inputs: ['projects.ContractSigned', 'projects.ContractTendered', ...TENDER_INPUTS],
  falsePositives: [
    say(
      '依法可以不招标的项目（抢险救灾、以工代赈等）',
      'projects exempt by law, such as relief works',
    ),
    say('由上级统一招标', 'tendered as a whole by a higher level'),
  ],
  subjects: {
    *contract(state, _key, { on }) {
      const signed = firstFact(state, 'projects.ContractSigned');
      if (!signed || factsOf(state, 'projects.ContractTendered').length > 0) return;
      if (signed.d.method === 'openTender' || signed.d.method === 'invitedTender') return;
      const day = localDate(signed.at);
      const { works, currency } = on(state.unit, day);
      const amount = fenOf(signed.d.amount);
      // What kind of contract it is nobody recorded: the highest threshold leaves no doubt.
      if (signed.d.currency !== currency || amount < fenOf(works)) return;
      yield {
        key: 'contract',
        anchor: ref(signed),
        unit: state.unit,
        person: signed.d.signedBy,
        power: state.power,
        amount,
        currency,
        on: day,
        statement: say(
          `合同「${signed.d.title}」${inWords(amount, currency)}，限额 ${inWords(fenOf(works), currency)}，没有查到招标`,
          `the contract "${signed.d.title}" is for ${inWords(amount, currency)}; from ${inWords(fenOf(works), currency)} on a tender is due; none is on record`,
        ),
        figures: { amount: amount.toString(), threshold: works },
        events: [ref(signed)],
      };
    },
    *tender(state, key, { on }) {
      const view = tenderOf(state, key);
      const { announced } = view;
      if (!announced || !UNTENDERED.some((method) => method === announced.d.method)) return;
      const about = aboutTender(state, view);
      const limits = on(view.unit, localDate(announced.at));
      const { category } = announced.d;
      const limit = fenOf(
        category === 'works' || category === 'other'
          ? limits.works
          : category === 'goods'
            ? limits.goods
            : limits.services,
      );
      if (about.amount === undefined || about.currency !== limits.currency || about.amount < limit)
        return;
      yield {
        ...about,
        key: 'method',
        on: localDate(announced.at),
        statement: say(
          `「${view.title}」${inWords(about.amount, limits.currency)}，限额 ${inWords(limit, limits.currency)}，采用 ${announced.d.method}`,
          `"${view.title}" is for ${inWords(about.amount, limits.currency)}; from ${inWords(limit, limits.currency)} on a tender is due; the method was ${announced.d.method}`,
        ),
        figures: {
          amount: about.amount.toString(),
          threshold: limit.toString(),
          method: announced.d.method,
        },
      };
    },
  },
});

const a34 = defineCheck({
  id: 'A34',
  group: 'procurement',
  title: say('只有一家投标', 'Single bid'),
  statement: say(
    '竞争性采购只收到一个投标人的投标（R018）',
    'A competitive procedure received the bid of one tenderer alone (R018)',
  ),
  severity: 'M',
  parameters: z.strictObject({
    methods: z
      .array(z.enum(['open', 'selective', 'limited', 'direct']))
      .default(['open', 'selective']),
  }),
  inputs: TENDER_INPUTS,
  falsePositives: [
    say('专业性强、供应商少', 'a specialised market with few suppliers'),
    say('偏远地区', 'remote places'),
  ],
  subjects: {
    *tender(state, key, { on }) {
      const view = tenderOf(state, key);
      // Until the bids are opened, more may come.
      const opened = view.awards.length > 0 || factsOf(state, 'projects.BidsOpened').length > 0;
      if (isCancelled(view.process) || !opened) return;
      const about = aboutTender(state, view);
      if (!isSingleBid(view.process, on(view.unit, about.on).methods)) return;
      yield {
        ...about,
        statement: say(`「${view.title}」只有一个投标人`, `"${view.title}" had one tenderer alone`),
        figures: { tenderers: 1 },
      };
    },
  },
});

const a35 = defineCheck({
  id: 'A35',
  group: 'procurement',
  title: say('投标时间过短', 'Short submission period'),
  statement: say(
    '自发出招标文件至投标截止的时间少于规定天数（R003）',
    'From documents to deadline there are fewer days than required (R003)',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** 招标投标法 art. 24: 20 days; the reference's default is 15. */
    days: param.days.default(20),
    methods: z.array(z.enum(['open', 'selective', 'limited', 'direct'])).default(['open']),
    daysOf: z.record(z.string(), param.days).default({}),
  }),
  inputs: ['projects.TenderAnnounced'],
  falsePositives: [
    say(
      '依法可以缩短的情形（重新招标、紧急采购）',
      'periods lawfully shortened: a second tender, urgency',
    ),
  ],
  subjects: {
    *tender(state, key, { on }) {
      const view = tenderOf(state, key);
      if (isCancelled(view.process) || !view.announced) return;
      const about = aboutTender(state, view);
      const found = shortPeriod(view.process, on(view.unit, localDate(view.announced.at)));
      if (!found) return;
      yield {
        ...about,
        on: localDate(view.announced.at),
        statement: say(
          `「${view.title}」自文件发出至截止只有 ${found.days} 日，应不少于 ${found.least} 日`,
          `"${view.title}" left ${found.days} day(s) from documents to deadline; at least ${found.least} are required`,
        ),
        figures: { days: found.days, least: found.least },
        events: [ref(view.announced)],
      };
    },
  },
});

export const TENDERING = [a33, a34, a35] as const;
