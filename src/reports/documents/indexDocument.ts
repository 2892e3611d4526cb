// A run of the norm index as a report: the table of units, then each unit down to its violations.
import type { IndexRun, UnitIndex } from '../../../projections/norm-index/normIndex.queries.js';
import { code, column, count, decimal, fact, maybe, none, percent, said, text } from '../cells.js';
import type { Cell, ReportDocument, Section, Table } from '../document.js';
import { severityWords } from '../words.js';
import { filterFact, listDocument, type Frame } from './frame.js';

const NOT_APPLICABLE = {
  notJudged: said('未接入规则', 'not judged'),
  noOccasion: said('无适用', 'no occasion'),
  tooFew: said('答卷过少', 'too few answers'),
  mixedCurrencies: said('币种混用', 'mixed currencies'),
} as const;

const figure = (value: number | null, digits = 2): Cell =>
  maybe(value, (some) => decimal(some, digits));

/** Without ranking, units are not put beside each other by number: grades only. */
const summary = (units: readonly UnitIndex[], ranking: boolean): Table => ({
  kind: 'table',
  columns: [
    column('单位', 'unit'),
    column('名称', 'name'),
    ...(ranking ? [column('指数', 'index')] : []),
    column('等次', 'grade'),
    ...(ranking ? [column('基础分', 'base')] : []),
    column('覆盖率', 'coverage'),
    column('说明', 'note'),
  ],
  rows: units.map(({ unit, score }) => [
    code(unit.orgunit),
    text(unit.name),
    ...(ranking ? [figure(score.index)] : []),
    text(score.grade),
    ...(ranking ? [figure(score.base)] : []),
    percent(score.coverage, 1),
    score.status === 'indicative' ? text(said('仅供参考', 'indicative')) : text(''),
  ]),
});

function indicators({ score, indicators: evidence }: UnitIndex): Table {
  const found = new Map(evidence.map((one) => [one.id, one]));
  return {
    kind: 'table',
    title: said('指标得分', 'Indicators'),
    columns: [
      column('指标', 'indicator'),
      column('权重', 'weight'),
      column('实际权重', 'effective'),
      column('适用 O', 'occasions'),
      column('Σ严重度', 'severity'),
      column('得分', 'score'),
      column('失分', 'lost'),
      column('规则', 'rules'),
    ],
    rows: score.dimensions.flatMap((dimension) =>
      dimension.indicators.map((indicator) => {
        const own = found.get(indicator.id);
        const reason = own?.notApplicable ?? null;
        return [
          text({ zh: `${indicator.id} ${indicator.title.zh}`, en: indicator.title.en }),
          decimal(indicator.weight, 0),
          decimal(indicator.effectiveWeight, 2),
          maybe(own?.occasions ?? own?.ratings?.sheets, (times) => count(times)),
          figure(own?.severity ?? null),
          figure(indicator.score),
          { ...decimal(indicator.lost, 2), events: own?.violations.map(({ eventId }) => eventId) },
          reason === null ? code((own?.rules ?? []).join(' ')) : text(NOT_APPLICABLE[reason]),
        ];
      }),
    ),
  };
}

const violationsOf = ({ indicators: evidence }: UnitIndex): Table => ({
  kind: 'table',
  title: said('扣分的违规', 'Violations deducted for'),
  columns: [
    column('指标', 'indicator'),
    column('规则', 'rule'),
    column('严重度', 'severity'),
    column('编号', 'id'),
  ],
  rows: evidence.flatMap(({ id, violations }) =>
    violations.map((violation) => [
      code(id),
      code(violation.rule),
      text(severityWords(violation.severity)),
      code(violation.id, [violation.eventId]),
    ]),
  ),
});

const unitSection = (unit: UnitIndex): Section => {
  const { coverage } = unit;
  const listed = (items: readonly string[], events?: readonly string[]): Cell =>
    items.length === 0 ? none() : code(items.join(' '), events);
  return {
    title: `${unit.unit.name}（${unit.unit.orgunit}）`,
    wide: true,
    blocks: [
      indicators(unit),
      {
        kind: 'facts',
        rows: [
          fact(
            '银行流水核对',
            'bank lines matched',
            text(`${coverage.matchedBankLines}/${coverage.bankLines}`),
          ),
          fact(
            '定期记录',
            'periodic records',
            text(`${coverage.periodicPresent}/${coverage.periodicExpected}`),
          ),
          fact(
            '缺少',
            'missing',
            listed(coverage.missing.map(({ event, period }) => `${event}@${period}`)),
          ),
          fact(
            '未核对流水',
            'unmatched',
            listed(coverage.unmatchedBankLineEvents, coverage.unmatchedBankLineEvents),
          ),
        ],
      },
      violationsOf(unit),
    ],
  };
};

/** The whole run; a single unit is a run of one. */
export function indexDocument(run: IndexRun, frame: Frame): ReportDocument {
  return listDocument(frame, {
    kind: 'norm-index',
    title: said('乡村权力运行规范指数', 'Norm index'),
    subject: [
      filterFact(frame.question),
      fact('方案', 'scheme', code(`${run.scheme.id}@${run.scheme.version}`)),
      fact('期间', 'period', code(run.period.label)),
    ],
    statements: [
      said(
        '指数评价单位，不评价个人；无数据的单位不给分。',
        'The index is of units, never of persons; units without data get no number.',
      ),
    ],
    sections: [
      { title: said('各单位指数', 'Units'), blocks: [summary(run.units, run.scheme.ranking)] },
      ...run.units.map(unitSection),
    ],
  });
}
