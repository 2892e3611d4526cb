// A33 to A41: procurement, by the indicators of the Open Contracting Partnership (R003 to R058) on the ledger's tenders.
// The indicators themselves are in procurement/, where they are held against the published reference cases.
import { z } from 'zod';
import { localDate } from '../../rules/time.js';
import { defineCheck, type Finding } from './check.js';
import {
  disqualificationFence,
  highGapFence,
  loserFences,
  lowGapFence,
  ratioOf,
  varietyFence,
} from './procurement/acrossProcesses.js';
import {
  createCurrencyFilter,
  identicalPrices,
  isCancelled,
  isSingleBid,
  lastOneStanding,
  lateWinners,
  lowestDisqualified,
  shortPeriod,
} from './procurement/indicators.js';
import { factsOf, firstFact, type CaseState } from './subjects/cases.js';
import type { ProcurementBook } from './subjects/procurementBook.js';
import { lastDayOf, tenderOf, type TenderView } from './subjects/tender.js';
import { asDay, earliest, fenOf, inWords, later, param, percent, ref, say, yuan } from './words.js';

const TENDER_INPUTS = [
  'projects.TenderAnnounced',
  'projects.BidReceived',
  'projects.BidRejected',
  'projects.AwardPosted',
  'projects.AwardCancelled',
  'projects.TenderFailed',
] as const;

/** What every finding about one tender states. */
function aboutTender(state: CaseState, view: TenderView) {
  const award = view.awards.findLast(({ d }) => d.what === 'award') ?? view.awards.at(-1);
  const money = award?.d.amount ?? view.announced?.d.estimate;
  return {
    key: '',
    anchor: view.first,
    unit: view.unit,
    person: view.announced?.by,
    power: view.power,
    ...(money === undefined
      ? {}
      : {
          amount: fenOf(money),
          currency: award?.d.currency ?? view.announced?.d.currency ?? 'CNY',
        }),
    on: asDay(lastDayOf(state)),
    events: [...(view.announced ? [view.announced] : []), ...view.bids, ...view.awards].map(ref),
  };
}

/** Looks at a tender that was not cancelled. */
const onTender = (
  find: (
    view: TenderView,
    about: ReturnType<typeof aboutTender>,
    state: CaseState,
  ) => Iterable<Finding>,
) =>
  function* (state: CaseState, key: string): Iterable<Finding> {
    const view = tenderOf(state, key);
    if (!isCancelled(view.process)) yield* find(view, aboutTender(state, view), state);
  };

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

const a36 = defineCheck({
  id: 'A36',
  group: 'procurement',
  title: say('中标价与次低价差异常', 'Winning bid too close or too far'),
  statement: say(
    '中标价与次低有效报价的差距异常小（R024）或异常大（R058）',
    'The gap between the winning and the second lowest valid bid is a low (R024) or a high outlier (R058)',
  ),
  severity: 'L',
  parameters: z.strictObject({
    /** Fixed fences instead of those of all tenders. */
    low: z.number().gt(0).optional(),
    high: z.number().gt(0).optional(),
    /** So many gaps make fences. */
    least: param.least.min(4).default(8),
  }),
  inputs: TENDER_INPUTS,
  falsePositives: [
    say('公布最高限价后报价趋同', 'bids that gather under a published ceiling'),
    say('成本高度透明的标准货物', 'standard goods of known cost'),
  ],
  subjects: {
    *procurement(book, _key, { on }) {
      for (const { member, view, gap } of book.entries.values()) {
        if (!gap) continue;
        const ratios = book.ratios(gap.currency);
        const about = aboutTender(member.state, view);
        const { low, high, least } = on(view.unit, about.on);
        if (ratios.length < least) continue;
        const [lower, upper] = [lowGapFence(ratios, low), highGapFence(ratios, high)];
        const side =
          lower !== undefined && gap.ratio <= lower
            ? 'low'
            : upper !== undefined && gap.ratio >= upper
              ? 'high'
              : undefined;
        if (!side) continue;
        const [amount, other] = [BigInt(Math.round(gap.winning)), BigInt(Math.round(gap.other))];
        const fence = side === 'low' ? lower : upper;
        yield {
          ...about,
          key: side,
          amount,
          currency: gap.currency,
          statement: say(
            `「${view.title}」中标价 ${inWords(amount, gap.currency)}，次低 ${inWords(other, gap.currency)}，差 ${percent(gap.ratio)}，${ratios.length} 次招标的${side === 'low' ? '下' : '上'}限为 ${percent(fence ?? 0)}`,
            `"${view.title}": the winning bid is ${inWords(amount, gap.currency)}, the next ${inWords(other, gap.currency)}, ${percent(gap.ratio)} apart; the ${side === 'low' ? 'lower' : 'upper'} fence of ${ratios.length} tenders is ${percent(fence ?? 0)}`,
          ),
          figures: { gap: percent(gap.ratio), fence: percent(fence ?? 0), tenders: ratios.length },
        };
      }
    },
  },
});

