// Rules as readable text: the list, one rule explained for a day and an area, and the packs that a ledger has adopted.
import type {
  BlockedAct,
  ListedPack,
  Rejudgement,
} from '../../projections/violations/rulebook.queries.js';
import type {
  Explained,
  ExplainedPack,
  Origin,
  RuleExplanation,
  RuleListing,
} from '../rules/packExplain.js';
import { renderTable } from './table.js';
import { or, report, section, severityWord } from './plainText.js';

const NATION = '全国 nation';
const MODES = {
  record: '照常记录 record',
  warn: '办理前提醒 warn',
  block: '办理前阻止 block',
} as const;

const areaWord = (area: string) => (area === '' ? NATION : area);
const clauses = ({ basis }: Pick<RuleListing, 'basis'>) =>
  basis.map(({ document, clause }) => `《${document}》${clause}`);
const period = ({ validFrom, validTo }: { validFrom: string; validTo: string | null }) =>
  `${validFrom} — ${validTo ?? ''}`.trim();
const plain = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

export function renderRules(rules: readonly RuleListing[]): string {
  return report(
    `# 规则 Rules\n\n共 total: ${rules.length}`,
    renderTable(
      [
        { title: '规则 rule' },
        { title: '名称 title' },
        { title: '严重度' },
        { title: '适用期 in force' },
        { title: '依据 clauses' },
        { title: '参数缺省值 parameters' },
      ],
      rules.map((rule) => [
        rule.id,
        `${rule.title.zh} / ${rule.title.en}`,
        severityWord(rule.severity),
        period(rule),
        clauses(rule).join('；'),
        Object.entries(rule.parameters)
          .map(([name, value]) => `${name}=${shortened(plain(value))}`)
          .join(' '),
      ]),
    ),
  );
}

/** A table of the whole is read elsewhere: `--json`, or an explanation. */
const shortened = (text: string) => (text.length <= 60 ? text : `${text.slice(0, 59)}…`);

export const RULE_COLUMNS = [
  'id',
  'family',
  'title_zh',
  'title_en',
  'statement_zh',
  'statement_en',
  'severity',
  'clauses',
  'valid_from',
  'valid_to',
  'parameters',
] as const;

/** One row of {@link RULE_COLUMNS}. */
export const ruleRow = (rule: RuleListing): readonly string[] => [
  rule.id,
  rule.family,
  rule.title.zh,
  rule.title.en,
  rule.statement.zh,
  rule.statement.en,
  rule.severity,
  clauses(rule).join('; '),
  rule.validFrom,
  rule.validTo ?? '',
  JSON.stringify(rule.parameters),
];

function originWords(origin: Origin | null): readonly [pack: string, source: string] {
  if (!origin) return ['规则缺省值 default', '—'];
  const { pack, carriedOnFrom, ofPower, source } = origin;
  return [
    [
      pack,
      ...(carriedOnFrom === null ? [] : [`沿用 from ${carriedOnFrom}`]),
      ...(ofPower === null ? [] : [`仅职权 only ${ofPower}`]),
    ].join('，'),
    or(source),
  ];
}

const saidBy = (label: string, said: Explained<string>, words: (value: string) => string) =>
  `${label}: ${words(said.value)}（${originWords(said.origin)[0]}）`;

const packLines = (packs: readonly ExplainedPack[]) =>
  renderTable(
    [
      { title: '规则包 pack' },
      { title: '名称 title' },
      { title: '地区 area' },
      { title: '有效期 in force' },
      { title: '沿用 extends' },
      { title: '来源 source' },
    ],
    packs.map((pack) => [
      pack.name,
      `${pack.title.zh} / ${pack.title.en}`,
      areaWord(pack.area),
      period(pack),
      pack.extends.join(' → ') || '—',
      or(pack.source),
    ]),
  );

function parameterTable({ parameters, figures }: RuleExplanation): readonly string[] {
  const columns = [
    { title: '参数 parameter' },
    { title: '取值 value' },
    { title: '出自 from' },
    { title: '依据 source' },
  ];
  const rows = parameters.map(({ path, value, origin }) => [
    path,
    plain(value),
    ...originWords(origin),
  ]);
  return [
    section('参数 Parameters', renderTable(columns, rows, '（此规则没有参数 / it has none）')),
    ...(figures.length === 0
      ? []
      : [
          section(
            '流程引用的数值 Figures that flows name',
            renderTable(
              columns,
              figures.map(({ name, value, origin }) => [
                `{${name}}`,
                value,
                ...originWords(origin),
              ]),
            ),
          ),
        ]),
  ];
}

