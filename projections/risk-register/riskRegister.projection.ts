// The risk points of every power item, by version: what a step can go wrong in, how grave that is, what holds it back.
// The decided grade is a person's; the computed one stands beside it and never replaces it.
import { readFileSync } from 'node:fs';
import { computeRisk } from '../../src/analytics/riskGrade.js';
import type { EventOf } from '../../src/rules/case.js';
import type { Projection, ViewWriter } from '../projection.js';
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
  };
}

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

export const riskRegisterProjection: Projection = {
  name: 'risk-register',
  version: 1,
  handles: new Set(['powers.PowerItemPublished', 'powers.PowerItemRetired']),
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const sql = prepare(writer);

    /** A version published again replaces what it said before. */
    function publish({ data, id, position }: Published): void {
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

    return {
      apply(events) {
        for (const event of events)
          if (event.name === 'powers.PowerItemPublished') publish(event);
          else if (event.name === 'powers.PowerItemRetired')
            sql.retire.run([
              event.data.code,
              event.data.on,
              sequenceOf(event.position),
              event.id,
              event.data.reason,
            ]);
      },
    };
  },
};
