// What may be asked of leads: which are open, how they are ranked, what became of them, the short list.
import { afterEach, describe, expect, it } from '@jest/globals';
import { leadById } from '../../projections/leads/leadDetail.queries.js';
import { leadsProjection } from '../../projections/leads/leads.projection.js';
import {
  findLeads,
  shortList,
  type Lead,
  type LeadFilter,
} from '../../projections/leads/leads.queries.js';
import { precisionByCheck } from '../../projections/leads/precision.queries.js';
import { CHECKS } from '../../src/analytics/leads/index.js';
import { createLeadScheme } from '../../src/analytics/leads/scheme.js';
import { adoptionOf } from '../../src/rules/adoption.js';
import { createTierLookup } from '../../projections/leads/tiers.js';
import { checkPack, createRulePacks } from '../../src/rules/pack.js';
import { RULES } from '../../src/rules/index.js';
import { createTestLedger, openTestViews, TOWNSHIP, VILLAGE, type TestViews } from './ledger.js';

const title = { zh: '测试', en: 'test' };
/** From 1,000 yuan a payment asks for a decision. */
const packs = createRulePacks(
  [
    {
      id: 'test',
      version: '1',
      title,
      area: '',
      validFrom: '2012-06-15',
      rules: {
        'PAY-01': { parameters: { tiers: [{ min: '100000', bodies: ['villageRepsMeeting'] }] } },
      },
    },
  ],
  RULES,
);
const scheme = createLeadScheme(
  { id: 'test', version: '1', title, entries: [] },
  CHECKS.filter(({ id }) => id === 'A01'),
);

const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function givenLeads() {
  const ledger = createTestLedger();
  const views = await openTestViews(ledger.log, [leadsProjection(scheme, packs)]);
  open.push(views);
  const read = async <T>(query: (snapshot: Parameters<typeof findLeads>[0]) => T): Promise<T> => {
    await views.runner.catchUp();
    return views.reader.read(query);
  };
  let steps = 0;
  return {
    ...ledger,
    views,
    read,
    list: (filter: LeadFilter = {}) => read((snapshot) => findLeads(snapshot, scheme, filter)),
    short: (filter: LeadFilter = {}) => read((snapshot) => shortList(snapshot, scheme, filter)),
    show: (id: string) => read((snapshot) => leadById(snapshot, scheme, id)),
    precision: () => read((snapshot) => precisionByCheck(snapshot, scheme)[0]),
    pay: (paymentId: string, yuan: number, day = '2023-05-08', orgunit = VILLAGE) =>
      ledger.record(
        'funds.PaymentMade',
        `payment-${paymentId}`,
        {
          paymentId,
          instalmentId: '1',
          amount: `${yuan}00`,
          currency: 'CNY',
          method: 'transfer',
          payee: { payeeId: `payee-${paymentId}`, kind: 'company' },
        },
        { time: `${day}T09:00:00+08:00`, orgunit },
      ),
    raise: ({ id, check, statement, orgunit, amount, currency }: Lead, day = '2023-05-10') =>
      ledger.record(
        'leads.LeadRaised',
        `lead-${id}`,
        {
          leadId: id,
          check,
          statement,
          events: [],
          ...(amount === null || currency === null ? {} : { amount, currency }),
        },
        { time: `${day}T09:00:00+08:00`, orgunit, classification: 'audit' },
      ),
    decide: (verdict: 'Confirmed' | 'Dismissed', leadId: string, reason: string) =>
      ledger.record(
        `leads.Lead${verdict}`,
        `lead-${leadId}`,
        { leadId, decisionId: `d${++steps}`, reason },
        { classification: 'audit', actorperson: 'auditor' },
      ),
  };
}

