// `sunledger index`: run, explain, what-if, schemes, preview, objections, adjustments. Reading is as of any position;
// what people decide is recorded as events.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command, CommandOptions } from 'commander';
import type { IndexScheme } from '../analytics/indexScheme.js';
import {
  adoptedSchemes,
  indexObjections,
  recordedRuns,
} from '../../projections/accountability/accountability.queries.js';
import { explainIndex, whatIf } from '../../projections/norm-index/explain.js';
import { runNormIndex, type IndexRun } from '../../projections/norm-index/normIndex.queries.js';
import { parsePeriod } from '../../projections/norm-index/period.js';
import {
  readScheme,
  schemeByVersion,
  schemeFor,
} from '../../projections/norm-index/schemes.queries.js';
import { suspicions } from '../../projections/norm-index/suspicions.queries.js';
import { indexableUnits } from '../../projections/norm-index/units.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import type { Ledger } from '../composition.js';
import { invalid } from '../kernel/errors.js';
import {
  renderExplanation,
  renderObjections,
  renderPreview,
  renderSchemes,
  renderWhatIf,
} from '../reports/indexDetailText.js';
import { renderIndex } from '../reports/indexText.js';
import { indexQuery } from '../http/endpoints/normIndex.js';
import { canonicalQuery } from '../http/query.js';
import { indexPlan } from '../reports/plans.js';
import { RULES } from '../rules/index.js';
import { HEAD_MILLISECONDS, type CliContext } from './context.js';
import { placeOf, putPlaced } from './placedAnswer.js';
import { readViews, viewCommand, type Options } from './readViews.js';
import { answer, reportCommand, type Options as ReportOptions } from './reportAnswers.js';
import {
  outcomeText,
  recordAndReport,
  recordFact,
  withRecordFlags,
  withWriting,
  type RecordOptions,
} from './recordFacts.js';

const judged = RULES.map(({ id }) => id);

const PERIOD = '2023Q4 | 2023 | 2023Q3..2024Q2';

const periodOf = (options: Options): string => options['period'] ?? '';

/** The scheme asked for by name, else the one that holds for the period. */
const chosenScheme = (
  snapshot: ViewSnapshot,
  { indexScheme }: Ledger,
  { scheme }: Options,
  period: string,
): IndexScheme =>
  scheme === undefined
    ? schemeFor(snapshot, indexScheme, period)
    : schemeByVersion(snapshot, indexScheme, scheme);

const indexCommand = (
  parent: Command,
  name: string,
  description: string,
  options: CommandOptions = {},
): Command =>
  viewCommand(parent, name, description, options)
    .requiredOption('--period <period>', PERIOD)
    .option('--scheme <id@version>', '缺省为本期采用的方案 / the one adopted for the period');

function run(snapshot: ViewSnapshot, ledger: Ledger, codes: readonly string[], options: Options) {
  const period = periodOf(options);
  const scheme = chosenScheme(snapshot, ledger, options, period);
  const units = indexableUnits(snapshot, codes, parsePeriod(period).from);
  const result = runNormIndex(snapshot, scheme, judged, units, period);
  const signs = suspicions(snapshot, indexableUnits(snapshot), period);
  return {
    ...result,
    suspicions: Object.fromEntries(units.map(({ orgunit }) => [orgunit, signs.get(orgunit) ?? []])),
  };
}

function addReading(index: Command, context: CliContext): void {
  reportCommand(index, 'show', '各单位的指数 / the index of units', { isDefault: true })
    .argument('[units...]', '区划代码；缺省为全部 / division codes; all when left out')
    .requiredOption('--period <period>', PERIOD)
    .option('--scheme <id@version>', '缺省为本期采用的方案 / the one adopted for the period')
    .action((codes: string[], options: ReportOptions & Options) =>
      answer(context, options, (snapshot, ledger) => {
        const value = run(snapshot, ledger, codes, options);
        const { period, scheme } = options;
        const query = { period, scheme, units: codes.length === 0 ? undefined : codes.join(',') };
        return {
          value,
          plan: indexPlan(value),
          path: '/index',
          query: (asOf) => canonicalQuery(indexQuery, query, asOf),
        };
      }),
    );
  indexCommand(index, 'explain', '一个单位的每一分失分 / every lost point of one unit')
    .argument('<unit>', '区划代码 / division code')
    .option('--past <n>', '与之前几期比较 / earlier periods to compare with', '4')
    .action((code: string, options: Options) =>
      readViews(context, options, (snapshot, _, ledger) => {
        const period = periodOf(options);
        const scheme = chosenScheme(snapshot, ledger, options, period);
        const [unit] = indexableUnits(snapshot, [code], parsePeriod(period).from);
        if (!unit) throw new RangeError('one code gives one unit');
        const past = wholeNumber(options['past'] ?? '4', '--past');
        const explained = explainIndex(snapshot, scheme, judged, unit, period, past);
        return { value: explained, text: () => renderExplanation(explained, RULES) };
      }),
    );
  indexCommand(index, 'what-if', '若某些扣分不成立 / if some deductions did not stand')
    .argument('<unit>', '区划代码 / division code')
    .requiredOption('--without <ids>', '扣分项编号，逗号分隔 / ids of deductions, with commas')
    .action((code: string, options: Options) =>
      readViews(context, options, (snapshot, _, ledger) => {
        const period = periodOf(options);
        const scheme = chosenScheme(snapshot, ledger, options, period);
        const [unit] = indexableUnits(snapshot, [code], parsePeriod(period).from);
        if (!unit) throw new RangeError('one code gives one unit');
        const ids = (options['without'] ?? '').split(',').map((id) => id.trim());
        const answer = whatIf(snapshot, scheme, judged, unit, period, ids);
        return { value: answer, text: () => renderWhatIf(answer) };
      }),
    );
}

