// A run of the norm index as readable text: the table of units, then each unit down to its violations.
import type { IndexRun, UnitIndex } from '../../projections/norm-index/normIndex.queries.js';
import { renderTable } from './table.js';
import { rulePacksText, report, section, severityWord } from './plainText.js';

const figure = (value: number | null, digits = 2) => (value === null ? '—' : value.toFixed(digits));
const percent = (value: number) => `${(value * 100).toFixed(1)}%`;

const NOT_APPLICABLE = {
  notJudged: '未接入规则 not judged',
  noOccasion: '无适用 no occasion',
  tooFew: '答卷过少 too few answers',
  mixedCurrencies: '币种混用 mixed currencies',
} as const;

const STATUS = { scored: '', indicative: '仅供参考', insufficient: '' } as const;

/** Without ranking, units are not put beside each other by number: grades only. */
const summary = (units: readonly UnitIndex[], ranking: boolean) =>
  renderTable(
    [
      { title: '单位 unit' },
      { title: '名称 name' },
      ...(ranking ? [{ title: '指数 index', align: 'right' as const }] : []),
      { title: '等次 grade' },
      ...(ranking ? [{ title: '基础分 base', align: 'right' as const }] : []),
      { title: '覆盖率 coverage', align: 'right' },
      { title: '说明 note' },
    ],
    units.map(({ unit, score }) => [
      unit.orgunit,
      unit.name,
      ...(ranking ? [figure(score.index)] : []),
      score.grade.zh,
      ...(ranking ? [figure(score.base)] : []),
      percent(score.coverage),
      STATUS[score.status],
    ]),
  );

export function indicatorsText({
  score,
  indicators,
}: Pick<UnitIndex, 'score' | 'indicators'>): string {
  const evidence = new Map(indicators.map((one) => [one.id, one]));
  return renderTable(
    [
      { title: '指标 indicator' },
      { title: '权重', align: 'right' },
      { title: '实际权重', align: 'right' },
      { title: '适用 O', align: 'right' },
      { title: 'Σ严重度', align: 'right' },
      { title: '得分 score', align: 'right' },
      { title: '失分 lost', align: 'right' },
      { title: '规则 rules' },
    ],
    score.dimensions.flatMap((dimension) =>
      dimension.indicators.map((indicator) => {
        const found = evidence.get(indicator.id);
        const reason = found?.notApplicable ?? null;
        return [
          `${indicator.id} ${indicator.title.zh}`,
          figure(indicator.weight, 0),
          figure(indicator.effectiveWeight),
          found?.occasions?.toString() ?? found?.ratings?.sheets.toString() ?? '—',
          figure(found?.severity ?? null),
          figure(indicator.score),
          figure(indicator.lost),
          reason === null ? (found?.rules ?? []).join(' ') : NOT_APPLICABLE[reason],
        ];
      }),
    ),
  );
}

function violationsText({ indicators }: UnitIndex): string {
  const rows = indicators.flatMap(({ id, violations }) =>
    violations.map((violation) => [
      id,
      violation.rule,
      severityWord(violation.severity),
      violation.eventId,
    ]),
  );
  return renderTable(
    ['指标 indicator', '规则 rule', '严重度 severity', '事件 event'].map((title) => ({ title })),
    rows,
  );
}

export function coverageText({ coverage }: Pick<UnitIndex, 'coverage'>): string {
  const missing = coverage.missing.map(({ event, period }) => `${event}@${period}`);
  return [
    `银行流水核对 bank lines matched: ${coverage.matchedBankLines}/${coverage.bankLines}`,
    `定期记录 periodic records: ${coverage.periodicPresent}/${coverage.periodicExpected}`,
    ...(missing.length === 0 ? [] : [`缺少 missing: ${missing.join(', ')}`]),
    ...(coverage.unmatchedBankLineEvents.length === 0
      ? []
      : [`未核对流水 unmatched: ${coverage.unmatchedBankLineEvents.join(', ')}`]),
  ].join('\n');
}

/** The whole run; a single unit is a run of one. */
export function renderIndex(run: IndexRun): string {
  return report(
    `# 乡村权力运行规范指数 Norm index\n\n方案 scheme: ${run.scheme.id}@${run.scheme.version}；期间 period: ${run.period.label}\n${rulePacksText(run.rulePacks)}`,
    summary(run.units, run.scheme.ranking),
    ...run.units.map((unit) =>
      section(
        `${unit.unit.name}（${unit.unit.orgunit}）`,
        [indicatorsText(unit), coverageText(unit), violationsText(unit)].join('\n\n'),
      ),
    ),
  );
}
