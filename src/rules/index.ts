// The registry: every rule the ledger knows, one line per family.
import { BAL } from './bal.js';
import { LED } from './led.js';
import { PAY } from './pay.js';
import type { Rule } from './rule.js';

export const RULES: readonly Rule[] = [...BAL, ...PAY, ...LED];
