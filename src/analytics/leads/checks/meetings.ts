// A22: meetings that contradict one another, or what else is on record of those present.
// Business time and recorded time are compared; a day-precise time is never read as midnight.
import { z } from 'zod';
import { localDate, minutesBetween } from '../../../rules/time.js';
import { defineCheck, type Finding, type Surroundings } from '../check.js';
import { factsOf, type CaseState } from '../subjects/cases.js';
import type { Fact, TimedFact } from '../subjects/facts.js';
import type { Member } from '../subjects/rolls.js';
import { asDay, later, ref, say } from '../words.js';

interface Meeting {
  readonly fact: Fact<'matters.MeetingOpened'>;
  readonly member: Member;
}

/** Pairs of different meetings that begin within so many minutes of each other. */
function* overlapping(
  meetings: readonly Meeting[],
  minutes: number,
): Iterable<readonly [Meeting, Meeting]> {
  const ordered = [...meetings].sort(
    (a, b) => minutesBetween(b.fact.at, a.fact.at) || a.fact.p - b.fact.p,
  );
  for (const [index, first] of ordered.entries())
    for (const second of ordered.slice(index + 1)) {
      if (minutesBetween(first.fact.at, second.fact.at) >= minutes) break;
      const same =
        first.fact.d.meetingId === second.fact.d.meetingId ||
        first.fact.d.bodyId === second.fact.d.bodyId;
      // A body takes several matters in one sitting.
      if (!same) yield [first, second];
    }
}

const a22 = defineCheck({
  id: 'A22',
  group: 'timing',
  title: say('会议记录相互矛盾', 'Meetings that contradict one another'),
  statement: say(
    '同一人同时出席两个会议，已故或缺席者签字，签名影像或纪要文字完全相同',
    'One person at two meetings at once, a signature of somebody dead or absent, identical signature images or minutes',
  ),
  severity: 'M',
  parameters: z.strictObject({
    /** Meetings of different bodies that begin so close to each other cannot have the same people. */
    minutes: z.int().min(1).max(480).default(30),
  }),
  inputs: [
    'matters.MeetingOpened',
    'matters.MinutesEntered',
    'matters.MinutesSigned',
    'offices.PersonDied',
  ],
  falsePositives: [
    say('两委联席会议按两个组织分别记录', 'one joint sitting recorded under each body'),
    say(
      '一次会议讨论几个事项，纪要相同',
      'one sitting on several matters, with one set of minutes',
    ),
    say('会后补签', 'a signature given after the meeting'),
  ],
  subjects: {
    *meetingDay(roll, key, { on }) {
      const day = asDay(key.slice(key.indexOf('|') + 1));
      const meetings = roll.members.flatMap((member) =>
        factsOf(member.state, 'matters.MeetingOpened')
          .filter(({ at }) => localDate(at) === day)
          .map((fact) => ({ fact, member })),
      );
      const [sample] = meetings;
      if (!sample || meetings.length < 2) return;
      const { minutes } = on(sample.member.state.unit, day);
      for (const [a, b] of overlapping(meetings, minutes)) {
        const present = new Set(a.fact.d.present);
        const both = [...new Set(b.fact.d.present.filter((person) => present.has(person)))].sort();
        const [person] = both;
        if (person === undefined) continue;
        const [earlier, second] = a.fact.p < b.fact.p ? [a, b] : [b, a];
        yield {
          key: `overlap.${earlier.fact.p}`,
          anchor: ref(second.fact),
          unit: second.member.state.unit,
          person,
          power: second.member.state.power,
          on: day,
          statement: say(
            `${day} 两个会议开始时间相差不足 ${minutes} 分钟，${both.length} 人同时列为到会`,
            `two meetings on ${day} began less than ${minutes} minutes apart; ${both.length} person(s) are recorded as present at both`,
          ),
          figures: {
            persons: both.length,
            meetings: `${earlier.fact.d.meetingId}, ${second.fact.d.meetingId}`,
          },
          events: [earlier.fact, second.fact].map(ref),
        };
      }
    },
    *signature(roll, key) {
      const signed = roll.members
        .flatMap(({ state }) =>
          factsOf(state, 'matters.MinutesSigned')
            .filter(({ d }) => d.signature === key)
            .map((fact) => ({ fact, state })),
        )
        .sort((a, b) => a.fact.p - b.fact.p);
      const [, second] = signed;
      if (!second) return;
      const persons = new Set(signed.map(({ fact }) => fact.d.personId)).size;
      yield {
        key: 'signature',
        anchor: ref(second.fact),
        unit: second.state.unit,
        person: second.fact.d.personId,
        power: second.state.power,
        on: signed.reduce(
          (day, { fact }) => later(day, localDate(fact.at)),
          localDate(second.fact.at),
        ),
        statement: say(
          `同一签名影像出现在 ${signed.length} 份纪要上，署名 ${persons} 人`,
          `one signature image stands under ${signed.length} minutes, for ${persons} person(s)`,
        ),
        figures: { minutes: signed.length, persons },
        events: signed.map(({ fact }) => ref(fact)),
      };
    },
    *minutesText(roll, key) {
      const entered = roll.members
        .flatMap(({ state }) =>
          factsOf(state, 'matters.MinutesEntered')
            .filter(({ d }) => d.text === key || d.document === key)
            .map((fact) => ({ fact, state })),
        )
        .sort((a, b) => a.fact.p - b.fact.p);
      // One sitting on several matters may have one set of minutes.
      const sittings = new Set(entered.map(({ fact }) => fact.d.meetingId));
      const [, second] = entered;
      if (!second || sittings.size < 2) return;
      yield {
        key: 'minutes',
        anchor: ref(second.fact),
        unit: second.state.unit,
        person: second.fact.by,
        power: second.state.power,
        on: entered.reduce(
          (day, { fact }) => later(day, localDate(fact.at)),
          localDate(second.fact.at),
        ),
        statement: say(
          `${sittings.size} 次会议的纪要文字完全相同`,
          `the minutes of ${sittings.size} meetings are the same word for word`,
        ),
        figures: { meetings: sittings.size },
        events: entered.map(({ fact }) => ref(fact)),
      };
    },
    *matter(state, _key, { ask }) {
      yield* signedThoughAbsent(state);
      yield* presentThoughDead(state, ask);
    },
  },
});

