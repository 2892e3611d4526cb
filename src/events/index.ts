// Every event of this program, in one union and one catalogue.
import { buildCatalogue } from './catalogue.js';
import { accountabilityEvents, type AccountabilityEvent } from './accountability.js';
import { assetsEvents, type AssetsEvent } from './assets.js';
import { auditsEvents, type AuditsEvent } from './audits.js';
import { complaintsEvents, type ComplaintsEvent } from './complaints.js';
import { disclosureEvents, type DisclosureEvent } from './disclosure.js';
import { documentsEvents, type DocumentsEvent } from './documents.js';
import type { RecordedEvent } from './envelope.js';
import { fundsEvents, type FundsEvent } from './funds.js';
import { leadsEvents, type LeadsEvent } from './leads.js';
import { matterEvents, type MatterEvent } from './matters.js';
import { officesEvents, type OfficesEvent } from './offices.js';
import { powersEvents, type PowersEvent } from './powers.js';
import { projectsEvents, type ProjectsEvent } from './projects.js';
import { ratingsEvents, type RatingsEvent } from './ratings.js';
import { risksEvents, type RisksEvent } from './risks.js';
import { rulesEvents, type RulesEvent } from './rules.js';
import { servicesEvents, type ServicesEvent } from './services.js';
import { supervisionEvents, type SupervisionEvent } from './supervision.js';

export const catalogue = buildCatalogue(
  officesEvents,
  powersEvents,
  matterEvents,
  fundsEvents,
  projectsEvents,
  assetsEvents,
  disclosureEvents,
  servicesEvents,
  ratingsEvents,
  complaintsEvents,
  supervisionEvents,
  risksEvents,
  leadsEvents,
  auditsEvents,
  accountabilityEvents,
  documentsEvents,
  rulesEvents,
);

/** Any fact that this program knows. */
export type LedgerFact =
  | OfficesEvent
  | PowersEvent
  | MatterEvent
  | FundsEvent
  | ProjectsEvent
  | AssetsEvent
  | DisclosureEvent
  | ServicesEvent
  | RatingsEvent
  | ComplaintsEvent
  | SupervisionEvent
  | RisksEvent
  | LeadsEvent
  | AuditsEvent
  | AccountabilityEvent
  | DocumentsEvent
  | RulesEvent;

export type EventName = LedgerFact['name'];

/** A recorded event whose `name` tells the shape of its `data`. */
export type LedgerEvent = {
  [N in EventName]: RecordedEvent<N, Extract<LedgerFact, { name: N }>['data']>;
}[EventName];

const known: ReadonlySet<string> = new Set(catalogue.names);

/** True for an event of a type this program knows; the codec has parsed its data. */
export function isLedgerEvent(event: RecordedEvent): event is LedgerEvent {
  return known.has(event.name);
}
