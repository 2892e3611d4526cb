import { describe, expect, it } from '@jest/globals';
import { at, only, passes, since } from './oversight.js';
import { aLedger, packsWith, TOWNSHIP, type TestLedger } from './support.js';

describe('ASS-01, problems are closed in time', () => {
  const problem = { problemId: 'B1' };
  const found = () =>
    since('2021-01-01')
      .holds('V', 'VPS', '2021-01-01')
      .add(
        'supervision.ProblemFound',
        { ...problem, unitId: 'U1', severity: 'M', text: '公开栏空白' },
        at('2024-03-01', { person: 'inspector' }),
      );
  const ordered = (ledger: TestLedger, date: string, dueOn: string, to = 'V') =>
    ledger.add(
      'supervision.RectificationOrdered',
      { ...problem, orderId: `o${date}`, dueOn, to },
      at(date, { person: 'inspector' }),
    );
  const closed = (ledger: TestLedger, date: string) =>
    ledger.add(
      'supervision.ProblemClosed',
      { ...problem, closureId: 'c', result: 'rectified' },
      at(date, { person: 'inspector' }),
    );
  const order = () => ordered(found(), '2024-03-04', '2024-03-31');
  it('is kept on the day of the order, and late after it', () => {
    expect(closed(order(), '2024-03-31').verdict('ASS-01')).toBe('kept');
    expect(only(closed(order(), '2024-04-01'), 'ASS-01')).toMatchObject({
      act: { name: 'supervision.ProblemClosed' },
      severity: 'L',
    });
  });
  it('moves with a new order in time, not with one given afterwards', () => {
    const moved = ordered(order(), '2024-03-31', '2024-04-30');
    expect(closed(moved, '2024-04-30').verdict('ASS-01')).toBe('kept');
    const late = ordered(order(), '2024-04-01', '2024-04-30');
    expect(closed(late, '2024-04-30').verdict('ASS-01')).toBe('broken');
  });
  it('charges to whom the order went while it stays open', () => {
    const open = only(passes(order(), '2024-04-01'), 'ASS-01');
    expect(open).toMatchObject({ person: 'V', post: 'U1.VPS', severity: 'M' });
    expect(open.violation?.evidence).toHaveLength(1);
    const unit = passes(ordered(found(), '2024-03-04', '2024-03-31', 'U1'), '2024-04-01');
    expect(only(unit, 'ASS-01').person).toBeUndefined();
  });
  it('is not applicable without an order, or while its time runs', () => {
    expect(passes(found(), '2024-12-01').verdict('ASS-01')).toBe('not applicable');
    expect(passes(order(), '2024-03-31').verdict('ASS-01')).toBe('not applicable');
  });
});

describe('ASS-02, inspections reach every unit', () => {
  const COUNTY = '451425000000';
  const planned = () =>
    aLedger().add(
      'supervision.AssessmentPlanSet',
      { planId: 'L1', year: 2023, title: '年度督查', units: ['T1', 'T2', 'T2'] },
      at('2023-02-01', { orgunit: COUNTY, person: 'planner' }),
    );
  const inspects = (ledger: TestLedger, unitId: string, date: string, planId = 'L1') =>
    ledger.add(
      'supervision.InspectionDone',
      { inspectionId: `i${ledger.all.length}`, planId, unitId, team: ['a'] },
      at(date, { orgunit: TOWNSHIP }),
    );
  const one = () => inspects(planned(), 'T1', '2023-06-01');
  it('is kept as soon as every unit was inspected, on the last day of the year too', () => {
    expect(inspects(one(), 'T2', '2023-12-31').verdict('ASS-02')).toBe('kept');
  });
  it('is broken once the year has passed, names the units left out and nobody else', () => {
    expect(only(inspects(one(), 'T2', '2024-01-01'), 'ASS-02')).toMatchObject({
      found: '1 unit(s) not inspected: T2',
      person: undefined,
      severity: 'L',
    });
    expect(passes(one(), '2024-01-01', COUNTY).verdict('ASS-02')).toBe('broken');
    const grace = packsWith('ASS-02', { graceDays: 31 });
    expect(inspects(one(), 'T2', '2024-01-31').verdict('ASS-02', grace)).toBe('kept');
  });
  it('does not count inspections under another plan', () => {
    const other = inspects(one(), 'T2', '2023-07-01', 'L2');
    expect(passes(other, '2024-01-01', COUNTY).verdict('ASS-02')).toBe('broken');
  });
  it('is not applicable within the year, or without a plan', () => {
    expect(passes(one(), '2023-12-31', COUNTY).verdict('ASS-02')).toBe('not applicable');
    expect(inspects(aLedger(), 'T1', '2024-01-01').verdict('ASS-02')).toBe('not applicable');
  });
});