function* signedThoughAbsent(state: CaseState): Iterable<Finding> {
  for (const meeting of factsOf(state, 'matters.MeetingOpened')) {
    const absent = new Set((meeting.d.absent ?? []).map(({ personId }) => personId));
    for (const signed of factsOf(state, 'matters.MinutesSigned')) {
      if (signed.d.meetingId !== meeting.d.meetingId || !absent.has(signed.d.personId)) continue;
      yield {
        key: `absent.${signed.d.personId}`,
        anchor: ref(signed),
        unit: state.unit,
        person: signed.d.personId,
        power: state.power,
        on: localDate(signed.at),
        severity: 'L',
        statement: say(
          `会议 ${meeting.d.meetingId} 记录为缺席的人在纪要上签了字`,
          `a person recorded as absent from meeting ${meeting.d.meetingId} signed its minutes`,
        ),
        figures: { meeting: meeting.d.meetingId },
        events: [meeting, signed].map(ref),
      };
    }
  }
}

function* presentThoughDead(
  state: CaseState,
  ask: Surroundings<unknown>['ask'],
): Iterable<Finding> {
  const recorded = ask('deaths', state.unit);
  if (!recorded) return;
  for (const death of factsOf(recorded, 'offices.PersonDied')) {
    const { personId, on } = death.d;
    const acts: readonly TimedFact[] = [
      ...factsOf(state, 'matters.MeetingOpened').filter(({ d }) => d.present.includes(personId)),
      ...factsOf(state, 'matters.MinutesSigned').filter(({ d }) => d.personId === personId),
    ].filter(({ at }) => localDate(at) > on);
    const [first] = acts;
    if (!first) continue;
    yield {
      key: `dead.${personId}`,
      anchor: ref(first),
      unit: state.unit,
      person: personId,
      power: state.power,
      on: localDate(first.at),
      severity: 'S',
      statement: say(
        `登记于 ${on} 去世的人在 ${localDate(first.at)} 的会议上列为到会或签字`,
        `a person whose death on ${on} is on record is listed as present or signing on ${localDate(first.at)}`,
      ),
      figures: { died: on, acts: acts.length },
      events: [death, ...acts].map(ref),
    };
  }
}

export const MEETINGS = [a22] as const;
