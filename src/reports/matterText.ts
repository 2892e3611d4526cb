// One matter as readable text: its flow step by step, then what it rests on. Words only; the page has decided everything.
import type { MatterPage } from '../matterPage.js';
import type { FlowStanding, StepDue, StepStanding } from '../rules/flowStanding.js';
import { meetingText } from './meetingText.js';
import { renderTable } from './table.js';
import {
  money,
  or,
  outcomeWord,
  report,
  rulePacksText,
  section,
  severityWord,
} from './plainText.js';

const STATES = {
  done: '✓ 已办 done',
  late: '! 逾期办理 late',
  outOfOrder: '! 顺序颠倒 out of order',
  missing: '✗ 缺少 missing',
  overdue: '✗ 逾期未办 overdue',
  notDue: '· 未到期 not due',
  notApplicable: '— 不适用 n/a',
} as const;

const WRONG_ROLE = '! 岗位不符 wrong role';

function dueWords(due: StepDue | null): string {
  if (!due) return '—';
  const named = due.written.startsWith('{');
  const limit =
    due.limit === null ? due.written : named ? `${due.limit}=${due.written}` : due.limit;
  const from = `自第 ${due.from} 步 ${limit}`;
  if (due.unknown) return `${from}（未能确定 unknown）`;
  return due.date === null ? from : `${due.date}（${from}）`;
}

/** The first act of a step stands for it; the number of the others is said. */
function actsWords({ acts }: StepStanding): readonly [when: string, who: string] {
  const [first] = acts;
  if (!first) return ['—', '—'];
  const more = acts.length > 1 ? ` 等 ${acts.length} 件` : '';
  const post = first.post === null ? '' : `（${first.post}）`;
  return [`${first.time.slice(0, 16).replace('T', ' ')}${more}`, `${or(first.person)}${post}`];
}

function stepRow(step: StepStanding): readonly string[] {
  return [
    String(step.n),
    step.name + (step.optional ? '（可选）' : ''),
    step.who,
    step.state === 'done' && step.inRole === false ? WRONG_ROLE : STATES[step.state],
    ...actsWords(step),
    dueWords(step.due),
    [
      ...step.findings.map(({ rule, text }) => `${rule} ${text.zh}`),
      ...step.unjudged.map(({ rule, text }) => `${rule} 未评判：${text.zh}`),
      ...(step.due?.unknown ? [step.due.unknown.zh] : []),
    ].join('；'),
  ];
}

function flowText(flow: FlowStanding | null): string {
  if (!flow) return '（台账中没有此职权的流程 / the power has no flow in the ledger）';
  const head = [
    `${flow.code} ${flow.name}，版本 version ${flow.version}（${flow.chosen === 'pinned' ? '立项时锁定 pinned at opening' : '立项日有效 in force at opening'}）`,
    ...flow.basis.map(({ document, clause }) => `流程依据 basis: 《${document}》${clause ?? ''}`),
  ];
  if (flow.unreadable)
    return [...head, `流程无法评判 / cannot be judged: ${flow.unreadable.zh}`].join('\n');
  const sources = flow.steps.flatMap(({ n, due }) =>
    due?.source == null ? [] : [`第 ${n} 步期限依据 source of the limit: ${due.source}`],
  );
  return [
    ...head,
    ...sources,
    '',
    renderTable(
      [
        { title: '环节', align: 'right' },
        { title: '名称 step' },
        { title: '岗位 role' },
        { title: '状态 state' },
        { title: '办理 when' },
        { title: '人员 by' },
        { title: '期限 due' },
        { title: '评判 findings' },
      ],
      flow.steps.map(stepRow),
    ),
  ].join('\n');
}