function wholeNumber(text: string, flag: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw invalid('cli.number', `${flag} 应为整数`, `${flag} takes a whole number`, flag);
}

function addSchemes(index: Command, context: CliContext): void {
  viewCommand(index, 'schemes', '指数方案 / schemes of the index').action((options: Options) =>
    readViews(context, options, (snapshot, _, { indexScheme }) => {
      const answer = {
        shipped: `${indexScheme.id}@${indexScheme.version}`,
        adopted: adoptedSchemes(snapshot),
      };
      return { value: answer, text: () => renderSchemes(answer) };
    }),
  );
  withRecordFlags(
    index
      .command('adopt')
      .description('采用一个方案 / adopt a scheme')
      .argument('<file>', 'YAML')
      .requiredOption('--from <day>', '自何日起 / from which day'),
  ).action(async (file: string, options: RecordOptions & { readonly from: string }) => {
    const content = readFileSync(file, 'utf8');
    const { id, version } = readScheme(content, judged);
    const digest = createHash('sha256').update(content).digest('hex');
    const data = { schemeId: id, version, effectiveFrom: options.from, digest, content };
    await recordAndReport(
      context,
      { name: 'accountability.AdoptScheme', data, key: `${id}@${version}` },
      options,
    );
  });
  viewCommand(
    index,
    'preview',
    '新方案会如何评价过去 / how a new scheme would have scored the past',
  )
    .argument('<file>', 'YAML')
    .argument('[units...]', '区划代码 / division codes')
    .requiredOption('--periods <list>', '2022Q1,2022Q2')
    .action((file: string, codes: string[], options: Options) =>
      readViews(context, options, (snapshot, _, { indexScheme }) => {
        const proposed = readScheme(readFileSync(file, 'utf8'), judged);
        const periods = (options['periods'] ?? '').split(',').map((period) => period.trim());
        const rows = periods.flatMap((period) => {
          const units = indexableUnits(snapshot, codes, parsePeriod(period).from);
          const scheme = schemeFor(snapshot, indexScheme, period);
          const now = runNormIndex(snapshot, scheme, judged, units, period);
          const then = runNormIndex(snapshot, proposed, judged, units, period);
          return now.units.map(({ unit, score }, at) => ({
            period,
            unit,
            now: score,
            then: then.units[at]?.score ?? score,
          }));
        });
        return { value: rows, text: () => renderPreview(rows) };
      }),
    );
}

/** What is recorded of a run: enough to tell later whether it can be reproduced. */
function runData(runId: string, result: IndexRun): Readonly<Record<string, unknown>> {
  return {
    runId,
    schemeId: result.scheme.id,
    version: result.scheme.version,
    period: result.period.label,
    position: Number(result.position ?? -1),
    rulePacks: result.rulePacks,
    inputHash: result.inputHash,
    outputHash: result.outputHash,
    units: result.units.length,
    results: result.units.slice(0, 500).map(({ unit, score }) => ({
      unitId: unit.unitId ?? unit.orgunit,
      ...(score.index === null ? {} : { index: Math.round(score.index * 100) }),
      grade: score.grade.zh,
    })),
  };
}

