// The register of offices answers for any day, however late or out of order its facts were recorded. Persons are invented (虚构).
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { officesProjection } from '../../projections/offices/offices.projection.js';
import * as offices from '../../projections/offices/offices.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { fact, type Fact } from '../spec/facts.js';
import { givenViews, type GivenViews } from '../spec/givenViews.js';

let ledger: GivenViews;
beforeEach(async () => {
  ledger = await givenViews([officesProjection], { times: 2 });
});
afterEach(() => ledger.close());

const ask = <T>(query: (snapshot: ViewSnapshot) => T): T => ledger.read(query);
const held = (termId: string, personId: string, from: string, postId = 'secretary'): Fact =>
  fact('offices.OfficeHeld', {
    termId,
    personId,
    postId,
    unitId: 'village',
    from,
    dueTo: '2026-01-01',
    basis: { document: '任职文件', clause: '一' },
  });
const ended = (termId: string, personId: string, on: string, postId = 'secretary'): Fact =>
  fact('offices.OfficeEnded', { termId, personId, postId, on, reason: 'transferred' });
const holders = (on: string) =>
  ask((snapshot) => offices.holdersOn(snapshot, { postId: 'secretary' }, on)).map(
    ({ personId }) => personId,
  );

describe('terms of office', () => {
  it('say who held a post on a day; the day of the end is the last', async () => {
    await ledger.given(
      held('t1', 'zhao', '2020-01-01'),
      ended('t1', 'zhao', '2022-06-30'),
      held('t2', 'qian', '2022-07-01'),
    );
    expect(holders('2019-12-31')).toEqual([]);
    expect(holders('2022-06-30')).toEqual(['zhao']);
    expect(holders('2022-07-01')).toEqual(['qian']);
    expect(
      ask((snapshot) => offices.holdersOn(snapshot, { unitId: 'village' }, '2023-01-01')),
    ).toMatchObject([{ personId: 'qian' }]);
  });

  it('are right again when the end becomes known late, and say when it became known', async () => {
    const [beginning] = await ledger.given(
      held('t1', 'zhao', '2020-01-01'),
      held('t2', 'qian', '2022-07-01'),
    );
    expect(holders('2023-01-01')).toEqual(['zhao', 'qian']);
    const [end] = await ledger.given(ended('t1', 'zhao', '2022-06-30'));
    expect(holders('2023-01-01')).toEqual(['qian']);
    expect(ask((snapshot) => offices.termsOfPerson(snapshot, 'zhao'))).toEqual([
      {
        termId: 't1',
        personId: 'zhao',
        personName: null,
        postId: 'secretary',
        postTitle: null,
        unitId: 'village',
        from: '2020-01-01',
        dueTo: '2026-01-01',
        endedOn: '2022-06-30',
        endReason: 'transferred',
        basis: { document: '任职文件', clause: '一' },
        heldRecordedOn: '2024-01-01',
        endedRecordedOn: '2024-01-01',
        events: [
          { eventId: beginning?.eventIds[0], position: beginning?.position },
          { eventId: end?.eventIds[0], position: end?.position },
        ],
      },
    ]);
  });

  it('that ended within some dates are the departures', async () => {
    await ledger.given(
      fact('offices.PersonRegistered', { personId: 'zhao', name: '赵某' }),
      fact('offices.PostDefined', { postId: 'secretary', unitId: 'village', title: '村支书' }),
      fact('offices.PostRevised', {
        postId: 'secretary',
        effectiveFrom: '2023-01-01',
        title: '村党组织书记',
      }),
      held('t1', 'zhao', '2020-01-01'),
      ended('t1', 'zhao', '2022-06-30'),
      held('t2', 'qian', '2022-07-01'),
      ended('t2', 'qian', '2023-06-30'),
    );
    const names = (from: string, to: string) =>
      ask((snapshot) => offices.departures(snapshot, { from, to })).map(
        ({ personName, postTitle }) => [personName, postTitle],
      );
    expect(names('2022-06-30', '2022-12-31')).toEqual([['赵某', '村支书']]);
    expect(names('2023-01-01', '2023-12-31')).toEqual([[null, '村党组织书记']]);
    expect(ask((snapshot) => offices.departures(snapshot))).toHaveLength(2);
  });
});

describe('bodies', () => {
  const changed = (effectiveFrom: string, joined: string[], left: string[]): Fact =>
    fact('offices.BodyMembershipChanged', { bodyId: 'reps', effectiveFrom, joined, left });
  const members = (on: string) =>
    ask((snapshot) => offices.membersOn(snapshot, 'reps', on)).map(({ personId }) => personId);
  const defined = fact('offices.BodyDefined', {
    bodyId: 'reps',
    unitId: 'village',
    name: '村民代表会议',
    kind: 'villageRepsMeeting',
    members: ['zhao', 'qian'],
    quorum: { of: 'eligible', numerator: 2, denominator: 3, strict: false },
  });

  it('have the members of the day, whatever the order in which changes were recorded', async () => {
    await ledger.given(
      defined,
      changed('2023-06-01', ['li'], ['sun']),
      changed('2022-01-01', ['sun'], ['qian']),
    );
    expect(members('2021-12-31')).toEqual(['qian', 'zhao']);
    expect(members('2022-01-01')).toEqual(['sun', 'zhao']);
    expect(members('2023-06-01')).toEqual(['li', 'zhao']);
    expect(
      ask((snapshot) => offices.membershipsOfPerson(snapshot, 'sun', '2023-01-01')),
    ).toMatchObject([{ bodyId: 'reps', since: '2022-01-01', event: { position: '2' } }]);
    expect(ask((snapshot) => offices.bodies(snapshot, { unitId: 'village' }))).toMatchObject([
      { bodyId: 'reps', quorum: { of: 'eligible', numerator: 2 }, pass: null },
    ]);
  });

  it('keep who left and joined again in one change', async () => {
    await ledger.given(defined, changed('2023-06-01', ['zhao'], ['zhao', 'qian']));
    expect(members('2023-06-01')).toEqual(['zhao']);
  });
});

