// Totals of money as a report.
import type { Total } from '../../../projections/funds/funds.queries.js';
import { code, column, count, maybe, money, said, YUAN } from '../cells.js';
import type { ReportDocument } from '../document.js';
import { inBoth } from '../language.js';
import { dimensionWords, measureWords } from '../words.js';
import { listDocument, type Frame } from './frame.js';

export function totalsDocument(
  found: {
    readonly measure: string;
    readonly by: readonly string[];
    readonly totals: readonly Total[];
  },
  frame: Frame,
): ReportDocument {
  const { measure, by, totals } = found;
  const { zh, en } = inBoth(measureWords(measure));
  return listDocument(frame, {
    kind: 'funds',
    title: said(`资金合计：${zh}`, `Totals: ${en}`),
    statements: [],
    sections: [
      {
        title: said('合计', 'Totals'),
        blocks: [
          {
            kind: 'table',
            columns: [
              ...by.map((dimension) => ({ title: dimensionWords(dimension) })),
              column('币种', 'currency'),
              column('金额', 'amount', { unit: YUAN }),
              column('事件数', 'events'),
            ],
            rows: totals.map(({ key, currency, amount, events }) => [
              ...by.map((dimension) => maybe(key[dimension], code)),
              code(currency),
              money(amount, currency),
              count(events),
            ]),
            footnotes: [
              said(
                '每一合计由所列数目的事件相加而成，可按同一条件逐笔查询。',
                'Every total is the sum of as many events as stated, which the same filter lists one by one.',
              ),
            ],
          },
        ],
      },
    ],
  });
}
