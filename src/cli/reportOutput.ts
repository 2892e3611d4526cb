// Answers of the command line as reports: text on the terminal, any other form to a file or a pipe.
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { invalid, unavailable } from '../kernel/errors.js';
import type { FinishedDocument } from '../reports/finish.js';
import { LANGUAGES, type Language } from '../reports/language.js';
import { FORMATS, FORMS, type Format } from '../reports/renderer.js';
import { render } from '../reports/renderers.js';
import { reportFile, type ReportFile } from '../reports/reportFile.js';

export interface ReportFlags {
  readonly format?: Format;
  readonly output?: string;
  readonly language?: Language;
}

/** Names of the flags, which are no part of a question. */
export const REPORT_FLAGS: readonly (keyof ReportFlags)[] = ['format', 'output', 'language'];

export const addReportFlags = (command: Command): Command =>
  command
    .addOption(new Option('--format <format>', '格式 / form').choices([...FORMATS]))
    .option(
      '-o, --output <file>',
      '写入文件；格式可由扩展名得出 / write a file; its ending gives the form',
    )
    .addOption(new Option('--language <language>', '语言 / language').choices([...LANGUAGES]));

/** The form that was asked for, by name or by the ending of the file. */
export function formatOf({ format, output }: ReportFlags): Format | undefined {
  if (format !== undefined || output === undefined) return format;
  const ending = extname(output).slice(1).toLowerCase();
  const found = FORMATS.find((one) => FORMS[one].extension === ending);
  if (found !== undefined) return found;
  throw invalid(
    'cli.format',
    `不能由扩展名「.${ending}」得出格式：请用 --format`,
    `The ending ".${ending}" names no form; use --format`,
    'output',
  );
}

const IS_BINARY: ReadonlySet<Format> = new Set(['pdf', 'docx', 'xlsx']);

/** @throws LedgerError `storage.not_writable` */
export function writeFileOrSay(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw unavailable(
      'storage.not_writable',
      '无法写入文件：请检查路径与权限',
      'The file cannot be written; check the path and its permissions',
      path,
      error,
    );
  }
}

const written = (path: string, { bytes, sha256 }: ReportFile) => ({
  file: path,
  bytes: bytes.length,
  sha256,
});

/**
 * Writes a report to its file or to stdout.
 * @throws LedgerError `cli.binary`, `storage.not_writable`, `report.missing_glyph`
 */
export async function putReport(
  document: FinishedDocument,
  flags: ReportFlags,
  json: boolean,
): Promise<void> {
  const format = formatOf(flags) ?? 'text';
  const { output } = flags;
  if (output === undefined && IS_BINARY.has(format) && process.stdout.isTTY)
    throw invalid(
      'cli.binary',
      '此格式不能显示在终端：请用 -o 写入文件，或转接到其他命令',
      'This form cannot be shown on a terminal; write it to a file with -o, or pipe it',
      'format',
    );
  const file = await reportFile(document, format, flags.language, render);
  if (output === undefined) {
    process.stdout.write(file.bytes);
    return;
  }
  writeFileOrSay(output, file.bytes);
  const line = written(output, file);
  process.stdout.write(
    json
      ? `${JSON.stringify(line)}\n`
      : `✓ ${line.file}  ${line.bytes} B  SHA-256 ${line.sha256}\n`,
  );
}
