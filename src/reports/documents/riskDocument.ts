// The register of risk points as a report.
import type {
  PowerRisks,
  RiskPointRow,
  RiskRegister,
} from '../../../projections/risk-register/riskRegister.queries.js';
import { code, column, count, date, fact, maybe, said, text } from '../cells.js';
import type { ReportDocument, Row, Section } from '../document.js';
import { inBoth } from '../language.js';
import { gradeWords } from '../words.js';
import { filterFact, LEADS, listDocument, type Frame } from './frame.js';
import { clauseText } from './violationsDocument.js';

function gradeText({ computed }: RiskPointRow) {
  return maybe(computed, ({ grade, score }) => {
    const { zh, en } = inBoth(gradeWords(grade));
    return text(said(`${zh} R=${score}`, `${en} R=${score}`));
  });
}

/** How a point was found, where it is not the catalogue's own. */
const METHODS: Readonly<Record<string, string>> = {
  selfCheck: '自查',
  mutualCheck: '互查',
  public: '群众提',
  organisation: '组织评',
  case: '案例',
  finding: '查实',
};

/** The decided grade, with what stands against it. */
function decidedText({ decidedGrade, unexplained, proposal, grading }: RiskPointRow) {
  const decided = inBoth(
    decidedGrade === null ? said('未定级', 'not graded') : gradeWords(decidedGrade),
  );
  const notes = [
    ...(unexplained ? [said('与测算不同，未说明', 'differs from computed, no reason given')] : []),
    ...(proposal === null
      ? []
      : [
          said(
            `建议升为${inBoth(gradeWords(proposal.grade)).zh}（12 个月查实 ${proposal.findings}）`,
            `raise to ${inBoth(gradeWords(proposal.grade)).en} proposed (${proposal.findings} confirmed in 12 months)`,
          ),
        ]),
  ];
  const all = [decided, ...notes.map(inBoth)];
  return text(
    said(all.map(({ zh }) => zh).join('；'), all.map(({ en }) => en).join('; ')),
    grading === null ? [] : [grading.eventId],
  );
}

const reviewText = ({ review }: RiskPointRow) =>
  maybe(review.dueOn, (dueOn) =>
    review.overdue === true ? text(said(`${dueOn} 逾期`, `${dueOn} overdue`)) : date(dueOn),
  );

/** What the catalogue names as control, then the measures that somebody set. */
function controlText({ control, controls }: RiskPointRow) {
  const measures = [
    ...(control === null ? [] : [control]),
    ...controls.map(({ measure, owner, dueOn }) => `${measure}（${owner}，${dueOn ?? '长期'}）`),
  ];
  return maybe(measures.join('；') || null, (all) =>
    text(
      all,
      controls.map(({ eventId }) => eventId),
    ),
  );
}

/** Likelihood downwards, impact to the right, how many points in each cell. */
const heatMap = ({ heatMap: cells }: RiskRegister): Section => {
  const scale = [1, 2, 3, 4, 5];
  return {
    title: said('热力图', 'Heat map'),
    blocks: [
      {
        kind: 'table',
        columns: [
          column('可能性＼影响', 'likelihood \\ impact'),
          ...scale.map((impact) => column(String(impact), String(impact))),
        ],
        rows: scale
          .toReversed()
          .map((likelihood) => [
            text(String(likelihood)),
            ...scale.map((impact) =>
              maybe(
                cells.find((one) => one.likelihood === likelihood && one.impact === impact)?.points,
                (points) => count(points),
              ),
            ),
          ]),
      },
    ],
  };
};

const pointRow = (risk: RiskPointRow): Row => [
  text(`${risk.step.number} ${risk.step.name ?? ''}`),
  maybe(risk.step.who, code),
  text(
    METHODS[risk.method] === undefined
      ? risk.text
      : `${risk.text}（${METHODS[risk.method] ?? ''}）`,
  ),
  decidedText(risk),
  gradeText(risk),
  maybe(risk.residual, ({ grade }) => text(gradeWords(grade))),
  reviewText(risk),
  controlText(risk),
  count(
    risk.brokenCount,
    risk.broken.flatMap(({ eventIds }) => eventIds),
  ),
  maybe(risk.broken.length === 0 ? null : risk.broken, (broken) =>
    code(broken.map(({ rule, count: times }) => `${rule}×${times}`).join(' ')),
  ),
];

const powerSection = (power: PowerRisks): Section => ({
  title: `${power.code} ${power.name}（${power.version}）`,
  wide: true,
  blocks: [
    {
      kind: 'facts',
      rows: [
        fact('责任主体', 'holder', code(power.holder)),
        fact('生效', 'in force from', date(power.effectiveFrom)),
        fact(
          '依据',
          'basis',
          maybe(clauseText(power.basis) || null, (clauses) => text(clauses)),
        ),
        fact('违规合计', 'broken', count(power.brokenCount)),
        fact('发布事件', 'event', code(power.eventId, [power.eventId])),
      ],
    },
    {
      kind: 'table',
      columns: [
        column('环节', 'step'),
        column('岗位', 'who'),
        column('风险点', 'risk'),
        column('定级', 'decided'),
        column('测算', 'computed'),
        column('剩余', 'residual'),
        column('复核期', 'review'),
        column('防控', 'control'),
        column('违规', 'broken'),
        column('规则', 'rules'),
      ],
      rows: power.risks.map(pointRow),
    },
  ],
});

export function riskDocument(register: RiskRegister, frame: Frame): ReportDocument {
  const { totals, powers, filter } = register;
  return listDocument(frame, {
    kind: 'risk-register',
    title: said('职权风险点清单', 'Risk-point register'),
    subject: [
      filterFact(frame.question),
      fact(
        '职权有效日',
        'powers in force',
        filter.at === undefined ? text(said('当前', 'current')) : date(filter.at),
      ),
      fact('一级', 'high', count(totals.high)),
      fact('二级', 'middle', count(totals.middle)),
      fact('三级', 'low', count(totals.low)),
    ],
    statements: [LEADS],
    sections: [heatMap(register), ...powers.map(powerSection)],
  });
}
