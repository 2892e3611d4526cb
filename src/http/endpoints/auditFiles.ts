// The files of audits over HTTP: for auditors, with the token. Steps are written as commands.
import { z } from 'zod';
import {
  auditSummaries,
  auditWithClocks,
  dueDepartures,
  type AuditSummary,
  type AuditWithClocks,
  type DueDeparture,
} from '../../../projections/audit-files/auditFiles.queries.js';
import { readEndpoint, type ReadEndpoint } from '../endpoint.js';
import { bilingual, contract, day, id, nullable } from './fields.js';

const at = day.describe('期限截至日 / local day of the clocks');

const stage = z.object({
  id: z.string(),
  title: bilingual,
  state: z.enum(['done', 'doneLate', 'overdue', 'open', 'notYet']),
  dueOn: nullable(z.string()),
  doneOn: nullable(z.string()),
  note: nullable(bilingual),
  eventIds: z.array(z.string()),
});

export const auditFileEndpoints: readonly ReadEndpoint[] = [
  readEndpoint({
    path: '/audit-files',
    summary: { zh: '审计一览', en: 'audits and where they stand' },
    restricted: true,
    query: z.strictObject({ at, person: id }),
    answer: contract<readonly AuditSummary[]>(
      z.array(z.looseObject({ auditId: z.string(), stage: nullable(stage) })),
    ),
    run: ({ snapshot, query }) => auditSummaries(snapshot, query.at, query.person),
  }),
  readEndpoint({
    path: '/audit-files/{auditId}',
    summary: { zh: '一项审计：程序、期限、发现', en: 'one audit: stages, clocks, findings' },
    restricted: true,
    query: z.strictObject({ at }),
    answer: contract<AuditWithClocks>(
      z.looseObject({
        file: z.looseObject({ auditId: z.string(), findings: z.array(z.unknown()) }),
        stages: z.array(stage),
      }),
    ),
    run: ({ snapshot, query, parameters }) =>
      auditWithClocks(snapshot, parameters['auditId'] ?? '', query.at),
  }),
  readEndpoint({
    path: '/audits-due',
    summary: { zh: '应审未审的离任', en: 'departures without an audit' },
    restricted: true,
    query: z.strictObject({}),
    answer: contract<readonly DueDeparture[]>(
      z.array(z.looseObject({ personId: z.string(), endedOn: z.string() })),
    ),
    run: ({ snapshot }) => dueDepartures(snapshot),
  }),
];
