// Which of the two regimes an audit follows: village cadres (村组法 35) or township leaders (the rules of 2019).
import { postOn } from '../offices/offices.queries.js';
import type { ViewSnapshot } from '../reader.js';
import type { AuditedTerm } from './terms.js';

export type AuditTemplate = 'villageCadre' | 'townshipLeader';

/** A post above the village makes it a leader's audit; where no level is recorded it is one too. */
export function templateOf(snapshot: ViewSnapshot, terms: readonly AuditedTerm[]): AuditTemplate {
  const levels = terms.map(
    ({ postId, endedOn }) => postOn(snapshot, postId, endedOn ?? '9999-12-31')?.level,
  );
  return levels.some((level) => level === 'village') &&
    !levels.some((level) => level === 'township' || level === 'county')
    ? 'villageCadre'
    : 'townshipLeader';
}
