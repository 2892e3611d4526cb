// The families of supervision in the view of violations: obligations that others' events overtake, in any order and any batches.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { RULES } from '../../src/rules/index.js';
import { loadRulePacks } from '../../src/rules/packFiles.js';
import type { Rule } from '../../src/rules/rule.js';
import { violationsProjection } from '../../projections/violations/violations.projection.js';
import { findViolations } from '../../projections/violations/violations.queries.js';
import { fact, VILLAGE, type Fact } from '../spec/facts.js';
import { givenViews } from '../spec/givenViews.js';

const packs = loadRulePacks(
  [{ name: 'cn.yaml', text: readFileSync('rulepacks/cn.yaml', 'utf8') }],
  RULES,
);
const on = (date: string, more: object = {}) => ({ time: `${date}T09:00:00+08:00`, ...more });
const SHA = 'a'.repeat(64);

const meeting = (date: string) =>
  fact(
    'matters.MeetingOpened',
    { matterId: 'm', meetingId: `g${date}`, bodyId: 'VLM', eligible: 5, present: [] },
    on(date),
  );
const post = (postId: string, role: string) =>
  fact('offices.PostDefined', { postId, unitId: 'U1', title: role, role }, on('2021-01-01'));
const held = (personId: string, postId: string) =>
  fact(
    'offices.OfficeHeld',
    { termId: `t-${personId}`, personId, postId, unitId: 'U1', from: '2021-01-01' },
    on('2021-01-01'),
  );
const tally = (sessionId: string, date: string, incompetent: number) =>
  fact(
    'ratings.RatingTallied',
    {
      sessionId,
      objectId: 'C',
      dimension: '履职',
      raterGroup: 'massRepresentatives',
      returned: 10,
      counts: {
        excellent: 10 - incompetent,
        competent: 0,
        basicallyCompetent: 0,
        incompetent,
        abstain: 0,
      },
    },
    on(date),
  );
const session = (sessionId: string, date: string) =>
  fact(
    'ratings.SessionOpened',
    {
      sessionId,
      year: Number(date.slice(0, 4)),
      objects: [{ objectId: 'C', kind: 'person' }],
      dimensions: ['履职'],
    },
    on(date),
  );
const report = (personId: string) =>
  fact(
    'supervision.TripleReportDelivered',
    { reportId: `r-${personId}`, personId, unitId: 'U1', year: 2023, document: SHA },
    on('2023-12-18'),
  );

const audit: readonly Fact[] = [
  fact(
    'offices.OfficeEnded',
    { termId: 't-C', personId: 'C', postId: 'VCC', on: '2024-01-31', reason: 'transferred' },
    on('2024-01-31', { actorperson: 'recorder' }),
  ),
  fact(
    'audits.DepartureTriggered',
    {
      auditId: 'D',
      personId: 'C',
      terms: [{ termId: 't-C', postId: 'VCC' }],
      unitId: 'U1',
      reason: 'transferred',
      on: '2024-01-31',
      template: 'villageCadre',
    },
    on('2024-02-01'),
  ),
  fact(
    'audits.AuditCommissioned',
    {
      auditId: 'D',
      by: 'T1',
      documentNumber: '1',
      scope: ['finances'],
      windowFrom: '2021-01-01',
      windowTo: '2024-01-31',
      team: [],
    },
    on('2024-03-20'),
  ),
  fact(
    'offices.AppointmentMade',
    { appointmentId: 'n', personId: 'C', postId: 'X', unitId: 'T1', effectiveFrom: '2024-04-01' },
    on('2024-04-01', { actorperson: 'organiser' }),
  ),
  fact(
    'offices.ElectionHeld',
    { electionId: 'e', unitId: 'U1', day: '2024-06-10', registered: 9, voted: 9, elected: [] },
    on('2024-06-10'),
  ),
];

const complaint: readonly Fact[] = [
  fact(
    'complaints.ComplaintRegistered',
    {
      complaintId: 'Q',
      kind: 'petition',
      channel: 'visit',
      category: '征地',
      named: false,
      accused: ['S'],
    },
    on('2024-01-10', { classification: 'sealed' }),
  ),
  fact(
    'complaints.ComplaintRouted',
    { complaintId: 'Q', routingId: 'r', to: 'supervisionTeam' },
    on('2024-01-12', { classification: 'sealed' }),
  ),
  fact(
    'complaints.ComplaintAccepted',
    { complaintId: 'Q', acceptanceId: 'a', told: true },
    on('2024-01-15', { classification: 'sealed' }),
  ),
  fact(
    'complaints.ComplaintRead',
    { complaintId: 'Q', readId: 'x', reader: 'K', purpose: '办理' },
    on('2024-01-16', { classification: 'sealed' }),
  ),
];

