// Decisions of `projects`. A contract without tender, a variation beyond all measure, work accepted by its own
// contractor is recorded; the rules judge it.
import type { ProjectsEvent } from '../events/projects.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const contract = named('contract', '合同', 'contract');
const variation = named('variation', '合同变更', 'variation');
const acceptance = named('acceptance', '验收', 'acceptance');
const tendered = named('tendered', '合同来源', 'tender of the contract');
const certificate = named('certificate', '进度确认', 'certificate of progress');
const settlement = named('settlement', '结算审计', 'audit of the settlement');
const contractEnd = named('contractEnd', '合同终止', 'end of the contract');
const supplier = named('supplier', '供应商登记', 'registration of the supplier');
const tender = named('tender', '招标', 'tender');
const bid = named('bid', '投标', 'bid');
const opening = named('opening', '开标', 'opening of the bids');
const rejection = named('rejection', '否决投标', 'rejection of the bid');
const failure = named('failure', '流标', 'failure of the tender');
const award = named('award', '中标', 'award');
const cancellation = named('cancellation', '中标取消', 'cancellation of the award');

export const contractDecider = deciderOf<ProjectsEvent>({
  'projects.SignContract': {
    records: 'projects.ContractSigned',
    key: ({ contractId }) => contract(contractId),
  },
  'projects.VaryContract': {
    records: 'projects.ContractVaried',
    key: ({ variationId }) => variation(variationId),
    needs: ({ contractId }) => [contract(contractId)],
  },
  'projects.AcceptWork': {
    records: 'projects.WorkAccepted',
    key: ({ acceptanceId }) => acceptance(acceptanceId),
    needs: ({ contractId }) => [contract(contractId)],
  },
  'projects.LinkTender': {
    records: 'projects.ContractTendered',
    key: ({ contractId }) => tendered(contractId),
    agreesIn: dataAlone,
    needs: ({ contractId }) => [contract(contractId)],
  },
  'projects.CertifyProgress': {
    records: 'projects.ProgressCertified',
    key: ({ certificateId }) => certificate(certificateId),
    needs: ({ contractId }) => [contract(contractId)],
  },
  'projects.AuditSettlement': {
    records: 'projects.SettlementAudited',
    key: ({ settlementId }) => settlement(settlementId),
    needs: ({ contractId }) => [contract(contractId)],
  },
  'projects.EndContract': {
    records: 'projects.ContractEnded',
    key: ({ contractId }) => contractEnd(contractId),
    agreesIn: dataAlone,
    needs: ({ contractId }) => [contract(contractId)],
  },
});

/** What is known of a supplier changes: each registration has its own name. */
export const supplierDecider = deciderOf<ProjectsEvent>({
  'projects.RegisterSupplier': {
    records: 'projects.SupplierRegistered',
    key: ({ registrationId }) => supplier(registrationId),
    agreesIn: dataAlone,
  },
});

/** Foreign records may know an award or a bid and not the announcement: a tender is known by its id. */
export const tenderDecider = deciderOf<ProjectsEvent>({
  'projects.AnnounceTender': {
    records: 'projects.TenderAnnounced',
    key: ({ tenderId }) => tender(tenderId),
  },
  'projects.ReceiveBid': { records: 'projects.BidReceived', key: ({ bidId }) => bid(bidId) },
  'projects.OpenBids': {
    records: 'projects.BidsOpened',
    key: ({ openingId }) => opening(openingId),
  },
  'projects.RejectBid': {
    records: 'projects.BidRejected',
    key: ({ bidId }) => rejection(bidId),
    needs: ({ bidId }) => [bid(bidId)],
  },
  'projects.FailTender': {
    records: 'projects.TenderFailed',
    key: ({ failureId }) => failure(failureId),
  },
  'projects.PostAward': {
    records: 'projects.AwardPosted',
    key: ({ awardId, what }) => award(what, awardId),
    alsoNamed: ({ awardId }) => [award(awardId)],
  },
  'projects.CancelAward': {
    records: 'projects.AwardCancelled',
    key: ({ awardId }) => cancellation(awardId),
    needs: ({ awardId }) => [award(awardId)],
  },
});
