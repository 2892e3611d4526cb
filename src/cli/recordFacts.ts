// Recording facts from the command line: the flags that say when, where and by whom, and one way to the handler.
// It must never record without an account, and a repeated call with the same id adds nothing.
import type { Command } from 'commander';
import type { CommandOutcome } from '../commands/commandHandler.js';
import type { CommandName } from '../commands/registry.js';
import { openLedger, type Ledger } from '../composition.js';
import { CLASSIFICATIONS, type Classification, type EventAttributes } from '../events/envelope.js';
import { invalid } from '../kernel/errors.js';
import { formatInstant } from '../kernel/time.js';
import { HEAD_MILLISECONDS, type CliContext } from './context.js';

const CHINA_OFFSET_MINUTES = 480;

/** Flags of every command that records something. */
export interface RecordOptions {
  readonly unit?: string;
  readonly time?: string;
  readonly actor?: string;
  readonly by?: string;
  readonly post?: string;
  readonly power?: string;
  readonly matter?: string;
  readonly classification?: string;
  readonly commandId?: string;
}

/** Adds the flags of {@link RecordOptions}; `unit` may be left to the command. */
export const withRecordFlags = (command: Command): Command =>
  command
    .option('--unit <code>', '所属单位的区划代码 / division code of the unit')
    .option('--time <instant>', '发生时间，缺省为现在 / when it happened, now when left out')
    .option('--actor <account>', '录入账户 / recording account', 'cli')
    .option('--by <person>', '办理人编号 / the person who acted')
    .option('--post <post>', '以何职务 / in which post')
    .option('--power <code>', '职权编码 / power')
    .option('--matter <id>', '所属事项 / the matter it belongs to')
    .option('--classification <class>', CLASSIFICATIONS.join(' | '), 'public')
    .option('--command-id <id>', '命令编号：同一编号只记录一次 / the same id is recorded once');

/** A fact to record, before the flags say the rest. */
export interface FactToRecord {
  readonly name: CommandName;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the unit, where the flag is left out. */
  readonly unit?: string | undefined;
  /** Makes the command id where the flag is left out: the natural key of the fact. */
  readonly key: string;
  /** Where the flag is left out. */
  readonly classification?: Classification;
}

function classificationOf(text: string | undefined, otherwise: Classification): Classification {
  const found = CLASSIFICATIONS.find((one) => one === (text ?? otherwise));
  if (found) return found;
  throw invalid(
    'cli.classification',
    `密级「${text ?? ''}」有误：可用 ${CLASSIFICATIONS.join('、')}`,
    `"${text ?? ''}" is no classification; use ${CLASSIFICATIONS.join(', ')}`,
    '--classification',
  );
}

function unitOf(options: RecordOptions, fact: FactToRecord): string {
  const unit = options.unit ?? fact.unit;
  if (unit !== undefined) return unit;
  throw invalid(
    'cli.unit_missing',
    '请用 --unit 指明所属单位的区划代码',
    'Name the unit by its division code with --unit',
    '--unit',
  );
}

const attributesOf = (options: RecordOptions, fact: FactToRecord, now: number): EventAttributes => {
  const time = options.time ?? formatInstant(now, CHINA_OFFSET_MINUTES);
  // The time is part of the intention: the same fact at another time is another account of it, which the decider refuses.
  const commandid = options.commandId ?? `cli:${fact.name}:${fact.key}:${time}`;
  return {
    time,
    actoraccount: options.actor ?? 'cli',
    actorperson: options.by,
    actorpost: options.post,
    orgunit: unitOf(options, fact),
    powercode: options.power,
    matter: options.matter,
    commandid,
    correlationid: commandid,
    rulepack: 'none',
    classification: classificationOf(options.classification, fact.classification ?? 'public'),
  };
};

/**
 * Records one fact on an open ledger.
 * @param now Unix milliseconds, for facts without a time of their own
 * @throws LedgerError as the command handler does
 */
export const recordFact = (
  { handler }: Ledger,
  fact: FactToRecord,
  options: RecordOptions,
  now: number,
): Promise<CommandOutcome> =>
  handler.handle({
    name: fact.name,
    data: fact.data,
    attributes: attributesOf(options, fact, now),
  });

/** Opens the ledger for writing, runs `work`, and closes. @throws LedgerError `log.locked` while a server runs */
export async function withWriting<T>(
  context: CliContext,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const ledger = await openLedger(context.config(), { mode: 'write', views: 'inline' });
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

/** Opens the ledger for writing with views that stand at the head. */
export const withHead = <T>(
  context: CliContext,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> =>
  withWriting(context, async (ledger) => {
    const head = await ledger.log.head();
    if (head !== undefined) await ledger.views.waitFor(head, HEAD_MILLISECONDS);
    return work(ledger);
  });

/** What a recording command answers. */
export const outcomeText = ({ status, stream, position, eventIds }: CommandOutcome): string =>
  status === 'unchanged'
    ? `已有相同记录，未新增 / already recorded: ${stream}`
    : `✓ ${stream} #${position ?? ''} ${eventIds.join(' ')}`;

/** Records one fact and says so. */
export async function recordAndReport(
  context: CliContext,
  fact: FactToRecord,
  options: RecordOptions,
): Promise<void> {
  const outcome = await withWriting(context, (ledger) =>
    recordFact(ledger, fact, options, Date.now()),
  );
  context.output().result(outcome, () => outcomeText(outcome));
}
