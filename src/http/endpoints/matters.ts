// A matter's page over HTTP. It shows violations, which are leads and not verdicts, so it is not shown to everybody.
import { z } from 'zod';
import {
  completeMatter,
  readMatter,
  type MatterPage,
  type MatterRecord,
} from '../../matterPage.js';
import { readInStages, type ReadEndpoint } from '../endpoint.js';
import { bilingual, contract, nullable } from './fields.js';

const finding = z.object({ rule: z.string(), violation: nullable(z.string()), text: bilingual });
const step = z.object({
  n: z.int(),
  name: z.string(),
  who: z.string(),
  optional: z.boolean(),
  state: z.enum(['done', 'late', 'outOfOrder', 'missing', 'overdue', 'notDue', 'notApplicable']),
  inRole: nullable(z.boolean()),
  acts: z.array(
    z.object({
      eventId: z.string(),
      position: z.string(),
      name: z.string(),
      time: z.string(),
      person: nullable(z.string()),
      post: nullable(z.string()),
    }),
  ),
  due: nullable(
    z.object({
      date: nullable(z.string()),
      written: z.string(),
      limit: nullable(z.string()),
      from: z.int(),
      source: nullable(z.string()),
      unknown: nullable(bilingual),
    }),
  ),
  findings: z.array(finding),
  unjudged: z.array(finding),
});
const flow = z.object({
  code: z.string(),
  version: z.string(),
  name: z.string(),
  chosen: z.enum(['pinned', 'inForce']),
  basis: z.array(z.object({ document: z.string(), clause: z.string().optional() })),
  steps: z.array(step),
  unreadable: nullable(bilingual),
});
const page = z.looseObject({
  standing: z.object({
    position: z.string(),
    at: nullable(z.string()),
    packSet: z.string(),
    rulePacks: z.array(z.string()),
  }),
  summary: z.looseObject({ matterId: z.string(), title: z.string(), orgunit: z.string() }),
  flow: nullable(flow),
  meetings: z.array(z.looseObject({ meetingId: z.string() })),
  rulings: z.array(z.looseObject({ eventId: z.string() })),
  publications: z.array(z.looseObject({ eventId: z.string() })),
  payments: z.array(z.looseObject({ paymentId: z.string() })),
  documents: z.array(z.looseObject({ sha256: z.string(), eventId: z.string() })),
  corrections: z.array(z.looseObject({ eventId: z.string() })),
  violations: z.array(z.looseObject({ id: z.string(), rule: z.looseObject({ id: z.string() }) })),
  unjudged: z.array(z.looseObject({ rule: z.string(), reason: bilingual })),
  blocked: z.array(z.looseObject({ attemptId: z.string() })),
  timeline: z.array(z.looseObject({ eventId: z.string(), time: z.string() })),
});

export const matterEndpoints: readonly ReadEndpoint[] = [
  readInStages({
    path: '/matters/{matterId}',
    summary: {
      zh: '一事项的全貌：流程各环节、表决、支付、文件、更正、违规',
      en: 'one matter: its flow step by step, votes, payments, documents, corrections, violations',
    },
    restricted: true,
    query: z.strictObject({}),
    answer: contract<MatterPage>(page),
    run: ({ snapshot, parameters }): MatterRecord =>
      readMatter(snapshot, parameters['matterId'] ?? ''),
    finish: (record, { read, source }) => completeMatter(record, read, source),
  }),
];
