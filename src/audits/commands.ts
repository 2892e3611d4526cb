// Commands of `audits`: one departure or term audit from trigger to filing.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { auditsEvents as events } from '../events/audits.js';
import { auditDecider } from './decider.js';

const audit = commandsOf('audit', 'auditId', auditDecider);

export const auditsCommands = {
  'audits.TriggerDeparture': audit(events['audits.DepartureTriggered']),
  'audits.CommissionAudit': audit(events['audits.AuditCommissioned']),
  'audits.ChangeTeam': audit(events['audits.TeamChanged']),
  'audits.DeclareRecusal': audit(events['audits.RecusalDeclared']),
  'audits.ServeNotice': audit(events['audits.AuditNoticeServed']),
  'audits.AnnounceAudit': audit(events['audits.AuditAnnounced']),
  'audits.ReceiveQuestion': audit(events['audits.QuestionReceived']),
  'audits.TakeSnapshot': audit(events['audits.EvidenceSnapshotTaken']),
  'audits.RequestMaterial': audit(events['audits.MaterialRequested']),
  'audits.ProvideMaterial': audit(events['audits.MaterialProvided']),
  'audits.RecordFieldwork': audit(events['audits.FieldworkDone']),
  'audits.DrawSample': audit(events['audits.SampleDrawn']),
  'audits.FileWorkingPaper': audit(events['audits.WorkingPaperFiled']),
  'audits.SignWorkingPaper': audit(events['audits.WorkingPaperSigned']),
  'audits.RaiseFinding': audit(events['audits.FindingRaised']),
  'audits.ConfirmFinding': audit(events['audits.FindingConfirmed']),
  'audits.DismissFinding': audit(events['audits.FindingDismissed']),
  'audits.IssueDraft': audit(events['audits.DraftReportIssued']),
  'audits.ReceiveFeedback': audit(events['audits.FeedbackReceived']),
  'audits.AnswerFeedback': audit(events['audits.FeedbackAnswered']),
  'audits.ReviewReport': audit(events['audits.ReportReviewed']),
  'audits.NumberReport': audit(events['audits.ReportNumbered']),
  'audits.IssueReport': audit(events['audits.ReportIssued']),
  'audits.PostConclusion': audit(events['audits.ConclusionPosted']),
  'audits.LodgeObjection': audit(events['audits.ObjectionLodged']),
  'audits.ResolveObjection': audit(events['audits.ObjectionResolved']),
  'audits.OrderRectification': audit(events['audits.RectificationOrdered']),
  'audits.ReportRectification': audit(events['audits.RectificationReported']),
  'audits.AcceptRectification': audit(events['audits.RectificationAccepted']),
  'audits.TransferCase': audit(events['audits.CaseTransferred']),
  'audits.FileAudit': audit(events['audits.AuditFiled']),
} satisfies CommandDefinitions;
