// Targets of the term as a section of the audit report (domain.md 5.2, 3).
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import { code, column, date, maybe, said, text } from '../cells.js';
import type { Section } from '../document.js';
import { byUnit, unrecorded } from './auditBooks.js';
import { personIn, type Frame } from './frame.js';

const NOT_REPORTED = said('未报告', 'not reported');

export const targetsSection = (audit: DepartureAudit, frame: Frame): Section =>
  byUnit(
    audit,
    { title: said('任期目标完成情况', 'Targets of the term'), wide: true },
    ({ targets }) =>
      targets.length === 0
        ? [unrecorded('任期目标', 'targets')]
        : [
            {
              kind: 'table',
              columns: [
                column('年度', 'year'),
                column('目标', 'target'),
                column('计量', 'measure'),
                column('责任人', 'owner'),
                column('计划', 'planned', { align: 'right' }),
                column('实际', 'actual', { align: 'right' }),
                column('偏差', 'deviation', { align: 'right' }),
                column('期限', 'due'),
                column('数据来源', 'source'),
              ],
              rows: targets.map((target) => [
                text(String(target.year)),
                text(target.title, target.eventIds),
                text(target.measure),
                personIn(frame)(target.owner),
                code(target.planned),
                maybe(target.actual, code, NOT_REPORTED),
                maybe(target.deviation, code),
                maybe(target.dueOn, (day) => date(day)),
                maybe(target.source, (source) => text(source), NOT_REPORTED),
              ]),
              footnotes: [
                said(
                  '偏差为实际减计划；多次报告时取最后一次。',
                  'The deviation is actual less planned; of several reports the last one counts.',
                ),
              ],
            },
          ],
  );
