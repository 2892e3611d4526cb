// Which of the two regimes an audit follows: village cadres (村组法 35) or township leaders (the rules of 2019).
import { postOn, unit } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import type { AuditedTerm } from './terms.js';

export type AuditTemplate = 'villageCadre' | 'townshipLeader' | 'other';

const LEADING: ReadonlySet<string | null> = new Set(['township', 'county']);

/**
 * By the level of the posts, else by the kind of their units. One post above the village makes it a leader's audit;
 * `other`: neither regime is known to hold.
 */
export function templateOf(snapshot: ViewSnapshot, terms: readonly AuditedTerm[]): AuditTemplate {
  const levels = terms.map(
    ({ postId, unitId, endedOn }) =>
      postOn(snapshot, postId, endedOn ?? '9999-12-31')?.level ??
      (unitId === null ? null : unit(snapshot, unitId)?.kind) ??
      null,
  );
  if (levels.some((level) => LEADING.has(level))) return 'townshipLeader';
  return levels.includes('village') ? 'villageCadre' : 'other';
}
