// CMP: complaints (投诉、信访、检举控告): channels that work, deadlines, routing past whom they concern, and secrecy.
import { cmp01, cmp03 } from './cmpChannels.js';
import { cmp02, cmp05, cmp06, cmp07 } from './cmpDeadlines.js';
import { cmp04, cmp08 } from './cmpSecrecy.js';

export const CMP = [cmp01, cmp02, cmp03, cmp04, cmp05, cmp06, cmp07, cmp08] as const;
