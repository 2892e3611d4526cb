// The departure audit as a report: the sections of domain.md 5.2 in their order, for village cadres and for township leaders.
// It states facts and proposals; it must never state a verdict.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { counted, date, fact, maybe, person, said, text } from '../cells.js';
import type { ReportDocument, Section, Signature, Words } from '../document.js';
import { inBoth } from '../language.js';
import { assetsSection } from './auditAssets.js';
import { balanceSection } from './auditBalance.js';
import { basicsSection } from './auditBasics.js';
import { debtsSection } from './auditDebts.js';
import { decidedSection } from './auditDecided.js';
import { decisionSection } from './auditDecisions.js';
import {
  feedbackSection,
  opinionsSection,
  procedureSection,
  sampleBlocks,
} from './auditFileSections.js';
import { findingsSection } from './auditFindings.js';
import { evaluationSection } from './auditEvaluation.js';
import { keyFiguresSection } from './auditKeyFigures.js';
import { ownMoneySection, unitMoneySection } from './auditMoney.js';
import { fundsSection, projectsSection } from './auditProjects.js';
import { complaintsSection, publicitySection, questionsSection } from './auditPublicity.js';
import { ratingsSection } from './auditRatings.js';
import { targetsSection } from './auditTargets.js';
import type { Frame } from './frame.js';

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
      ...sampleBlocks(audit.file),
    ],
  };
}

interface TemplateWords {
  readonly regime: Words;
  readonly basis: Words;
  readonly witness: Words;
}

/** What differs between the two regimes (domain.md 2.8, 5.1). */
const TEMPLATES: Readonly<Record<DepartureAudit['template'], TemplateWords>> = {
  villageCadre: {
    regime: said('村（社区）干部', 'village cadre'),
    basis: said(
      '依据《中华人民共和国村民委员会组织法》第三十五条；由县级农业农村、财政部门或乡镇组织，结果向全体村民公布。',
      'Under article 35 of the Organic Law of Villagers Committees; the result is made public to all villagers.',
    ),
    witness: said('见证（村务监督委员会）', 'witness (supervision committee)'),
  },
  townshipLeader: {
    regime: said('乡镇领导干部', 'township leader'),
    basis: said(
      '依据《党政主要领导干部和国有企事业单位主要领导人员经济责任审计规定》（2019）与《中华人民共和国审计法》；2019 年规定施行前的行为按当时规定划分责任。',
      'Under the 2019 rules on economic-responsibility audits and the Audit Law; acts before them are weighed by the rules of their day.',
    ),
    witness: said('见证（纪检监察机关）', 'witness (discipline inspection)'),
  },
  other: {
    regime: said('其他职务', 'another post'),
    basis: said(
      '职务不属村级或乡镇，或级别未登记：审计依据由委托机关载明。',
      'The post is of no village or township, or its level is not registered: who commissions the audit states its basis.',
    ),
    witness: said('见证', 'witness'),
  },
};

function signaturesOf(
  { template, file, person: audited }: DepartureAudit,
  frame: Frame,
): readonly Signature[] {
  const lead = file?.team.find(({ role }) => role === 'lead')?.personId;
  const reviewer = file?.team.find(({ role }) => role === 'reviewer')?.personId;
  const named = (personId: string | undefined) =>
    personId === undefined ? undefined : person(personId, frame.names.get(personId) ?? null);
  return [
    { role: said('审计组组长', 'head of the audit team'), name: named(lead) },
    { role: said('主审', 'chief auditor') },
    { role: said('复核', 'reviewer'), name: named(reviewer) },
    { role: said('审计机关负责人', 'head of the audit office') },
    { role: said('被审计人', 'audited person'), name: person(audited.personId, audited.name) },
    { role: TEMPLATES[template].witness },
  ];
}

/** How far along the audit is: by its file alone. */
function stageWords({ file }: DepartureAudit): Words {
  if (file === null || file.drafts.length === 0) return said('初稿', 'draft');
  return file.reviews.some(({ approved, level }) => approved && level === 'bureau')
    ? said('审定稿', 'approved')
    : said('征求意见稿', 'draft for comment');
}

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

function subtitleOf(audit: DepartureAudit): Words {
  const [regime, stage] = [inBoth(TEMPLATES[audit.template].regime), inBoth(stageWords(audit))];
  return said(`${regime.zh} · ${stage.zh}`, `${regime.en} · ${stage.en}`);
}

/** The number that it was given last and, as far as this position of the ledger knows, when it was issued under it. */
function numberWords({ file }: DepartureAudit): Words {
  const given = file?.numbers.at(-1)?.number;
  const issued = file?.reports.findLast(({ number }) => given === undefined || number === given);
  if (issued)
    return said(
      `文号：${issued.number}（${issued.day} 已出具）`,
      `number: ${issued.number} (issued ${issued.day})`,
    );
  return given === undefined
    ? said(
        '文号：＿＿＿＿＿＿（出具前编号并入账）',
        'number: ______ (given and recorded before it is issued)',
      )
    : said(`文号：${given}`, `number: ${given}`);
}

export function auditDocument(audit: DepartureAudit, frame: Frame): ReportDocument {
  const { personId, name, eventId } = audit.person;
  const to = maybe(audit.period.to, (day) => date(day), said('今', 'today'));
  return {
    format: 'sunledger.report.v1',
    kind: 'departure-audit',
    title: said('离任经济责任审计报告', 'Departure audit'),
    subtitle: subtitleOf(audit),
    issuer: audit.issuer ?? undefined,
    number: numberWords(audit),
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
    statements: [TEMPLATES[audit.template].basis, ...auditStatements],
    sections: [
      procedureSection(audit, frame),
      basicsSection(audit),
      keyFiguresSection(audit),
      targetsSection(audit, frame),
      balanceSection(audit),
      unitMoneySection(audit),
      debtsSection(audit),
      fundsSection(audit),
      projectsSection(audit),
      assetsSection(audit),
      decisionSection(audit),
      ownMoneySection(audit),
      publicitySection(audit),
      ratingsSection(audit),
      complaintsSection(audit),
      questionsSection(audit),
      findingsSection(audit),
      decidedSection(audit),
      evaluationSection(audit),
      opinionsSection(audit),
      feedbackSection(audit, frame),
      limitations(audit),
    ],
    signatures: signaturesOf(audit, frame),
    annexes: [],
    evidence: 'annex',
  };
}
