// The applications of a case, event by event, as the rules on services see them.
import type { CaseIndex, EventOf } from './case.js';
import { compareTimes } from './time.js';

export type Decision = EventOf<'services.ApprovalGiven'> | EventOf<'services.ApprovalRefused'>;

export interface Application {
  readonly id: string;
  readonly received: EventOf<'services.ApplicationReceived'> | undefined;
  readonly corrections: readonly EventOf<'services.CorrectionRequested'>[];
  readonly accepted: EventOf<'services.ApplicationAccepted'> | undefined;
  readonly rejected: EventOf<'services.ApplicationRejected'> | undefined;
  /** The first approval or refusal. */
  readonly decided: Decision | undefined;
  readonly agents: ReadonlySet<string>;
}

/** The applications of a case in the order in which they first appear. */
export function applicationsOf(theCase: CaseIndex): readonly Application[] {
  const ids = new Set<string>();
  for (const event of theCase.events)
    if (event.name.startsWith('services.') && 'applicationId' in event.data)
      ids.add(event.data.applicationId);
  return [...ids].map((id) => {
    const own = <E extends { readonly data: { readonly applicationId: string } }>(
      events: readonly E[],
    ) => events.filter(({ data }) => data.applicationId === id);
    const [received] = own(theCase.of('services.ApplicationReceived'));
    const handled = own(theCase.of('services.AgentHandled'));
    const [decided] = [
      ...own(theCase.of('services.ApprovalGiven')),
      ...own(theCase.of('services.ApprovalRefused')),
    ].sort((a, b) => compareTimes(a.time, b.time));
    return {
      id,
      received,
      corrections: own(theCase.of('services.CorrectionRequested')),
      accepted: own(theCase.of('services.ApplicationAccepted'))[0],
      rejected: own(theCase.of('services.ApplicationRejected'))[0],
      decided,
      agents: new Set([
        ...(received?.data.agent === undefined ? [] : [received.data.agent]),
        ...handled.map(({ data }) => data.agent),
      ]),
    };
  });
}
