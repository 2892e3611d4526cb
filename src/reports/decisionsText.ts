// A list of decisions as readable text.
import type { DecisionPage } from '../../projections/decisions/decisions.queries.js';
import { renderTable } from './table.js';
import { money, or, outcomeWord, report } from './words.js';

export function renderDecisions({ decisions, next }: DecisionPage): string {
  return report(
    `# 决策记录 Decisions\n\n列出 shown: ${decisions.length}${next === undefined ? '' : `；续 next: ${next}`}`,
    renderTable(
      [
        { title: '立项日 opened' },
        { title: '决定日 decided' },
        { title: '事项 subject' },
        { title: '单位 unit' },
        { title: '职权 power' },
        { title: '机构 body' },
        { title: '金额 amount', align: 'right' },
        { title: '结果 outcome' },
        { title: '公开日 published' },
        { title: '更正', align: 'right' },
        { title: '编号 id' },
        { title: '事件 event' },
      ],
      decisions.map((decision) => [
        decision.openedOn,
        or(decision.decidedOn),
        decision.title,
        decision.orgunit,
        or(decision.power),
        or(decision.bodyId),
        money(decision.amount, decision.currency),
        decision.outcome === null ? '—' : outcomeWord(decision.outcome),
        or(decision.publishedOn, '未公开'),
        String(decision.corrections),
        decision.matterId,
        (decision.events.decided ?? decision.events.opened).eventId,
      ]),
    ),
  );
}
