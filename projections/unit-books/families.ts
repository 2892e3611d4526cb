// Which events belong to the books of a unit, to which thing each belongs, and which one begins it.
import type { EventName } from '../../src/events/index.js';
import type { EventOf } from '../handlers.js';

export const FAMILIES = [
  'target',
  'receivable',
  'debt',
  'guarantee',
  'fund',
  'account',
  'cashCount',
  'distribution',
  'tender',
  'contract',
  'asset',
  'stocktake',
  'lease',
  'notice',
  'complaint',
  'application',
] as const;
export type Family = (typeof FAMILIES)[number];

/** Where an event stands in the books. */
export interface Place {
  readonly family: Family;
  /** The field of its data that names the thing. */
  readonly id: string;
  /** It begins the thing, so that its unit is the thing's. */
  readonly opens: boolean;
}

const begins = (family: Family, id: string): Place => ({ family, id, opens: true });
const follows = (family: Family, id: string): Place => ({ family, id, opens: false });

export const PLACES = {
  'supervision.AnnualTargetSet': begins('target', 'targetId'),
  'supervision.TargetReported': follows('target', 'targetId'),
  'funds.ReceivableRecorded': begins('receivable', 'receivableId'),
  'funds.ReceivableSettled': follows('receivable', 'receivableId'),
  'funds.DunningIssued': follows('receivable', 'receivableId'),
  'funds.DebtIncurred': begins('debt', 'debtId'),
  'funds.DebtSettled': follows('debt', 'debtId'),
  'funds.GuaranteeGiven': begins('guarantee', 'guaranteeId'),
  'funds.GuaranteeReleased': follows('guarantee', 'guaranteeId'),
  'funds.SpecialFundReceived': begins('fund', 'fundId'),
  'funds.AccountOpened': begins('account', 'accountId'),
  'funds.CashCounted': begins('cashCount', 'accountId'),
  'funds.DistributionListed': begins('distribution', 'distributionId'),
  'projects.TenderAnnounced': begins('tender', 'tenderId'),
  'projects.BidReceived': follows('tender', 'tenderId'),
  'projects.BidRejected': follows('tender', 'tenderId'),
  'projects.ContractSigned': begins('contract', 'contractId'),
  'projects.ContractVaried': follows('contract', 'contractId'),
  'projects.WorkAccepted': follows('contract', 'contractId'),
  'projects.ContractTendered': follows('contract', 'contractId'),
  'projects.SettlementAudited': follows('contract', 'contractId'),
  'projects.ContractEnded': follows('contract', 'contractId'),
  'assets.AssetRegistered': begins('asset', 'assetId'),
  'assets.AppraisalFiled': follows('asset', 'assetId'),
  'assets.AssetDisposed': follows('asset', 'assetId'),
  'assets.StocktakeDone': begins('stocktake', 'stocktakeId'),
  'assets.LeaseSigned': begins('lease', 'leaseId'),
  'assets.LeaseRenewed': follows('lease', 'leaseId'),
  'assets.LeaseEnded': follows('lease', 'leaseId'),
  'assets.RentDue': follows('lease', 'leaseId'),
  'assets.RentReceived': follows('lease', 'leaseId'),
  'disclosure.NoticePosted': begins('notice', 'noticeId'),
  'disclosure.NoticeChecked': follows('notice', 'noticeId'),
  'disclosure.NoticeRemoved': follows('notice', 'noticeId'),
  'disclosure.ObjectionRaised': follows('notice', 'noticeId'),
  'disclosure.ObjectionAnswered': follows('notice', 'noticeId'),
  'complaints.ComplaintRegistered': begins('complaint', 'complaintId'),
  'complaints.ComplaintAccepted': follows('complaint', 'complaintId'),
  'complaints.ComplaintDeclined': follows('complaint', 'complaintId'),
  'complaints.ComplaintClosed': follows('complaint', 'complaintId'),
  'services.ApplicationReceived': begins('application', 'applicationId'),
  'services.ApplicationRejected': follows('application', 'applicationId'),
  'services.ApprovalGiven': follows('application', 'applicationId'),
  'services.ApprovalRefused': follows('application', 'applicationId'),
} as const satisfies Partial<Record<EventName, Place>>;

export type BookEventName = keyof typeof PLACES;
export type BookEvent = EventOf<BookEventName>;

export const BOOK_EVENTS = Object.keys(PLACES) as readonly BookEventName[];

/** Fields that are kept where an event holds more than a report may count (ADR 0009), or than it needs. */
export const KEPT: Partial<Record<BookEventName, readonly string[]>> = {
  'complaints.ComplaintRegistered': ['complaintId', 'kind', 'named', 'accused', 'accusedUnit'],
  'complaints.ComplaintAccepted': ['complaintId', 'dueOn'],
  'complaints.ComplaintDeclined': ['complaintId'],
  'complaints.ComplaintClosed': ['complaintId', 'result', 'told'],
  'disclosure.NoticePosted': ['noticeId', 'class', 'title', 'period', 'dueOn', 'until'],
  'disclosure.NoticeChecked': ['noticeId', 'faults'],
  'disclosure.NoticeRemoved': ['noticeId'],
  'disclosure.ObjectionRaised': ['noticeId', 'objectionId'],
  'disclosure.ObjectionAnswered': ['noticeId', 'objectionId', 'result'],
  'services.ApplicationReceived': ['applicationId', 'service'],
  'services.ApplicationRejected': ['applicationId'],
  'services.ApprovalGiven': ['applicationId'],
  'services.ApprovalRefused': ['applicationId'],
  'funds.DistributionListed': ['distributionId', 'title', 'fundId', 'total', 'currency'],
};
