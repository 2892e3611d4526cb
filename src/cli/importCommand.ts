// `sunledger import`: files and a mapping become events. Good records go in; bad ones are written down with reasons.
import type { Command } from 'commander';
import { openLedger } from '../composition.js';
import { importFiles } from '../importers/importFiles.js';
import type { ImportFailure, ImportSummary } from '../importers/importSummary.js';
import { loadMapping } from '../importers/mapping/load.js';
import type { CliContext } from './context.js';
import { EXIT } from './output.js';

const failureText = (failure: ImportFailure) =>
  `  ✗ ${failure.code} ${failure.zh} / ${failure.en}${failure.where === undefined ? '' : ` (${failure.where})`}`;

function summaryText(summary: ImportSummary): string {
  const { records, accepted, duplicates, rejected, ignored } = summary;
  return [
    `映射 / mapping        ${summary.mapping}`,
    `记录 / records        ${records}`,
    `已录入 / accepted     ${accepted}`,
    `已有 / duplicates     ${duplicates}`,
    `拒绝 / rejected       ${rejected}`,
    ...(ignored > 0 ? [`略过 / ignored        ${ignored}`] : []),
    ...Object.entries(summary.events)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `  ${name.padEnd(34)} ${count}`),
    ...summary.files.flatMap(({ file, failure, rejectedFile }) => [
      ...(failure ? [`文件 / file ${file}`, failureText(failure)] : []),
      ...(rejectedFile === undefined ? [] : [`  拒绝明细 / rejects: ${rejectedFile}`]),
    ]),
    ...(summary.stopped ? ['导入中止 / stopped', failureText(summary.stopped)] : []),
    ...(accepted === 0 && duplicates > 0
      ? ['没有新内容：这些记录此前均已录入 / nothing new: all of it was recorded before']
      : []),
  ].join('\n');
}

/** Anything that did not go in is a failed check, so that scripts notice. */
const failed = (summary: ImportSummary): boolean =>
  summary.rejected > 0 ||
  summary.stopped !== undefined ||
  summary.files.some(({ failure }) => failure !== undefined);

export function addImportCommand(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('导入文件 / import files: CSV, TSV, JSON, JSONL, XML, XLSX, XES, OCEL, gzip')
    .argument('<files...>', '文件 / files')
    .requiredOption('--mapping <file>', '映射文件 / mapping (YAML)')
    .action(async (files: string[], options: { mapping: string }) => {
      const config = context.config();
      const ledger = await openLedger(config, { mode: 'write', views: 'none' });
      const output = context.output();
      const bar = output.progress('import', 100);
      try {
        const mapping = loadMapping(options.mapping, ledger.handler.definitions);
        const summary = await importFiles(files, mapping, {
          handler: ledger.handler,
          dataDir: config.dataDir,
          onProgress: ({ fileNumber, fileCount, bytesRead, bytesTotal }) =>
            bar.update(((fileNumber - 1 + bytesRead / Math.max(1, bytesTotal)) / fileCount) * 100),
        });
        bar.stop();
        output.result(summary, () => summaryText(summary));
        if (failed(summary)) process.exitCode = EXIT.failed;
      } finally {
        bar.stop();
        await ledger.close();
      }
    });
}
