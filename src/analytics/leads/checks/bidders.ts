// A39 to A41: bidders over many tenders, by the indicators of the Open Contracting Partnership.
// The indicators themselves are in procurement/, where they are held against the published reference cases.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck, type Finding } from '../check.js';
import {
  disqualificationFence,
  loserFences,
  ratioOf,
  varietyFence,
} from '../procurement/acrossProcesses.js';
import {
  createCurrencyFilter,
  isCancelled,
  lastOneStanding,
  lowestDisqualified,
} from '../procurement/indicators.js';
import type { ProcurementBook } from '../subjects/procurementBook.js';
import { lastDayOf, tenderOf, type TenderView } from '../subjects/tender.js';
import { asDay, earliest, later, param, percent, ref, say } from '../words.js';
import { TENDER_INPUTS, aboutTender } from './aboutTender.js';

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

export const BIDDERS = [a39, a40, a41] as const;