describe('units, persons, posts and duties', () => {
  const village = (
    unitId: string,
    parent: string | undefined,
    division: string | undefined,
  ): Fact =>
    fact('offices.UnitRegistered', { unitId, name: unitId, kind: 'village', parent, division });

  it('form a tree that can be cut by parent or by division code', async () => {
    await ledger.given(
      village('town', undefined, '990000001000'),
      village('a', 'town', '990000001001'),
      village('group', 'a', undefined),
      village('b', undefined, '990000002001'),
      fact('offices.UnitDissolved', { unitId: 'b', on: '2023-01-01', successor: 'a' }),
    );
    const ids = (filter: Parameters<typeof offices.units>[1]) =>
      ask((snapshot) => offices.units(snapshot, filter)).map(({ unitId }) => unitId);
    expect(ids({ below: 'town' })).toEqual(['town', 'a', 'group']);
    expect(ids({ area: '990000001000' })).toEqual(['town', 'a']);
    expect(ids({})).toEqual(['town', 'a', 'b', 'group']);
    expect(ask((snapshot) => offices.unit(snapshot, 'b'))).toMatchObject({
      dissolvedOn: '2023-01-01',
      successor: 'a',
      events: [{}, {}],
    });
  });

  it('find a person by id, by part of a name and by another name', async () => {
    await ledger.given(
      fact('offices.PersonRegistered', { personId: 'p-1', name: '欧阳某某', otherNames: ['老欧'] }),
      fact('offices.PersonRegistered', { personId: 'p-2', name: '欧某' }),
    );
    const ids = (text: string) =>
      ask((snapshot) => offices.searchPersons(snapshot, text)).map(({ personId }) => personId);
    expect(ids('p-2')).toContain('p-2');
    expect(ids('阳某')).toEqual(['p-1']);
    expect(ids('老欧')).toEqual(['p-1']);
    expect(ids('欧')).toEqual(['p-1', 'p-2']);
    expect(ids('，')).toEqual([]);
  });

  it('show a post as it stood: what a revision leaves out stays', async () => {
    await ledger.given(
      fact('offices.PostDefined', {
        postId: 'x',
        unitId: 'a',
        title: '主任',
        role: 'VC',
        powerCodes: ['V01'],
      }),
      fact('offices.PostRevised', {
        postId: 'x',
        effectiveFrom: '2023-01-01',
        powerCodes: ['V01', 'V02'],
      }),
    );
    const post = (on: string) => ask((snapshot) => offices.postOn(snapshot, 'x', on));
    expect(post('2022-12-31')).toMatchObject({ title: '主任', powerCodes: ['V01'], events: [{}] });
    expect(post('2023-01-01')).toMatchObject({
      title: '主任',
      role: 'VC',
      powerCodes: ['V01', 'V02'],
      events: [{}, {}],
    });
  });

  it('tell who was in charge of an area on a day, kin and households', async () => {
    const assigned = (personId: string, from: string): Fact =>
      fact('offices.PortfolioAssigned', {
        personId,
        unitId: 'a',
        areas: ['finance', 'projects'],
        from,
        documentNumber: '一号',
      });
    await ledger.given(
      assigned('zhao', '2022-01-01'),
      fact('offices.PortfolioEnded', {
        personId: 'zhao',
        unitId: 'a',
        areas: ['finance'],
        on: '2022-06-30',
      }),
      fact('offices.KinshipDeclared', {
        personId: 'zhao',
        relativeId: 'qian',
        relation: 'sibling',
      }),
      fact('offices.HouseholdsCounted', { unitId: 'a', on: '2022-01-01', households: 300 }),
      fact('offices.HouseholdsCounted', { unitId: 'a', on: '2021-01-01', households: 290 }),
    );
    const areas = (on: string) =>
      ask((snapshot) => offices.portfoliosOn(snapshot, { unitId: 'a' }, on)).map(
        ({ area }) => area,
      );
    expect(areas('2022-06-30')).toEqual(['finance', 'projects']);
    expect(areas('2022-07-01')).toEqual(['projects']);
    expect(ask((snapshot) => offices.portfolioHistory(snapshot, 'zhao'))).toHaveLength(3);
    expect(ask((snapshot) => offices.kinshipOf(snapshot, 'qian'))).toMatchObject([
      { personId: 'zhao', relation: 'sibling' },
    ]);
    expect(ask((snapshot) => offices.householdsOn(snapshot, 'a', '2023-01-01'))).toMatchObject({
      households: 300,
    });
    expect(ask((snapshot) => offices.householdsOn(snapshot, 'a', '2021-06-01'))).toMatchObject({
      households: 290,
    });
  });
});
