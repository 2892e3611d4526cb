// Keeps what people made of leads: raised, assigned, explained, confirmed, dismissed. One row a fact, nothing derived.
import type { Statement } from '../../src/sqlite/driver.js';
import { localDate } from '../clocks.js';
import type { EventOf, Handlers } from '../handlers.js';
import type { ViewWriter } from '../projection.js';
import { sequenceOf } from '../sequence.js';

export interface LifecycleStatements {
  readonly raised: Statement;
  readonly assigned: Statement;
  readonly explained: Statement;
  readonly decided: Statement;
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

export const prepareLifecycle = (writer: ViewWriter): LifecycleStatements => ({
  raised: writer.prepare(`INSERT INTO {raised} VALUES (${marks(13)})`),
  assigned: writer.prepare(`INSERT INTO {assignment} VALUES (${marks(7)})`),
  explained: writer.prepare(`INSERT INTO {explanation} VALUES (${marks(7)})`),
  decided: writer.prepare(`INSERT INTO {decision} VALUES (${marks(9)})`),
});

function decide(
  to: LifecycleStatements,
  event: EventOf<'leads.LeadConfirmed'> | EventOf<'leads.LeadDismissed'>,
): void {
  const { leadId, decisionId, reason } = event.data;
  const findingId = event.name === 'leads.LeadConfirmed' ? event.data.findingId : undefined;
  to.decided.run([
    sequenceOf(event.position),
    leadId,
    decisionId,
    event.name === 'leads.LeadConfirmed' ? 'confirmed' : 'dismissed',
    reason,
    findingId ?? null,
    event.actorperson ?? null,
    localDate(event.time),
    event.id,
  ]);
}

export const lifecycleHandlers: Handlers<LifecycleStatements> = {
  'leads.LeadRaised'(to, { id, position, time, orgunit, data }) {
    to.raised.run([
      data.leadId,
      data.check,
      orgunit,
      data.personId ?? null,
      data.amount ?? null,
      data.currency ?? null,
      data.statement.zh,
      data.statement.en,
      JSON.stringify(data.events),
      JSON.stringify(data.parameters ?? {}),
      localDate(time),
      id,
      sequenceOf(position),
    ]);
  },
  'leads.LeadAssigned'(to, { id, position, time, data }) {
    const { leadId, assignmentId, to: whom, dueOn = null } = data;
    to.assigned.run([sequenceOf(position), leadId, assignmentId, whom, dueOn, localDate(time), id]);
  },
  'leads.LeadExplained'(to, { id, position, time, data }) {
    const { leadId, explanationId, text, by = null } = data;
    to.explained.run([sequenceOf(position), leadId, explanationId, text, by, localDate(time), id]);
  },
  'leads.LeadConfirmed': decide,
  'leads.LeadDismissed': decide,
};
