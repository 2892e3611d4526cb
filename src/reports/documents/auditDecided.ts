// The findings that the team raised, with what was decided on each (审计发现问题情况表).
import type { AuditFile, AuditFinding } from '../../../projections/audit-files/auditFile.js';
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { findingStateWords, natureWords } from '../auditWords.js';
import { column, count, LEDGER_CURRENCY, maybe, money, none, said, text, YUAN } from '../cells.js';
import type { Cell, Section, Table } from '../document.js';
import { inBoth } from '../language.js';
import { responsibilityWords } from '../words.js';
import { paragraph } from './auditBooks.js';

const stateCell = ({ state, eventIds }: AuditFinding): Cell =>
  text(findingStateWords(state), eventIds);

const decidedTable = (file: AuditFile): Table => ({
  kind: 'table',
  columns: [
    column('序号', 'no.'),
    column('问题', 'finding'),
    column('事实', 'fact'),
    column('定性', 'nature'),
    column('金额', 'amount', { unit: YUAN }),
    column('依据', 'basis'),
    column('责任', 'responsibility'),
    column('理由', 'reasons'),
    column('认定', 'state'),
    column('整改', 'rectified'),
  ],
  rows: file.findings.map((one, index) => {
    const { finding } = one;
    return [
      count(index + 1),
      text(finding.title, finding.evidence),
      text(finding.fact),
      text(natureWords(finding.nature)),
      maybe(finding.amount, (fen) => money(fen, finding.currency ?? LEDGER_CURRENCY)),
      finding.basis.length === 0
        ? none()
        : text(
            finding.basis
              .map(({ document, clause }) => `《${document}》${clause ?? ''}`)
              .join('；'),
          ),
      text(responsibilityWords(one.responsibility)),
      text(one.reasons),
      stateCell(one),
      one.acceptedOn !== null
        ? text(said(`${one.acceptedOn} 销号`, `accepted ${one.acceptedOn}`))
        : one.orderedDueOn !== null
          ? text(said(`限 ${one.orderedDueOn}`, `due ${one.orderedDueOn}`))
          : none(),
    ];
  }),
});

/** Titles of what the team confirmed: all that the public is told of single findings. */
const confirmedTitles = (file: AuditFile): Section => {
  const confirmed = file.findings.filter(({ state }) => state === 'confirmed');
  return {
    title: said('认定的问题', 'Findings confirmed'),
    publish: 'whole',
    blocks:
      confirmed.length === 0
        ? [paragraph('审计组没有认定问题。', 'The team has confirmed no finding.')]
        : [
            {
              kind: 'list',
              items: confirmed.map(({ finding, eventIds }) => {
                const { zh, en } = inBoth(natureWords(finding.nature));
                return {
                  text: said(`${finding.title}（${zh}）`, `${finding.title} (${en})`),
                  events: eventIds,
                };
              }),
            },
          ],
  };
};

/** The findings that the team raised, with what was decided (审计发现问题情况表). */
export const decidedSection = ({ file }: DepartureAudit): Section => ({
  title: said('审计发现问题情况表', 'Findings as raised and decided'),
  wide: true,
  blocks:
    file === null || file.findings.length === 0
      ? [
          paragraph(
            '审计组尚未提出发现；上节为系统比对所得线索与责任建议，由审计组逐项认定。',
            'The team has raised no finding yet; the section above holds what the rules found, for the team to decide.',
          ),
        ]
      : [decidedTable(file)],
  ...(file !== null && file.findings.some(({ state }) => state !== 'raised')
    ? { sections: [confirmedTitles(file)] }
    : {}),
});
