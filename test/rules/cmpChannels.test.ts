import { describe, expect, it } from '@jest/globals';
import { at, only, passes, since } from './oversight.js';
import { aLedger, packsWith, type TestLedger } from './support.js';

describe('CMP-01, opinion books', () => {
  const scans = (ledger: TestLedger, date: string, ...pages: readonly number[]) =>
    ledger.add(
      'complaints.OpinionBookScanned',
      {
        bookId: 'B1',
        scanId: `s${ledger.all.length}`,
        unitId: 'U1',
        pages: pages.map((page) => ({ page })),
      },
      at(date, { person: 'clerk' }),
    );
  it('is kept by pages without a gap, scanned within a week', () => {
    const ledger = scans(scans(aLedger(), '2024-03-04', 1, 2), '2024-03-11', 3, 4);
    expect(ledger.verdict('CMP-01')).toBe('kept');
    expect(ledger.examine('CMP-01').judgements).toHaveLength(3);
  });
  it('names the missing pages on the scan that leaves them out', () => {
    const ledger = scans(scans(aLedger(), '2024-03-04', 1, 2), '2024-03-11', 8, 4, 12);
    expect(only(ledger, 'CMP-01')).toMatchObject({
      found: 'missing pages: 3, 5-7, 9-11',
      severity: 'M',
      person: 'clerk',
    });
  });
  it('is cured when another scan of the book shows the pages', () => {
    const ledger = scans(scans(aLedger(), '2024-03-04', 1, 2), '2024-03-11', 4);
    expect(scans(ledger, '2024-03-12', 3).verdict('CMP-01')).toBe('kept');
  });
  it('begins to count at the first page scanned, and takes each book for itself', () => {
    expect(scans(aLedger(), '2024-03-04', 40, 41).verdict('CMP-01')).toBe('kept');
    const other = scans(aLedger(), '2024-03-04', 1).add(
      'complaints.OpinionBookScanned',
      { bookId: 'B2', scanId: 'z', unitId: 'U1', pages: [{ page: 9 }] },
      at('2024-06-01'),
    );
    expect(other.verdict('CMP-01')).toBe('kept');
  });
  it('is minor when the next scan came after more than a week, the day off not counted against it', () => {
    // A week after Sunday 2024-03-03 is a Sunday: Monday the 11th is in time.
    const sunday = scans(aLedger(), '2024-03-03', 1);
    expect(scans(sunday, '2024-03-11', 2).verdict('CMP-01')).toBe('kept');
    const late = scans(scans(aLedger(), '2024-03-04', 1), '2024-03-12', 2);
    expect(late.severities('CMP-01')).toEqual(['L']);
    const fortnight = packsWith('CMP-01', { every: '14cd' });
    expect(late.verdict('CMP-01', fortnight)).toBe('kept');
  });
  it('does not judge a book after its last scan, which may be full', () => {
    expect(passes(scans(aLedger(), '2024-03-04', 1), '2024-06-01').verdict('CMP-01')).toBe('kept');
  });
  it('is not applicable without a book', () => {
    expect(passes(aLedger(), '2024-06-01').verdict('CMP-01')).toBe('not applicable');
  });
});

