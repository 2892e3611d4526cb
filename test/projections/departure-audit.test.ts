import { afterEach, describe, expect, it } from '@jest/globals';
import { createRulePacks } from '../../src/rules/pack.js';
import { RULES } from '../../src/rules/index.js';
import { auditFilesProjection } from '../../projections/audit-files/auditFiles.projection.js';
import { decisionsProjection } from '../../projections/decisions/decisions.projection.js';
import { departureAuditProjection } from '../../projections/departure-audit/departureAudit.projection.js';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import { requiredBy } from '../../projections/departure-audit/decisions.js';
import { fundsProjection } from '../../projections/funds/funds.projection.js';
import { normIndexProjection } from '../../projections/norm-index/normIndex.projection.js';
import { officesProjection } from '../../projections/offices/offices.projection.js';
import { powersProjection } from '../../projections/powers/powers.projection.js';
import { unitBooksProjection } from '../../projections/unit-books/unitBooks.projection.js';
import { violationsProjection } from '../../projections/violations/violations.projection.js';
import { HEAD, OTHER, plantedLedger, type PlantedEvents } from './auditLedger.js';
import { openTestViews, type TestViews } from './ledger.js';
import { decided } from './testRules.js';

const projections = [
  officesProjection,
  decisionsProjection,
  fundsProjection,
  violationsProjection([decided], createRulePacks([], [decided])),
  normIndexProjection,
  departureAuditProjection,
  auditFilesProjection,
  powersProjection,
  unitBooksProjection,
];
const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function audited({ ledger }: PlantedEvents) {
  const views = await openTestViews(ledger.log, projections);
  open.push(views);
  await views.runner.catchUp();
  const audit = (personId = HEAD, termId?: string) =>
    views.reader.read((snapshot) => departureAudit(snapshot, [decided], personId, termId));
  return { views, audit };
}

