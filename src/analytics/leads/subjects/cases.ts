// The cases that leads are found in: one payment, contract, tender, complaint ... with the facts that name it.
// Which case an event belongs to must follow from the event alone.
import type { EventName, LedgerEvent } from '../../../events/index.js';
import { factOf, type EventOf, type Fact } from './facts.js';

/** Facts of one case by the names of their events, each list in ledger order. */
export interface CaseState {
  /** 12-digit division code of the first fact. */
  readonly unit: string;
  readonly power?: string | undefined;
  readonly matter?: string | undefined;
  readonly f: { readonly [N in EventName]?: readonly Fact<N>[] };
}

type Keys<N extends EventName> = (event: EventOf<N>) => readonly (string | undefined)[];
type Takes = { readonly [N in EventName]?: Keys<N> };

/** Declares which events a kind of case takes, and under which ids. */
const takes = (events: Takes): Takes => events;

/** An event that belongs to the case of one field of its data. */
const by =
  <F extends string>(field: F) =>
  (event: {
    readonly data: { readonly [K in F]?: string | undefined };
  }): readonly (string | undefined)[] => [event.data[field]];

export const CASES = {
  payment: takes({
    'funds.PaymentRequested': by('paymentId'),
    'funds.PaymentApproved': by('paymentId'),
    'funds.PaymentMade': by('paymentId'),
    'funds.VoucherAttached': by('paymentId'),
    'funds.PaymentReversed': by('paymentId'),
  }),
  matter: takes({
    'matters.MatterOpened': by('matterId'),
    'matters.MeetingOpened': by('matterId'),
    'matters.BallotTallied': by('matterId'),
    'matters.ResultRuled': by('matterId'),
    'matters.MinutesEntered': by('matterId'),
    'matters.MinutesSigned': by('matterId'),
    'matters.ImplementationReported': by('matterId'),
  }),
  body: takes({ 'offices.BodyDefined': by('bodyId') }),
  members: takes({
    'offices.BodyDefined': by('bodyId'),
    'offices.BodyMembershipChanged': by('bodyId'),
  }),
  contract: takes({
    'projects.ContractSigned': by('contractId'),
    'projects.ContractVaried': by('contractId'),
    'projects.ContractTendered': by('contractId'),
    'projects.ProgressCertified': by('contractId'),
    'projects.WorkAccepted': by('contractId'),
    'projects.SettlementAudited': by('contractId'),
    'assets.AssetRegistered': by('contractId'),
  }),
  tender: takes({
    'projects.TenderAnnounced': by('tenderId'),
    'projects.BidReceived': by('tenderId'),
    'projects.BidsOpened': by('tenderId'),
    'projects.BidRejected': by('tenderId'),
    'projects.TenderFailed': by('tenderId'),
    'projects.AwardPosted': by('tenderId'),
    'projects.AwardCancelled': by('tenderId'),
  }),
  supplier: takes({ 'projects.SupplierRegistered': by('supplierId') }),
  /** What is declared about a person or payee by or of others. */
  relations: takes({
    'offices.KinshipDeclared': ({ data }) => [data.personId, data.relativeId],
    'offices.InterestDeclared': by('payeeId'),
  }),
  /** What a person declares to own or to be. */
  interests: takes({ 'offices.InterestDeclared': by('personId') }),
  terms: takes({ 'offices.OfficeHeld': by('personId'), 'offices.OfficeEnded': by('personId') }),
  death: takes({ 'offices.PersonDied': by('personId') }),
  /** Deaths that a unit recorded. */
  deaths: takes({ 'offices.PersonDied': ({ orgunit }) => [orgunit] }),
  /** Departures and elections of a unit. */
  unit: takes({
    'offices.OfficeEnded': ({ orgunit }) => [orgunit],
    'offices.ElectionCalled': ({ orgunit }) => [orgunit],
  }),
  income: takes({ 'funds.IncomeReceived': by('incomeId') }),
  fund: takes({ 'funds.SpecialFundReceived': by('fundId') }),
  line: takes({ 'funds.BudgetLineSet': by('lineId') }),
  account: takes({ 'funds.AccountOpened': by('accountId'), 'funds.CashCounted': by('accountId') }),
  bankLine: takes({
    'funds.BankLineRecorded': by('bankLineId'),
    'funds.BankLineMatched': by('bankLineId'),
  }),
  receivable: takes({
    'funds.ReceivableRecorded': by('receivableId'),
    'funds.ReceivableSettled': by('receivableId'),
  }),
  debt: takes({ 'funds.DebtIncurred': by('debtId'), 'funds.DebtSettled': by('debtId') }),
  guarantee: takes({
    'funds.GuaranteeGiven': by('guaranteeId'),
    'funds.GuaranteeReleased': by('guaranteeId'),
  }),
  distribution: takes({ 'funds.DistributionListed': by('distributionId') }),
  receiptBook: takes({ 'funds.ReceiptIssued': by('bookId') }),
  lease: takes({
    'assets.LeaseSigned': by('leaseId'),
    'assets.LeaseRenewed': by('leaseId'),
    'assets.LeaseEnded': by('leaseId'),
    'assets.RentDue': by('leaseId'),
    'assets.RentReceived': by('leaseId'),
  }),
  stocktake: takes({ 'assets.StocktakeDone': by('stocktakeId') }),
  notice: takes({
    'disclosure.NoticePosted': by('noticeId'),
    'disclosure.NoticeChecked': by('noticeId'),
    'disclosure.NoticeRemoved': by('noticeId'),
  }),
  complaint: takes({
    'complaints.ComplaintRegistered': by('complaintId'),
    'complaints.InvestigationDone': by('complaintId'),
    'complaints.ComplaintAnswered': by('complaintId'),
    'complaints.ComplaintClosed': by('complaintId'),
  }),
  application: takes({
    'services.ApplicationReceived': by('applicationId'),
    'services.BenefitPaid': by('applicationId'),
  }),
  document: takes({ 'documents.DocumentStored': by('sha256') }),
} as const;

