// A command that asks the views: at the present head or as of an earlier position, answered as text or JSON.
import type { Command, CommandOptions } from 'commander';
import type { ViewReader, ViewSnapshot } from '../../projections/reader.js';
import { openLedger, type Ledger } from '../composition.js';
import { parsePosition } from '../kernel/position.js';
import { openViewsAsOf } from '../openViews.js';
import { HEAD_MILLISECONDS, type CliContext } from './context.js';
import { placeOf, putPlaced, seenPlace, type Answer } from './placedAnswer.js';

/** Further snapshots of the views that were asked, for what takes a second stage. */
export type ReadAgain = <T>(query: (snapshot: ViewSnapshot) => T) => T;

/** Runs a query as {@link readStages} does, in one stage. */
export const readViews = (
  context: CliContext,
  options: Options,
  query: (snapshot: ViewSnapshot, asked: Options, ledger: Ledger) => Answer,
): Promise<void> => readStages(context, options, query, (answer) => Promise.resolve(answer));

/**
 * Runs a query on a snapshot of all views, at the head or as of the position in the options, and completes what it found.
 * The query gets the options that are part of the question.
 */
export async function readStages<T>(
  context: CliContext,
  options: Options,
  query: (snapshot: ViewSnapshot, asked: Options, ledger: Ledger) => T,
  finish: (found: T, read: ReadAgain, ledger: Ledger) => Promise<Answer>,
): Promise<void> {
  const output = context.output();
  const { asOf } = options;
  const asked = queryOf(options);
  const past = asOf === undefined ? undefined : parsePosition(asOf);
  const ledger = await openLedger(context.config(), {
    mode: 'read',
    views: past === undefined ? 'inline' : 'none',
  });
  try {
    // The place is read from the snapshot that the query reads.
    const see = (snapshot: ViewSnapshot) => ({
      found: query(snapshot, asked, ledger),
      seen: seenPlace(snapshot),
    });
    const put = async (reader: Pick<ViewReader, 'read'>) => {
      const { found, seen } = reader.read(see);
      const answer = await finish(found, (again) => reader.read(again), ledger);
      putPlaced(output, await placeOf(ledger.log, seen), answer);
    };
    if (past === undefined) {
      const head = await ledger.log.head();
      if (head !== undefined) await ledger.views.waitFor(head, HEAD_MILLISECONDS);
      await put(ledger.views);
    } else {
      const bar = output.progress('as-of', Number(past) + 1);
      const { config, log, projections } = ledger;
      const reader = await openViewsAsOf(config, log, projections, past, (position) =>
        bar.update(Number(position) + 1),
      );
      bar.stop();
      try {
        await put(reader);
      } finally {
        reader.close();
      }
    }
  } finally {
    await ledger.close();
  }
}

/** Flags that are no part of the question. */
const GENERAL: ReadonlySet<string> = new Set(['asOf', 'json', 'data']);

export type Options = Readonly<Record<string, string | undefined>>;

/** Flags of a command are the query parameters of its endpoint. */
const queryOf = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !GENERAL.has(name)));

export function viewCommand(
  program: Command,
  name: string,
  description: string,
  options: CommandOptions = {},
): Command {
  return program
    .command(name, options)
    .description(description)
    .option('--as-of <position>', '按当时的台账位置 / as of a ledger position');
}