const a37 = defineCheck({
  id: 'A37',
  group: 'procurement',
  title: say('报价相同', 'Identical bid prices'),
  statement: say('不同投标人报出同一价格（R028）', 'Different tenderers bid the same price (R028)'),
  severity: 'M',
  parameters: z.strictObject({}),
  inputs: TENDER_INPUTS,
  falsePositives: [say('政府定价、下浮率固定', 'prices or discounts set by rule')],
  subjects: {
    tender: onTender(function* (view, about) {
      const tenderers = identicalPrices(view.process);
      if (tenderers.length === 0) return;
      yield {
        ...about,
        statement: say(
          `「${view.title}」有 ${tenderers.length} 个投标人报价与他人相同`,
          `in "${view.title}", ${tenderers.length} tenderers bid the same price as another`,
        ),
        figures: { tenderers: tenderers.length },
      };
    }),
  },
});

const a38 = defineCheck({
  id: 'A38',
  group: 'procurement',
  title: say('逾期投标中标', 'Late bid won'),
  statement: say(
    '中标的投标在截止时间之后收到（R030）',
    'The winning bid was received after the deadline (R030)',
  ),
  severity: 'S',
  parameters: z.strictObject({}),
  inputs: TENDER_INPUTS,
  falsePositives: [
    say(
      '录入的是登记时间而不是送达时间',
      'the time recorded is that of the entry, not of delivery',
    ),
    say('截止时间已依法延长', 'a deadline lawfully extended'),
  ],
  subjects: {
    tender: onTender(function* (view, about) {
      const winners = lateWinners(view.process);
      if (winners.length === 0) return;
      yield {
        ...about,
        statement: say(
          `「${view.title}」的中标人在截止时间（${view.process.tender.end ?? ''}）之后投标`,
          `the winner of "${view.title}" bid after the deadline (${view.process.tender.end ?? ''})`,
        ),
        figures: { deadline: view.process.tender.end ?? '', winners: winners.length },
      };
    }),
  },
});

/** An organisation across tenders, and what is said of it. */
interface Described {
  readonly key: string;
  readonly unit?: string;
  readonly tenders: readonly TenderView[];
  readonly statement: Finding['statement'];
  readonly figures: Finding['figures'];
}

const announcedOn = ({ announced, bids }: TenderView): string =>
  (announced ?? bids[0])?.at ?? '1970-01-01T00:00:00+08:00';

/** A finding that rests on several tenders; without a unit of its own it belongs to the county of the last. */
function* acrossTenders({ tenders, unit, ...described }: Described): Iterable<Finding> {
  const anchor = earliest(tenders.map(({ first }) => first));
  const last = tenders.at(-1);
  if (!anchor || !last) return;
  yield {
    ...described,
    unit: unit ?? `${last.unit.slice(0, 6)}000000`,
    anchor,
    on: tenders.reduce(
      (day, view) => later(day, localDate(announcedOn(view))),
      localDate(announcedOn(last)),
    ),
    events: tenders.flatMap((view) =>
      [...(view.announced ? [view.announced] : []), ...view.bids].map(ref),
    ),
  };
}

