// CMP-02 and CMP-05 to CMP-07: deadlines. Channels, routing and secrecy are in cmpChannels.test.ts.
import { describe, expect, it } from '@jest/globals';
import { at, only, passes } from './oversight.js';
import { aLedger, packsWith, type TestLedger } from './support.js';

const complaint = { complaintId: 'Q1' };
type Kind = 'complaint' | 'petition' | 'report' | 'suggestion';
const registers = (date: string, kind: Kind = 'petition', named = false) =>
  aLedger().add(
    'complaints.ComplaintRegistered',
    { ...complaint, kind, channel: 'visit', category: '征地', named },
    at(date, { person: 'clerk', classification: 'sealed' }),
  );
const routes = (ledger: TestLedger, date: string, handler?: string) =>
  ledger.add(
    'complaints.ComplaintRouted',
    { ...complaint, routingId: `r${date}`, to: 'township', ...(handler ? { handler } : {}) },
    at(date, { person: 'router' }),
  );
const accepts = (ledger: TestLedger, date: string, told = true) =>
  ledger.add(
    'complaints.ComplaintAccepted',
    { ...complaint, acceptanceId: `a${date}`, told },
    at(date, { person: 'clerk' }),
  );
const extend = (ledger: TestLedger, date: string, until: string, told = true) =>
  ledger.add(
    'complaints.ExtensionGranted',
    { ...complaint, extensionId: `x${date}`, until, approvedBy: 'S', told },
    at(date),
  );
const answers = (ledger: TestLedger, date: string) =>
  ledger.add(
    'complaints.ComplaintAnswered',
    { ...complaint, answerId: `w${date}` },
    at(date, { person: 'officer' }),
  );
const closes = (ledger: TestLedger, date: string, told: boolean) =>
  ledger.add(
    'complaints.ComplaintClosed',
    { ...complaint, result: 'unsubstantiated', told },
    at(date),
  );

describe('CMP-05, decided within 60 days', () => {
  /** Accepted on Friday 2024-03-01: 60 days end on Tuesday 30 April, 90 on Thursday 30 May. */
  const accepted = (kind: Kind = 'petition') =>
    accepts(registers('2024-03-01', kind), '2024-03-01');
  it('is kept on the sixtieth calendar day, and late the day after', () => {
    expect(answers(accepted(), '2024-04-30').verdict('CMP-05')).toBe('kept');
    expect(closes(accepted(), '2024-04-30', true).verdict('CMP-05')).toBe('kept');
    const late = only(answers(accepted('complaint'), '2024-05-01'), 'CMP-05');
    expect(late).toMatchObject({ person: 'officer', severity: 'L' });
    expect(late.found).toBe('answered on 2024-05-01, 1 day(s) late');
  });
  it('moves a sixtieth day that is a holiday', () => {
    // Tuesday 2024-03-05 + 60 days = Saturday 4 May, within the Labour Day holiday; Monday the 6th is worked.
    const later = () => accepts(registers('2024-03-05'), '2024-03-05');
    expect(answers(later(), '2024-05-06').verdict('CMP-05')).toBe('kept');
    expect(answers(later(), '2024-05-07').verdict('CMP-05')).toBe('broken');
  });
  it('allows an extension granted and told in time, up to its day and 30 days at the most', () => {
    const until = (day: string) => extend(accepted(), '2024-04-30', day);
    expect(answers(until('2024-05-20'), '2024-05-20').verdict('CMP-05')).toBe('kept');
    expect(answers(until('2024-05-20'), '2024-05-21').verdict('CMP-05')).toBe('broken');
    expect(answers(until('2024-05-30'), '2024-05-30').verdict('CMP-05')).toBe('kept');
    expect(answers(until('2024-12-31'), '2024-05-30').verdict('CMP-05')).toBe('kept');
    expect(only(answers(until('2024-12-31'), '2024-05-31'), 'CMP-05').violation?.expected.en).toBe(
      'answered within 90 days of acceptance, by 2024-05-30',
    );
  });
  it('does not count an extension that came too late or was not told', () => {
    const late = extend(accepted(), '2024-05-01', '2024-05-30');
    expect(answers(late, '2024-05-20').verdict('CMP-05')).toBe('broken');
    const untold = extend(accepted(), '2024-04-01', '2024-05-30', false);
    expect(answers(untold, '2024-05-20').verdict('CMP-05')).toBe('broken');
  });
  it('never shortens the time by an extension', () => {
    const shorter = extend(accepted(), '2024-03-10', '2024-03-20');
    expect(answers(shorter, '2024-04-30').verdict('CMP-05')).toBe('kept');
  });
  it('charges whoever it was routed to when nothing was answered, never who recorded the acceptance', () => {
    const handled = () =>
      accepts(
        routes(registers('2024-03-01').holds('M', 'TM', '2021-01-01', 'T1'), '2024-03-01', 'M'),
        '2024-03-01',
      );
    expect(only(passes(handled(), '2024-05-01'), 'CMP-05')).toMatchObject({
      person: 'M',
      severity: 'M',
      act: { name: 'complaints.ComplaintAccepted' },
    });
    expect(only(passes(accepted(), '2024-05-01'), 'CMP-05').person).toBeUndefined();
  });
  it('is not applicable to reports and suggestions, before acceptance, and while the time runs', () => {
    expect(answers(accepted('report'), '2025-01-10').verdict('CMP-05')).toBe('not applicable');
    expect(answers(accepted('suggestion'), '2025-01-10').verdict('CMP-05')).toBe('not applicable');
    expect(answers(registers('2024-03-01'), '2025-01-10').verdict('CMP-05')).toBe('not applicable');
    expect(passes(accepted(), '2024-04-30').verdict('CMP-05')).toBe('not applicable');
  });
  it('judges by the regulation of 2022 from 1 May 2022 on', () => {
    const old = (answered: string) =>
      answers(accepts(registers('2022-01-10'), '2022-01-10'), answered);
    expect(old('2022-04-30').verdict('CMP-05')).toBe('not applicable');
    expect(old('2022-05-01').verdict('CMP-05')).toBe('broken');
  });
  it('keeps two complaints of one matter apart', () => {
    const ledger = aLedger();
    for (const [complaintId, answered] of [
      ['Q1', '2024-04-01'],
      ['Q2', '2024-05-20'],
    ] as const)
      ledger
        .add(
          'complaints.ComplaintRegistered',
          { complaintId, kind: 'petition', channel: 'visit', category: '征地', named: false },
          at('2024-03-01', { matter: 'M1' }),
        )
        .add(
          'complaints.ComplaintAccepted',
          { complaintId, acceptanceId: 'a', told: true },
          at('2024-03-01', { matter: 'M1' }),
        )
        .add(
          'complaints.ComplaintAnswered',
          { complaintId, answerId: 'w' },
          at(answered, { matter: 'M1' }),
        );
    expect(only(ledger, 'CMP-05').found).toContain('2024-05-20');
  });
});

