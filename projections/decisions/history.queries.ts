// The full history of one matter: what was said, voted, ruled, published, done and paid, in order.
// It shows what was recorded and what corrects it, side by side; it must never show only one of them.
import type { EventName } from '../../src/events/index.js';
import { positionOf } from '../../src/kernel/position.js';
import { paymentsOfMatter, type Payment } from '../funds/payments.queries.js';
import type { EventOf } from '../handlers.js';
import type { ViewSnapshot } from '../reader.js';
import type { EventReference } from '../sequence.js';
import type { Entry } from './decisions.projection.js';
import { decisionSummary, type DecisionSummary } from './summary.queries.js';

type MatterEventName = Extract<EventName, `matters.${string}`>;

/** One correction of one event: new values of named fields, why, and who approved. */
export interface Correction extends EventReference {
  readonly correctionId: string;
  readonly time: string;
  readonly recordedTime: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly approvedBy: string;
}

/** An event as it was recorded, with the corrections that name it, oldest first. */
export interface Recorded<N extends MatterEventName = MatterEventName> extends EventReference {
  readonly name: N;
  readonly time: string;
  readonly recordedTime: string;
  readonly actorPerson: string | null;
  readonly actorPost: string | null;
  readonly onBehalfOf: string | null;
  readonly classification: string;
  readonly data: EventOf<N>['data'];
  readonly corrections: readonly Correction[];
}

/** What happened in one meeting of the matter. */
export interface MeetingHistory {
  readonly meetingId: string;
  /** `undefined` where only what was said or voted is recorded, not who attended. */
  readonly opened: Recorded<'matters.MeetingOpened'> | undefined;
  /** In speaking order; ties in ledger order. */
  readonly positions: readonly Recorded<'matters.PositionStated'>[];
  readonly recusals: readonly Recorded<'matters.RecusalDeclared'>[];
  readonly dissents: readonly Recorded<'matters.DissentRecorded'>[];
  readonly ballots: readonly Recorded<'matters.BallotTallied'>[];
  readonly minutes: readonly Recorded<'matters.MinutesEntered'>[];
}

export interface DecisionHistory {
  readonly summary: DecisionSummary;
  readonly opened: Recorded<'matters.MatterOpened'> | undefined;
  readonly steps: readonly Recorded<'matters.StepTaken'>[];
  readonly preStudies: readonly Recorded<'matters.PreStudyRecorded'>[];
  readonly preConsultations: readonly Recorded<'matters.PreConsultationHeld'>[];
  readonly agendaNotices: readonly Recorded<'matters.AgendaNotified'>[];
  readonly instructions: readonly Recorded<'matters.InstructionRecorded'>[];
  /** In the order in which the ledger first heard of them. */
  readonly meetings: readonly MeetingHistory[];
  /** Recusals and ballots that name no meeting. */
  readonly recusals: readonly Recorded<'matters.RecusalDeclared'>[];
  readonly ballots: readonly Recorded<'matters.BallotTallied'>[];
  readonly rulings: readonly Recorded<'matters.ResultRuled'>[];
  readonly publications: readonly Recorded<'matters.DecisionPublished'>[];
  readonly implementation: readonly Recorded<'matters.ImplementationReported'>[];
  readonly closing: Recorded<'matters.MatterClosed'> | undefined;
  readonly corrections: readonly Correction[];
  /** Payments that name the matter, with what was requested, paid and reversed. */
  readonly payments: readonly Payment[];
  /** Every event of the matter in ledger order. */
  readonly timeline: readonly Recorded[];
}

interface Read {
  readonly position: number;
  readonly entry: Entry;
}

const isOf = <N extends MatterEventName>(
  entry: Pick<Entry, 'name' | 'data'>,
  name: N,
): entry is Pick<EventOf<N>, 'name' | 'data'> => entry.name === name;

