// Every reading endpoint: one line a part of the API.
import type { ReadEndpoint } from '../endpoint.js';
import { auditFileEndpoints } from './auditFiles.js';
import { auditEndpoints } from './audits.js';
import { decisionEndpoints } from './decisions.js';
import { fundEndpoints } from './funds.js';
import { leadEndpoints } from './leads.js';
import { normIndexEndpoints } from './normIndex.js';
import { matterEndpoints } from './matters.js';
import { officeEndpoints } from './offices.js';
import { powerEndpoints } from './powers.js';
import { riskEndpoints } from './risks.js';
import { ruleEndpoints } from './rules.js';
import { violationEndpoints } from './violations.js';

export const endpoints: readonly ReadEndpoint[] = [
  ...officeEndpoints,
  ...decisionEndpoints,
  ...matterEndpoints,
  ...fundEndpoints,
  ...violationEndpoints,
  ...ruleEndpoints,
  ...riskEndpoints,
  ...normIndexEndpoints,
  ...powerEndpoints,
  ...auditEndpoints,
  ...auditFileEndpoints,
  ...leadEndpoints,
];
