// Findings with proposals of responsibility, as a section of the audit report.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type { AuditedFinding } from '../../../projections/departure-audit/findings.js';
import {
  code,
  column,
  counted,
  date,
  fact,
  LEDGER_CURRENCY,
  maybe,
  money,
  none,
  said,
  text,
} from '../cells.js';
import type { Finding, Section, Table, Words } from '../document.js';
import { inBoth } from '../language.js';
import { responsibilityWords } from '../words.js';
import { LEADS } from './frame.js';
import { clauseText } from './violationsDocument.js';

const RELATIONS: Readonly<Record<AuditedFinding['as'], Words>> = {
  charged: said('本人行为', 'charged'),
  approved: said('本人申请或审批的支付', 'asked for or approved by the person'),
  participated: said('参与决策', 'participated'),
};

/** Areas in the person's charge: a count, and what it is proposed to mean. */
const supervisedTable = ({ supervised }: DepartureAudit): Table => ({
  kind: 'table',
  title: said('分管领域他人违规', 'Violations by others in areas in charge'),
  columns: [
    column('分管领域', 'area'),
    column('起', 'from'),
    column('止', 'to'),
    column('违规', 'violations'),
    column('责任建议', 'proposal'),
  ],
  rows: supervised.map(({ area, from, to, found }) => [
    text(area),
    date(from),
    maybe(to, (day) => date(day)),
    counted(found),
    text(said('领导责任（监督不力）', 'leadership (failure to supervise)')),
  ]),
});

function toFinding(found: AuditedFinding): Finding {
  const { rule, proposal, documents } = found;
  const events = found.evidence.map(({ eventId }) => eventId);
  const { zh, en } = inBoth(responsibilityWords(proposal.responsibility));
  const { reason } = proposal;
  return {
    severity: found.severity,
    title: { zh: `${rule.id} ${rule.title.zh}`, en: rule.title.en },
    facts: [
      fact('事实', 'found', text(found.found, events)),
      fact('应当', 'expected', text(found.expected)),
      fact('日期', 'date', date(found.businessDate)),
      fact(
        '金额（元）',
        'amount',
        maybe(found.amount, (fen) => money(fen, LEDGER_CURRENCY)),
      ),
      fact('关系', 'relation', text(RELATIONS[found.as])),
      fact('依据', 'basis', text(clauseText(rule.basis))),
      fact('规则包', 'packs', found.packs.length === 0 ? none() : text(found.packs.join('，'))),
      fact('责任建议', 'proposal', text(said(`${zh}（${reason.zh}）`, `${en} (${reason.en})`))),
      ...documents.map(({ sha256, eventId }) => fact('文件', 'document', code(sha256, [eventId]))),
    ],
  };
}

export const findingsSection = (audit: DepartureAudit): Section => ({
  title: said('审计发现问题与责任建议', 'Findings and proposals'),
  // Once the team has decided, the public is told what it confirmed, and not what the rules had flagged.
  ...(audit.file?.findings.some(({ state }) => state !== 'raised') === true
    ? {}
    : { publish: 'titles' as const }),
  blocks: [
    { kind: 'paragraph', text: LEADS },
    { kind: 'findings', items: audit.findings.map(toFinding) },
    ...(audit.supervised.length === 0 ? [] : [supervisedTable(audit)]),
  ],
});
