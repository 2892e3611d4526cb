// Commands that ask the views: decisions, funds, violations, risks, audit. Each answers as text or JSON, from the
// present head or as of an earlier position.
import type { Command } from 'commander';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { decision, searchDecisions } from '../../projections/decisions/decisions.queries.js';
import { totals } from '../../projections/funds/funds.queries.js';
import { riskRegister } from '../../projections/risk-register/riskRegister.queries.js';
import { findViolations, violationById } from '../../projections/violations/violations.queries.js';
import { decisionQuery } from '../http/endpoints/decisions.js';
import { totalsQuery } from '../http/endpoints/funds.js';
import { riskQuery } from '../http/endpoints/risks.js';
import { violationQuery } from '../http/endpoints/violations.js';
import { parseQuery } from '../http/query.js';
import { missing } from '../kernel/errors.js';
import { renderAudit } from '../reports/auditText.js';
import { renderDecision } from '../reports/decisionText.js';
import { renderDecisions } from '../reports/decisionsText.js';
import { renderTotals } from '../reports/fundsText.js';
import { renderRiskRegister } from '../reports/riskText.js';
import { renderViolation, renderViolations } from '../reports/violationsText.js';
import { RULES } from '../rules/index.js';
import type { CliContext } from './context.js';
import { readViews, viewCommand, type Options } from './readViews.js';

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
      readViews(context, options, (snapshot, asked) => {
        if (matter !== undefined) {
          const found = decision(snapshot, matter);
          if (!found)
            throw missing('matter.unknown', '没有此事项', 'There is no such matter', matter);
          return { value: found, text: () => renderDecision(found) };
        }
        const { limit, ...filter } = parseQuery(decisionQuery, asked);
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
      readViews(context, options, (snapshot, asked) => {
        const { measure, by, ...filter } = parseQuery(totalsQuery, asked);
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
      readViews(context, options, (snapshot, asked) => {
        if (violation !== undefined) {
          const found = violationById(snapshot, RULES, violation);
          return { value: found, text: () => renderViolation(found) };
        }
        const { limit, ...filter } = parseQuery(violationQuery, asked);
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
    .option('--role <role>', '岗位角色 / role')
    .option('--post <id>', '岗位 / post')
    .option('--grade <1|2|3>', '等级 / grade')
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--from <day>', '违规计数起 / count from')
    .option('--to <day>', '违规计数止 / count to')
    .action((options: Options) =>
      readViews(context, options, (snapshot, asked) => {
        const register = riskRegister(snapshot, parseQuery(riskQuery, asked));
        return { value: register, text: () => renderRiskRegister(register) };
      }),
    );
}

function addAudit(program: Command, context: CliContext): void {
  viewCommand(program, 'audit', '离任审计 / departure audit')
    .requiredOption('--person <id>', '被审计人 / the audited person')
    .option('--term <id>', '只审一个任期 / one term only')
    .action((options: Options) =>
      readViews(context, options, (snapshot) => {
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
  addAudit(program, context);
}
