// Commands of `matters`: each states one fact of a case, from its opening to its closing and correction.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { matterEvents as events } from '../events/matters.js';
import { matterDecider } from './decider.js';

const matter = commandsOf('matter', 'matterId', matterDecider);

export const mattersCommands = {
  'matters.OpenMatter': matter(events['matters.MatterOpened']),
  'matters.TakeStep': matter(events['matters.StepTaken']),
  'matters.RecordPreStudy': matter(events['matters.PreStudyRecorded']),
  'matters.RecordPreConsultation': matter(events['matters.PreConsultationHeld']),
  'matters.NotifyAgenda': matter(events['matters.AgendaNotified']),
  'matters.RecordInstruction': matter(events['matters.InstructionRecorded']),
  'matters.OpenMeeting': matter(events['matters.MeetingOpened']),
  'matters.DeclareRecusal': matter(events['matters.RecusalDeclared']),
  'matters.StatePosition': matter(events['matters.PositionStated']),
  'matters.RecordDissent': matter(events['matters.DissentRecorded']),
  'matters.TallyBallot': matter(events['matters.BallotTallied']),
  'matters.RuleResult': matter(events['matters.ResultRuled']),
  'matters.ReviewLegality': matter(events['matters.LegalityReviewed']),
  'matters.SignMinutes': matter(events['matters.MinutesSigned']),
  'matters.EnterMinutes': matter(events['matters.MinutesEntered']),
  'matters.PublishDecision': matter(events['matters.DecisionPublished']),
  'matters.ReportImplementation': matter(events['matters.ImplementationReported']),
  'matters.CloseMatter': matter(events['matters.MatterClosed']),
  'matters.CorrectMatter': matter(events['matters.MatterCorrected']),
} satisfies CommandDefinitions;
