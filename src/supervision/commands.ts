// Commands of `supervision`: the township team, inspections, targets, surveys, opinions and triple reports.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { supervisionEvents as events } from '../events/supervision.js';
import {
  annualPlanDecider,
  assessmentPlanDecider,
  inspectionDecider,
  opinionDecider,
  problemDecider,
  suggestionDecider,
  surveyDecider,
  targetDecider,
  teamDecider,
  tripleReportDecider,
} from './decider.js';

const team = commandsOf('team', 'teamId', teamDecider);
const suggestion = commandsOf('suggestion', 'suggestionId', suggestionDecider);
const assessmentPlan = commandsOf('assessment', 'planId', assessmentPlanDecider);
const inspection = commandsOf('inspection', 'inspectionId', inspectionDecider);
const problem = commandsOf('problem', 'problemId', problemDecider);
const target = commandsOf('target', 'targetId', targetDecider);
const annualPlan = commandsOf('annualplan', 'planId', annualPlanDecider);
const survey = commandsOf('survey', 'surveyId', surveyDecider);
const opinion = commandsOf('opinion', 'opinionId', opinionDecider);
const tripleReport = commandsOf('triplereport', 'reportId', tripleReportDecider);

export const supervisionCommands = {
  'supervision.FormTeam': team(events['supervision.TeamFormed']),
  'supervision.ChangeTeam': team(events['supervision.TeamChanged']),
  'supervision.PlanActivity': team(events['supervision.ActivityPlanned']),
  'supervision.HoldActivity': team(events['supervision.ActivityHeld']),
  'supervision.MakeSuggestion': suggestion(events['supervision.SuggestionMade']),
  'supervision.AnswerSuggestion': suggestion(events['supervision.SuggestionAnswered']),
  'supervision.SetAssessmentPlan': assessmentPlan(events['supervision.AssessmentPlanSet']),
  'supervision.RecordInspection': inspection(events['supervision.InspectionDone']),
  'supervision.RecordProblem': problem(events['supervision.ProblemFound']),
  'supervision.OrderRectification': problem(events['supervision.RectificationOrdered']),
  'supervision.CloseProblem': problem(events['supervision.ProblemClosed']),
  'supervision.SetAnnualTarget': target(events['supervision.AnnualTargetSet']),
  'supervision.ReportTarget': target(events['supervision.TargetReported']),
  'supervision.FixAnnualPlan': annualPlan(events['supervision.AnnualPlanFixed']),
  'supervision.OpenSurvey': survey(events['supervision.SurveyOpened']),
  'supervision.ReceiveResponse': survey(events['supervision.ResponseReceived']),
  'supervision.TallyResponses': survey(events['supervision.ResponsesTallied']),
  'supervision.CloseSurvey': survey(events['supervision.SurveyClosed']),
  'supervision.CollectOpinion': opinion(events['supervision.OpinionCollected']),
  'supervision.AdoptOpinion': opinion(events['supervision.OpinionAdopted']),
  'supervision.DeclineOpinion': opinion(events['supervision.OpinionDeclined']),
  'supervision.ReportOpinion': opinion(events['supervision.OpinionImplemented']),
  'supervision.DeliverTripleReport': tripleReport(events['supervision.TripleReportDelivered']),
  'supervision.AttachFactSheet': tripleReport(events['supervision.FactSheetAttached']),
} satisfies CommandDefinitions;