const tendersOfUnit = (book: ProcurementBook, unit: string): readonly TenderView[] =>
  [...book.entries.values()]
    .map(({ view }) => view)
    .filter((view) => view.unit === unit)
    .sort((a, b) => a.first.p - b.first.p);

const a39 = defineCheck({
  id: 'A39',
  group: 'procurement',
  title: say('否决投标异常', 'Unusual disqualifications'),
  statement: say(
    '除中标人外全部被否决（R035），最低报价被否决（R036），或否决比例畸高（R038）',
    'All but the winner were disqualified (R035), the lowest bid was (R036), or the share of disqualified bids is a high outlier (R038)',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Others that must have been disqualified. */
    others: param.least.default(1),
    /** A fixed share instead of the fence of all. */
    share: z.number().gt(0).max(1).optional(),
    /** So many organisations make a fence. */
    least: param.least.min(4).default(8),
  }),
  inputs: TENDER_INPUTS,
  falsePositives: [
    say(
      '资格要求明确、投标文件确有缺陷',
      'clear requirements and bids that were in fact deficient',
    ),
    say('评标不以价格为唯一标准', 'an award not by price alone'),
  ],
  subjects: {
    *tender(state, key, { on }) {
      const view = tenderOf(state, key);
      if (isCancelled(view.process)) return;
      const about = aboutTender(state, view);
      const last = lastOneStanding(view.process, on(view.unit, about.on).others);
      if (last)
        yield {
          ...about,
          key: 'others',
          statement: say(
            `「${view.title}」除中标人外的 ${last.disqualified} 个投标人全部被否决`,
            `in "${view.title}" all ${last.disqualified} other tenderer(s) were disqualified`,
          ),
          figures: { disqualified: last.disqualified },
        };
      if (lowestDisqualified(view.process, createCurrencyFilter()))
        yield {
          ...about,
          key: 'lowest',
          statement: say(
            `「${view.title}」的最低报价被否决`,
            `the lowest bid in "${view.title}" was disqualified`,
          ),
          figures: { bids: view.bids.length },
        };
    },
    *procurement(book, _key, { on }) {
      const [sample] = book.entries.values();
      if (!sample) return;
      const { share, least } = on(sample.view.unit, asDay(lastDayOf(sample.member.state)));
      for (const [side, zh, en] of [
        [book.disqualifiedBy, '采购单位', 'buyer'],
        [book.disqualifiedOf, '投标人', 'tenderer'],
      ] as const) {
        const fence =
          side.ratios.length < least && share === undefined
            ? undefined
            : disqualificationFence(side.ratios, share);
        if (fence === undefined) continue;
        for (const [id, fraction] of side.judged())
          if (ratioOf(fraction) >= fence)
            yield* acrossTenders({
              key: `${en}.${id}`,
              ...(en === 'buyer' ? { unit: id } : {}),
              tenders: en === 'buyer' ? tendersOfUnit(book, id) : book.tendersOf(id),
              statement: say(
                `${zh} ${id} 的 ${fraction.of} 个投标中 ${fraction.hits} 个被否决（${percent(ratioOf(fraction))}），上限为 ${percent(fence)}`,
                `of ${fraction.of} bids of ${en} ${id}, ${fraction.hits} were disqualified (${percent(ratioOf(fraction))}); the fence is ${percent(fence)}`,
              ),
              figures: { bids: fraction.of, disqualified: fraction.hits, fence: percent(fence) },
            });
      }
    },
  },
});

