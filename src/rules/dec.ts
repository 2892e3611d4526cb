// DEC: how a decision comes about: the right body, a meeting, notice in time (01, 04, 05); the family's list.
// It judges what is recorded of a procedure, never the merits of the decision.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import type { LedgerEvent } from '../events/index.js';
import { parseLocalDate } from '../kernel/time.js';
import type { CaseIndex } from './case.js';
import { limitInWords, limitParameter, noticeBefore } from './deadline.js';
import { dec02 } from './decFiveSteps.js';
import { dec03 } from './decConsultation.js';
import { dec11 } from './decDelegation.js';
import { dec06, dec07, dec08 } from './decMeeting.js';
import { dec09, dec10 } from './decRecord.js';
import {
  ballotOf,
  decidingRulings,
  isImportant,
  meetingOf,
  powerItemOf,
  rulingBodyKind,
} from './decisions.js';
import { bodyName, COLLECTIVE_BODIES, listed, type BodyKind } from './names.js';
import { bodyKind } from './register.js';
import { defineRule } from './rule.js';
import {
  COLLECTIVE_LAW,
  MEETING_SYSTEM,
  SUNSHINE_IN_FORCE,
  SUNSHINE_OPINION,
  VILLAGERS_LAW,
} from './sources.js';
import { happenedBefore, localDate } from './time.js';

const kinds = z.array(z.enum(BODY_KINDS));

/** Body codes of the catalogue of powers, and the kinds of body that may decide for each. */
export const CATALOGUE_BODIES: Readonly<Record<string, readonly BodyKind[]>> = {
  PC: ['partyCommittee'],
  PCG: ['partyCongress'],
  NPCG: ['peoplesCongress'],
  LTM: ['jointLeadershipMeeting', 'partyCommittee'],
  VPB: ['villageBranch'],
  VC: ['villagersCommittee'],
  VLM: ['villageTwoCommittees', 'villageRepsMeeting', 'villagersMeeting'],
  VPM: ['partyMemberMeeting'],
  VRA: ['villageRepsMeeting', 'villagersMeeting'],
  VAS: ['villagersMeeting'],
  VGM: ['groupMeeting', 'villagersMeeting'],
  VSC: ['supervisionCommittee'],
  COL: ['board', 'membersMeeting', 'membersAssembly'],
  CMA: ['membersMeeting', 'membersAssembly'],
};

/**
 * The last ruling of a matter is by a body that its power item names (as pinned at opening, else as in force then).
 * Preparatory rulings of other bodies may come before it. Not applicable where the item is not in the ledger, names
 * no body of a known kind, or the ruling's body is not recorded. Source: domain.md 1.1 M03, 2.9; catalogue of powers.
 */
const dec01 = defineRule({
  id: 'DEC-01',
  title: { zh: '决策主体适格', en: 'The competent body decides' },
  statement: {
    zh: '事项由职权清单规定的组织决定',
    en: 'A matter is decided by the body that the catalogue of powers names',
  },
  severity: 'S',
  basis: [
    { document: SUNSHINE_OPINION, clause: '清权：职权明确' },
    { document: MEETING_SYSTEM, clause: '议事范围' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    /** Kinds of body by code of the catalogue; a kind's own name stands for itself. */
    bodies: z
      .record(z.string(), kinds.min(1))
      .default(() =>
        Object.fromEntries(
          Object.entries(CATALOGUE_BODIES).map(([code, list]) => [code, [...list]]),
        ),
      ),
  }),
  triggers: ['matters.ResultRuled'],
  *check(theCase, context, on) {
    const act = decidingRulings(theCase).at(-1);
    const code = act && powerItemOf(theCase, context)?.decision?.body;
    if (!act || code === undefined) return;
    const named = BODY_KINDS.find((kind) => kind === code);
    const competent = on(act).bodies[code] ?? (named ? [named] : undefined);
    const actual = rulingBodyKind(theCase, context, act);
    if (!competent || actual === undefined) return;
    const names = listed(competent.map(bodyName));
    yield {
      act,
      person: act.data.ruledBy,
      broken: competent.includes(actual)
        ? undefined
        : {
            found: {
              zh: `由${bodyName(actual).zh}决定`,
              en: `decided by the ${bodyName(actual).en}`,
            },
            expected: { zh: `由${names.zh}决定`, en: `a decision of: ${names.en}` },
          },
    };
  },
});

/**
 * A decision of a collective body, or on an important matter, was made at a meeting on record: circulation, chat
 * groups and on-the-spot work replace none. The missing meeting is the breach. Not applicable to rulings by an office
 * or an unknown body on a matter that is not important. Source: domain.md 1.2 M11, 2.5.
 */
