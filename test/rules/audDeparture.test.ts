import { describe, expect, it } from '@jest/globals';
import { commissions, inOffice, leaves, posts, reports, triggers } from './audits.js';
import { at, only, passes } from './oversight.js';
import { packsWith, type TestLedger } from './support.js';

/** The secretary left on Friday 2024-03-01: 30 days end on Sunday the 31st, so on Monday 1 April. */
const left = (more: Parameters<typeof leaves>[2] = {}) =>
  leaves(inOffice(more.role), '2024-03-01', more);

describe('AUD-01, every departure is audited', () => {
  const audited = (date: string) => commissions(triggers(left(), '2024-03-01'), date);
  it('is kept on the thirtieth day, moved past the weekend, or before he left', () => {
    expect(audited('2024-04-01').verdict('AUD-01')).toBe('kept');
    const before = commissions(
      triggers(inOffice(), '2024-03-01', { time: '2024-02-01' }),
      '2024-02-02',
    );
    expect(leaves(before, '2024-03-01').verdict('AUD-01')).toBe('kept');
  });
  it('is late a day after, charged on the end of the office, and names nobody', () => {
    const late = only(audited('2024-04-02'), 'AUD-01');
    expect(late).toMatchObject({
      act: { name: 'offices.OfficeEnded' },
      person: undefined,
      post: undefined,
      severity: 'L',
      found: 'audited by commission on 2024-04-02, 1 day(s) late',
    });
    expect(late.violation?.evidence).toHaveLength(1);
  });
  it('is broken without an audit of that very term, once a later event shows it', () => {
    expect(left().verdict('AUD-01')).toBe('not applicable');
    expect(passes(left(), '2024-04-30').verdict('AUD-01')).toBe('not applicable');
    expect(only(passes(left(), '2024-05-06'), 'AUD-01')).toMatchObject({
      severity: 'M',
      person: undefined,
    });
    const other = commissions(triggers(left(), '2024-03-01', { role: 'VCC' }), '2024-03-05');
    expect(passes(other, '2024-05-06').verdict('AUD-01')).toBe('broken');
    // Triggered, but never commissioned.
    expect(passes(triggers(left(), '2024-03-01'), '2024-05-06').verdict('AUD-01')).toBe('broken');
  });
  it('is not applicable to who died, goes on in the same post, or held another kind of post', () => {
    const gone = (ledger: TestLedger) => passes(ledger, '2024-06-01').verdict('AUD-01');
    expect(gone(left({ reason: 'died' }))).toBe('not applicable');
    expect(gone(left({ role: 'VGL' }))).toBe('not applicable');
    const again = left().add(
      'offices.OfficeHeld',
      { termId: 'second', personId: 'P', postId: 'U1.VPS', unitId: 'U1', from: '2024-03-02' },
      at('2024-03-02'),
    );
    expect(gone(again)).toBe('not applicable');
    expect(
      passes(left({ role: 'VGL' }), '2024-06-01').verdict(
        'AUD-01',
        packsWith('AUD-01', { roles: ['VGL'] }),
      ),
    ).toBe('broken');
  });
  it('judges an audit demanded in mid-term from its trigger', () => {
    const demanded = () => triggers(inOffice(), '2024-03-01', { reason: 'midTerm' });
    expect(commissions(demanded(), '2024-04-01').verdict('AUD-01')).toBe('kept');
    expect(only(commissions(demanded(), '2024-04-02'), 'AUD-01').act.name).toBe(
      'audits.AuditCommissioned',
    );
    expect(only(passes(demanded(), '2024-05-06'), 'AUD-01').act.name).toBe(
      'audits.DepartureTriggered',
    );
  });
});

const appointed = (ledger: TestLedger, date: string, more: object = {}) =>
  ledger.add(
    'offices.AppointmentMade',
    {
      appointmentId: 'n',
      personId: 'P',
      postId: 'T1.DTM',
      unitId: 'T1',
      effectiveFrom: date,
      ...more,
    },
    at(date, { person: 'organiser' }),
  );

