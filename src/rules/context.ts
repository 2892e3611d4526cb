// What a rule may know beyond its case: the events filed under a key, such as a person's terms or a payee's payments.
// Keys are pure functions of an event, so that whoever keeps judgements knows which cases a new event touches.
import type { LedgerEvent } from '../events/index.js';
import { comparePositions } from '../kernel/position.js';
import { oversightKeysOf } from './contextOversight.js';
import { compareTimes, quarterOf } from './time.js';
import { unitKeysOf } from './unitKeys.js';

export { quarterOf, quarterOfDay } from './time.js';

export interface RuleContext {
  /** Every event filed under a key, in ledger order; empty when there is none. */
  events(key: string): readonly LedgerEvent[];
  /**
   * Those of them that had happened when an act was done, see {@link upTo}. What happens later cannot change this
   * answer, so that a case that asks no more is not judged again for every later event under the key.
   */
  eventsUpTo(key: string, act: LedgerEvent): readonly LedgerEvent[];
  /**
   * The one of them that happened first, ledger order breaking ties. What happens later cannot change this answer
   * either: a case that waits for the first event of a kind is judged again when it comes, and not for every other.
   */
  firstEvent(key: string): LedgerEvent | undefined;
}

/**
 * Whether an event had happened when the act was done; ledger order breaks ties. Sums take only such events, so that
 * a later event never changes an old finding's sum.
 */
export const upTo = (act: LedgerEvent) => (event: LedgerEvent) => {
  const order = compareTimes(event.time, act.time);
  return order < 0 || (order === 0 && comparePositions(event.position, act.position) <= 0);
};

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
  /** Meetings, ballots and rulings of a matter, for payments that refer to it. */
  matter: (matterId: string) => `matter-${matterId}`,
  /** Money out and back of one payment, for the sums on its contract and budget line. */
  payment: (paymentId: string) => `payment-${paymentId}`,
  /** Declarations of kinship in which a person is either side. */
  kin: (personId: string) => `kin:${personId}`,
  /** Payments to which one invoice is attached. */
  invoice: (issuer: string, number: string) => `invoice:${issuer}:${number}`,
  holdersOfPost: (postId: string) => `holders:${postId}`,
  postsOfUnit: (unitId: string) => `posts:${unitId}`,
  portfoliosOfUnit: (unitId: string) => `portfolios:${unitId}`,
  /** Requests on a contract or a budget line and, by {@link contextLinksOf}, the money out and back of their payments. */
  paymentsOnContract: (contractId: string) => `contract-payments:${contractId}`,
  paymentsOnBudgetLine: (lineId: string) => `budget-payments:${lineId}`,
  /** Requests and payments of a unit to one payee in one calendar quarter. */
  payee: (orgunit: string, payeeId: string, quarter: string) =>
    `payee:${orgunit}:${payeeId}:${quarter}`,
} as const;

/** Streams whose events other cases may need. */
const CONTEXT_STREAM =
  /^(person|body|post|power|contract|document|account|budget|unit|place|tender|supplier|lease)-/;

/** Whether every event of a stream is filed under the stream's own name. */
export const isContextStream = (stream: string): boolean => CONTEXT_STREAM.test(stream);

/** The keys under which an event is filed. */
export function contextKeysOf(event: LedgerEvent): readonly string[] {
  const keys: string[] = isContextStream(event.subject) ? [event.subject] : [];
  keys.push(...unitKeysOf(event));
  switch (event.name) {
    case 'offices.OfficeHeld':
    case 'offices.OfficeEnded':
      keys.push(contextKey.holdersOfPost(event.data.postId));
      break;
    case 'offices.PostDefined':
      keys.push(contextKey.postsOfUnit(event.data.unitId));
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
      keys.push(contextKey.payment(event.data.paymentId));
      break;
    case 'funds.PaymentReversed':
      keys.push(contextKey.payment(event.data.paymentId));
      break;
    case 'funds.VoucherAttached': {
      const { kind, issuer, number } = event.data;
      if (kind === 'invoice' && issuer !== undefined && number !== undefined)
        keys.push(contextKey.invoice(issuer, number));
      break;
    }
    case 'offices.KinshipDeclared':
      keys.push(contextKey.kin(event.data.personId), contextKey.kin(event.data.relativeId));
      break;
    case 'matters.MeetingOpened':
    case 'matters.BallotTallied':
    case 'matters.ResultRuled':
      keys.push(contextKey.matter(event.data.matterId));
      break;
    default:
  }
  keys.push(...oversightKeysOf(event));
  return keys;
}

/** Whatever is filed under `key`, before or after, is filed under `also` as well. */
export interface ContextLink {
  readonly key: string;
  readonly also: string;
}

/** Whether a key may be the `key` of a {@link ContextLink}. */
export const isLinkable = (key: string): boolean => key.startsWith('payment-');

/** The links that an event makes: a request says on which contract and budget line its payment lies. */
export function contextLinksOf(event: LedgerEvent): readonly ContextLink[] {
  if (event.name !== 'funds.PaymentRequested') return [];
  const { paymentId, contractId, budgetLine } = event.data;
  const key = contextKey.payment(paymentId);
  return [
    ...(contractId === undefined ? [] : [{ key, also: contextKey.paymentsOnContract(contractId) }]),
    ...(budgetLine === undefined
      ? []
      : [{ key, also: contextKey.paymentsOnBudgetLine(budgetLine) }]),
  ];
}
