// Commands that ask the views: decisions, funds, violations, risks, index, audit. Each answers as text or JSON, from the
// present head or as of an earlier position.
import type { Command } from 'commander';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { decision, searchDecisions } from '../../projections/decisions/decisions.queries.js';
import { totals } from '../../projections/funds/funds.queries.js';
import { runNormIndex } from '../../projections/norm-index/normIndex.queries.js';
import { indexableUnits } from '../../projections/norm-index/units.queries.js';
import { riskRegister } from '../../projections/risk-register/riskRegister.queries.js';
import type { ViewReader, ViewSnapshot } from '../../projections/reader.js';
import { findViolations, violationById } from '../../projections/violations/violations.queries.js';
import { openLedger, type Ledger } from '../composition.js';
import { decisionQuery } from '../http/endpoints/decisions.js';
import { totalsQuery } from '../http/endpoints/funds.js';
import { riskQuery } from '../http/endpoints/risks.js';
import { violationQuery } from '../http/endpoints/violations.js';
import { parseQuery } from '../http/query.js';
import { missing } from '../kernel/errors.js';
import { parsePosition, type Position } from '../kernel/position.js';
import { openViewsAsOf } from '../openViews.js';
import { renderAudit } from '../reports/auditText.js';
import { renderDecision } from '../reports/decisionText.js';
import { renderDecisions } from '../reports/decisionsText.js';
import { renderTotals } from '../reports/fundsText.js';
import { renderIndex } from '../reports/indexText.js';
import { renderRiskRegister } from '../reports/riskText.js';
import { withStanding } from '../reports/standing.js';
import { renderViolation, renderViolations } from '../reports/violationsText.js';
import { RULES } from '../rules/index.js';
import { standingOf } from '../signing/standing.js';
import type { CliContext } from './context.js';
import type { Output } from './output.js';

interface Answer {
  /** An object: the standing is put into it. */
  readonly value: object;
  readonly text: () => string;
}

/** How long a command waits for a running server's views. */
const WAIT_MILLISECONDS = 600_000;

/** Reads of all views at the head, or as of an earlier position. */
async function openReads(
  ledger: Ledger,
  past: Position | undefined,
  output: Output,
): Promise<Pick<ViewReader, 'read' | 'close'>> {
  const { config, log, projections, views } = ledger;
  if (past === undefined) {
    const head = await log.head();
    if (head !== undefined) await views.waitFor(head, WAIT_MILLISECONDS);
    return { read: (query) => views.read(query), close: () => undefined };
  }
  const bar = output.progress('as-of', Number(past) + 1);
  try {
    return await openViewsAsOf(config, log, projections, past, (position) =>
      bar.update(Number(position) + 1),
    );
  } finally {
    bar.stop();
  }
}

/** Runs a query on a snapshot of all views, at the head or as of `position`, and says where the answer stands. */
async function readViews(
  context: CliContext,
  asOf: string | undefined,
  query: (snapshot: ViewSnapshot, ledger: Ledger) => Answer,
): Promise<void> {
  const output = context.output();
  const past = asOf === undefined ? undefined : parsePosition(asOf);
  const ledger = await openLedger(context.config(), {
    mode: 'read',
    views: past === undefined ? 'inline' : 'none',
  });
  try {
    const reader = await openReads(ledger, past, output);
    const { answer, position, halted } = reader.read((snapshot) => ({
      answer: query(snapshot, ledger),
      position: snapshot.position,
      halted: snapshot.halted.map(({ name }) => name),
    }));
    reader.close();
    const standing = await standingOf(ledger, position, halted);
    output.result({ ...answer.value, standing }, () => withStanding(answer.text(), standing));
  } finally {
    await ledger.close();
  }
}

/** Flags that are no part of the question. */
const GENERAL: ReadonlySet<string> = new Set(['asOf', 'json', 'data']);

type Options = Readonly<Record<string, string | undefined>>;

/** Flags of a command are the query parameters of its endpoint. */
const queryOf = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !GENERAL.has(name)));

function viewCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--as-of <position>', '按当时的台账位置 / as of a ledger position');
}

function addDecisions(program: Command, context: CliContext): void {
  viewCommand(program, 'decisions', '决策历史 / history of decisions')
    .argument('[matter]', '事项编号：显示全过程 / id of one matter: its whole course')
    .option('--text <words>', '全文 / full text')
    .option('--person <id>', '涉及人员 / who took part')
    .option('--roles <list>', '以何身份 / in which part')
    .option('--body <id>', '决策机构 / body')
    .option('--power <code>', '职权编码 / power')
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--place <text>', '地点 / place')
    .option('--payee <text>', '收款人 / payee')
    .option('--amount-from <fen>', '金额下限（分） / from, in fen')
    .option('--amount-to <fen>', '金额上限（分） / to, in fen')
    .option('--from <day>', '起 / from')
    .option('--to <day>', '止 / to')
    .option('--date-of <opened|decided>', '日期口径 / which date')
    .option('--clock <business|recorded>', '时间口径 / which clock')
    .option('--outcome <outcome>', '结果 / outcome')
    .option('--limit <n>', '条数 / how many')
    .action((matter: string | undefined, options: Options) =>
      readViews(context, options['asOf'], (snapshot) => {
        if (matter !== undefined) {
          const found = decision(snapshot, matter);
          if (!found)
            throw missing('matter.unknown', '没有此事项', 'There is no such matter', matter);
          return { value: found, text: () => renderDecision(found) };
        }
        const { limit, ...filter } = parseQuery(decisionQuery, queryOf(options));
        const page = searchDecisions(snapshot, filter, { limit });
        return { value: page, text: () => renderDecisions(page) };
      }),
    );
}

