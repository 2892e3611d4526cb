// Which events a lead rests on: they have to be events of this ledger.
import { latestSchema } from '../events/catalogue.js';
import { leadsEvents as events } from '../events/leads.js';

const raised = latestSchema(events['leads.LeadRaised']);

export const leadsCitations = {
  'leads.RaiseLead': (data: unknown) => raised.parse(data).events,
};
