// The index opened, as readable text: lost points down to violations, what would change them, objections, schemes.
import type { Bilingual } from '../kernel/errors.js';
import type { IndexScore } from '../analytics/normIndex.js';
import type {
  AdoptedScheme,
  IndexObjection,
} from '../../projections/accountability/accountability.queries.js';
import type { IndexExplanation, LostShare, WhatIf } from '../../projections/norm-index/explain.js';
import type { IndexUnit } from '../../projections/norm-index/normIndex.queries.js';
import type { Rule } from '../rules/rule.js';
import { indicatorsText, coverageText } from './indexText.js';
import { renderTable } from './table.js';
import { or, report, section, severityWord } from './plainText.js';

const figure = (value: number | null): string => (value === null ? '—' : value.toFixed(2));
const both = ({ zh, en }: Bilingual): string => `${zh} ${en}`;

const titled = (...titles: readonly string[]) => titles.map((title) => ({ title }));

function deductionsText({ deductions }: IndexExplanation, rules: readonly Rule[]): string {
  const titleOf = new Map(rules.map(({ id, title }) => [id, title.zh]));
  return renderTable(
    [
      { title: '可挽回 gain', align: 'right' },
      ...titled('指标 indicator', '规则 rule', '严重度', '职权 power', '编号 id', '事件 event'),
    ],
    deductions.map((one) => [
      figure(one.gain),
      one.indicator,
      one.rule === null ? '逾期未办 overdue' : `${one.rule} ${titleOf.get(one.rule) ?? ''}`,
      severityWord(one.severity),
      or(one.power),
      one.id,
      one.eventId,
    ]),
  );
}

const sharesText = (title: string, shares: readonly LostShare[]): string =>
  renderTable(
    [
      { title },
      { title: '扣分项 deductions', align: 'right' },
      { title: '失分 lost', align: 'right' },
    ],
    shares.map(({ key, deductions, lost }) => [or(key), String(deductions), figure(lost)]),
  );

function adjustmentText({ adjustment, score }: IndexExplanation): string {
  const lines = [
    `基础分 base: ${figure(score.base)}；加分 bonus: ${figure(score.bonus)}；人工更正 corrections: ${figure(score.correction)}；预警扣分 warnings: ${figure(score.deduction)}；封顶 cap: ${figure(score.cap)}`,
    ...adjustment.warnings.map(
      ({ level, issuedOn, reason, eventId }) => `预警 ${level} ${issuedOn}：${reason} [${eventId}]`,
    ),
    ...adjustment.vetoes.map(
      ({ kind, on, reason, document, eventId }) =>
        `一票否决 veto ${kind} ${on}：${reason}（${document}）[${eventId}]`,
    ),
    ...(adjustment.vetoByWarnings === null
      ? []
      : [`一票否决 veto: 十二个月内预警 warnings ${adjustment.vetoByWarnings}`]),
    ...adjustment.openSerious.map(({ id }) => `严重问题逾期未整改 open serious finding: ${id}`),
    ...adjustment.adjustments.map(
      ({ kind, hundredths, reason, document, signedBy, eventId }) =>
        `人工调整 ${kind} ${(hundredths / 100).toFixed(2)}：${reason}（${document}，签发 ${signedBy}）[${eventId}]`,
    ),
  ];
  return lines.join('\n');
}

function rebuttedText({ indicators }: IndexExplanation): string {
  const rows = indicators.flatMap(({ id, rebutted }) =>
    rebutted.map((one) => [id, one.id, or(one.standing?.decidedOn), or(one.standing?.reason)]),
  );
  return renderTable(titled('指标 indicator', '编号 id', '认定日 decided', '理由 reason'), rows);
}

