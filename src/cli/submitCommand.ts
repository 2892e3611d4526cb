// `sunledger submit`: one command from a JSON file, as over HTTP: to record what has happened or, with --instruct, to do
// what is still to be done unless a rule holds it back.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { CommandOutcome } from '../commands/commandHandler.js';
import { openLedger } from '../composition.js';
import { commandBody, parseBody } from '../http/commandBody.js';
import { invalid, missing } from '../kernel/errors.js';
import { packLabel } from '../rules/pack.js';
import type { CliContext } from './context.js';

const STDIN = '-';

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === STDIN ? 0 : file, 'utf8');
  } catch {
    throw missing(
      'cli.file',
      '无法读取文件：请检查路径与权限',
      'The file cannot be read; check its path and permissions',
      file,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('cli.json', '文件不是 JSON', 'The file is not JSON', file);
  }
}

const outcomeText = ({ status, stream, position, warnings = [] }: CommandOutcome): string =>
  [
    `${status === 'recorded' ? '✓ 已记录 / recorded' : `· ${status}`}  ${stream}${position === undefined ? '' : ` @${position}`}`,
    ...warnings.flatMap(({ rule, title, found, expected, basis }) => [
      `! 提醒 / warning  ${rule} ${title.zh} / ${title.en}`,
      `    ${found.zh}；应当：${expected.zh}`,
      `    ${found.en}; expected: ${expected.en}`,
      ...basis.map(({ document, clause }) => `    依据 basis: 《${document}》${clause}`),
    ]),
  ].join('\n');

async function submit(
  context: CliContext,
  name: string,
  file: string,
  { instruct, id }: { instruct?: boolean; id?: string },
): Promise<void> {
  const body = readJson(file);
  const { data, correlationid, intent, ...attributes } = parseBody(commandBody, body);
  const digest = createHash('sha256')
    .update(JSON.stringify([name, body]))
    .digest('hex');
  const commandid = id ?? `submit:${digest.slice(0, 40)}`;
  const ledger = await openLedger(context.config(), { mode: 'write', views: 'inline' });
  try {
    const outcome = await ledger.handler.handle({
      name,
      data,
      attributes: {
        ...attributes,
        actoraccount: 'cli',
        rulepack: packLabel(ledger.packs.current),
        commandid,
        correlationid: correlationid ?? commandid,
      },
      ...(instruct === true || intent === 'instruct' ? { intent: 'instruct' } : {}),
    });
    context.output().result({ ...outcome, commandid }, () => outcomeText(outcome));
  } finally {
    await ledger.close();
  }
}

export function addSubmitCommand(program: Command, context: CliContext): void {
  program
    .command('submit')
    .description('提交一条命令 / send one command; the file is the JSON body of the HTTP interface')
    .argument('<command>', '命令名，如 funds.MakePayment / its name')
    .argument('<file>', 'JSON 文件，- 为标准输入 / JSON file; - for standard input')
    .option(
      '--instruct',
      '将要办理：规则可提醒或者阻止 / still to be done: rules may warn of it or hold it back',
    )
    .option('--id <id>', '命令编号；缺省由内容得出 / command id; follows from the content')
    .action((name: string, file: string, options: { instruct?: boolean; id?: string }) =>
      submit(context, name, file, options),
    );
}
