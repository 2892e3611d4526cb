// `sunledger conformance`: a log, or the ledger's own matters, against constraints and against a model.
// It only reads arguments, feeds cases to the engine and prints; what is violated is decided in src/conformance.
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Aligner, LogAlignment } from '../conformance/alignment.js';
import { createWorkingDayCalendar } from '../conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../conformance/chinaHolidays.js';
import { activitiesOf, type ConstraintSet } from '../conformance/constraint.js';
import { parseConstraintFile, type ConstraintFile } from '../conformance/constraintFile.js';
import { compileConstraints } from '../conformance/engine.js';
import { netOfGraph } from '../conformance/graphNet.js';
import { LogCheck } from '../conformance/logCheck.js';
import type { PetriNet } from '../conformance/petriNet.js';
import { openCaseLog, type CaseLogOptions } from '../importers/caseLog.js';
import { readBpmn } from '../importers/models/bpmn.js';
import { readPnml } from '../importers/models/pnml.js';
import { invalid, isLedgerError, LedgerError, missing, placedAt } from '../kernel/errors.js';
import { conformanceReport } from '../reports/conformanceReport.js';
import { renderConformance } from '../reports/conformanceText.js';
import { LedgerConformance } from '../exporters/ledgerConformance.js';
import { readMatters } from '../exporters/ledgerMatters.js';
import { EVENT_KEYS, TRACE_KEYS } from '../exporters/ledgerXes.js';
import { isLocalDate, parseInstant } from '../kernel/time.js';
import type { CliContext } from './context.js';
import { matterOptions } from './exportCommands.js';
import { placeOf, putPlaced } from './placedAnswer.js';
import { filterOf, withMatters, type MatterFlags } from './ledgerSource.js';

interface ConformanceFlags extends MatterFlags {
  readonly ledger: boolean;
  /** Local day up to whose end running matters are judged. */
  readonly at?: string;
  readonly constraints?: string;
  readonly align?: string;
  readonly worst: string;
  readonly zone?: string;
  readonly classifier?: string;
  readonly lifecycle?: string;
  readonly objectType?: string;
  readonly allowUnseen: boolean;
}

/** @throws LedgerError `constraints.missing`, and those of {@link parseConstraintFile} */
function readConstraintFile(path: string): ConstraintFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw missing(
      'constraints.missing',
      '无法读取约束文件：请检查路径和权限',
      'The file of constraints cannot be read; check its path and permissions',
      path,
    );
  }
  return parseConstraintFile({ name: basename(path), text });
}

/** The lawful model as a net. @throws LedgerError `model.format`, and those of the readers */
async function readModel(path: string): Promise<PetriNet> {
  if (/\.pnml(\.gz)?$/i.test(path)) return readPnml(path);
  if (!/\.(bpmn|xml)(\.gz)?$/i.test(path))
    throw invalid(
      'model.format',
      '模型须为 .bpmn 或 .pnml 文件',
      'The model must be a .bpmn or .pnml file',
      path,
    );
  const { graph, name, lineOf } = await readBpmn(path);
  try {
    return netOfGraph(graph);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    throw placedAt(error, name, lineOf(String(error.details['element'])));
  }
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid('cli.number', `${option} 须为非负整数`, `${option} must be a whole number`, option);
}

const NO_CONSTRAINTS: ConstraintSet = { name: 'none', constraints: [] };

async function checkFile(
  context: CliContext,
  path: string,
  flags: ConformanceFlags,
): Promise<void> {
  const worst = wholeNumber(flags.worst, '--worst');
  const file = flags.constraints === undefined ? undefined : readConstraintFile(flags.constraints);
  const net = flags.align === undefined ? undefined : await readModel(flags.align);
  if (!file && !net)
    throw invalid(
      'conformance.nothing',
      '请用 --constraints 给出约束，或用 --align 给出模型',
      'Give constraints with --constraints, or a model with --align',
    );
  const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);
  const check = new LogCheck(compileConstraints(file?.set ?? NO_CONSTRAINTS, { calendar }), {
    worst,
  });
  const alignment = net && new LogAlignment(new Aligner(net), { worst });
  const { zone, classifier, lifecycle, objectType } = flags;
  const options: CaseLogOptions = { zone, classifier, lifecycle, objectType };
  const log = await openCaseLog(path, options);
  try {
    for await (const given of log.cases) {
      try {
        check.add(given);
      } catch (error) {
        throw isLedgerError(error) ? ofCase(error, given.id, log.place()) : error;
      }
      alignment?.add(given);
    }
    requireSeen(file, flags, (names) => check.unseen(names), log.attributes());
  } finally {
    await log.close();
  }
  const found = conformanceReport(
    basename(path),
    check.report(),
    alignment && { model: basename(flags.align ?? ''), report: alignment.report() },
  );
  context.output().result(found, () => renderConformance(found));
}

/** What a case cannot be judged by, e.g. a year that the holiday table lacks, with the case and its place. */
const ofCase = (error: LedgerError, id: string, where: string): LedgerError =>
  new LedgerError(
    error.kind,
    error.code,
    { zh: `案件「${id}」：${error.text.zh}`, en: `Case "${id}": ${error.text.en}` },
    where,
    { ...error.details, case: id },
    { cause: error },
  );