/** @param source where the packs come from: the ledger, or files that no ledger has adopted */
export function renderExplanation(explanation: RuleExplanation, source: string): string {
  const { rule, on, area, power, enabled, why, severity, mode, packs, unknown } = explanation;
  return report(
    [
      `# ${rule.id} ${rule.title.zh} / ${rule.title.en}`,
      '',
      `日期 on: ${on}；地区 area: ${areaWord(area)}；职权 power: ${power ?? '（不限 any）'}`,
      source,
    ].join('\n'),
    [
      `${rule.statement.zh} / ${rule.statement.en}`,
      ...clauses(rule).map((clause) => `依据 basis: ${clause}`),
      `适用 enabled: ${enabled ? '是 yes' : '否 no'}（${why.zh} / ${why.en}）`,
      saidBy('严重度 severity', severity, severityWord),
      saidBy('对将要办理的行为 before an act', mode, (value) => MODES[value as keyof typeof MODES]),
      `规则适用期 in force: ${period(rule)}`,
    ].join('\n'),
    ...parameterTable(explanation),
    section('当日有效的规则包 Packs in force', packLines(packs)),
    ...(unknown.length === 0
      ? []
      : [
          section(
            '尚未核实 Not known',
            unknown.map(({ pack, about }) => `${pack}: ${about.zh} / ${about.en}`).join('\n'),
          ),
        ]),
  );
}

/** Packs of the configured folder that the ledger has not adopted, or what is wrong with the folder. */
export interface PendingPacks {
  readonly names: readonly string[];
  readonly problem: {
    readonly zh: string;
    readonly en: string;
    readonly where: string | null;
  } | null;
}

export interface PackOverview {
  readonly packs: readonly ListedPack[];
  readonly rejudgements: readonly Rejudgement[];
  readonly pending: PendingPacks;
}

function pendingLines({ names, problem }: PendingPacks): readonly string[] {
  if (problem)
    return [
      `文件夹中的规则包与台账不一致 / the folder does not agree with the ledger:\n${problem.zh}\n${problem.en}\n${problem.where ?? ''}`,
    ];
  if (names.length === 0) return [];
  return [
    `文件夹中尚未采用 / in the folder, not adopted: ${names.join('、')}\n采用 / adopt: sunledger rules adopt`,
  ];
}

export function renderPacks({ packs, rejudgements, pending }: PackOverview): string {
  return report(
    '# 规则包 Rule packs',
    renderTable(
      [
        { title: '规则包 pack' },
        { title: '名称 title' },
        { title: '地区 area' },
        { title: '有效期 in force' },
        { title: '状态 state' },
        { title: '采用位置', align: 'right' },
        { title: '采用时间 adopted' },
        { title: 'SHA-256' },
      ],
      packs.map((pack) => [
        pack.name,
        `${pack.title.zh} / ${pack.title.en}`,
        areaWord(pack.area),
        period(pack),
        pack.inForce ? '有效 adopted' : '已被替代 replaced',
        pack.adopted.position,
        pack.adopted.recordedTime,
        pack.digest.slice(0, 16),
      ]),
    ),
    section(
      '重新评判 Judged again',
      renderTable(
        [
          { title: '位置', align: 'right' },
          { title: '时间 recorded' },
          { title: '增加 added', align: 'right' },
          { title: '撤销 removed', align: 'right' },
          { title: '改变 changed', align: 'right' },
          { title: '现用规则包 to' },
        ],
        rejudgements.map(({ position: at, recordedTime, moved, toDigest }) => [
          at,
          recordedTime,
          String(moved.added),
          String(moved.removed),
          String(moved.changed),
          toDigest.slice(0, 16),
        ]),
      ),
    ),
    ...pendingLines(pending),
  );
}

export function renderBlocked(acts: readonly BlockedAct[]): string {
  return report(
    `# 被规则阻止的行为 Acts that rules held back\n\n列出 shown: ${acts.length}`,
    renderTable(
      [
        { title: '时间 time' },
        { title: '单位 unit' },
        { title: '人员 person' },
        { title: '事项 matter' },
        { title: '命令 command' },
        { title: '规则 rules' },
        { title: '事实 found' },
        { title: '位置', align: 'right' },
      ],
      acts.map((act) => [
        act.time,
        act.orgunit,
        or(act.person),
        or(act.matterId),
        act.command,
        act.findings.map(({ rule }) => rule).join(' '),
        act.findings.map(({ found }) => found.zh).join('；'),
        act.position,
      ]),
    ),
  );
}
