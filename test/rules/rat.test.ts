import { describe, expect, it } from '@jest/globals';
import type { RATER_GROUPS } from '../../src/events/ratings.js';
import { at, only, passes, since } from './oversight.js';
import { aLedger, packsWith, type TestLedger } from './support.js';

type Group = (typeof RATER_GROUPS)[number];
const NONE = { excellent: 0, competent: 0, basicallyCompetent: 0, incompetent: 0, abstain: 0 };

const session = (ledger: TestLedger, date = '2023-12-20', sessionId = `E${date.slice(0, 4)}`) =>
  ledger.add(
    'ratings.SessionOpened',
    {
      sessionId,
      year: Number(date.slice(0, 4)),
      objects: [
        { objectId: 'C', kind: 'person' },
        { objectId: 'U1', kind: 'group' },
      ],
      dimensions: ['履职', '廉洁'],
    },
    at(date, { person: 'chair' }),
  );
const sheets = (ledger: TestLedger, raterGroup: Group, invited: number, issued = invited) =>
  ledger.add('ratings.SheetsIssued', { sessionId: 'E2023', raterGroup, invited, issued });
const tally = (
  ledger: TestLedger,
  returned: number,
  counts: Partial<typeof NONE> = { excellent: returned },
  more: object = {},
) =>
  ledger.add('ratings.RatingTallied', {
    sessionId: 'E2023',
    objectId: 'C',
    dimension: '履职',
    raterGroup: 'massRepresentatives',
    returned,
    counts: { ...NONE, ...counts },
    ...more,
  });
const issued = (count: number) => sheets(session(aLedger()), 'massRepresentatives', 30, count);

describe('RAT-01, sheets add up', () => {
  it('is kept when no more came back than went out, all counted or not', () => {
    expect(tally(issued(30), 30).verdict('RAT-01')).toBe('kept');
    expect(tally(issued(30), 28, { excellent: 27 }).verdict('RAT-01')).toBe('kept');
  });
  it('is broken by one sheet too many, returned or counted', () => {
    expect(only(tally(issued(29), 30), 'RAT-01')).toMatchObject({
      found: '29 sheet(s) issued, 30 returned',
      severity: 'S',
      act: { name: 'ratings.RatingTallied' },
    });
    const counted = tally(issued(30), 28, { competent: 27, abstain: 2 });
    expect(only(counted, 'RAT-01').found).toBe('28 sheet(s) returned, 29 counted');
  });
  it('is not applicable where the issue to that group is not recorded', () => {
    expect(tally(session(aLedger()), 99).verdict('RAT-01')).toBe('not applicable');
    const others = tally(issued(3), 99, {}, { raterGroup: 'partyMembers' });
    expect(others.verdict('RAT-01')).toBe('not applicable');
  });
});

describe('RAT-02, enough raters', () => {
  it('is kept by two thirds exactly, and broken by one fewer', () => {
    expect(tally(issued(30), 20).verdict('RAT-02')).toBe('kept');
    expect(only(tally(issued(30), 19), 'RAT-02')).toMatchObject({
      found: '30 invited, 19 sheet(s) returned',
      act: { name: 'ratings.SessionOpened' },
    });
  });
  it('adds the groups up, each by the tally with the most sheets', () => {
    const both = () =>
      sheets(sheets(session(aLedger()), 'massRepresentatives', 20), 'partyMembers', 10);
    const masses = tally(tally(both(), 5), 11, {}, { dimension: '廉洁' });
    expect(masses.verdict('RAT-02')).toBe('broken');
    expect(tally(masses, 9, {}, { raterGroup: 'partyMembers' }).verdict('RAT-02')).toBe('kept');
  });
  it('takes the share of the pack', () => {
    const half = packsWith('RAT-02', { share: { numerator: 1, denominator: 2 } });
    expect(tally(issued(30), 15).verdict('RAT-02', half)).toBe('kept');
    expect(tally(issued(30), 14).verdict('RAT-02', half)).toBe('broken');
  });
  it('is not applicable before anything was tallied, or where nobody was invited', () => {
    expect(issued(30).verdict('RAT-02')).toBe('not applicable');
    expect(tally(session(aLedger()), 9).verdict('RAT-02')).toBe('not applicable');
  });
});

describe('RAT-03, the share of the masses', () => {
  const mixed = (masses: number, members: number) =>
    sheets(
      sheets(session(aLedger()), 'massRepresentatives', 99, masses),
      'partyMembers',
      99,
      members,
    );
  it('is kept by one half exactly, and broken by one sheet fewer', () => {
    expect(mixed(20, 20).verdict('RAT-03')).toBe('kept');
    expect(only(mixed(20, 21), 'RAT-03')).toMatchObject({
      found: '20 of 41 sheets to the masses',
      severity: 'L',
    });
  });
  it('is broken where the masses got none', () => {
    expect(sheets(session(aLedger()), 'partyMembers', 9).verdict('RAT-03')).toBe('broken');
  });
  it('is not applicable where no sheet was issued', () => {
    expect(session(aLedger()).verdict('RAT-03')).toBe('not applicable');
    expect(mixed(0, 0).verdict('RAT-03')).toBe('not applicable');
  });
});

