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

const pointRow = (risk: RiskPointRow): Row => [
  text(`${risk.step.number} ${risk.step.name ?? ''}`),
  maybe(risk.step.who, code),
  text(risk.text),
  text(gradeWords(risk.decidedGrade)),
  gradeText(risk),
  maybe(risk.control, (control) => text(control)),
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
    sections: powers.map(powerSection),
  });
}