describe('leads', () => {
  it('are listed by score with their figures, and a score is the product that is shown', async () => {
    const { pay, list } = await givenLeads();
    const small = await pay('small', 5_000);
    const large = await pay('large', 500_000);
    await pay('none', 999);
    const { total, at, leads } = await list();
    expect([total, at]).toEqual([2, '2023-05-08']);
    expect(leads.map(({ id }) => id)).toEqual([`A01~-~${large}`, `A01~-~${small}`]);
    expect(leads[0]).toMatchObject({
      check: 'A01',
      severity: 'S',
      state: 'open',
      amount: '50000000',
      currency: 'CNY',
      on: '2023-05-08',
      orgunit: VILLAGE,
      computed: true,
      overdue: false,
    });
    expect(leads[0]?.statement.zh).toContain('500,000.00');
    for (const { score } of leads)
      expect(score.value).toBeCloseTo(
        score.base * score.amountFactor * score.novelty * score.precisionFactor,
        1,
      );
    expect(leads.map(({ score }) => [score.base, score.amountFactor])).toEqual([
      [100, 3.7],
      [100, 1.7],
    ]);
  });

  it('are narrowed by unit, area, day and type, and seen as of a business day', async () => {
    const { pay, list } = await givenLeads();
    await pay('a', 5_000, '2023-05-08');
    await pay('b', 5_000, '2023-06-08', TOWNSHIP);
    const count = async (filter: LeadFilter) => (await list(filter)).total;
    expect(await count({})).toBe(2);
    expect(await count({ orgunit: VILLAGE })).toBe(1);
    expect(await count({ area: TOWNSHIP })).toBe(2);
    expect(await count({ area: VILLAGE })).toBe(1);
    expect(await count({ at: '2023-05-31' })).toBe(1);
    expect(await count({ from: '2023-06-01' })).toBe(1);
    expect(await count({ check: 'A02' })).toBe(0);
    expect(await count({ severity: 'L' })).toBe(0);
    expect(await count({ state: 'raised' })).toBe(0);
  });

  it('go from raised to dismissed in the open: who is to explain, by when, what was said, and why it ended', async () => {
    const ledger = await givenLeads();
    const { pay, list, raise, decide, show } = ledger;
    await pay('p', 5_000);
    const [found] = (await list()).leads;
    const { id: leadId } = found!;
    await raise(found!);
    expect((await list()).leads[0]).toMatchObject({ state: 'raised', explainBy: null });
    await ledger.record(
      'leads.LeadAssigned',
      `lead-${leadId}`,
      { leadId, assignmentId: 'x', to: 'treasurer' },
      { time: '2023-05-11T09:00:00+08:00', classification: 'audit' },
    );
    const day = async (at: string) => (await list({ at })).leads[0];
    expect(await day('2023-05-21')).toMatchObject({
      state: 'assigned',
      explainBy: '2023-05-21',
      overdue: false,
    });
    expect(await day('2023-05-22')).toMatchObject({ overdue: true });
    await ledger.record(
      'leads.LeadExplained',
      `lead-${leadId}`,
      { leadId, explanationId: 'e', text: '会议记录在途', by: 'treasurer' },
      { time: '2023-05-23T09:00:00+08:00', classification: 'audit' },
    );
    expect(await day('2023-05-24')).toMatchObject({ state: 'explained', overdue: false });
    await decide('Dismissed', leadId, '已查到会议记录');
    expect((await list({ state: 'dismissed' })).leads).toMatchObject([
      { id: leadId, reason: '已查到会议记录' },
    ]);
    const shown = await show(leadId);
    expect(shown.history.map(({ what, person, text }) => [what, person, text])).toEqual([
      ['raised', null, found!.statement.zh],
      ['assigned', 'treasurer', null],
      ['explained', 'treasurer', '会议记录在途'],
      ['dismissed', 'auditor', '已查到会议记录'],
    ]);
    expect(shown.explainedCheck?.falsePositives.length).toBeGreaterThan(0);
    expect(shown.events).toHaveLength(1);
    await expect(show('A01~-~none')).rejects.toMatchObject({ code: 'lead.unknown' });
  });

  it('follow the tiers of the packs that the ledger has adopted, for what was recorded before as well', async () => {
    const ledger = await givenLeads();
    const { pay, list } = ledger;
    const small = await pay('small', 500);
    const large = await pay('large', 5_000);
    const ids = async () => (await list()).leads.map(({ id }) => id);
    expect(await ids()).toEqual([`A01~-~${large}`]);
    const content = {
      id: 'adopted',
      version: '1',
      title,
      area: '',
      validFrom: '2012-06-15',
      rules: {
        'PAY-01': { parameters: { tiers: [{ min: '10000', bodies: ['villageRepsMeeting'] }] } },
      },
    };
    await ledger.record(
      'rules.PackAdopted',
      'rulebook-packs',
      adoptionOf(checkPack(content, RULES), content),
    );
    expect(await ids()).toEqual([`A01~-~${large}`, `A01~-~${small}`]);
    const later = await pay('later', 200);
    expect(await ids()).toContain(`A01~-~${later}`);
  });

  it('follow the tiers that a pack sets for one power alone, for payments under it', () => {
    const lookup = createTierLookup(
      createRulePacks(
        [
          {
            id: 'test',
            version: '1',
            title,
            area: '',
            validFrom: '2012-06-15',
            rules: {
              'PAY-01': {
                parameters: { tiers: [{ min: '100000', bodies: ['villageRepsMeeting'] }] },
                powers: {
                  V12: { parameters: { tiers: [{ min: '7', bodies: ['villageRepsMeeting'] }] } },
                },
              },
            },
          },
        ],
        RULES,
      ),
    );
    const leastOf = (power?: string) => lookup(VILLAGE, '2024-05-06', power).tiers[0]?.min;
    expect([leastOf(), leastOf('V05'), leastOf('V12')]).toEqual(['100000', '100000', '7']);
    expect(leastOf()).toBe('100000');
  });

  it('that the records show no longer stay visible once they were taken up', async () => {
    const ledger = await givenLeads();
    const { pay, list, raise, show } = ledger;
    const payment = await pay('p', 5_000);
    const [found] = (await list()).leads;
    await raise(found!);
    await ledger.record('funds.PaymentReversed', 'payment-p', {
      paymentId: 'p',
      reversalId: 'r',
      amount: '500000',
      currency: 'CNY',
      reason: '误付',
      approvedBy: 'li',
    });
    const { total, leads } = await list();
    expect(total).toBe(1);
    expect(leads[0]).toMatchObject({ id: `A01~-~${payment}`, computed: false, state: 'raised' });
    expect(leads[0]?.score.value).toBe(0);
    expect((await show(leads[0]!.id)).statement).toEqual(found!.statement);
  });

  it('rank lower where leads of their kind were dismissed in the same unit, until one is confirmed', async () => {
    const { pay, list, raise, decide } = await givenLeads();
    for (const name of ['a', 'b', 'c', 'd']) await pay(name, 5_000);
    await pay('elsewhere', 5_000, '2023-05-08', TOWNSHIP);
    const { leads } = await list();
    const inVillage = leads.filter(({ orgunit }) => orgunit === VILLAGE);
    const novelty = async () =>
      Object.fromEntries(
        (await list({ state: 'open' })).leads.map(({ orgunit, score }) => [orgunit, score.novelty]),
      );
    await raise(inVillage[0]!);
    await decide('Dismissed', inVillage[0]!.id, '有决定');
    expect(await novelty()).toEqual({ [VILLAGE]: 0.5, [TOWNSHIP]: 1 });
    await raise(inVillage[1]!);
    await decide('Dismissed', inVillage[1]!.id, '有决定');
    expect(await novelty()).toEqual({ [VILLAGE]: 0.25, [TOWNSHIP]: 1 });
    await raise(inVillage[2]!);
    await decide('Confirmed', inVillage[2]!.id, '没有决定');
    expect(await novelty()).toEqual({ [VILLAGE]: 1, [TOWNSHIP]: 1 });
  });

  it('of a type that proved true in less than a tenth of the cases are put further down, and it shows', async () => {
    const { pay, list, raise, decide, precision } = await givenLeads();
    for (let n = 0; n < 11; n++) await pay(`p${n}`, 5_000);
    const { leads } = await list();
    for (const lead of leads.slice(0, 9)) {
      await raise(lead);
      await decide('Dismissed', lead.id, '有决定');
    }
    expect(await precision()).toMatchObject({ dismissed: 9, precision: 0, precisionFactor: 1 });
    await raise(leads[9]!);
    await decide('Dismissed', leads[9]!.id, '有决定');
    expect(await precision()).toEqual({
      check: 'A01',
      title: leads[0]?.title,
      computed: 11,
      raised: 10,
      confirmed: 0,
      dismissed: 10,
      precision: 0,
      precisionFactor: 0.25,
    });
    expect((await list({ state: 'open' })).leads[0]?.score.precisionFactor).toBe(0.25);
    // The later decision on a lead counts: 1 of 10 is a tenth, and not less.
    await decide('Confirmed', leads[0]!.id, '决定系伪造');
    expect(await precision()).toMatchObject({
      confirmed: 1,
      dismissed: 9,
      precision: 0.1,
      precisionFactor: 1,
    });
  });
});

