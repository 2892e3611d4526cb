// What every command gets: settings, output and the ledger, opened late and closed surely.
import { openLedger, type Ledger } from '../composition.js';
import { openLedgerSigning, openLog } from '../openLog.js';
import type { Config } from '../config.js';
import type { EventLog } from '../log/eventLog.js';
import type { Signing } from '../signing/signing.js';
import type { Output } from './output.js';

export interface CliContext {
  /** Settings from flags, environment and settings file. */
  config(flags?: Partial<Record<keyof Config, string | undefined>>): Config;
  output(): Output;
  /** Whether `--json` was given. */
  json(): boolean;
  /** Reports an error and returns the exit code. */
  fail(error: unknown): number;
}

/** How long a command waits for views that are far behind, or for those of a running server. */
export const HEAD_MILLISECONDS = 600_000;

/** Opens the ledger for reading with views that have reached the head, runs `work`, closes. */
export async function withViews<T>(
  context: CliContext,
  work: (ledger: Ledger) => T | Promise<T>,
): Promise<T> {
  const ledger = await openLedger(context.config(), { mode: 'read', views: 'inline' });
  try {
    const head = await ledger.log.head();
    if (head !== undefined) await ledger.views.waitFor(head, HEAD_MILLISECONDS);
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

/** Opens log and signing for a command that hands out proofs. */
export async function withSigning<T>(
  config: Config,
  work: (log: EventLog, signing: Signing) => Promise<T>,
): Promise<T> {
  const log = openLog(config, 'read');
  try {
    const signing = await openLedgerSigning(config, log, 'write');
    try {
      return await work(log, signing);
    } finally {
      await signing.close();
    }
  } finally {
    await log.close();
  }
}

/** For options that may be given more than once. */
export const collect = (value: string, values: readonly string[]): string[] => [...values, value];
