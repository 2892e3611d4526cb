// The register of risk points as readable text.
import type { RiskRegister } from '../../projections/risk-register/riskRegister.queries.js';
import { renderTable } from './table.js';
import { gradeWord, or, provenance, report, section } from './words.js';

function filterText({ filter }: RiskRegister): string {
  const parts = [
    filter.at === undefined ? '当前 current' : `截至 as of ${filter.at}`,
    ...(filter.level === undefined ? [] : [`层级 level ${filter.level}`]),
    ...(filter.area === undefined ? [] : [`辖区 area ${filter.area}`]),
    ...(filter.power === undefined ? [] : [`职权 power ${filter.power}`]),
    ...(filter.role === undefined ? [] : [`岗位 role ${filter.role}`]),
    ...(filter.from === undefined && filter.to === undefined
      ? []
      : [`违规期间 violations ${or(filter.from)} 至 ${or(filter.to, '今')}`]),
  ];
  return parts.join('；');
}

const pointsOf = ({ risks }: RiskRegister['powers'][number]) =>
  renderTable(
    [
      { title: '环节 step' },
      { title: '岗位 who' },
      { title: '风险点 risk' },
      { title: '定级 decided' },
      { title: '测算 computed' },
      { title: '防控 control' },
      { title: '违规 broken', align: 'right' },
      { title: '规则 rules' },
    ],
    risks.map((risk) => [
      `${risk.step.number} ${or(risk.step.name, '')}`,
      or(risk.step.who),
      risk.text,
      gradeWord(risk.decidedGrade),
      risk.computed === null ? '—' : `${gradeWord(risk.computed.grade)} R=${risk.computed.score}`,
      or(risk.control),
      String(risk.brokenCount),
      risk.broken.map(({ rule, count }) => `${rule}×${count}`).join(' ') || '—',
    ]),
  );

export function renderRiskRegister(register: RiskRegister): string {
  const { totals } = register;
  return report(
    `# 职权风险点清单 Risk-point register\n\n${filterText(register)}\n一级 high: ${totals.high}；二级 middle: ${totals.middle}；三级 low: ${totals.low}\n${provenance(register)}`,
    ...register.powers.map((power) =>
      section(
        `${power.code} ${power.name}（${power.version}）`,
        `责任主体 holder: ${power.holder}；违规合计 broken: ${power.brokenCount}；发布事件 event: ${power.eventId}\n\n${pointsOf(power)}`,
      ),
    ),
  );
}
