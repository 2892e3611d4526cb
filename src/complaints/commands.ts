// Commands of `complaints`: channels, opinion books, and one complaint from receipt to closing.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { complaintsEvents as events } from '../events/complaints.js';
import { channelDecider, complaintDecider, opinionBookDecider } from './decider.js';

const channel = commandsOf('channel', 'channelId', channelDecider);
const opinionBook = commandsOf('opinionbook', 'bookId', opinionBookDecider);
const complaint = commandsOf('complaint', 'complaintId', complaintDecider);

export const complaintsCommands = {
  'complaints.PublishChannel': channel(events['complaints.ChannelPublished']),
  'complaints.ScanOpinionBook': opinionBook(events['complaints.OpinionBookScanned']),
  'complaints.RegisterComplaint': complaint(events['complaints.ComplaintRegistered']),
  'complaints.RouteComplaint': complaint(events['complaints.ComplaintRouted']),
  'complaints.AcceptComplaint': complaint(events['complaints.ComplaintAccepted']),
  'complaints.DeclineComplaint': complaint(events['complaints.ComplaintDeclined']),
  'complaints.GrantExtension': complaint(events['complaints.ExtensionGranted']),
  'complaints.RecordInvestigation': complaint(events['complaints.InvestigationDone']),
  'complaints.AnswerComplaint': complaint(events['complaints.ComplaintAnswered']),
  'complaints.RequestReview': complaint(events['complaints.ReviewRequested']),
  'complaints.DecideReview': complaint(events['complaints.ReviewDecided']),
  'complaints.EscalateComplaint': complaint(events['complaints.ComplaintEscalated']),
  'complaints.CloseComplaint': complaint(events['complaints.ComplaintClosed']),
  'complaints.RecordReading': complaint(events['complaints.ComplaintRead']),
} satisfies CommandDefinitions;
