// Departure audits over HTTP. An audit names a person and is not for everybody.
import { z } from 'zod';
import {
  departureAudit,
  type DepartureAudit,
} from '../../../projections/departure-audit/departureAudit.queries.js';
import { auditPlan } from '../../reports/plans.js';
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

/** Filters, also for the command line. */
export const auditQuery = z.strictObject({ term: id });

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
];