describe('the short list', () => {
  it('has at most a twentieth of the transactions, the highest scores, and says how many it left out', async () => {
    const { pay, short, list, raise, decide } = await givenLeads();
    for (let n = 0; n < 10; n++) await pay(`large${n}`, 2_000 + n * 1000);
    for (let n = 0; n < 30; n++) await pay(`small${n}`, 100);
    const all = (await list()).leads;
    expect(all).toHaveLength(10);
    const first = await short();
    expect(first).toMatchObject({ transactions: 40, share: 0.05, leftOut: 8, decided: 0 });
    expect(first.leads).toEqual(all.slice(0, 2));
    await raise(all[0]!);
    await decide('Confirmed', all[0]!.id, '没有决定');
    const second = await short();
    expect(second).toMatchObject({ leftOut: 7, decided: 1 });
    expect(second.leads.map(({ id }) => id)).toEqual([all[1]!.id, all[2]!.id]);
  });

  it('is empty below twenty transactions, and counts those of the area and period alone', async () => {
    const { pay, short } = await givenLeads();
    for (let n = 0; n < 19; n++) await pay(`p${n}`, 5_000);
    expect(await short()).toMatchObject({ transactions: 19, leads: [], leftOut: 19 });
    await pay('elsewhere', 5_000, '2023-06-08', TOWNSHIP);
    expect(await short()).toMatchObject({ transactions: 20, leftOut: 19 });
    expect((await short()).leads).toHaveLength(1);
    expect(await short({ orgunit: VILLAGE })).toMatchObject({ transactions: 19, leads: [] });
    expect(await short({ at: '2023-05-31' })).toMatchObject({ transactions: 19, leads: [] });
    expect(await short({ from: '2023-06-01' })).toMatchObject({ transactions: 1, leftOut: 1 });
  });
});
