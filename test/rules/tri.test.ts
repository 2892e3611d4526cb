import { describe, expect, it } from '@jest/globals';
import { at, only, passes } from './oversight.js';
import { aLedger, packsWith, TOWNSHIP, type TestLedger } from './support.js';

const township = (date: string) => at(date, { orgunit: TOWNSHIP });
interface Report {
  readonly year?: number;
  readonly document?: string;
  readonly sessionId?: string;
  readonly availableFrom?: string;
}
const SHA = 'a'.repeat(64);
const reports = (ledger: TestLedger, personId: string, date: string, more: Report = {}) =>
  ledger.add(
    'supervision.TripleReportDelivered',
    { reportId: `${personId}-${date}`, personId, unitId: 'T1', year: 2023, document: SHA, ...more },
    township(date),
  );
/** A township with its secretary and mayor. */
const leaders = () =>
  aLedger().holds('S', 'PS', '2021-01-01', 'T1').holds('M', 'TM', '2021-01-01', 'T1');
const later = (ledger: TestLedger, date = '2024-02-01') => passes(ledger, date, TOWNSHIP);

describe('TRI-01, every leader reports once a year', () => {
  it.each([
    ['2023-11-01', 'kept'],
    ['2024-01-31', 'kept'],
    ['2023-10-31', 'broken'],
    ['2024-02-01', 'broken'],
  ] as const)('a report for 2023 on %s: %s', (date, verdict) => {
    expect(reports(aLedger(), 'S', date).verdict('TRI-01')).toBe(verdict);
  });
  it('charges who led the unit and gave none, on the last report, once January has passed', () => {
    const silent = reports(leaders(), 'S', '2023-12-20');
    expect(silent.verdict('TRI-01')).toBe('kept');
    expect(later(silent, '2024-01-31').verdict('TRI-01')).toBe('kept');
    expect(only(later(silent), 'TRI-01')).toMatchObject({
      act: { name: 'supervision.TripleReportDelivered' },
      person: 'M',
      post: 'T1.TM',
      severity: 'M',
      found: 'no triple report for 2023',
    });
  });
  it('is kept when all have reported, and one report of two charges nobody twice', () => {
    const both = reports(reports(leaders(), 'S', '2023-12-20'), 'M', '2023-12-21');
    expect(later(both).verdict('TRI-01')).toBe('kept');
    const three = reports(reports(leaders(), 'S', '2023-12-20'), 'S', '2023-12-22');
    expect(later(three).broken('TRI-01')).toHaveLength(1);
  });
  it('leaves out who came or left within the window, and other roles', () => {
    const ledger = aLedger()
      .holds('S', 'PS', '2021-01-01', 'T1')
      .holds('N', 'DPS', '2023-12-01', 'T1')
      .holds('F', 'FIN', '2021-01-01', 'T1')
      .holds('M', 'TM', '2021-01-01', 'T1')
      .add('offices.OfficeEnded', {
        termId: 'M.T1.TM',
        personId: 'M',
        postId: 'T1.TM',
        on: '2023-11-30',
        reason: 'transferred',
      });
    expect(later(reports(ledger, 'S', '2023-12-20')).verdict('TRI-01')).toBe('kept');
  });
  it('is not applicable where nobody of the unit reported', () => {
    expect(later(leaders()).verdict('TRI-01')).toBe('not applicable');
  });
  it('judges rated leaders of a silent unit from the year on that the pack names', () => {
    const rated = () =>
      later(
        leaders().add(
          'ratings.SessionOpened',
          {
            sessionId: 'E1',
            year: 2023,
            objects: [
              { objectId: 'M', kind: 'person' },
              { objectId: 'clerk', kind: 'person' },
              { objectId: 'T1', kind: 'group' },
            ],
            dimensions: ['廉洁'],
          },
          township('2023-12-20'),
        ),
      );
    expect(rated().verdict('TRI-01')).toBe('not applicable');
    const from = (fromYear: number) => packsWith('TRI-01', { fromYear });
    expect(rated().verdict('TRI-01', from(2024))).toBe('not applicable');
    expect(only(rated(), 'TRI-01', from(2023))).toMatchObject({
      act: { name: 'ratings.SessionOpened' },
      person: 'M',
      post: 'T1.TM',
    });
  });
});

