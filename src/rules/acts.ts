// Who performed an act, in which post: the person its data names, else the one who acted when it was recorded.
// A post is never carried over from the recording actor to another person.
import type { LedgerEvent } from '../events/index.js';

export interface Performer {
  readonly person: string;
  readonly post: string | undefined;
}

/** The person whom the data of an act names as having done it. */
function namedPerformers(event: LedgerEvent): readonly (string | undefined)[] {
  switch (event.name) {
    case 'funds.PaymentRequested':
      return [event.data.requestedBy, ...(event.data.alsoRequestedBy ?? [])];
    case 'funds.PaymentApproved':
      return [event.data.personId];
    case 'funds.PaymentMade':
      return [event.data.paidBy];
    case 'matters.ResultRuled':
      return [event.data.ruledBy];
    case 'matters.MeetingOpened':
      return [event.data.chair];
    case 'matters.InstructionRecorded':
    case 'matters.PositionStated':
    case 'matters.DissentRecorded':
      return [event.data.personId];
    case 'matters.PreConsultationHeld':
      return [event.data.initiator];
    case 'projects.ContractSigned':
      return [event.data.signedBy];
    case 'projects.WorkAccepted':
      return event.data.acceptedBy;
    default:
      return [];
  }
}

/** Everyone who performed an act, as far as it is recorded. */
export function performersOf(event: LedgerEvent): readonly Performer[] {
  const { actorperson, actorpost } = event;
  const own = event.name === 'funds.PaymentApproved' ? event.data.postId : undefined;
  const performers: Performer[] = [];
  for (const person of namedPerformers(event))
    if (person !== undefined)
      performers.push({ person, post: own ?? (person === actorperson ? actorpost : undefined) });
  if (performers.length === 0 && actorperson !== undefined)
    performers.push({ person: actorperson, post: own ?? actorpost });
  return performers;
}
