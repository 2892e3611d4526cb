// Money over HTTP: payments with their course, and exact totals that open to their events.
import { z } from 'zod';
import {
  DIMENSIONS,
  MEASURES,
  payment,
  payments,
  totals,
  type Payment,
  type PaymentHistory,
  type Total,
} from '../../../projections/funds/funds.queries.js';
import { missing } from '../../kernel/errors.js';
import { totalsPlan } from '../../reports/plans.js';
import { pagedEndpoint, readEndpoint, type ReadEndpoint } from '../endpoint.js';
import {
  area,
  clock,
  contract,
  day,
  eventReference,
  fen,
  id,
  limit,
  nullable,
  orgunit,
} from './fields.js';

const paymentSchema = z.looseObject({
  paymentId: z.string(),
  matterId: nullable(z.string()),
  orgunit: z.string(),
  payee: z.object({ payeeId: z.string(), name: nullable(z.string()), kind: z.string() }),
  requested: nullable(fen),
  paid: fen,
  reversed: fen,
  currency: z.string(),
  category: nullable(z.string()),
  purpose: nullable(z.string()),
  events: z.array(eventReference),
});

const filter = {
  orgunit,
  area,
  payeeId: id,
  category: id,
  reference: id,
  contractId: id,
  budgetLine: id,
  matterId: id,
};

/** Comma-separated dimensions, in the order in which the rows are grouped. */
const dimensions = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(DIMENSIONS)).min(1).max(4));

/** What is summed and by what, also for the command line. */
export const totalsQuery = z.strictObject({
  ...filter,
  measure: z.enum(MEASURES).default('paid'),
  by: dimensions.default(['orgunit']),
  currency: id,
  from: day.optional(),
  to: day.optional(),
  clock,
});

export const fundEndpoints: readonly ReadEndpoint[] = [
  pagedEndpoint({
    path: '/funds/payments',
    summary: { zh: '支付', en: 'payments, newest first' },
    restricted: true,
    query: z.strictObject({ ...filter, limit }),
    answer: contract<Payment>(paymentSchema),
    run({ snapshot, query: { limit: size, ...wanted }, after }) {
      const page = payments(snapshot, wanted, {
        limit: size,
        after: typeof after === 'string' ? after : undefined,
      });
      return { rows: page.payments, next: page.next };
    },
  }),
  readEndpoint({
    path: '/funds/payments/{paymentId}',
    summary: { zh: '一笔支付的全过程', en: 'one payment from request to reversal' },
    restricted: true,
    query: z.strictObject({}),
    answer: contract<PaymentHistory>(paymentSchema),
    run({ snapshot, parameters }) {
      const found = payment(snapshot, parameters['paymentId'] ?? '');
      if (found) return found;
      throw missing('payment.unknown', '没有此支付', 'There is no such payment', 'paymentId');
    },
  }),
  readEndpoint({
    path: '/funds/totals',
    summary: { zh: '合计', en: 'exact totals by unit, period, category, payee or report' },
    restricted: true,
    query: totalsQuery,
    answer: contract<readonly Total[]>(
      z.array(
        z.object({
          key: z.record(z.string(), nullable(z.string())),
          currency: z.string(),
          amount: fen,
          events: z.int(),
        }),
      ),
    ),
    run: ({ snapshot, query: { measure, by, ...wanted } }) => totals(snapshot, measure, by, wanted),
    report: ({ data, query: { measure, by } }) => totalsPlan(measure, by, data),
  }),
];
