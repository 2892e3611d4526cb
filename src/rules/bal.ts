// BAL: ballots that add up, results recomputed from the tally, quorum, mode, tellers and roll.
// A tally is judged as declared; nothing here may correct it.
import { z } from 'zod';
import { BALLOT_MODES, BODY_KINDS } from '../events/offices.js';
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import { bal02 } from './balResult.js';
import { bal01 } from './balTally.js';
import type { CaseIndex } from './case.js';
import { ballotOf, decidingRulings, meetingOf, presentAt, subjectsOf } from './decisions.js';
import { bodyKind, bodyOf, kinshipBetween, membersOn } from './register.js';
import { defineRule } from './rule.js';
import { BALLOT_SYSTEM, VILLAGERS_LAW_IN_FORCE, VOTING_BASIS } from './sources.js';
import { localDate } from './time.js';
import { quorumTable, quorumUnderAny, shareInWords, type Attendance } from './vr.js';

const validFrom = VILLAGERS_LAW_IN_FORCE;

const bal03Parameters = z.strictObject({
  /** Alternatives that give a quorum, by kind of body, where the body's own definition has none. */
  quorum: quorumTable.default({}),
});

function attendances(theCase: CaseIndex): readonly {
  readonly act: LedgerEvent;
  readonly bodyId: string;
  readonly attendance: Attendance;
}[] {
  const ballots = theCase.of('matters.BallotTallied').map((act) => {
    const { bodyId, eligible, present, households } = act.data;
    return { act, bodyId, attendance: { eligible, present, households } };
  });
  // A meeting without quorum harms nobody unless it decided, and a ballot's own numbers come first.
  const decidedWithoutBallot = new Set(
    decidingRulings(theCase)
      .filter((ruling) => !ballotOf(theCase, ruling))
      .flatMap((ruling) => meetingOf(theCase, ruling) ?? []),
  );
  const meetings = [...decidedWithoutBallot]
    .filter((meeting) => ballots.every(({ act }) => act.data.meetingId !== meeting.data.meetingId))
    .map((act) => {
      const { bodyId, eligible, households } = act.data;
      return { act, bodyId, attendance: { eligible, present: presentAt(act), households } };
    });
  return [...ballots, ...meetings];
}

/**
 * A ballot, or a meeting that decided without one, had the quorum of its body: the body's own, else any of the pack's
 * for its kind. Not applicable where neither is known, or where households are asked for and not recorded.
 * Source: Villagers' Committees Organic Law arts. 22, 26, 28; Rural Collective Economic Organisations Law arts. 27, 31.
 */
const bal03 = defineRule({
  id: 'BAL-03',
  title: { zh: '到会达到法定人数', en: 'There was a quorum' },
  statement: {
    zh: '表决时到会人数（或户数）达到该组织的法定人数',
    en: 'Those present at the vote (or their households) made the quorum of the body',
  },
  severity: 'S',
  basis: VOTING_BASIS,
  validFrom,
  parameters: bal03Parameters,
  triggers: ['matters.BallotTallied', 'matters.ResultRuled'],
  *check(theCase, context, on) {
    for (const { act, bodyId, attendance } of attendances(theCase)) {
      const body = bodyOf(context, bodyId);
      const shares = body?.quorum ? [body.quorum] : ((body && on(act).quorum[body.kind]) ?? []);
      const reached = quorumUnderAny(shares, attendance);
      if (reached === undefined) continue;
      const words = shares.map(shareInWords);
      const { households } = attendance;
      yield {
        act,
        broken: reached
          ? undefined
          : {
              found: {
                zh: `应到 ${attendance.eligible}，到会 ${attendance.present}${households ? `；${households.eligible} 户到 ${households.present} 户` : ''}`,
                en: `${attendance.present} present of ${attendance.eligible}${households ? `; ${households.present} of ${households.eligible} households` : ''}`,
              },
              expected: {
                zh: words.map(({ zh }) => zh).join('，或'),
                en: words.map(({ en }) => en).join(', or '),
              },
            },
      };
    }
  },
});

const mode = z.enum(BALLOT_MODES);
const MODE_NAMES: Readonly<Record<z.output<typeof mode>, Bilingual>> = {
  secret: { zh: '无记名投票', en: 'secret ballot' },
  rollCall: { zh: '记名投票', en: 'roll call' },
  showOfHands: { zh: '举手表决', en: 'show of hands' },
};

/**
 * The ballot was taken in the mode that its power (pack), its body, or its kind of body (pack) requires; and a secret
 * ballot does not list who voted what. Not applicable where no mode is required, except for such a list.
 * Source: domain.md 1.4 M20 (5), M22.
 */