describe('CMP-03, published contacts are in office', () => {
  const publishes = (ledger: TestLedger, date: string, contacts?: readonly string[]) =>
    ledger.add(
      'complaints.ChannelPublished',
      {
        channelId: 'K1',
        publicationId: `p${date}`,
        kind: 'telephone',
        value: '0771-0000000',
        unitId: 'U1',
        places: ['公开栏'],
        ...(contacts
          ? { contacts: contacts.map((personId) => ({ personId, postId: 'U1.CDI' })) }
          : {}),
      },
      at(date, { person: 'clerk' }),
    );
  const inOffice = () => since('2021-01-01').holds('D', 'CDI', '2021-01-01');
  const leaves = (ledger: TestLedger, on: string) =>
    ledger.add(
      'offices.OfficeEnded',
      { termId: 'D.U1.CDI', personId: 'D', postId: 'U1.CDI', on, reason: 'transferred' },
      at(on),
    );
  it('is kept by who holds the post', () => {
    expect(publishes(inOffice(), '2024-03-01', ['D']).verdict('CMP-03')).toBe('kept');
  });
  it('is broken by who does not hold it, and charges who published', () => {
    expect(only(publishes(inOffice(), '2024-03-01', ['X']), 'CMP-03')).toMatchObject({
      person: 'clerk',
      severity: 'M',
      found: 'a contact did not hold the post',
    });
    const gone = publishes(leaves(inOffice(), '2024-02-29'), '2024-03-01', ['D']);
    expect(gone.verdict('CMP-03')).toBe('broken');
    const lastDay = publishes(leaves(inOffice(), '2024-03-01'), '2024-03-01', ['D']);
    expect(lastDay.verdict('CMP-03')).toBe('kept');
  });
  it('wants the channel published anew within 10 days after a contact has left', () => {
    const left = () => leaves(publishes(inOffice(), '2024-03-01', ['D']), '2024-04-01');
    // Ten days after Monday 1 April: Thursday the 11th.
    expect(publishes(left(), '2024-04-11', []).verdict('CMP-03')).toBe('kept');
    expect(only(publishes(left(), '2024-04-12', []), 'CMP-03')).toMatchObject({
      severity: 'L',
      act: { name: 'complaints.ChannelPublished' },
      found: 'published anew on 2024-04-12, 1 day(s) late',
    });
    const silent = only(passes(left(), '2024-05-06'), 'CMP-03');
    expect([silent.person, silent.found]).toEqual([undefined, 'not published anew by 2024-05-06']);
    expect(passes(left(), '2024-04-30').verdict('CMP-03')).toBe('kept');
  });
  it('lets a contact who goes on in the same post stay published', () => {
    const again = leaves(publishes(inOffice(), '2024-03-01', ['D']), '2024-04-01').add(
      'offices.OfficeHeld',
      { termId: 'second', personId: 'D', postId: 'U1.CDI', unitId: 'U1', from: '2024-04-02' },
      at('2024-04-02'),
    );
    expect(passes(again, '2024-06-01').verdict('CMP-03')).toBe('kept');
  });
  it('is not applicable to a channel without contacts, or to posts and persons unknown', () => {
    expect(publishes(inOffice(), '2024-03-01').verdict('CMP-03')).toBe('not applicable');
    expect(publishes(aLedger(), '2024-03-01', ['X']).verdict('CMP-03')).toBe('not applicable');
  });
});

const complaint = { complaintId: 'Q1' };
interface About {
  readonly kind?: 'complaint' | 'report';
  readonly accused?: string[];
  readonly accusedUnit?: string;
}
const registers = (ledger: TestLedger, { kind = 'complaint', ...about }: About) =>
  ledger.add(
    'complaints.ComplaintRegistered',
    { ...complaint, kind, channel: 'web', category: '作风', named: false, ...about },
    at('2024-03-01', { classification: 'sealed' }),
  );

describe('CMP-04, complaints about the team or leaders go to the county', () => {
  type Handler = 'supervisionTeam' | 'countyDiscipline' | 'township' | 'superior';
  const routed = (ledger: TestLedger, to: Handler, accused = ['a']) =>
    registers(ledger, { accused }).add(
      'complaints.ComplaintRouted',
      { ...complaint, routingId: 'r', to },
      at('2024-03-02', { person: 'clerk' }),
    );
  const leader = () => aLedger().holds('a', 'TM', '2021-01-01', 'T1');
  const member = (joined = '2024-01-10') =>
    aLedger().add(
      'supervision.TeamFormed',
      {
        teamId: 'G1',
        unitId: 'T1',
        members: [{ personId: 'a', sector: 'villageBranch' }],
        leader: 'z',
      },
      at(joined),
    );
  it('is kept when they go to the county or a superior', () => {
    expect(routed(leader(), 'countyDiscipline').verdict('CMP-04')).toBe('kept');
    expect(routed(member(), 'superior').verdict('CMP-04')).toBe('kept');
  });
  it('is serious when they go to the team, medium elsewhere', () => {
    expect(only(routed(member(), 'supervisionTeam'), 'CMP-04')).toMatchObject({
      severity: 'S',
      person: 'clerk',
      found: 'sent to the supervision team',
    });
    expect(routed(leader(), 'township').severities('CMP-04')).toEqual(['M']);
    expect(routed(member(), 'supervisionTeam', ['z']).verdict('CMP-04')).toBe('broken');
  });
  it('judges an escalation likewise', () => {
    const escalated = routed(leader(), 'superior').add(
      'complaints.ComplaintEscalated',
      { ...complaint, escalationId: 'e', to: 'township', reason: '不满意' },
      at('2024-03-20'),
    );
    expect(only(escalated, 'CMP-04').act.name).toBe('complaints.ComplaintEscalated');
  });
  it('goes by who sat on the team that day', () => {
    expect(routed(member('2024-03-03'), 'supervisionTeam').verdict('CMP-04')).toBe(
      'not applicable',
    );
    const left = member().add(
      'supervision.TeamChanged',
      { teamId: 'G1', changeId: 'k', joined: [], left: ['a'] },
      at('2024-02-01'),
    );
    expect(routed(left, 'supervisionTeam').verdict('CMP-04')).toBe('not applicable');
  });
  it('is not applicable to complaints about others, or about nobody', () => {
    expect(routed(leader(), 'township', ['b']).verdict('CMP-04')).toBe('not applicable');
    expect(routed(leader(), 'township', []).verdict('CMP-04')).toBe('not applicable');
  });
});

