// How commands speak: results on stdout, progress and errors on stderr, exit 0 ok, 1 failed check, 2 usage.
import { SingleBar } from 'cli-progress';
import { invalid, isLedgerError, type Bilingual, type LedgerError } from '../kernel/errors.js';

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

export interface Output {
  /** The result: the JSON value with `--json`, else the text. */
  result(value: unknown, text: () => string): void;
  /** A progress bar on a terminal; silent otherwise. `total` may be unknown (0). */
  progress(label: string, total: number): { update(done: number): void; stop(): void };
}

export function createOutput(json: boolean): Output {
  return {
    result(value, text) {
      process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text().trimEnd()}\n`);
    },
    progress(label, total) {
      if (!process.stderr.isTTY || json) return { update: () => undefined, stop: () => undefined };
      const bar = new SingleBar({
        format: `${label} {bar} {percentage}% {value}/{total} {eta_formatted}`,
        stream: process.stderr,
        hideCursor: true,
      });
      bar.start(total, 0);
      return { update: (done) => bar.update(done), stop: () => bar.stop() };
    },
  };
}

/** Says what went wrong in both languages and returns the exit code. */
export function reportError(error: unknown, json: boolean): number {
  if (!isLedgerError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    const text = { zh: `程序内部错误：${message}`, en: `Internal error: ${message}` };
    writeError(json, 'internal', text);
    return EXIT.failed;
  }
  writeError(json, error.code, error.text, error.where);
  return error.kind === 'invalid' || error.kind === 'missing' ? EXIT.usage : EXIT.failed;
}

function writeError(json: boolean, code: string, text: Bilingual, where?: string): void {
  process.stderr.write(
    json
      ? `${JSON.stringify({ code, ...text, ...(where === undefined ? {} : { where }) })}\n`
      : `错误 ${code}：${text.zh}\nError ${code}: ${text.en}\n${where === undefined ? '' : `  位置 / where: ${where}\n`}`,
  );
}

/** What the command line itself got wrong, by the code of the parser. */
const USAGE_ZH: Readonly<Record<string, string>> = {
  'commander.unknownCommand': '没有此命令',
  'commander.unknownOption': '没有此选项',
  'commander.missingArgument': '缺少参数',
  'commander.excessArguments': '参数过多',
  'commander.missingMandatoryOptionValue': '缺少必需的选项',
  'commander.optionMissingArgument': '选项缺少取值',
  'commander.invalidArgument': '参数有误',
};

/** A command line that cannot be understood, as one sentence in both languages. */
export function usageError({ code, message }: { code: string; message: string }): LedgerError {
  const en = message.replace(/^error: /, '').replace(/\n+/g, ' ');
  const said = /'([^']*)'/.exec(en)?.[1];
  const zh = USAGE_ZH[code] ?? '命令行有误';
  return invalid(
    'cli.usage',
    `${zh}${said === undefined ? '' : `「${said}」`}：请用 sunledger --help 查看用法`,
    `${en}; see sunledger --help`,
  );
}
