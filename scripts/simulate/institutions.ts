// Units, people, posts, terms and bodies of the demo county.
import type { Powers } from './powers.js';
import type { Random } from './random.js';
import { COUNTY, townships, type Division, type Township } from './divisions.js';
import { inventName } from './people.js';
import { dayAfter, type Timeline } from './timeline.js';

/** Who acts for an active village or township. Each is a person id; the post id is `<role>-<code>`. */
export interface Institution {
  readonly code: string;
  readonly name: string;
  readonly level: 'township' | 'village';
  /** Role code of the catalogue -> person in office. */
  readonly officers: Readonly<Record<string, string>>;
  readonly bodies: Readonly<
    Record<string, { readonly id: string; readonly members: readonly string[] }>
  >;
}

export const postId = (role: string, code: string): string => `${role}-${code}`;
const personId = (code: string, number: number) => `p-${code}-${String(number).padStart(3, '0')}`;

const ROLES = {
  village: [
    ['VPS', '村党组织书记'],
    ['VCC', '村委会主任'],
    ['VACC', '村报账员'],
    ['VSC', '村务监督委员会主任'],
    ['VGL', '村民小组长'],
  ],
  township: [
    ['PS', '乡镇党委书记'],
    ['DPS', '乡镇党委副书记'],
    ['TM', '乡镇长'],
    ['DTM', '分管副乡镇长'],
    ['DIS', '乡镇纪委书记'],
    ['OFC', '党政综合办主任'],
    ['FIN', '财政所所长'],
    ['ORG', '组织委员'],
    ['NPC', '乡镇人大主席'],
  ],
} as const;

/** What the officers divide among themselves (班子分工). */
const AREAS: Readonly<Record<string, string>> = {
  DTM: 'projects',
  FIN: 'funds',
  ORG: 'personnel',
  TM: 'administration',
};

export function registerUnits(timeline: Timeline, day: string): void {
  const record = (unitId: string, division: string, name: string, kind: string, parent?: string) =>
    timeline.record(
      'offices.RegisterUnit',
      { unitId, division, name, kind, ...(parent === undefined ? {} : { parent }), validFrom: day },
      { orgunit: division, day, time: '08:00' },
    );
  record(COUNTY.code, COUNTY.code, COUNTY.name, 'county');
  for (const township of townships) {
    record(township.code, township.code, township.name, 'township', COUNTY.code);
    for (const village of township.villages)
      record(village.code, village.code, village.name, 'village', township.code);
  }
}

interface Founding {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly powers: Powers;
  readonly day: string;
  /** Day on which the terms of this term of office are due to end. */
  readonly dueTo: string;
}

function enterOffice(
  { timeline, powers, day, dueTo }: Founding,
  unit: Division,
  level: Institution['level'],
  [role, title]: readonly [string, string],
  person: string,
): void {
  const base = { orgunit: unit.code, day, time: '08:30' };
  const post = postId(role, unit.code);
  timeline.record(
    'offices.DefinePost',
    { postId: post, unitId: unit.code, title, role, level, powerCodes: powers.codesOf(role) },
    base,
  );
  timeline.record(
    'offices.HoldOffice',
    {
      termId: `t-${post}-${day}`,
      personId: person,
      postId: post,
      unitId: unit.code,
      from: day,
      dueTo,
    },
    base,
  );
  const area = AREAS[role];
  if (area !== undefined)
    timeline.record(
      'offices.AssignPortfolio',
      { personId: person, unitId: unit.code, areas: [area], from: day },
      base,
    );
}

function people(founding: Founding, unit: Division, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const person = personId(unit.code, index + 1);
    founding.timeline.record(
      'offices.RegisterPerson',
      { personId: person, name: inventName(founding.random) },
      { orgunit: unit.code, day: founding.day, time: '08:10', classification: 'internal' },
    );
    return person;
  });
}

