// One small function per event type: the shape in which views say what they do with an event.
import type { EventName, LedgerEvent } from '../src/events/index.js';
import type { Projection, ViewWriter } from './projection.js';

/** An event of one of the types named. */
export type EventOf<N extends EventName> = Extract<LedgerEvent, { name: N }>;

/** What a view does with each type that it handles; `to` is what it writes to. */
export type Handlers<To> = {
  readonly [N in EventName]?: (to: To, event: EventOf<N>) => void;
};

export const handledBy = <To>(handlers: Handlers<To>): ReadonlySet<EventName> =>
  new Set(Object.keys(handlers) as EventName[]);

export function applyWith<To>(handlers: Handlers<To>, to: To, event: LedgerEvent): void {
  // The key is the event's own name, so the handler takes this very type.
  (handlers[event.name] as ((to: To, event: LedgerEvent) => void) | undefined)?.(to, event);
}

/** A view that does with each event what its handlers say, and no more; `prepare` makes what they write to. */
export const projectionOf = <To>(
  {
    handlers,
    prepare,
  }: { readonly handlers: Handlers<To>; readonly prepare: (writer: ViewWriter) => To },
  view: Pick<Projection, 'name' | 'version' | 'schema'>,
): Projection => ({
  ...view,
  handles: handledBy(handlers),
  open(writer) {
    const to = prepare(writer);
    return {
      apply(events) {
        for (const event of events) applyWith(handlers, to, event);
      },
    };
  },
});
