// What may be asked of leads (疑点): which there are, how they are ranked, what became of them, one of them opened.
// A lead is a question, not a conclusion; dismissed ones stay visible with the reason.
import { isDemoted, noveltyFactor, shortListSize } from '../../src/analytics/leads/scoring.js';
import type { LeadScheme, Scoring } from '../../src/analytics/leads/scheme.js';
import type { Bilingual } from '../../src/kernel/errors.js';
import { addDays, type LocalDate } from '../../src/kernel/time.js';
import type { Severity } from '../../src/rules/rule.js';
import type { SqlValue } from '../../src/sqlite/driver.js';
import { Conditions } from '../conditions.js';
import type { ViewSnapshot } from '../reader.js';
import { decidedByCheck } from './precision.queries.js';

/** Stands on every output. */
export const NOT_A_CONCLUSION: Bilingual = {
  zh: '疑点不是结论，须经核实并听取说明',
  en: 'A lead is not a conclusion: it must be verified and explained before anything follows',
};

/** `open`: nobody took it up yet. The later decision counts. */
export const LEAD_STATES = [
  'open',
  'raised',
  'assigned',
  'explained',
  'confirmed',
  'dismissed',
] as const;
export type LeadState = (typeof LEAD_STATES)[number];

export interface LeadFilter {
  readonly check?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly state?: LeadState | undefined;
  /** This unit and every unit below it, by division code. */
  readonly area?: string | undefined;
  readonly orgunit?: string | undefined;
  readonly person?: string | undefined;
  readonly power?: string | undefined;
  /** First and last local day of business time, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /**
   * The business day on which one looks: leads that could be seen by then, and whose missing part had not arrived.
   * Left out: the day of the last record.
   */
  readonly at?: string | undefined;
}

/** How a score came about: their product. */
export interface Score {
  readonly value: number;
  readonly base: number;
  readonly amountFactor: number;
  readonly novelty: number;
  /** Below 1 for a type of lead that has proved imprecise. */
  readonly precisionFactor: number;
}

export interface Lead {
  readonly id: string;
  readonly check: string;
  readonly title: Bilingual;
  readonly severity: Severity;
  readonly state: LeadState;
  readonly orgunit: string;
  readonly person: string | null;
  readonly power: string | null;
  /** Fen. */
  readonly amount: string | null;
  readonly currency: string | null;
  /** First day on which it could be seen. */
  readonly on: string;
  /** The day from which it holds no longer, where what was missing arrived. */
  readonly until: string | null;
  readonly statement: Bilingual;
  readonly score: Score;
  /** The day by which the unit is to explain it, and whether it has passed without an explanation. */
  readonly explainBy: string | null;
  readonly overdue: boolean;
  /** Why it was confirmed or dismissed. */
  readonly reason: string | null;
  /** False for a lead that was taken up and that the records show no longer. */
  readonly computed: boolean;
  readonly eventCount: number;
}

export interface LeadPage {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

interface Row {
  lead_id: string;
  check_id: string;
  orgunit: string;
  person: string | null;
  power: string | null;
  amount: string | null;
  currency: string | null;
  severity: Severity;
  weight: number;
  amount_factor: number;
  on_date: string;
  until_date: string | null;
  statement_zh: string;
  statement_en: string;
  event_count: number;
  computed: number;
  state: LeadState;
  novelty: number;
  precision_factor: number;
  score: number;
  due_on: string | null;
  assigned_on: string | null;
  answered: number;
  reason: string | null;
}

/** The last day that the ledger knows of: without a clock, it is the day on which one looks. */
export function lastDay(snapshot: ViewSnapshot): string | undefined {
  const days = [
    'SELECT max(day) AS day FROM {leads.transaction_day}',
    'SELECT max(on_date) AS day FROM {leads.decision}',
    'SELECT max(on_date) AS day FROM {leads.assignment}',
    'SELECT max(on_date) AS day FROM {leads.raised}',
  ].flatMap((sql) => snapshot.get<{ day: string | null }>(sql)?.day ?? []);
  return days.sort().at(-1);
}

/** Checks that are demoted, and by which factor. */
function demotedChecks(snapshot: ViewSnapshot, scoring: Scoring): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...decidedByCheck(snapshot)].flatMap(([check, decided]) =>
      isDemoted(decided, scoring) ? [[check, scoring.demotion]] : [],
    ),
  );
}

