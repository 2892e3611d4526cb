// What may be asked of the rule book: which packs judge, what re-judgements moved, which acts were held back.
import type { RulesEvent } from '../../src/events/rules.js';
import { positionOf, type Position } from '../../src/kernel/position.js';
import { inForceOf, type AdoptedPack, type PackHistory } from '../../src/rules/adoption.js';
import { createRulePacks, type RulePacks } from '../../src/rules/pack.js';
import type { Rule } from '../../src/rules/rule.js';
import { Conditions } from '../conditions.js';
import type { ViewSnapshot } from '../reader.js';
import { historyFrom, type RulebookRow } from './rulebook.js';

type DataOf<N extends RulesEvent['name']> = Extract<RulesEvent, { name: N }>['data'];

/** Making a set of packs costs more than a query, and there are few: the last one is kept. */
let last: { key: string; rules: readonly Rule[]; history: PackHistory } | undefined;

/**
 * Which packs judge which act, as of the snapshot.
 * @param fallback judges while the log has adopted none
 */
export function packHistory(
  snapshot: ViewSnapshot,
  rules: readonly Rule[],
  fallback: RulePacks = createRulePacks([], rules),
): PackHistory {
  const state = snapshot.get<{ acts_since: number }>(
    'SELECT acts_since FROM {violations.rulebook_state}',
  );
  const entries = snapshot.get<{ entries: string }>(
    `SELECT json_group_array(json_array(position, acts_before, json_extract(pack, '$.digest'))) AS entries
     FROM (SELECT position, acts_before, pack FROM {violations.rulebook} ORDER BY position)`,
  );
  const key = [entries?.entries, state?.acts_since, fallback.digest].join(' ');
  if (last?.key === key && last.rules === rules) return last.history;
  const rows = snapshot.all<RulebookRow>(
    'SELECT position, acts_before, pack FROM {violations.rulebook} ORDER BY position',
  );
  const history = historyFrom(rows, state?.acts_since === 1, rules, fallback);
  last = { key, rules, history };
  return history;
}

/** An adopted pack as a list shows it. */
export interface ListedPack {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly area: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly digest: string;
  /** `false`: another pack has replaced it. */
  readonly inForce: boolean;
  readonly adopted: {
    readonly eventId: string;
    readonly position: Position;
    readonly recordedTime: string;
  };
}

interface AdoptionRow {
  position: number;
  event_id: string;
  recorded_time: string;
  pack: string;
}

/** Every pack that was adopted, in ledger order. */
export function adoptedPacks(snapshot: ViewSnapshot): readonly ListedPack[] {
  const rows = snapshot.all<AdoptionRow>(
    'SELECT position, event_id, recorded_time, pack FROM {violations.rulebook} WHERE pack IS NOT NULL ORDER BY position',
  );
  const packs = rows.map(({ pack }) => JSON.parse(pack) as AdoptedPack);
  const { inForce } = inForceOf(packs);
  return packs.map((pack, index) => {
    const {
      position = 0,
      event_id: eventId = '',
      recorded_time: recordedTime = '',
    } = rows[index] ?? {};
    const content = pack.content as unknown as Omit<ListedPack, 'validTo'> & { validTo?: string };
    return {
      name: pack.name,
      title: content.title,
      area: content.area,
      validFrom: content.validFrom,
      validTo: content.validTo ?? null,
      digest: pack.digest,
      inForce: inForce.includes(pack),
      adopted: { eventId, position: positionOf(position), recordedTime },
    };
  });
}

/** A re-judgement and what it moved. */
export interface Rejudgement extends DataOf<'rules.Rejudged'> {
  readonly eventId: string;
  readonly position: Position;
  readonly recordedTime: string;
}

export const rejudgements = (snapshot: ViewSnapshot): readonly Rejudgement[] =>
  snapshot
    .all<{ position: number; event_id: string; recorded_time: string; rejudged: string }>(
      'SELECT position, event_id, recorded_time, rejudged FROM {violations.rulebook} WHERE rejudged IS NOT NULL ORDER BY position',
    )
    .map((row) => ({
      ...(JSON.parse(row.rejudged) as DataOf<'rules.Rejudged'>),
      eventId: row.event_id,
      position: positionOf(row.position),
      recordedTime: row.recorded_time,
    }));

export interface BlockedFilter {
  readonly matterId?: string | undefined;
  readonly person?: string | undefined;
  readonly area?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** An act that was about to be done and that rules held back. */
export interface BlockedAct {
  readonly attemptId: string;
  readonly eventId: string;
  readonly position: Position;
  readonly time: string;
  readonly orgunit: string;
  readonly power: string | null;
  readonly person: string | null;
  readonly post: string | null;
  readonly matterId: string | null;
  readonly command: string;
  readonly stream: string;
  readonly act: Readonly<Record<string, unknown>>;
  readonly judgedAt: string | null;
  readonly packSet: string;
  readonly findings: DataOf<'rules.ActBlocked'>['findings'];
}

interface BlockedRow {
  position: number;
  event_id: string;
  time: string;
  orgunit: string;
  power: string | null;
  person: string | null;
  post: string | null;
  matter_id: string | null;
  event: string;
}

function toBlockedAct({
  position,
  event_id: eventId,
  matter_id: matterId,
  event,
  ...row
}: BlockedRow) {
  const data = JSON.parse(event) as DataOf<'rules.ActBlocked'>;
  return {
    ...row,
    ...data,
    judgedAt: data.judgedAt ?? null,
    matterId,
    eventId,
    position: positionOf(position),
  };
}

/** Acts that were held back, the newest first. */
export function blockedActs(
  snapshot: ViewSnapshot,
  filter: BlockedFilter,
  { limit = 1000, before }: { readonly limit?: number; readonly before?: number } = {},
): readonly BlockedAct[] {
  const conditions = new Conditions()
    .add('matter_id = ?', filter.matterId)
    .add('person = ?', filter.person)
    .inArea('orgunit', filter.area)
    .add('business_date >= ?', filter.from)
    .add('business_date <= ?', filter.to)
    .add('position < ?', before);
  return snapshot
    .all<BlockedRow>(
      `SELECT position, event_id, time, orgunit, power, person, post, matter_id, event
       FROM {violations.blocked_act} ${conditions.where} ORDER BY position DESC LIMIT ?`,
      [...conditions.parameters, limit],
    )
    .map(toBlockedAct);
}
