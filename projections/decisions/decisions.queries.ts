// Finding decisions: by words, person, body, power, unit, place, payee, amount, date and outcome, newest first.
import type { Outcome } from '../../src/events/matters.js';
import { matchExpression } from '../bigrams.js';
import { Conditions } from '../conditions.js';
import type { ViewSnapshot } from '../reader.js';
import { PASSAGES } from './passages.js';
import type { Role } from './participations.js';
import { COLUMNS, toSummary, type DecisionSummary, type MatterRow } from './summary.queries.js';

export * from './history.queries.js';
export { decisionSummary, type DecisionSummary } from './summary.queries.js';
export { ROLES, type Role } from './participations.js';

export interface DecisionFilter {
  /** Chinese pieces of one or more characters, or beginnings of words; all must occur in one record of the matter. */
  readonly text?: string | undefined;
  readonly person?: string | undefined;
  /** In which part the person must appear; any part when left out. */
  readonly roles?: readonly Role[] | undefined;
  readonly body?: string | undefined;
  readonly power?: string | undefined;
  /** Exactly this unit. */
  readonly orgunit?: string | undefined;
  /** This unit and every unit below it, by division code. */
  readonly area?: string | undefined;
  /** Part of the place as recorded. */
  readonly place?: string | undefined;
  /** Id or name of the payee of a payment that names the matter. */
  readonly payee?: string | undefined;
  /** Fen; of the matter itself or of a payment requested under it. */
  readonly amountFrom?: string | undefined;
  readonly amountTo?: string | undefined;
  /** First and last local day, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Which act the days are about; the opening when left out. */
  readonly dateOf?: 'opened' | 'decided' | undefined;
  /** `business` (when it happened, the default) or `recorded` (when the ledger accepted it). */
  readonly clock?: 'business' | 'recorded' | undefined;
  readonly outcome?: Outcome | undefined;
  /** Only matters of which every record is public. */
  readonly publicOnly?: boolean | undefined;
}

export interface DecisionPage {
  readonly decisions: readonly DecisionSummary[];
  /** Give it as `after` for the page that follows; `undefined` on the last. */
  readonly next: string | undefined;
}

/** Of a matter `m`: no record of it is withheld from anybody. */
const ALL_PUBLIC = `NOT EXISTS (SELECT 1 FROM {decisions.entry} WHERE matter_id = m.matter_id
  AND event ->> 'classification' <> 'public')`;

const inMatters = (matters: string): string => `m.matter_id IN (${matters})`;
/** Matters of payments that satisfy any of the conditions: those in the envelope and those that the request refers to. */
const ofPayments = (...conditions: readonly string[]): string =>
  conditions
    .flatMap((condition) => [
      `SELECT matter_id FROM {funds.payment} WHERE matter_id IS NOT NULL AND ${condition}`,
      `SELECT reference FROM {funds.payment} WHERE reference IS NOT NULL AND ${condition}`,
    ])
    .join(' UNION ALL ');

function addPerson(conditions: Conditions, { person, roles }: DecisionFilter): void {
  if (person === undefined) return;
  const matters = 'SELECT matter_id FROM {decisions.participation} WHERE person_id = ?';
  if (roles === undefined) conditions.add(inMatters(matters), person);
  else
    conditions.add(
      inMatters(`${matters} AND role IN (SELECT value FROM json_each(?))`),
      person,
      JSON.stringify(roles),
    );
}

function addAmount(conditions: Conditions, { amountFrom, amountTo }: DecisionFilter): void {
  if (amountFrom === undefined && amountTo === undefined) return;
  const bounds = new Conditions()
    .add('amount >= ?', amountFrom === undefined ? undefined : BigInt(amountFrom))
    .add('amount <= ?', amountTo === undefined ? undefined : BigInt(amountTo));
  const inside = bounds.where.replace(/^WHERE /, '');
  const matter = inside.replaceAll('amount', 'm.amount');
  const { parameters } = bounds;
  conditions.add(
    `${matter} OR ${inMatters(ofPayments(inside))}`,
    ...parameters,
    ...parameters,
    ...parameters,
  );
}

