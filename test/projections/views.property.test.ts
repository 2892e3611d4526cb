// One law for the views offices, decisions and funds: rows depend on the events and their order, on nothing else.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decisionsProjection } from '../../projections/decisions/decisions.projection.js';
import { fundsProjection } from '../../projections/funds/funds.projection.js';
import { officesProjection } from '../../projections/offices/offices.projection.js';
import { fact, type Fact } from '../spec/facts.js';
import { givenViews } from '../spec/givenViews.js';

const projections = [officesProjection, decisionsProjection, fundsProjection];
const money = { amount: '100', currency: 'CNY' };
const payee = { payeeId: 'builder', name: '某公司', kind: 'company' as const };
const matters = ['m1', 'm2', 'm3'].flatMap((matterId): Fact[] => [
  fact('matters.MatterOpened', { matterId, title: `修建${matterId}`, proposer: 'zhao' }),
  fact('matters.MeetingOpened', {
    matterId,
    meetingId: 'g',
    bodyId: 'reps',
    chair: 'zhao',
    eligible: 5,
    present: ['zhao', 'qian', 'sun', 'li'],
  }),
  fact('matters.PositionStated', {
    matterId,
    meetingId: 'g',
    personId: 'sun',
    order: 1,
    stance: 'against',
    text: '造价偏高',
  }),
  fact('matters.DissentRecorded', { matterId, meetingId: 'g', personId: 'sun', text: '保留意见' }),
  fact('matters.BallotTallied', {
    matterId,
    ballotId: 'b',
    bodyId: 'reps',
    mode: 'rollCall',
    eligible: 5,
    present: 4,
    issued: 4,
    valid: 4,
    for: 4,
    against: 0,
    abstain: 0,
    invalid: 0,
    votes: ['zhao', 'qian', 'sun', 'li'].map((personId) => ({ personId, choice: 'for' as const })),
    declared: 'adopted',
  }),
  fact('matters.ResultRuled', { matterId, rulingId: 'r', outcome: 'rejected', content: '不同意' }),
  fact('matters.DecisionPublished', {
    matterId,
    noticeId: 'n',
    what: 'decision',
    places: ['公开栏'],
  }),
  fact('matters.MatterCorrected', {
    matterId,
    correctionId: 'c',
    corrects: '00000000-0000-7000-8000-000000000000',
    fields: { title: '改' },
    reason: '笔误',
    approvedBy: 'li',
  }),
]);
const payments = ['p1', 'p2', 'p3'].flatMap((paymentId): Fact[] => [
  fact(
    'funds.PaymentRequested',
    { paymentId, ...money, category: '工程', purpose: '款', payee },
    { matter: 'm1' },
  ),
  fact('funds.PaymentMade', { paymentId, instalmentId: 'i1', ...money, method: 'cash', payee }),
  fact(
    'funds.PaymentMade',
    { paymentId, instalmentId: 'i2', ...money, method: 'cash', payee },
    { matter: 'm2' },
  ),
  fact('funds.PaymentReversed', {
    paymentId,
    reversalId: 'x',
    ...money,
    reason: '误',
    approvedBy: 'li',
  }),
]);
const offices = ['zhao', 'qian'].flatMap((personId): Fact[] => [
  fact('offices.PersonRegistered', { personId, name: '某人' }),
  fact('offices.OfficeHeld', {
    termId: 't',
    personId,
    postId: 'post',
    unitId: 'village',
    from: '2020-01-01',
  }),
  fact('offices.OfficeEnded', {
    termId: 't',
    personId,
    postId: 'post',
    on: '2022-01-01',
    reason: 'resigned',
  }),
]);
const pool = [...matters, ...payments, ...offices];

describe('offices, decisions and funds', () => {
  it('are the same however the log was cut into batches, restarts and rebuilds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(pool, { minLength: 1 }),
        fc.array(fc.tuple(fc.nat(40), fc.constantFrom('go on', 'restart', 'rebuild')), {
          maxLength: 12,
        }),
        async (facts, cuts) => {
          const ledger = await givenViews(projections);
          try {
            const results = await ledger.record(...facts);
            for (const [index, then] of cuts.toSorted(([a], [b]) => a - b)) {
              const until = results[index]?.position;
              if (until === undefined) continue;
              await ledger.catchUp(until);
              if (then === 'restart') await ledger.reopen();
              if (then === 'rebuild')
                for (const { name } of projections) ledger.file.runner.startRebuild(name);
            }
            await ledger.catchUp();
            const whole = await ledger.beside('whole.db');
            await whole.runner.catchUp();
            expect(ledger.file.runner.generations().every(({ state }) => state === 'live')).toBe(
              true,
            );
            for (const { name } of projections)
              expect([name, ledger.digest(name)]).toEqual([name, whole.digest(name)]);
          } finally {
            await ledger.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
