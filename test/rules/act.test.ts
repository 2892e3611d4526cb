import { describe, expect, it } from '@jest/globals';
import { aLedger, day } from './support.js';

const step = (stepId = 'S1') => ({ matterId: 'M1', stepId, activity: '审批' });
const acting = { person: 'A', post: 'U1.PS' };

describe('ACT-01, the actor holds the post', () => {
  const ended = (on: string) =>
    aLedger().holds('A', 'PS', '2024-01-01').add('offices.OfficeEnded', {
      termId: 'A.U1.PS',
      personId: 'A',
      postId: 'U1.PS',
      on,
      reason: 'transferred',
    });
  const acts = (ledger = aLedger().holds('A', 'PS', '2024-01-01'), time = day(10)) =>
    ledger.add('matters.StepTaken', step(), { ...acting, time }).verdict('ACT-01');
  it('is kept in office, the last day included', () => {
    expect(acts()).toBe('kept');
    expect(acts(ended('2024-03-10'))).toBe('kept');
  });
  it('is broken after it and before it', () => {
    expect(acts(ended('2024-03-09'))).toBe('broken');
    expect(acts(aLedger().holds('A', 'PS', '2024-03-11'))).toBe('broken');
  });
  it('charges the person and the post that the act names', () => {
    const [violation] = aLedger()
      .holds('B', 'PS')
      .approves('approve', { personId: 'A', postId: 'U1.PS' }, { person: 'CLERK', post: 'U1.OFC' })
      .broken('ACT-01');
    expect(violation).toMatchObject({ person: 'A', post: 'U1.PS' });
  });
  it('is not applicable to acts without a post, and where no register is kept', () => {
    expect(
      aLedger()
        .holds('A', 'PS')
        .add('matters.StepTaken', step(), { person: 'A' })
        .verdict('ACT-01'),
    ).toBe('not applicable');
    expect(acts(aLedger())).toBe('not applicable');
  });
});

describe('ACT-02, within the powers of the post', () => {
  const post = (powerCodes?: string[]) =>
    aLedger().add('offices.PostDefined', {
      postId: 'U1.PS',
      unitId: 'U1',
      title: '书记',
      ...(powerCodes ? { powerCodes } : {}),
    });
  const acts = (ledger: ReturnType<typeof post>, power = 'T05') =>
    ledger.add('matters.StepTaken', step(), { ...acting, power, time: day(10) }).verdict('ACT-02');
  it('is kept and broken by the list', () => {
    expect(acts(post(['T05']))).toBe('kept');
    expect(acts(post(['T01']))).toBe('broken');
    expect(acts(post([]))).toBe('broken');
  });
  it('takes the list as revised by that day', () => {
    const revised = (effectiveFrom: string) =>
      acts(
        post(['T01']).add('offices.PostRevised', {
          postId: 'U1.PS',
          effectiveFrom,
          powerCodes: ['T05'],
        }),
      );
    expect(revised('2024-03-10')).toBe('kept');
    expect(revised('2024-03-11')).toBe('broken');
  });
  it('is not applicable where the powers are not delimited', () => {
    expect(acts(post())).toBe('not applicable');
    expect(acts(aLedger())).toBe('not applicable');
  });
});

describe('ACT-03, no one in his own cause', () => {
  const matter = () =>
    aLedger()
      .add('offices.KinshipDeclared', { personId: 'K', relativeId: 'A', relation: 'child' })
      .opens({ concerns: ['A'] })
      .meets('X');
  const position = (personId: string, stance: 'for' | 'absent' = 'for') =>
    ({ matterId: 'M1', meetingId: 'E1', personId, order: 1, stance }) as const;
  const recusal = { matterId: 'M1', personId: 'K', reason: '亲属' };
  it('is kept by strangers and broken by the person and his relatives', () => {
    expect(matter().add('matters.PositionStated', position('S')).verdict('ACT-03')).toBe('kept');
    expect(matter().add('matters.PositionStated', position('A')).verdict('ACT-03')).toBe('broken');
    expect(matter().add('matters.PositionStated', position('K')).verdict('ACT-03')).toBe('broken');
  });
  it('is kept by a recusal that is kept to', () => {
    const away = matter()
      .add('matters.RecusalDeclared', recusal)
      .add('matters.PositionStated', position('K', 'absent'));
    expect(away.add('matters.PositionStated', position('S')).verdict('ACT-03')).toBe('kept');
  });
  it('is broken by who recuses himself and votes all the same', () => {
    const votes = [{ personId: 'K', choice: 'for' as const }];
    const ledger = matter()
      .add('matters.RecusalDeclared', recusal)
      .votes('X', { for: 1 }, { mode: 'rollCall', votes });
    expect(ledger.broken('ACT-03')[0]?.violation?.found.en).toBe(
      'is a relative of who is concerned, declared a recusal and decided all the same',
    );
  });
  it('excuses the handling of a step by a recusal on record', () => {
    const handled = (ledger = matter()) =>
      ledger.add('matters.StepTaken', step(), { person: 'K', post: 'U1.CIV' }).verdict('ACT-03');
    expect(handled()).toBe('broken');
    expect(handled(matter().add('matters.RecusalDeclared', recusal))).toBe('kept');
  });
  it('takes a natural person who is to be paid as concerned', () => {
    const ledger = aLedger()
      .requests(1, { payee: { payeeId: 'A', kind: 'person' } })
      .approves('approve', { personId: 'A' });
    expect(ledger.verdict('ACT-03')).toBe('broken');
  });
  it('lets an applicant take his own steps, and is not applicable where nobody is concerned', () => {
    expect(matter().add('matters.StepTaken', step(), { person: 'A' }).verdict('ACT-03')).toBe(
      'not applicable',
    );
    expect(aLedger().opens().add('matters.PositionStated', position('A')).verdict('ACT-03')).toBe(
      'not applicable',
    );
  });
});