/** Novelty of each check and unit in which a lead was ever decided. */
function novelties(snapshot: ViewSnapshot): Readonly<Record<string, number>> {
  const rows = snapshot.all<{ check_id: string; orgunit: string; verdict: string }>(
    `SELECT check_id, orgunit, verdict FROM {leads.decision} AS decided JOIN {leads.raised} USING (lead_id)
     ORDER BY decided.position`,
  );
  const dismissed = new Map<string, number>();
  for (const { check_id: check, orgunit, verdict } of rows) {
    const key = `${check} ${orgunit}`;
    dismissed.set(key, verdict === 'confirmed' ? 0 : (dismissed.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...dismissed].map(([key, count]) => [key, noveltyFactor(count)]));
}

/** Leads under conditions, each with its state and score. Its first parameters are those of {@link rankingOf}. */
const rankedLeads = (where: string): string => `
WITH novelty AS MATERIALIZED (SELECT key, value FROM json_each(?)),
demoted AS MATERIALIZED (SELECT key, value FROM json_each(?)),
every AS (
  SELECT lead_id, check_id, orgunit, person, power, amount, currency, severity, weight, amount_factor, on_date,
    until_date, statement_zh, statement_en, event_count, 1 AS computed FROM {leads.lead}
  UNION ALL
  SELECT lead_id, check_id, orgunit, person, NULL, amount, currency, 'L', 0, 1, on_date,
    NULL, statement_zh, statement_en, json_array_length(events), 0 FROM {leads.raised} AS gone
  WHERE NOT EXISTS (SELECT 1 FROM {leads.lead} AS found WHERE found.lead_id = gone.lead_id)
),
chosen AS (SELECT * FROM every ${where}),
ranked AS (
  SELECT chosen.*,
    coalesce(decided.verdict,
      CASE WHEN explained.lead_id IS NOT NULL THEN 'explained'
        WHEN assigned.lead_id IS NOT NULL THEN 'assigned'
        WHEN raised.lead_id IS NOT NULL THEN 'raised'
        ELSE 'open' END) AS state,
    decided.reason AS reason,
    explained.lead_id IS NOT NULL OR decided.lead_id IS NOT NULL AS answered,
    assigned.due_on AS due_on,
    assigned.on_date AS assigned_on,
    coalesce(novelty.value, 1) AS novelty,
    coalesce(demoted.value, 1) AS precision_factor,
    round(weight * coalesce(novelty.value, 1) * coalesce(demoted.value, 1), 2) AS score
  FROM chosen
  LEFT JOIN novelty ON novelty.key = chosen.check_id || ' ' || chosen.orgunit
  LEFT JOIN demoted ON demoted.key = chosen.check_id
  LEFT JOIN {leads.raised} AS raised ON raised.lead_id = chosen.lead_id
  LEFT JOIN {leads.assignment} AS assigned ON assigned.position =
    (SELECT max(position) FROM {leads.assignment} WHERE lead_id = chosen.lead_id)
  LEFT JOIN {leads.explanation} AS explained ON explained.position =
    (SELECT max(position) FROM {leads.explanation} WHERE lead_id = chosen.lead_id)
  LEFT JOIN {leads.decision} AS decided ON decided.position =
    (SELECT max(position) FROM {leads.decision} WHERE lead_id = chosen.lead_id)
)`;

const BY_SCORE = 'ORDER BY score DESC, on_date DESC, lead_id';

const rankingOf = (snapshot: ViewSnapshot, { scoring }: LeadScheme): readonly SqlValue[] => [
  JSON.stringify(novelties(snapshot)),
  JSON.stringify(demotedChecks(snapshot, scoring)),
];

function conditionsOf(filter: LeadFilter, at: string | undefined): Conditions {
  return new Conditions()
    .add('check_id = ?', filter.check)
    .add('severity = ?', filter.severity)
    .add('orgunit = ?', filter.orgunit)
    .add('person = ?', filter.person)
    .add('power = ?', filter.power)
    .inArea('orgunit', filter.area)
    .add('on_date >= ?', filter.from)
    .add('on_date <= ?', filter.to)
    .add('on_date <= ? AND (until_date IS NULL OR until_date > ?)', at, at);
}

function toLead(row: Row, { checks, scoring }: LeadScheme, at: string | undefined): Lead {
  const title = checks.find(({ id }) => id === row.check_id)?.title;
  const explainBy =
    row.due_on ??
    (row.assigned_on === null ? null : addDays(row.assigned_on as LocalDate, scoring.explainDays));
  return {
    id: row.lead_id,
    check: row.check_id,
    title: title ?? { zh: row.check_id, en: row.check_id },
    severity: row.severity,
    state: row.state,
    orgunit: row.orgunit,
    person: row.person,
    power: row.power,
    amount: row.amount,
    currency: row.currency,
    on: row.on_date,
    until: row.until_date,
    statement: { zh: row.statement_zh, en: row.statement_en },
    score: {
      value: row.score,
      base: row.computed === 1 ? scoring.base[row.severity] : 0,
      amountFactor: row.amount_factor,
      novelty: row.novelty,
      precisionFactor: row.precision_factor,
    },
    explainBy,
    overdue: explainBy !== null && row.answered === 0 && at !== undefined && at > explainBy,
    reason: row.reason,
    computed: row.computed === 1,
    eventCount: row.event_count,
  };
}

/** Leads by score, highest first, and how many there are in all. */
export function findLeads(
  snapshot: ViewSnapshot,
  scheme: LeadScheme,
  filter: LeadFilter,
  { limit = 1000, offset = 0 }: LeadPage = {},
): { readonly total: number; readonly at: string | null; readonly leads: readonly Lead[] } {
  const at = filter.at ?? lastDay(snapshot);
  const conditions = conditionsOf(filter, at);
  const state = new Conditions().add('state = ?', filter.state);
  const sql = rankedLeads(conditions.where);
  const parameters = [
    ...rankingOf(snapshot, scheme),
    ...conditions.parameters,
    ...state.parameters,
  ];
  const total = snapshot.get<{ n: number }>(
    `${sql} SELECT count(*) AS n FROM ranked ${state.where}`,
    parameters,
  );
  const rows = snapshot.all<Row>(
    `${sql} SELECT * FROM ranked ${state.where} ${BY_SCORE} LIMIT ? OFFSET ?`,
    [...parameters, limit, offset],
  );
  return {
    total: total?.n ?? 0,
    at: at ?? null,
    leads: rows.map((row) => toLead(row, scheme, at)),
  };
}

/** One lead, whatever its day; `undefined` when there is none of this id. */
export function leadOfId(snapshot: ViewSnapshot, scheme: LeadScheme, id: string): Lead | undefined {
  const row = snapshot.get<Row>(
    `${rankedLeads('WHERE lead_id = ?')} SELECT * FROM ranked LIMIT 1`,
    [...rankingOf(snapshot, scheme), id],
  );
  return row && toLead(row, scheme, lastDay(snapshot));
}

export interface ShortList {
  readonly at: string | null;
  /** Payments, incomes, contracts, tenders and leases of the area and period. */
  readonly transactions: number;
  /** The list has at most this share of them. */
  readonly share: number;
  readonly leads: readonly Lead[];
  /** Undecided leads further down, and those that were decided. */
  readonly leftOut: number;
  readonly decided: number;
}

/** The leads to read first: undecided ones by score, at most the scheme's share of the transactions. */
export function shortList(
  snapshot: ViewSnapshot,
  scheme: LeadScheme,
  filter: Omit<LeadFilter, 'state'>,
): ShortList {
  const at = filter.at ?? lastDay(snapshot);
  const days = new Conditions()
    .add('orgunit = ?', filter.orgunit)
    .inArea('orgunit', filter.area)
    .add('day >= ?', filter.from)
    .add('day <= ?', filter.to)
    .add('day <= ?', at);
  const transactions =
    snapshot.get<{ n: number | null }>(
      `SELECT sum(count) AS n FROM {leads.transaction_day} ${days.where}`,
      days.parameters,
    )?.n ?? 0;
  const share = scheme.scoring.shortShare;
  const conditions = conditionsOf(filter, at);
  const sql = rankedLeads(conditions.where);
  const parameters = [...rankingOf(snapshot, scheme), ...conditions.parameters];
  const counts = snapshot.get<{ undecided: number | null; decided: number | null }>(
    `${sql} SELECT sum(state NOT IN ('confirmed', 'dismissed')) AS undecided,
       sum(state IN ('confirmed', 'dismissed')) AS decided FROM ranked`,
    parameters,
  );
  const rows = snapshot.all<Row>(
    `${sql} SELECT * FROM ranked WHERE state NOT IN ('confirmed', 'dismissed') ${BY_SCORE} LIMIT ?`,
    [...parameters, shortListSize(transactions, share)],
  );
  return {
    at: at ?? null,
    transactions,
    share,
    leads: rows.map((row) => toLead(row, scheme, at)),
    leftOut: (counts?.undecided ?? 0) - rows.length,
    decided: counts?.decided ?? 0,
  };
}
