// `sunledger export xes|...`: the ledger's matters in the formats of process mining.
// They read matters one by one and write as they read; a file is there when it is complete, or not at all.
import type { Command } from 'commander';
import { rm } from 'node:fs/promises';
import { LedgerOcel } from '../exporters/ledgerOcel.js';
import { writeOcelJson } from '../exporters/ocel/json.js';
import { writeOcelSqlite } from '../exporters/ocel/sqlite.js';
import { writeOcelXml } from '../exporters/ocel/xml.js';
import { OcelStore } from '../importers/ocel/store.js';
import { LEDGER_XES_HEADER, xesOfMatter } from '../exporters/ledgerXes.js';
import { readMatters, type LedgerMatter } from '../exporters/ledgerMatters.js';
import { replaceFile, writeFileStreamed } from '../exporters/writeFile.js';
import { writeXes } from '../exporters/xes.js';
import type { CliContext } from './context.js';
import { placeOf, putPlaced } from './placedAnswer.js';
import { filterOf, withMatters, type MatterFlags } from './ledgerSource.js';

interface ExportFlags extends MatterFlags {
  readonly output: string;
}

interface Counts {
  matters: number;
  events: number;
}

/** Passes items on, counting the matters and their events. */
async function* counted(
  matters: AsyncIterable<LedgerMatter>,
  counts: Counts,
): AsyncGenerator<LedgerMatter> {
  for await (const matter of matters) {
    counts.matters++;
    counts.events += matter.events.length;
    yield matter;
  }
}

async function* mapped<From, To>(
  items: AsyncIterable<From>,
  map: (item: From) => To,
): AsyncGenerator<To> {
  for await (const item of items) yield map(item);
}

type Write = (path: string, matters: AsyncIterable<LedgerMatter>) => Promise<void>;

async function exportMatters(context: CliContext, flags: ExportFlags, write: Write): Promise<void> {
  const filter = filterOf(flags);
  const { result, place } = await withMatters(context, flags.asOf, async (source) => {
    const counts: Counts = { matters: 0, events: 0 };
    await write(flags.output, counted(readMatters(source, filter), counts));
    const place = await placeOf(source.log, { position: source.upTo, halted: [] });
    return { result: { file: flags.output, ...counts }, place };
  });
  putPlaced(context.output(), place, {
    value: result,
    text: () =>
      [
        `✓ ${result.file}`,
        `事项 / matters         ${result.matters}`,
        `事件 / events          ${result.events}`,
      ].join('\n'),
  });
}

const writeLedgerXes: Write = (path, matters) =>
  writeFileStreamed(path, writeXes(LEDGER_XES_HEADER, mapped(matters, xesOfMatter)));

/** Fills an object-centric log with the matters and hands it to whoever writes it. */
const asOcel =
  (write: (path: string, log: OcelStore) => Promise<void>): Write =>
  async (path, matters) => {
    const log = new OcelStore();
    try {
      const ledger = new LedgerOcel(log);
      for await (const matter of matters) ledger.add(matter);
      log.check();
      await write(path, log);
    } finally {
      log.close();
    }
  };

const OCEL: Readonly<Record<string, Write>> = {
  'ocel-json': asOcel((path, log) => writeFileStreamed(path, writeOcelJson(log))),
  'ocel-xml': asOcel((path, log) => writeFileStreamed(path, writeOcelXml(log))),
  'ocel-sqlite': asOcel((path, log) =>
    replaceFile(path, async (temporary) => {
      await rm(temporary, { force: true });
      writeOcelSqlite(temporary, log);
    }),
  ),
};

/** The flags that choose matters, on any command. */
export function matterOptions(command: Command): Command {
  return command
    .option('--from <day>', '起（立项日） / from, day of opening')
    .option('--to <day>', '止 / to')
    .option('--unit <prefix>', '区划代码前缀，含下级 / division code prefix, with all units below')
    .option('--power <code>', '职权 / power')
    .option('--as-of <position>', '按当时的台账位置 / as of a ledger position')
    .option('--public', '只含全部记录均公开的事项 / only matters whose every record is public');
}

export function addExportCommands(program: Command, context: CliContext): void {
  const parent =
    program.commands.find((command) => command.name() === 'export') ??
    program.command('export').description('导出 / export');
  const add = (name: string, description: string, write: Write) =>
    matterOptions(parent.command(name).description(description))
      .requiredOption(
        '-o, --output <file>',
        '输出文件，.gz 结尾则压缩 / file to write; packed if .gz',
      )
      .action((flags: ExportFlags) => exportMatters(context, flags, write));
  add('xes', '事项导出为 XES（IEEE 1849） / matters as XES', writeLedgerXes);
  for (const [name, write] of Object.entries(OCEL))
    add(name, '事项导出为 OCEL 2.0 / matters as OCEL 2.0', write);
}
