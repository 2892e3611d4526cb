// Leads (疑点) as reports: a list, the short list, one lead opened, precision by type, the checks themselves.
// Each says that a lead is not a conclusion, also where only its table is kept.
import type { CheckCard, LeadDetail } from '../../../projections/leads/leadDetail.queries.js';
import {
  NOT_A_CONCLUSION,
  type Lead,
  type ShortList,
} from '../../../projections/leads/leads.queries.js';
import type { CheckPrecision } from '../../../projections/leads/precision.queries.js';
import { GROUP_NAMES } from '../../analytics/leads/check.js';
import {
  code,
  column,
  count,
  date,
  decimal,
  fact,
  maybe,
  money,
  percent,
  said,
  text,
  YUAN,
} from '../cells.js';
import type { Cell, Extent, ReportDocument, Section, Table, Words } from '../document.js';
import { inBoth } from '../language.js';
import { leadStateWords, severityWords } from '../words.js';
import { filterFact, listDocument, personIn, type Frame } from './frame.js';

const amountOf = ({ amount, currency }: Lead): Cell =>
  maybe(amount, (fen) => money(fen, currency ?? ''));

function stateOf({ state, overdue }: Lead): Cell {
  const words = leadStateWords(state);
  if (!overdue) return text(words);
  const { zh, en } = inBoth(words);
  return text(said(`${zh}，逾期未说明`, `${en}, explanation overdue`));
}

const leadTable = (leads: readonly Lead[], extent: Extent, frame: Frame): Table => ({
  kind: 'table',
  extent,
  columns: [
    column('得分', 'score'),
    column('类型', 'check'),
    column('名称', 'title'),
    column('严重度', 'severity'),
    column('日期', 'date'),
    column('单位', 'unit'),
    column('人员', 'person'),
    column('金额', 'amount', { unit: YUAN }),
    column('疑点', 'lead'),
    column('状态', 'state'),
    column('理由', 'reason'),
    column('编号', 'id'),
  ],
  rows: leads.map((lead) => [
    decimal(lead.score.value, 2),
    code(lead.check),
    text(lead.title),
    text(severityWords(lead.severity)),
    date(lead.on),
    code(lead.orgunit),
    personIn(frame)(lead.person),
    amountOf(lead),
    text(lead.statement),
    stateOf(lead),
    maybe(lead.reason, (reason) => text(reason)),
    code(lead.id),
  ]),
  footnotes: [NOT_A_CONCLUSION],
});

export const leadsDocument = (
  leads: readonly Lead[],
  extent: Extent,
  frame: Frame,
): ReportDocument =>
  listDocument(frame, {
    kind: 'leads',
    title: said('疑点清单', 'Leads'),
    statements: [NOT_A_CONCLUSION],
    sections: [
      {
        title: said('疑点', 'Leads found'),
        wide: true,
        blocks: [leadTable(leads, extent, frame)],
      },
    ],
  });

export const shortListDocument = (list: ShortList, frame: Frame): ReportDocument =>
  listDocument(frame, {
    kind: 'lead-short-list',
    title: said('疑点短名单', 'Short list of leads'),
    subject: [
      filterFact(frame.question),
      fact('截至', 'as seen on', maybe(list.at, date)),
      fact('交易', 'transactions', count(list.transactions)),
      fact('至多占交易', 'at most of these', percent(list.share, 1)),
      fact('略去', 'left out', count(list.leftOut)),
      fact('已处置', 'decided', count(list.decided)),
    ],
    statements: [NOT_A_CONCLUSION],
    sections: [
      {
        title: said('先看的疑点', 'Leads to read first'),
        wide: true,
        blocks: [
          leadTable(
            list.leads,
            {
              shown: list.leads.length,
              total: list.leads.length + list.leftOut,
              more: list.leftOut > 0,
            },
            frame,
          ),
        ],
      },
    ],
  });

const scoreOf = ({ score }: Lead): Words => {
  const { value, base, amountFactor, novelty, precisionFactor } = score;
  const sum = value.toFixed(2);
  return said(
    `${base} × 金额 ${amountFactor} × 新颖 ${novelty} × 查实率 ${precisionFactor} = ${sum}`,
    `${base} × amount ${amountFactor} × novelty ${novelty} × precision ${precisionFactor} = ${sum}`,
  );
};

const standing = (lead: LeadDetail, frame: Frame): Section => ({
  title: said('疑点', 'Lead'),
  blocks: [
    { kind: 'paragraph', text: lead.statement },
    {
      kind: 'facts',
      rows: [
        fact('单位', 'unit', code(lead.orgunit)),
        fact('人员', 'person', personIn(frame)(lead.person)),
        fact('职权', 'power', maybe(lead.power, code)),
        fact('金额（元）', 'amount', amountOf(lead)),
        fact('可见之日', 'seen from', date(lead.on)),
        fact('不再成立之日', 'holds no longer from', maybe(lead.until, date)),
        fact('状态', 'state', stateOf(lead)),
        fact('说明期限', 'explain by', maybe(lead.explainBy, date)),
        fact('得分', 'score', text(scoreOf(lead))),
        fact('数字', 'figures', code(JSON.stringify(lead.figures))),
        fact('参数', 'parameters', code(JSON.stringify(lead.parameters))),
      ],
    },
    ...(lead.computed
      ? []
      : [
          {
            kind: 'paragraph' as const,
            tone: 'warning' as const,
            text: said('现有记录已不再显示此疑点。', 'The records show this lead no longer.'),
          },
        ]),
  ],
});