const implemented = (ledger: TestLedger, date: string, progressPercent?: number) =>
  ledger.add(
    'matters.ImplementationReported',
    {
      matterId: 'M1',
      reportId: `i${date}`,
      text: '已完成',
      ...(progressPercent === undefined ? {} : { progressPercent }),
    },
    at(date, { person: 'B' }),
  );

describe('CHAIN-01, decisions are followed by a report', () => {
  const adopted = (more: { important?: boolean } = { important: true }, bodyId = 'X') =>
    aLedger()
      .body('X', 'villageRepsMeeting')
      .body('Y', 'legislature')
      .opens(more, at('2024-01-02'))
      .rules('adopted', { bodyId }, at('2024-01-10', { person: 'chair' }));
  it('is kept within six months of the ruling, and late after', () => {
    expect(implemented(adopted(), '2024-07-10').verdict('CHAIN-01')).toBe('kept');
    expect(only(implemented(adopted(), '2024-07-11'), 'CHAIN-01')).toMatchObject({
      person: 'B',
      severity: 'L',
    });
  });
  it('is broken without a report, and does not charge who ruled', () => {
    expect(only(passes(adopted(), '2024-08-01'), 'CHAIN-01')).toMatchObject({
      act: { name: 'matters.ResultRuled' },
      person: undefined,
      severity: 'M',
    });
  });
  it('leaves it to FLOW where the flow of the matter has that step', () => {
    const flow = aLedger()
      .add(
        'powers.PowerItemPublished',
        {
          code: 'V01',
          version: '1',
          level: 'village',
          name: '重大事项',
          holder: 'VRA',
          basis: [],
          steps: [
            { n: 1, name: '实施', who: 'VC', evt: 'ImplementationReported', max: '6m', from: 1 },
          ],
          risks: [],
          effectiveFrom: '2020-01-01',
        },
        at('2020-01-01', { subject: 'power-V01' }),
      )
      .opens({ important: true, flowVersion: '1' }, at('2024-01-02', { power: 'V01' }))
      .rules('adopted', {}, at('2024-01-10'));
    expect(passes(flow, '2024-09-01').verdict('CHAIN-01')).toBe('not applicable');
  });
  it('is not applicable to what is unimportant, rejected, given up, or a legislature’s', () => {
    const later = (ledger: TestLedger) => passes(ledger, '2024-09-01').verdict('CHAIN-01');
    expect(later(adopted({}))).toBe('not applicable');
    expect(later(adopted({ important: true }, 'Y'))).toBe('not applicable');
    expect(later(adopted().rules('rejected', {}, at('2024-02-01')))).toBe('not applicable');
    const abandoned = adopted().add(
      'matters.MatterClosed',
      { matterId: 'M1', result: 'abandoned' },
      at('2024-02-01'),
    );
    expect(later(abandoned)).toBe('not applicable');
  });
});

describe('CHAIN-02, implementation is published', () => {
  const done = (article24Class?: number, progress?: number) =>
    implemented(
      aLedger().opens(article24Class === undefined ? {} : { article24Class }, at('2024-01-02')),
      '2024-01-10',
      progress,
    );
  const published = (date: string, what: 'decision' | 'implementation' = 'implementation') =>
    done(3).add(
      'matters.DecisionPublished',
      { matterId: 'M1', noticeId: 'n', what, places: ['公开栏'] },
      at(date, { person: 'poster' }),
    );
  it('is kept within a quarter, under the matter or on the notice board', () => {
    expect(published('2024-04-10').verdict('CHAIN-02')).toBe('kept');
    const board = done(3).add(
      'disclosure.NoticePosted',
      { noticeId: 'n', class: 'implementation', title: '实施情况', places: ['公开栏'] },
      at('2024-04-10', { subject: 'notice-n', matter: 'M1' }),
    );
    expect(board.verdict('CHAIN-02')).toBe('kept');
  });
  it('is broken a day later, by a posting of the decision only, and by none', () => {
    expect(only(published('2024-04-11'), 'CHAIN-02').person).toBe('poster');
    expect(passes(published('2024-02-01', 'decision'), '2024-05-06').verdict('CHAIN-02')).toBe(
      'broken',
    );
    expect(only(passes(done(3), '2024-05-06'), 'CHAIN-02')).toMatchObject({
      act: { name: 'matters.ImplementationReported' },
      person: undefined,
    });
  });
  it('is not applicable outside article 24, or before it is all done', () => {
    expect(passes(done(), '2024-09-01').verdict('CHAIN-02')).toBe('not applicable');
    expect(passes(done(3, 60), '2024-09-01').verdict('CHAIN-02')).toBe('not applicable');
  });
});
