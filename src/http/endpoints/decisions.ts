// The history of decisions over HTTP: search, and the whole course of one matter.
import { z } from 'zod';
import {
  decision,
  ROLES,
  searchDecisions,
  type DecisionHistory,
  type DecisionSummary,
} from '../../../projections/decisions/decisions.queries.js';
import { OUTCOMES } from '../../events/matters.js';
import { missing } from '../../kernel/errors.js';
import { decisionPlan, decisionsPlan } from '../../reports/plans.js';
import { pagedEndpoint, readEndpoint, type ReadEndpoint } from '../endpoint.js';
import {
  area,
  clock,
  contract,
  day,
  eventReference,
  id,
  limit,
  nullable,
  orgunit,
} from './fields.js';

const fenQuery = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional();

/** Filters, also for the command line. */
export const decisionQuery = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(200)
    .describe('全文，两字起即可 / full text, from one character')
    .optional(),
  person: id,
  roles: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(ROLES)))
    .optional(),
  body: id,
  power: id,
  orgunit,
  area,
  place: z.string().min(1).max(200).optional(),
  payee: z.string().min(1).max(200).optional(),
  amountFrom: fenQuery,
  amountTo: fenQuery,
  from: day.optional(),
  to: day.optional(),
  dateOf: z.enum(['opened', 'decided']).default('opened'),
  clock,
  outcome: z.enum(OUTCOMES).optional(),
  limit,
});

const summary = z.looseObject({
  matterId: z.string(),
  title: z.string(),
  power: nullable(z.string()),
  orgunit: z.string(),
  place: nullable(z.string()),
  amount: nullable(z.string()),
  openedOn: z.string(),
  outcome: nullable(z.string()),
  decidedOn: nullable(z.string()),
  publishedOn: nullable(z.string()),
  closedOn: nullable(z.string()),
  corrections: z.int(),
  events: z.looseObject({ opened: eventReference, decided: nullable(eventReference) }),
});
const recorded = z.looseObject({
  eventId: z.string(),
  position: z.string(),
  name: z.string(),
  time: z.string(),
  recordedTime: z.string(),
  data: z.looseObject({}),
  corrections: z.array(z.looseObject({ eventId: z.string() })),
});
const history = z.looseObject({
  summary,
  meetings: z.array(
    z.looseObject({
      meetingId: z.string(),
      positions: z.array(recorded),
      ballots: z.array(recorded),
    }),
  ),
  rulings: z.array(recorded),
  publications: z.array(recorded),
  payments: z.array(z.looseObject({ paymentId: z.string() })),
  timeline: z.array(recorded),
});

export const decisionEndpoints: readonly ReadEndpoint[] = [
  pagedEndpoint({
    path: '/decisions',
    summary: {
      zh: '决策历史检索；无令牌时只含全部记录均公开的事项',
      en: 'search the history of decisions; without the token, matters whose every record is public',
    },
    query: decisionQuery,
    answer: contract<DecisionSummary>(summary),
    run({ snapshot, query: { limit: size, ...filter }, after, trusted }) {
      const page = searchDecisions(
        snapshot,
        { ...filter, publicOnly: !trusted },
        {
          limit: size,
          after: typeof after === 'string' ? after : undefined,
        },
      );
      return { rows: page.decisions, next: page.next };
    },
    report: ({ data, extent }) => decisionsPlan(data, extent),
  }),
  readEndpoint({
    path: '/decisions/{matterId}',
    summary: {
      zh: '一事项的全过程；支付须凭令牌查看',
      en: 'the whole course of one matter; its payments need the token',
    },
    query: z.strictObject({}),
    answer: contract<DecisionHistory>(history),
    run({ snapshot, parameters, trusted }) {
      const found = decision(snapshot, parameters['matterId'] ?? '');
      const isPublic = found?.timeline.every(({ classification }) => classification === 'public');
      // Payments carry names of payees; which of them may be shown to everybody their view does not know yet.
      if (found && isPublic === true && !trusted) return { ...found, payments: [] };
      if (found && trusted) return found;
      throw missing('matter.unknown', '没有此事项', 'There is no such matter', 'matterId');
    },
    report: ({ data }) => decisionPlan(data),
  }),
];
