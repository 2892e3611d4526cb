// Decisions of `ratings`. More sheets returned than issued, or an object that was not announced, is recorded;
// the rules judge it. Sheets are anonymous: only tallies ever arrive here.
import type { RatingsEvent } from '../events/ratings.js';
import { named } from '../kernel/facts.js';
import { deciderOf } from '../kernel/statements.js';

const session = named('session', '评议', 'rating session');
const sheets = named('sheets', '发出的评议表', 'issue of sheets');
const tally = named('tally', '评议计票', 'tally');

export const ratingDecider = deciderOf<RatingsEvent>({
  'ratings.OpenSession': {
    records: 'ratings.SessionOpened',
    key: ({ sessionId }) => session(sessionId),
  },
  'ratings.IssueSheets': {
    records: 'ratings.SheetsIssued',
    key: ({ raterGroup }) => sheets(raterGroup),
    needs: ({ sessionId }) => [session(sessionId)],
  },
  'ratings.TallyRating': {
    records: 'ratings.RatingTallied',
    key: ({ objectId, raterGroup, dimension }) => tally(objectId, raterGroup, dimension),
    needs: ({ sessionId }) => [session(sessionId)],
  },
  // A result may be published more than once, here and there.
  'ratings.PublishRating': {
    records: 'ratings.RatingPublished',
    needs: ({ sessionId }) => [session(sessionId)],
  },
});