const facts: readonly Fact[] = [
  ...['2024-02-20', '2024-03-05', '2024-04-16', '2024-05-08'].map(meeting),
  post('PS', 'PS'),
  post('VCC', 'VCC'),
  post('K', 'clerk'),
  held('S', 'PS'),
  held('C', 'VCC'),
  held('K', 'K'),
  ...audit,
  ...complaint,
  session('E1', '2022-12-20'),
  tally('E1', '2022-12-20', 8),
  session('E2', '2023-12-20'),
  tally('E2', '2023-12-20', 9),
  report('K'),
  fact(
    'supervision.TeamFormed',
    {
      teamId: 'G',
      unitId: 'T1',
      members: [{ personId: 'S', sector: 'discipline' }],
      leader: 'S',
    },
    on('2023-05-01'),
  ),
  fact(
    'supervision.OpinionCollected',
    { opinionId: 'O', unitId: 'U1', text: '路灯不亮' },
    on('2024-03-01'),
  ),
  fact('risks.RiskGraded', { riskId: 'R', gradingId: 'g', decided: 1 }, on('2023-09-20')),
  fact(
    'supervision.AssessmentPlanSet',
    { planId: 'L', year: 2023, title: '督查', units: ['T1', 'T2'] },
    on('2023-02-01'),
  ),
  fact(
    'supervision.InspectionDone',
    { inspectionId: 'i', planId: 'L', unitId: 'T1', team: ['a'] },
    on('2024-01-20'),
  ),
];
const projection = violationsProjection(RULES, packs);

const brokenRules = async (given: readonly Fact[]) => {
  const ledger = await givenViews([projection]);
  try {
    await ledger.given(...given);
    const { violations } = ledger.read((snapshot) => findViolations(snapshot, {}));
    return new Set(violations.map(({ rule }) => rule));
  } finally {
    await ledger.close();
  }
};

describe('obligations in the view of violations', () => {
  it('are found in a ledger where nobody kept them', async () => {
    const rules = await brokenRules(facts);
    for (const rule of ['AUD-01', 'AUD-02', 'AUD-04', 'CMP-04', 'CMP-05', 'CMP-08', 'RAT-05'])
      expect(rules).toContain(rule);
    for (const rule of ['TRI-01', 'SUP-01', 'SUP-02', 'ASK-03', 'RISK-02', 'ASS-02', 'RAT-04'])
      expect(rules).toContain(rule);
  });

  it('are the same in any order of recording, however the log was cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...facts], { minLength: 12 }),
        fc.array(fc.nat(facts.length), { maxLength: 10 }),
        async (recorded, cuts) => {
          const ledger = await givenViews([projection]);
          try {
            const results = await ledger.record(...recorded);
            for (const index of cuts.toSorted((a, b) => a - b)) {
              const until = results[index]?.position;
              if (until !== undefined) await ledger.catchUp(until);
            }
            await ledger.catchUp();
            const whole = await ledger.beside('whole.db');
            await whole.runner.catchUp();
            expect(ledger.digest('violations')).toBe(whole.digest('violations'));
          } finally {
            await ledger.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('an open obligation', () => {
  /** Counts how often the rule looks at a case. */
  function counted(id: string): { readonly rule: Rule; looks: number } {
    const rule = RULES.find((each) => each.id === id)!;
    const counter = {
      looks: 0,
      rule: {
        ...rule,
        check(...given: Parameters<Rule['check']>) {
          counter.looks++;
          return rule.check(...given);
        },
      },
    };
    return counter;
  }
  const opinions = Array.from({ length: 20 }, (_, index) =>
    fact(
      'supervision.OpinionCollected',
      { opinionId: `O${index}`, unitId: 'U1', text: '路灯不亮' },
      on('2024-03-01'),
    ),
  );

  it('is judged again by the first event of a month after its day, and by no other of the unit', async () => {
    const counter = counted('ASK-03');
    const ledger = await givenViews([violationsProjection([counter.rule], packs)]);
    const looksAt = async (...recorded: readonly Fact[]) => {
      counter.looks = 0;
      await ledger.given(...recorded);
      return counter.looks;
    };
    const open = () => ledger.read((snapshot) => findViolations(snapshot, {})).total;
    try {
      // Due on Monday 1 April.
      expect(await looksAt(...opinions)).toBe(20);
      expect(await looksAt(meeting('2024-03-20'), meeting('2024-04-02'))).toBe(0);
      expect(open()).toBe(0);
      expect(await looksAt(meeting('2024-05-08'))).toBe(20);
      expect(open()).toBe(20);
      expect(await looksAt(meeting('2024-05-09'), meeting('2024-06-11'))).toBe(0);
      // Recorded late, but earlier in the month: the finding says what was known first.
      expect(await looksAt(meeting('2024-05-06'))).toBe(20);
      const [first] = ledger.read((snapshot) => findViolations(snapshot, {})).violations;
      expect(first?.found.en).toBe('not adopted or declined by 2024-05-06');
      expect(first?.person).toBeNull();
    } finally {
      await ledger.close();
    }
  });

  it('is not overtaken by what happens in another unit', async () => {
    const ledger = await givenViews([projection]);
    try {
      const elsewhere = meeting('2024-05-08');
      const orgunit = `${VILLAGE.slice(0, -1)}2`;
      await ledger.given(...opinions, {
        ...elsewhere,
        attributes: { ...elsewhere.attributes, orgunit },
      });
      expect(ledger.read((snapshot) => findViolations(snapshot, { rule: 'ASK-03' })).total).toBe(0);
    } finally {
      await ledger.close();
    }
  });
});
