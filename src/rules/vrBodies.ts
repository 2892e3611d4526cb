// VR-04: a body has as many members as the law says; and the family's list.
// A vacancy is no wrong composition: only those who set up a body or fill its seats are judged.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { bodyName } from './names.js';
import { bodyOf, membersOn } from './register.js';
import { defineRule } from './rule.js';
import { COLLECTIVE_LAW, VILLAGERS_LAW, VILLAGERS_LAW_IN_FORCE } from './sources.js';
import { localDate } from './time.js';
import { vr03 } from './vrElections.js';
import { vr02 } from './vrHouseholds.js';
import { vr01 } from './vrShares.js';

type Composition = EventOf<'offices.BodyDefined'> | EventOf<'offices.BodyMembershipChanged'>;

const size = z.strictObject({
  min: z.int().min(1),
  max: z.int().min(1).optional(),
  odd: z.boolean().default(false),
  source: z.string().optional(),
});

const dayOf = (act: Composition): string =>
  act.name === 'offices.BodyDefined' ? localDate(act.time) : act.data.effectiveFrom;

/** Acts that set up a body or fill seats; of several for one day the last, after which the body stands as it is. */
function compositions(theCase: CaseIndex, context: RuleContext): readonly Composition[] {
  const acts: readonly Composition[] = [
    ...theCase.of('offices.BodyDefined').filter(({ data }) => data.members.length > 0),
    ...theCase.of('offices.BodyMembershipChanged').filter(({ data }) => data.joined.length > 0),
  ];
  return acts.filter((act) => {
    const changes = eventsOf(
      context.events(contextKey.body(act.data.bodyId)),
      'offices.BodyMembershipChanged',
    );
    const last = changes.findLast((change) => dayOf(change) === dayOf(act));
    return last === undefined || last.id === act.id;
  });
}

/**
 * Whoever defines a body or fills its seats leaves it with as many members as the law says for its kind, an odd number
 * where it asks for one. Not applicable to kinds without a figure, to bodies without recorded members, and to departures.
 * Source: Villagers' Committees Organic Law art. 6 (3 to 7); Rural Collective Economic Organisations Law arts. 28 (more
 * than 20 representatives), 29 (3 to 7 directors, an odd number); domain.md 2.1, 2.2.
 */
const vr04 = defineRule({
  id: 'VR-04',
  title: { zh: '组织人数合法', en: 'As many members as the law says' },
  statement: {
    zh: '村民委员会三至七人，理事会三至七人且为单数，成员代表大会代表多于二十人',
    en: 'A committee has 3 to 7 members, a board 3 to 7 and an odd number, an assembly more than 20',
  },
  severity: 'L',
  basis: [
    { document: VILLAGERS_LAW, clause: '第六条' },
    { document: COLLECTIVE_LAW, clause: '第二十八条、第二十九条' },
  ],
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters: z.strictObject({
    sizes: z
      .partialRecord(z.enum(BODY_KINDS), size)
      .default({ villagersCommittee: { min: 3, max: 7, odd: false } }),
  }),
  triggers: ['offices.BodyDefined', 'offices.BodyMembershipChanged'],
  *check(theCase, context, on) {
    for (const act of compositions(theCase, context)) {
      const kind = bodyOf(context, act.data.bodyId)?.kind;
      const limits = kind && on(act).sizes[kind];
      const members = membersOn(context, act.data.bodyId, dayOf(act))?.size;
      if (kind === undefined || !limits || members === undefined) continue;
      const { min, max, odd } = limits;
      const fits =
        members >= min && (max === undefined || members <= max) && (!odd || members % 2 === 1);
      const range = max === undefined ? `${min}+` : `${min}-${max}`;
      yield {
        act,
        broken: fits
          ? undefined
          : {
              found: {
                zh: `${bodyName(kind).zh} ${members} 人`,
                en: `${bodyName(kind).en}: ${members} member(s)`,
              },
              expected: {
                zh: `${range} 人${odd ? '，且为单数' : ''}`,
                en: `${range} members${odd ? ', an odd number' : ''}`,
              },
            },
      };
    }
  },
});

export const VR = [vr01, vr02, vr03, vr04] as const;