describe('CMP-06, passed on or told within 15 days', () => {
  // 15 days after Friday 2024-03-01 end on Saturday the 16th: Monday the 18th.
  it('is kept by routing, acceptance told or refusal on the last day, moved past the weekend', () => {
    expect(routes(registers('2024-03-01'), '2024-03-18').verdict('CMP-06')).toBe('kept');
    expect(accepts(registers('2024-03-01'), '2024-03-18').verdict('CMP-06')).toBe('kept');
    const declined = registers('2024-03-01').add(
      'complaints.ComplaintDeclined',
      { ...complaint, reason: '已进入诉讼' },
      at('2024-03-18'),
    );
    expect(declined.verdict('CMP-06')).toBe('kept');
  });
  it('is broken a day later, and by an acceptance that was not told', () => {
    expect(only(routes(registers('2024-03-01'), '2024-03-19'), 'CMP-06')).toMatchObject({
      act: { name: 'complaints.ComplaintRouted' },
      person: 'router',
    });
    const untold = accepts(registers('2024-03-01'), '2024-03-05', false);
    expect(only(passes(untold, '2024-04-08'), 'CMP-06')).toMatchObject({
      act: { name: 'complaints.ComplaintRegistered' },
      person: undefined,
    });
  });
  it('is not applicable to reports, or before the limit shows', () => {
    expect(routes(registers('2024-03-01', 'report'), '2024-06-01').verdict('CMP-06')).toBe(
      'not applicable',
    );
    expect(passes(registers('2024-03-01'), '2024-03-31').verdict('CMP-06')).toBe('not applicable');
  });
  it('is not applicable to what was registered before 1 May 2022 and left undone', () => {
    expect(passes(registers('2022-04-29'), '2022-06-01').verdict('CMP-06')).toBe('not applicable');
    expect(passes(registers('2022-05-01'), '2022-06-01').verdict('CMP-06')).toBe('broken');
  });
});

