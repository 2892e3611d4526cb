import { describe, expect, it } from '@jest/globals';
import { aLedger, at, type TestLedger } from './support.js';

const board = (
  ledger: TestLedger,
  date: string,
  persons: readonly (readonly [person: string, role: string])[] = [['a', 'VPS']],
  unitId = 'U1',
) =>
  ledger.add(
    'disclosure.DutyBoardPosted',
    {
      boardId: 'B',
      postingId: `B-${date}`,
      unitId,
      persons: persons.map(([personId, role]) => ({ personId, postId: `${unitId}.${role}` })),
    },
    at(date),
  );

const leaves = (ledger: TestLedger, personId: string, role: string, on: string) =>
  ledger.add(
    'offices.OfficeEnded',
    {
      termId: `${personId}.U1.${role}`,
      personId,
      postId: `U1.${role}`,
      on,
      reason: 'resigned',
    },
    at(on),
  );

describe('PUB-08, duty boards are kept current', () => {
  const posted = () => board(aLedger(), '2024-01-05');
  const takesOffice = (ledger: TestLedger, role = 'VPS') => ledger.holds('b', role, '2024-03-01');
  it('is kept on the tenth day, a day off moved, and broken after it', () => {
    expect(board(takesOffice(posted()), '2024-03-11').verdict('PUB-08')).toBe('kept');
    const late = board(takesOffice(posted()), '2024-03-12');
    expect(late.broken('PUB-08')).toMatchObject([
      { act: { name: 'offices.OfficeHeld' }, violation: { severity: 'L' } },
    ]);
  });
  it('holds for departures and portfolios as well', () => {
    const left = leaves(posted().holds('a', 'VPS', '2020-01-01'), 'a', 'VPS', '2024-03-01');
    expect(
      board(left, '2024-03-20')
        .broken('PUB-08')
        .map(({ act }) => act.name),
    ).toEqual(['offices.OfficeEnded']);
    const assigned = posted().add(
      'offices.PortfolioAssigned',
      { personId: 'b', unitId: 'U1', areas: ['funds'], from: '2024-03-01' },
      at('2024-03-01'),
    );
    expect(board(assigned, '2024-03-20').verdict('PUB-08')).toBe('broken');
  });
  it('names who answers for the boards, and nobody where that is unknown', () => {
    const late = (ledger: TestLedger) => board(takesOffice(ledger), '2024-03-20').broken('PUB-08');
    expect(late(posted())[0]?.person).toBe('b');
    expect(late(posted().holds('c', 'VCC', '2020-01-01'))[0]).toMatchObject({
      person: 'c',
      post: 'U1.VCC',
    });
    const organiser = board(
      posted().add(
        'offices.PortfolioAssigned',
        { personId: 'b', unitId: 'U1', areas: ['funds'], from: '2024-03-01' },
        { ...at('2024-03-01'), person: 'organiser' },
      ),
      '2024-03-20',
    );
    expect(organiser.broken('PUB-08')[0]?.person).toBeUndefined();
  });
  it('is not judged before the limit has passed for certain', () => {
    expect(takesOffice(posted()).verdict('PUB-08')).toBe('not applicable');
  });
  it('finds a board of years before', () => {
    const old = board(aLedger(), '2019-01-05').holds('b', 'VPS', '2024-03-01');
    expect(board(old, '2024-04-01').verdict('PUB-08')).toBe('broken');
  });
  it('is not applicable to units without a board before, to other posts and to other units', () => {
    expect(board(takesOffice(aLedger()), '2024-03-20').verdict('PUB-08')).toBe('not applicable');
    expect(board(takesOffice(posted(), 'VACC'), '2024-03-20').verdict('PUB-08')).toBe(
      'not applicable',
    );
    const other = board(aLedger(), '2024-01-05', [['x', 'VPS']], 'U2').holds(
      'b',
      'VPS',
      '2024-03-01',
    );
    expect(board(other, '2024-03-20').verdict('PUB-08')).toBe('not applicable');
  });
});

describe('PUB-09, duty boards show the offices of the day', () => {
  const office = () => aLedger().holds('a', 'VPS').holds('b', 'VCC');
  const both = [
    ['a', 'VPS'],
    ['b', 'VCC'],
  ] as const;
  it('is kept by everybody in the post that he holds', () => {
    expect(board(office(), '2024-03-01', both).verdict('PUB-09')).toBe('kept');
  });
  it('is broken by somebody missing, and by a post that somebody else holds', () => {
    const [missing] = board(office(), '2024-03-01', [['a', 'VPS']]).broken('PUB-09');
    expect(missing?.violation?.found.zh).toBe('缺少 1 人，0 人当日不在所列职务');
    const wrong = [
      ['a', 'VPS'],
      ['c', 'VCC'],
    ] as const;
    expect(board(office(), '2024-03-01', wrong).verdict('PUB-09')).toBe('broken');
  });
  it('is broken by somebody who has left', () => {
    const left = leaves(office(), 'b', 'VCC', '2024-02-29');
    expect(board(left, '2024-03-01', both).verdict('PUB-09')).toBe('broken');
    expect(board(left, '2024-03-01', [['a', 'VPS']]).broken('PUB-09')).toHaveLength(1);
  });
  it('takes either holder on the day on which an office changes hands', () => {
    const change = () => leaves(office(), 'b', 'VCC', '2024-03-01').holds('c', 'VCC', '2024-03-01');
    expect(board(change(), '2024-03-01', both).verdict('PUB-09')).toBe('kept');
    const successor = [
      ['a', 'VPS'],
      ['c', 'VCC'],
    ] as const;
    expect(board(change(), '2024-03-01', successor).verdict('PUB-09')).toBe('kept');
  });
  it('leaves out posts whose holders are not recorded, and roles that boards do not show', () => {
    const more = [...both, ['x', 'VGL']] as const;
    expect(board(office(), '2024-03-01', more).verdict('PUB-09')).toBe('kept');
    const clerk = office().holds('d', 'VACC');
    expect(board(clerk, '2024-03-01', both).verdict('PUB-09')).toBe('kept');
  });
  it('is not applicable where no holder is recorded', () => {
    expect(board(aLedger(), '2024-03-01', both).verdict('PUB-09')).toBe('not applicable');
  });
});