function found(
  founding: Founding,
  unit: Division,
  level: Institution['level'],
  residents: readonly string[],
  bodies: Readonly<Record<string, { kind: string; name: string; members: readonly string[] }>>,
): Institution {
  const roles = ROLES[level];
  const officers: Record<string, string> = {};
  for (const [index, role] of roles.entries()) {
    const person = residents[index] ?? '';
    officers[role[0]] = person;
    enterOffice(founding, unit, level, role, person);
  }
  const defined: Record<string, { id: string; members: readonly string[] }> = {};
  for (const [role, { kind, name, members }] of Object.entries(bodies)) {
    const id = `${role}-${unit.code}`;
    defined[role] = { id, members };
    founding.timeline.record(
      'offices.DefineBody',
      { bodyId: id, unitId: unit.code, name, kind, members },
      { orgunit: unit.code, day: founding.day, time: '08:40' },
    );
  }
  return { code: unit.code, name: unit.name, level, officers, bodies: defined };
}

/** A village with its two committees, supervision committee and 31 representatives. */
export function foundVillage(founding: Founding, village: Division): Institution {
  const residents = people(founding, village, 40);
  founding.timeline.record(
    'offices.CountHouseholds',
    { unitId: village.code, on: founding.day, households: founding.random.int(220, 700) },
    { orgunit: village.code, day: founding.day },
  );
  return found(founding, village, 'village', residents, {
    VRA: { kind: 'villageRepsMeeting', name: '村民代表会议', members: residents.slice(0, 31) },
    VLM: { kind: 'villageTwoCommittees', name: '村两委联席会', members: residents.slice(0, 7) },
    VSC: {
      kind: 'supervisionCommittee',
      name: '村务监督委员会',
      members: [residents[3], residents[31], residents[32]].filter((id) => id !== undefined),
    },
  });
}

/** A township with its party committee and the joint meeting of its three leadership groups. */
export function foundTownship(founding: Founding, township: Township): Institution {
  const residents = people(founding, township, 12);
  return found(founding, township, 'township', residents, {
    PC: { kind: 'partyCommittee', name: '乡镇党委会', members: residents.slice(0, 9) },
    LTM: {
      kind: 'jointLeadershipMeeting',
      name: '乡镇三家班子会',
      members: residents.slice(0, 9),
    },
  });
}

/** Ends a term and puts somebody else in office the next day. */
export function succeed(
  timeline: Timeline,
  institution: Institution,
  role: string,
  change: {
    day: string;
    since: string;
    reason: 'transferred' | 'termExpired';
    successor: string;
    name: string;
    dueTo: string;
  },
): Institution {
  const post = postId(role, institution.code);
  const orgunit = institution.code;
  const leaver = institution.officers[role] ?? '';
  timeline.record(
    'offices.EndOffice',
    {
      termId: `t-${post}-${change.since}`,
      personId: leaver,
      postId: post,
      on: change.day,
      reason: change.reason,
    },
    { orgunit, day: change.day, time: '17:00' },
  );
  const from = dayAfter(change.day, 1);
  timeline.record(
    'offices.RegisterPerson',
    { personId: change.successor, name: change.name },
    { orgunit, day: from, time: '08:00', classification: 'internal' },
  );
  timeline.record(
    'offices.HoldOffice',
    {
      termId: `t-${post}-${from}`,
      personId: change.successor,
      postId: post,
      unitId: orgunit,
      from,
      dueTo: change.dueTo,
    },
    { orgunit, day: from, time: '08:30' },
  );
  const bodies = Object.fromEntries(
    Object.entries(institution.bodies).map(([key, body]) => {
      if (!body.members.includes(leaver)) return [key, body];
      timeline.record(
        'offices.ChangeBodyMembership',
        { bodyId: body.id, effectiveFrom: from, joined: [change.successor], left: [leaver] },
        { orgunit, day: from, time: '08:40' },
      );
      return [
        key,
        { ...body, members: body.members.map((id) => (id === leaver ? change.successor : id)) },
      ];
    }),
  );
  return {
    ...institution,
    officers: { ...institution.officers, [role]: change.successor },
    bodies,
  };
}
