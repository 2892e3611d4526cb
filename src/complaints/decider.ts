// Decisions of `complaints`: one statement a command, one decider a kind of stream.
// An answer that comes too late, or from the accused himself, is recorded; the rules judge it.
import type { ComplaintsEvent } from '../events/complaints.js';
import { named } from '../kernel/facts.js';
import { deciderOf } from '../kernel/statements.js';

const publication = named('publication', '渠道公布', 'publication of the channel');
const scan = named('scan', '意见簿扫描', 'scan of the opinion book');
const complaint = named('complaint', '投诉', 'complaint');
const routing = named('routing', '分流', 'routing');
const acceptance = named('acceptance', '受理', 'acceptance');
const declination = named('declination', '不予受理', 'declination');
const extension = named('extension', '延期', 'extension');
const investigation = named('investigation', '调查', 'investigation');
const answer = named('answer', '答复', 'answer');
const review = named('review', '复查复核申请', 'request for review');
const reviewDecision = named('reviewDecision', '复查复核决定', 'decision of the review');
const escalation = named('escalation', '提级', 'escalation');
const closing = named('closing', '办结', 'closing');
const reading = named('reading', '查阅', 'reading');

export const channelDecider = deciderOf<ComplaintsEvent>({
  'complaints.PublishChannel': {
    records: 'complaints.ChannelPublished',
    key: ({ publicationId }) => publication(publicationId),
  },
});

export const opinionBookDecider = deciderOf<ComplaintsEvent>({
  'complaints.ScanOpinionBook': {
    records: 'complaints.OpinionBookScanned',
    key: ({ scanId }) => scan(scanId),
  },
});

export const complaintDecider = deciderOf<ComplaintsEvent>({
  'complaints.RegisterComplaint': {
    records: 'complaints.ComplaintRegistered',
    key: ({ complaintId }) => complaint(complaintId),
  },
  'complaints.RouteComplaint': {
    records: 'complaints.ComplaintRouted',
    key: ({ routingId }) => routing(routingId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.AcceptComplaint': {
    records: 'complaints.ComplaintAccepted',
    key: ({ acceptanceId }) => acceptance(acceptanceId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.DeclineComplaint': {
    records: 'complaints.ComplaintDeclined',
    key: ({ complaintId }) => declination(complaintId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.GrantExtension': {
    records: 'complaints.ExtensionGranted',
    key: ({ extensionId }) => extension(extensionId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.RecordInvestigation': {
    records: 'complaints.InvestigationDone',
    key: ({ investigationId }) => investigation(investigationId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.AnswerComplaint': {
    records: 'complaints.ComplaintAnswered',
    key: ({ answerId }) => answer(answerId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.RequestReview': {
    records: 'complaints.ReviewRequested',
    key: ({ reviewId }) => review(reviewId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.DecideReview': {
    records: 'complaints.ReviewDecided',
    key: ({ reviewId }) => reviewDecision(reviewId),
    needs: ({ reviewId }) => [review(reviewId)],
  },
  'complaints.EscalateComplaint': {
    records: 'complaints.ComplaintEscalated',
    key: ({ escalationId }) => escalation(escalationId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.CloseComplaint': {
    records: 'complaints.ComplaintClosed',
    key: ({ complaintId }) => closing(complaintId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
  'complaints.RecordReading': {
    records: 'complaints.ComplaintRead',
    key: ({ readId }) => reading(readId),
    needs: ({ complaintId }) => [complaint(complaintId)],
  },
});
