// Commands of `ratings`: open a session, issue sheets, tally and publish them.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { ratingsEvents as events } from '../events/ratings.js';
import { ratingDecider } from './decider.js';

const rating = commandsOf('rating', 'sessionId', ratingDecider);

export const ratingsCommands = {
  'ratings.OpenSession': rating(events['ratings.SessionOpened']),
  'ratings.IssueSheets': rating(events['ratings.SheetsIssued']),
  'ratings.TallyRating': rating(events['ratings.RatingTallied']),
  'ratings.PublishRating': rating(events['ratings.RatingPublished']),
} satisfies CommandDefinitions;
