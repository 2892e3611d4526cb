// Commands about the catalogue of powers: what it holds, how it differs from the ledger, publishing, the handbook.
// They only read arguments and print; what is decided is decided in src/powers.
import { Option, type Command } from 'commander';
import { readCatalogue } from '../catalogueFolder.js';
import { openLog } from '../openLog.js';
import { invalid } from '../kernel/errors.js';
import { isLocalDate, localDateOf } from '../kernel/time.js';
import type { EventLog } from '../log/eventLog.js';
import {
  diffCatalogue,
  fieldsOf,
  type CatalogueDiff,
  type ChangedItem,
  type FieldChange,
} from '../powers/catalogueDiff.js';
import type { PowerCatalogue } from '../powers/catalogueFile.js';
import type { Level } from '../powers/catalogueSchema.js';
import { handbookOf, handbookText } from '../powers/handbook.js';
import { retiredBy, versionInForce, type RecordedPower } from '../powers/powerRegister.js';
import type { CliContext } from './context.js';
import { placeOf, putPlaced } from './placedAnswer.js';
import { publishCatalogue, readRegister } from './publishCatalogue.js';

interface Scope {
  readonly files?: string;
  readonly on?: string;
  readonly level?: Level;
  readonly post?: string;
}

export async function withLog<T>(
  context: CliContext,
  mode: 'read' | 'write',
  work: (log: EventLog) => Promise<T>,
): Promise<T> {
  const log = openLog(context.config(), mode);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

/** The power items of the ledger, and where it stands. */
export const placedRegister = (context: CliContext) =>
  withLog(context, 'read', async (log) => {
    const head = await log.head();
    const place = await placeOf(log, { position: head, halted: [] });
    return { register: await readRegister(log, head), place };
  });

/** The day asked for, or today by the ledger's zone. @throws LedgerError `cli.date` */
export function dayOf({ on }: { readonly on?: string }): string {
  if (on === undefined) return localDateOf(Date.now());
  if (isLocalDate(on)) return on;
  throw invalid(
    'cli.date',
    '日期须为 YYYY-MM-DD 形式的有效日期',
    'The date must be a calendar date YYYY-MM-DD',
    '--on',
  );
}

export const warningLines = ({ warnings }: PowerCatalogue): readonly string[] =>
  warnings.map(({ where, zh, en }) => `⚠ ${where} ${zh} / ${en}`);

/** What the line above the changes says already. */
const IN_HEADING: ReadonlySet<string> = new Set(['version', 'effectiveFrom']);

function valueText(value: unknown): string {
  if (value === undefined) return '（无 none）';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const fieldLine = ({ field, before, after }: FieldChange): string =>
  `    ${field}: ${valueText(before)} → ${valueText(after)}`;

const changeLine = (sign: string, { written: { item }, recorded, changes }: ChangedItem): string =>
  [
    `${sign} ${item.code} ${recorded} → ${item.version} ${item.name}，自 ${item.effectiveFrom} 起 / from ${item.effectiveFrom}`,
    ...changes.filter(({ field }) => !IN_HEADING.has(field)).map(fieldLine),
  ].join('\n');

export function diffLines(diff: CatalogueDiff): readonly string[] {
  const { added, changed, conflicting, retired, absent, unchanged } = diff;
  return [
    ...added.map(({ item }) => `+ ${item.code} ${item.version} ${item.name}`),
    ...changed.map((one) => changeLine('~', one)),
    ...conflicting.map(
      (one) =>
        `${changeLine('!', one)}\n    同一版本内容不同，须改用新版本号 / same version, other content: give it a new version`,
    ),
    ...retired.map(({ code, on, reason }) => `- ${code} ${on} ${reason}`),
    ...absent.map(
      (code) => `? ${code} 台账有而文件没有，未作改动 / in the ledger, not in the files`,
    ),
    `相同 / unchanged ${unchanged}`,
  ];
}

/** The diff as data: codes, versions, and what differs. A field that a version lacks is left out. */
export function diffValue(diff: CatalogueDiff) {
  const change = (one: ChangedItem) => ({
    code: one.written.item.code,
    from: one.recorded,
    to: one.written.item.version,
    effectiveFrom: one.written.item.effectiveFrom,
    fields: fieldsOf(one),
    changes: one.changes,
  });
  return {
    added: diff.added.map(({ item: { code, version } }) => ({ code, version })),
    changed: diff.changed.map(change),
    conflicting: diff.conflicting.map(change),
    retired: diff.retired,
    absent: diff.absent,
    unchanged: diff.unchanged,
  };
}

async function showDiff(context: CliContext, { files }: Scope): Promise<void> {
  const catalogue = readCatalogue(files);
  const register = await withLog(context, 'read', (log) => readRegister(log));
  const diff = diffCatalogue(catalogue, register);
  context
    .output()
    .result({ ...diffValue(diff), warnings: catalogue.warnings }, () =>
      [...diffLines(diff), ...warningLines(catalogue)].join('\n'),
    );
}

async function publish(context: CliContext, { files }: Scope): Promise<void> {
  const catalogue = readCatalogue(files);
  const { diff, published, retired } = await withLog(context, 'write', (log) =>
    publishCatalogue(log, catalogue, Date.now()),
  );
  context
    .output()
    .result({ published, retired, diff: diffValue(diff), warnings: catalogue.warnings }, () =>
      [
        ...diffLines(diff),
        published + retired === 0
          ? '没有新内容，未发布任何事件 / nothing new, nothing was published'
          : `已发布 ${published} 个版本，废止 ${retired} 项 / published ${published} versions, retired ${retired} items`,
        ...warningLines(catalogue),
      ].join('\n'),
    );
}

/** After every retirement that a ledger can hold. */
const LAST_DAY = '9999-12-31';

function listed(power: RecordedPower, on: string) {
  const { code, versions } = power;
  const current = versionInForce(power, on);
  return versions.map((item) => ({
    code,
    version: item.version,
    level: item.level,
    name: item.name,
    effectiveFrom: item.effectiveFrom,
    effectiveTo: item.effectiveTo ?? null,
    retiredOn: retiredBy(power, item, LAST_DAY)?.on ?? null,
    inForce: current === item,
  }));
}

async function list(context: CliContext, scope: Scope): Promise<void> {
  const on = dayOf(scope);
  const { register, place } = await placedRegister(context);
  const rows = [...register.values()]
    .flatMap((power) => listed(power, on))
    .filter(({ level }) => scope.level === undefined || level === scope.level)
    .sort((a, b) => (a.code === b.code ? 0 : a.code < b.code ? -1 : 1));
  const lines = () => [
    ...rows.map(
      (row) =>
        `${row.inForce ? '●' : '○'} ${row.code} ${row.version} ${row.name} ${row.effectiveFrom} – ${row.retiredOn ?? row.effectiveTo ?? ''}`,
    ),
    `${on} 有效 ${rows.filter(({ inForce }) => inForce).length} 项，共 ${rows.length} 个版本 / in force of all versions`,
  ];
  putPlaced(context.output(), place, {
    value: { on, items: rows },
    text: () => lines().join('\n'),
  });
}

async function handbook(context: CliContext, scope: Scope): Promise<void> {
  const on = dayOf(scope);
  const { level, post, files } = scope;
  const terms = readCatalogue(files);
  if (post !== undefined && !terms.roles.has(post))
    throw invalid(
      'handbook.unknown_post',
      `没有岗位代码 ${post}：请用角色表中的代码，例如 VPS`,
      `There is no post ${post}; use a code of the table of roles, e.g. VPS`,
      '--post',
    );
  const { register, place } = await placedRegister(context);
  const book = handbookOf(register, terms, { on, level, post });
  putPlaced(context.output(), place, { value: book, text: () => handbookText(book) });
}

const LEVELS: readonly Level[] = ['county', 'township', 'village', 'other'];

const subcommand = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option(
      '--files <folder>',
      '目录文件夹；缺省为随附目录 / catalogue files; the shipped ones when left out',
    );

export function addCatalogueCommands(program: Command, context: CliContext): void {
  const parent = program
    .command('catalogue')
    .description('权力事项目录 / the catalogue of power items');
  const level = () => new Option('--level <level>', '层级 / level').choices([...LEVELS]);
  const on = ['--on <date>', '日期 YYYY-MM-DD；缺省为今天 / date; today when left out'] as const;
  subcommand(parent, 'list', '台账中的权力事项与版本 / items and versions in the ledger')
    .addOption(level())
    .option(...on)
    .action((scope: Scope) => list(context, scope));
  subcommand(parent, 'diff', '目录文件与台账的差异 / how the files differ from the ledger').action(
    (scope: Scope) => showDiff(context, scope),
  );
  subcommand(
    parent,
    'publish',
    '把差异发布为新版本 / publish the difference as new versions',
  ).action((scope: Scope) => publish(context, scope));
  subcommand(parent, 'handbook', '某日有效的权力手册 / the power handbook of a day')
    .addOption(level())
    .option(...on)
    .option('--post <role>', '岗位代码，如 VPS / role code of a post')
    .action((scope: Scope) => handbook(context, scope));
}
