// What each command needs before it: on an empty stream a fact is recorded, or refused for want of the thing it names.
import { describe, expect, it } from '@jest/globals';
import { allCommands, type CommandName } from '../../src/commands/registry.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import { sampleOf } from '../events/sample.js';
import { usual } from '../spec/givenDecider.js';

/** The code of the refusal on an empty stream; `recorded` when there is none. */
function answerTo(name: CommandName): string {
  const { decider, schema } = allCommands[name];
  const command = { name, data: schema.parse(sampleOf(schema)), circumstances: usual };
  try {
    return decider.decide(command, decider.initialState).length === 1 ? 'recorded' : 'nothing';
  } catch (error) {
    if (isLedgerError(error)) return error.code;
    throw error;
  }
}

const answers = (capability: string): Readonly<Record<string, readonly string[]>> => {
  const byAnswer: Record<string, string[]> = {};
  for (const name of Object.keys(allCommands) as CommandName[])
    if (name.startsWith(`${capability}.`))
      (byAnswer[answerTo(name)] ??= []).push(name.slice(capability.length + 1));
  return byAnswer;
};

const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  offices: {
    recorded: [
      'RegisterUnit',
      'RegisterPerson',
      'DeclareKinship',
      'HoldOffice',
      'AssignPortfolio',
      'Appoint',
      'CompleteHandover',
      'RecordDeath',
      'DeclareInterest',
      'CallElection',
      'RecordElection',
      'DefineBody',
      'DefinePost',
    ],
    'unit.unknown': ['DissolveUnit', 'CountHouseholds'],
    'term.unknown': ['EndOffice'],
    'portfolio.unknown': ['EndPortfolio'],
    'body.unknown': ['ChangeBodyMembership'],
    'post.unknown': ['RevisePost'],
  },
  powers: {
    recorded: ['PublishPowerItem', 'PublishPolicyDocument', 'IssueHandbook'],
    'power.unknown': ['RetirePowerItem'],
    'policyDocument.unknown': ['RepealPolicyDocument', 'LinkClause'],
  },
  matters: {
    recorded: ['OpenMatter'],
    'matter.unknown': [
      'TakeStep',
      'RecordPreStudy',
      'RecordPreConsultation',
      'NotifyAgenda',
      'RecordInstruction',
      'OpenMeeting',
      'DeclareRecusal',
      'TallyBallot',
      'RuleResult',
      'ReviewLegality',
      'PublishDecision',
      'ReportImplementation',
      'CloseMatter',
    ],
    'meeting.unknown': ['StatePosition', 'RecordDissent', 'SignMinutes', 'EnterMinutes'],
    'event.unknown': ['CorrectMatter'],
  },
  funds: {
    recorded: [
      'SetBudgetLine',
      'OpenAccount',
      'ReceiveIncome',
      'RequestPayment',
      'MakePayment',
      'RecordBankLine',
      'CountCash',
      'IssueReceipt',
      'ReceiveSpecialFund',
      'RecordReceivable',
      'IncurDebt',
      'GiveGuarantee',
      'ListDistribution',
    ],
    'payment.unknown': ['ApprovePayment', 'AttachVoucher', 'ReversePayment'],
    'bankLine.unknown': ['MatchBankLine'],
    'receivable.unknown': ['SettleReceivable', 'IssueDunning'],
    'debt.unknown': ['SettleDebt'],
    'guarantee.unknown': ['ReleaseGuarantee'],
  },
  projects: {
    recorded: [
      'SignContract',
      'RegisterSupplier',
      'AnnounceTender',
      'ReceiveBid',
      'OpenBids',
      'FailTender',
      'PostAward',
    ],
    'contract.unknown': [
      'VaryContract',
      'AcceptWork',
      'LinkTender',
      'CertifyProgress',
      'AuditSettlement',
      'EndContract',
    ],
    'bid.unknown': ['RejectBid'],
    'award.unknown': ['CancelAward'],
  },
  assets: {
    recorded: ['RegisterAsset', 'FileAppraisal', 'DisposeAsset', 'RecordStocktake', 'SignLease'],
    'lease.unknown': ['RenewLease', 'EndLease', 'StateRentDue', 'ReceiveRent'],
  },
  disclosure: {
    recorded: ['RegisterPlace', 'PublishPolicyCard', 'PostNotice', 'PostDutyBoard'],
    'policy.unknown': ['RemovePolicyCard'],
    'notice.unknown': ['CheckNotice', 'RemoveNotice', 'RaiseObjection'],
    'objection.unknown': ['AnswerObjection'],
    'posting.unknown': ['RemoveDutyBoard'],
  },
  services: {
    recorded: ['ReceiveApplication', 'RosterDuty'],
    'application.unknown': [
      'RequestCorrection',
      'SupplyMaterials',
      'AcceptApplication',
      'RejectApplication',
      'RegisterRelative',
      'RecordAgent',
      'RecordHomeVisit',
      'RecordPeerReview',
      'ReturnDataCheck',
      'GiveReviewOpinion',
      'Approve',
      'Refuse',
      'DeliverDecision',
      'PayBenefit',
      'StopBenefit',
      'ReviewBenefit',
      'RateService',
    ],
  },
  ratings: {
    recorded: ['OpenSession'],
    'session.unknown': ['IssueSheets', 'TallyRating', 'PublishRating'],
  },
  complaints: {
    recorded: ['PublishChannel', 'ScanOpinionBook', 'RegisterComplaint'],
    'complaint.unknown': [
      'RouteComplaint',
      'AcceptComplaint',
      'DeclineComplaint',
      'GrantExtension',
      'RecordInvestigation',
      'AnswerComplaint',
      'RequestReview',
      'EscalateComplaint',
      'CloseComplaint',
      'RecordReading',
    ],
    'review.unknown': ['DecideReview'],
  },
  supervision: {
    recorded: [
      'FormTeam',
      'MakeSuggestion',
      'SetAssessmentPlan',
      'RecordInspection',
      'RecordProblem',
      'SetAnnualTarget',
      'FixAnnualPlan',
      'OpenSurvey',
      'CollectOpinion',
      'DeliverTripleReport',
    ],
    'team.unknown': ['ChangeTeam', 'PlanActivity', 'HoldActivity'],
    'suggestion.unknown': ['AnswerSuggestion'],
    'problem.unknown': ['OrderRectification', 'CloseProblem'],
    'target.unknown': ['ReportTarget'],
    'survey.unknown': ['ReceiveResponse', 'TallyResponses', 'CloseSurvey'],
    'opinion.unknown': ['AdoptOpinion', 'DeclineOpinion', 'ReportOpinion'],
    'tripleReport.unknown': ['AttachFactSheet'],
  },
  risks: {
    recorded: [
      'IdentifyRisk',
      'GradeRisk',
      'SetControl',
      'ReviewControl',
      'RecordMaterialisation',
      'ProposeRegrade',
      'RetireRisk',
    ],
  },
  leads: {
    recorded: ['RaiseLead'],
    'lead.unknown': ['AssignLead', 'ExplainLead', 'ConfirmLead', 'DismissLead'],
  },
  audits: {
    recorded: ['TriggerDeparture', 'CommissionAudit'],
    'audit.unknown': [
      'ChangeTeam',
      'DeclareRecusal',
      'ServeNotice',
      'AnnounceAudit',
      'ReceiveQuestion',
      'TakeSnapshot',
      'RequestMaterial',
      'RecordFieldwork',
      'DrawSample',
      'FileWorkingPaper',
      'RaiseFinding',
      'IssueDraft',
      'ReceiveFeedback',
      'ReviewReport',
      'NumberReport',
      'IssueReport',
      'PostConclusion',
      'LodgeObjection',
      'OrderRectification',
      'TransferCase',
      'FileAudit',
    ],
    'materialRequest.unknown': ['ProvideMaterial'],
    'workingPaper.unknown': ['SignWorkingPaper'],
    'finding.unknown': [
      'ConfirmFinding',
      'DismissFinding',
      'ReportRectification',
      'AcceptRectification',
    ],
    'feedback.unknown': ['AnswerFeedback'],
    'objection.unknown': ['ResolveObjection'],
  },
  accountability: {
    recorded: [
      'ConfirmViolation',
      'RebutViolation',
      'RectifyViolation',
      'IssueWarning',
      'RecordVeto',
      'TakeMeasure',
      'AdoptScheme',
      'CompleteIndexRun',
      'LodgeIndexObjection',
      'AdjustIndex',
    ],
    'warning.unknown': ['CloseWarning'],
    'objection.unknown': ['ResolveIndexObjection'],
  },
  documents: {
    recorded: ['StoreDocument'],
    'document.unknown': ['LinkEvidence', 'DisposeDocument'],
  },
};

describe('on an empty stream a command of', () => {
  it.each(Object.entries(EXPECTED))(
    '%s is recorded or refused as listed',
    (capability, expected) => {
      expect(answers(capability)).toEqual(expected);
    },
  );
});
