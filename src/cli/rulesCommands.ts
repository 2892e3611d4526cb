// Commands about the rules: list, explain, the packs of the ledger, adopting packs, judging again, acts held back.
// They only read arguments and print.
import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import {
  adoptedPacks,
  blockedActs,
  rejudgements,
} from '../../projections/violations/rulebook.queries.js';
import { openLedger } from '../composition.js';
import { ledgerExists, openLog } from '../openLog.js';
import { localTime, readPackFiles, shippedPacks } from '../shippedPacks.js';
import type { Config } from '../config.js';
import { askedFor, blockedQuery, explainQuery } from '../http/endpoints/rules.js';
import { parseQuery } from '../http/query.js';
import { isLedgerError } from '../kernel/errors.js';
import { comparePositions, parsePosition } from '../kernel/position.js';
import { carryOut, compareJudgements, isPending, rejudgedData } from '../rejudgement.js';
import { renderRejudgement } from '../reports/rejudgementText.js';
import {
  renderBlocked,
  renderExplanation,
  renderPacks,
  renderRules,
  type PendingPacks,
  RULE_COLUMNS,
  ruleRow,
} from '../reports/rulesText.js';
import { adoptionCommand, planAdoption, readAdopted } from '../rulebook/adoptPacks.js';
import { packsOf } from '../rules/adoption.js';
import { ruleById, rulesOf } from '../rules/askRules.js';
import { RULES } from '../rules/index.js';
import type { RulePacks } from '../rules/pack.js';
import { explainRule, listRule } from '../rules/packExplain.js';
import { checkTogether } from '../rules/packFiles.js';
import { withViews, type CliContext } from './context.js';
import { NOWHERE, placeOf, putPlaced, seenPlace, type Place } from './placedAnswer.js';
import { readViews, viewCommand, type Options } from './readViews.js';

/** Who asks for something at the command line. */
const ACCOUNT = 'cli';

function list(context: CliContext, { family, csv }: { family?: string; csv?: boolean }): void {
  const rules = rulesOf(family).map(listRule);
  const text = () =>
    csv === true
      ? stringify(rules.map(ruleRow), { header: true, columns: [...RULE_COLUMNS] })
      : renderRules(rules);
  context.output().result(rules, text);
}

interface Standing {
  readonly packs: RulePacks;
  /** In words. */
  readonly from: string;
  readonly place: Place;
}

/** The packs adopted up to a position; those of the folder where there is no ledger or it has adopted none. */
async function packsAsOf(config: Config, asOf: string | undefined): Promise<Standing> {
  const shipped = (reason: string): Standing => ({
    packs: checkTogether(shippedPacks(config), RULES),
    from: reason,
    place: NOWHERE,
  });
  const until = asOf === undefined ? undefined : parsePosition(asOf);
  if (!ledgerExists(config))
    return shipped('规则包取自文件夹，尚无台账 / packs of the folder; there is no ledger yet');
  const log = openLog(config, 'read');
  try {
    const adopted = await readAdopted(log, until);
    const head = await log.head();
    const at = until !== undefined && head && comparePositions(until, head) < 0 ? until : head;
    if (adopted.length === 0)
      return shipped(
        '规则包取自文件夹，台账尚未采用 / packs of the folder; the ledger has adopted none',
      );
    return {
      packs: packsOf(adopted, RULES),
      from: '规则包取自台账 / packs of the ledger',
      place: await placeOf(log, { position: at, halted: [] }),
    };
  } finally {
    await log.close();
  }
}

async function explain(context: CliContext, id: string, options: Options): Promise<void> {
  const { asOf, on, area, power } = options;
  const rule = ruleById(id);
  const asked = askedFor(parseQuery(explainQuery, { on, area, power }));
  const { packs, from, place } = await packsAsOf(context.config(), asOf);
  const explanation = explainRule(rule, packs, asked);
  putPlaced(context.output(), place, {
    value: { packSet: packs.digest, ...explanation },
    text: () => renderExplanation(explanation, from),
  });
}

/** What the folder holds that the ledger has not adopted, or why that cannot be adopted as it is. */
async function pendingPacks(context: CliContext): Promise<PendingPacks> {
  const log = openLog(context.config(), 'read');
  try {
    const { fresh } = planAdoption(shippedPacks(context.config()), await readAdopted(log));
    return { names: fresh.map(({ name }) => name), problem: null };
  } catch (error) {
    if (!isLedgerError(error) || error.kind === 'corrupt' || error.kind === 'unavailable')
      throw error;
    return { names: [], problem: { ...error.text, where: error.where ?? null } };
  } finally {
    await log.close();
  }
}

async function showPacks(context: CliContext): Promise<void> {
  const pending = await pendingPacks(context);
  await withViews(context, async ({ views, log }) => {
    const { overview, seen } = views.read((snapshot) => ({
      overview: { packs: adoptedPacks(snapshot), rejudgements: rejudgements(snapshot), pending },
      seen: seenPlace(snapshot),
    }));
    putPlaced(context.output(), await placeOf(log, seen), {
      value: overview,
      text: () => renderPacks(overview),
    });
  });
}

