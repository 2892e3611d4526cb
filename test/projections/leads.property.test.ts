// Two laws of the view of leads: its rows depend on the events and their order alone, and what it keeps current piece
// by piece is what the plain analysis of all events finds at once.
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { leadsProjection } from '../../projections/leads/leads.projection.js';
import { analyse } from '../../src/analytics/leads/analyse.js';
import { CHECKS } from '../../src/analytics/leads/index.js';
import { createLeadScheme } from '../../src/analytics/leads/scheme.js';
import { decodeEvent } from '../../src/events/codec.js';
import { catalogue, isLedgerEvent, type LedgerEvent } from '../../src/events/index.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { RULES } from '../../src/rules/index.js';
import { adoptedPack, adoptionOf, packsOf } from '../../src/rules/adoption.js';
import { checkPack, createRulePacks } from '../../src/rules/pack.js';
import { createTierLookup, type TierLookup } from '../../projections/leads/tiers.js';
import { fact } from '../spec/facts.js';
import { givenViews, type GivenViews } from '../spec/givenViews.js';
import { eagerEntries, leadFacts } from './leadFacts.js';

jest.setTimeout(240_000);

const packs = createRulePacks(
  [
    {
      id: 'test',
      version: '1',
      title: { zh: '测试', en: 'test' },
      area: '',
      validFrom: '2012-06-15',
      rules: {
        'PAY-01': {
          parameters: {
            tiers: [
              { max: '100000', signers: ['approve'] },
              { min: '100000', max: '1000000', bodies: ['villageTwoCommittees'] },
              { min: '1000000', bodies: ['villageRepsMeeting'] },
            ],
          },
        },
      },
    },
  ],
  RULES,
);
const scheme = createLeadScheme(
  {
    id: 'eager',
    version: '1',
    title: { zh: '测试', en: 'test' },
    entries: [
      {
        area: '',
        checks: Object.fromEntries(
          Object.entries(eagerEntries).map(([id, parameters]) => [id, { parameters }]),
        ),
      },
    ],
  },
  CHECKS,
);
const projection = leadsProjection(scheme, packs);

/** Other tiers, adopted by an event that may stand anywhere among the facts. */
const otherPack = {
  id: 'other',
  version: '1',
  title: { zh: '测试', en: 'test' },
  area: '',
  validFrom: '2012-06-15',
  rules: {
    'PAY-01': {
      parameters: {
        tiers: [
          { max: '500000', signers: ['approve'] },
          { min: '500000', bodies: ['villageRepsMeeting'] },
        ],
      },
    },
  },
};
const facts = [
  ...leadFacts,
  fact('rules.PackAdopted', adoptionOf(checkPack(otherPack, RULES), otherPack)),
];

function tiersIn(events: readonly LedgerEvent[]): TierLookup {
  const adopted = events.flatMap((event) =>
    event.name === 'rules.PackAdopted' ? [adoptedPack(event.data)] : [],
  );
  return createTierLookup(adopted.length > 0 ? packsOf(adopted, RULES) : packs);
}

async function allEvents(log: EventLog): Promise<readonly LedgerEvent[]> {
  const records = await log.readAll(undefined, 10_000);
  return records.map((record) => decodeEvent(record, catalogue)).filter(isLedgerEvent);
}

interface Row {
  lead_id: string;
  statement_zh: string;
  events: string;
  amount: string | null;
  severity: string;
  on_date: string;
  until_date: string | null;
}

const rowsOf = (ledger: GivenViews) =>
  ledger
    .read((snapshot) =>
      snapshot.all<Row>('SELECT * FROM {leads.lead} ORDER BY lead_id, statement_zh'),
    )
    .map(({ lead_id, statement_zh, events, amount, severity, on_date, until_date }) => ({
      lead_id,
      statement_zh,
      events,
      amount,
      severity,
      on_date,
      until_date,
    }));

async function analysed(log: EventLog) {
  const events = await allEvents(log);
  return analyse(events, { scheme, tiers: tiersIn(events) })
    .map((lead) => ({
      lead_id: lead.id,
      statement_zh: lead.statement.zh,
      events: JSON.stringify(lead.events.map(({ id, p }) => [id, p])),
      amount: lead.amount ?? null,
      severity: lead.severity,
      on_date: lead.on,
      until_date: lead.until ?? null,
    }))
    .sort((a, b) =>
      a.lead_id === b.lead_id
        ? a.statement_zh < b.statement_zh
          ? -1
          : 1
        : a.lead_id < b.lead_id
          ? -1
          : 1,
    );
}

describe('the view of leads', () => {
  it('is the same however the log was cut into batches, restarts and rebuilds, and equals the plain analysis', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(facts, { minLength: 1 }),
        fc.array(fc.tuple(fc.nat(facts.length), fc.constantFrom('go on', 'restart', 'rebuild')), {
          maxLength: 12,
        }),
        async (chosen, cuts) => {
          const ledger = await givenViews([projection]);
          try {
            const results = await ledger.record(...chosen);
            for (const [index, then] of cuts.toSorted(([a], [b]) => a - b)) {
              const until = results[index]?.position;
              if (until === undefined) continue;
              await ledger.catchUp(until);
              if (then === 'restart') await ledger.reopen();
              if (then === 'rebuild') ledger.file.runner.startRebuild('leads');
            }
            await ledger.catchUp();
            const whole = await ledger.beside('whole.db');
            await whole.runner.catchUp();
            expect(
              ledger.file.runner.generations().map(({ state, halt }) => [state, halt]),
            ).toEqual([['live', undefined]]);
            expect(ledger.digest('leads')).toBe(whole.digest('leads'));
            expect(rowsOf(ledger)).toEqual(await analysed(ledger.log));
          } finally {
            await ledger.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('finds leads of almost every check in the whole pool of facts', async () => {
    const ledger = await givenViews([projection]);
    try {
      await ledger.record(...leadFacts);
      await ledger.catchUp();
      const found = new Set(rowsOf(ledger).map(({ lead_id: id }) => id.slice(0, 3)));
      // These need more facts than a small pool has; they have tests of their own in test/analytics/leads.
      const large = ['A11', 'A23', 'A24', 'A25', 'A41', 'A42'];
      const missing = CHECKS.map(({ id }) => id).filter(
        (id) => !found.has(id) && !large.includes(id),
      );
      expect(missing).toEqual([]);
    } finally {
      await ledger.close();
    }
  });
});
