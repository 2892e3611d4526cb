// Who had a part in a matter, and which, as one event says it.
import type { LedgerEvent } from '../../src/events/index.js';

export const ROLES = [
  'proposed',
  'concerned',
  'studied',
  'consulted',
  'instructed',
  'chaired',
  'present',
  'absent',
  'recused',
  'stated',
  'dissented',
  'voted',
  'ruled',
] as const;
export type Role = (typeof ROLES)[number];

export interface Participation {
  readonly personId: string;
  readonly role: Role;
  /** The stance stated or the vote cast. */
  readonly detail?: string;
}

const all = (persons: readonly string[], role: Role): readonly Participation[] =>
  [...new Set(persons)].map((personId) => ({ personId, role }));
const one = (personId: string | undefined, role: Role): readonly Participation[] =>
  personId === undefined ? [] : [{ personId, role }];

/** What a roll call says of a person who cast no vote. */
const NOT_VOTING: Readonly<Record<string, Role>> = {
  present: 'present',
  absent: 'absent',
  recused: 'recused',
};

export function participationsOf(event: LedgerEvent): readonly Participation[] {
  switch (event.name) {
    case 'matters.MatterOpened':
      return [
        ...one(event.data.proposer, 'proposed'),
        ...all(event.data.concerns ?? [], 'concerned'),
      ];
    case 'matters.PreStudyRecorded':
      return all(event.data.authors, 'studied');
    case 'matters.PreConsultationHeld':
      return all([event.data.initiator, ...event.data.participants], 'consulted');
    case 'matters.InstructionRecorded':
      return one(event.data.personId, 'instructed');
    case 'matters.MeetingOpened': {
      const { chair, present, absent = [] } = event.data;
      return [
        ...one(chair, 'chaired'),
        ...all(present, 'present'),
        ...all(
          absent.map(({ personId }) => personId),
          'absent',
        ),
      ];
    }
    case 'matters.RecusalDeclared':
      return one(event.data.personId, 'recused');
    case 'matters.PositionStated':
      return [{ personId: event.data.personId, role: 'stated', detail: event.data.stance }];
    case 'matters.DissentRecorded':
      return one(event.data.personId, 'dissented');
    case 'matters.BallotTallied':
      return (event.data.votes ?? []).map(({ personId, choice }) => ({
        personId,
        role: NOT_VOTING[choice] ?? 'voted',
        detail: choice,
      }));
    case 'matters.ResultRuled':
      return one(event.data.ruledBy, 'ruled');
    default:
      return [];
  }
}
