// A command whose answer is a report: at the head or as of an earlier position, as data with `--json` or in any form.
import type { Command, CommandOptions } from 'commander';
import type { z } from 'zod';
import type { ViewSnapshot } from '../../projections/reader.js';
import { openLedger, type Ledger } from '../composition.js';
import { API, parseQuery } from '../http/query.js';
import { parsePosition, type Position } from '../kernel/position.js';
import { openViewsAsOf } from '../openViews.js';
import { programVersion } from '../projectRoot.js';
import type { Extent, Marking, Question } from '../reports/document.js';
import { drawUp, seenIn, type ReportPlan, type Seen } from '../reports/drawUp.js';
import { HEAD_MILLISECONDS, type CliContext } from './context.js';
import { placeOf, putPlaced, seenPlace, type SeenPlace } from './placedAnswer.js';
import { addReportFlags, putReport, REPORT_FLAGS, type ReportFlags } from './reportOutput.js';

export interface Answer {
  /** What `--json` prints. */
  readonly value: unknown;
  readonly plan: ReportPlan;
  /** The endpoint that answers the same over HTTP, and its canonical query. */
  readonly path: string;
  readonly query: (asOf: string | undefined) => string;
}

export interface Options extends ReportFlags {
  readonly asOf?: string;
  readonly audience?: Marking['audience'];
}

interface Read {
  readonly answer: Answer;
  readonly seen: Seen;
  readonly place: SeenPlace;
}

const readAnswer =
  (query: (snapshot: ViewSnapshot, ledger: Ledger) => Answer, ledger: Ledger) =>
  (snapshot: ViewSnapshot): Read => {
    const answer = query(snapshot, ledger);
    return { answer, seen: seenIn(snapshot, answer.plan), place: seenPlace(snapshot) };
  };

/** Asks a snapshot of all views, at the head or as of a position. */
async function ask(
  context: CliContext,
  ledger: Ledger,
  past: Position | undefined,
  read: (snapshot: ViewSnapshot) => Read,
): Promise<Read> {
  if (past === undefined) {
    const head = await ledger.log.head();
    if (head !== undefined) await ledger.views.waitFor(head, HEAD_MILLISECONDS);
    return ledger.views.read(read);
  }
  const bar = context.output().progress('as-of', Number(past) + 1);
  const { config, log, projections } = ledger;
  const reader = await openViewsAsOf(config, log, projections, past, (position) =>
    bar.update(Number(position) + 1),
  );
  bar.stop();
  try {
    return reader.read(read);
  } finally {
    reader.close();
  }
}

/** Runs a query and prints its answer: the data with `--json` alone, else a report. */
export async function answer(
  context: CliContext,
  options: Options,
  query: (snapshot: ViewSnapshot, ledger: Ledger) => Answer,
): Promise<void> {
  const past = options.asOf === undefined ? undefined : parsePosition(options.asOf);
  const json = context.json();
  const ledger = await openLedger(context.config(), {
    mode: 'read',
    views: past === undefined ? 'inline' : 'none',
  });
  try {
    const {
      answer: found,
      seen,
      place,
    } = await ask(context, ledger, past, readAnswer(query, ledger));
    if (json && options.format === undefined && options.output === undefined) {
      putPlaced(context.output(), await placeOf(ledger.log, place), {
        value: found.value,
        text: () => '',
      });
      return;
    }
    const question: Question = { path: `${API}${found.path}`, query: found.query(seen.position) };
    const document = await drawUp(
      found.plan,
      seen,
      { ...ledger, program: `sunledger ${programVersion}` },
      { question, audience: 'internal', masked: options.audience === 'public' },
    );
    await putReport(document, options, json);
  } finally {
    await ledger.close();
  }
}

/** Flags that are no part of the question. */
const GENERAL: ReadonlySet<string> = new Set(['asOf', 'json', 'data', 'audience', ...REPORT_FLAGS]);

/** Flags of a command are the query parameters of its endpoint. */
export const queryOf = (options: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !GENERAL.has(name)));

/** `--limit all` lists everything that matches; a number lists as many, and the report says that there are more. */
const ALL = 'all';
const PAGE = 500;

/** The filters of a list, with a page as large as pages get where all is asked for. */
export function listQuery<S extends z.ZodObject>(schema: S, options: Options & { limit?: string }) {
  const all = options.limit === ALL;
  const given = queryOf(options);
  return { all, query: parseQuery(schema, all ? { ...given, limit: PAGE } : given) };
}

export const extentOf = (shown: number, total: number | null, more: boolean): Extent => ({
  shown,
  total,
  more,
});

export function reportCommand(
  program: Command,
  name: string,
  description: string,
  options: CommandOptions = {},
): Command {
  return addReportFlags(
    program
      .command(name, options)
      .description(description)
      .option('--as-of <position>', '按当时的台账位置 / as of a ledger position'),
  );
}