/** Names in given constraints that nothing bore are more likely slips than findings. */
function requireSeen(
  file: ConstraintFile | undefined,
  flags: ConformanceFlags,
  unseen: (activities: readonly string[]) => readonly string[],
  attributes: ReadonlySet<string>,
): void {
  if (!file || flags.allowUnseen) return;
  const named = file.set.constraints.flatMap(({ a, b }) => [
    ...activitiesOf(a),
    ...activitiesOf(b),
  ]);
  const unknown = file.unknownName({ unseen: unseen(named), attributes });
  if (unknown) throw unknown;
}

/** The last moment of a local day of the ledger's zone. */
function endOfDay(day: string): number {
  if (isLocalDate(day)) return parseInstant(`${day}T23:59:59.999+08:00`).epochMs;
  throw invalid(
    'cli.date',
    '日期须为 YYYY-MM-DD 形式的有效日期',
    'The date must be a calendar date YYYY-MM-DD',
    '--at',
  );
}

async function checkLedger(context: CliContext, flags: ConformanceFlags): Promise<void> {
  const worst = wholeNumber(flags.worst, '--worst');
  const filter = filterOf(flags);
  const asOf = flags.at === undefined ? undefined : endOfDay(flags.at);
  const file = flags.constraints === undefined ? undefined : readConstraintFile(flags.constraints);
  const net = flags.align === undefined ? undefined : await readModel(flags.align);
  const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);
  const { found, place } = await withMatters(context, flags.asOf, async (source, ledger) => {
    const conformance = new LedgerConformance({
      terms: ledger.terms(),
      calendar,
      worst,
      asOf,
      constraints: file && compileConstraints(file.set, { calendar }),
      net,
    });
    for await (const matter of readMatters(source, filter)) conformance.add(matter);
    const { report, alignment, withoutFlow } = conformance.report();
    requireSeen(file, flags, (names) => conformance.unseen(names), LEDGER_ATTRIBUTES);
    const model = flags.align === undefined ? FLOWS : basename(flags.align);
    const found = {
      ...conformanceReport(
        `${source.log.origin} @ ${source.upTo ?? '-'}`,
        report,
        {
          model,
          report: alignment,
        },
        CHINA_OFFSET_MINUTES,
      ),
      withoutFlow,
    };
    return { found, place: await placeOf(source.log, { position: source.upTo, halted: [] }) };
  });
  putPlaced(context.output(), place, {
    value: found,
    text: () =>
      found.withoutFlow === 0
        ? renderConformance(found)
        : `${renderConformance(found)}\n${found.withoutFlow} 项没有已公布的流程，未按流程判断 / matters follow no published flow and were not judged by one`,
  });
}

const LEDGER_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...EVENT_KEYS,
  ...TRACE_KEYS.map((key) => `case:${key}`),
]);
const FLOWS = '各事项所依的已公布流程 / the published flow of each matter';
const CHINA_OFFSET_MINUTES = 480;

export function addConformanceCommand(program: Command, context: CliContext): void {
  const command = program
    .command('conformance')
    .description(
      '按约束和模型检查日志或台账事项 / check a log, or the matters, by constraints and a model',
    )
    .argument('[log]', 'XES、OCEL 2.0，可为 gzip / XES or OCEL 2.0, may be gzip')
    .option('--constraints <file>', '约束文件（YAML） / constraints (YAML)')
    .option(
      '--align <model>',
      '模型（.bpmn、.pnml）：最近的合规路径 / model for the nearest lawful path',
    )
    .option('--worst <n>', '列出违反最多的案件数 / how many of the worst cases to list', '10')
    .option('--zone <zone>', '无时区偏移的时间所在时区 / zone of times without offset')
    .option('--classifier <name>', 'XES：以哪个分类器或属性为活动 / what names the activity')
    .option(
      '--lifecycle <transition>',
      'XES：只看此生命周期的事件，如 complete / only these events',
    )
    .option('--object-type <type>', 'OCEL：以此类对象为案件 / objects of this type are the cases')
    .option(
      '--allow-unseen',
      '允许约束提到日志中没有的名称 / constraints may name what the log lacks',
      false,
    )
    .option(
      '--ledger',
      '检查台账事项，缺省按各自已公布的流程 / the matters, by their published flows',
      false,
    )
    .option(
      '--at <day>',
      '台账：未结事项判断到此日止 / judge running matters up to the end of this day',
    );
  matterOptions(command).action((log: string | undefined, flags: ConformanceFlags) => {
    if (log !== undefined && !flags.ledger) return checkFile(context, log, flags);
    if (log === undefined && flags.ledger) return checkLedger(context, flags);
    throw invalid(
      'conformance.nothing',
      '请给出日志文件，或用 --ledger 检查台账事项，二者取一',
      'Name a log, or check the matters of the ledger with --ledger; one of the two',
    );
  });
}
