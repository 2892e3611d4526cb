// `sunledger leads`: list leads, read the short list, open one, and record what people do with it.
// It must never record a decision that nobody stated a reason for.
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { checkCard, leadById } from '../../projections/leads/leadDetail.queries.js';
import {
  findLeads,
  LEAD_STATES,
  NOT_A_CONCLUSION,
  shortList,
} from '../../projections/leads/leads.queries.js';
import { precisionByCheck } from '../../projections/leads/precision.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { type Ledger } from '../composition.js';
import { localTime } from '../shippedPacks.js';
import { leadQuery, shortListQuery } from '../http/endpoints/leads.js';
import { canonicalQuery, NO_QUERY, parseQuery } from '../http/query.js';
import { refused } from '../kernel/errors.js';
import { checksPlan, leadPlan, leadsPlan, precisionPlan, shortListPlan } from '../reports/plans.js';
import type { CliContext } from './context.js';
import { outcomeText, withWriting } from './recordFacts.js';
import {
  answer,
  extentOf,
  listQuery,
  queryOf,
  reportCommand,
  type Answer,
  type Options,
} from './reportAnswers.js';

const withNotice = (value: object): object => ({ notice: NOT_A_CONCLUSION, ...value });

function listAnswer(snapshot: ViewSnapshot, { leadScheme }: Ledger, options: Options): Answer {
  const { all, query } = listQuery(leadQuery, options);
  const { limit, ...filter } = query;
  const page = findLeads(snapshot, leadScheme, filter, { limit: all ? 2 ** 31 : limit });
  const shown = page.leads.length;
  return {
    value: withNotice(page),
    plan: leadsPlan(page.leads, extentOf(shown, page.total, shown < page.total)),
    path: '/leads',
    query: (asOf) => canonicalQuery(leadQuery, query, asOf),
  };
}

function shortAnswer(snapshot: ViewSnapshot, { leadScheme }: Ledger, options: Options): Answer {
  const query = parseQuery(shortListQuery, queryOf(options));
  const list = shortList(snapshot, leadScheme, query);
  return {
    value: withNotice(list),
    plan: shortListPlan(list),
    path: '/lead-short-list',
    query: (asOf) => canonicalQuery(shortListQuery, query, asOf),
  };
}

