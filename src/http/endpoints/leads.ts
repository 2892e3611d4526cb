// Leads (疑点) over HTTP. A lead is a question, not a conclusion, so it is shown to auditors alone: it needs the token.
import { z } from 'zod';
import {
  checkCard,
  leadById,
  type CheckCard,
  type LeadDetail,
} from '../../../projections/leads/leadDetail.queries.js';
import {
  findLeads,
  LEAD_STATES,
  NOT_A_CONCLUSION,
  shortList,
  type Lead,
  type ShortList,
} from '../../../projections/leads/leads.queries.js';
import {
  precisionByCheck,
  type CheckPrecision,
} from '../../../projections/leads/precision.queries.js';
import type { Bilingual } from '../../kernel/errors.js';
import {
  checksPlan,
  leadPlan,
  leadsPlan,
  precisionPlan,
  shortListPlan,
} from '../../reports/plans.js';
import { pagedEndpoint, readEndpoint, type ReadEndpoint } from '../endpoint.js';
import { area, bilingual, contract, day, fen, id, limit, nullable, orgunit } from './fields.js';

const checkId = z.string().regex(/^A\d{2}$/);

const lead = z.object({
  id: z.string(),
  check: checkId,
  title: bilingual,
  severity: z.enum(['S', 'M', 'L']),
  state: z.enum(LEAD_STATES),
  orgunit: z.string(),
  person: nullable(z.string()),
  power: nullable(z.string()),
  amount: nullable(fen),
  currency: nullable(z.string()),
  on: z.string(),
  until: nullable(z.string()),
  statement: bilingual,
  score: z.object({
    value: z.number(),
    base: z.number(),
    amountFactor: z.number(),
    novelty: z.number(),
    precisionFactor: z.number(),
  }),
  explainBy: nullable(z.string()),
  overdue: z.boolean(),
  reason: nullable(z.string()),
  computed: z.boolean(),
  eventCount: z.int(),
});

const notice = { notice: bilingual.describe('疑点不是结论 / a lead is not a conclusion') };

const check = z.object({
  id: checkId,
  group: z.string(),
  title: bilingual,
  statement: bilingual,
  severity: z.enum(['S', 'M', 'L']),
  parameters: z.unknown(),
  inputs: z.array(z.string()),
  falsePositives: z.array(bilingual),
});

const detail = lead.extend({
  explainedCheck: nullable(check),
  figures: z.unknown(),
  parameters: z.unknown(),
  events: z.array(z.object({ eventId: z.string(), position: nullable(z.string()) })),
  history: z.array(
    z.object({
      what: z.enum(['raised', 'assigned', 'explained', 'confirmed', 'dismissed']),
      on: z.string(),
      eventId: z.string(),
      person: nullable(z.string()),
      text: nullable(z.string()),
    }),
  ),
});

/** Filters, also for the command line. */
const filters = {
  check: checkId.describe('疑点类型 / check, A01 to A60').optional(),
  severity: z.enum(['S', 'M', 'L']).optional(),
  area,
  orgunit,
  person: id,
  power: id,
  from: day.optional(),
  to: day.optional(),
  at: day
    .describe(
      '截至此业务日可见；缺省为台账最后一日 / as seen on this business day; the ledger’s last',
    )
    .optional(),
};
export const leadQuery = z.strictObject({
  ...filters,
  state: z.enum(LEAD_STATES).optional(),
  limit,
});
export const shortListQuery = z.strictObject(filters);

type Noted<T> = T & { readonly notice: Bilingual };

export const leadEndpoints: readonly ReadEndpoint[] = [
  pagedEndpoint({
    path: '/leads',
    summary: {
      zh: '疑点，按得分排列（疑点不是结论）',
      en: 'leads by score; a lead is not a conclusion',
    },
    restricted: true,
    query: leadQuery,
    answer: contract<Noted<Lead>>(lead.extend(notice)),
    run({ snapshot, leadScheme, query: { limit: size, ...filter }, after }) {
      const offset = typeof after === 'number' ? after : 0;
      const page = findLeads(snapshot, leadScheme, filter, { limit: size, offset });
      const end = offset + page.leads.length;
      return {
        rows: page.leads.map((row) => ({ ...row, notice: NOT_A_CONCLUSION })),
        next: end < page.total ? end : undefined,
        total: page.total,
      };
    },
    report: ({ data, extent }) => leadsPlan(data, extent),
  }),
  readEndpoint({
    path: '/lead-short-list',
    summary: {
      zh: '疑点短名单：不超过交易数的一定比例，并说明略去多少',
      en: 'the short list of leads: at most a share of the transactions, with how many were left out',
    },
    restricted: true,
    query: shortListQuery,
    answer: contract<Noted<ShortList>>(
      z.object({
        ...notice,
        at: nullable(z.string()),
        transactions: z.int(),
        share: z.number(),
        leads: z.array(lead),
        leftOut: z.int(),
        decided: z.int(),
      }),
    ),
    run: ({ snapshot, leadScheme, query }) => ({
      notice: NOT_A_CONCLUSION,
      ...shortList(snapshot, leadScheme, query),
    }),
    report: ({ data }) => shortListPlan(data),
  }),
  readEndpoint({
    path: '/leads/{id}',
    summary: {
      zh: '一条疑点：数字、参数、所依据的事件、处置经过',
      en: 'one lead: figures, parameters, the events it rests on, what people did',
    },
    restricted: true,
    query: z.strictObject({}),
    answer: contract<Noted<LeadDetail>>(detail.extend(notice)),
    run: ({ snapshot, leadScheme, parameters }) => ({
      notice: NOT_A_CONCLUSION,
      ...leadById(snapshot, leadScheme, parameters['id'] ?? ''),
    }),
    report: ({ data }) => leadPlan(data),
  }),
  readEndpoint({
    path: '/lead-precision',
    summary: {
      zh: '各类疑点的查实率',
      en: 'how often each type of lead was confirmed',
    },
    restricted: true,
    query: z.strictObject({}),
    answer: contract<Noted<{ readonly checks: readonly CheckPrecision[] }>>(
      z.object({
        ...notice,
        checks: z.array(
          z.object({
            check: checkId,
            title: bilingual,
            computed: z.int(),
            raised: z.int(),
            confirmed: z.int(),
            dismissed: z.int(),
            precision: nullable(z.number()),
            precisionFactor: z.number(),
          }),
        ),
      }),
    ),
    run: ({ snapshot, leadScheme }) => ({
      notice: NOT_A_CONCLUSION,
      checks: precisionByCheck(snapshot, leadScheme),
    }),
    report: ({ data }) => precisionPlan(data.checks),
  }),
  readEndpoint({
    path: '/lead-checks',
    summary: {
      zh: '六十种疑点检查：含义、输入、已知误报',
      en: 'the sixty checks: meaning, inputs, known false positives',
    },
    query: z.strictObject({}),
    answer: contract<readonly CheckCard[]>(z.array(check)),
    run: ({ leadScheme }) => leadScheme.checks.map(checkCard),
    report: ({ data }) => checksPlan(data),
  }),
];