describe('CMP-07, named reports', () => {
  /** 15 working days after Friday 2024-03-08 end on Friday 29 March. */
  const report = (named = true) => registers('2024-03-08', 'report', named);
  const investigated = (ledger: TestLedger, date: string) =>
    ledger.add(
      'complaints.InvestigationDone',
      { ...complaint, investigationId: 'i', investigators: ['b'] },
      at(date),
    );
  it('is kept on the fifteenth working day, and late on the next', () => {
    expect(accepts(report(), '2024-03-29').verdict('CMP-07')).toBe('kept');
    expect(accepts(report(), '2024-04-01').severities('CMP-07')).toEqual(['L']);
  });
  it('counts a weekend that is worked, and leaves a holiday out', () => {
    // From Monday 2024-03-25: 4 to 6 April are a holiday, Sunday 7 April is worked; the fifteenth is Tuesday 16 April.
    const spring = () => registers('2024-03-25', 'report', true);
    expect(accepts(spring(), '2024-04-16').verdict('CMP-07')).toBe('kept');
    expect(accepts(spring(), '2024-04-17').verdict('CMP-07')).toBe('broken');
  });
  it('wants the result told within 15 working days of the investigation, not merely closed', () => {
    const done = () => investigated(accepts(report(), '2024-03-11'), '2024-05-06');
    // 15 working days after Monday 6 May 2024 (11 May is a worked Saturday): Friday 24 May.
    expect(answers(done(), '2024-05-24').verdict('CMP-07')).toBe('kept');
    expect(closes(done(), '2024-05-24', true).verdict('CMP-07')).toBe('kept');
    expect(answers(done(), '2024-05-27').verdict('CMP-07')).toBe('broken');
    expect(only(closes(done(), '2024-05-27', false), 'CMP-07')).toMatchObject({
      act: { name: 'complaints.InvestigationDone' },
      found: 'not told of the result by 2024-05-27',
    });
  });
  it('is not applicable to anonymous reports, other kinds and before 2020', () => {
    expect(passes(report(false), '2024-06-01').verdict('CMP-07')).toBe('not applicable');
    expect(passes(registers('2024-03-08', 'petition', true), '2024-06-01').verdict('CMP-07')).toBe(
      'not applicable',
    );
    expect(passes(registers('2020-01-20', 'report', true), '2020-06-01').verdict('CMP-07')).toBe(
      'not applicable',
    );
  });
  it('cannot be judged in a year without holiday data', () => {
    expect(accepts(registers('2090-03-08', 'report', true), '2090-04-28').verdict('CMP-07')).toBe(
      'unjudged',
    );
  });
});

describe('CMP-02, reviews and forwarding in time', () => {
  const requested = () =>
    registers('2024-01-10').add(
      'complaints.ReviewRequested',
      { ...complaint, reviewId: 'v', stage: 'reexamination' },
      at('2024-03-01'),
    );
  const decided = (date: string, reviewId = 'v') =>
    requested().add(
      'complaints.ReviewDecided',
      { ...complaint, reviewId, result: 'upheld' },
      at(date),
    );
  it('is kept when a review is decided within 30 days, and broken after', () => {
    // 30 days after Friday 1 March end on Sunday the 31st.
    expect(decided('2024-04-01').verdict('CMP-02')).toBe('kept');
    expect(decided('2024-04-02').verdict('CMP-02')).toBe('broken');
  });
  it('is broken without a decision on that very review', () => {
    expect(passes(requested(), '2024-05-06').verdict('CMP-02')).toBe('broken');
    expect(passes(decided('2024-03-20', 'other'), '2024-05-06').verdict('CMP-02')).toBe('broken');
  });
  it('wants a report passed on within 5 working days, where it was passed on', () => {
    const report = () => registers('2024-03-08', 'report');
    expect(routes(report(), '2024-03-15').verdict('CMP-02')).toBe('kept');
    expect(routes(report(), '2024-03-18').verdict('CMP-02')).toBe('broken');
    expect(passes(report(), '2024-06-01').verdict('CMP-02')).toBe('not applicable');
  });
  it('is not applicable to a petition without review, or by other parameters', () => {
    expect(routes(registers('2024-03-08'), '2024-06-01').verdict('CMP-02')).toBe('not applicable');
    const packs = packsWith('CMP-02', { forwardedKinds: [] });
    expect(routes(registers('2024-03-08', 'report'), '2024-06-01').verdict('CMP-02', packs)).toBe(
      'not applicable',
    );
  });
});
