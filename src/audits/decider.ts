// Decisions of `audits`: one statement a command, one decider a kind of stream.
// A clock that was missed or a team of one is recorded; the rules judge it. A report has one content under one number.
import type { AuditsEvent } from '../events/audits.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const audit = named('audit', '审计', 'audit');
const trigger = named('trigger', '审计触发', 'trigger of the audit');
const commission = named('commission', '审计委托', 'commission');
const teamChange = named('teamChange', '审计组变动', 'change of the team');
const recusal = named('recusal', '回避声明', 'declaration of recusal');
const auditNotice = named('auditNotice', '审计通知书', 'audit notice');
const announcement = named('announcement', '审前公告', 'announcement');
const question = named('question', '群众问题', 'question');
const snapshot = named('snapshot', '证据固定', 'evidence snapshot');
const materialRequest = named('materialRequest', '调取资料', 'request for material');
const fieldwork = named('fieldwork', '现场审计', 'fieldwork');
const sample = named('sample', '抽样', 'sample');
const workingPaper = named('workingPaper', '审计底稿', 'working paper');
const paperSignature = named('paperSignature', '底稿签字', 'signature of the working paper');
const finding = named('finding', '审计发现', 'finding');
const findingDecision = named('findingDecision', '发现认定', 'decision on the finding');
const draft = named('draft', '征求意见稿', 'draft report');
const feedback = named('feedback', '反馈意见', 'feedback');
const feedbackAnswer = named('feedbackAnswer', '采纳情况', 'answer to the feedback');
const reportReview = named('reportReview', '审计复核', 'review of the report');
const reportNumber = named('reportNumber', '报告文号', 'number of the report');
const report = named('report', '审计报告', 'audit report');
const posting = named('posting', '结论公示', 'posting of the conclusion');
const objection = named('objection', '异议', 'objection');
const resolution = named('resolution', '异议答复', 'resolution of the objection');
const order = named('order', '整改通知', 'rectification order');
const rectification = named('rectification', '整改报告', 'report of rectification');
const rectificationAcceptance = named(
  'rectificationAcceptance',
  '整改验收',
  'acceptance of the rectification',
);
const transfer = named('transfer', '移送', 'transfer');
const filing = named('filing', '归档', 'filing');

export const auditDecider = deciderOf<AuditsEvent>({
  'audits.TriggerDeparture': {
    records: 'audits.DepartureTriggered',
    key: ({ auditId }) => trigger(auditId),
    alsoNamed: ({ auditId }) => [audit(auditId)],
  },
  'audits.CommissionAudit': {
    records: 'audits.AuditCommissioned',
    key: ({ auditId }) => commission(auditId),
    alsoNamed: ({ auditId }) => [audit(auditId)],
  },
  'audits.ChangeTeam': {
    records: 'audits.TeamChanged',
    key: ({ changeId }) => teamChange(changeId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.DeclareRecusal': {
    records: 'audits.RecusalDeclared',
    key: ({ personId }) => recusal(personId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.ServeNotice': {
    records: 'audits.AuditNoticeServed',
    key: ({ noticeId }) => auditNotice(noticeId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.AnnounceAudit': {
    records: 'audits.AuditAnnounced',
    key: ({ announcementId }) => announcement(announcementId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.ReceiveQuestion': {
    records: 'audits.QuestionReceived',
    key: ({ questionId }) => question(questionId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.TakeSnapshot': {
    records: 'audits.EvidenceSnapshotTaken',
    key: ({ snapshotId }) => snapshot(snapshotId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.RequestMaterial': {
    records: 'audits.MaterialRequested',
    key: ({ requestId }) => materialRequest(requestId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.ProvideMaterial': {
    records: 'audits.MaterialProvided',
    needs: ({ requestId }) => [materialRequest(requestId)],
  },
  'audits.RecordFieldwork': {
    records: 'audits.FieldworkDone',
    key: ({ fieldworkId }) => fieldwork(fieldworkId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.DrawSample': {
    records: 'audits.SampleDrawn',
    key: ({ sampleId }) => sample(sampleId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.FileWorkingPaper': {
    records: 'audits.WorkingPaperFiled',
    key: ({ paperId }) => workingPaper(paperId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.SignWorkingPaper': {
    records: 'audits.WorkingPaperSigned',
    key: ({ paperId, role }) => paperSignature(paperId, role),
    needs: ({ paperId }) => [workingPaper(paperId)],
  },
  'audits.RaiseFinding': {
    records: 'audits.FindingRaised',
    key: ({ findingId }) => finding(findingId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.ConfirmFinding': {
    records: 'audits.FindingConfirmed',
    key: ({ decisionId }) => findingDecision(decisionId),
    needs: ({ findingId }) => [finding(findingId)],
  },
  'audits.DismissFinding': {
    records: 'audits.FindingDismissed',
    key: ({ decisionId }) => findingDecision(decisionId),
    needs: ({ findingId }) => [finding(findingId)],
  },
  'audits.IssueDraft': {
    records: 'audits.DraftReportIssued',
    key: ({ draftId }) => draft(draftId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.ReceiveFeedback': {
    records: 'audits.FeedbackReceived',
    key: ({ feedbackId }) => feedback(feedbackId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.AnswerFeedback': {
    records: 'audits.FeedbackAnswered',
    key: ({ feedbackId }) => feedbackAnswer(feedbackId),
    needs: ({ feedbackId }) => [feedback(feedbackId)],
  },
  'audits.ReviewReport': {
    records: 'audits.ReportReviewed',
    key: ({ reviewId }) => reportReview(reviewId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.NumberReport': {
    records: 'audits.ReportNumbered',
    key: ({ number }) => reportNumber(number),
    agreesIn: dataAlone,
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.IssueReport': {
    records: 'audits.ReportIssued',
    key: ({ version, number }) => report(version, number),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.PostConclusion': {
    records: 'audits.ConclusionPosted',
    key: ({ postingId }) => posting(postingId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.LodgeObjection': {
    records: 'audits.ObjectionLodged',
    key: ({ objectionId }) => objection(objectionId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.ResolveObjection': {
    records: 'audits.ObjectionResolved',
    key: ({ objectionId }) => resolution(objectionId),
    needs: ({ objectionId }) => [objection(objectionId)],
  },
  'audits.OrderRectification': {
    records: 'audits.RectificationOrdered',
    key: ({ orderId }) => order(orderId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.ReportRectification': {
    records: 'audits.RectificationReported',
    key: ({ reportId }) => rectification(reportId),
    needs: ({ findingId }) => [finding(findingId)],
  },
  'audits.AcceptRectification': {
    records: 'audits.RectificationAccepted',
    key: ({ acceptanceId }) => rectificationAcceptance(acceptanceId),
    needs: ({ findingId }) => [finding(findingId)],
  },
  'audits.TransferCase': {
    records: 'audits.CaseTransferred',
    key: ({ transferId }) => transfer(transferId),
    needs: ({ auditId }) => [audit(auditId)],
  },
  'audits.FileAudit': {
    records: 'audits.AuditFiled',
    key: ({ auditId }) => filing(auditId),
    needs: ({ auditId }) => [audit(auditId)],
  },
});
