// Decisions of `services`: one statement a command, one decider a kind of stream.
// A refusal without reason, a step too late or an agent who signs for the applicant is recorded; the rules judge it.
import type { ServicesEvent } from '../events/services.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const application = named('application', '申请', 'application');
const correction = named('correction', '补正告知', 'correction notice');
const supply = named('supply', '补交材料', 'supply of materials');
const acceptance = named('acceptance', '受理', 'acceptance');
const rejection = named('rejection', '不予受理', 'rejection');
const relative = named('relative', '亲属备案', 'registration of a relative');
const handling = named('handling', '代办', 'handling by an agent');
const visit = named('visit', '入户调查', 'home visit');
const review = named('review', '民主评议', 'peer review');
const check = named('check', '信息核对', 'data check');
const opinion = named('opinion', '审核意见', 'review opinion');
const approval = named('approval', '批准', 'approval');
const refusal = named('refusal', '不予批准', 'refusal');
const delivery = named('delivery', '送达', 'delivery');
const benefit = named('benefit', '发放', 'benefit');
const stop = named('stop', '停发', 'stop of the benefit');
const periodicReview = named('periodicReview', '定期复核', 'periodic review');
const rating = named('rating', '服务评价', 'rating of the service');
const duty = named('duty', '值班', 'duty');

export const applicationDecider = deciderOf<ServicesEvent>({
  'services.ReceiveApplication': {
    records: 'services.ApplicationReceived',
    key: ({ applicationId }) => application(applicationId),
  },
  'services.RequestCorrection': {
    records: 'services.CorrectionRequested',
    key: ({ requestId }) => correction(requestId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.SupplyMaterials': {
    records: 'services.MaterialsSupplied',
    key: ({ supplyId }) => supply(supplyId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.AcceptApplication': {
    records: 'services.ApplicationAccepted',
    key: ({ applicationId }) => acceptance(applicationId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.RejectApplication': {
    records: 'services.ApplicationRejected',
    key: ({ applicationId }) => rejection(applicationId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.RegisterRelative': {
    records: 'services.RelativeRegistered',
    key: ({ registrationId }) => relative(registrationId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.RecordAgent': {
    records: 'services.AgentHandled',
    key: ({ handlingId }) => handling(handlingId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.RecordHomeVisit': {
    records: 'services.HomeVisitRecorded',
    key: ({ visitId }) => visit(visitId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.RecordPeerReview': {
    records: 'services.PeerReviewHeld',
    key: ({ reviewId }) => review(reviewId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.ReturnDataCheck': {
    records: 'services.DataCheckReturned',
    key: ({ checkId }) => check(checkId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.GiveReviewOpinion': {
    records: 'services.ReviewOpinionGiven',
    key: ({ opinionId }) => opinion(opinionId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.Approve': {
    records: 'services.ApprovalGiven',
    key: ({ approvalId }) => approval(approvalId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.Refuse': {
    records: 'services.ApprovalRefused',
    key: ({ refusalId }) => refusal(refusalId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.DeliverDecision': {
    records: 'services.DecisionDelivered',
    key: ({ deliveryId }) => delivery(deliveryId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.PayBenefit': {
    records: 'services.BenefitPaid',
    key: ({ benefitId }) => benefit(benefitId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.StopBenefit': {
    records: 'services.BenefitStopped',
    key: ({ stopId }) => stop(stopId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.ReviewBenefit': {
    records: 'services.PeriodicReviewDone',
    key: ({ reviewId }) => periodicReview(reviewId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
  'services.RateService': {
    records: 'services.ServiceRated',
    key: ({ ratingId }) => rating(ratingId),
    needs: ({ applicationId }) => [application(applicationId)],
  },
});

export const rosterDecider = deciderOf<ServicesEvent>({
  'services.RosterDuty': {
    records: 'services.DutyRostered',
    key: ({ on, personId }) => duty(on, personId),
    agreesIn: dataAlone,
  },
});
