import { describe, expect, it } from '@jest/globals';
import { aLedger, day, demoPacks, packsWith, type TestLedger } from './support.js';

const notice = (noticeId = 'N1') => ({
  matterId: 'M1',
  noticeId,
  what: 'decision' as const,
  places: ['公开栏'],
});
const at = (date: string) => ({ time: `${date}T09:00:00+08:00` });
const closed = { matterId: 'M1', result: 'done' as const };

describe('PUB-01, posted in time', () => {
  const ruled = (date = '2024-03-01') =>
    aLedger().opens({}, at(date)).rules('adopted', {}, at(date));
  const posted = (date: string, ruling?: string) =>
    ruled(ruling).add('matters.DecisionPublished', notice(), at(date));
  it('is kept on the last of 20 working days, with the Qingming holiday left out', () => {
    // Friday 2024-03-01 + 20 working days = Friday 2024-03-29.
    expect(posted('2024-03-29').verdict('PUB-01')).toBe('kept');
    // Friday 2024-03-08 + 20 working days: 4-6 April are a holiday and Sunday the 7th is worked.
    expect(posted('2024-04-08', '2024-03-08').verdict('PUB-01')).toBe('kept');
    expect(posted('2024-04-09', '2024-03-08').verdict('PUB-01')).toBe('broken');
  });
  it('weighs the delay: to 20 % minor, to 100 % medium, beyond serious', () => {
    expect(posted('2024-04-03').severities('PUB-01')).toEqual(['L']);
    expect(posted('2024-04-08').severities('PUB-01')).toEqual(['M']);
    expect(posted('2024-06-28').severities('PUB-01')).toEqual(['S']);
  });
  it('charges the posting when late, the ruling when missing', () => {
    expect(posted('2024-04-08').broken('PUB-01')[0]?.act.name).toBe('matters.DecisionPublished');
    const missing = ruled().add('matters.MatterClosed', closed, at('2024-04-08'));
    expect(missing.broken('PUB-01')[0]?.act.name).toBe('matters.ResultRuled');
  });
  it('is not applicable while nothing shows that the limit has passed', () => {
    expect(ruled().verdict('PUB-01')).toBe('not applicable');
    expect(ruled().add('matters.MatterClosed', closed, at('2024-03-29')).verdict('PUB-01')).toBe(
      'not applicable',
    );
  });
  it('takes the limit of the area’s pack, in working or calendar days', () => {
    expect(posted('2024-03-08').verdict('PUB-01', demoPacks)).toBe('kept');
    expect(posted('2024-03-11').verdict('PUB-01', demoPacks)).toBe('broken');
    const tenDays = packsWith('PUB-01', { limit: '10cd' });
    expect(posted('2024-03-11').verdict('PUB-01', tenDays)).toBe('kept');
    expect(posted('2024-03-12').verdict('PUB-01', tenDays)).toBe('broken');
  });
  it('cannot be judged where the holidays are unknown, unless the answer needs none', () => {
    expect(posted('2090-03-20', '2090-03-01').verdict('PUB-01')).toBe('kept');
    expect(posted('2090-04-20', '2090-03-01').verdict('PUB-01')).toBe('unjudged');
    const monthly = packsWith('PUB-01', { limit: '1m' });
    expect(posted('2090-04-01', '2090-03-01').verdict('PUB-01', monthly)).toBe('kept');
  });
  it('asks for the final ruling to be posted, not for those on the way', () => {
    const ledger = ruled().rules('adopted', {}, at('2024-04-20'));
    ledger.add('matters.DecisionPublished', notice(), at('2024-04-25'));
    expect(ledger.examine('PUB-01').judgements.map(({ violation }) => violation)).toEqual([
      undefined,
    ]);
  });
  it('lets sealed matters and legislatures be', () => {
    const late = (ledger: TestLedger) =>
      ledger.add('matters.MatterClosed', closed, at('2025-01-01')).verdict('PUB-01');
    expect(
      late(aLedger().rules('adopted', {}, { ...at('2024-03-01'), classification: 'sealed' })),
    ).toBe('not applicable');
    expect(
      late(aLedger().body('X', 'legislature').rules('adopted', { bodyId: 'X' }, at('2024-03-01'))),
    ).toBe('not applicable');
  });
});

describe('FLOW-03, done in time', () => {
  const step = (dueAt?: string, planned?: string) => ({
    matterId: 'M1',
    stepId: 'S1',
    activity: '审核',
    ...(dueAt ? { dueAt } : {}),
    ...(planned ? { planned } : {}),
  });
  const taken = (time: string, dueAt?: string) =>
    aLedger()
      .opens({}, { time: day(1) })
      .add('matters.StepTaken', step(dueAt), { time });
  it('is kept on the day on which it was due, whatever the hour', () => {
    expect(taken('2024-03-10T23:00:00+08:00', day(10)).verdict('FLOW-03')).toBe('kept');
    expect(taken('2024-03-11T00:00:00+08:00', day(10)).verdict('FLOW-03')).toBe('broken');
  });
  it('compares instants where the pack does', () => {
    const packs = packsWith('FLOW-03', { by: 'instant' });
    expect(taken('2024-03-10T23:00:00+08:00', day(10)).verdict('FLOW-03', packs)).toBe('broken');
  });
  it('takes local days in the offset in which each was written', () => {
    expect(taken('2024-03-10T23:30:00+01:00', '2024-03-10T00:00:00+01:00').verdict('FLOW-03')).toBe(
      'kept',
    );
  });
  it('weighs the delay against the length of the limit', () => {
    expect(taken(day(12), day(11)).severities('FLOW-03')).toEqual(['L']);
    expect(taken(day(21), day(11)).severities('FLOW-03')).toEqual(['M']);
    expect(taken(day(22), day(11)).severities('FLOW-03')).toEqual(['S']);
  });
  it('judges the matter at closing, or while open once a later event shows it', () => {
    const matter = () => aLedger().opens({ dueAt: day(10) }, { time: day(1) });
    expect(matter().verdict('FLOW-03')).toBe('not applicable');
    expect(
      matter()
        .add('matters.MatterClosed', closed, { time: day(10) })
        .verdict('FLOW-03'),
    ).toBe('kept');
    expect(
      matter()
        .add('matters.MatterClosed', closed, { time: day(11) })
        .verdict('FLOW-03'),
    ).toBe('broken');
    const open = matter().add('matters.StepTaken', step(), { time: day(12) });
    expect(open.broken('FLOW-03')[0]?.violation?.found.en).toBe(
      'still open on 2024-03-12, 2 day(s) over',
    );
  });
  it('is not applicable where no due time is recorded', () => {
    expect(taken(day(30)).verdict('FLOW-03')).toBe('not applicable');
  });
});