/** One unit, every lost point. */
export function renderExplanation(explained: IndexExplanation, rules: readonly Rule[]): string {
  const { unit, score, period, scheme, past, proposals } = explained;
  const head = [
    `# ${unit.name}（${unit.orgunit}）规范指数 Norm index`,
    `方案 scheme: ${scheme.id}@${scheme.version}；期间 period: ${period.label}`,
    `指数 index: ${figure(score.index)}；等次 grade: ${both(score.grade)}`,
    ...(unit.dissolvedOn === undefined
      ? []
      : [
          `单位已于 ${unit.dissolvedOn} 撤销，只计撤销前的记录 / the unit was dissolved on ${unit.dissolvedOn}`,
        ]),
  ].join('\n');
  return report(
    head,
    section(
      '扣分项与可挽回分值 Deductions, and what each would give back',
      deductionsText(explained, rules),
    ),
    section('指标 Indicators', indicatorsText(explained)),
    section('加减分 Adjustments', adjustmentText(explained)),
    section('已反驳 Rebutted, not deducted', rebuttedText(explained)),
    section('按职权 By power', sharesText('职权 power', explained.byPower)),
    section('按岗位 By post', sharesText('岗位 post', explained.byPost)),
    section(
      '与自身比较 Own past',
      renderTable(
        [
          ...titled('期间 period'),
          { title: '指数 index', align: 'right' as const },
          ...titled('等次 grade'),
        ],
        past.map((one) => [one.period, figure(one.index), both(one.grade)]),
      ),
    ),
    section('数据覆盖 Coverage', coverageText(explained)),
    section(
      '建议（由人决定）Proposals, for a person to decide',
      proposals.map(({ text, because }) => `${both(text)}（${both(because)}）`).join('\n') ||
        '（无 / none）',
    ),
    '核对一条 / to follow one: sunledger violations <编号 id> → sunledger prove <事件 event>',
  );
}

export const renderWhatIf = ({ unit, period, without, now, then }: WhatIf): string =>
  report(
    `# ${unit.name}（${unit.orgunit}）${period}：若不计以下扣分 if these did not stand`,
    without.join('\n'),
    renderTable(
      [
        { title: '' },
        { title: '现在 now', align: 'right' },
        { title: '则为 then', align: 'right' },
      ],
      [
        ['基础分 base', figure(now.base), figure(then.base)],
        ['指数 index', figure(now.index), figure(then.index)],
        ['等次 grade', both(now.grade), both(then.grade)],
      ],
    ),
  );

export const renderSchemes = ({
  shipped,
  adopted,
}: {
  readonly shipped: string;
  readonly adopted: readonly AdoptedScheme[];
}): string =>
  report(
    '# 指数方案 Schemes of the index',
    `随程序提供 shipped: ${shipped}（在首次采用方案之前使用 / used before the first adoption）`,
    renderTable(
      titled('方案 scheme', '自 from', '摘要 digest', '事件 event'),
      adopted.map((one) => [
        `${one.schemeId}@${one.version}`,
        one.effectiveFrom,
        one.digest,
        one.eventId,
      ]),
    ),
  );

/** How a proposed scheme would have scored a unit in a period, beside how it is scored. */
export interface PreviewRow {
  readonly period: string;
  readonly unit: IndexUnit;
  readonly now: IndexScore;
  readonly then: IndexScore;
}

export const renderPreview = (rows: readonly PreviewRow[]): string =>
  report(
    '# 新方案试算 Preview of a scheme',
    renderTable(
      [
        ...titled('期间 period', '单位 unit', '名称 name'),
        { title: '现方案 now', align: 'right' },
        { title: '新方案 then', align: 'right' },
        ...titled('现等次', '新等次'),
      ],
      rows.map(({ period, unit, now, then }) => [
        period,
        unit.orgunit,
        unit.name,
        figure(now.index),
        figure(then.index),
        now.grade.zh,
        then.grade.zh,
      ]),
    ),
  );

const RESULT = {
  upheld: '成立 upheld',
  partlyUpheld: '部分成立 partly',
  rejected: '不成立 rejected',
};

export const renderObjections = (objections: readonly IndexObjection[]): string =>
  report(
    '# 指数异议 Objections to the index',
    renderTable(
      titled(
        '编号 id',
        '运行 run',
        '单位 unit',
        '指标',
        '提出 lodged',
        '理由 text',
        '答复 resolved',
        '结果',
        '理由 reason',
      ),
      objections.map((one) => [
        one.objectionId,
        one.runId,
        one.unitId,
        or(one.indicator),
        one.lodgedOn,
        one.text,
        or(one.resolvedOn),
        one.result === null ? '—' : RESULT[one.result],
        or(one.reason),
      ]),
    ),
  );
