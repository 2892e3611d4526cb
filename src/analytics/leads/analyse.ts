// Finds every lead in a list of events, in memory: the plain meaning of what a view keeps current piece by piece.
// Same events, same scheme, same tiers: same leads.
import type { LedgerEvent } from '../../events/index.js';
import type { TierParameters } from '../../rules/payments.js';
import type { SubjectKind, Subjects } from './check.js';
import { createLeadFinder, type FoundLead, type World } from './findLeads.js';
import type { LeadScheme } from './scheme.js';
import { casesOf, evolveCase } from './subjects/cases.js';
import { createRoll } from './subjects/createRoll.js';
import {
  needsSeveral,
  payeeOf,
  placesOf,
  type Member,
  type PayeeUnits,
  type Roll,
  type RollKind,
} from './subjects/rolls.js';

export interface AnalysisOptions {
  readonly scheme: LeadScheme;
  readonly tiers?: World['tiers'];
}

const NO_TIERS: TierParameters = { tiers: [], currency: 'CNY' };

const byId = (a: FoundLead, b: FoundLead): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** All leads, by id. @param events in ledger order */
export function analyse(
  events: readonly LedgerEvent[],
  { scheme, tiers = () => NO_TIERS }: AnalysisOptions,
): readonly FoundLead[] {
  const cases = new Map<string, Member>();
  for (const event of events)
    for (const { kind, key } of casesOf(event)) {
      const before = cases.get(`${kind}|${key}`);
      cases.set(`${kind}|${key}`, {
        kind,
        key,
        number: before?.number ?? cases.size + 1,
        state: evolveCase(before?.state, event),
      });
    }
  const rolls = new Map<string, { kind: RollKind; key: string; roll: Roll }>();
  const payees = new Map<string, PayeeUnits>();
  for (const member of cases.values()) {
    for (const { roll: kind, key } of placesOf(member.kind, member.state)) {
      const name = `${kind}|${key}`;
      const place = rolls.get(name) ?? { kind, key, roll: createRoll(kind, key) };
      rolls.set(name, place);
      // A case may be named for a roll twice and stands in it once.
      place.roll.remove(member.number);
      place.roll.add(member);
    }
    const payee = payeeOf(member.kind, member.state);
    if (payee !== undefined)
      payees.set(payee, {
        units: [...new Set([...(payees.get(payee)?.units ?? []), member.state.unit])].sort(),
      });
  }
  const world: World = {
    tiers,
    ask: <K extends SubjectKind>(kind: K, key: string) =>
      (kind === 'payee'
        ? payees.get(key)
        : (cases.get(`${kind}|${key}`)?.state ?? rolls.get(`${kind}|${key}`)?.roll)) as
        Subjects[K] | undefined,
  };
  const finder = createLeadFinder(scheme);
  const found: FoundLead[] = [];
  for (const { kind, key, state } of cases.values())
    found.push(...finder.find(kind, key, state, world));
  for (const { kind, key, roll } of rolls.values())
    if (!needsSeveral(kind) || roll.members.length > 1)
      found.push(...finder.find(kind, key, roll as Subjects[typeof kind], world));
  return found.sort(byId);
}
