// The departure audit as a report: the sections of domain.md 5.2 for which the ledger holds records today.
// It states facts and proposals; it must never state a verdict.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { code, column, counted, date, fact, maybe, person, said, text } from '../cells.js';
import type { ReportDocument, Section, Signature } from '../document.js';
import { endReasonWords } from '../words.js';
import { decisionSection } from './auditDecisions.js';
import { findingsSection } from './auditFindings.js';
import { ownMoneySection, unitMoneySection } from './auditMoney.js';
import { ratingsSection } from './auditRatings.js';
import type { Frame } from './frame.js';

const IN_OFFICE = said('在任', 'in office');

function basics(audit: DepartureAudit): Section {
  return {
    title: said('基本情况', 'The person and the posts'),
    publish: 'whole',
    blocks: [],
    sections: [
      {
        title: said('任职', 'Posts held'),
        publish: 'whole',
        blocks: [
          {
            kind: 'table',
            columns: [
              column('职务', 'post'),
              column('单位', 'unit'),
              column('起', 'from'),
              column('止', 'to'),
              column('离任原因', 'reason'),
            ],
            rows: audit.terms.map((term) => [
              text(
                term.postTitle ?? term.postId,
                term.events.map(({ eventId }) => eventId),
              ),
              maybe(term.unitName ?? term.unitId, (name) => text(name)),
              maybe(term.from, (day) => date(day)),
              maybe(term.endedOn, (day) => date(day), IN_OFFICE),
              maybe(term.endReason, (reason) => text(endReasonWords(reason))),
            ]),
          },
        ],
      },
      {
        title: said('分工', 'Portfolios'),
        blocks: [
          {
            kind: 'table',
            columns: [
              column('日期', 'date'),
              column('分工', 'area'),
              column('变动', 'change'),
              column('文号', 'document'),
            ],
            rows: audit.portfolios.map(({ since, area, assigned, documentNumber, event }) => [
              date(since, [event.eventId]),
              text(area),
              text(assigned ? said('分管', 'assigned') : said('解除', 'ended')),
              maybe(documentNumber, code),
            ]),
          },
        ],
      },
    ],
  };
}

function limitations(audit: DepartureAudit): Section {
  const { outside, relatedViolations, beforeLeaving } = audit;
  return {
    title: said('范围与局限', 'Scope and limitations'),
    publish: 'whole',
    blocks: [
      {
        kind: 'list',
        items: audit.limitations.map(({ text: { zh, en }, records }) => {
          const many = records === null ? '' : `（${records.count}）`;
          return { text: said(`${zh}${many}`, `${en}${many}`), events: records?.eventIds };
        }),
      },
      {
        kind: 'facts',
        rows: [
          fact('任期外行为（未计入）', 'acts outside the terms, left out', counted(outside.acts)),
          fact('任期外违规（未计入）', 'violations outside, left out', counted(outside.violations)),
          fact(
            '参与事项中他人行为或记录方面的违规（不提责任建议）',
            'other violations in these matters, no proposal made',
            counted(relatedViolations),
          ),
          fact(
            '离任前 90 日内的行为',
            'acts in the 90 days before leaving',
            counted(beforeLeaving),
          ),
        ],
      },
    ],
  };
}

const SIGNATURES: readonly Signature[] = [
  { role: said('审计组组长', 'head of the audit team') },
  { role: said('主审', 'chief auditor') },
  { role: said('复核', 'reviewer') },
  { role: said('审计机关负责人', 'head of the audit office') },
  { role: said('被审计人', 'audited person') },
  { role: said('见证（村务监督委员会或纪检）', 'witness (supervision committee)') },
];

export const auditStatements = [
  said(
    '责任为系统建议，由审计人员认定；所列问题是线索，不是结论。',
    'Responsibility is proposed by the system and decided by the auditors; what is flagged is a lead, not a verdict.',
  ),
  said(
    '本报告只反映台账已记录的事项；未取得的资料见“范围与局限”。',
    'The report covers what the ledger records; what could not be obtained is listed under scope and limitations.',
  ),
] as const;

export function auditDocument(audit: DepartureAudit, frame: Frame): ReportDocument {
  const { personId, name, eventId } = audit.person;
  const to = maybe(audit.period.to, (day) => date(day), said('今', 'today'));
  return {
    format: 'sunledger.report.v1',
    kind: 'departure-audit',
    title: said('离任经济责任审计报告', 'Departure audit'),
    subtitle: said('初稿', 'draft'),
    marking: frame.marking,
    subject: [
      fact(
        '被审计人',
        'person',
        person(personId, name ?? '姓名未登记', eventId === null ? undefined : [eventId]),
      ),
      fact(
        '任职单位',
        'unit',
        text(
          [...new Set(audit.terms.map(({ unitName, unitId }) => unitName ?? unitId ?? '—'))].join(
            '，',
          ),
        ),
      ),
      fact(
        '审计期间起',
        'period from',
        maybe(audit.period.from, (day) => date(day)),
      ),
      fact('审计期间止', 'period to', to),
    ],
    provenance: frame.provenance,
    question: frame.question,
    statements: auditStatements,
    sections: [
      basics(audit),
      unitMoneySection(audit),
      decisionSection(audit),
      ownMoneySection(audit),
      ratingsSection(audit),
      findingsSection(audit),
      limitations(audit),
    ],
    signatures: SIGNATURES,
    annexes: [],
    evidence: 'annex',
  };
}