describe('CMP-08, not shown to whom it concerns', () => {
  const township = () =>
    since('2021-01-01')
      .holds('S', 'PS', '2021-01-01', 'T1')
      .holds('D', 'DPS', '2021-01-01', 'T1')
      .holds('K', 'clerk', '2021-01-01', 'T1')
      .holds('L', 'porter', '2021-01-01', 'T1')
      .holds('V', 'VPS', '2021-01-01', 'V1')
      .holds('E', 'CDI', '2021-01-01', 'C1');
  const read = (reader: string, about: About = { accused: ['D'] }, ledger = township()) =>
    registers(ledger, about).add(
      'complaints.ComplaintRead',
      { ...complaint, readId: 'x', reader, purpose: '办理' },
      at('2024-03-05', { person: 'office' }),
    );
  it('is kept by readers of another unit, above, or equal', () => {
    expect(read('E').verdict('CMP-08')).toBe('kept');
    expect(read('S').verdict('CMP-08')).toBe('kept');
    expect(read('K', { accused: ['L'] }).verdict('CMP-08')).toBe('kept');
    expect(read('V', { accused: ['D'] }).verdict('CMP-08')).toBe('kept');
  });
  it('is serious when who is complained of, or somebody below him in his unit, reads it', () => {
    expect(only(read('D'), 'CMP-08')).toMatchObject({
      severity: 'S',
      person: 'D',
      found: 'read by who is complained of',
    });
    expect(only(read('K'), 'CMP-08')).toMatchObject({
      person: 'K',
      found: 'read by somebody below who is complained of',
    });
    expect(read('D', { accused: ['S'] }).verdict('CMP-08')).toBe('broken');
  });
  it('goes by the posts of that day', () => {
    const moved = township().add(
      'offices.OfficeEnded',
      {
        termId: 'K.T1.clerk',
        personId: 'K',
        postId: 'T1.clerk',
        on: '2024-03-04',
        reason: 'transferred',
      },
      at('2024-03-04'),
    );
    expect(read('K', { accused: ['D'] }, moved).verdict('CMP-08')).toBe('kept');
  });
  it('is broken by handing it to who is complained of, and charges who did', () => {
    const handed = (handler: string, about: About) =>
      registers(township(), about).add(
        'complaints.ComplaintRouted',
        { ...complaint, routingId: 'r', to: 'department', handler },
        at('2024-03-02', { person: 'office' }),
      );
    expect(only(handed('D', { accused: ['D'] }), 'CMP-08')).toMatchObject({ person: 'office' });
    expect(handed('E', { accused: ['D'] }).verdict('CMP-08')).toBe('kept');
    // A complaint about a unit's work is answered by it; a report of wrongdoing must not reach it.
    expect(handed('T1', { accusedUnit: 'T1' }).verdict('CMP-08')).toBe('kept');
    expect(handed('T1', { kind: 'report', accusedUnit: 'T1' }).verdict('CMP-08')).toBe('broken');
  });
  it('keeps a report away from whoever is in office in the unit reported', () => {
    expect(read('S', { kind: 'report', accusedUnit: 'T1' }).verdict('CMP-08')).toBe('broken');
    expect(read('E', { kind: 'report', accusedUnit: 'T1' }).verdict('CMP-08')).toBe('kept');
  });
  it('is not applicable where nobody is complained of, or before the regulation', () => {
    expect(read('D', {}).verdict('CMP-08')).toBe('not applicable');
    const early = registers(township(), { accused: ['D'] }).add(
      'complaints.ComplaintRead',
      { ...complaint, readId: 'x', reader: 'D', purpose: '办理' },
      at('2022-04-30'),
    );
    expect(early.verdict('CMP-08')).toBe('not applicable');
  });
});
