// Every event definition of the program, found as src/events/index.ts finds them.
import type { EventDefinitions } from '../../src/events/catalogue.js';
import { accountabilityEvents } from '../../src/events/accountability.js';
import { assetsEvents } from '../../src/events/assets.js';
import { auditsEvents } from '../../src/events/audits.js';
import { complaintsEvents } from '../../src/events/complaints.js';
import { disclosureEvents } from '../../src/events/disclosure.js';
import { documentsEvents } from '../../src/events/documents.js';
import { fundsEvents } from '../../src/events/funds.js';
import { leadsEvents } from '../../src/events/leads.js';
import { matterEvents } from '../../src/events/matters.js';
import { officesEvents } from '../../src/events/offices.js';
import { powersEvents } from '../../src/events/powers.js';
import { projectsEvents } from '../../src/events/projects.js';
import { ratingsEvents } from '../../src/events/ratings.js';
import { risksEvents } from '../../src/events/risks.js';
import { servicesEvents } from '../../src/events/services.js';
import { supervisionEvents } from '../../src/events/supervision.js';
import { rulesEvents } from '../../src/events/rules.js';

/** A test compares the names with the catalogue's, so that none is forgotten here. */
export const definitions: EventDefinitions = {
  ...accountabilityEvents,
  ...assetsEvents,
  ...auditsEvents,
  ...complaintsEvents,
  ...disclosureEvents,
  ...documentsEvents,
  ...fundsEvents,
  ...leadsEvents,
  ...matterEvents,
  ...officesEvents,
  ...powersEvents,
  ...projectsEvents,
  ...ratingsEvents,
  ...risksEvents,
  ...servicesEvents,
  ...supervisionEvents,
  ...rulesEvents,
};
