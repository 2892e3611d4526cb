// The rule book as the log tells it: which packs were adopted and when everything was judged again, and which acts were
// held back. It must never be kept anywhere but in the view's own tables.
import type { RulesEvent } from '../../src/events/rules.js';
import { positionOf } from '../../src/kernel/position.js';
import { adoptedPack, PackHistory, type AdoptedPack } from '../../src/rules/adoption.js';
import type { EventOf } from '../../src/rules/case.js';
import type { RulePacks } from '../../src/rules/pack.js';
import type { Rule } from '../../src/rules/rule.js';
import { localDate } from '../clocks.js';
import type { ViewWriter } from '../projection.js';
import { sequenceOf } from '../sequence.js';

export type RulebookEvent = EventOf<RulesEvent['name']>;

export const isRulebookEvent = (event: { readonly name: string }): event is RulebookEvent =>
  event.name === 'rules.PackAdopted' ||
  event.name === 'rules.Rejudged' ||
  event.name === 'rules.ActBlocked';

/** An entry as the table keeps it. */
export interface RulebookRow {
  readonly position: number;
  readonly acts_before: number;
  readonly pack: string | null;
}

/** Takes a history up where its entries left it. @throws LedgerError `rulepack.*` */
export function historyFrom(
  rows: readonly RulebookRow[],
  actsSince: boolean,
  rules: readonly Rule[],
  fallback: RulePacks,
): PackHistory {
  const history = new PackHistory(rules, fallback);
  for (const { position, acts_before: acts, pack } of rows) {
    if (acts === 1) history.noteAct();
    if (pack === null) history.rejudge();
    else history.adopt(positionOf(position), JSON.parse(pack) as AdoptedPack);
  }
  if (actsSince) history.noteAct();
  return history;
}

export interface RulebookFile {
  readonly history: PackHistory;
  /** Notes that an act was recorded. */
  noteAct(): void;
  /** @returns whether acts recorded before it are judged otherwise from now on */
  enter(event: RulebookEvent): boolean;
}

export const RULEBOOK_ROWS = 'SELECT position, acts_before, pack FROM {rulebook} ORDER BY position';
export const RULEBOOK_STATE = 'SELECT acts_since FROM {rulebook_state}';

function prepare(writer: ViewWriter) {
  return {
    enter: writer.prepare(
      'INSERT INTO {rulebook} (position, event_id, recorded_time, acts_before, pack, rejudged) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    mark: writer.prepare(
      'INSERT INTO {rulebook_state} (one, acts_since) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET acts_since = excluded.acts_since',
    ),
    block: writer.prepare(
      `INSERT INTO {blocked_act} (position, event_id, time, business_date, orgunit, power, person, post, matter_id, event)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
  };
}

export function openRulebook(
  writer: ViewWriter,
  rules: readonly Rule[],
  fallback: RulePacks,
): RulebookFile {
  const sql = prepare(writer);
  const rows = writer.prepare(RULEBOOK_ROWS).all<RulebookRow>();
  const state = writer.prepare(RULEBOOK_STATE).get<{ acts_since: number }>();
  const history = historyFrom(rows, state?.acts_since === 1, rules, fallback);

  function block(event: EventOf<'rules.ActBlocked'>): void {
    const { position, id, time, orgunit, powercode, actorperson, actorpost, matter, data } = event;
    sql.block.run([
      sequenceOf(position),
      id,
      time,
      localDate(time),
      orgunit,
      powercode ?? null,
      actorperson ?? null,
      actorpost ?? null,
      matter ?? null,
      JSON.stringify(data),
    ]);
  }

  function write(
    { position, id, recordedtime }: RulebookEvent,
    acts: boolean,
    entry: readonly [pack: string | null, rejudged: string | null],
  ): void {
    sql.enter.run([sequenceOf(position), id, recordedtime, acts ? 1 : 0, ...entry]);
    sql.mark.run([history.actsSince ? 1 : 0]);
  }

  return {
    history,
    noteAct() {
      if (history.noteAct()) sql.mark.run([1]);
    },
    enter(event) {
      const acts = history.actsSince;
      switch (event.name) {
        case 'rules.ActBlocked':
          block(event);
          return false;
        case 'rules.PackAdopted': {
          const pack = adoptedPack(event.data);
          const changes = history.adopt(event.position, pack);
          write(event, acts, [JSON.stringify(pack), null]);
          return changes;
        }
        case 'rules.Rejudged': {
          const changes = history.rejudge();
          write(event, acts, [null, JSON.stringify(event.data)]);
          return changes;
        }
      }
    },
  };
}
