// DEC-06 to DEC-08: speaking order, steering, departures from the majority.
// Who leads is known from the register or from the chair; the rules are silent where neither is recorded.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { ballotOf, decidingRulings, isOfKind, meetingOf, type Meeting } from './decisions.js';
import { outcomeName, TOWNSHIP_LEADERSHIP } from './names.js';
import { holdsRole } from './register.js';
import { defineRule, type Clause } from './rule.js';
import { DECISION_REGULATION, LAST_SPEAKER_SYSTEM, SUNSHINE_IN_FORCE } from './sources.js';
import { compareTimes, localDate } from './time.js';

type Position = EventOf<'matters.PositionStated'>;

const lastSpeakerBasis: readonly Clause[] = [
  { document: LAST_SPEAKER_SYSTEM, clause: '末位表态' },
  { document: DECISION_REGULATION, clause: '第三十条' },
];
const leadership = z.strictObject({
  bodyKinds: z.array(z.enum(BODY_KINDS)).default([...TOWNSHIP_LEADERSHIP]),
  /** Roles of those who must speak last. */
  leaderRoles: z.array(z.string()).default(['PS']),
});
type Leadership = z.output<typeof leadership>;

/** Positions of a meeting in speaking order; who was absent took none. */
const positionsAt = (theCase: CaseIndex, meeting: Meeting): readonly Position[] =>
  theCase
    .of('matters.PositionStated')
    .filter(({ data }) => data.meetingId === meeting.data.meetingId && data.stance !== 'absent')
    .toSorted((a, b) => a.data.order - b.data.order);

/** The secretary, if he spoke or is listed as present; else the chair, who presides in his place. */
function leaderOf(
  meeting: Meeting,
  positions: readonly Position[],
  context: RuleContext,
  roles: readonly string[],
): string | undefined {
  const persons = [...positions.map(({ data }) => data.personId), ...meeting.data.present];
  const day = localDate(meeting.time);
  return persons.find((person) => holdsRole(context, person, day, roles)) ?? meeting.data.chair;
}

interface Discussion {
  readonly meeting: Meeting;
  readonly leader: string;
  readonly positions: readonly Position[];
  readonly others: readonly Position[];
}

/** Discussions of the township leadership in which somebody besides a known leader took a position. */
function* discussions(
  theCase: CaseIndex,
  context: RuleContext,
  on: (act: Meeting) => Leadership,
): Iterable<Discussion> {
  for (const meeting of theCase.of('matters.MeetingOpened')) {
    const { bodyKinds, leaderRoles } = on(meeting);
    if (!isOfKind(meeting, context, bodyKinds)) continue;
    const positions = positionsAt(theCase, meeting);
    const leader = leaderOf(meeting, positions, context, leaderRoles);
    if (leader === undefined) continue;
    const others = positions.filter(({ data }) => data.personId !== leader);
    if (others.length > 0) yield { meeting, leader, positions, others };
  }
}

/**
 * The secretary (or who presides in his place) takes his position after all others. Judged at meetings of the
 * township leadership where he and another took one; not applicable where he took none or nobody knows who led.
 * Source: domain.md 1.2 M09; Interim Regulation on Major Administrative Decisions art. 30.
 */
export const dec06 = defineRule({
  id: 'DEC-06',
  title: { zh: '书记末位表态', en: 'The secretary speaks last' },
  statement: {
    zh: '书记在其他成员逐人表态之后最后表态',
    en: 'The secretary takes his position after every other member',
  },
  severity: 'M',
  basis: lastSpeakerBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: leadership,
  triggers: ['matters.PositionStated'],
  *check(theCase, context, on) {
    for (const { leader, positions } of discussions(theCase, context, on)) {
      const act = positions.findLast(({ data }) => data.personId === leader);
      const last = positions.at(-1);
      if (!act || !last) continue;
      yield {
        act,
        person: leader,
        broken:
          last === act
            ? undefined
            : {
                found: {
                  zh: `第 ${act.data.order} 个表态，其后至第 ${last.data.order} 个仍有人表态`,
                  en: `spoke as number ${act.data.order}; others still spoke, up to number ${last.data.order}`,
                },
                expected: { zh: '最后表态', en: 'the last position of all' },
                evidence: positions,
              },
      };
    }
  },
});

