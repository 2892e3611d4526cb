// The registry: every rule the ledger knows, one line per family.
import { ACT } from './act.js';
import { AST } from './ast.js';
import { BAL } from './bal.js';
import { catalogueRules } from './cat.js';
import { DEC } from './dec.js';
import { FLOW } from './flow.js';
import { INC } from './inc.js';
import { LED } from './led.js';
import { PAY } from './pay.js';
import { PUB } from './pub.js';
import type { Rule } from './rule.js';
import { SEG } from './seg.js';
import { SVC } from './svc.js';
import { TND } from './tnd.js';
import { VR } from './vrBodies.js';

export const RULES: readonly Rule[] = [
  ...catalogueRules(() => RULES),
  ...ACT,
  ...SEG,
  ...DEC,
  ...BAL,
  ...VR,
  ...FLOW,
  ...PAY,
  ...INC,
  ...TND,
  ...AST,
  ...PUB,
  ...SVC,
  ...LED,
];
