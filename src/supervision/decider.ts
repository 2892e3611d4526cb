// Decisions of `supervision`: one statement a command, one decider a kind of stream.
// A team without a sector, a survey with too few answers or a report without text is recorded; the rules judge it.
import type { SupervisionEvent } from '../events/supervision.js';
import { named } from '../kernel/facts.js';
import { deciderOf } from '../kernel/statements.js';

const team = named('team', '监督小组', 'supervision team');
const teamChange = named('teamChange', '小组变动', 'change of the team');
const plannedActivity = named('plannedActivity', '计划活动', 'planned activity');
const activity = named('activity', '监督活动', 'activity');
const suggestion = named('suggestion', '监督建议', 'suggestion');
const answer = named('answer', '答复', 'answer');
const assessmentPlan = named('assessmentPlan', '考核计划', 'assessment plan');
const inspection = named('inspection', '督查', 'inspection');
const problem = named('problem', '问题', 'problem');
const order = named('order', '整改通知', 'rectification order');
const closure = named('closure', '销号', 'closure');
const target = named('target', '年度目标', 'annual target');
const targetReport = named('targetReport', '目标完成报告', 'report on the target');
const annualPlan = named('annualPlan', '年度计划', 'annual plan');
const survey = named('survey', '问卷', 'survey');
const response = named('response', '答卷', 'response');
const tally = named('tally', '纸质答卷汇总', 'tally of paper forms');
const surveyClosing = named('surveyClosing', '问卷截止', 'closing of the survey');
const opinion = named('opinion', '意见', 'opinion');
const adoption = named('adoption', '采纳', 'adoption');
const declination = named('declination', '不采纳', 'declination');
const implementation = named('implementation', '落实', 'implementation');
const tripleReport = named('tripleReport', '三述报告', 'triple report');
const factSheet = named('factSheet', '数据核对表', 'fact sheet');

export const teamDecider = deciderOf<SupervisionEvent>({
  'supervision.FormTeam': {
    records: 'supervision.TeamFormed',
    key: ({ teamId }) => team(teamId),
  },
  'supervision.ChangeTeam': {
    records: 'supervision.TeamChanged',
    key: ({ changeId }) => teamChange(changeId),
    needs: ({ teamId }) => [team(teamId)],
  },
  'supervision.PlanActivity': {
    records: 'supervision.ActivityPlanned',
    key: ({ activityId }) => plannedActivity(activityId),
    needs: ({ teamId }) => [team(teamId)],
  },
  'supervision.HoldActivity': {
    records: 'supervision.ActivityHeld',
    key: ({ activityId }) => activity(activityId),
    needs: ({ teamId }) => [team(teamId)],
  },
});

export const suggestionDecider = deciderOf<SupervisionEvent>({
  'supervision.MakeSuggestion': {
    records: 'supervision.SuggestionMade',
    key: ({ suggestionId }) => suggestion(suggestionId),
  },
  'supervision.AnswerSuggestion': {
    records: 'supervision.SuggestionAnswered',
    key: ({ answerId }) => answer(answerId),
    needs: ({ suggestionId }) => [suggestion(suggestionId)],
  },
});

export const assessmentPlanDecider = deciderOf<SupervisionEvent>({
  'supervision.SetAssessmentPlan': {
    records: 'supervision.AssessmentPlanSet',
    key: ({ planId }) => assessmentPlan(planId),
  },
});

export const inspectionDecider = deciderOf<SupervisionEvent>({
  'supervision.RecordInspection': {
    records: 'supervision.InspectionDone',
    key: ({ inspectionId }) => inspection(inspectionId),
  },
});

export const problemDecider = deciderOf<SupervisionEvent>({
  'supervision.RecordProblem': {
    records: 'supervision.ProblemFound',
    key: ({ problemId }) => problem(problemId),
  },
  'supervision.OrderRectification': {
    records: 'supervision.RectificationOrdered',
    key: ({ orderId }) => order(orderId),
    needs: ({ problemId }) => [problem(problemId)],
  },
  'supervision.CloseProblem': {
    records: 'supervision.ProblemClosed',
    key: ({ closureId }) => closure(closureId),
    needs: ({ problemId }) => [problem(problemId)],
  },
});

export const targetDecider = deciderOf<SupervisionEvent>({
  'supervision.SetAnnualTarget': {
    records: 'supervision.AnnualTargetSet',
    key: ({ targetId }) => target(targetId),
  },
  'supervision.ReportTarget': {
    records: 'supervision.TargetReported',
    key: ({ reportId }) => targetReport(reportId),
    needs: ({ targetId }) => [target(targetId)],
  },
});

export const annualPlanDecider = deciderOf<SupervisionEvent>({
  'supervision.FixAnnualPlan': {
    records: 'supervision.AnnualPlanFixed',
    key: ({ planId }) => annualPlan(planId),
  },
});

export const surveyDecider = deciderOf<SupervisionEvent>({
  'supervision.OpenSurvey': {
    records: 'supervision.SurveyOpened',
    key: ({ surveyId }) => survey(surveyId),
  },
  'supervision.ReceiveResponse': {
    records: 'supervision.ResponseReceived',
    key: ({ token }) => response(token),
    needs: ({ surveyId }) => [survey(surveyId)],
  },
  'supervision.TallyResponses': {
    records: 'supervision.ResponsesTallied',
    key: ({ tallyId }) => tally(tallyId),
    needs: ({ surveyId }) => [survey(surveyId)],
  },
  'supervision.CloseSurvey': {
    records: 'supervision.SurveyClosed',
    key: ({ surveyId }) => surveyClosing(surveyId),
    needs: ({ surveyId }) => [survey(surveyId)],
  },
});

export const opinionDecider = deciderOf<SupervisionEvent>({
  'supervision.CollectOpinion': {
    records: 'supervision.OpinionCollected',
    key: ({ opinionId }) => opinion(opinionId),
  },
  'supervision.AdoptOpinion': {
    records: 'supervision.OpinionAdopted',
    key: ({ opinionId }) => adoption(opinionId),
    needs: ({ opinionId }) => [opinion(opinionId)],
  },
  'supervision.DeclineOpinion': {
    records: 'supervision.OpinionDeclined',
    key: ({ opinionId }) => declination(opinionId),
    needs: ({ opinionId }) => [opinion(opinionId)],
  },
  'supervision.ReportOpinion': {
    records: 'supervision.OpinionImplemented',
    key: ({ reportId }) => implementation(reportId),
    needs: ({ opinionId }) => [opinion(opinionId)],
  },
});

export const tripleReportDecider = deciderOf<SupervisionEvent>({
  'supervision.DeliverTripleReport': {
    records: 'supervision.TripleReportDelivered',
    key: ({ reportId }) => tripleReport(reportId),
  },
  'supervision.AttachFactSheet': {
    records: 'supervision.FactSheetAttached',
    key: ({ sheetId }) => factSheet(sheetId),
    needs: ({ reportId }) => [tripleReport(reportId)],
  },
});
