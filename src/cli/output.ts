// How commands speak: results on stdout, progress and errors on stderr, exit 0 ok, 1 failed check, 2 usage.
import { SingleBar } from 'cli-progress';
import { isLedgerError } from '../kernel/errors.js';

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
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`程序内部错误 / Internal error: ${message}\n`);
    return EXIT.failed;
  }
  const { code, text, where, kind } = error;
  process.stderr.write(
    json
      ? `${JSON.stringify({ code, ...text, ...(where === undefined ? {} : { where }) })}\n`
      : `错误 ${code}：${text.zh}\nError ${code}: ${text.en}\n${where === undefined ? '' : `  位置 / where: ${where}\n`}`,
  );
  return kind === 'invalid' || kind === 'missing' ? EXIT.usage : EXIT.failed;
}