function violationsText({ violations, unjudged }: MatterPage): string {
  const found = violations.map((violation) =>
    [
      `[${severityWord(violation.severity)}] ${violation.rule.id} ${violation.rule.title.zh} / ${violation.rule.title.en}`,
      `    ${violation.found.zh} / ${violation.found.en}`,
      `    应当 expected: ${violation.expected.zh} / ${violation.expected.en}`,
      `    人员 person: ${or(violation.person)}；职务 post: ${or(violation.post)}；日期 date: ${violation.businessDate}`,
      ...violation.rule.basis.map(
        ({ document, clause }) => `    依据 basis: 《${document}》${clause}`,
      ),
      `    编号 id: ${violation.id}`,
    ].join('\n'),
  );
  const open = unjudged.map(
    ({ rule, reason, act }) =>
      `未评判 not judged: ${rule} ${reason.zh} / ${reason.en}（${act.eventId}）`,
  );
  return [...found, ...open].join('\n') || '（无 / none）';
}

function heading({ summary, standing }: MatterPage): string {
  return [
    `# ${summary.title}`,
    '',
    `编号 id: ${summary.matterId}；单位 unit: ${summary.orgunit}；职权 power: ${or(summary.power)}；金额 amount: ${money(summary.amount, summary.currency)}`,
    `立项 opened: ${summary.openedOn}；决定 decided: ${or(summary.decidedOn)}；结果 outcome: ${outcomeWord(summary.outcome ?? '—')}；公开 published: ${or(summary.publishedOn)}；办结 closed: ${or(summary.closedOn)}`,
    `截至 as of: ${or(standing.at)}`,
    rulePacksText(standing.rulePacks),
  ].join('\n');
}

function rulingsText({ rulings, publications }: MatterPage): string {
  const ruled = rulings.map(({ time, data, eventId }) => [
    time,
    `裁定 ruling ${outcomeWord(data.outcome)}`,
    or(data.ruledBy),
    [data.bodyId, data.reason].filter((part) => part !== undefined).join('：'),
    eventId,
  ]);
  const posted = publications.map(({ time, data, actorPerson, eventId }) => [
    time,
    data.what === 'decision' ? '公开决定 decision posted' : '公开落实 implementation posted',
    or(actorPerson),
    data.places.join('、'),
    eventId,
  ]);
  return renderTable(
    [
      { title: '时间 time' },
      { title: '事项 what' },
      { title: '人员 person' },
      { title: '机构、地点 where' },
      { title: '事件 event' },
    ],
    [...ruled, ...posted],
  );
}

function moneyText({ payments }: MatterPage): string {
  return renderTable(
    [
      { title: '编号 id' },
      { title: '收款人 payee' },
      { title: '申请(元)', align: 'right' },
      { title: '已付(元)', align: 'right' },
      { title: '冲销(元)', align: 'right' },
    ],
    payments.map((payment) => [
      payment.paymentId,
      payment.payee.name ?? payment.payee.payeeId,
      money(payment.requested, null),
      money(payment.paid, null),
      money(payment.reversed, null),
    ]),
  );
}

export function renderMatter(page: MatterPage): string {
  return report(
    heading(page),
    section('流程 Flow', flowText(page.flow)),
    section('违规 Violations', violationsText(page)),
    ...page.meetings.map(meetingText),
    section('裁定与公开 Rulings and publications', rulingsText(page)),
    section('支付 Payments', moneyText(page)),
    section(
      '文件 Documents',
      renderTable(
        [{ title: 'SHA-256' }, { title: '题名 title' }, { title: '事件 event' }],
        page.documents.map(({ sha256, title, eventId }) => [sha256, or(title), eventId]),
      ),
    ),
    section(
      '更正 Corrections',
      renderTable(
        [
          { title: '时间 time' },
          { title: '内容 fields' },
          { title: '理由 reason' },
          { title: '批准 by' },
        ],
        page.corrections.map(({ time, fields, reason, approvedBy }) => [
          time,
          Object.entries(fields)
            .map(([name, value]) => `${name}=${value}`)
            .join(' '),
          reason,
          approvedBy,
        ]),
      ),
    ),
    section(
      '被规则阻止的行为 Acts held back',
      renderTable(
        [
          { title: '时间 time' },
          { title: '人员 person' },
          { title: '命令 command' },
          { title: '规则 rules' },
        ],
        page.blocked.map(({ time, person, command, findings }) => [
          time,
          or(person),
          command,
          findings.map(({ rule }) => rule).join(' '),
        ]),
      ),
    ),
  );
}
