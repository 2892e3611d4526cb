// Fills the view `audit-files`: the steps of every audit, and the terms whose end calls for one.
// It must never decide what an audit's state is: that is folded from its steps when it is asked for.
import { readFileSync } from 'node:fs';
import type { EventName, LedgerEvent } from '../../src/events/index.js';
import { catalogue } from '../../src/events/index.js';
import type { Statement } from '../../src/sqlite/driver.js';
import { localDate } from '../clocks.js';
import type { Projection, ViewWriter } from '../projection.js';
import { sequenceOf } from '../sequence.js';

/** Events of one audit. */
export type AuditEventName = Extract<EventName, `audits.${string}`>;
type AuditEvent = Extract<LedgerEvent, { name: AuditEventName }>;

const AUDIT_EVENTS = catalogue.names.filter((name): name is AuditEventName =>
  name.startsWith('audits.'),
);

const isAuditEvent = (event: LedgerEvent): event is AuditEvent => event.name.startsWith('audits.');

function prepare(writer: ViewWriter) {
  return {
    step: writer.prepare('INSERT INTO {step} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    person: writer.prepare('INSERT INTO {audited_person} VALUES (?, ?) ON CONFLICT DO NOTHING'),
    term: writer.prepare('INSERT INTO {covered_term} VALUES (?, ?) ON CONFLICT DO NOTHING'),
    ended: writer.prepare(
      'INSERT INTO {ended_term} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
  } satisfies Record<string, Statement>;
}
type Statements = ReturnType<typeof prepare>;

function record(to: Statements, event: AuditEvent): void {
  const { auditId } = event.data;
  to.step.run([
    auditId,
    sequenceOf(event.position),
    event.name,
    event.id,
    event.time,
    localDate(event.time),
    event.orgunit,
    event.actorperson ?? null,
    JSON.stringify(event.data),
  ]);
  if (event.name !== 'audits.DepartureTriggered') return;
  to.person.run([event.data.personId, auditId]);
  for (const { termId } of event.data.terms) to.term.run([termId, auditId]);
}

function endTerm(
  to: Statements,
  event: Extract<LedgerEvent, { name: 'offices.OfficeEnded' }>,
): void {
  const { termId, personId, postId, on, reason } = event.data;
  to.ended.run([
    termId,
    personId,
    postId,
    event.orgunit,
    on,
    reason,
    event.recordedtime,
    event.rulepack === 'imported' ? 1 : 0,
    sequenceOf(event.position),
    event.id,
  ]);
}

export const auditFilesProjection: Projection = {
  name: 'audit-files',
  version: 1,
  handles: new Set<EventName>([...AUDIT_EVENTS, 'offices.OfficeEnded']),
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const to = prepare(writer);
    return {
      apply(events) {
        for (const event of events)
          if (event.name === 'offices.OfficeEnded') endTerm(to, event);
          else if (isAuditEvent(event)) record(to, event);
      },
    };
  },
};