function correctionsOf(entries: readonly Read[]): ReadonlyMap<string, readonly Correction[]> {
  const corrections = new Map<string, Correction[]>();
  for (const { position, entry } of entries) {
    if (!isOf(entry, 'matters.MatterCorrected')) continue;
    const { corrects, correctionId, fields, reason, approvedBy } = entry.data;
    const { id: eventId, time, recordedtime: recordedTime } = entry as Entry;
    const place = { eventId, position: positionOf(position), time, recordedTime };
    const correction = { ...place, correctionId, fields, reason, approvedBy };
    corrections.set(corrects, [...(corrections.get(corrects) ?? []), correction]);
  }
  return corrections;
}

function toRecorded(
  { position, entry }: Read,
  corrections: ReadonlyMap<string, readonly Correction[]>,
): Recorded {
  return {
    eventId: entry.id,
    position: positionOf(position),
    name: entry.name as MatterEventName,
    time: entry.time,
    recordedTime: entry.recordedtime,
    actorPerson: entry.actorperson ?? null,
    actorPost: entry.actorpost ?? null,
    onBehalfOf: entry.actoronbehalfof ?? null,
    classification: entry.classification,
    data: entry.data as Recorded['data'],
    corrections: corrections.get(entry.id) ?? [],
  };
}

type Picker = <N extends MatterEventName>(name: N) => readonly Recorded<N>[];

function meetingsOf(timeline: readonly Recorded[], pick: Picker): readonly MeetingHistory[] {
  const ids = new Set<string>();
  for (const { name, data } of timeline)
    if (name !== 'matters.AgendaNotified' && 'meetingId' in data && data.meetingId !== undefined)
      ids.add(data.meetingId);
  return [...ids].map((meetingId) => {
    const here = <N extends MatterEventName>(name: N): readonly Recorded<N>[] =>
      pick(name).filter(({ data }) => 'meetingId' in data && data.meetingId === meetingId);
    return {
      meetingId,
      opened: here('matters.MeetingOpened')[0],
      positions: here('matters.PositionStated').toSorted((a, b) => a.data.order - b.data.order),
      recusals: here('matters.RecusalDeclared'),
      dissents: here('matters.DissentRecorded'),
      ballots: here('matters.BallotTallied'),
      minutes: here('matters.MinutesEntered'),
    };
  });
}

/** Everything that the ledger holds of one matter; `undefined` when it has none of that id. */
export function decision(snapshot: ViewSnapshot, matterId: string): DecisionHistory | undefined {
  const summary = decisionSummary(snapshot, matterId);
  if (!summary) return undefined;
  const entries = snapshot
    .all<{ position: number; event: string }>(
      'SELECT position, event FROM {decisions.entry} WHERE matter_id = ? ORDER BY position',
      [matterId],
    )
    .map(({ position, event }) => ({ position, entry: JSON.parse(event) as Entry }));
  const corrections = correctionsOf(entries);
  const timeline = entries.map((entry) => toRecorded(entry, corrections));
  const pick = <N extends MatterEventName>(name: N): readonly Recorded<N>[] =>
    // The name decides the shape of the data, which the codec has parsed.
    timeline.filter((recorded) => recorded.name === name) as unknown as readonly Recorded<N>[];
  const outside = <N extends 'matters.RecusalDeclared' | 'matters.BallotTallied'>(name: N) =>
    pick(name).filter(({ data }) => data.meetingId === undefined);
  return {
    summary,
    opened: pick('matters.MatterOpened')[0],
    steps: pick('matters.StepTaken'),
    preStudies: pick('matters.PreStudyRecorded'),
    preConsultations: pick('matters.PreConsultationHeld'),
    agendaNotices: pick('matters.AgendaNotified'),
    instructions: pick('matters.InstructionRecorded'),
    meetings: meetingsOf(timeline, pick),
    recusals: outside('matters.RecusalDeclared'),
    ballots: outside('matters.BallotTallied'),
    rulings: pick('matters.ResultRuled'),
    publications: pick('matters.DecisionPublished'),
    implementation: pick('matters.ImplementationReported'),
    closing: pick('matters.MatterClosed')[0],
    corrections: [...corrections.values()].flat(),
    payments: paymentsOfMatter(snapshot, matterId),
    timeline,
  };
}
