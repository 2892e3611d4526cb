// Judgements over HTTP. A violation is a lead with its reasons, not a verdict, so it is not shown to everybody.
import { z } from 'zod';
import {
  findViolations,
  violationById,
  type Violation,
  type ViolationDetail,
} from '../../../projections/violations/violations.queries.js';
import { violationPlan, violationsPlan } from '../../reports/plans.js';
import { RULES } from '../../rules/index.js';
import { pagedEndpoint, readEndpoint, type ReadEndpoint } from '../endpoint.js';
import { area, bilingual, clock, contract, day, id, limit, nullable, orgunit } from './fields.js';

const citedEvent = z.object({
  eventId: z.string(),
  position: z.string(),
  name: z.string(),
  time: z.string(),
});

const violation = z.object({
  id: z.string(),
  rule: z.string(),
  severity: z.enum(['S', 'M', 'L']),
  act: citedEvent.extend({ recordedTime: z.string() }),
  businessDate: z.string(),
  recordedDate: z.string(),
  caseId: z.string(),
  orgunit: z.string(),
  power: nullable(z.string()),
  step: nullable(z.int()),
  person: nullable(z.string()),
  post: nullable(z.string()),
  found: bilingual,
  expected: bilingual,
  amount: nullable(z.string()),
  packs: z.array(z.string()),
  packSet: z.string(),
  parameters: z.unknown(),
  evidence: z.array(citedEvent),
  documents: z.array(z.object({ sha256: z.string(), eventId: z.string() })),
});

const rule = z.object({
  id: z.string(),
  title: bilingual,
  statement: bilingual,
  basis: z.array(z.object({ document: z.string(), clause: z.string() })),
  validFrom: z.string(),
  validTo: z.string().optional(),
});

/** Filters, also for the command line. */
export const violationQuery = z.strictObject({
  rule: id,
  family: id,
  severity: z.enum(['S', 'M', 'L']).optional(),
  orgunit,
  area,
  person: id,
  post: id,
  power: id,
  caseId: id,
  from: day.optional(),
  to: day.optional(),
  clock,
  limit,
});

export const violationEndpoints: readonly ReadEndpoint[] = [
  pagedEndpoint({
    path: '/violations',
    summary: { zh: '违规记录', en: 'violations found by the rules' },
    restricted: true,
    query: violationQuery,
    answer: contract<Violation>(violation),
    run({ snapshot, query: { limit: size, ...filter }, after }) {
      const offset = typeof after === 'number' ? after : 0;
      const { total, violations } = findViolations(snapshot, filter, { limit: size, offset });
      const end = offset + violations.length;
      return { rows: violations, next: end < total ? end : undefined, total };
    },
    report: ({ data, extent }) => violationsPlan(data, extent),
  }),
  readEndpoint({
    path: '/violations/{id}',
    summary: {
      zh: '一条违规：条款、参数、证据',
      en: 'one violation with clause, parameters and evidence',
    },
    restricted: true,
    query: z.strictObject({}),
    answer: contract<ViolationDetail>(violation.extend({ rule })),
    run: ({ snapshot, parameters }) => violationById(snapshot, RULES, parameters['id'] ?? ''),
    report: ({ data }) => violationPlan(data),
  }),
];
