// Every view of this program: one line each.
import type { RulePacks } from '../src/rules/pack.js';
import type { Projection } from './projection.js';

/** The views, judging by these rule packs. */
export function createProjections(_packs: RulePacks): readonly Projection[] {
  return [];
}