async function adopt(
  context: CliContext,
  files: readonly string[],
  { dryRun }: { dryRun?: boolean },
): Promise<void> {
  const config = context.config();
  const written = files.length > 0 ? readPackFiles(files) : shippedPacks(config);
  const ledger = await openLedger(config, {
    mode: dryRun === true ? 'read' : 'write',
    views: 'none',
  });
  try {
    const { fresh, unchanged } = planAdoption(written, await readAdopted(ledger.log));
    const circumstances = { time: localTime(Date.now()), actoraccount: ACCOUNT };
    if (dryRun !== true)
      for (const pack of fresh) await ledger.handler.handle(adoptionCommand(pack, circumstances));
    const names = fresh.map(({ name }) => name);
    context
      .output()
      .result({ adopted: names, unchanged, dryRun: dryRun === true }, () =>
        [
          ...names.map((name) =>
            dryRun === true ? `将采用 / would adopt  ${name}` : `✓ 已采用 / adopted  ${name}`,
          ),
          ...unchanged.map((name) => `  已有 / adopted before  ${name}`),
          ...(names.length === 0
            ? ['没有新的规则包 / nothing new']
            : [
                '此前记录的行为仍按原规则包评判 / acts recorded before are judged as they were: sunledger rules rejudge --dry-run',
              ]),
        ].join('\n'),
      );
  } finally {
    await ledger.close();
  }
}

async function rejudge(context: CliContext, { dryRun }: { dryRun?: boolean }): Promise<void> {
  const output = context.output();
  const ledger = await openLedger(context.config(), {
    mode: dryRun === true ? 'read' : 'write',
    views: 'inline',
  });
  try {
    const head = await ledger.log.head();
    if (head !== undefined) await ledger.views.waitFor(head, 3_600_000);
    const bar = output.progress('rejudge', Number(head ?? -1) + 1);
    const rejudgement = await compareJudgements(ledger, (position) =>
      bar.update(Number(position) + 1),
    );
    bar.stop();
    const recorded =
      dryRun === true || !isPending(rejudgement)
        ? undefined
        : await carryOut(ledger, rejudgement, { account: ACCOUNT }, Date.now());
    const summary = { ...rejudgedData(rejudgement), recorded: recorded ?? null };
    const place = await placeOf(ledger.log, { position: rejudgement.upTo, halted: [] });
    putPlaced(output, place, {
      value: { ...summary, ...rejudgement.difference },
      text: () => renderRejudgement(rejudgement, recorded),
    });
  } finally {
    await ledger.close();
  }
}

function addReading(parent: Command, context: CliContext): void {
  parent
    .command('list')
    .description(
      '全部规则：严重度、条款、适用期、参数 / every rule with its clauses and parameters',
    )
    .option('--family <family>', '规则族，如 PAY / family')
    .option('--csv', '以 CSV 输出 / answer in CSV')
    .action((options: { family?: string; csv?: boolean }) => list(context, options));
  parent
    .command('explain')
    .description('一条规则在某日某地的参数及出处 / what holds, and where each value comes from')
    .argument('<rule>', '规则编号，如 PAY-01 / id of the rule')
    .option('--on <day>', '行为发生日 YYYY-MM-DD；缺省为今天 / day of the act; today when left out')
    .option('--area <code>', '区划代码，2、4、6、9 或 12 位；缺省为全国 / division code')
    .option('--power <code>', '职权编码 / power code')
    .option('--as-of <position>', '按当时的台账位置 / as of a ledger position')
    .action((id: string, options: Options) => explain(context, id, options));
  parent
    .command('packs')
    .description('台账采用的规则包 / the packs that the ledger has adopted')
    .action(() => showPacks(context));
  viewCommand(parent, 'blocked', '被规则阻止的行为 / acts that rules held back')
    .option('--matter-id <id>', '事项 / matter')
    .option('--person <id>', '人员 / person')
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--from <day>', '起 / from')
    .option('--to <day>', '止 / to')
    .option('--limit <n>', '条数 / how many')
    .action((options: Options) =>
      readViews(context, options, (snapshot, query) => {
        const { limit, ...filter } = parseQuery(blockedQuery, query);
        const acts = blockedActs(snapshot, filter, { limit });
        return { value: acts, text: () => renderBlocked(acts) };
      }),
    );
}

export function addRulesCommands(program: Command, context: CliContext): void {
  const parent = program.command('rules').description('规则与规则包 / rules and rule packs');
  addReading(parent, context);
  parent
    .command('adopt')
    .description(
      '采用规则包：此后记录的行为按其评判 / adopt packs for what is recorded from now on',
    )
    .argument('[files...]', '规则包文件；缺省为配置的文件夹 / files; the configured folder')
    .option('--dry-run', '只检查 / check only')
    .action((files: string[], options: { dryRun?: boolean }) => adopt(context, files, options));
  parent
    .command('rejudge')
    .description(
      '按现用规则包重新评判此前的行为 / judge what was recorded before by the packs of now',
    )
    .option('--dry-run', '只列出变化 / only show what would move')
    .action((options: { dryRun?: boolean }) => rejudge(context, options));
}