function conditionsOf(filter: DecisionFilter): Conditions {
  const prefix = filter.dateOf ?? 'opened';
  const day = `m.${prefix}_${filter.clock === 'recorded' ? 'recorded_on' : 'on'}`;
  const conditions = new Conditions()
    .add('m.power = ?', filter.power)
    .add('m.orgunit = ?', filter.orgunit)
    .inArea('m.orgunit', filter.area)
    .add('instr(m.place, ?) > 0', filter.place)
    .add('m.outcome = ?', filter.outcome)
    .add(`${day} >= ?`, filter.from)
    .add(`${day} <= ?`, filter.to)
    .add(inMatters('SELECT matter_id FROM {decisions.body_matter} WHERE body_id = ?'), filter.body);
  const { payee } = filter;
  if (payee !== undefined)
    conditions.add(
      inMatters(ofPayments('payee_id = ?', 'payee_name = ?')),
      ...[payee, payee, payee, payee],
    );
  if (filter.publicOnly === true) conditions.add(ALL_PUBLIC);
  addPerson(conditions, filter);
  addAmount(conditions, filter);
  return conditions;
}

interface Match {
  readonly number: number;
  /** Of the first passage seen that matches; as text, for it may exceed what a number holds. */
  readonly key: string;
}

/** Walks the index from its newest end, so that common words cost no more than rare ones. */
function matchesOf(
  snapshot: ViewSnapshot,
  match: string,
  conditions: Conditions,
  before: bigint | undefined,
  wanted: number,
): readonly Match[] {
  const found = new Map<number, Match>();
  const chunk = 6 * wanted;
  let end = before === undefined ? 2n ** 63n - 1n : before * PASSAGES;
  for (;;) {
    const walk = new Conditions()
      .add('w.text MATCH ?', match)
      .add('w.rowid < ?', end)
      .all(conditions);
    const rows = snapshot.all<Match>(
      `SELECT w.rowid / ${PASSAGES} AS number, CAST(w.rowid AS TEXT) AS key
       FROM {decisions.words} w CROSS JOIN {decisions.matter} m ON m.number = w.rowid / ${PASSAGES}
       ${walk.where} ORDER BY w.rowid DESC LIMIT ?`,
      [...walk.parameters, chunk],
    );
    for (const row of rows) found.set(row.number, row);
    const last = rows.at(-1);
    if (!last || rows.length < chunk || found.size > wanted) return [...found.values()];
    end = BigInt(last.number) * PASSAGES;
  }
}

/** Matters whose text matches, newest first, each with the passage that was found. */
function matchingText(
  snapshot: ViewSnapshot,
  match: string,
  conditions: Conditions,
  before: bigint | undefined,
  wanted: number,
): readonly MatterRow[] {
  const matches = matchesOf(snapshot, match, conditions, before, wanted).slice(0, wanted);
  return snapshot.all<MatterRow>(
    `SELECT ${COLUMNS}, p.position AS matched_position, e.event ->> 'id' AS matched_event_id
     FROM json_each(?) j CROSS JOIN {decisions.passage} p ON p.key = j.value
     JOIN {decisions.matter} m ON m.number = p.key / ${PASSAGES}
     JOIN {decisions.entry} e ON e.position = p.position ORDER BY m.number DESC`,
    [`[${matches.map(({ key }) => key).join(',')}]`],
  );
}

/**
 * Decisions that satisfy every filter given, newest first by the place of their opening in the ledger.
 * @param page `limit` 50 unless told; `after`: the `next` of the page before
 */
export function searchDecisions(
  snapshot: ViewSnapshot,
  filter: DecisionFilter,
  page: { readonly limit?: number | undefined; readonly after?: string | undefined } = {},
): DecisionPage {
  const limit = page.limit ?? 50;
  const before = page.after === undefined ? undefined : BigInt(page.after);
  const conditions = conditionsOf(filter);
  const match = filter.text === undefined ? undefined : matchExpression(filter.text);
  // Text without a letter or digit is found nowhere.
  if (filter.text !== undefined && match === undefined) return { decisions: [], next: undefined };
  const rows =
    match === undefined
      ? snapshot.all<MatterRow>(
          `SELECT ${COLUMNS} FROM {decisions.matter} m ${conditions.add('m.number < ?', before).where}
           ORDER BY m.number DESC LIMIT ?`,
          [...conditions.parameters, limit + 1],
        )
      : matchingText(snapshot, match, conditions, before, limit + 1);
  const shown = rows.slice(0, limit);
  return {
    decisions: shown.map(toSummary),
    next: rows.length > limit ? String(shown.at(-1)?.number) : undefined,
  };
}