const a40 = defineCheck({
  id: 'A40',
  group: 'procurement',
  title: say('陪标嫌疑', 'Tenderer who always loses'),
  statement: say(
    '经常投标而极少中标的投标人（R025）',
    'A tenderer who bids often and hardly ever wins (R025)',
  ),
  severity: 'L',
  parameters: z.strictObject({
    percentile: z.int().min(1).max(100).default(75),
    /** A fixed share of bids won instead of the fence of all. */
    share: z.number().gt(0).max(1).optional(),
    least: param.least.min(4).default(8),
    /** Bids that make a tenderer a frequent one, whatever the percentile. */
    bids: param.least.default(3),
  }),
  inputs: TENDER_INPUTS,
  falsePositives: [say('新进入市场的小企业', 'a small firm that is new to the market')],
  subjects: {
    *procurement(book, _key, { on }) {
      const [sample] = book.entries.values();
      if (!sample) return;
      const { percentile, share, least, bids } = on(
        sample.view.unit,
        asDay(lastDayOf(sample.member.state)),
      );
      if (book.won.ratios.length < least) return;
      const fences = loserFences(book.won.denominators, book.won.ratios, {
        percentile,
        threshold: share,
      });
      if (!fences) return;
      for (const [id, won] of book.won.judged())
        if (won.of >= Math.max(bids, fences.bids) && ratioOf(won) <= fences.won)
          yield* acrossTenders({
            key: id,
            tenders: book.tendersOf(id),
            statement: say(
              `投标人 ${id} 投标 ${won.of} 次，中标 ${won.hits} 次（${percent(ratioOf(won))}），下限为 ${percent(fences.won)}`,
              `tenderer ${id} bid ${won.of} times and won ${won.hits} (${percent(ratioOf(won))}); the lower fence is ${percent(fences.won)}`,
            ),
            figures: { bids: won.of, won: won.hits, fence: percent(fences.won) },
          });
    },
  },
});

const a41 = defineCheck({
  id: 'A41',
  group: 'procurement',
  title: say('供应商经营范围过杂', 'Supplier of unrelated goods'),
  statement: say(
    '一个供应商所供货物、服务的大类多得异常（R048）',
    'The variety of what one supplier was awarded is a high outlier (R048)',
  ),
  severity: 'L',
  parameters: z.strictObject({
    /** A fixed number of classes instead of the fence of all. */
    classes: param.least.optional(),
    /** Tenders that a supplier must have won to be compared. */
    tenders: param.least.default(20),
    least: param.least.min(4).default(8),
  }),
  inputs: TENDER_INPUTS,
  falsePositives: [say('综合性贸易公司、百货商店', 'a general store or trading company')],
  subjects: {
    *procurement(book, _key, { on }) {
      const [sample] = book.entries.values();
      if (!sample) return;
      const { classes, tenders, least } = on(
        sample.view.unit,
        asDay(lastDayOf(sample.member.state)),
      );
      const varieties = [...book.classes]
        .filter(([, own]) => own.size >= tenders)
        .map(
          ([id, own]) =>
            [
              id,
              {
                hits: new Set([...own.values()].flatMap((codes) => [...codes])).size,
                of: own.size,
              },
            ] as const,
        );
      if (classes === undefined && varieties.length < least) return;
      const fence = varietyFence(
        varieties.map(([, { hits }]) => hits).sort((a, b) => a - b),
        classes,
      );
      // One class is no variety.
      if (fence === undefined) return;
      for (const [id, { hits, of }] of varieties)
        if (hits > 1 && hits >= fence)
          yield* acrossTenders({
            key: id,
            tenders: book.tendersOf(id),
            statement: say(
              `供应商 ${id} 在 ${of} 次中标中供应 ${hits} 个大类，上限为 ${fence}`,
              `supplier ${id} was awarded ${hits} classes of goods in ${of} tenders; the fence is ${fence}`,
            ),
            figures: { classes: hits, tenders: of, fence },
          });
    },
  },
});

export const PROCUREMENT = [a33, a34, a35, a36, a37, a38, a39, a40, a41] as const;