describe('the departure audit', () => {
  it('names the person, every term with its post, and the portfolios', async () => {
    const planted = await plantedLedger();
    const { audit } = await audited(planted);
    const report = audit();
    expect(report.person).toMatchObject({ name: '韦虚构', eventId: planted.ids[HEAD] });
    expect(report.terms.map((term) => [term.postTitle, term.from, term.endedOn])).toEqual([
      ['村党支部书记', '2020-01-01', '2022-12-31'],
      ['村委会主任', '2021-06-01', '2022-12-31'],
    ]);
    expect(report.period).toEqual({ from: '2020-01-01', to: '2022-12-31' });
    expect(report.portfolios).toMatchObject([{ area: 'finance', assigned: true }]);
  });

  it('lists every decision of the terms with his part, his stance and his vote', async () => {
    const { audit } = await audited(await plantedLedger());
    const row = ({ decisions }: ReturnType<typeof audit>, matterId: string) =>
      decisions.find((decision) => decision.matterId === matterId);
    const report = audit();
    expect(report.decisions.map(({ matterId }) => matterId)).toEqual([
      'm1',
      'm2',
      'm3',
      'm4',
      'm5',
    ]);
    expect(row(report, 'm1')).toMatchObject({
      attendance: 'present',
      stances: [{ stance: 'for', order: 2 }],
      speakers: 2,
      daysToPublish: 5,
      bodyName: '村两委联席会',
      ballots: [
        { eligible: 3, present: 3, required: 2, for: 3, against: 0, abstain: 0, vote: 'for' },
      ],
    });
    expect(row(report, 'm2')).toMatchObject({
      stances: [{ stance: 'against' }],
      publishedOn: null,
    });
    expect(row(report, 'm3')).toMatchObject({
      attendance: 'recused',
      recusals: [{ reason: '亲属' }],
    });
    expect(row(report, 'm4')).toMatchObject({ attendance: 'absent' });
  });

  it('counts what can be counted from the list, and every count opens', async () => {
    const planted = await plantedLedger();
    const { audit } = await audited(planted);
    const { decisionCounts } = audit();
    const counts = new Map<string, number>();
    for (const name of Object.keys(decisionCounts) as (keyof typeof decisionCounts)[])
      counts.set(name, decisionCounts[name].count);
    expect(Object.fromEntries(counts)).toEqual({
      all: 5,
      adopted: 4,
      rejected: 0,
      attended: 3,
      absent: 1,
      recused: 1,
      votedFor: 2,
      votedAgainst: 1,
      abstained: 0,
      withoutBallot: 0,
      unpublished: 3,
      validBallot: 4,
      faultyBallot: 0,
    });
    expect(decisionCounts.votedAgainst.eventIds).toEqual([planted.ids['m2.ballot']]);
    expect(decisionCounts.recused.eventIds).toEqual([planted.ids['m3.opened']]);
  });

  it('totals what he signed and paid out, to the fen, and not what others asked for', async () => {
    const planted = await plantedLedger();
    const { audit } = await audited(planted);
    const { payments } = audit();
    expect(payments.requested.rows).toEqual([]);
    expect(payments.approved.totals).toEqual([
      {
        currency: 'CNY',
        amount: '376160900',
        count: 3,
        eventIds: [
          planted.ids['pay1.approved'],
          planted.ids['pay2.approved'],
          planted.ids['pay3.approved'],
        ],
      },
    ]);
    expect(payments.made.rows.map(({ paymentId }) => paymentId)).toEqual(['pay1', 'pay2', 'pay3']);
    expect(audit(HEAD, 't2').payments.made.totals[0]?.amount).toBe('371160900');
  });

  it('charges him with violations of the terms, each with a proposal and its reason', async () => {
    const planted = await plantedLedger();
    const { audit } = await audited(planted);
    const report = audit();
    expect(
      report.findings.map(({ as, act, rule, proposal }) => [
        as,
        rule.id,
        act.eventId,
        proposal.responsibility,
      ]),
    ).toEqual([
      ['charged', 'PAY-01', planted.ids['pay2.made'], 'direct'],
      ['charged', 'PAY-01', planted.ids['pay3.made'], 'direct'],
    ]);
    expect(report.findings[1]?.proposal.reason.zh).toContain('本人');
  });

  it('proposes for who took part in an invalid ballot: leadership, or none where he objected', async () => {
    const { ledger } = await plantedLedger();
    const at = { time: '2021-10-10T10:00:00+08:00', powercode: 'V05' };
    const ballot = (matterId: string, vote: 'for' | 'against') => ({
      matterId,
      ballotId: '1',
      bodyId: 'b1',
      mode: 'rollCall' as const,
      eligible: 3,
      present: 3,
      issued: 3,
      valid: 3,
      invalid: 0,
      // Three valid votes, four counted.
      for: vote === 'for' ? 4 : 3,
      against: vote === 'for' ? 0 : 1,
      abstain: 0,
      votes: [{ personId: HEAD, choice: vote }],
    });
    for (const [matterId, vote] of [
      ['b1', 'for'],
      ['b2', 'against'],
    ] as const) {
      const stream = `matter-${matterId}`;
      await ledger.record('matters.MatterOpened', stream, { matterId, title: '票数不符' }, at);
      await ledger.record('matters.BallotTallied', stream, ballot(matterId, vote), {
        ...at,
        actorperson: OTHER,
      });
    }
    const balanced = RULES.filter(({ id }) => id === 'BAL-01');
    const views = await openTestViews(ledger.log, [
      ...projections.filter(({ name }) => name !== 'violations'),
      violationsProjection(balanced, createRulePacks([], balanced)),
    ]);
    open.push(views);
    await views.runner.catchUp();
    const { findings } = views.reader.read((snapshot) => departureAudit(snapshot, balanced, HEAD));
    expect(
      findings.map(({ as, caseId, proposal }) => [as, caseId, proposal.responsibility]),
    ).toEqual([
      ['participated', 'matter-b1', 'leadership'],
      ['participated', 'matter-b2', 'none'],
    ]);
  });

  it('leaves out what lies outside the terms, and says how much', async () => {
    const planted = await plantedLedger();
    const { audit } = await audited(planted);
    const { outside, beforeLeaving } = audit();
    expect(outside.acts.eventIds).toEqual([
      planted.ids['m6.meeting'],
      planted.ids['m6.ballot'],
      planted.ids['pay4.approved'],
      planted.ids['pay4.made'],
    ]);
    expect(outside.violations.eventIds).toEqual([planted.ids['pay4.made']]);
    expect(beforeLeaving.eventIds).toContain(planted.ids['pay2.made']);
    expect(beforeLeaving.eventIds).not.toContain(planted.ids['pay1.made']);
  });

  it('attributes decisions and payments to each post whose term holds the day', async () => {
    const { audit } = await audited(await plantedLedger());
    const { decisions } = audit();
    expect(decisions.map(({ matterId, termIds }) => [matterId, termIds])).toEqual([
      ['m1', ['t1']],
      ['m2', ['t1', 't2']],
      ['m3', ['t1', 't2']],
      ['m4', ['t1', 't2']],
      ['m5', ['t1', 't2']],
    ]);
    expect(audit(HEAD, 't2').decisions).toHaveLength(4);
  });

  it('shows appraisals by year and what the ledger does not hold', async () => {
    const planted = await plantedLedger();
    const { audit } = await audited(planted);
    const { ratings, limitations } = audit();
    expect(ratings).toMatchObject([{ year: 2022, excellent: 6, eventId: planted.ids['rating'] }]);
    expect(limitations.map(({ code }) => code)).toEqual([
      'headcount',
      'opening',
      'bank',
      'targets',
      'debts',
      'specialFunds',
      'projects',
      'assets',
      'leases',
      'notices',
      'complaints',
    ]);
  });

  it('answers for a person unknown, one without a term and a term of another', async () => {
    const { audit } = await audited(await plantedLedger());
    expect(() => audit('nobody')).toThrow(expect.objectContaining({ code: 'audit.no_term' }));
    expect(() => audit(OTHER)).toThrow(expect.objectContaining({ code: 'audit.no_term' }));
    expect(() => audit(HEAD, 't9')).toThrow(
      expect.objectContaining({ code: 'audit.unknown_term' }),
    );
  });

  it('is the same bytes after a rebuild', async () => {
    const planted = await plantedLedger();
    const { views, audit } = await audited(planted);
    const before = JSON.stringify(audit());
    const digest = views.digest('departure-audit');
    for (const { name } of projections) views.runner.startRebuild(name);
    await views.runner.catchUp();
    expect(views.digest('departure-audit')).toBe(digest);
    expect(JSON.stringify(audit())).toBe(before);
  });

  it('holds under the real rules', async () => {
    const { ledger } = await plantedLedger();
    const views = await openTestViews(ledger.log, [
      ...projections.filter(({ name }) => name !== 'violations'),
      violationsProjection(RULES, createRulePacks([], RULES)),
    ]);
    open.push(views);
    await views.runner.catchUp();
    expect(views.runner.generations().filter(({ halt }) => halt)).toEqual([]);
    const report = views.reader.read((snapshot) => departureAudit(snapshot, RULES, HEAD));
    expect(report.halted).toEqual([]);
    const shared = report.findings.filter(({ as }) => as === 'participated');
    // Nobody answers for another's late record or missing minutes because he sat in the meeting.
    expect(shared.filter(({ rule }) => /^LED|^DEC-(09|10)/.test(rule.id))).toEqual([]);
    expect(report.relatedViolations.count).toBeGreaterThan(0);
    for (const { evidence, proposal, rule } of report.findings) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(proposal.reason.zh).not.toBe('');
      expect(rule.basis.length).toBeGreaterThan(0);
    }
  });
});

describe('the number that must be present', () => {
  it('is at least the share, or more than it', () => {
    const share = { of: 'eligible', numerator: 2, denominator: 3, strict: false } as const;
    expect(requiredBy(share, 3)).toBe(2);
    expect(requiredBy(share, 4)).toBe(3);
    expect(requiredBy({ ...share, numerator: 1, denominator: 2, strict: true }, 4)).toBe(3);
    expect(requiredBy({ ...share, of: 'households' }, 4)).toBeNull();
  });
});
