// Who sits on a supervision team (监督小组), by its formation and changes as they happened.
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { oversightKey } from './contextOversight.js';
import { inTimeOrder, localDate } from './time.js';

export type TeamEvent = EventOf<'supervision.TeamFormed'> | EventOf<'supervision.TeamChanged'>;

export interface TeamState {
  /** After this formation or change. */
  readonly event: TeamEvent;
  /** Member -> sector. */
  readonly sectors: ReadonlyMap<string, string>;
  readonly leader: string | undefined;
}

const teamEvents = (theCase: CaseIndex): readonly TeamEvent[] =>
  inTimeOrder<TeamEvent>([
    ...theCase.of('supervision.TeamFormed'),
    ...theCase.of('supervision.TeamChanged'),
  ]);

function after({ sectors, leader }: Omit<TeamState, 'event'>, event: TeamEvent): TeamState {
  if (event.name === 'supervision.TeamFormed') {
    const { members, leader: first } = event.data;
    return { event, sectors: new Map(members.map((m) => [m.personId, m.sector])), leader: first };
  }
  const { joined, left, leader: next } = event.data;
  const changed = new Map(sectors);
  for (const person of left) changed.delete(person);
  for (const { personId, sector } of joined) changed.set(personId, sector);
  const kept = leader !== undefined && left.includes(leader) ? undefined : leader;
  return { event, sectors: changed, leader: next ?? kept };
}

/** Every team of a case after its formation and after each change. */
export function teamStates(theCase: CaseIndex): readonly TeamState[] {
  const current = new Map<string, TeamState>();
  return teamEvents(theCase).map((event) => {
    const { teamId } = event.data;
    const before = current.get(teamId) ?? { sectors: new Map<string, string>(), leader: undefined };
    const state = after(before, event);
    current.set(teamId, state);
    return state;
  });
}

/** Whether somebody was on or led any team on a day; the day on which he leaves is his last. */
export function isOnTeam(context: RuleContext, person: string, day: string): boolean {
  const teams = new Set<string>();
  for (const event of inTimeOrder(context.events(oversightKey.teamsOfPerson(person)))) {
    if (event.name !== 'supervision.TeamFormed' && event.name !== 'supervision.TeamChanged')
      continue;
    const { data } = event;
    const joined = event.name === 'supervision.TeamFormed' ? event.data.members : event.data.joined;
    const left = event.name === 'supervision.TeamFormed' ? [] : event.data.left;
    const on = localDate(event.time);
    if (left.includes(person) && on < day) teams.delete(data.teamId);
    const joins = data.leader === person || joined.some(({ personId }) => personId === person);
    if (joins && on <= day) teams.add(data.teamId);
  }
  return teams.size > 0;
}