const dec04 = defineRule({
  id: 'DEC-04',
  title: { zh: '未经会议不得决定', en: 'No decision without a meeting' },
  statement: {
    zh: '集体决定须经会议，不得以传阅、群聊、现场办公代替',
    en: 'Collective decisions are made at meetings, not by circulation or chat',
  },
  severity: 'S',
  basis: [
    { document: MEETING_SYSTEM, clause: '会议决定' },
    { document: VILLAGERS_LAW, clause: '第二十二条、第二十四条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ bodyKinds: kinds.default([...COLLECTIVE_BODIES]) }),
  triggers: ['matters.ResultRuled'],
  *check(theCase, context, on) {
    for (const act of decidingRulings(theCase)) {
      const kind = rulingBodyKind(theCase, context, act);
      const collective = kind !== undefined && on(act).bodyKinds.includes(kind);
      if (!collective && !isImportant(theCase)) continue;
      const meeting = meetingOf(theCase, act);
      const consulted = theCase.of('matters.PreConsultationHeld');
      const earlier = meeting && !happenedBefore(act.time, meeting.time);
      const several = !meeting && act.data.meetingId === undefined && severalMeetings(theCase, act);
      yield {
        act,
        person: act.data.ruledBy,
        broken:
          earlier || several
            ? undefined
            : {
                found: meeting
                  ? { zh: '会议开始前已作决定', en: 'decided before the meeting began' }
                  : consulted.length > 0
                    ? { zh: '只有会前酝酿，没有会议', en: 'a consultation only, no meeting' }
                    : { zh: '没有会议记录', en: 'no meeting on record' },
                expected: { zh: '经会议讨论决定', en: 'a decision made at a meeting' },
                evidence: meeting ? [meeting] : consulted,
              },
      };
    }
  },
});

/** Whether the ruling's body (or any, where it names none) met more than once: which meeting it was is then open. */
function severalMeetings(
  theCase: CaseIndex,
  ruling: LedgerEvent & { name: 'matters.ResultRuled' },
) {
  const bodyId = ruling.data.bodyId ?? ballotOf(theCase, ruling)?.data.bodyId;
  return theCase
    .of('matters.MeetingOpened')
    .some(
      (meeting) =>
        (bodyId === undefined || meeting.data.bodyId === bodyId) &&
        !happenedBefore(ruling.time, meeting.time),
    );
}

/**
 * The agenda was notified so long before the meeting; too late is minor, never is medium. Judged for the kinds of body
 * whose notice the pack gives. A working-day limit in a year without holiday data is not judged.
 * Source: Villagers' Committees Organic Law art. 21, Rural Collective Economic Organisations Law art. 27 (10 days);
 * domain.md 2.9.
 */
const dec05 = defineRule({
  id: 'DEC-05',
  title: { zh: '提前告知议题', en: 'The agenda is notified in time' },
  statement: {
    zh: '会议议题按规定提前告知',
    en: 'The agenda is notified so long before the meeting',
  },
  severity: 'M',
  basis: [
    { document: VILLAGERS_LAW, clause: '第二十一条' },
    { document: COLLECTIVE_LAW, clause: '第二十七条' },
    { document: MEETING_SYSTEM, clause: '议题告知' },
  ],
  validFrom: parseLocalDate('2010-10-28'),
  parameters: z.strictObject({
    notice: z.partialRecord(z.enum(BODY_KINDS), limitParameter).default({}),
  }),
  triggers: ['matters.MeetingOpened'],
  *check(theCase, context, on) {
    for (const act of theCase.of('matters.MeetingOpened')) {
      const kind = bodyKind(context, act.data.bodyId);
      const limit = kind && on(act).notice[kind];
      if (limit === undefined) continue;
      const { zh, en } = limitInWords(limit);
      const expected = { zh: `提前 ${zh}告知`, en: `notice ${en} before` };
      const [first] = theCase
        .of('matters.AgendaNotified')
        .filter(({ data }) => data.meetingId === act.data.meetingId);
      if (!first) {
        const found = { zh: '没有告知议题', en: 'no notice of the agenda' };
        yield { act, broken: { found, expected, severity: 'M' } };
        continue;
      }
      const held = noticeBefore(limit, localDate(first.time), localDate(act.time));
      if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
      else if (held.kind === 'inTime') yield { act };
      else {
        const found = {
          zh: `${localDate(first.time)} 才告知，迟 ${held.over} 日`,
          en: `notified on ${localDate(first.time)}, ${held.over} day(s) late`,
        };
        yield { act, broken: { found, expected, severity: 'L', evidence: [first] } };
      }
    }
  },
});

export const DEC = [
  dec01,
  dec02,
  dec03,
  dec04,
  dec05,
  dec06,
  dec07,
  dec08,
  dec09,
  dec10,
  dec11,
] as const;
