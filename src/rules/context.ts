// What a rule may know beyond its case: the events filed under a key, such as a person's terms or a payee's payments.
// Keys are pure functions of an event, so that whoever keeps judgements knows which cases a new event touches.
import type { LedgerEvent } from '../events/index.js';
import { localDateOf, parseInstant } from '../kernel/time.js';

export interface RuleContext {
  /** Every event filed under a key, in ledger order; empty when there is none. */
  events(key: string): readonly LedgerEvent[];
}

/** Calendar quarter of a business time in the ledger's zone, e.g. `2023Q4`. */
export function quarterOf(time: string): string {
  const day = localDateOf(parseInstant(time).epochMs);
  return `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

export const contextKey = {
  /** Posts and bodies are keyed by their streams; terms also by the post and the unit they concern. */
  person: (personId: string) => `person-${personId}`,
  body: (bodyId: string) => `body-${bodyId}`,
  post: (postId: string) => `post-${postId}`,
  power: (code: string) => `power-${code}`,
  contract: (contractId: string) => `contract-${contractId}`,
  document: (sha256: string) => `document-${sha256}`,
  account: (accountId: string) => `account-${accountId}`,
  budgetLine: (lineId: string) => `budget-${lineId}`,
  matter: (matterId: string) => `matter-${matterId}`,
  holdersOfPost: (postId: string) => `holders:${postId}`,
  portfoliosOfUnit: (unitId: string) => `portfolios:${unitId}`,
  paymentsOnContract: (contractId: string) => `contract-payments:${contractId}`,
  paymentsOnBudgetLine: (lineId: string) => `budget-payments:${lineId}`,
  /** Requests and payments of a unit to one payee in one calendar quarter. */
  payee: (orgunit: string, payeeId: string, quarter: string) =>
    `payee:${orgunit}:${payeeId}:${quarter}`,
} as const;

/** Streams whose events other cases may need. */
const CONTEXT_STREAM = /^(person|body|post|power|contract|document|account|budget)-/;

/** The keys under which an event is filed. */
export function contextKeysOf(event: LedgerEvent): readonly string[] {
  const keys: string[] = CONTEXT_STREAM.test(event.subject) ? [event.subject] : [];
  switch (event.name) {
    case 'offices.OfficeHeld':
    case 'offices.OfficeEnded':
      keys.push(contextKey.holdersOfPost(event.data.postId));
      break;
    case 'offices.PortfolioAssigned':
    case 'offices.PortfolioEnded':
      keys.push(contextKey.portfoliosOfUnit(event.data.unitId));
      break;
    case 'funds.PaymentRequested':
      keys.push(contextKey.payee(event.orgunit, event.data.payee.payeeId, quarterOf(event.time)));
      if (event.data.contractId !== undefined)
        keys.push(contextKey.paymentsOnContract(event.data.contractId));
      if (event.data.budgetLine !== undefined)
        keys.push(contextKey.paymentsOnBudgetLine(event.data.budgetLine));
      break;
    case 'funds.PaymentMade':
      keys.push(contextKey.payee(event.orgunit, event.data.payee.payeeId, quarterOf(event.time)));
      break;
    default:
  }
  return keys;
}
