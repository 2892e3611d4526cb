// Violations as readable text: a list, and one opened to its rule, clause, packs, events and documents.
import type {
  Violation,
  ViolationDetail,
} from '../../projections/violations/violations.queries.js';
import { renderTable } from './table.js';
import { money, or, report, section, severityWord } from './words.js';

export function renderViolations(found: {
  readonly total: number;
  readonly violations: readonly Violation[];
}): string {
  return report(
    `# 违规清单 Violations\n\n共 total: ${found.total}；列出 shown: ${found.violations.length}`,
    renderTable(
      [
        { title: '日期 date' },
        { title: '规则 rule' },
        { title: '严重度' },
        { title: '单位 unit' },
        { title: '职权 power' },
        { title: '人员 person' },
        { title: '金额(元) amount', align: 'right' },
        { title: '事实 found' },
        { title: '编号 id' },
      ],
      found.violations.map((violation) => [
        violation.businessDate,
        violation.rule,
        severityWord(violation.severity),
        violation.orgunit,
        or(violation.power),
        or(violation.person),
        money(violation.amount, null),
        violation.found.zh,
        violation.id,
      ]),
    ),
  );
}

export function renderViolation(violation: ViolationDetail): string {
  const { rule } = violation;
  return report(
    `# ${rule.id} ${rule.title.zh} / ${rule.title.en}\n\n[${severityWord(violation.severity)}] ${violation.id}`,
    section(
      '事实 Facts',
      [
        `查明 found: ${violation.found.zh} / ${violation.found.en}`,
        `应当 expected: ${violation.expected.zh} / ${violation.expected.en}`,
        `发生 happened: ${violation.act.time}；入账 recorded: ${violation.act.recordedTime}`,
        `单位 unit: ${violation.orgunit}；职权 power: ${or(violation.power)}；人员 person: ${or(violation.person)}；职务 post: ${or(violation.post)}`,
        `金额(元) amount: ${money(violation.amount, null)}`,
      ].join('\n'),
    ),
    section(
      '规则 Rule',
      [
        `${rule.statement.zh} / ${rule.statement.en}`,
        ...rule.basis.map(({ document, clause }) => `依据 basis: 《${document}》${clause}`),
        `规则包 packs: ${violation.packs.join(', ') || '—'}`,
        `参数 parameters: ${JSON.stringify(violation.parameters)}`,
      ].join('\n'),
    ),
    section(
      '证据 Events',
      renderTable(
        [
          { title: '位置 position', align: 'right' },
          { title: '事件 event' },
          { title: '类型 type' },
          { title: '时间 time' },
        ],
        violation.evidence.map(({ position, eventId, name, time }) => [
          position,
          eventId,
          name,
          time,
        ]),
      ),
    ),
    section(
      '文件 Documents',
      renderTable(
        [{ title: 'SHA-256' }, { title: '题名 title' }, { title: '事件 event' }],
        violation.documents.map(({ sha256, title, eventId }) => [sha256, or(title), eventId]),
      ),
    ),
  );
}