export type CaseKind = keyof typeof CASES;
export const CASE_KINDS = Object.keys(CASES) as readonly CaseKind[];

/** A case that an event belongs to. */
export interface CaseRoute {
  readonly kind: CaseKind;
  readonly key: string;
}

type AnyKeys = (event: LedgerEvent) => readonly (string | undefined)[];
const routes = new Map<EventName, [kind: CaseKind, keys: AnyKeys][]>();
for (const kind of CASE_KINDS)
  for (const [name, keys] of Object.entries(CASES[kind]) as [EventName, AnyKeys][])
    routes.set(name, [...(routes.get(name) ?? []), [kind, keys]]);

/** Every event that belongs to a case. */
export const CASE_EVENTS: ReadonlySet<EventName> = new Set(routes.keys());

/** The cases that an event belongs to, each once. */
export function casesOf(event: LedgerEvent): readonly CaseRoute[] {
  const found: CaseRoute[] = [];
  for (const [kind, keys] of routes.get(event.name) ?? [])
    for (const key of keys(event))
      if (key !== undefined && !found.some((other) => other.kind === kind && other.key === key))
        found.push({ kind, key });
  return found;
}

/** The case after an event; `undefined` before its first. */
export function evolveCase(state: CaseState | undefined, event: LedgerEvent): CaseState {
  const { name, orgunit } = event;
  const fact = factOf(event);
  const before = state?.f[name];
  const next: { unit: string; power?: string; matter?: string; f: CaseState['f'] } = {
    unit: state?.unit ?? orgunit,
    f: { ...state?.f, [name]: before ? [...before, fact] : [fact] },
  };
  const power = state?.power ?? event.powercode;
  const matter = state?.matter ?? event.matter;
  if (power !== undefined) next.power = power;
  if (matter !== undefined) next.matter = matter;
  return next;
}

/** Kinds whose facts all stand in one stream `<category>-<key>`: its first event is the first of the case. */
const OWN_STREAMS: { readonly [K in CaseKind]?: string } = {
  payment: 'payment',
  matter: 'matter',
  income: 'income',
  bankLine: 'bankline',
  complaint: 'complaint',
  notice: 'notice',
  tender: 'tender',
};

/** Whether a case cannot have had a fact before this event. */
export const beginsCase = (
  { kind, key }: CaseRoute,
  { revision, subject }: LedgerEvent,
): boolean => {
  const category = OWN_STREAMS[kind];
  return revision === 1 && category !== undefined && subject === `${category}-${key}`;
};

/** The facts of one name, in ledger order. */
export const factsOf = <N extends EventName>(state: CaseState, name: N): readonly Fact<N>[] =>
  state.f[name] ?? [];

export const firstFact = <N extends EventName>(state: CaseState, name: N): Fact<N> | undefined =>
  factsOf(state, name)[0];