describe('RAT-04, told on the spot', () => {
  const published = (ledger: TestLedger, date: string) =>
    ledger.add(
      'ratings.RatingPublished',
      { sessionId: 'E2023', places: ['公开栏'] },
      at(date, { person: 'clerk' }),
    );
  it('is kept on the day of the tally, and minor the day after', () => {
    expect(published(tally(issued(30), 30), '2023-12-20').verdict('RAT-04')).toBe('kept');
    expect(only(published(tally(issued(30), 30), '2023-12-21'), 'RAT-04')).toMatchObject({
      severity: 'L',
      act: { name: 'ratings.RatingPublished' },
      person: 'clerk',
    });
  });
  it('allows the days of the pack', () => {
    const days = packsWith('RAT-04', { days: 15 });
    const on = (date: string) => published(tally(issued(30), 30), date).verdict('RAT-04', days);
    expect([on('2024-01-04'), on('2024-01-05')]).toEqual(['kept', 'broken']);
  });
  it('is broken on the session without any publication, and names nobody', () => {
    const open = only(passes(tally(issued(30), 30), '2024-01-03'), 'RAT-04');
    expect(open.act.name).toBe('ratings.SessionOpened');
    expect(open.person).toBeUndefined();
  });
  it('is not applicable before there is a tally, or while the day lasts', () => {
    expect(passes(issued(30), '2024-02-01').verdict('RAT-04')).toBe('not applicable');
    expect(tally(issued(30), 30).verdict('RAT-04')).toBe('not applicable');
  });
});

describe('RAT-05, twice incompetent, out of office', () => {
  /** A session on the chairman of the committee, with so many of 30 sheets saying incompetent. */
  const rated = (ledger: TestLedger, date: string, incompetent: number) => {
    const sessionId = `E${date.slice(0, 4)}`;
    const counts = { incompetent, competent: 30 - incompetent };
    session(ledger, date);
    for (const dimension of ['履职', '廉洁']) tally(ledger, 30, counts, { sessionId, dimension });
    return tally(ledger, 30, { excellent: 30 }, { sessionId, objectId: 'U1' });
  };
  const chairman = (role = 'VCC') => since('2021-01-01').holds('C', role);
  const twice = (first = 16, second = 16, role = 'VCC') =>
    rated(rated(chairman(role), '2022-12-20', first), '2023-12-20', second);
  const leaves = (ledger: TestLedger, on: string) =>
    ledger.add(
      'offices.OfficeEnded',
      { termId: 'C.U1.VCC', personId: 'C', postId: 'U1.VCC', on, reason: 'terminated' },
      at(on),
    );
  it('is kept when he leaves within 15 days, and broken a day later', () => {
    expect(leaves(twice(), '2024-01-04').verdict('RAT-05')).toBe('kept');
    const late = only(leaves(twice(), '2024-01-05'), 'RAT-05');
    expect(late).toMatchObject({ act: { name: 'ratings.SessionOpened' }, severity: 'L' });
    expect(late.person).toBeUndefined();
  });
  it('is serious when he stays, once a later event shows it', () => {
    expect(twice().verdict('RAT-05')).toBe('not applicable');
    expect(only(passes(twice(), '2024-02-01'), 'RAT-05')).toMatchObject({
      severity: 'S',
      found: 'not out of office by 2024-02-01',
    });
  });
  it('takes more than half of the sheets in both sessions', () => {
    const stays = (first: number, second: number) =>
      passes(twice(first, second), '2024-02-01').verdict('RAT-05');
    expect(stays(15, 30)).toBe('not applicable');
    expect(stays(30, 15)).toBe('not applicable');
    expect(stays(16, 16)).toBe('broken');
  });
  it('takes two sessions running: a good one between them breaks the row', () => {
    const ledger = rated(
      rated(rated(chairman(), '2021-12-20', 20), '2022-12-20', 2),
      '2023-12-20',
      20,
    );
    expect(passes(ledger, '2024-02-01').verdict('RAT-05')).toBe('not applicable');
  });
  it('is not applicable to who does not sit on the committee', () => {
    expect(passes(twice(16, 16, 'VPS'), '2024-02-01').verdict('RAT-05')).toBe('not applicable');
    const nobody = rated(rated(aLedger(), '2022-12-20', 20), '2023-12-20', 20);
    expect(passes(nobody, '2024-02-01').verdict('RAT-05')).toBe('not applicable');
  });
});