const opened = (ledger: TestLedger, date: string) =>
  ledger.add(
    'ratings.SessionOpened',
    {
      sessionId: 'E1',
      year: 2023,
      objects: [{ objectId: 'M', kind: 'person' }],
      dimensions: ['廉洁'],
    },
    township(date),
  );

describe('TRI-02, raters can read the report', () => {
  const rated = (date: string, more: Report = {}) =>
    opened(reports(aLedger(), 'M', date, more), '2023-12-20');
  it('is kept by a report that was there when the rating began', () => {
    expect(rated('2023-12-20').verdict('TRI-02')).toBe('kept');
    expect(rated('2023-12-19').verdict('TRI-02')).toBe('kept');
  });
  it('is broken by one that came afterwards, by when it could be read rather than given', () => {
    const late = rated('2023-12-21');
    expect(only(late, 'TRI-02')).toMatchObject({ person: 'M', severity: 'M' });
    expect(
      rated('2023-12-18', { availableFrom: '2023-12-20T14:00:00+08:00' }).verdict('TRI-02'),
    ).toBe('broken');
  });
  it('wants the whole text: a document, or all three parts', () => {
    const text = { responsibility: '履职', integrity: '廉洁' };
    const parts = (more: object) =>
      opened(
        aLedger().add(
          'supervision.TripleReportDelivered',
          { reportId: 'R', personId: 'M', unitId: 'T1', year: 2023, ...text, ...more },
          township('2023-12-01'),
        ),
        '2023-12-20',
      );
    expect(only(parts({}), 'TRI-02').found).toBe('the report has no text');
    expect(parts({ effectiveness: '成效' }).verdict('TRI-02')).toBe('kept');
  });
  it('is not applicable to who gave no report, or gave it for another session or year', () => {
    expect(opened(aLedger(), '2023-12-20').verdict('TRI-02')).toBe('not applicable');
    expect(rated('2023-12-21', { sessionId: 'E2' }).verdict('TRI-02')).toBe('not applicable');
    expect(rated('2023-12-21', { year: 2022 }).verdict('TRI-02')).toBe('not applicable');
  });
});

describe('TRI-03, figures of the report are those of the ledger', () => {
  const sheet = (quoted: string, date = '2023-12-25') =>
    reports(aLedger(), 'M', '2023-12-20').add(
      'supervision.FactSheetAttached',
      {
        reportId: 'M-2023-12-20',
        sheetId: 'F1',
        position: 10,
        sha256: SHA,
        figures: [{ label: '集体收入（万元）', view: 'funds', quoted, computed: '12.5' }],
      },
      township(date),
    );
  it('is kept by the same number, however written', () => {
    expect(sheet('12.5').verdict('TRI-03')).toBe('kept');
    expect(sheet('12.500').verdict('TRI-03')).toBe('kept');
  });
  it('charges the reporter when a figure differs, and says which', () => {
    for (const quoted of ['12.51', '-12.5', '125'])
      expect(only(sheet(quoted), 'TRI-03')).toMatchObject({
        person: 'M',
        found: 'differs from the ledger in: 集体收入（万元）',
      });
  });
  it('wants a fact sheet only where the pack requires one, in time', () => {
    const bare = () => later(reports(aLedger(), 'M', '2023-12-20'));
    const required = packsWith('TRI-03', { required: true });
    expect(bare().verdict('TRI-03')).toBe('not applicable');
    expect(only(bare(), 'TRI-03', required).severity).toBe('L');
    // Ten days after 20 December end on Saturday the 30th; 2 January is the next working day.
    expect(sheet('12.5', '2024-01-02').verdict('TRI-03', required)).toBe('kept');
    expect(sheet('12.5', '2024-01-03').verdict('TRI-03', required)).toBe('broken');
  });
});
