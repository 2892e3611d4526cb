// Who is in charge of which area of a unit, and when (班子分工).
import { eventsOf, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { termsOf } from './register.js';

export type Assignment = EventOf<'offices.PortfolioAssigned'>;

export interface InCharge {
  readonly person: string;
  readonly assigned: Assignment;
  /** Last day, where the portfolio has ended. */
  readonly to: string | undefined;
}

/** Everyone who was in charge of an area of a unit on a day; the day on which a portfolio ends is its last. */
export function inCharge(
  context: RuleContext,
  unitId: string,
  area: string,
  day: string,
): readonly InCharge[] {
  const events = context.events(contextKey.portfoliosOfUnit(unitId));
  const assignments = new Map<string, InCharge>();
  for (const event of events)
    if (event.name === 'offices.PortfolioAssigned') {
      const { personId: person, areas, from } = event.data;
      if (!areas.includes(area) || from > day) continue;
      const to = eventsOf(events, 'offices.PortfolioEnded')
        .filter(
          ({ data }) => data.personId === person && data.areas.includes(area) && data.on >= from,
        )
        .map(({ data }) => data.on)
        .sort()[0];
      if (to === undefined || day <= to) assignments.set(person, { person, assigned: event, to });
    }
  return [...assignments.values()];
}

/** The units to which a person belongs by terms and portfolios. */
export function unitsOf(context: RuleContext, person: string): readonly string[] {
  const units = new Set(termsOf(context, person).map(({ unitId }) => unitId));
  for (const event of context.events(contextKey.person(person)))
    if (event.name === 'offices.PortfolioAssigned') units.add(event.data.unitId);
  return [...units];
}
