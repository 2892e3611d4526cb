// Who stands behind a payee on the day of an act, and which of them hold office over it or are related to who does.
// It reads registrations, declared interests, terms and declared kinship; what is not recorded is unknown, never "no".
import type { LedgerEvent } from '../events/index.js';
import { eventsOf, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { divisionOf, isOver } from './divisions.js';
import { termsOn, type Term } from './register.js';
import { localDate } from './time.js';
import { unitKey } from './unitKeys.js';

export interface Owner {
  readonly id: string;
  /** The registrations and declarations that say so; none for the payee itself. */
  readonly evidence: readonly LedgerEvent[];
}

/** Owners of owners are followed this far. */
const DEPTH = 4;

const coversDay = ({ data, time }: EventOf<'offices.InterestDeclared'>, day: string): boolean =>
  (data.from ?? localDate(time)) <= day && (data.to === undefined || day <= data.to);

/** Direct owners and managers of a payee when an act was done. */
function directOwners(context: RuleContext, payeeId: string, act: LedgerEvent): readonly Owner[] {
  const day = localDate(act.time);
  const registered = eventsOf(
    context.eventsUpTo(unitKey.supplier(payeeId), act),
    'projects.SupplierRegistered',
  ).at(-1);
  const declared = eventsOf(
    context.events(unitKey.interestsIn(payeeId)),
    'offices.InterestDeclared',
  ).filter((event) => event.data.kind === 'company' && coversDay(event, day));
  return [
    ...(registered?.data.owners ?? []).map((id) => ({ id, evidence: [registered as LedgerEvent] })),
    ...declared.map((event) => ({ id: event.data.personId, evidence: [event] })),
  ];
}

/** Everyone who stands behind a payee when an act was done, the payee itself first. */
export function ownersOf(
  context: RuleContext,
  payeeId: string,
  act: LedgerEvent,
): readonly Owner[] {
  const found = new Map<string, Owner>([[payeeId, { id: payeeId, evidence: [] }]]);
  let last: readonly Owner[] = [...found.values()];
  for (let depth = 0; depth < DEPTH && last.length > 0; depth++) {
    const next: Owner[] = [];
    for (const owner of last)
      for (const above of directOwners(context, owner.id, act))
        if (!found.has(above.id)) {
          const known = { id: above.id, evidence: [...owner.evidence, ...above.evidence] };
          found.set(above.id, known);
          next.push(known);
        }
    last = next;
  }
  return [...found.values()];
}

/** The terms of a person on a day in a unit that is the act's own or stands over it. */
export const officesOver = (
  context: RuleContext,
  personId: string,
  day: string,
  orgunit: string,
): readonly Term[] =>
  termsOn(context, personId, day).filter(({ unitId }) => {
    const division = divisionOf(context, unitId);
    return division !== undefined && isOver(division, orgunit);
  });

/** Declarations of these kinds of kinship that name a person, each with the other side. */
export function relativesOf(
  context: RuleContext,
  personId: string,
  relations: readonly string[],
): readonly { readonly relative: string; readonly declared: LedgerEvent }[] {
  return eventsOf(context.events(contextKey.kin(personId)), 'offices.KinshipDeclared')
    .filter(({ data }) => relations.includes(data.relation))
    .map((declared) => ({
      relative:
        declared.data.personId === personId ? declared.data.relativeId : declared.data.personId,
      declared,
    }));
}

/** Spouse, descent, brothers and sisters, and in-laws: near relatives in the sense of the rules on recusal. */
export const NEAR_RELATIVES = [
  'spouse',
  'parent',
  'child',
  'sibling',
  'grandparent',
  'grandchild',
  'inLaw',
] as const;
