// Commands of `projects`: tenders, bids and awards; contracts from signing to settlement; suppliers.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { projectsEvents as events } from '../events/projects.js';
import { contractDecider, supplierDecider, tenderDecider } from './decider.js';

const contract = commandsOf('contract', 'contractId', contractDecider);
const supplier = commandsOf('supplier', 'supplierId', supplierDecider);
const tender = commandsOf('tender', 'tenderId', tenderDecider);

export const projectsCommands = {
  'projects.SignContract': contract(events['projects.ContractSigned']),
  'projects.VaryContract': contract(events['projects.ContractVaried']),
  'projects.AcceptWork': contract(events['projects.WorkAccepted']),
  'projects.LinkTender': contract(events['projects.ContractTendered']),
  'projects.CertifyProgress': contract(events['projects.ProgressCertified']),
  'projects.AuditSettlement': contract(events['projects.SettlementAudited']),
  'projects.EndContract': contract(events['projects.ContractEnded']),
  'projects.RegisterSupplier': supplier(events['projects.SupplierRegistered']),
  'projects.AnnounceTender': tender(events['projects.TenderAnnounced']),
  'projects.ReceiveBid': tender(events['projects.BidReceived']),
  'projects.OpenBids': tender(events['projects.BidsOpened']),
  'projects.RejectBid': tender(events['projects.BidRejected']),
  'projects.FailTender': tender(events['projects.TenderFailed']),
  'projects.PostAward': tender(events['projects.AwardPosted']),
  'projects.CancelAward': tender(events['projects.AwardCancelled']),
} satisfies CommandDefinitions;
