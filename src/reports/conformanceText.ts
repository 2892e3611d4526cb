// A conformance check as readable text: constraints, the worst cases opened to their events, the nearest lawful paths.
import type { Move } from '../conformance/alignment.js';
import type { Constraint } from '../conformance/constraint.js';
import type { Reason } from '../conformance/verdict.js';
import type { Bilingual } from '../kernel/errors.js';
import type {
  AlignmentFigures,
  CaseFigures,
  ConformanceReport,
  ConstraintFigures,
  NamedEvent,
  ViolatedActivation,
} from './conformanceReport.js';
import { renderTable } from './table.js';
import { report, section } from './plainText.js';

const REASONS: Readonly<Record<Reason, Bilingual>> = {
  missing: { zh: '应有而无', en: 'missing' },
  window: { zh: '不在期限内', en: 'outside the time allowed' },
  correlation: { zh: '人员或数据不符', en: 'by the wrong person or with the wrong data' },
  order: { zh: '先后不符', en: 'in the wrong place' },
  unexpected: { zh: '不应有', en: 'must not be there' },
};

const percent = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${((part / whole) * 100).toFixed(1)}%`;

const list = (role: Constraint['a'] | null): string =>
  role === null ? '' : typeof role === 'string' ? role : role.join(' | ');

function constraintTable(constraints: readonly ConstraintFigures[]): string {
  return renderTable(
    [
      { title: '约束 constraint' },
      { title: '内容 says' },
      { title: '触发 activations', align: 'right' },
      { title: '履行 kept', align: 'right' },
      { title: '违反 violated', align: 'right' },
      { title: '待定 pending', align: 'right' },
      { title: '违反率 share', align: 'right' },
      { title: '涉及案件 cases', align: 'right' },
      { title: '违反案件 violating', align: 'right' },
    ],
    constraints.map((one) => [
      one.id,
      one.title?.zh ?? `${one.template}(${[list(one.a), list(one.b)].filter(Boolean).join(', ')})`,
      ...(one.applicable
        ? [
            String(one.activations),
            String(one.fulfilments),
            String(one.violations),
            String(one.pending),
            percent(one.violations, one.activations),
            String(one.activatedCases),
            String(one.violatingCases),
          ]
        : ['不适用 n/a', '', '', '', '—', '0', '0']),
    ]),
  );
}

const eventText = ({ place, activity, time, resource }: NamedEvent): string =>
  `#${place} ${activity} ${time}${resource === null ? '' : ` ${resource}`}`;

function violationText({ event, reason, decidedBy, latest }: ViolatedActivation): string {
  const why = reason === null ? '' : ` ${REASONS[reason].zh} ${REASONS[reason].en}`;
  const by = decidedBy.length === 0 ? '' : `：${decidedBy.map(eventText).join('；')}`;
  const due = latest === null ? '' : `（期限 by ${latest}）`;
  return `    ${event === null ? '（整案 the case）' : eventText(event)} —${why}${by}${due}`;
}

const caseText = ({ case: id, violations, constraints }: CaseFigures): string =>
  [
    `${id} — ${violations}`,
    ...constraints.flatMap(({ id: constraint, title, violated: activations }) => [
      `  ${constraint}${title === null ? '' : ` ${title.zh} / ${title.en}`}`,
      ...activations.slice(0, 5).map(violationText),
      ...(activations.length > 5 ? [`    … +${activations.length - 5}`] : []),
    ]),
  ].join('\n');

const MOVES: Readonly<Record<Move['kind'], string>> = {
  synchronous: '✓',
  log: '+',
  model: '−',
  silent: '',
};

const pathText = (steps: readonly Move[]): string =>
  steps
    .flatMap((move) => (move.kind === 'silent' ? [] : [`${MOVES[move.kind]}${move.activity}`]))
    .join(' → ');

function alignmentText(alignment: AlignmentFigures): string {
  const { model, aligned, fitting, moves, meanFitness, bounded, unreachable, farthest } = alignment;
  return [
    `模型 model: ${model}`,
    `已对齐 aligned: ${aligned}；完全相符 fitting: ${fitting}；偏离步数 moves: ${moves}；平均拟合度 mean fitness: ${meanFitness.toFixed(4)}`,
    ...(bounded.length > 0 ? [`搜索受限 search stopped at its limit: ${bounded.length}`] : []),
    ...(unreachable.length > 0 ? [`模型无终点 no way to the end: ${unreachable.length}`] : []),
    '（+ 多做 done, not in the model there；− 漏做 owed, not done；最近路径不唯一，不作扣分 the nearest path is not unique and no score）',
    ...farthest.map(
      ({ case: id, moves: own, fitness, steps }) =>
        `${id} — ${own} (${fitness.toFixed(3)})\n    ${pathText(steps)}`,
    ),
  ].join('\n');
}

export function renderConformance(found: ConformanceReport): string {
  const { of, cases, runningCases, events, fittingCases, constraints, worst, alignment } = found;
  return report(
    [
      '# 合规检查 Conformance',
      '',
      `对象 of: ${of}`,
      `案件 cases: ${cases}${runningCases > 0 ? `（未结 running: ${runningCases}）` : ''}；事件 events: ${events}${fittingCases === null ? '' : `；无违反 fitting: ${fittingCases}`}`,
    ].join('\n'),
    ...(constraints.length === 0
      ? []
      : [section('约束 Constraints', constraintTable(constraints))]),
    ...(worst.length === 0
      ? []
      : [section('违反最多的案件 Worst cases', worst.map(caseText).join('\n'))]),
    ...(alignment === null
      ? []
      : [section('最近的合规路径 Nearest lawful path', alignmentText(alignment))]),
  );
}
