// What was refused, one JSON line each, in the data folder: `rejected/<file>.rejected.jsonl`. It says where and why,
// never what the record held, so that personal data does not spread. A new run of the same file replaces it.
import { createHash } from 'node:crypto';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { unavailable, type LedgerError } from '../kernel/errors.js';

/** One line of the file. */
export interface Reject {
  /** Number of the record in its file, from 1. */
  readonly row: number;
  /** Rule of the mapping; left out when the record itself could not be read. */
  readonly rule?: string;
  /** JSON pointer into the command, e.g. `/data/amount`. */
  readonly field?: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** Lines kept before they are written. */
const BATCH = 200;

/** Names of the files of rejects, in the order of the inputs; two inputs of one name are told apart by their path. */
export function rejectFiles(dataDir: string, inputs: readonly string[]): readonly string[] {
  const names = inputs.map((input) => basename(input));
  return inputs.map((input, index) => {
    const name = names[index] ?? '';
    const twin = names.filter((other) => other === name).length > 1;
    const mark = createHash('sha256').update(resolve(input)).digest('hex').slice(0, 8);
    return join(dataDir, 'rejected', `${name}${twin ? `~${mark}` : ''}.rejected.jsonl`);
  });
}

/** The line of an error. `where` of a mapping error is `<rule>/<pointer>`. */
export function rejectOf(row: number, error: LedgerError, rule?: string): Reject {
  const { where = '', code, text } = error;
  const slash = where.indexOf('/');
  const named = slash > 0 ? where.slice(0, slash) : undefined;
  const found = rule ?? named;
  return {
    row,
    ...(found !== undefined && { rule: found }),
    ...(slash >= 0 && { field: where.slice(slash) }),
    code,
    ...text,
  };
}

export class RejectWriter {
  count = 0;
  private pending: string[] = [];
  private started = false;

  constructor(readonly path: string) {}

  /** Removes what an earlier run left. @throws LedgerError `import.rejects_unwritable` */
  open(): Promise<void> {
    return this.guarded(() => rm(this.path, { force: true }));
  }

  /** Takes a line; writes now and then. @throws LedgerError `import.rejects_unwritable` */
  async add(reject: Reject): Promise<void> {
    this.note(reject);
    if (this.pending.length >= BATCH) await this.flush();
  }

  /** Takes a line without writing yet. */
  note(reject: Reject): void {
    this.count++;
    this.pending.push(`${JSON.stringify(reject)}\n`);
  }

  /** @throws LedgerError `import.rejects_unwritable` */
  async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const lines = this.pending.splice(0).join('');
    await this.guarded(async () => {
      if (!this.started) await mkdir(join(this.path, '..'), { recursive: true, mode: 0o700 });
      this.started = true;
      await appendFile(this.path, lines, { mode: 0o600 });
    });
  }

  private async guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw unavailable(
        'import.rejects_unwritable',
        '无法写入拒收记录：请检查数据目录的权限和磁盘空间，然后重新导入（已入账的不会重复）',
        'The file of rejects cannot be written; check the permissions and space of the data folder, then import again (what was recorded is not repeated)',
        basename(this.path),
        cause,
      );
    }
  }
}
