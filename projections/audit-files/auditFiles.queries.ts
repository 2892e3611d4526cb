// What may be asked of audits: which are open, one with its clocks, and which departures have none yet.
import { missing } from '../../src/kernel/errors.js';
import type { AuditsEvent } from '../../src/events/audits.js';
import { namesOf } from '../offices/names.queries.js';
import type { ViewSnapshot } from '../reader.js';
import { AUDIT_LIMITS, auditStages, type AuditLimits, type AuditStage } from './auditClocks.js';
import { auditFileOf, type AuditFile, type AuditStep } from './auditFile.js';

interface StepRow {
  audit_id: string;
  position: number;
  name: AuditsEvent['name'];
  event_id: string;
  time: string;
  on_day: string;
  orgunit: string;
  actor: string | null;
  data: string;
}

const toStep = (row: StepRow): AuditStep =>
  ({
    name: row.name,
    data: JSON.parse(row.data) as unknown,
    eventId: row.event_id,
    time: row.time,
    day: row.on_day,
    orgunit: row.orgunit,
    actor: row.actor,
    position: row.position,
  }) as AuditStep;

function readSteps(snapshot: ViewSnapshot, auditId: string): readonly AuditStep[] {
  return snapshot
    .all<StepRow>('SELECT * FROM {audit-files.step} WHERE audit_id = ? ORDER BY position', [
      auditId,
    ])
    .map(toStep);
}

const unknownAudit = (auditId: string) =>
  missing(
    'audit.unknown',
    '没有此审计：请用 audits list 查看',
    'There is no such audit; see audits list',
    auditId,
  );

/** An audit as recorded. @throws LedgerError `audit.unknown` */
export function auditFile(snapshot: ViewSnapshot, auditId: string): AuditFile {
  const steps = readSteps(snapshot, auditId);
  if (steps.length === 0) throw unknownAudit(auditId);
  return auditFileOf(auditId, steps);
}

/** The file of the latest audit of a person that covers one of the terms; `null`: none was begun. */
export function auditFileFor(
  snapshot: ViewSnapshot,
  personId: string,
  termIds: readonly string[],
): AuditFile | null {
  const row = snapshot.get<{ audit_id: string }>(
    `SELECT p.audit_id, (SELECT min(position) FROM {audit-files.step} AS s WHERE s.audit_id = p.audit_id) AS first
     FROM {audit-files.audited_person} AS p
     WHERE p.person_id = ? AND EXISTS (SELECT 1 FROM {audit-files.covered_term} AS c
       WHERE c.audit_id = p.audit_id AND c.term_id IN (SELECT value FROM json_each(?)))
     ORDER BY first DESC LIMIT 1`,
    [personId, JSON.stringify(termIds)],
  );
  return row ? auditFile(snapshot, row.audit_id) : null;
}

export interface AuditWithClocks {
  readonly file: AuditFile;
  /** Local date to which the clocks are read. */
  readonly at: string;
  readonly stages: readonly AuditStage[];
  /** Names of the audited person and of the team, by id, as far as they are registered. */
  readonly names: Readonly<Record<string, string>>;
  readonly position: string | undefined;
  readonly halted: readonly string[];
}

const namesIn = (snapshot: ViewSnapshot, { trigger, team }: AuditFile) =>
  Object.fromEntries(
    namesOf(snapshot, [
      ...(trigger === null ? [] : [trigger.personId]),
      ...team.map(({ personId }) => personId),
    ]),
  );

/** An audit with its clocks on a day. @throws LedgerError `audit.unknown` */
export function auditWithClocks(
  snapshot: ViewSnapshot,
  auditId: string,
  at: string,
  limits: AuditLimits = AUDIT_LIMITS,
): AuditWithClocks {
  const file = auditFile(snapshot, auditId);
  return {
    file,
    at,
    stages: auditStages(file, at, limits),
    names: namesIn(snapshot, file),
    position: snapshot.position,
    halted: snapshot.halted.map(({ name }) => name),
  };
}

