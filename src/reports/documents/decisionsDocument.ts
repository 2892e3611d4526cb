// A list of decisions as a report.
import type { DecisionSummary } from '../../../projections/decisions/decisions.queries.js';
import { code, column, count, date, maybe, money, said, text, YUAN } from '../cells.js';
import type { Extent, ReportDocument, Row } from '../document.js';
import { outcomeWords } from '../words.js';
import { listDocument, type Frame } from './frame.js';

const UNPUBLISHED = said('未公开', 'not published');

function row(decision: DecisionSummary): Row {
  const { opened, decided, published } = decision.events;
  const ids = (event: { readonly eventId: string } | null) => event && [event.eventId];
  return [
    date(decision.openedOn, [opened.eventId]),
    maybe(decision.decidedOn, (day) => date(day, ids(decided) ?? undefined)),
    text(decision.title),
    code(decision.orgunit),
    maybe(decision.power, code),
    maybe(decision.bodyId, code),
    maybe(decision.amount, (fen) => money(fen, decision.currency ?? 'CNY')),
    maybe(decision.outcome, (outcome) => text(outcomeWords(outcome))),
    maybe(decision.publishedOn, (day) => date(day, ids(published) ?? undefined), UNPUBLISHED),
    count(decision.corrections),
    code(decision.matterId),
  ];
}

export function decisionsDocument(
  decisions: readonly DecisionSummary[],
  extent: Extent,
  frame: Frame,
): ReportDocument {
  return listDocument(frame, {
    kind: 'decisions',
    title: said('决策记录', 'Decisions'),
    statements: [],
    sections: [
      {
        title: said('事项', 'Matters'),
        wide: true,
        blocks: [
          {
            kind: 'table',
            extent,
            columns: [
              column('立项日', 'opened'),
              column('决定日', 'decided'),
              column('事项', 'subject'),
              column('单位', 'unit'),
              column('职权', 'power'),
              column('机构', 'body'),
              column('金额', 'amount', { unit: YUAN }),
              column('结果', 'outcome'),
              column('公开日', 'published'),
              column('更正', 'corrections'),
              column('编号', 'id'),
            ],
            rows: decisions.map(row),
          },
        ],
      },
    ],
  });
}
