// Leads for tests: a small ledger of real events, looked at by one check under given parameters and tiers.
import { analyse } from '../../../src/analytics/leads/analyse.js';
import type { FoundLead } from '../../../src/analytics/leads/findLeads.js';
import { CHECKS } from '../../../src/analytics/leads/index.js';
import { createLeadScheme } from '../../../src/analytics/leads/scheme.js';
import { tierParameters, type TierParameters } from '../../../src/rules/payments.js';
import { aLedger, fen, VILLAGE, type TestLedger } from '../../rules/support.js';

export { aLedger, fen, VILLAGE, type TestLedger };

/** The tiers of the demonstration: 1,000 and 10,000 yuan for villages. */
export const TIERS: TierParameters = tierParameters.parse({
  tiers: [
    { level: 'village', max: '100000', signers: ['handle', 'approve'] },
    { level: 'village', min: '100000', max: '1000000', bodies: ['villageTwoCommittees'] },
    { level: 'village', min: '1000000', bodies: ['villageRepsMeeting'] },
  ],
});

export interface Options {
  readonly parameters?: object;
  readonly tiers?: TierParameters;
}

/** The leads of one check in a ledger. */
export function leadsOf(
  check: string,
  ledger: TestLedger,
  { parameters = {}, tiers = TIERS }: Options = {},
): readonly FoundLead[] {
  const scheme = createLeadScheme(
    {
      id: 'test',
      version: '1',
      title: { zh: '测试', en: 'test' },
      entries: [{ area: '', checks: { [check]: { parameters } } }],
    },
    CHECKS.filter(({ id }) => id === check),
  );
  return analyse(ledger.all, { scheme, tiers: () => tiers });
}

/** How many leads a check finds. */
export const count = (check: string, ledger: TestLedger, options?: Options): number =>
  leadsOf(check, ledger, options).length;

/** `on('2024-03-10')` or `on('2024-03-10', 14)`: a local time of a day. */
export const on = (day: string, hour = 9): string =>
  `${day}T${String(hour).padStart(2, '0')}:00:00+08:00`;

/** The day so many days after 2024-01-01. */
export const dayNumber = (days: number): string =>
  new Date(Date.UTC(2024, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

let payments = 0;

export interface Spent {
  readonly yuan: number;
  readonly day: string;
  readonly payee?: string;
  readonly kind?: 'person' | 'company';
  readonly category?: string;
  readonly purpose?: string;
  readonly method?: 'transfer' | 'cash';
  readonly currency?: string;
  readonly contractId?: string;
  readonly budgetLine?: string;
  readonly matter?: string;
  readonly orgunit?: string;
  readonly id?: string;
}

/** A request and the payment of it on one day. Returns the payment's id. */
export function spend(ledger: TestLedger, spent: Spent): string {
  const { yuan, day, payee = 'C1', kind = 'company', currency = 'CNY', orgunit = VILLAGE } = spent;
  const paymentId = spent.id ?? `S${++payments}`;
  const who = { payeeId: payee, kind };
  const attributes = { time: on(day), orgunit, matter: spent.matter };
  ledger.requests(
    yuan,
    {
      paymentId,
      payee: who,
      currency,
      category: spent.category ?? '公益支出',
      purpose: spent.purpose ?? `用途 ${paymentId}`,
      ...(spent.contractId === undefined ? {} : { contractId: spent.contractId }),
      ...(spent.budgetLine === undefined ? {} : { budgetLine: spent.budgetLine }),
    },
    attributes,
  );
  ledger.pays(
    yuan,
    { paymentId, payee: who, currency, method: spent.method ?? 'transfer', paidBy: 'cashier' },
    { ...attributes, time: on(day, 15) },
  );
  return paymentId;
}
