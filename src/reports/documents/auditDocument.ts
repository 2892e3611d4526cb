// The departure audit as a report: the sections of domain.md 5.2 in their order, for village cadres and for township leaders.
// It states facts and proposals; it must never state a verdict.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { code, column, count, counted, date, fact, maybe, person, said, text } from '../cells.js';
import type { Block, ReportDocument, Section, Signature, Words } from '../document.js';
import { holderWords } from '../auditWords.js';
import { inBoth } from '../language.js';
import { endReasonWords } from '../words.js';
import { assetsSection } from './auditAssets.js';
import { balanceSection } from './auditBalance.js';
import { byUnit, unrecorded } from './auditBooks.js';
import { debtsSection } from './auditDebts.js';
import { decisionSection } from './auditDecisions.js';
import {
  decidedSection,
  feedbackSection,
  opinionsSection,
  procedureSection,
  sampleBlocks,
} from './auditFileSections.js';
import { findingsSection } from './auditFindings.js';
import { evaluationSection, keyFiguresSection } from './auditKeyFigures.js';
import { ownMoneySection, unitMoneySection } from './auditMoney.js';
import { fundsSection, projectsSection } from './auditProjects.js';
import { complaintsSection, publicitySection, questionsSection } from './auditPublicity.js';
import { ratingsSection } from './auditRatings.js';
import { targetsSection } from './auditTargets.js';
import type { Frame } from './frame.js';

const IN_OFFICE = said('在任', 'in office');

function basics(audit: DepartureAudit): Section {
  return {
    title: said('基本情况', 'The person and the posts'),
    publish: 'whole',
    blocks: [],
    sections: [
      unitBasics(audit),
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
      powersHeld(audit),
    ],
  };
}

const unitBasics = (audit: DepartureAudit): Section =>
  byUnit(
    audit,
    { title: said('单位概况', 'The unit'), publish: 'whole' },
    ({ facts }): readonly Block[] => [
      facts.headcounts.length === 0
        ? unrecorded('户数、人口', 'households and people')
        : {
            kind: 'table',
            title: said('户数与人口', 'Households and people'),
            columns: [
              column('登记日', 'counted on'),
              column('户数', 'households'),
              column('人口', 'people'),
            ],
            rows: facts.headcounts.map(({ on, households, population, eventId }) => [
              date(on, [eventId]),
              count(households),
              maybe(population, (people) => count(people)),
            ]),
          },
      facts.accounts.length === 0
        ? unrecorded('银行账户', 'accounts')
        : {
            kind: 'table',
            title: said('账户', 'Accounts'),
            columns: [
              column('账户', 'account'),
              column('户名性质', 'holder'),
              column('用途', 'purpose'),
              column('开户日', 'opened'),
            ],
            rows: facts.accounts.map(({ accountId, holderKind, purpose, openedOn, eventId }) => [
              code(accountId, [eventId]),
              text(holderWords(holderKind)),
              maybe(purpose, (words) => text(words)),
              date(openedOn),
            ]),
          },
    ],
  );

const powersHeld = ({ powers }: DepartureAudit): Section => ({
  title: said('职权清单', 'Powers of the posts'),
  blocks:
    powers.length === 0
      ? [unrecorded('该职务的职权清单', 'a list of powers of the post')]
      : [
          {
            kind: 'table',
            columns: [
              column('职权', 'power'),
              column('名称', 'name'),
              column('版本', 'version'),
              column('职务', 'post'),
            ],
            rows: powers.map(({ code: power, name, version, postTitle, postId, eventIds }) => [
              code(power, eventIds),
              maybe(name, (words) => text(words)),
              maybe(version, code),
              text(postTitle ?? postId),
            ]),
          },
        ],
});

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

/** The number under which it was issued, as far as this position of the ledger knows. */
function numberWords({ file }: DepartureAudit): Words {
  const issued = file?.reports.at(-1);
  return issued
    ? said(
        `文号：${issued.number}（${issued.day} 已出具）`,
        `number: ${issued.number} (issued ${issued.day})`,
      )
    : said(
        '文号：＿＿＿＿＿＿（出具时编号并入账）',
        'number: ______ (given and recorded when issued)',
      );
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
      basics(audit),
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
