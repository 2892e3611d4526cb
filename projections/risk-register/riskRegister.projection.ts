// The risk points of every power item, by version: what a step can go wrong in, how grave that is, what holds it back.
// The decided grade is a person's; the computed one stands beside it and never replaces it.
import { readFileSync } from 'node:fs';
import { computeRisk } from '../../src/analytics/riskGrade.js';
import type { EventOf } from '../../src/rules/case.js';
import { localDate } from '../clocks.js';
import { projectionOf, type Handlers } from '../handlers.js';
import type { ViewWriter } from '../projection.js';
import { sequenceOf } from '../sequence.js';

type Published = EventOf<'powers.PowerItemPublished'>;
type RiskPoint = Published['data']['risks'][number];

function prepare(writer: ViewWriter) {
  return {
    item: writer.prepare(
      `INSERT INTO {power_item} (code, version, position, event_id, level, name, holder, lead, effective_from, effective_to, basis)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    step: writer.prepare(
      `INSERT INTO {power_step} (code, version, step, name, who, event) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
    risk: writer.prepare(
      `INSERT INTO {risk_point} (code, version, risk_id, step, text, control, decided_grade, likelihood, impact, discretion, computed_score, computed_grade)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    forget: ['power_item', 'power_step', 'risk_point'].map((table) =>
      writer.prepare(`DELETE FROM {${table}} WHERE code = ? AND version = ?`),
    ),
    retire: writer.prepare(
      'INSERT INTO {retirement} (code, retired_on, position, event_id, reason) VALUES (?, ?, ?, ?, ?)',
    ),
    identify: writer.prepare(
      'INSERT INTO {identified} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    grade: writer.prepare('INSERT INTO {grading} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    control: writer.prepare('INSERT INTO {control} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    review: writer.prepare('INSERT INTO {review} VALUES (?, ?, ?, ?, ?, ?)'),
    materialise: writer.prepare(
      'INSERT INTO {materialised} VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    retirePoint: writer.prepare(
      'INSERT INTO {point_retired} VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
  };
}
type Statements = ReturnType<typeof prepare>;

function riskRow(code: string, version: string, risk: RiskPoint) {
  const { likelihood, impact, discretion } = risk;
  const computed =
    likelihood === undefined || impact === undefined
      ? undefined
      : computeRisk({ likelihood, impact, discretion });
  return [
    code,
    version,
    risk.riskId,
    risk.at,
    risk.text,
    risk.control ?? null,
    risk.grade,
    likelihood ?? null,
    impact ?? null,
    discretion ?? null,
    computed?.score ?? null,
    computed?.grade ?? null,
  ];
}

/** A version published again replaces what it said before. */
function publish(sql: Statements, { data, id, position }: Published): void {
  const { code, version } = data;
  for (const statement of sql.forget) statement.run([code, version]);
  sql.item.run([
    code,
    version,
    sequenceOf(position),
    id,
    data.level,
    data.name,
    data.holder,
    data.lead ?? null,
    data.effectiveFrom,
    data.effectiveTo ?? null,
    JSON.stringify(data.basis),
  ]);
  for (const { n, name, who, evt } of data.steps)
    sql.step.run([code, version, n, name, who, evt ?? null]);
  for (const risk of data.risks) sql.risk.run(riskRow(code, version, risk));
}

function identify(sql: Statements, { data, time, id }: EventOf<'risks.RiskPointIdentified'>): void {
  sql.identify.run([
    data.riskId,
    data.powerCode,
    data.step,
    data.unitId ?? null,
    data.postId ?? null,
    data.description,
    data.method,
    data.likelihood,
    data.impact,
    data.discretion ?? 0,
    localDate(time),
    id,
  ]);
}

function grade(sql: Statements, { data, time, position, id }: EventOf<'risks.RiskGraded'>): void {
  sql.grade.run([
    data.riskId,
    sequenceOf(position),
    localDate(time),
    data.likelihood ?? null,
    data.impact ?? null,
    data.discretion ?? null,
    data.decided,
    data.reason ?? null,
    data.gradedBy ?? null,
    id,
  ]);
}

function setControl(
  sql: Statements,
  { data, time, position, id }: EventOf<'risks.ControlMeasureSet'>,
): void {
  sql.control.run([
    data.riskId,
    sequenceOf(position),
    data.measureId,
    data.measure,
    data.owner,
    data.dueOn ?? null,
    data.strength,
    JSON.stringify(data.ruleIds),
    localDate(time),
    id,
  ]);
}

const handlers: Handlers<Statements> = {
  'powers.PowerItemPublished': publish,
  'powers.PowerItemRetired': (sql, { data, position, id }) =>
    sql.retire.run([data.code, data.on, sequenceOf(position), id, data.reason]),
  'risks.RiskPointIdentified': identify,
  'risks.RiskGraded': grade,
  'risks.ControlMeasureSet': setControl,
  'risks.ControlReviewed': (sql, { data, time, position, id }) =>
    sql.review.run([
      data.riskId,
      sequenceOf(position),
      localDate(time),
      data.result,
      data.note ?? null,
      id,
    ]),
  'risks.RiskMaterialised': (sql, { data, time, id }) =>
    sql.materialise.run([data.riskId, data.findingId, localDate(time), id]),
  'risks.RiskRetired': (sql, { data, id }) =>
    sql.retirePoint.run([data.riskId, data.on, data.reason, id]),
};

export const riskRegisterProjection = projectionOf(
  { handlers, prepare },
  {
    name: 'risk-register',
    version: 2,
    schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  },
);
