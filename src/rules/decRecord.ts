// DEC-09 and DEC-10: what is left on record of a meeting: its minutes, and the words of those who objected.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { isOfKind } from './decisions.js';
import { COLLECTIVE_BODIES } from './names.js';
import { defineRule } from './rule.js';
import {
  DECISION_REGULATION,
  MEETING_SYSTEM,
  SUNSHINE_IN_FORCE,
  VILLAGERS_LAW,
} from './sources.js';
import { localDate } from './time.js';

const kindsParameter = z.array(z.enum(BODY_KINDS)).default([...COLLECTIVE_BODIES]);

/**
 * Minutes are entered within 3 days of the meeting; more than 15 days late or missing is medium. Minutes that are not
 * there yet are judged once a later event of the case shows that the limit has passed. Not applicable to bodies that
 * the parameters leave out or that are unknown. Source: domain.md 2.9; regulation art. 30 (true record).
 */
export const dec09 = defineRule({
  id: 'DEC-09',
  title: { zh: '纪要及时入账', en: 'Minutes are entered in time' },
  statement: {
    zh: '会议纪要在会后 3 日内录入',
    en: 'Minutes are entered within 3 days of the meeting',
  },
  severity: 'L',
  basis: [
    { document: MEETING_SYSTEM, clause: '会议记录' },
    { document: DECISION_REGULATION, clause: '第三十条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    limit: limitParameter.default('3cd'),
    mediumAfter: limitParameter.default('15cd'),
    bodyKinds: kindsParameter,
  }),
  triggers: ['matters.MeetingOpened'],
  *check(theCase, context, on) {
    for (const act of theCase.of('matters.MeetingOpened')) {
      const { limit, mediumAfter, bodyKinds } = on(act);
      if (!isOfKind(act, context, bodyKinds)) continue;
      const entered = theCase
        .of('matters.MinutesEntered')
        .find(({ data }) => data.meetingId === act.data.meetingId);
      const [start, end] = [
        localDate(act.time),
        localDate((entered ?? { time: theCase.latest }).time),
      ];
      const held = heldAgainst(limit, start, end);
      if (held.kind === 'unjudged') yield { act, unjudged: held.reason };
      else if (held.kind === 'inTime') {
        if (entered) yield { act, person: act.data.recorder };
      } else {
        const { zh, en } = limitInWords(limit);
        const medium = heldAgainst(mediumAfter, start, end).kind === 'late';
        yield {
          act,
          person: act.data.recorder,
          broken: {
            found: entered
              ? {
                  zh: `${end} 才录入，迟 ${held.over} 日`,
                  en: `entered on ${end}, ${held.over} day(s) late`,
                }
              : { zh: `到 ${end} 仍无纪要`, en: `no minutes by ${end}` },
            expected: { zh: `会后 ${zh}内（${held.due} 前）`, en: `within ${en}, by ${held.due}` },
            severity: medium ? 'M' : 'L',
            evidence: entered ? [entered] : [],
          },
        };
      }
    }
  },
});

/**
 * Who opposes or has reservations is on record with what he said: with his position, or as a dissent at the meeting.
 * Not applicable where nobody objected, and to bodies that the parameters leave out. Source: Interim Regulation on
 * Major Administrative Decisions arts. 30, 38 (dissenters are exempted or mitigated); domain.md 2.9.
 */
export const dec10 = defineRule({
  id: 'DEC-10',
  title: { zh: '如实记录不同意见', en: 'Dissent is on record' },
  statement: {
    zh: '反对和保留意见如实记录其内容',
    en: 'Objections and reservations are recorded in their words',
  },
  severity: 'M',
  basis: [
    { document: DECISION_REGULATION, clause: '第三十条、第三十八条' },
    { document: VILLAGERS_LAW, clause: '第三十四条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ bodyKinds: kindsParameter }),
  triggers: ['matters.PositionStated'],
  *check(theCase, context, on) {
    for (const act of theCase.of('matters.PositionStated')) {
      const { stance, personId, meetingId, text } = act.data;
      if (stance !== 'against' && stance !== 'reserved') continue;
      const meeting = theCase
        .of('matters.MeetingOpened')
        .find(({ data }) => data.meetingId === meetingId);
      if (!meeting || !isOfKind(meeting, context, on(act).bodyKinds)) continue;
      const recorded =
        text !== undefined ||
        theCase
          .of('matters.DissentRecorded')
          .some(({ data }) => data.personId === personId && data.meetingId === meetingId);
      yield {
        act,
        person: meeting.data.recorder,
        broken: recorded
          ? undefined
          : {
              found: { zh: '只记表态，未记意见内容', en: 'the stance without the words' },
              expected: { zh: '如实记录意见内容', en: 'the objection in its words' },
            },
      };
    }
  },
});