/**
 * Before the others have taken their positions the secretary neither instructs on the matter nor speaks first of all.
 * One activation per discussion, charged on the instruction or the position. Source: domain.md 1.2 M09.
 */
export const dec07 = defineRule({
  id: 'DEC-07',
  title: { zh: '不得先行定调', en: 'No steering beforehand' },
  statement: {
    zh: '其他成员表态前，书记不得作指示或首先表态',
    en: 'Before the others have spoken the secretary neither instructs nor speaks first',
  },
  severity: 'M',
  basis: lastSpeakerBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: leadership,
  triggers: ['matters.PositionStated'],
  *check(theCase, context, on) {
    for (const { meeting, leader, positions, others } of discussions(theCase, context, on)) {
      const lastOther = others.reduce((a, b) => (compareTimes(b.time, a.time) > 0 ? b : a));
      const instruction = theCase
        .of('matters.InstructionRecorded')
        .find(
          ({ data, time }) => data.personId === leader && compareTimes(time, lastOther.time) < 0,
        );
      const first = positions[0]?.data.personId === leader ? positions[0] : undefined;
      const act = instruction ?? first;
      yield {
        act: act ?? meeting,
        person: leader,
        broken: act && {
          found: instruction
            ? { zh: '其他成员表态前已作指示', en: 'instructed before the others had spoken' }
            : { zh: '首先表态', en: 'spoke first' },
          expected: {
            zh: '待其他成员逐人表态后再表态',
            en: 'silence until every other member has spoken',
          },
          evidence: others,
        },
      };
    }
  },
});

/** What the majority of those who took a side wanted; `undefined` for a tie. */
function majorityOf(positions: readonly Position[]): 'adopted' | 'rejected' | undefined {
  const count = (stance: string) => positions.filter(({ data }) => data.stance === stance).length;
  const [inFavour, against] = [count('for'), count('against')];
  return inFavour === against ? undefined : inFavour > against ? 'adopted' : 'rejected';
}

/**
 * A ruling against the majority of the positions taken gives its reason. A ruling that follows its ballot's declared
 * result needs none here (BAL-02 holds it against the tally). Not applicable without positions on both counts or
 * with a tie. Source: Interim Regulation on Major Administrative Decisions art. 30; domain.md 1.2 M09.
 */
export const dec08 = defineRule({
  id: 'DEC-08',
  title: { zh: '不同于多数意见须说明理由', en: 'A departure from the majority is explained' },
  statement: {
    zh: '裁定与多数意见不一致的，应当说明理由',
    en: 'A ruling that departs from the majority gives its reason',
  },
  severity: 'S',
  basis: lastSpeakerBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['matters.PositionStated'],
  *check(theCase) {
    for (const act of decidingRulings(theCase)) {
      const meeting = meetingOf(theCase, act);
      const positions = meeting ? positionsAt(theCase, meeting) : [];
      const majority = majorityOf(positions);
      if (majority === undefined) continue;
      const byBallot = ballotOf(theCase, act)?.data.declared === act.data.outcome;
      const explained = act.data.reason !== undefined || byBallot;
      yield {
        act,
        person: act.data.ruledBy,
        broken:
          majority === act.data.outcome || explained
            ? undefined
            : {
                found: {
                  zh: `多数意见为“${outcomeName(majority).zh}”，裁定“${outcomeName(act.data.outcome).zh}”，未说明理由`,
                  en: `the majority was for “${outcomeName(majority).en}”, the ruling is “${outcomeName(act.data.outcome).en}”, without a reason`,
                },
                expected: {
                  zh: '说明不采纳多数意见的理由',
                  en: 'the reason for not following the majority',
                },
                evidence: positions,
              },
      };
    }
  },
});