export interface AuditSummary {
  readonly auditId: string;
  readonly personId: string | null;
  readonly unitId: string | null;
  readonly triggeredOn: string | null;
  /** The first stage that is neither done nor waiting for another; `null` when the audit is filed. */
  readonly stage: AuditStage | null;
  readonly overdue: readonly string[];
  readonly findings: number;
  readonly filedOn: string | null;
}

/** All audits, the first begun first. @param personId only those of one person */
export function auditSummaries(
  snapshot: ViewSnapshot,
  at: string,
  personId?: string,
): readonly AuditSummary[] {
  const ids = snapshot.all<{ audit_id: string }>(
    personId === undefined
      ? 'SELECT audit_id, min(position) AS first FROM {audit-files.step} GROUP BY audit_id ORDER BY first'
      : 'SELECT audit_id FROM {audit-files.audited_person} WHERE person_id = ? ORDER BY audit_id',
    personId === undefined ? [] : [personId],
  );
  return ids.map(({ audit_id: auditId }) => {
    const { file, stages } = auditWithClocks(snapshot, auditId, at);
    const next = stages.find(({ state }) => state === 'overdue' || state === 'open');
    return {
      auditId,
      personId: file.trigger?.personId ?? null,
      unitId: file.trigger?.unitId ?? null,
      triggeredOn: file.trigger?.on ?? null,
      stage: file.filed ? null : (next ?? null),
      overdue: stages.filter(({ state }) => state === 'overdue').map(({ id }) => id),
      findings: file.findings.length,
      filedOn: file.filed?.day ?? null,
    };
  });
}

/** A person whose term ended and for whom no audit was begun. */
export interface DueDeparture {
  readonly personId: string;
  readonly orgunit: string;
  readonly endedOn: string;
  readonly reason: string;
  /** When the ledger learnt of the last of the ends. */
  readonly knownAt: string;
  readonly template: 'villageCadre' | 'townshipLeader';
  /** Terms that ended on that day in that unit. */
  readonly terms: readonly { readonly termId: string; readonly postId: string }[];
  readonly eventIds: readonly string[];
}

interface EndedRow {
  person_id: string;
  orgunit: string;
  ended_on: string;
  reason: string;
  term_id: string;
  post_id: string;
  recorded_time: string;
  level: string | null;
  event_id: string;
}

/**
 * Departures without an audit (离任、转任必审): terms in posts of townships and villages that ended. Terms that were
 * taken over from foreign records are left out, and so are deaths, after which nobody can be heard.
 */
export function dueDepartures(snapshot: ViewSnapshot): readonly DueDeparture[] {
  const rows = snapshot.all<EndedRow>(
    `SELECT e.person_id, e.orgunit, e.ended_on, e.reason, e.term_id, e.post_id, e.recorded_time, e.event_id,
       (SELECT level FROM {offices.post} AS p WHERE p.post_id = e.post_id AND p.level IS NOT NULL
        ORDER BY p.position DESC LIMIT 1) AS level
     FROM {audit-files.ended_term} AS e
     WHERE e.imported = 0 AND e.reason <> 'died'
       AND NOT EXISTS (SELECT 1 FROM {audit-files.covered_term} AS c WHERE c.term_id = e.term_id)
     ORDER BY e.ended_on, e.person_id, e.position`,
  );
  const groups = new Map<string, EndedRow[]>();
  for (const row of rows) {
    if (row.level !== 'township' && row.level !== 'village') continue;
    const key = `${row.person_id} ${row.orgunit} ${row.ended_on}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group): DueDeparture[] => {
    const [first] = group;
    if (!first) return [];
    return [
      {
        personId: first.person_id,
        orgunit: first.orgunit,
        endedOn: first.ended_on,
        reason: first.reason,
        knownAt: group.at(-1)?.recorded_time ?? first.recorded_time,
        template: group.some(({ level }) => level === 'township')
          ? 'townshipLeader'
          : 'villageCadre',
        terms: group.map(({ term_id: termId, post_id: postId }) => ({ termId, postId })),
        eventIds: group.map(({ event_id: eventId }) => eventId),
      },
    ];
  });
}