function addRuns(index: Command, context: CliContext): void {
  withRecordFlags(
    index
      .command('run')
      .description('运行指数并记录 / run the index and record the run')
      .requiredOption('--period <period>', PERIOD)
      .option('--scheme <id@version>', '缺省为本期采用的方案 / the one adopted for the period')
      .option('--id <id>', '运行编号 / id of the run'),
  ).action(async (options: RecordOptions & Options) => {
    const outcome = await withWriting(context, async (ledger) => {
      const head = await ledger.log.head();
      if (head !== undefined) await ledger.views.waitFor(head, HEAD_MILLISECONDS);
      const result = ledger.views.read((snapshot) => run(snapshot, ledger, [], options));
      const runId =
        options['id'] ?? `${result.period.label}.${result.position ?? 'empty'}`.replace('..', '-');
      const fact = {
        name: 'accountability.CompleteIndexRun' as const,
        data: runData(runId, result),
        key: runId,
      };
      const recorded = await recordFact(ledger, fact, options, Date.now());
      const place = await placeOf(ledger.log, { position: result.position, halted: [] });
      return { result, recorded, place };
    });
    const { result, recorded, place } = outcome;
    const { inputHash, outputHash } = result;
    putPlaced(context.output(), place, {
      value: { ...recorded, inputHash, outputHash },
      text: () => `${renderIndex(result)}\n${outcomeText(recorded)}`,
    });
  });
  viewCommand(index, 'runs', '已记录的运行 / recorded runs').action((options: Options) =>
    readViews(context, options, (snapshot) => {
      const runs = recordedRuns(snapshot);
      return { value: runs, text: () => JSON.stringify(runs, null, 2) };
    }),
  );
}

function addObjections(index: Command, context: CliContext): void {
  withRecordFlags(
    index
      .command('object')
      .description('对指数提出异议 / object to an index')
      .argument('<objection>', '异议编号 / id of the objection')
      .requiredOption('--run <id>', '运行编号 / id of the run')
      .requiredOption('--text <words>', '理由 / reasons')
      .option('--indicator <id>', '指标 / indicator')
      .option('--violation <id>', '违规编号 / violation'),
  ).action(async (objectionId: string, options: RecordOptions & Options) => {
    const { run: runId, text, indicator, violation: violationId, unit } = options;
    const data = {
      objectionId,
      runId,
      unitId: unit,
      text,
      ...(indicator && { indicator }),
      ...(violationId && { violationId }),
    };
    await recordAndReport(
      context,
      { name: 'accountability.LodgeIndexObjection', data, key: objectionId },
      options,
    );
  });
  withRecordFlags(
    index
      .command('answer')
      .description('答复异议 / answer an objection')
      .argument('<objection>', '异议编号 / id of the objection')
      .requiredOption('--result <upheld|partlyUpheld|rejected>', '结果 / result')
      .requiredOption('--reason <words>', '理由 / reasons'),
  ).action(async (objectionId: string, options: RecordOptions & Options) => {
    const { result, reason } = options;
    await recordAndReport(
      context,
      {
        name: 'accountability.ResolveIndexObjection',
        data: { objectionId, result, reason },
        key: objectionId,
      },
      options,
    );
  });
  withRecordFlags(
    index
      .command('adjust')
      .description('人工调整，公开列示 / a manual adjustment, shown publicly')
      .argument('<adjustment>', '调整编号 / id of the adjustment')
      .requiredOption('--period <period>', PERIOD)
      .requiredOption('--kind <bonus|correction>', '种类 / kind')
      .requiredOption('--points <n>', '分值，如 0.5 / points, such as 0.5')
      .requiredOption('--reason <words>', '理由 / reasons')
      .requiredOption('--document <number>', '文号 / number of the document')
      .requiredOption('--signed-by <person>', '签发人 / who signs'),
  ).action(async (adjustmentId: string, options: RecordOptions & Options) => {
    const { period, kind, reason, document, signedBy, unit: unitId } = options;
    const hundredths = pointsToHundredths(options['points'] ?? '');
    const data = { adjustmentId, unitId, period, kind, hundredths, reason, document, signedBy };
    await recordAndReport(
      context,
      { name: 'accountability.AdjustIndex', data, key: adjustmentId },
      options,
    );
  });
  viewCommand(index, 'objections', '异议与答复 / objections and answers').action(
    (options: Options) =>
      readViews(context, options, (snapshot) => {
        const objections = indexObjections(snapshot);
        return { value: objections, text: () => renderObjections(objections) };
      }),
  );
}

/** Two decimals at most, exactly. @throws LedgerError `cli.points` */
function pointsToHundredths(text: string): number {
  const match = /^(-?)(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match)
    throw invalid('cli.points', '分值至多两位小数', 'Points have at most two decimals', '--points');
  const [, sign, whole = '0', fraction = ''] = match;
  const value = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return sign === '-' ? -value : value;
}

export function addIndexCommands(program: Command, context: CliContext): void {
  const index = program
    .command('index')
    .description('乡村权力运行规范指数 / norm-compliance index');
  addReading(index, context);
  addSchemes(index, context);
  addRuns(index, context);
  addObjections(index, context);
}
