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

type Point = RiskRegister['powers'][number]['risks'][number];

/** The decided grade, with what stands against it. */
const decidedText = ({ decidedGrade, unexplained, proposal }: Point): string =>
  [
    decidedGrade === null ? '未定级' : gradeWord(decidedGrade),
    ...(unexplained ? ['与测算不同，未说明'] : []),
    ...(proposal === null
      ? []
      : [`建议升为${gradeWord(proposal.grade)}（12 个月查实 ${proposal.findings}）`]),
  ].join('；');

const controlText = ({ control, controls }: Point): string =>
  [
    ...(control === null ? [] : [control]),
    ...controls.map(({ measure, owner, dueOn }) => `${measure}（${owner}，${or(dueOn, '长期')}）`),
  ].join('；') || '—';

const METHODS: Readonly<Record<string, string>> = {
  selfCheck: '自查',
  mutualCheck: '互查',
  public: '群众提',
  organisation: '组织评',
  case: '案例',
  finding: '查实',
};

const pointsOf = ({ risks }: RiskRegister['powers'][number]) =>
  renderTable(
    [
      { title: '环节 step' },
      { title: '岗位 who' },
      { title: '风险点 risk' },
      { title: '定级 decided' },
      { title: '测算 computed' },
      { title: '剩余 residual' },
      { title: '复核期 review' },
      { title: '防控 control' },
      { title: '违规 broken', align: 'right' },
      { title: '规则 rules' },
    ],
    risks.map((risk) => [
      `${risk.step.number} ${or(risk.step.name, '')}`,
      or(risk.step.who),
      METHODS[risk.method] === undefined
        ? risk.text
        : `${risk.text}（${METHODS[risk.method] ?? ''}）`,
      decidedText(risk),
      risk.computed === null ? '—' : `${gradeWord(risk.computed.grade)} R=${risk.computed.score}`,
      risk.residual === null ? '—' : gradeWord(risk.residual.grade),
      risk.review.dueOn === null
        ? '—'
        : `${risk.review.dueOn}${risk.review.overdue === true ? ' 逾期' : ''}`,
      controlText(risk),
      String(risk.brokenCount),
      risk.broken.map(({ rule, count }) => `${rule}×${count}`).join(' ') || '—',
    ]),
  );

/** Likelihood downwards, impact to the right, how many points in each cell. */
function heatMapText({ heatMap }: RiskRegister): string {
  const scale = [1, 2, 3, 4, 5];
  const cell = (likelihood: number, impact: number) =>
    String(
      heatMap.find((one) => one.likelihood === likelihood && one.impact === impact)?.points ?? '',
    );
  return renderTable(
    [
      { title: '可能性 likelihood＼影响 impact' },
      ...scale.map((impact) => ({ title: String(impact), align: 'right' as const })),
    ],
    scale
      .toReversed()
      .map((likelihood) => [
        String(likelihood),
        ...scale.map((impact) => cell(likelihood, impact)),
      ]),
  );
}

export function renderRiskRegister(register: RiskRegister): string {
  const { totals } = register;
  return report(
    `# 职权风险点清单 Risk-point register\n\n${filterText(register)}\n一级 high: ${totals.high}；二级 middle: ${totals.middle}；三级 low: ${totals.low}\n${provenance(register)}`,
    section('热力图 Heat map', heatMapText(register)),
    ...register.powers.map((power) =>
      section(
        `${power.code} ${power.name}（${power.version}）`,
        `责任主体 holder: ${power.holder}；违规合计 broken: ${power.brokenCount}；发布事件 event: ${power.eventId}\n\n${pointsOf(power)}`,
      ),
    ),
  );
}
