// Who is in charge of which area of a unit, and when (班子分工).
import type { EventOf } from './case.js';
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
      const end = events.find(
        (other) =>
          other.name === 'offices.PortfolioEnded' &&
          other.data.personId === person &&
          other.data.areas.includes(area) &&
          other.data.on >= from,
      );
      const to = end?.name === 'offices.PortfolioEnded' ? end.data.on : undefined;
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
