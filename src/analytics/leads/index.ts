// The registry of the checks A01 to A60 (domain.md 5.5), in their order: one line a file of checks.
import type { LeadCheck } from './check.js';
import { ASSETS } from './checks/assets.js';
import { BIDDERS } from './checks/bidders.js';
import { BIDS } from './checks/bids.js';
import { CASH_AND_ACCOUNTS } from './checks/cashAndAccounts.js';
import { CLAIMS_AND_OUTLAYS } from './checks/claimsAndOutlays.js';
import { CONTRACTS } from './checks/contracts.js';
import { DECISION_EXCEEDED } from './checks/decisionExceeded.js';
import { DECISION_MISSING } from './checks/decisionMissing.js';
import { DIGITS } from './checks/digits.js';
import { EARMARKED_MONEY } from './checks/earmarkedMoney.js';
import { LATE_RECORDING } from './checks/lateRecording.js';
import { LEASES } from './checks/leases.js';
import { LINKED_PAYMENTS } from './checks/linkedPayments.js';
import { MEETINGS } from './checks/meetings.js';
import { PUBLICITY } from './checks/publicity.js';
import { RECIPIENTS } from './checks/recipients.js';
import { RELATED_PAYEES } from './checks/relatedPayees.js';
import { SIGNATURES } from './checks/signatures.js';
import { SPLIT_PAYMENTS } from './checks/splitPayments.js';
import { SUPPLIERS } from './checks/suppliers.js';
import { SURGES } from './checks/surges.js';
import { TENDERING } from './checks/tendering.js';
import { UNUSUAL_AMOUNTS } from './checks/unusualAmounts.js';
import { VOUCHERS } from './checks/vouchers.js';

export const CHECKS: readonly LeadCheck[] = [
  ...DECISION_MISSING,
  ...DECISION_EXCEEDED,
  ...SPLIT_PAYMENTS,
  ...LINKED_PAYMENTS,
  ...VOUCHERS,
  ...SIGNATURES,
  ...LATE_RECORDING,
  ...SURGES,
  ...MEETINGS,
  ...DIGITS,
  ...UNUSUAL_AMOUNTS,
  ...RELATED_PAYEES,
  ...SUPPLIERS,
  ...RECIPIENTS,
  ...TENDERING,
  ...BIDS,
  ...BIDDERS,
  ...LEASES,
  ...CONTRACTS,
  ...ASSETS,
  ...EARMARKED_MONEY,
  ...CASH_AND_ACCOUNTS,
  ...CLAIMS_AND_OUTLAYS,
  ...PUBLICITY,
];
