// Fills the view `accountability`: what people decided beside what was computed, and what fell due and was done.
// It must never change a computed judgement: a decision stands beside it.
import { readFileSync } from 'node:fs';
import type { SqlValue, Statement } from '../../src/sqlite/driver.js';
import { localDate } from '../clocks.js';
import { projectionOf, type EventOf, type Handlers } from '../handlers.js';
import type { ViewWriter } from '../projection.js';
import { sequenceOf } from '../sequence.js';

function prepare(writer: ViewWriter) {
  const insert = (table: string, columns: number) =>
    writer.prepare(
      `INSERT INTO {${table}} VALUES (${Array.from({ length: columns }, () => '?').join(', ')})`,
    );
  return {
    decision: insert('violation_decision', 7),
    warning: writer.prepare(
      `INSERT INTO {warning} (warning_id, level, unit_id, person_id, reason, rules, issued_on, due_on, event_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    closeWarning: writer.prepare(
      'UPDATE {warning} SET closed_on = ?, result = ?, closed_event_id = ? WHERE warning_id = ?',
    ),
    veto: insert('veto', 7),
    measure: insert('measure', 8),
    scheme: insert('scheme', 7),
    run: insert('index_run', 5),
    objection: writer.prepare(
      `INSERT INTO {index_objection} (objection_id, run_id, unit_id, indicator, violation_id, text, lodged_on, event_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    resolution: writer.prepare(
      `UPDATE {index_objection} SET resolved_on = ?, result = ?, reason = ?, resolved_event_id = ?
       WHERE objection_id = ?`,
    ),
    adjustment: insert('index_adjustment', 9),
    // The day by which something is due may be set again: the latest order holds.
    due: writer.prepare(
      `INSERT INTO {obligation} (kind, id, unit_id, due_on, due_event_id) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET unit_id = coalesce(excluded.unit_id, unit_id),
         due_on = coalesce(excluded.due_on, due_on), due_event_id = coalesce(excluded.due_event_id, due_event_id)`,
    ),
    done: writer.prepare(
      `INSERT INTO {obligation} (kind, id, done_on, done_event_id) VALUES (?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET done_on = coalesce(done_on, excluded.done_on),
         done_event_id = coalesce(done_event_id, excluded.done_event_id)`,
    ),
    amountDue: writer.prepare(
      'INSERT INTO {amount_due} VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    settled: insert('amount_settled', 5),
    survey: writer.prepare(
      `INSERT INTO {survey} (survey_id, unit_id, year, title, households, opened_on, event_id)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    closeSurvey: writer.prepare('UPDATE {survey} SET closed_on = ? WHERE survey_id = ?'),
    satisfaction: writer.prepare(
      `INSERT INTO {satisfaction} VALUES (?, ?, ?, ?)
       ON CONFLICT (survey_id, month, satisfaction) DO UPDATE SET responses = responses + excluded.responses`,
    ),
  } satisfies Record<string, Statement>;
}
type Statements = ReturnType<typeof prepare>;

type DecisionEvent = EventOf<
  | 'accountability.ViolationConfirmed'
  | 'accountability.ViolationRebutted'
  | 'accountability.ViolationRectified'
>;

const recordDecision =
  (kind: 'confirmed' | 'rebutted' | 'rectified') =>
  (to: Statements, event: DecisionEvent): void => {
    const { data } = event;
    const reason = 'text' in data ? data.text : (data.reason ?? null);
    const document = 'document' in data ? (data.document ?? null) : null;
    const [position, on] = [sequenceOf(event.position), localDate(event.time)];
    to.decision.run([data.violationId, position, kind, on, reason, document, event.id]);
  };

function issueWarning(to: Statements, { data, time, id }: EventOf<'accountability.WarningIssued'>) {
  const { warningId, level, unitId, personId = null, reason, ruleIds = [], dueOn = null } = data;
  const rules = JSON.stringify(ruleIds);
  to.warning.run([warningId, level, unitId, personId, reason, rules, localDate(time), dueOn, id]);
  if (dueOn !== null) to.due.run(['warning', warningId, unitId, dueOn, id]);
}

function orderFindings(
  to: Statements,
  { data, orgunit, id }: EventOf<'audits.RectificationOrdered'>,
) {
  for (const findingId of data.findingIds)
    to.due.run(['finding', `${data.auditId}/${findingId}`, orgunit, data.dueOn, id]);
}

/** Rent whose due entry is named settles that; rent that names none settles the lease's own account. */
function receiveRent(to: Statements, event: EventOf<'assets.RentReceived'>): void {
  const { leaseId, dueId, amount } = event.data;
  const settles = dueId === undefined ? `lease/${leaseId}` : `rent/${leaseId}/${dueId}`;
  to.settled.run([settles, sequenceOf(event.position), localDate(event.time), amount, event.id]);
}

const handlers: Handlers<Statements> = {
  'accountability.ViolationConfirmed': recordDecision('confirmed'),
  'accountability.ViolationRebutted': recordDecision('rebutted'),
  'accountability.ViolationRectified': recordDecision('rectified'),
  'accountability.WarningIssued': issueWarning,
  'accountability.WarningClosed': (to, { data, time, id }) => {
    to.closeWarning.run([localDate(time), data.result, id, data.warningId]);
    to.done.run(['warning', data.warningId, localDate(time), id]);
  },
  'accountability.VetoRecorded': (to, { data, id }) =>
    to.veto.run([data.vetoId, data.unitId, data.kind, data.on, data.reason, data.document, id]),
  'accountability.MeasureTaken': (to, { data, time, id }) =>
    to.measure.run([
      data.measureId,
      data.kind,
      data.unitId ?? null,
      data.personId ?? null,
      data.runId ?? null,
      localDate(time),
      data.reason,
      id,
    ]),
  'accountability.SchemeAdopted': (to, { data, position, id }) =>
    to.scheme.run([
      data.schemeId,
      data.version,
      data.effectiveFrom,
      data.digest,
      data.content,
      sequenceOf(position),
      id,
    ]),
  'accountability.IndexRunCompleted': (to, { data, position, time, id }) =>
    to.run.run([data.runId, sequenceOf(position), localDate(time), id, JSON.stringify(data)]),
  'accountability.IndexObjectionLodged': (to, { data, time, id }) =>
    to.objection.run([
      data.objectionId,
      data.runId,
      data.unitId,
      data.indicator ?? null,
      data.violationId ?? null,
      data.text,
      localDate(time),
      id,
    ]),
  'accountability.IndexObjectionResolved': (to, { data, time, id }) =>
    to.resolution.run([localDate(time), data.result, data.reason, id, data.objectionId]),
  'accountability.IndexAdjusted': (to, { data, id }) => {
    const { adjustmentId, unitId, period, kind, hundredths, reason, document, signedBy } = data;
    const row: SqlValue[] = [adjustmentId, unitId, period, kind, hundredths];
    to.adjustment.run([...row, reason, document, signedBy, id]);
  },
  'supervision.ProblemFound': (to, { data, id }) =>
    to.due.run(['problem', data.problemId, data.unitId, null, id]),
  'supervision.RectificationOrdered': (to, { data, id }) =>
    to.due.run(['problem', data.problemId, null, data.dueOn, id]),
  'supervision.ProblemClosed': (to, { data, time, id }) =>
    to.done.run(['problem', data.problemId, localDate(time), id]),
  'audits.RectificationOrdered': orderFindings,
  'audits.RectificationAccepted': (to, { data, time, id }) =>
    to.done.run(['finding', `${data.auditId}/${data.findingId}`, localDate(time), id]),
  'supervision.ActivityPlanned': (to, { data, orgunit, id }) =>
    to.due.run(['activity', `${data.teamId}/${data.activityId}`, orgunit, data.dueOn, id]),
  'supervision.ActivityHeld': (to, { data, time, id }) =>
    to.done.run(['activity', `${data.teamId}/${data.activityId}`, localDate(time), id]),
  'assets.RentDue': (to, { data, orgunit, id }) =>
    to.amountDue.run([
      `rent/${data.leaseId}/${data.dueId}`,
      orgunit,
      data.dueOn,
      data.amount,
      data.currency,
      id,
    ]),
  'assets.RentReceived': receiveRent,
  'funds.ReceivableRecorded': (to, { data, orgunit, id }) =>
    to.amountDue.run([
      `receivable/${data.receivableId}`,
      orgunit,
      data.dueOn ?? data.since,
      data.amount,
      data.currency,
      id,
    ]),
  'funds.ReceivableSettled': (to, { data, position, time, id }) =>
    to.settled.run([
      `receivable/${data.receivableId}`,
      sequenceOf(position),
      localDate(time),
      data.amount,
      id,
    ]),
  'supervision.SurveyOpened': (to, { data, time, id }) =>
    to.survey.run([
      data.surveyId,
      data.unitId,
      data.year,
      data.title,
      data.households ?? null,
      localDate(time),
      id,
    ]),
  'supervision.SurveyClosed': (to, { data, time }) =>
    to.closeSurvey.run([localDate(time), data.surveyId]),
  'supervision.ResponseReceived': (to, { data, time }) => {
    if (data.satisfaction !== undefined)
      to.satisfaction.run([data.surveyId, localDate(time).slice(0, 7), data.satisfaction, 1]);
  },
  'supervision.ResponsesTallied': (to, { data, time }) => {
    for (const { satisfaction, count } of data.counts)
      to.satisfaction.run([data.surveyId, localDate(time).slice(0, 7), satisfaction, count]);
  },
};

export const accountabilityProjection = projectionOf(
  { handlers, prepare },
  {
    name: 'accountability',
    version: 1,
    schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  },
);