interface Act {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Flags of every command that records something about a lead. */
interface RecordFlags {
  readonly person?: string;
  readonly time?: string;
}

/** Records what somebody did with a lead, as an event of the lead's unit that auditors alone see. */
async function record(
  context: CliContext,
  leadId: string,
  { person, time }: RecordFlags,
  act: (snapshot: ViewSnapshot, ledger: Ledger) => Act,
): Promise<void> {
  const { name, outcome } = await withWriting(context, async (ledger) => {
    const head = await ledger.log.head();
    if (head !== undefined) await ledger.views.waitFor(head, 600_000);
    const { orgunit, name, data } = ledger.views.read((snapshot) => ({
      orgunit: leadById(snapshot, ledger.leadScheme, leadId).orgunit,
      ...act(snapshot, ledger),
    }));
    const { id, version } = ledger.leadScheme.document;
    const outcome = await ledger.handler.handle({
      name,
      data,
      attributes: {
        time: time ?? localTime(Date.now()),
        actoraccount: 'cli',
        ...(person === undefined ? {} : { actorperson: person }),
        orgunit,
        commandid: `cli:lead:${randomUUID()}`,
        correlationid: `lead:${leadId}`,
        rulepack: `leads:${id}@${version}`,
        classification: 'audit',
      },
    });
    return { name, outcome };
  });
  context
    .output()
    .result(
      withNotice({ lead: leadId, ...outcome }),
      () =>
        `${outcomeText(outcome)}\n${name} ${leadId}\n${NOT_A_CONCLUSION.zh} / ${NOT_A_CONCLUSION.en}`,
    );
}

/** A lead as it is taken up: with what it said at this ledger position. @throws LedgerError `lead.not_computed` */
function raise(snapshot: ViewSnapshot, { leadScheme }: Ledger, leadId: string): Act {
  const lead = leadById(snapshot, leadScheme, leadId);
  if (!lead.computed)
    throw refused(
      'lead.not_computed',
      '现有记录已不再显示此疑点，不能据以立案核实',
      'The records show this lead no longer; it cannot be taken up from them',
      leadId,
    );
  const parameters = Object.entries(lead.parameters as Readonly<Record<string, unknown>>);
  return {
    name: 'leads.RaiseLead',
    data: {
      leadId,
      check: lead.check,
      statement: lead.statement,
      ...(lead.person === null ? {} : { personId: lead.person }),
      ...(lead.amount === null || lead.currency === null || lead.amount.length > 18
        ? {}
        : { amount: lead.amount, currency: lead.currency }),
      events: lead.events.map(({ eventId }) => eventId),
      parameters: Object.fromEntries(
        parameters.map(([name, value]) => [name, JSON.stringify(value).slice(0, 400)]),
      ),
    },
  };
}

function addReading(leads: Command, context: CliContext): void {
  reportCommand(leads, 'list', '疑点，按得分排列 / leads by score', { isDefault: true })
    .option('--short', '短名单 / the short list: at most 5 % of the transactions')
    .option('--check <id>', '类型 / check, A01 to A60')
    .option('--severity <S|M|L>', '严重度 / severity')
    .option('--state <state>', LEAD_STATES.join(' | '))
    .option('--area <prefix>', '区划代码前缀 / division code prefix')
    .option('--orgunit <code>', '单位 / unit')
    .option('--person <id>', '人员 / person')
    .option('--power <code>', '职权 / power')
    .option('--from <day>', '起 / from')
    .option('--to <day>', '止 / to')
    .option('--at <day>', '截至业务日 / as seen on this business day')
    .option('--limit <n|all>', '条数 / how many')
    .action(({ short, ...options }: Options & { readonly short?: true }) =>
      answer(context, options, (snapshot, ledger) =>
        (short ? shortAnswer : listAnswer)(snapshot, ledger, options),
      ),
    );
  reportCommand(leads, 'show', '一条疑点：数字、参数、依据事件、处置经过 / one lead, opened')
    .argument('<lead>', '编号 / id')
    .action((leadId: string, options: Options) =>
      answer(context, options, (snapshot, { leadScheme }) => {
        const lead = leadById(snapshot, leadScheme, leadId);
        return {
          value: withNotice(lead),
          plan: leadPlan(lead),
          path: `/leads/${encodeURIComponent(leadId)}`,
          query: (asOf) => canonicalQuery(NO_QUERY, {}, asOf),
        };
      }),
    );
  reportCommand(leads, 'precision', '各类疑点查实率 / how often each type was confirmed').action(
    (options: Options) =>
      answer(context, options, (snapshot, { leadScheme }) => {
        const checks = precisionByCheck(snapshot, leadScheme);
        return {
          value: withNotice({ checks }),
          plan: precisionPlan(checks),
          path: '/lead-precision',
          query: (asOf) => canonicalQuery(NO_QUERY, {}, asOf),
        };
      }),
  );
  reportCommand(leads, 'checks', '六十种检查：含义与已知误报 / the sixty checks').action(
    (options: Options) =>
      answer(context, options, (_snapshot, { leadScheme }) => {
        const checks = leadScheme.checks.map(checkCard);
        return {
          value: withNotice({ checks }),
          plan: checksPlan(checks),
          path: '/lead-checks',
          query: (asOf) => canonicalQuery(NO_QUERY, {}, asOf),
        };
      }),
  );
}

/** A subcommand that records something; every one takes who did it and when. */
const writing = (leads: Command, name: string, description: string): Command =>
  leads
    .command(name)
    .description(description)
    .argument('<lead>', '编号 / id')
    .option('--person <id>', '何人所为 / who did it')
    .option('--time <instant>', '何时（RFC 3339，缺省为现在） / when; now when left out');

function addWriting(leads: Command, context: CliContext): void {
  writing(leads, 'raise', '立为待核疑点 / take a lead up').action(
    (leadId: string, flags: RecordFlags) =>
      record(context, leadId, flags, (snapshot, ledger) => raise(snapshot, ledger, leadId)),
  );
  writing(leads, 'assign', '分派 / assign it to whom it is to be explained by')
    .requiredOption('--to <id>', '给谁 / to whom')
    .option('--due-on <day>', '说明期限，缺省十日 / explain by; ten days when left out')
    .action(
      (leadId: string, flags: RecordFlags & { readonly to: string; readonly dueOn?: string }) =>
        record(context, leadId, flags, () => {
          const { to, dueOn } = flags;
          const due = dueOn === undefined ? {} : { dueOn };
          return {
            name: 'leads.AssignLead',
            data: { leadId, assignmentId: randomUUID(), to, ...due },
          };
        }),
    );
  writing(leads, 'explain', '录入说明 / record the explanation')
    .requiredOption('--text <words>', '说明 / what was said')
    .option('--by <id>', '说明人 / who explained it')
    .action(
      (leadId: string, flags: RecordFlags & { readonly text: string; readonly by?: string }) =>
        record(context, leadId, flags, () => {
          const { text, by } = flags;
          const who = by === undefined ? {} : { by };
          return {
            name: 'leads.ExplainLead',
            data: { leadId, explanationId: randomUUID(), text, ...who },
          };
        }),
    );
  writing(leads, 'confirm', '核实属实 / confirm it')
    .requiredOption('--reason <words>', '理由 / why')
    .option('--finding <id>', '审计发现编号 / audit finding')
    .action(
      (
        leadId: string,
        flags: RecordFlags & { readonly reason: string; readonly finding?: string },
      ) =>
        record(context, leadId, flags, () => {
          const { reason, finding } = flags;
          const led = finding === undefined ? {} : { findingId: finding };
          return {
            name: 'leads.ConfirmLead',
            data: { leadId, decisionId: randomUUID(), reason, ...led },
          };
        }),
    );
  writing(leads, 'dismiss', '排除，须说明理由 / dismiss it, with the reason')
    .requiredOption('--reason <words>', '理由 / why')
    .action((leadId: string, flags: RecordFlags & { readonly reason: string }) =>
      record(context, leadId, flags, () => ({
        name: 'leads.DismissLead',
        data: { leadId, decisionId: randomUUID(), reason: flags.reason },
      })),
    );
}

export function addLeadCommands(program: Command, context: CliContext): void {
  const leads = program
    .command('leads')
    .description('疑点：列出、查看、处置（疑点不是结论） / leads: list, open, decide');
  addReading(leads, context);
  addWriting(leads, context);
}
