// What judging again moves, as readable text: by rule and unit first, then every violation with its id.
import type { MovedViolation } from '../../projections/violations/difference.js';
import type { Rejudgement } from '../rejudgement.js';
import { renderTable } from './table.js';
import { or, report, section, severityWord } from './plainText.js';

const KINDS = { added: '增加 added', removed: '撤销 removed', changed: '改变 changed' } as const;

function totals(violations: readonly MovedViolation[]): readonly (readonly string[])[] {
  const groups = new Map<string, { added: number; removed: number; changed: number }>();
  for (const { rule, orgunit, kind } of violations) {
    const key = `${rule} ${orgunit}`;
    const counts = groups.get(key) ?? { added: 0, removed: 0, changed: 0 };
    counts[kind]++;
    groups.set(key, counts);
  }
  return [...groups].map(([key, { added, removed, changed }]) => [
    ...key.split(' '),
    String(added),
    String(removed),
    String(changed),
  ]);
}

const severities = ({ before, after }: MovedViolation): string =>
  [before, after].map((one) => (one ? severityWord(one.severity) : '—')).join(' → ');

/** @param recorded the position of the event, when it was carried out */
export function renderRejudgement(
  { fromDigests, toDigest, difference }: Rejudgement,
  recorded: string | undefined,
): string {
  if (fromDigests.length < 2)
    return report(
      '# 重新评判 Judging again',
      '全部行为已按现用规则包评判，没有可重新评判的 / every act is judged by the packs of now already',
    );
  const { violations, occasions } = difference;
  return report(
    [
      '# 重新评判 Judging again',
      '',
      `原用规则包 from: ${fromDigests
        .slice(0, -1)
        .map((digest) => digest.slice(0, 16))
        .join(', ')}`,
      `现用规则包 to: ${toDigest.slice(0, 16)}`,
      recorded === undefined
        ? '只作比较，未改变任何评判 / compared only; nothing has moved'
        : `已记录并执行，位置 / recorded and carried out, position: ${recorded}`,
    ].join('\n'),
    section(
      '按规则与单位 By rule and unit',
      renderTable(
        [
          { title: '规则 rule' },
          { title: '单位 unit' },
          { title: '增加', align: 'right' },
          { title: '撤销', align: 'right' },
          { title: '改变', align: 'right' },
        ],
        totals(violations),
      ),
    ),
    section(
      '逐条 One by one',
      renderTable(
        [
          { title: '变化 what' },
          { title: '规则 rule' },
          { title: '单位 unit' },
          { title: '日期 date' },
          { title: '人员 person' },
          { title: '严重度 severity' },
          { title: '原查明 found before' },
          { title: '现查明 found now' },
          { title: '编号 id' },
        ],
        violations.map((one) => [
          KINDS[one.kind],
          one.rule,
          one.orgunit,
          one.businessDate,
          or((one.after ?? one.before)?.person),
          severities(one),
          or(one.before?.found),
          or(one.after?.found),
          one.id,
        ]),
      ),
    ),
    section(
      '适用次数 How often rules applied',
      renderTable(
        [
          { title: '规则 rule' },
          { title: '单位 unit' },
          { title: '原 before', align: 'right' },
          { title: '现 now', align: 'right' },
        ],
        occasions.map(({ rule, orgunit, before, after }) => [
          rule,
          orgunit,
          String(before),
          String(after),
        ]),
      ),
    ),
  );
}
