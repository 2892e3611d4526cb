// The registry: every rule the ledger knows, one line per family.
import { ACT } from './act.js';
import { ASK } from './ask.js';
import { ASS } from './ass.js';
import { AST } from './ast.js';
import { AUD } from './aud.js';
import { BAL } from './bal.js';
import { catalogueRules } from './cat.js';
import { CHAIN } from './chain.js';
import { CMP } from './cmp.js';
import { DEC } from './dec.js';
import { FLOW } from './flow.js';
import { INC } from './inc.js';
import { LED } from './led.js';
import { PAY } from './pay.js';
import { PUB } from './pub.js';
import { RAT } from './rat.js';
import { RISK } from './risk.js';
import type { Rule } from './rule.js';
import { SEG } from './seg.js';
import { SUP } from './sup.js';
import { SVC } from './svc.js';
import { TND } from './tnd.js';
import { TRI } from './tri.js';
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
  ...RISK,
  ...ASK,
  ...TRI,
  ...RAT,
  ...SUP,
  ...CMP,
  ...AUD,
  ...ASS,
  ...CHAIN,
  ...LED,
];
