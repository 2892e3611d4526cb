// Stored events of `offices`: units, persons, bodies, posts, terms, portfolios, kinship.
// These names and shapes ARE the storage format: add versions, never edit one.
// A person's name stands in PersonRegistered alone; everywhere else he is his pseudonymous id.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { basis, count, date, division, id, powerCode, text } from './fields.js';

/** Which share of which whole: quorum and pass rules. `strict` means more than the share, else at least it. */
export const shareRule = z.strictObject({
  of: z.enum(['eligible', 'present', 'valid', 'households']),
  numerator: z.int().min(1).max(100),
  denominator: z.int().min(1).max(100),
  strict: z.boolean(),
  /** Each group (e.g. constituency) must reach the share by itself. */
  eachGroup: z.boolean().optional(),
});
export type ShareRule = z.output<typeof shareRule>;

export const BALLOT_MODES = ['secret', 'rollCall', 'showOfHands'] as const;
export const UNIT_KINDS = [
  'province',
  'prefecture',
  'county',
  'township',
  'village',
  'group',
  'department',
  'other',
] as const;
export const BODY_KINDS = [
  'partyCommittee',
  'partyCongress',
  'peoplesCongress',
  'jointLeadershipMeeting',
  'villageTwoCommittees',
  'villageBranch',
  'villagersCommittee',
  'villagersMeeting',
  'villageRepsMeeting',
  'groupMeeting',
  'partyMemberMeeting',
  'supervisionCommittee',
  'supervisionTeam',
  'collectiveEconomicOrg',
  'membersMeeting',
  'membersAssembly',
  'board',
  'supervisors',
  'legislature',
  'legislatureCommittee',
  'office',
  'other',
] as const;
export const END_REASONS = [
  'termExpired',
  'resigned',
  'recalled',
  'transferred',
  'retired',
  'terminated',
  'died',
  'unitDissolved',
] as const;

export const INTEREST_KINDS = [
  'company',
  'publicEmployment',
  'property',
  'vehicle',
  'contract',
  'other',
] as const;

export const officesEvents = {
  'offices.UnitRegistered': v1(
    z.strictObject({
      unitId: id,
      division: division.optional(),
      name: text,
      kind: z.enum(UNIT_KINDS),
      parent: id.optional(),
      validFrom: date.optional(),
    }),
  ),
  'offices.UnitDissolved': v1(z.strictObject({ unitId: id, on: date, successor: id.optional() })),
  'offices.PersonRegistered': v1(
    z.strictObject({ personId: id, name: text, otherNames: z.array(text).max(10).optional() }),
  ),
  'offices.KinshipDeclared': v1(
    z.strictObject({
      personId: id,
      relativeId: id,
      relation: z.enum([
        'spouse',
        'parent',
        'child',
        'sibling',
        'grandparent',
        'grandchild',
        'inLaw',
        'other',
      ]),
    }),
  ),
  'offices.BodyDefined': v1(
    z.strictObject({
      bodyId: id,
      unitId: id,
      name: text,
      kind: z.enum(BODY_KINDS),
      members: z.array(id).max(3000),
      quorum: shareRule.optional(),
      pass: shareRule.optional(),
      voteMode: z.enum(BALLOT_MODES).optional(),
    }),
  ),
  'offices.BodyMembershipChanged': v1(
    z.strictObject({
      bodyId: id,
      effectiveFrom: date,
      joined: z.array(id).max(3000),
      left: z.array(id).max(3000),
      reason: text.optional(),
    }),
  ),
  'offices.PostDefined': v1(
    z.strictObject({
      postId: id,
      unitId: id,
      title: text,
      /** Role code of the catalogue of powers, e.g. PS for the township party secretary. */
      role: id.optional(),
      level: z.enum(['county', 'township', 'village', 'other']).optional(),
      duties: z.array(text).max(50).optional(),
      /** Powers that the post may exercise; absent means not delimited. */
      powerCodes: z.array(powerCode).max(200).optional(),
    }),
  ),
  'offices.PostRevised': v1(
    z.strictObject({
      postId: id,
      effectiveFrom: date,
      title: text.optional(),
      duties: z.array(text).max(50).optional(),
      powerCodes: z.array(powerCode).max(200).optional(),
    }),
  ),
  'offices.OfficeHeld': v1(
    z.strictObject({
      termId: id,
      personId: id,
      postId: id,
      unitId: id,
      from: date,
      /** The day on which the term is due to end. */
      dueTo: date.optional(),
      basis: basis.optional(),
    }),
  ),
  'offices.OfficeEnded': v1(
    z.strictObject({ termId: id, personId: id, postId: id, on: date, reason: z.enum(END_REASONS) }),
  ),
  'offices.PortfolioAssigned': v1(
    z.strictObject({
      personId: id,
      unitId: id,
      areas: z.array(id).min(1).max(50),
      from: date,
      documentNumber: text.optional(),
    }),
  ),
  'offices.PortfolioEnded': v1(
    z.strictObject({ personId: id, unitId: id, areas: z.array(id).min(1).max(50), on: date }),
  ),
  'offices.HouseholdsCounted': v1(
    z.strictObject({ unitId: id, on: date, households: count, population: count.optional() }),
  ),
  /** An order to appoint: what is still to happen. That the office is held says OfficeHeld. */
  'offices.AppointmentMade': v1(
    z.strictObject({
      appointmentId: id,
      personId: id,
      postId: id,
      unitId: id,
      effectiveFrom: date,
      basis: basis.optional(),
    }),
  ),
  'offices.HandoverCompleted': v1(
    z.strictObject({
      handoverId: id,
      personId: id,
      postId: id,
      to: id.optional(),
      items: z.array(text).max(200),
      supervisedBy: z.array(id).max(20).optional(),
    }),
  ),
  'offices.PersonDied': v1(z.strictObject({ personId: id, on: date })),
  /** What a person declares to own or to be, for conflicts of interest. */
  'offices.InterestDeclared': v1(
    z.strictObject({
      personId: id,
      declarationId: id,
      kind: z.enum(INTEREST_KINDS),
      /** The company, employer or other payee, as payments name it. */
      payeeId: id.optional(),
      from: date.optional(),
      to: date.optional(),
      note: text.optional(),
    }),
  ),
  'offices.ElectionCalled': v1(
    z.strictObject({ electionId: id, unitId: id, bodyId: id.optional(), day: date }),
  ),
  'offices.ElectionHeld': v1(
    z.strictObject({
      electionId: id,
      unitId: id,
      day: date,
      registered: count,
      voted: count,
      elected: z.array(z.strictObject({ personId: id, postId: id, votes: count })).max(50),
    }),
  ),
};

export type OfficesEvent = EventUnion<typeof officesEvents>;
