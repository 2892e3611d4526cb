// Decisions of `leads`: one statement a command, one decider a kind of stream.
// A lead is decided once by each decision; both confirming and dismissing is recorded, and the later decision counts.
import type { LeadsEvent } from '../events/leads.js';
import { named } from '../kernel/facts.js';
import { deciderOf } from '../kernel/statements.js';

const lead = named('lead', '疑点', 'lead', {
  zh: '清单上的疑点须先立为待核疑点（sunledger leads raise，或命令 leads.RaiseLead），再分派、说明或处置',
  en: 'a lead of the list is taken up first (sunledger leads raise, or the command leads.RaiseLead), then assigned, explained or decided',
});
const assignment = named('assignment', '分派', 'assignment');
const explanation = named('explanation', '说明', 'explanation');
const decision = named('decision', '处置', 'decision');

export const leadDecider = deciderOf<LeadsEvent>({
  'leads.RaiseLead': {
    records: 'leads.LeadRaised',
    key: ({ leadId }) => lead(leadId),
  },
  'leads.AssignLead': {
    records: 'leads.LeadAssigned',
    key: ({ assignmentId }) => assignment(assignmentId),
    needs: ({ leadId }) => [lead(leadId)],
  },
  'leads.ExplainLead': {
    records: 'leads.LeadExplained',
    key: ({ explanationId }) => explanation(explanationId),
    needs: ({ leadId }) => [lead(leadId)],
  },
  'leads.ConfirmLead': {
    records: 'leads.LeadConfirmed',
    key: ({ decisionId }) => decision(decisionId),
    needs: ({ leadId }) => [lead(leadId)],
  },
  'leads.DismissLead': {
    records: 'leads.LeadDismissed',
    key: ({ decisionId }) => decision(decisionId),
    needs: ({ leadId }) => [lead(leadId)],
  },
});
