// Violations as a report: a list, and one opened to its rule, clause, parameters, events and documents.
import type {
  Violation,
  ViolationDetail,
} from '../../../projections/violations/violations.queries.js';
import {
  code,
  column,
  date,
  fact,
  LEDGER_CURRENCY,
  maybe,
  money,
  none,
  said,
  text,
  time,
  YUAN,
} from '../cells.js';
import type { Extent, ReportDocument, Section, Table, Words } from '../document.js';
import { severityWords } from '../words.js';
import { LEADS, listDocument, personIn, type Frame } from './frame.js';

const amountOf = (fen: string | null) => maybe(fen, (some) => money(some, LEDGER_CURRENCY));

export function violationsDocument(
  violations: readonly Violation[],
  extent: Extent,
  frame: Frame,
): ReportDocument {
  const personCell = personIn(frame);
  const table: Table = {
    kind: 'table',
    extent,
    columns: [
      column('日期', 'date'),
      column('规则', 'rule'),
      column('严重度', 'severity'),
      column('单位', 'unit'),
      column('职权', 'power'),
      column('人员', 'person'),
      column('金额', 'amount', { unit: YUAN }),
      column('事实', 'found'),
      column('编号', 'id'),
    ],
    rows: violations.map((violation) => [
      date(violation.businessDate),
      code(violation.rule),
      text(severityWords(violation.severity)),
      code(violation.orgunit),
      maybe(violation.power, code),
      personCell(violation.person),
      amountOf(violation.amount),
      text(violation.found),
      code(
        violation.id,
        violation.evidence.map(({ eventId }) => eventId),
      ),
    ]),
  };
  return listDocument(frame, {
    kind: 'violations',
    title: said('违规清单', 'Violations'),
    statements: [LEADS],
    sections: [{ title: said('违规', 'Violations found'), wide: true, blocks: [table] }],
  });
}

function factsOf(violation: ViolationDetail, frame: Frame): Section {
  return {
    title: said('事实', 'Facts'),
    blocks: [
      {
        kind: 'facts',
        rows: [
          fact(
            '查明',
            'found',
            text(
              violation.found,
              violation.evidence.map((e) => e.eventId),
            ),
          ),
          fact('应当', 'expected', text(violation.expected)),
          fact('发生', 'happened', time(violation.act.time)),
          fact('入账', 'recorded', time(violation.act.recordedTime)),
          fact('单位', 'unit', code(violation.orgunit)),
          fact('职权', 'power', maybe(violation.power, code)),
          fact('人员', 'person', personIn(frame)(violation.person)),
          fact('职务', 'post', maybe(violation.post, code)),
          fact('金额（元）', 'amount', amountOf(violation.amount)),
        ],
      },
    ],
  };
}

/** 《document》clause, as a rule or power cites them. */
export const clauseText = (
  basis: readonly { readonly document: string; readonly clause?: string | undefined }[],
): string => basis.map(({ document, clause }) => `《${document}》${clause ?? ''}`).join('；');

function ruleOf({ rule, packs, parameters }: ViolationDetail): Section {
  const { zh, en } = rule.statement;
  return {
    title: said('规则', 'Rule'),
    blocks: [
      { kind: 'paragraph', text: { zh, en } },
      {
        kind: 'facts',
        rows: [
          ...rule.basis.map((clause) => fact('依据', 'basis', text(clauseText([clause])))),
          fact('规则包', 'packs', packs.length === 0 ? none() : text(packs.join('，'))),
          fact('参数', 'parameters', code(JSON.stringify(parameters))),
        ],
      },
    ],
  };
}

const evidenceOf = ({ evidence }: ViolationDetail): Section => ({
  title: said('证据', 'Events'),
  blocks: [
    {
      kind: 'table',
      columns: [
        column('位置', 'position', { align: 'right' }),
        column('事件', 'event'),
        column('类型', 'type'),
        column('时间', 'time'),
      ],
      rows: evidence.map(({ position, eventId, name, time: instant }) => [
        code(position),
        code(eventId, [eventId]),
        code(name),
        time(instant),
      ]),
    },
  ],
});

const documentsOf = ({ documents }: ViolationDetail): Section => ({
  title: said('文件', 'Documents'),
  blocks: [
    {
      kind: 'table',
      columns: [column('SHA-256', 'SHA-256'), column('题名', 'title'), column('事件', 'event')],
      rows: documents.map(({ sha256, title, eventId }) => [
        code(sha256),
        maybe(title, (name: string) => text(name)),
        code(eventId, [eventId]),
      ]),
    },
  ],
});

export function violationDocument(violation: ViolationDetail, frame: Frame): ReportDocument {
  const { id, title } = violation.rule;
  const named: Words = { zh: `${id} ${title.zh}`, en: title.en };
  return listDocument(frame, {
    kind: 'violation',
    title: named,
    subject: [
      fact('编号', 'id', code(violation.id)),
      fact('严重度', 'severity', text(severityWords(violation.severity))),
    ],
    statements: [LEADS],
    sections: [
      factsOf(violation, frame),
      ruleOf(violation),
      evidenceOf(violation),
      documentsOf(violation),
    ],
  });
}
