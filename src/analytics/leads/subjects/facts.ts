// What checks remember of an event: its place, its time, who acted, and its data without long texts.
// A fact must go through JSON and come back the same: views keep them as text.
import { createHash } from 'node:crypto';
import type { EventName, LedgerEvent } from '../../../events/index.js';
import { daysFrom } from '../../../rules/time.js';

export type EventOf<N extends EventName> = Extract<LedgerEvent, { name: N }>;
export type DataOf<N extends EventName> = EventOf<N>['data'];

/** An event as a lead cites it. */
export interface FactRef {
  /** Ledger position as an integer. */
  readonly p: number;
  readonly id: string;
}

export interface TimedFact extends FactRef {
  /** Business time as recorded. */
  readonly at: string;
  /** The person who acted. */
  readonly by?: string | undefined;
  /** Local days from happening to recording; left out for earlier records that were taken over as a whole (补录). */
  readonly late?: number | undefined;
}

/** What is kept of events that come in great numbers; of all others, everything but long texts. */
const KEPT = {
  'funds.PaymentRequested': [
    'amount',
    'amountUnstated',
    'currency',
    'category',
    'purpose',
    'payee',
    'budgetLine',
    'contractId',
    'reference',
    'requestedBy',
  ],
  'funds.PaymentApproved': ['role', 'personId', 'bodyId'],
  'funds.PaymentMade': [
    'amount',
    'currency',
    'method',
    'payee',
    'paidBy',
    'receivingAccountHolder',
  ],
  'funds.VoucherAttached': ['kind', 'number', 'issuer', 'amount', 'currency', 'attachments'],
  'funds.PaymentReversed': ['amount', 'currency'],
  'funds.IncomeReceived': ['amount', 'currency', 'payer'],
  'funds.BankLineRecorded': ['accountId', 'bookedOn', 'amount', 'currency', 'purpose'],
  'funds.BankLineMatched': [],
  'matters.MatterOpened': ['proposer', 'amount', 'currency'],
  'matters.MeetingOpened': ['meetingId', 'bodyId', 'present', 'absent'],
  'matters.BallotTallied': ['ballotId', 'meetingId', 'bodyId'],
  'matters.ResultRuled': ['ballotId', 'meetingId', 'bodyId', 'outcome', 'ruledBy', 'minutes'],
  'matters.MinutesEntered': ['meetingId', 'document', 'text'],
  'matters.MinutesSigned': ['meetingId', 'personId', 'signature'],
  'matters.ImplementationReported': [],
  'disclosure.NoticePosted': ['title', 'until', 'figures'],
  'complaints.ComplaintRegistered': ['kind', 'category', 'accusedUnit', 'about'],
  'complaints.InvestigationDone': [],
  'complaints.ComplaintAnswered': [],
} as const satisfies { readonly [N in EventName]?: readonly (keyof DataOf<N>)[] };
type Kept = typeof KEPT;

export interface Fact<N extends EventName = EventName> extends TimedFact {
  readonly d: N extends keyof Kept ? Pick<DataOf<N>, Kept[N][number] & keyof DataOf<N>> : DataOf<N>;
}

/** What the envelope's `rulepack` says where earlier records were taken over: they are neither timely nor late. */
const TAKEN_OVER = 'imported';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const keptOf: Readonly<Partial<Record<EventName, readonly string[]>>> = KEPT;

function keptData(event: LedgerEvent): object {
  const names = keptOf[event.name];
  if (!names) return event.data;
  const data = event.data as Readonly<Record<string, unknown>>;
  const kept: Record<string, unknown> = {};
  for (const name of names) if (data[name] !== undefined) kept[name] = data[name];
  if (event.name === 'matters.MinutesEntered' && event.data.text !== undefined)
    // The digest of the words is enough to notice a copy.
    kept['text'] = digestOf(event.data.text.replace(/\s+/gu, ''));
  return kept;
}

/** What is kept of an event. */
export function factOf<N extends EventName>(event: EventOf<N>): Fact<N> {
  const { id, position, time, actorperson, recordedtime, rulepack }: LedgerEvent = event;
  const fact: { p: number; id: string; at: string; by?: string; late?: number; d: object } = {
    p: Number(position),
    id,
    at: time,
    d: keptData(event),
  };
  if (actorperson !== undefined) fact.by = actorperson;
  if (rulepack !== TAKEN_OVER) fact.late = daysFrom(time, recordedtime);
  return fact as Fact<N>;
}
