// Commands that ask the views: decisions, funds, violations, risks, audit. Each answers as data (`--json`) or as a
// report in any form, from the present head or as of an earlier position.
import { Option, type Command } from 'commander';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { decision, searchDecisions } from '../../projections/decisions/decisions.queries.js';
import { totals } from '../../projections/funds/funds.queries.js';
import { personIdOf } from '../../projections/offices/persons.queries.js';
import { riskRegister } from '../../projections/risk-register/riskRegister.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { findViolations, violationById } from '../../projections/violations/violations.queries.js';
import { decisionQuery } from '../http/endpoints/decisions.js';
import { totalsQuery } from '../http/endpoints/funds.js';
import { riskQuery } from '../http/endpoints/risks.js';
import { violationQuery } from '../http/endpoints/violations.js';
import { auditQuery } from '../http/endpoints/audits.js';
import { canonicalQuery, NO_QUERY, parseQuery } from '../http/query.js';
import { missing } from '../kernel/errors.js';
import {
  auditPlan,
  decisionPlan,
  decisionsPlan,
  risksPlan,
  totalsPlan,
  violationPlan,
  violationsPlan,
} from '../reports/plans.js';
import { RULES } from '../rules/index.js';
import type { CliContext } from './context.js';
import {
  answer,
  extentOf,
  listQuery,
  queryOf,
  reportCommand,
  type Answer,
  type Options,
} from './reportAnswers.js';

/** Every row of a query that answers in pages. */
function allRows<T, N>(
  page: (after: N | undefined) => { rows: readonly T[]; next: N | undefined },
) {
  const rows: T[] = [];
  let next: N | undefined;
  do {
    const found = page(next);
    rows.push(...found.rows);
    next = found.next;
  } while (next !== undefined);
  return rows;
}

function addDecisions(program: Command, context: CliContext): void {
  reportCommand(program, 'decisions', '决策历史 / history of decisions')
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
    .option('--limit <n|all>', '条数 / how many')
    .action((matter: string | undefined, options: Options) =>
      answer(context, options, (snapshot) =>
        matter === undefined ? listDecisions(snapshot, options) : oneDecision(snapshot, matter),
      ),
    );
}

function oneDecision(snapshot: ViewSnapshot, matter: string): Answer {
  const found = decision(snapshot, matter);
  if (!found) throw missing('matter.unknown', '没有此事项', 'There is no such matter', matter);
  return {
    value: found,
    plan: decisionPlan(found),
    path: `/decisions/${encodeURIComponent(matter)}`,
    query: (asOf) => canonicalQuery(NO_QUERY, {}, asOf),
  };
}

function listDecisions(snapshot: ViewSnapshot, options: Options): Answer {
  const { all, query } = listQuery(decisionQuery, options);
  const { limit, ...filter } = query;
  const first = searchDecisions(snapshot, filter, { limit });
  const rest = !all
    ? []
    : allRows((after: string | undefined) => {
        const page =
          after === undefined
            ? { decisions: [], next: first.next }
            : searchDecisions(snapshot, filter, { limit, after });
        return { rows: page.decisions, next: page.next };
      });
  const decisions = [...first.decisions, ...rest];
  const next = all ? undefined : first.next;
  return {
    value: { decisions, next },
    plan: decisionsPlan(decisions, extentOf(decisions.length, null, next !== undefined)),
    path: '/decisions',
    query: (asOf) => canonicalQuery(decisionQuery, query, asOf),
  };
}

function addFunds(program: Command, context: CliContext): void {
  reportCommand(program, 'funds', '资金合计 / totals of money')
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
      answer(context, options, (snapshot) => {
        const query = parseQuery(totalsQuery, queryOf(options));
        const { measure, by, ...filter } = query;
        const rows = totals(snapshot, measure, by, filter);
        return {
          value: { position: snapshot.position, measure, by, totals: rows },
          plan: totalsPlan(measure, by, rows),
          path: '/funds/totals',
          query: (asOf) => canonicalQuery(totalsQuery, query, asOf),
        };
      }),
    );
}

function addViolations(program: Command, context: CliContext): void {
  reportCommand(program, 'violations', '违规记录 / violations')
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
    .option('--limit <n|all>', '条数 / how many')
    .action((violation: string | undefined, options: Options) =>
      answer(context, options, (snapshot) =>
        violation === undefined
          ? listViolations(snapshot, options)
          : oneViolation(snapshot, violation),
      ),
    );
}

function oneViolation(snapshot: ViewSnapshot, id: string): Answer {
  const found = violationById(snapshot, RULES, id);
  return {
    value: found,
    plan: violationPlan(found),
    path: `/violations/${encodeURIComponent(id)}`,
    query: (asOf) => canonicalQuery(NO_QUERY, {}, asOf),
  };
}

function listViolations(snapshot: ViewSnapshot, options: Options): Answer {
  const { all, query } = listQuery(violationQuery, options);
  const { limit, ...filter } = query;
  const { total, violations } = findViolations(
    snapshot,
    filter,
    all ? { limit: 2 ** 31 } : { limit },
  );
  const extent = extentOf(violations.length, total, violations.length < total);
  return {
    value: { total, violations },
    plan: violationsPlan(violations, extent),
    path: '/violations',
    query: (asOf) => canonicalQuery(violationQuery, query, asOf),
  };
}

function addRisks(program: Command, context: CliContext): void {
  reportCommand(program, 'risks', '职权风险点清单 / register of risk points')
    .option('--at <day>', '职权有效日 / powers in force on')
    .option('--level <level>', 'township | village')
    .option('--power <code>', '职权 / power')
    .option('--role <role>', '岗位 / role')
    .option('--grade <1|2|3>', '等级 / grade')
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--from <day>', '违规计数起 / count from')
    .option('--to <day>', '违规计数止 / count to')
    .action((options: Options) =>
      answer(context, options, (snapshot) => {
        const query = parseQuery(riskQuery, queryOf(options));
        const register = riskRegister(snapshot, query);
        return {
          value: register,
          plan: risksPlan(register),
          path: '/risks',
          query: (asOf) => canonicalQuery(riskQuery, query, asOf),
        };
      }),
    );
}

function addAudit(program: Command, context: CliContext): void {
  reportCommand(program, 'audit', '离任审计 / departure audit')
    .requiredOption('--person <person>', '被审计人编号或姓名 / id or name of the audited person')
    .option('--term <id>', '只审一个任期 / one term only')
    .addOption(
      new Option('--audience <audience>', '内部版或公开版 / internal or public version')
        .choices(['internal', 'public'])
        .default('internal'),
    )
    .action((options: Options & { readonly person: string; readonly term?: string }) =>
      answer(context, options, (snapshot) => {
        const { term } = options;
        const person = personIdOf(snapshot, options.person);
        const audit = departureAudit(snapshot, RULES, person, term);
        return {
          value: audit,
          plan: auditPlan(audit),
          path: `/audits/${encodeURIComponent(person)}`,
          query: (asOf) => canonicalQuery(auditQuery, { term }, asOf),
        };
      }),
    );
}

export function addViewCommands(program: Command, context: CliContext): void {
  addDecisions(program, context);
  addFunds(program, context);
  addViolations(program, context);
  addRisks(program, context);
  addAudit(program, context);
}
