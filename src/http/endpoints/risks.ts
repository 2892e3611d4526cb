// The register of risk points over HTTP: public, since the powers are.
import { z } from 'zod';
import {
  riskRegister,
  type RiskRegister,
} from '../../../projections/risk-register/riskRegister.queries.js';
import { risksPlan } from '../../reports/plans.js';
import { readEndpoint, type ReadEndpoint } from '../endpoint.js';
import { area, contract, day, id, nullable } from './fields.js';

const grade = z.union([z.literal(1), z.literal(2), z.literal(3)]);
const gradeQuery = z.coerce.number().pipe(grade);

/** Filters, also for the command line. */
export const riskQuery = z.strictObject({
  at: day.optional(),
  level: z.enum(['county', 'township', 'village', 'other']).optional(),
  power: id,
  role: id,
  post: id,
  grade: gradeQuery.optional(),
  area,
  from: day.optional(),
  to: day.optional(),
});

export const riskEndpoints: readonly ReadEndpoint[] = [
  readEndpoint({
    path: '/risks',
    summary: { zh: '职权风险点清单', en: 'register of risk points' },
    query: riskQuery,
    answer: contract<RiskRegister>(
      z.looseObject({
        powers: z.array(
          z.looseObject({
            code: z.string(),
            version: z.string(),
            name: z.string(),
            eventId: z.string(),
            brokenCount: z.int(),
            risks: z.array(
              z.looseObject({
                riskId: z.string(),
                text: z.string(),
                control: nullable(z.string()),
                decidedGrade: nullable(grade),
                brokenCount: z.int(),
              }),
            ),
          }),
        ),
        heatMap: z.array(z.object({ likelihood: z.int(), impact: z.int(), points: z.int() })),
        totals: z.object({ high: z.int(), middle: z.int(), low: z.int() }),
      }),
    ),
    run: ({ snapshot, query }) => riskRegister(snapshot, query),
    report: ({ data }) => risksPlan(data),
  }),
];
