// The registry: every rule the ledger knows, one line per family.
import { ACT } from './act.js';
import { BAL } from './bal.js';
import { DEC } from './dec.js';
import { FLOW } from './flow.js';
import { LED } from './led.js';
import { PAY } from './pay.js';
import { PUB } from './pub.js';
import type { Rule } from './rule.js';
import { SEG } from './seg.js';

export const RULES: readonly Rule[] = [
  ...ACT,
  ...SEG,
  ...DEC,
  ...BAL,
  ...FLOW,
  ...PAY,
  ...PUB,
  ...LED,
];
