// Decisions of `offices`. An improper term or portfolio is recorded; the rules judge it.
import type { OfficesEvent } from '../events/offices.js';
import type { Command, Decider } from '../kernel/decider.js';
import { noFacts, once, withFact, type Facts } from '../kernel/facts.js';

type DataOf<N extends OfficesEvent['name']> = Extract<OfficesEvent, { name: N }>['data'];

type UnitCommand = Command<'offices.RegisterUnit', DataOf<'offices.UnitRegistered'>>;

export const unitDecider: Decider<Facts, UnitCommand, OfficesEvent> = {
  initialState: noFacts,
  decide: (command, facts) =>
    once(facts, 'unit', { name: 'offices.UnitRegistered', data: command.data }),
  evolve: (facts, event) => withFact(facts, 'unit', event.data),
};
