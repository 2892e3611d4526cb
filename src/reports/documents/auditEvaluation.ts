// The evaluation of an audited person (审计评价): what was kept and what was not, on nothing but what was audited.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { said } from '../cells.js';
import type { List, Section, Words } from '../document.js';

type Item = List['items'][number];

function good({ decisionCounts, books }: DepartureAudit): readonly Item[] {
  const decided =
    decisionCounts.validBallot.count +
    decisionCounts.faultyBallot.count +
    decisionCounts.withoutBallot.count;
  const items: Item[] = [];
  if (decisionCounts.validBallot.count > 0)
    items.push({
      text: said(
        `参与并已决定的 ${decided} 项中，${decisionCounts.validBallot.count} 项有符合规则的表决记录。`,
        `Of ${decided} matters decided with the person's part, ${decisionCounts.validBallot.count} have a ballot on record that keeps the rules.`,
      ),
      events: decisionCounts.validBallot.eventIds,
    });
  for (const { unitName, unitId, publicity, balances } of books) {
    const { due, posted } = publicity.decisions;
    const name = unitName ?? unitId;
    if (posted.count > 0)
      items.push({
        text: said(
          `${name}：任期内作出的 ${due.count} 项决定中，${posted.count} 项已公开。`,
          `${name}: of ${due.count} decisions in the term, ${posted.count} were made public.`,
        ),
        events: posted.eventIds,
      });
    if (balances.some(({ bank }) => bank.difference === '0'))
      items.push({
        text: said(`${name}：账面余额与银行对账单一致。`, `${name}: books and bank agree.`),
      });
  }
  return items;
}

function bad({ decisionCounts, findings, books, beforeLeaving }: DepartureAudit): readonly Item[] {
  const serious = findings.filter(({ severity }) => severity === 'S');
  const items: Item[] = [];
  const note = (zh: string, en: string, found: { count: number; eventIds: readonly string[] }) => {
    if (found.count > 0) items.push({ text: said(zh, en), events: found.eventIds });
  };
  note(
    `规则比对得出线索 ${findings.length} 条，其中严重 ${serious.length} 条，待审计组认定。`,
    `The rules found ${findings.length} leads, ${serious.length} of them serious, for the team to decide.`,
    { count: findings.length, eventIds: serious.map(({ act }) => act.eventId) },
  );
  note(
    `${decisionCounts.withoutBallot.count} 项已决定而无表决记录。`,
    `${decisionCounts.withoutBallot.count} matters were decided without a ballot on record.`,
    decisionCounts.withoutBallot,
  );
  note(
    `离任前 90 日内有 ${beforeLeaving.count} 项行为，须重点核查。`,
    `${beforeLeaving.count} acts lie in the 90 days before leaving and need a closer look.`,
    beforeLeaving,
  );
  for (const { unitName, unitId, balances, publicity } of books) {
    const name = unitName ?? unitId;
    for (const { bank } of balances)
      note(
        `${name}：银行流水 ${bank.unexplained.count} 笔无入账记录。`,
        `${name}: ${bank.unexplained.count} bank lines that no record explains.`,
        bank.unexplained,
      );
    note(
      `${name}：${publicity.decisions.missing.count} 项决定未公开。`,
      `${name}: ${publicity.decisions.missing.count} decisions were not made public.`,
      publicity.decisions.missing,
    );
  }
  return items;
}

/** Positive and negative, on nothing but what was audited (审计评价). */
export function evaluationSection(audit: DepartureAudit): Section {
  const list = (title: Words, items: readonly Item[]): Section => ({
    title,
    publish: 'whole',
    blocks: [
      items.length === 0
        ? {
            kind: 'paragraph',
            text: said('台账没有可据以评价的记录。', 'The ledger holds nothing to say on this.'),
          }
        : { kind: 'list', items },
    ],
  });
  return {
    title: said('审计评价', 'Evaluation'),
    publish: 'whole',
    blocks: [
      {
        kind: 'paragraph',
        tone: 'note',
        text: said(
          '由台账数据归纳，只涉及已审计的事项；审计组据此改定评价，并区分主观客观、探索失误与明知故犯（三个区分开来）。',
          'Drawn from the ledger and from what was audited only; the team states the evaluation, and tells honest error from intent.',
        ),
      },
    ],
    sections: [
      list(said('合规情况', 'What was kept'), good(audit)),
      list(said('存在问题', 'What was not'), bad(audit)),
    ],
  };
}
