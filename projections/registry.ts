// Every view of this program: one line each.
import type { Projection } from './projection.js';

export const projections: readonly Projection[] = [];
