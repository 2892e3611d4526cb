// AUD: departure and term audits (离任、任期经济责任审计): begun, published, fair to the audited person, and followed up.
import { aud08 } from './audCoverage.js';
import { aud01, aud02, aud04 } from './audDeparture.js';
import { aud03, aud05, aud06 } from './audProcess.js';
import { aud07, aud09 } from './audTeam.js';

export const AUD = [aud01, aud02, aud03, aud04, aud05, aud06, aud07, aud08, aud09] as const;
