// Departure audits and the norm index over HTTP. An audit names a person and is not for everybody; scores of units are.
import { z } from 'zod';
import {
  departureAudit,
  type DepartureAudit,
} from '../../../projections/departure-audit/departureAudit.queries.js';
import { runNormIndex, type IndexRun } from '../../../projections/norm-index/normIndex.queries.js';
import { indexableUnits } from '../../../projections/norm-index/units.queries.js';
import { auditPlan, indexPlan } from '../../reports/plans.js';
import { RULES } from '../../rules/index.js';
import { readEndpoint, type ReadEndpoint } from '../endpoint.js';
import { contract, id, nullable } from './fields.js';

const counted = z.looseObject({ count: z.int(), eventIds: z.array(z.string()) });

const audit = z.looseObject({
  person: z.looseObject({ personId: z.string(), name: nullable(z.string()) }),
  terms: z.array(z.looseObject({ termId: z.string(), postId: z.string() })),
  decisions: z.array(z.looseObject({ eventIds: z.array(z.string()) })),
  decisionCounts: z.record(z.string(), counted),
  findings: z.array(z.looseObject({ rule: z.unknown() })),
  limitations: z.array(z.unknown()),
  rulePacks: z.array(z.string()),
});

const run = z.looseObject({
  scheme: z.object({ id: z.string(), version: z.string() }),
  clock: z.literal('business'),
  rulePacks: z.array(z.string()),
  units: z.array(
    z.looseObject({
      unit: z.object({ orgunit: z.string(), name: z.string() }),
      score: z.looseObject({
        status: z.enum(['scored', 'indicative', 'insufficient']),
        index: nullable(z.number()),
      }),
      indicators: z.array(z.looseObject({ id: z.string() })),
    }),
  ),
});

/** Filters, also for the command line. */
export const auditQuery = z.strictObject({ term: id });
export const indexQuery = z.strictObject({
  period: z.string().min(4).max(20).describe('2023Q4 | 2023 | 2023Q3..2024Q2'),
  units: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.string().regex(/^\d{12}$/)).max(200))
    .optional(),
});

export const auditEndpoints: readonly ReadEndpoint[] = [
  readEndpoint({
    path: '/audits/{personId}',
    summary: { zh: '离任审计数据', en: 'departure audit of a person' },
    restricted: true,
    query: auditQuery,
    answer: contract<DepartureAudit>(audit),
    run: ({ snapshot, query, parameters }) =>
      departureAudit(snapshot, RULES, parameters['personId'] ?? '', query.term),
    masked: true,
    report: ({ data }) => auditPlan(data),
  }),
  readEndpoint({
    path: '/index',
    summary: { zh: '规范指数', en: 'norm-compliance index of townships and villages' },
    query: indexQuery,
    answer: contract<IndexRun>(run),
    run: ({ snapshot, query, indexScheme }) =>
      runNormIndex(
        snapshot,
        indexScheme,
        RULES.map((rule) => rule.id),
        indexableUnits(snapshot, query.units),
        query.period,
      ),
    report: ({ data }) => indexPlan(data),
  }),
];
