// Commands of `services`: one application from the counter to the benefit, and the liaison roster.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { servicesEvents as events } from '../events/services.js';
import { applicationDecider, rosterDecider } from './decider.js';

const application = commandsOf('application', 'applicationId', applicationDecider);
const roster = commandsOf('roster', 'unitId', rosterDecider);

export const servicesCommands = {
  'services.ReceiveApplication': application(events['services.ApplicationReceived']),
  'services.RequestCorrection': application(events['services.CorrectionRequested']),
  'services.SupplyMaterials': application(events['services.MaterialsSupplied']),
  'services.AcceptApplication': application(events['services.ApplicationAccepted']),
  'services.RejectApplication': application(events['services.ApplicationRejected']),
  'services.RegisterRelative': application(events['services.RelativeRegistered']),
  'services.RecordAgent': application(events['services.AgentHandled']),
  'services.RecordHomeVisit': application(events['services.HomeVisitRecorded']),
  'services.RecordPeerReview': application(events['services.PeerReviewHeld']),
  'services.ReturnDataCheck': application(events['services.DataCheckReturned']),
  'services.GiveReviewOpinion': application(events['services.ReviewOpinionGiven']),
  'services.Approve': application(events['services.ApprovalGiven']),
  'services.Refuse': application(events['services.ApprovalRefused']),
  'services.DeliverDecision': application(events['services.DecisionDelivered']),
  'services.PayBenefit': application(events['services.BenefitPaid']),
  'services.StopBenefit': application(events['services.BenefitStopped']),
  'services.ReviewBenefit': application(events['services.PeriodicReviewDone']),
  'services.RateService': application(events['services.ServiceRated']),
  'services.RosterDuty': roster(events['services.DutyRostered']),
} satisfies CommandDefinitions;
