// TND: purchases: procedure, bidders, times, owners, papers; the family's list.
import { tnd02, tnd04 } from './tndBids.js';
import { tnd07 } from './tndFiles.js';
import { tnd06 } from './tndOwners.js';
import { tnd01 } from './tndProcedure.js';
import { tnd03, tnd05 } from './tndTiming.js';

export const TND = [tnd01, tnd02, tnd03, tnd04, tnd05, tnd06, tnd07] as const;