function addFunds(program: Command, context: CliContext): void {
  viewCommand(program, 'funds', '资金合计 / totals of money')
    .option('--measure <measure>', 'requested | paid | reversed | income')
    .option('--by <list>', '分组 / dimensions, e.g. orgunit,year')
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--category <text>', '类别 / category')
    .option('--payee-id <id>', '收款人 / payee')
    .option('--matter-id <id>', '事项 / matter')
    .option('--from <day>', '起 / from')
    .option('--to <day>', '止 / to')
    .option('--clock <business|recorded>', '时间口径 / which clock')
    .action((options: Options) =>
      readViews(context, options['asOf'], (snapshot) => {
        const { measure, by, ...filter } = parseQuery(totalsQuery, queryOf(options));
        const rows = totals(snapshot, measure, by, filter);
        const { position } = snapshot;
        return {
          value: { position, measure, by, totals: rows },
          text: () => renderTotals({ position, measure, by, rows }),
        };
      }),
    );
}

function addViolations(program: Command, context: CliContext): void {
  viewCommand(program, 'violations', '违规记录 / violations')
    .argument('[violation]', '编号：显示条款与证据 / id of one: clause and evidence')
    .option('--rule <id>', '规则 / rule')
    .option('--family <family>', '规则族 / family')
    .option('--severity <S|M|L>', '严重度 / severity')
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--person <id>', '人员 / person')
    .option('--power <code>', '职权 / power')
    .option('--from <day>', '起 / from')
    .option('--to <day>', '止 / to')
    .option('--clock <business|recorded>', '时间口径 / which clock')
    .option('--limit <n>', '条数 / how many')
    .action((violation: string | undefined, options: Options) =>
      readViews(context, options['asOf'], (snapshot) => {
        if (violation !== undefined) {
          const found = violationById(snapshot, RULES, violation);
          return { value: found, text: () => renderViolation(found) };
        }
        const { limit, ...filter } = parseQuery(violationQuery, queryOf(options));
        const page = findViolations(snapshot, filter, { limit });
        return { value: page, text: () => renderViolations(page) };
      }),
    );
}

function addRisks(program: Command, context: CliContext): void {
  viewCommand(program, 'risks', '职权风险点清单 / register of risk points')
    .option('--at <day>', '职权有效日 / powers in force on')
    .option('--level <level>', 'township | village')
    .option('--power <code>', '职权 / power')
    .option('--role <role>', '岗位 / role')
    .option('--grade <1|2|3>', '等级 / grade')
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--from <day>', '违规计数起 / count from')
    .option('--to <day>', '违规计数止 / count to')
    .action((options: Options) =>
      readViews(context, options['asOf'], (snapshot) => {
        const register = riskRegister(snapshot, parseQuery(riskQuery, queryOf(options)));
        return { value: register, text: () => renderRiskRegister(register) };
      }),
    );
}

function addIndex(program: Command, context: CliContext): void {
  viewCommand(program, 'index', '乡村权力运行规范指数 / norm-compliance index')
    .argument(
      '[units...]',
      '区划代码；缺省为全部乡镇和村 / division codes; all townships and villages when left out',
    )
    .requiredOption('--period <period>', '2023Q4 | 2023 | 2023Q3..2024Q2')
    .action((codes: string[], options: Options) =>
      readViews(context, options['asOf'], (snapshot, { indexScheme }) => {
        const units = indexableUnits(snapshot, codes);
        const judged = RULES.map(({ id }) => id);
        const run = runNormIndex(snapshot, indexScheme, judged, units, options['period'] ?? '');
        return { value: run, text: () => renderIndex(run) };
      }),
    );
}

function addAudit(program: Command, context: CliContext): void {
  viewCommand(program, 'audit', '离任审计 / departure audit')
    .requiredOption('--person <id>', '被审计人 / the audited person')
    .option('--term <id>', '只审一个任期 / one term only')
    .action((options: Options) =>
      readViews(context, options['asOf'], (snapshot) => {
        const audit = departureAudit(snapshot, RULES, options['person'] ?? '', options['term']);
        return { value: audit, text: () => renderAudit(audit) };
      }),
    );
}

export function addViewCommands(program: Command, context: CliContext): void {
  addDecisions(program, context);
  addFunds(program, context);
  addViolations(program, context);
  addRisks(program, context);
  addIndex(program, context);
  addAudit(program, context);
}
