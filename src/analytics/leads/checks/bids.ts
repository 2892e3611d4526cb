// A36 to A38: prices and dates of bids, by the indicators of the Open Contracting Partnership.
// The indicators themselves are in procurement/, where they are held against the published reference cases.
import { z } from 'zod';
import { defineCheck, type Finding } from '../check.js';
import { highGapFence, lowGapFence } from '../procurement/acrossProcesses.js';
import { identicalPrices, isCancelled, lateWinners } from '../procurement/indicators.js';
import type { CaseState } from '../subjects/cases.js';
import { tenderOf, type TenderView } from '../subjects/tender.js';
import { inWords, param, percent, say } from '../words.js';
import { TENDER_INPUTS, aboutTender } from './aboutTender.js';

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

export const BIDS = [a36, a37, a38] as const;