const explained = ({ statement, falsePositives }: CheckCard): Section => ({
  title: said('检查', 'Check'),
  blocks: [
    { kind: 'paragraph', text: statement },
    {
      kind: 'list',
      items: falsePositives.map(({ zh, en }) => ({
        text: said(`已知误报：${zh}`, `Known false positive: ${en}`),
      })),
    },
  ],
});

const eventsOf = ({ events, eventCount }: LeadDetail): Section => ({
  title: said('依据事件', 'Events'),
  blocks: [
    {
      kind: 'table',
      extent: { shown: events.length, total: eventCount, more: events.length < eventCount },
      columns: [column('位置', 'position', { align: 'right' }), column('事件', 'event')],
      rows: events.map(({ eventId, position }) => [
        maybe(position, code),
        code(eventId, [eventId]),
      ]),
    },
  ],
});

const historyOf = ({ history }: LeadDetail, frame: Frame): Section => ({
  title: said('处置经过', 'What was done with it'),
  blocks: [
    {
      kind: 'table',
      columns: [
        column('日期', 'date'),
        column('事项', 'what'),
        column('人员', 'person'),
        column('内容', 'text'),
        column('事件', 'event'),
      ],
      rows: history.map(({ on, what, person, text: words, eventId }) => [
        date(on),
        text(leadStateWords(what)),
        personIn(frame)(person),
        maybe(words, (some) => text(some)),
        code(eventId, [eventId]),
      ]),
    },
  ],
});

export const leadDocument = (lead: LeadDetail, frame: Frame): ReportDocument =>
  listDocument(frame, {
    kind: 'lead',
    title: { zh: `${lead.check} ${lead.title.zh}`, en: `${lead.check} ${lead.title.en}` },
    subject: [
      fact('编号', 'id', code(lead.id)),
      fact('严重度', 'severity', text(severityWords(lead.severity))),
    ],
    statements: [NOT_A_CONCLUSION],
    sections: [
      standing(lead, frame),
      ...(lead.explainedCheck === null ? [] : [explained(lead.explainedCheck)]),
      eventsOf(lead),
      historyOf(lead, frame),
    ],
  });

export const precisionDocument = (
  checks: readonly CheckPrecision[],
  frame: Frame,
): ReportDocument =>
  listDocument(frame, {
    kind: 'lead-precision',
    title: said('各类疑点查实率', 'Precision by type of lead'),
    statements: [NOT_A_CONCLUSION],
    sections: [
      {
        title: said('查实率', 'Precision'),
        blocks: [
          {
            kind: 'table',
            columns: [
              column('类型', 'check'),
              column('名称', 'title'),
              column('现有', 'computed'),
              column('已立', 'raised'),
              column('属实', 'confirmed'),
              column('排除', 'dismissed'),
              column('查实率', 'precision'),
              column('系数', 'factor'),
            ],
            rows: checks.map((row) => [
              code(row.check),
              text(row.title),
              count(row.computed),
              count(row.raised),
              count(row.confirmed),
              count(row.dismissed),
              maybe(row.precision, (share) => percent(share, 1)),
              decimal(row.precisionFactor, 2),
            ]),
            footnotes: [NOT_A_CONCLUSION],
          },
        ],
      },
    ],
  });

export const checksDocument = (checks: readonly CheckCard[], frame: Frame): ReportDocument =>
  listDocument(frame, {
    kind: 'lead-checks',
    title: said('疑点检查', 'Checks'),
    statements: [NOT_A_CONCLUSION],
    sections: [
      {
        title: said('检查', 'Checks'),
        wide: true,
        blocks: [
          {
            kind: 'table',
            columns: [
              column('类型', 'check'),
              column('组', 'group'),
              column('名称', 'title'),
              column('严重度', 'severity'),
              column('含义', 'statement'),
              column('已知误报', 'known false positives'),
            ],
            rows: checks.map(({ id, group, title, severity, statement, falsePositives }) => [
              code(id),
              text(GROUP_NAMES[group]),
              text(title),
              text(severityWords(severity)),
              text(statement),
              text(
                said(
                  falsePositives.map(({ zh }) => zh).join('；'),
                  falsePositives.map(({ en }) => en).join('; '),
                ),
              ),
            ]),
            footnotes: [NOT_A_CONCLUSION],
          },
        ],
      },
    ],
  });