describe('AUD-02, audited before a new post', () => {
  const reported = (date: string) =>
    reports(commissions(triggers(left(), '2024-03-01'), '2024-03-05'), date);
  it('is kept by a report issued when the appointment was made', () => {
    expect(appointed(reported('2024-06-01'), '2024-06-01').verdict('AUD-02')).toBe('kept');
  });
  it('is broken without one, and charges who appointed', () => {
    expect(only(appointed(left(), '2024-06-01'), 'AUD-02')).toMatchObject({
      act: { name: 'offices.AppointmentMade' },
      person: 'organiser',
      severity: 'M',
    });
  });
  it('does not count a report that came afterwards', () => {
    const ledger = appointed(
      commissions(triggers(left(), '2024-03-01'), '2024-03-05'),
      '2024-06-01',
    );
    expect(reports(ledger, '2024-06-02').verdict('AUD-02')).toBe('broken');
  });
  it('looks at the day on which the new post begins, so that who is still in office may be caught', () => {
    const early = (effectiveFrom: string) =>
      appointed(leaves(inOffice(), '2024-03-01'), '2024-02-20', { effectiveFrom });
    expect(early('2024-03-01').verdict('AUD-02')).toBe('broken');
    expect(early('2024-02-29').verdict('AUD-02')).toBe('not applicable');
  });
  it('is not applicable long afterwards, to the same post, or to who left no audited post', () => {
    expect(appointed(left(), '2026-03-01').verdict('AUD-02')).toBe('broken');
    expect(appointed(left(), '2026-03-02').verdict('AUD-02')).toBe('not applicable');
    expect(appointed(left(), '2024-06-01', { postId: 'U1.VPS' }).verdict('AUD-02')).toBe(
      'not applicable',
    );
    expect(appointed(left({ role: 'VGL' }), '2024-06-01').verdict('AUD-02')).toBe('not applicable');
  });
});

describe('AUD-04, published before the election', () => {
  const elects = (ledger: TestLedger, day: string) =>
    ledger.add(
      'offices.ElectionHeld',
      { electionId: `e${day}`, unitId: 'U1', day, registered: 500, voted: 400, elected: [] },
      at(day, { person: 'recorder' }),
    );
  const chairmanLeft = (on = '2024-03-01') => leaves(inOffice('VCC'), on, { role: 'VCC' });
  const published = (date: string) =>
    posts(
      reports(
        commissions(triggers(chairmanLeft(), '2024-03-01', { role: 'VCC' }), '2024-03-05'),
        date,
      ),
      date,
    );
  it('is kept by a posting the day before, and broken by one on the day', () => {
    expect(elects(published('2024-12-09'), '2024-12-10').verdict('AUD-04')).toBe('kept');
    expect(only(elects(published('2024-12-10'), '2024-12-10'), 'AUD-04')).toMatchObject({
      act: { name: 'offices.ElectionHeld' },
      person: undefined,
      severity: 'S',
    });
  });
  it('takes the days of the by-law', () => {
    const days = packsWith('AUD-04', { lead: '3cd' });
    expect(elects(published('2024-12-07'), '2024-12-10').verdict('AUD-04', days)).toBe('kept');
    expect(elects(published('2024-12-08'), '2024-12-10').verdict('AUD-04', days)).toBe('broken');
  });
  it('is broken without a posting, and counts who leaves with the election', () => {
    expect(elects(chairmanLeft(), '2024-12-10').verdict('AUD-04')).toBe('broken');
    expect(elects(chairmanLeft('2024-12-20'), '2024-12-10').verdict('AUD-04')).toBe('broken');
    expect(elects(chairmanLeft('2024-12-21'), '2024-12-10').verdict('AUD-04')).toBe(
      'not applicable',
    );
  });
  it('belongs to the next election only', () => {
    const first = elects(chairmanLeft(), '2024-03-10');
    const ledger = elects(first, '2029-03-10');
    expect(only(ledger, 'AUD-04').act.time).toContain('2024-03-10');
    // Without an earlier election on record, the length of a term is looked back.
    expect(elects(chairmanLeft(), '2029-03-01').verdict('AUD-04')).toBe('not applicable');
    expect(elects(chairmanLeft(), '2029-02-28').verdict('AUD-04')).toBe('broken');
  });
  it('is not applicable to who was elected again, or to posts outside the committee', () => {
    const again = chairmanLeft('2024-12-10').add(
      'offices.OfficeHeld',
      { termId: 'second', personId: 'P', postId: 'U1.VCC', unitId: 'U1', from: '2024-12-11' },
      at('2024-12-11'),
    );
    expect(elects(again, '2024-12-10').verdict('AUD-04')).toBe('not applicable');
    expect(elects(left(), '2024-12-10').verdict('AUD-04')).toBe('not applicable');
  });
});
