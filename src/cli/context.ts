// What every command gets: settings, output and the ledger, opened late and closed surely.
import { openLedger, type Ledger } from '../composition.js';
import type { Config } from '../config.js';
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

/** Opens the ledger for reading with views that have reached the head, runs `work`, closes. */
export async function withViews<T>(
  context: CliContext,
  work: (ledger: Ledger) => T | Promise<T>,
): Promise<T> {
  const ledger = await openLedger(context.config(), { mode: 'read', views: 'inline' });
  try {
    const head = await ledger.log.head();
    if (head !== undefined) await ledger.views.waitFor(head, 600_000);
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}
