// `sunledger flow`: the flow of a power item as picture, BPMN or words, and BPMN files back into the catalogue.
// They only read arguments and print; publishing goes the way of every catalogue.
import { Option, type Command } from 'commander';
import { basename } from 'node:path';
import { stringify } from 'yaml';
import { readCatalogue } from '../catalogueFolder.js';
import { ledgerExists } from '../openLog.js';
import { powerBpmn, powerSvg } from '../exporters/powerFlow.js';
import { writeWhole } from '../exporters/writeFile.js';
import { readBpmn } from '../importers/models/bpmn.js';
import { itemOfBpmn, type ImportedItem } from '../importers/models/bpmnItem.js';
import { recordedPower } from '../importers/models/bpmnPower.js';
import { invalid, missing } from '../kernel/errors.js';
import { parseCatalogue, type PowerCatalogue } from '../powers/catalogueFile.js';
import type { PowerItem } from '../powers/catalogueSchema.js';
import { powerRegister, versionInForce, type PowerRegister } from '../powers/powerRegister.js';
import { flowLines, renderFlow } from '../reports/flowText.js';
import { dayOf, placedRegister, withLog } from './catalogueCommands.js';
import type { CliContext } from './context.js';
import { putPlaced } from './placedAnswer.js';
import { publishCatalogue, readRegister } from './publishCatalogue.js';

const FORMATS = ['text', 'svg', 'bpmn'] as const;

interface ShowFlags {
  readonly format: (typeof FORMATS)[number];
  readonly on?: string;
  readonly files?: string;
  readonly output?: string;
}

/** @throws LedgerError `power.unknown`, `power.not_in_force` */
export function itemOn(register: PowerRegister, code: string, on: string): PowerItem {
  const power = register.get(code);
  if (!power)
    throw missing(
      'power.unknown',
      '台账中没有此权力事项：请用 catalogue list 查看编码',
      'The ledger has no such power item; see catalogue list for the codes',
      code,
    );
  const item = versionInForce(power, on);
  if (item) return item;
  throw missing(
    'power.not_in_force',
    `此权力事项在 ${on} 没有有效版本：请用 --on 指明日期`,
    `No version of this power item is in force on ${on}; name a day with --on`,
    code,
  );
}

async function show(context: CliContext, code: string, flags: ShowFlags): Promise<void> {
  const on = dayOf(flags);
  const terms = readCatalogue(flags.files);
  const { register, place } = await placedRegister(context);
  const item = itemOn(register, code, on);
  const written = {
    text: () => Promise.resolve(renderFlow(item, terms)),
    svg: () => powerSvg(item, terms),
    bpmn: () => powerBpmn(item, terms),
  } as const;
  const content = await written[flags.format]();
  const { version, name } = item;
  if (flags.output !== undefined) {
    await writeWhole(flags.output, `${content.trimEnd()}\n`);
    context
      .output()
      .result(
        { code, version, on, format: flags.format, file: flags.output },
        () => `✓ ${code} ${version} → ${flags.output ?? ''}`,
      );
    return;
  }
  // A picture or model on stdout is the file itself: nothing may stand under it.
  if (flags.format !== 'text') {
    context
      .output()
      .result({ code, version, name, on, format: flags.format, content }, () => content);
    return;
  }
  putPlaced(context.output(), place, {
    value: { code, version, name, on, steps: flowLines(item, terms) },
    text: () => content,
  });
}

interface ImportFlags {
  readonly power?: string;
  readonly newVersion?: string;
  readonly effectiveFrom?: string;
  readonly who?: string;
  readonly files?: string;
  readonly output?: string;
  readonly publish: boolean;
}

