// Payments that an audited person asked for, signed or paid out during the terms, with exact totals.
import type { ViewSnapshot } from '../reader.js';
import type { PersonAct } from './acts.js';
import type { Role } from './involvement.js';
import type { AuditWindow } from './terms.js';

export interface AuditedMoney {
  readonly paymentId: string;
  readonly date: string;
  /** Fen. */
  readonly amount: string;
  readonly currency: string;
  /** Signing role of an approval; method of a payment made. */
  readonly detail: string | null;
  readonly purpose: string | null;
  readonly payee: string | null;
  readonly matterId: string | null;
  readonly termIds: readonly string[];
  readonly eventId: string;
}

export interface MoneyTotal {
  readonly currency: string;
  /** Fen. */
  readonly amount: string;
  readonly count: number;
  readonly eventIds: readonly string[];
}

export interface MoneyPart {
  readonly rows: readonly AuditedMoney[];
  readonly totals: readonly MoneyTotal[];
}

export interface AuditedPayments {
  readonly requested: MoneyPart;
  readonly approved: MoneyPart;
  readonly made: MoneyPart;
}

interface MoneyRow {
  position: number;
  payment_id: string;
  amount: string;
  currency: string;
  detail: string | null;
  purpose: string | null;
  payee: string | null;
  matter_id: string | null;
}

const ABOUT = 'p.purpose, COALESCE(p.payee_name, p.payee_id) AS payee, p.matter_id';
const POSITIONS = '(SELECT value FROM json_each(?))';

const QUERIES = {
  requested: `SELECT p.position, p.payment_id, CAST(p.amount AS TEXT) AS amount, p.currency, NULL AS detail, ${ABOUT}
    FROM {funds.payment} p WHERE p.payment_id IN (SELECT substr(value, 9) FROM json_each(?)) AND p.amount IS NOT NULL`,
  approved: `SELECT r.position, r.payment_id, CAST(r.amount AS TEXT) AS amount, r.currency, r.role AS detail, ${ABOUT}
    FROM {funds.approval} r LEFT JOIN {funds.payment} p USING (payment_id) WHERE r.position IN ${POSITIONS}`,
  made: `SELECT r.position, r.payment_id, CAST(r.amount AS TEXT) AS amount, r.currency, r.method AS detail, ${ABOUT}
    FROM {funds.instalment} r LEFT JOIN {funds.payment} p USING (payment_id) WHERE r.position IN ${POSITIONS}`,
} as const;

function totalsOf(rows: readonly AuditedMoney[]): readonly MoneyTotal[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    return {
      currency,
      amount: own.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString(),
      count: own.length,
      eventIds: own.map(({ eventId }) => eventId),
    };
  });
}

function part(
  snapshot: ViewSnapshot,
  query: keyof typeof QUERIES,
  acts: readonly PersonAct[],
  window: AuditWindow,
): MoneyPart {
  const byPosition = new Map(acts.map((act) => [act.position, act]));
  const keys = query === 'requested' ? acts.map(({ subject }) => subject) : [...byPosition.keys()];
  const rows = snapshot
    .all<MoneyRow>(QUERIES[query], [JSON.stringify(keys)])
    .flatMap((row): AuditedMoney[] => {
      const act = byPosition.get(row.position);
      if (!act) return [];
      return [
        {
          paymentId: row.payment_id,
          date: act.date,
          amount: row.amount,
          currency: row.currency,
          detail: row.detail,
          purpose: row.purpose,
          payee: row.payee,
          matterId: row.matter_id,
          termIds: window.termsOn(act.date),
          eventId: act.eventId,
        },
      ];
    })
    // Requests are read by payment, the others by position: one order for all.
    .sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? -1 : 1));
  return { rows, totals: totalsOf(rows) };
}

/** Money in which the person had a hand: a recording clerk who only entered the request did not ask for it. */
export function auditedPayments(
  snapshot: ViewSnapshot,
  inTerm: readonly PersonAct[],
  window: AuditWindow,
): AuditedPayments {
  const as = (name: string, role: Role) =>
    inTerm.filter((act) => act.name === name && act.roles.some((one) => one.role === role));
  return {
    requested: part(snapshot, 'requested', as('funds.PaymentRequested', 'requester'), window),
    approved: part(snapshot, 'approved', as('funds.PaymentApproved', 'signer'), window),
    made: part(snapshot, 'made', as('funds.PaymentMade', 'payer'), window),
  };
}
