import { describe, it } from '@jest/globals';
import { accepts, given, type GivenFact } from '../spec/givenDecider.js';

const later = '2026-06-01T09:00:00+08:00';

describe('a unit', () => {
  const unit = { unitId: 'village-1', name: '虚构村', kind: 'village' };
  const registered: GivenFact = { name: 'offices.UnitRegistered', data: unit };

  it('is registered once, whoever registers it and when', () => {
    accepts([], { name: 'offices.RegisterUnit', data: unit }, 'offices.UnitRegistered');
    given(registered)
      .when({ name: 'offices.RegisterUnit', data: unit, time: later, actorperson: 'person-other' })
      .thenNothing();
  });

  it('is not registered again under another name', () => {
    given(registered)
      .when({ name: 'offices.RegisterUnit', data: { ...unit, name: '另一村' } })
      .thenRefuses('fact.recorded_otherwise', 'refused');
  });

  it('is dissolved once, after it was registered', () => {
    const data = { unitId: 'village-1', on: '2026-01-01' };
    given().when({ name: 'offices.DissolveUnit', data }).thenRefuses('unit.unknown', 'missing');
    accepts([registered], { name: 'offices.DissolveUnit', data }, 'offices.UnitDissolved');
    given(registered, { name: 'offices.UnitDissolved', data })
      .when({ name: 'offices.DissolveUnit', data: { ...data, on: '2026-02-01' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('has its households counted once a day', () => {
    const data = { unitId: 'village-1', on: '2026-01-01', households: 300 };
    given().when({ name: 'offices.CountHouseholds', data }).thenRefuses('unit.unknown');
    accepts([registered], { name: 'offices.CountHouseholds', data }, 'offices.HouseholdsCounted');
    given(registered, { name: 'offices.HouseholdsCounted', data })
      .when({ name: 'offices.CountHouseholds', data: { ...data, households: 301 } })
      .thenRefuses('fact.recorded_otherwise');
    given(registered, { name: 'offices.HouseholdsCounted', data })
      .when({ name: 'offices.CountHouseholds', data: { ...data, on: '2027-01-01' } })
      .then({ name: 'offices.HouseholdsCounted', data: { ...data, on: '2027-01-01' } });
  });
});

describe('a person', () => {
  const personId = 'person-1';

  it('is registered once under one name', () => {
    const data = { personId, name: '张三（虚构）' };
    accepts([], { name: 'offices.RegisterPerson', data }, 'offices.PersonRegistered');
    given({ name: 'offices.PersonRegistered', data })
      .when({ name: 'offices.RegisterPerson', data: { personId, name: '李四（虚构）' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('declares each relation to each relative once, at whatever time', () => {
    const data = { personId, relativeId: 'person-2', relation: 'sibling' };
    accepts([], { name: 'offices.DeclareKinship', data }, 'offices.KinshipDeclared');
    given({ name: 'offices.KinshipDeclared', data })
      .when({ name: 'offices.DeclareKinship', data, time: later })
      .thenNothing();
    given({ name: 'offices.KinshipDeclared', data })
      .when({ name: 'offices.DeclareKinship', data: { ...data, relation: 'inLaw' } })
      .then({ name: 'offices.KinshipDeclared', data: { ...data, relation: 'inLaw' } });
  });
});

describe('a term of office', () => {
  const term = { termId: 't1', personId: 'person-1', postId: 'secretary', unitId: 'village-1' };
  const held: GivenFact = { name: 'offices.OfficeHeld', data: { ...term, from: '2021-01-01' } };
  const { unitId, ...office } = term;
  const ended = { ...office, on: '2026-01-01', reason: 'termExpired' };

  it('begins once', () => {
    accepts([], { name: 'offices.HoldOffice', data: held.data }, 'offices.OfficeHeld');
    given(held)
      .when({ name: 'offices.HoldOffice', data: { ...held.data, from: '2020-01-01' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('may overlap another: one person, two posts, judged by the rules', () => {
    const data = { ...term, unitId, termId: 't2', postId: 'chair', from: '2021-01-01' };
    given(held)
      .when({ name: 'offices.HoldOffice', data })
      .then({ name: 'offices.OfficeHeld', data });
  });

  it('ends once, after it began', () => {
    given().when({ name: 'offices.EndOffice', data: ended }).thenRefuses('term.unknown', 'missing');
    accepts([held], { name: 'offices.EndOffice', data: ended }, 'offices.OfficeEnded');
    given(held, { name: 'offices.OfficeEnded', data: ended })
      .when({ name: 'offices.EndOffice', data: { ...ended, reason: 'recalled' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('ends without a beginning on record where the person is known and no term of that post is', () => {
    const known: GivenFact = {
      name: 'offices.PersonRegistered',
      data: { personId: 'person-1', name: '韦虚构' },
    };
    accepts([known], { name: 'offices.EndOffice', data: ended }, 'offices.OfficeEnded');
    given(known, held)
      .when({ name: 'offices.EndOffice', data: { ...ended, termId: 't-mistyped' } })
      .thenRefuses('term.unknown');
  });

  it('does not end in another post', () => {
    given(held)
      .when({ name: 'offices.EndOffice', data: { ...ended, postId: 'chair' } })
      .thenRefuses('term.unknown');
  });

  it('is recorded as ending before it began: the dates are for the rules', () => {
    const data = { ...ended, on: '2020-12-31' };
    given(held)
      .when({ name: 'offices.EndOffice', data })
      .then({ name: 'offices.OfficeEnded', data });
  });
});

describe('a portfolio', () => {
  const assigned = {
    personId: 'person-1',
    unitId: 'township-1',
    areas: ['works', 'funds'],
    from: '2024-01-01',
  };
  const past: GivenFact = { name: 'offices.PortfolioAssigned', data: assigned };

  it('is assigned area by area', () => {
    accepts([], { name: 'offices.AssignPortfolio', data: assigned }, 'offices.PortfolioAssigned');
    given(past)
      .when({ name: 'offices.AssignPortfolio', data: { ...assigned, areas: ['personnel'] } })
      .then({ name: 'offices.PortfolioAssigned', data: { ...assigned, areas: ['personnel'] } });
    given(past)
      .when({ name: 'offices.AssignPortfolio', data: { ...assigned, documentNumber: '2024-7' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('ends in areas that were assigned', () => {
    const data = { personId: 'person-1', unitId: 'township-1', areas: ['funds'], on: '2025-01-01' };
    given().when({ name: 'offices.EndPortfolio', data }).thenRefuses('portfolio.unknown');
    accepts([past], { name: 'offices.EndPortfolio', data }, 'offices.PortfolioEnded');
    given(past)
      .when({ name: 'offices.EndPortfolio', data: { ...data, areas: ['funds', 'personnel'] } })
      .thenRefuses('portfolio.unknown', 'missing');
  });
});

describe('a body', () => {
  const body = {
    bodyId: 'committee',
    unitId: 'village-1',
    name: '村委会',
    kind: 'villagersCommittee',
    members: ['a', 'b', 'c'],
  };
  const defined: GivenFact = { name: 'offices.BodyDefined', data: body };
  const change = { bodyId: 'committee', effectiveFrom: '2026-01-01', joined: ['d'], left: ['a'] };

  it('is defined once', () => {
    accepts([], { name: 'offices.DefineBody', data: body }, 'offices.BodyDefined');
    given(defined)
      .when({ name: 'offices.DefineBody', data: { ...body, members: ['a'] } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('changes its members, also twice on one day', () => {
    given()
      .when({ name: 'offices.ChangeBodyMembership', data: change })
      .thenRefuses('body.unknown');
    accepts(
      [defined],
      { name: 'offices.ChangeBodyMembership', data: change },
      'offices.BodyMembershipChanged',
    );
    given(defined, { name: 'offices.BodyMembershipChanged', data: change })
      .when({ name: 'offices.ChangeBodyMembership', data: { ...change, joined: ['e'], left: [] } })
      .then({
        name: 'offices.BodyMembershipChanged',
        data: { ...change, joined: ['e'], left: [] },
      });
    given(defined, { name: 'offices.BodyMembershipChanged', data: change })
      .when({ name: 'offices.ChangeBodyMembership', data: { ...change, reason: '补选' } })
      .thenRefuses('fact.recorded_otherwise');
  });
});

describe('a post', () => {
  const post = { postId: 'secretary', unitId: 'village-1', title: '村支书' };
  const defined: GivenFact = { name: 'offices.PostDefined', data: post };
  const revision = { postId: 'secretary', effectiveFrom: '2026-01-01', powerCodes: ['V01'] };

  it('is defined once', () => {
    accepts([], { name: 'offices.DefinePost', data: post }, 'offices.PostDefined');
    given(defined)
      .when({ name: 'offices.DefinePost', data: { ...post, title: '主任' } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('has one revision for each day on which it takes effect', () => {
    given().when({ name: 'offices.RevisePost', data: revision }).thenRefuses('post.unknown');
    accepts([defined], { name: 'offices.RevisePost', data: revision }, 'offices.PostRevised');
    given(defined, { name: 'offices.PostRevised', data: revision })
      .when({ name: 'offices.RevisePost', data: { ...revision, powerCodes: ['V02'] } })
      .thenRefuses('fact.recorded_otherwise');
  });
});