async function importFile(context: CliContext, path: string, flags: ImportFlags): Promise<void> {
  const catalogue = readCatalogue(flags.files);
  const file = await readBpmn(path);
  const code = flags.power ?? (recordedPower(file)?.fields['code'] as string | undefined);
  const register = ledgerExists(context.config())
    ? await withLog(context, 'read', (log) => readRegister(log))
    : powerRegister([]);
  const base = code === undefined ? undefined : latestOf(register, code);
  if (flags.power !== undefined && !base) itemOn(register, flags.power, dayOf({}));
  const item = itemOfBpmn(file, {
    base,
    version: flags.newVersion,
    effectiveFrom: flags.effectiveFrom,
    who: flags.who,
    roleByName: new Map([...catalogue.roles].map(([role, { name }]) => [name, role])),
  });
  if (flags.output !== undefined) await writeWhole(flags.output, item.yaml);
  const published = flags.publish
    ? await publish(context, catalogue, item, basename(path))
    : undefined;
  context
    .output()
    .result(
      { file: basename(path), ...item, output: flags.output ?? null, published: published ?? null },
      () =>
        published === undefined && flags.output === undefined
          ? item.yaml
          : [
              ...(flags.output === undefined ? [] : [`✓ → ${flags.output}`]),
              ...item.notes.map(({ zh, en }) => `⚠ ${zh} / ${en}`),
              ...(published === undefined
                ? []
                : published === 0
                  ? ['没有新内容，未发布任何事件 / nothing new, nothing was published']
                  : [`已发布 / published: ${item.code ?? ''}`]),
            ].join('\n'),
    );
}

const latestOf = (register: PowerRegister, code: string): PowerItem | undefined =>
  register.get(code)?.versions.at(-1);

/** Publishes the one item with the roles and parameters of the catalogue; checked whole before anything is sent. */
async function publish(
  context: CliContext,
  { head, roles, parameters }: PowerCatalogue,
  item: ImportedItem,
  file: string,
): Promise<number> {
  const [lacking] = item.missing;
  if (lacking !== undefined)
    throw invalid(
      'flow.incomplete',
      `不能发布：缺少 ${item.missing.join('、')}；请用 --power 指明所属权力事项，或补全导出的 YAML 后用 catalogue publish 发布`,
      `It cannot be published: ${item.missing.join(', ')} missing; name its power item with --power, or complete the YAML and use catalogue publish`,
      file,
    );
  const terms = {
    catalogue: head,
    roles: Object.fromEntries(roles),
    parameters: Object.fromEntries(parameters),
  };
  const single = parseCatalogue([
    { name: 'catalogue', text: stringify(terms) },
    { name: `${file} → YAML`, text: `${item.yaml}expected: 1\n` },
  ]);
  const { published } = await withLog(context, 'write', (log) =>
    publishCatalogue(log, single, Date.now()),
  );
  return published;
}

const FILES = [
  '--files <folder>',
  '目录文件夹；缺省为随附目录 / catalogue files; the shipped ones when left out',
] as const;

export function addFlowCommands(program: Command, context: CliContext): void {
  const parent = program.command('flow').description('权力事项的流程图 / the flow of a power item');
  parent
    .command('show', { isDefault: true })
    .description('流程：文字、SVG 或 BPMN / the flow as words, SVG or BPMN')
    .argument('<power>', '权力编码，如 V01 / power code')
    .addOption(new Option('--format <format>', '形式 / form').choices([...FORMATS]).default('text'))
    .option('--on <date>', '日期 YYYY-MM-DD；缺省为今天 / date; today when left out')
    .option(...FILES)
    .option('-o, --output <file>', '写入文件 / write to a file')
    .action((power: string, flags: ShowFlags) => show(context, power, flags));
  parent
    .command('import')
    .description('由 BPMN 得到目录 YAML，或发布为新版本 / BPMN into catalogue YAML, or published')
    .argument('<file>', 'BPMN 2.0')
    .option('--power <code>', '所属权力事项：文件未载明的取自台账 / its power item in the ledger')
    .option('--new-version <version>', '新版本号 / number of the new version')
    .option('--effective-from <date>', '新版本生效日 / from when the new version holds')
    .option('--who <role>', '不在泳道中的任务由谁办理 / role of tasks in no lane')
    .option(...FILES)
    .option('-o, --output <file>', '写入 YAML 文件 / write the YAML to a file')
    .option('--publish', '发布到台账 / publish to the ledger', false)
    .action((file: string, flags: ImportFlags) => importFile(context, file, flags));
}
