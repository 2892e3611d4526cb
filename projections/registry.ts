// Every view of this program: one line each.
import type { RulePacks } from '../src/rules/pack.js';
import { decisionsProjection } from './decisions/decisions.projection.js';
import { fundsProjection } from './funds/funds.projection.js';
import { officesProjection } from './offices/offices.projection.js';
import type { Projection } from './projection.js';

/** The views, judging by these rule packs. */
export function createProjections(_packs: RulePacks): readonly Projection[] {
  return [officesProjection, decisionsProjection, fundsProjection];
}
