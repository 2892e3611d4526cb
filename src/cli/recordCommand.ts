// `sunledger record`: any fact that the ledger knows, from data given as JSON. `sunledger commands` lists them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { allCommands, type CommandName } from '../commands/registry.js';
import { invalid } from '../kernel/errors.js';
import type { CliContext } from './context.js';
import { recordAndReport, withRecordFlags, type RecordOptions } from './recordFacts.js';

const names = Object.keys(allCommands) as CommandName[];

function commandNamed(text: string): CommandName {
  const found = names.find((name) => name === text);
  if (found) return found;
  throw invalid(
    'command.unknown',
    `没有命令「${text}」：请用 sunledger commands 查看`,
    `There is no command "${text}"; see sunledger commands`,
    text,
  );
}

/** Data as JSON text, `@file`, or `-` for standard input. */
function readData(given: string): Record<string, unknown> {
  const text =
    given === '-'
      ? readFileSync(0, 'utf8')
      : given.startsWith('@')
        ? readFileSync(given.slice(1), 'utf8')
        : given;
  const refuse = (reason: string) =>
    invalid(
      'cli.data',
      `--fact 不是 JSON 对象：${reason}`,
      `--fact is not a JSON object: ${reason}`,
      '--fact',
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success) throw refuse(typeof value);
  return object.data;
}

export function addRecordCommand(program: Command, context: CliContext): void {
  withRecordFlags(
    program
      .command('record')
      .description('记录一个事实 / record one fact')
      .argument('<command>', '如 funds.MakePayment / such as funds.MakePayment')
      .requiredOption('--fact <json>', '数据：JSON，@文件，或 - / its data: JSON, @file, or -'),
  ).action(async (name: string, options: RecordOptions & { readonly fact: string }) => {
    const command = commandNamed(name);
    const data = readData(options.fact);
    // The same data given again under no id of its own is the same intention.
    const key = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32);
    await recordAndReport(context, { name: command, data, key }, options);
  });
  program
    .command('commands')
    .description('可记录的事实及其数据格式 / the facts that can be recorded, and their data')
    .argument('[command]', '显示其 JSON Schema / show its JSON Schema')
    .action((name: string | undefined) => {
      const schema =
        name === undefined
          ? names
          : z.toJSONSchema(allCommands[commandNamed(name)].schema, {
              io: 'input',
              unrepresentable: 'any',
            });
      context
        .output()
        .result(schema, () =>
          name === undefined ? names.join('\n') : JSON.stringify(schema, null, 2),
        );
    });
}
