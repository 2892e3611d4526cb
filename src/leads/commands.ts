// Commands of `leads`: what people do with a lead: take it up, assign, explain, confirm or dismiss it.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { leadsEvents as events } from '../events/leads.js';
import { leadDecider } from './decider.js';

const lead = commandsOf('lead', 'leadId', leadDecider);

export const leadsCommands = {
  'leads.RaiseLead': lead(events['leads.LeadRaised']),
  'leads.AssignLead': lead(events['leads.LeadAssigned']),
  'leads.ExplainLead': lead(events['leads.LeadExplained']),
  'leads.ConfirmLead': lead(events['leads.LeadConfirmed']),
  'leads.DismissLead': lead(events['leads.LeadDismissed']),
} satisfies CommandDefinitions;
