// Every event definition of the program, found as src/events/index.ts finds them.
import type { EventDefinitions } from '../../src/events/catalogue.js';
import { documentsEvents } from '../../src/events/documents.js';
import { fundsEvents } from '../../src/events/funds.js';
import { matterEvents } from '../../src/events/matters.js';
import { officesEvents } from '../../src/events/offices.js';
import { powersEvents } from '../../src/events/powers.js';
import { projectsEvents } from '../../src/events/projects.js';
import { ratingsEvents } from '../../src/events/ratings.js';
import { rulesEvents } from '../../src/events/rules.js';

/** A test compares the names with the catalogue's, so that none is forgotten here. */
export const definitions: EventDefinitions = {
  ...documentsEvents,
  ...fundsEvents,
  ...matterEvents,
  ...officesEvents,
  ...powersEvents,
  ...projectsEvents,
  ...ratingsEvents,
  ...rulesEvents,
};
