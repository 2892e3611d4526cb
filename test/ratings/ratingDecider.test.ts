import { describe, it } from '@jest/globals';
import { accepts, given, type GivenFact } from '../spec/givenDecider.js';

const sessionId = 's1';
const session = {
  sessionId,
  year: 2026,
  objects: [{ objectId: 'person-1', kind: 'person' }],
  dimensions: ['履行职责', '廉洁自律', '工作效果'],
};
const opened: GivenFact = { name: 'ratings.SessionOpened', data: session };
const sheets = { sessionId, raterGroup: 'partyMembers', invited: 50, issued: 40 };
const counts = { excellent: 10, competent: 20, basicallyCompetent: 5, incompetent: 3, abstain: 2 };
const tally = {
  sessionId,
  objectId: 'person-1',
  dimension: '廉洁自律',
  raterGroup: 'partyMembers',
  returned: 40,
  counts,
};

describe('a rating session', () => {
  it('is opened once', () => {
    accepts([], { name: 'ratings.OpenSession', data: session }, 'ratings.SessionOpened');
    given(opened)
      .when({ name: 'ratings.OpenSession', data: { ...session, year: 2025 } })
      .thenRefuses('fact.recorded_otherwise', 'refused');
  });

  it('is opened before sheets are issued, tallied and published', () => {
    for (const [name, data] of [
      ['ratings.IssueSheets', sheets],
      ['ratings.TallyRating', tally],
      ['ratings.PublishRating', { sessionId, places: ['公开栏'] }],
    ] as const)
      given().when({ name, data }).thenRefuses('session.unknown', 'missing');
  });

  it('issues sheets to each group of raters once', () => {
    accepts([opened], { name: 'ratings.IssueSheets', data: sheets }, 'ratings.SheetsIssued');
    given(opened, { name: 'ratings.SheetsIssued', data: sheets })
      .when({ name: 'ratings.IssueSheets', data: { ...sheets, issued: 41 } })
      .thenRefuses('fact.recorded_otherwise');
    const others = { ...sheets, raterGroup: 'massRepresentatives' };
    given(opened, { name: 'ratings.SheetsIssued', data: sheets })
      .when({ name: 'ratings.IssueSheets', data: others })
      .then({ name: 'ratings.SheetsIssued', data: others });
  });

  it('has one tally for each object, dimension and group', () => {
    accepts([opened], { name: 'ratings.TallyRating', data: tally }, 'ratings.RatingTallied');
    given(opened, { name: 'ratings.RatingTallied', data: tally })
      .when({ name: 'ratings.TallyRating', data: { ...tally, returned: 39 } })
      .thenRefuses('fact.recorded_otherwise');
    const other = { ...tally, dimension: '工作效果' };
    given(opened, { name: 'ratings.RatingTallied', data: tally })
      .when({ name: 'ratings.TallyRating', data: other })
      .then({ name: 'ratings.RatingTallied', data: other });
  });

  it('records more sheets returned than issued, and an object that was not announced', () => {
    const data = { ...tally, objectId: 'person-7', returned: 4000 };
    given(opened, { name: 'ratings.SheetsIssued', data: sheets })
      .when({ name: 'ratings.TallyRating', data })
      .then({ name: 'ratings.RatingTallied', data });
  });

  it('is published as often as it is published', () => {
    const data = { sessionId, places: ['公开栏'] };
    accepts([opened], { name: 'ratings.PublishRating', data }, 'ratings.RatingPublished');
    given(opened, { name: 'ratings.RatingPublished', data })
      .when({ name: 'ratings.PublishRating', data, time: '2026-06-01T09:00:00+08:00' })
      .then({ name: 'ratings.RatingPublished', data });
  });
});
