// Judging everything again by the packs adopted now: first what would move, then, when it is asked for, the event from
// which on it has moved. It must never move a judgement that it has not shown.
import { createHash } from 'node:crypto';
import { differenceOf, type Difference } from '../projections/violations/difference.js';
import { packHistory } from '../projections/violations/rulebook.queries.js';
import { violationsProjection } from '../projections/violations/violations.projection.js';
import { type Ledger } from './composition.js';
import { localTime } from './shippedPacks.js';
import type { RulesEvent } from './events/rules.js';
import { canonicalize } from './kernel/canonicalJson.js';
import { corrupt } from './kernel/errors.js';
import type { Position } from './kernel/position.js';
import { withScratchViews } from './openViews.js';
import { RULES } from './rules/index.js';
import { packLabel } from './rules/pack.js';

type Rejudged = Extract<RulesEvent, { name: 'rules.Rejudged' }>['data'];

/** What judging everything again would move; `undefined` sets where everything is judged by the packs of now already. */
export interface Rejudgement {
  readonly upTo: Position | undefined;
  /** Digests of the sets by which acts are judged until now, in the order of their adoption. */
  readonly fromDigests: readonly string[];
  readonly toDigest: string;
  readonly difference: Difference;
}

const NOTHING: Difference = { violations: [], occasions: [] };

/** Whether there is anything to judge again. */
export const isPending = ({ fromDigests }: Rejudgement): boolean => fromDigests.length > 1;

/**
 * Judges the whole ledger by the packs adopted now, beside its views, and compares.
 * @param ledger opened with views that have reached the head
 */
export async function compareJudgements(
  { config, log, views, packs }: Ledger,
  onProgress: (position: Position) => void,
): Promise<Rejudgement> {
  const { upTo, epochs } = views.read((snapshot) => ({
    epochs: packHistory(snapshot, RULES, packs.current).epochs,
    upTo: snapshot.position,
  }));
  const digests = epochs.map(({ packs: set }) => set.digest);
  const last = epochs.at(-1);
  const standing = { upTo, fromDigests: digests, toDigest: digests.at(-1) ?? '' };
  if (upTo === undefined || last === undefined || epochs.length < 2)
    return { ...standing, difference: NOTHING };
  const projection = violationsProjection(RULES, last.packs, { byPacksAlone: true });
  const difference = await withScratchViews(config, log, [projection], upTo, {
    onProgress,
    read: (reader) => views.read((before) => reader.read((after) => differenceOf(before, after))),
  });
  return { ...standing, difference };
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(canonicalize(value)).digest('hex');

type Counts = Rejudged['moved'];
const counted = (violations: Difference['violations']): Counts => ({
  added: violations.filter(({ kind }) => kind === 'added').length,
  removed: violations.filter(({ kind }) => kind === 'removed').length,
  changed: violations.filter(({ kind }) => kind === 'changed').length,
});

/** The data of the event; its id follows from what it says, so that the same re-judgement is one. */
export function rejudgedData({ upTo, fromDigests, toDigest, difference }: Rejudgement): Rejudged {
  const { violations } = difference;
  const rules = [...new Set(violations.map(({ rule }) => rule))];
  const said = {
    fromDigests: [...fromDigests],
    toDigest,
    upTo: upTo ?? '0',
    moved: counted(violations),
    byRule: rules.map((rule) => ({
      rule,
      ...counted(violations.filter((one) => one.rule === rule)),
    })),
    difference: digestOf(difference),
  };
  return { rejudgementId: digestOf(said).slice(0, 32), ...said };
}

/** Who asked for it. */
export interface Asker {
  readonly account: string;
  readonly person?: string | undefined;
  readonly post?: string | undefined;
}

/**
 * Records the re-judgement and waits until the views have carried it out.
 * @throws LedgerError `rulebook.other_set`, `rulebook.rejudged_otherwise`, and those of the log
 */
export async function carryOut(
  ledger: Ledger,
  rejudgement: Rejudgement,
  { account, person, post }: Asker,
  now: number,
): Promise<Position | undefined> {
  const data = rejudgedData(rejudgement);
  const { position } = await ledger.handler.handle({
    name: 'rules.RecordRejudgement',
    data,
    byProgram: true,
    attributes: {
      time: localTime(now),
      actoraccount: account,
      ...(person === undefined ? {} : { actorperson: person }),
      ...(post === undefined ? {} : { actorpost: post }),
      orgunit: '000000000000',
      commandid: `rejudge:${data.rejudgementId}`,
      correlationid: `rejudge:${data.rejudgementId}`,
      rulepack: packLabel(ledger.packs.current),
      classification: 'public',
    },
  });
  if (position === undefined) return undefined;
  await ledger.views.waitFor(position, 3_600_000);
  const sets = ledger.views.read((snapshot) => packHistory(snapshot, RULES).epochs.length);
  if (sets === 1) return position;
  throw corrupt(
    'rulebook.rejudged_otherwise',
    '重新评判后仍有行为按旧规则包评判：请重建视图 violations',
    'After judging again, acts are still judged by earlier packs; rebuild the view violations',
    position,
  );
}
