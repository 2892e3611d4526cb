// The registry of the checks A01 to A60 (domain.md 5.5): one line a group.
import { AMOUNTS } from './amounts.js';
import type { LeadCheck } from './check.js';
import { CONTRACTS_ASSETS } from './contractsAssets.js';
import { DECISION_MONEY } from './decisionMoney.js';
import { FUNDS } from './funds.js';
import { PARTIES } from './parties.js';
import { PROCUREMENT } from './procurement.js';
import { PUBLICITY } from './publicity.js';
import { SPLITTING } from './splitting.js';
import { TIMING } from './timing.js';
import { VOUCHERS } from './vouchers.js';

export const CHECKS: readonly LeadCheck[] = [
  ...DECISION_MONEY,
  ...SPLITTING,
  ...VOUCHERS,
  ...TIMING,
  ...AMOUNTS,
  ...PARTIES,
  ...PROCUREMENT,
  ...CONTRACTS_ASSETS,
  ...FUNDS,
  ...PUBLICITY,
];