const bal04 = defineRule({
  id: 'BAL-04',
  title: { zh: '表决方式符合规定', en: 'The required mode of ballot' },
  statement: {
    zh: '按规定方式表决；无记名投票不得留下谁投了什么票',
    en: 'The ballot is taken in the required mode; a secret ballot leaves no trace of who voted what',
  },
  severity: 'M',
  basis: [{ document: BALLOT_SYSTEM, clause: '表决方式' }],
  validFrom,
  parameters: z.strictObject({
    /** Modes allowed for a power, by its code (local). */
    powers: z.record(z.string(), z.array(mode).min(1)).default({}),
    /** Modes allowed for a kind of body, where its definition names none (local). */
    kinds: z.partialRecord(z.enum(BODY_KINDS), z.array(mode).min(1)).default({}),
  }),
  triggers: ['matters.BallotTallied'],
  *check(theCase, context, on) {
    for (const act of theCase.of('matters.BallotTallied')) {
      const { powers, kinds } = on(act);
      const body = bodyOf(context, act.data.bodyId);
      const power = act.powercode ?? theCase.power;
      const own = body?.voteMode && [body.voteMode];
      const required =
        (power === undefined ? undefined : powers[power]) ?? own ?? (body && kinds[body.kind]);
      const revealed = act.data.mode === 'secret' && (act.data.votes?.length ?? 0) > 0;
      if (!required && !revealed) continue;
      const wrong = required !== undefined && !required.includes(act.data.mode);
      const allowed = (required ?? ['secret' as const]).map((each) => MODE_NAMES[each]);
      yield {
        act,
        broken:
          wrong || revealed
            ? {
                found: revealed
                  ? {
                      zh: '无记名投票却记录了个人投票',
                      en: 'a secret ballot that lists who voted what',
                    }
                  : MODE_NAMES[act.data.mode],
                expected: {
                  zh: allowed.map(({ zh }) => zh).join('或'),
                  en: allowed.map(({ en }) => en).join(' or '),
                },
              }
            : undefined,
      };
    }
  },
});

/**
 * Teller and scrutineer are none of the persons whom the matter concerns, nor their declared relatives.
 * Not applicable where the matter concerns nobody on record or the ballot names no teller. Source: domain.md 2.9.
 */
const bal05 = defineRule({
  id: 'BAL-05',
  title: { zh: '计票监票人与事项无利害关系', en: 'Tellers have no interest' },
  statement: {
    zh: '计票人、监票人不得是当事人或其近亲属',
    en: 'Teller and scrutineer are neither concerned by the matter nor related to who is',
  },
  severity: 'M',
  basis: [{ document: BALLOT_SYSTEM, clause: '计票人、监票人回避' }],
  validFrom,
  parameters: z.strictObject({}),
  triggers: ['matters.BallotTallied'],
  *check(theCase, context) {
    const subjects = subjectsOf(theCase);
    if (subjects.size === 0) return;
    for (const act of theCase.of('matters.BallotTallied'))
      for (const person of new Set([act.data.teller, act.data.scrutineer])) {
        if (person === undefined) continue;
        const kin = kinshipBetween(context, person, subjects);
        const self = subjects.has(person);
        yield {
          act,
          person,
          broken:
            self || kin.length > 0
              ? {
                  found: self
                    ? {
                        zh: '计票人或监票人是当事人',
                        en: 'the teller or scrutineer is concerned himself',
                      }
                    : {
                        zh: '计票人或监票人是当事人的近亲属',
                        en: 'the teller or scrutineer is a relative',
                      },
                  expected: { zh: '由无利害关系的人计票、监票', en: 'tellers without an interest' },
                  evidence: kin,
                }
              : undefined,
        };
      }
  },
});

/**
 * The number eligible equals the body's members on that day, and who is listed as voting is one of them.
 * Not applicable where the body's members were never recorded. Source: domain.md 2.9.
 */
const bal06 = defineRule({
  id: 'BAL-06',
  title: { zh: '应到名册与成员一致', en: 'The roll is the membership on the day' },
  statement: {
    zh: '应到人数等于当日成员数，投票人均为当日成员',
    en: 'The number eligible is the membership on the day, and every voter is a member',
  },
  severity: 'S',
  basis: VOTING_BASIS,
  validFrom,
  parameters: z.strictObject({}),
  triggers: ['matters.BallotTallied'],
  *check(theCase, context) {
    for (const act of theCase.of('matters.BallotTallied')) {
      const members = membersOn(context, act.data.bodyId, localDate(act.time));
      if (!members || bodyKind(context, act.data.bodyId) === undefined) continue;
      const strangers = (act.data.votes ?? []).filter(
        ({ personId }) => !members.has(personId),
      ).length;
      const { eligible } = act.data;
      yield {
        act,
        broken:
          eligible === members.size && strangers === 0
            ? undefined
            : {
                found: {
                  zh: `应到 ${eligible}，非成员投票 ${strangers} 人`,
                  en: `${eligible} eligible; ${strangers} voter(s) who were no members`,
                },
                expected: {
                  zh: `当日成员 ${members.size} 人`,
                  en: `the ${members.size} members of that day`,
                },
              },
      };
    }
  },
});

export const BAL = [bal01, bal02, bal03, bal04, bal05, bal06] as const;
