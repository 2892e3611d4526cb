// How rulings, ballots, meetings and parties of one matter belong together.
// Where two readings are possible it answers "unknown"; it must never pair a ruling with a ballot by guess.
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { bodyKind, powerItemOn, type PowerItem } from './register.js';
import type { BodyKind } from './names.js';
import { localDate } from './time.js';

export type Ruling = EventOf<'matters.ResultRuled'>;
export type Ballot = EventOf<'matters.BallotTallied'>;
export type Meeting = EventOf<'matters.MeetingOpened'>;

export const matterOpened = (theCase: CaseIndex): EventOf<'matters.MatterOpened'> | undefined =>
  theCase.of('matters.MatterOpened')[0];

export const isImportant = (theCase: CaseIndex): boolean =>
  matterOpened(theCase)?.data.important === true;

/** Rulings that decide: adopted or rejected, not deferred or withdrawn. */
export const decidingRulings = (theCase: CaseIndex): readonly Ruling[] =>
  theCase
    .of('matters.ResultRuled')
    .filter(({ data }) => data.outcome === 'adopted' || data.outcome === 'rejected');

/** The ballot that a ruling rules on: the one it names, or the only one that it can mean. */
export function ballotOf(theCase: CaseIndex, { data }: Ruling): Ballot | undefined {
  const ballots = theCase.of('matters.BallotTallied');
  if (data.ballotId !== undefined)
    return ballots.find((ballot) => ballot.data.ballotId === data.ballotId);
  const possible = ballots.filter(
    (ballot) =>
      (data.meetingId === undefined || ballot.data.meetingId === data.meetingId) &&
      (data.bodyId === undefined || ballot.data.bodyId === data.bodyId),
  );
  return possible.length === 1 ? possible[0] : undefined;
}

export const meetingById = (
  theCase: CaseIndex,
  meetingId: string | undefined,
): Meeting | undefined =>
  meetingId === undefined
    ? undefined
    : theCase.of('matters.MeetingOpened').find(({ data }) => data.meetingId === meetingId);

/** The meeting at which a ruling was made: the one it or its ballot names, or the body's only one. */
export function meetingOf(theCase: CaseIndex, ruling: Ruling): Meeting | undefined {
  const named = ruling.data.meetingId ?? ballotOf(theCase, ruling)?.data.meetingId;
  if (named !== undefined) return meetingById(theCase, named);
  const possible = theCase
    .of('matters.MeetingOpened')
    .filter(({ data }) => ruling.data.bodyId === undefined || data.bodyId === ruling.data.bodyId);
  return possible.length === 1 ? possible[0] : undefined;
}

/** The body that ruled, from the ruling, its ballot or its meeting. */
export const bodyIdOf = (theCase: CaseIndex, ruling: Ruling): string | undefined =>
  ruling.data.bodyId ??
  ballotOf(theCase, ruling)?.data.bodyId ??
  meetingOf(theCase, ruling)?.data.bodyId;

export const rulingBodyKind = (
  theCase: CaseIndex,
  context: RuleContext,
  ruling: Ruling,
): BodyKind | undefined => bodyKind(context, bodyIdOf(theCase, ruling));

/** The power item that the matter exercises: the version it pinned at opening, or the one in force on that day. */
export function powerItemOf(theCase: CaseIndex, context: RuleContext): PowerItem | undefined {
  const opened = matterOpened(theCase);
  const first = opened ?? theCase.events[0];
  if (!first) return undefined;
  return powerItemOn(context, theCase.power, localDate(first.time), opened?.data.flowVersion);
}

/** The persons whom the matter concerns, and natural persons who are to be paid in it. */
export function subjectsOf(theCase: CaseIndex): ReadonlySet<string> {
  const subjects = new Set(matterOpened(theCase)?.data.concerns ?? []);
  for (const { data } of theCase.of('funds.PaymentRequested'))
    if (data.payee.kind === 'person') subjects.add(data.payee.payeeId);
  return subjects;
}

/** How many were present: the number declared, else the number listed. */
export const presentAt = ({ data }: Meeting): number => data.presentCount ?? data.present.length;

/** Whether a meeting is of a body of one of these kinds; an unknown body is of none. */
export function isOfKind(
  meeting: Meeting,
  context: RuleContext,
  kinds: readonly BodyKind[],
): boolean {
  const kind = bodyKind(context, meeting.data.bodyId);
  return kind !== undefined && kinds.includes(kind);
}
