// VR-03: elections of a villagers' committee: who had to vote, and of what a majority is needed.
// The whole is the registered voters for the election, and the votes cast for the elected: never one for the other.
import { z } from 'zod';
import { addDays } from '../kernel/time.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { levelOf } from './register.js';
import { defineRule, type Breach } from './rule.js';
import { VILLAGERS_LAW, VILLAGERS_LAW_IN_FORCE } from './sources.js';
import { unitKey, yearOf } from './unitKeys.js';
import { reaches } from './vr.js';

type Election = EventOf<'offices.ElectionHeld'>;

const share = z.strictObject({
  numerator: z.int().min(1).max(100),
  denominator: z.int().min(1).max(100),
  strict: z.boolean(),
});
type Share = z.output<typeof share>;

const parameters = z.strictObject({
  levels: z.array(z.enum(['county', 'township', 'village'])).default(['village']),
  /** Of the registered voters, for the election to be valid. */
  turnout: share.default({ numerator: 1, denominator: 2, strict: true }),
  /** Of the votes cast, to be elected; and in a further ballot for seats that stayed empty. */
  elected: share.default({ numerator: 1, denominator: 2, strict: true }),
  runOff: share.default({ numerator: 1, denominator: 3, strict: false }),
  /** A ballot of the same unit within so many days after another is a further one. */
  runOffDays: z.int().min(1).max(366).default(60),
});

const reachesShare = (part: number, whole: number, { numerator, denominator, strict }: Share) =>
  reaches(part, whole, { of: 'valid', numerator, denominator, strict });

const words = ({ numerator, denominator, strict }: Share) => ({
  zh: `${strict ? '超过' : '不少于'} ${numerator}/${denominator}`,
  en: `${strict ? 'more than' : 'at least'} ${numerator}/${denominator}`,
});

/** The ballot of the unit that this one continues, if any. */
function precedingBallot(
  context: RuleContext,
  { data, id }: Election,
  days: number,
): Election | undefined {
  const from = addDays(data.day, -days);
  return eventsOf(context.events(unitKey.elections(data.unitId)), 'offices.ElectionHeld')
    .toSorted((a, b) => yearOf(a.data.day) - yearOf(b.data.day))
    .find((other) => other.id !== id && other.data.day >= from && other.data.day < data.day);
}

function breachOf(
  act: Election,
  first: Election | undefined,
  { turnout, elected, runOff }: z.output<typeof parameters>,
): Breach | undefined {
  const { registered, voted } = act.data;
  const needed = first ? runOff : elected;
  const most = Math.max(0, ...act.data.elected.map(({ votes }) => votes));
  if (voted > registered || most > voted)
    return {
      found: {
        zh: `登记 ${registered} 人，投票 ${voted} 人，最多得票 ${most}`,
        en: `${registered} registered, ${voted} voted, ${most} votes for one of them`,
      },
      expected: {
        zh: '得票不多于投票，投票不多于登记',
        en: 'no more votes than voters, nor voters than registered',
      },
    };
  if (act.data.elected.length > 0 && !reachesShare(voted, registered, turnout))
    return {
      found: {
        zh: `登记 ${registered} 人，只有 ${voted} 人投票`,
        en: `${voted} voted of ${registered} registered`,
      },
      expected: {
        zh: `${words(turnout).zh}的登记选民投票，选举有效`,
        en: `${words(turnout).en} of the registered voters, for a valid election`,
      },
    };
  const short = act.data.elected.filter(({ votes }) => !reachesShare(votes, voted, needed));
  return short.length === 0
    ? undefined
    : {
        found: {
          zh: `${short.length} 人得票不足：${short.map(({ votes }) => votes).join('、')}（投票 ${voted}）`,
          en: `${short.length} elected with too few votes: ${short.map(({ votes }) => votes).join(', ')} of ${voted} cast`,
        },
        expected: {
          zh: `得票${words(needed).zh}的投票数`,
          en: `${words(needed).en} of the votes cast`,
        },
        evidence: first ? [first] : [],
      };
}

/**
 * An election that elected somebody had more than half of the registered voters voting, and each of the elected has more
 * than half of the votes cast; in a further ballot for seats that stayed empty, at least one third of them. One that
 * elected nobody is kept. Judged for villages. Source: Villagers' Committees Organic Law art. 15; domain.md 2.1.
 */
export const vr03 = defineRule({
  id: 'VR-03',
  title: { zh: '选举有效、当选过半', en: 'A valid election, and majorities' },
  statement: {
    zh: '登记选民过半数投票选举有效，得票过半数（另行选举不少于三分之一）当选',
    en: 'More than half of the voters vote, and the elected have more than half of the votes (a third in a further ballot)',
  },
  severity: 'S',
  basis: [{ document: VILLAGERS_LAW, clause: '第十五条' }],
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters,
  triggers: ['offices.ElectionHeld'],
  *check(theCase, context, on) {
    for (const act of theCase.of('offices.ElectionHeld')) {
      const settings = on(act);
      if (!settings.levels.includes(levelOf(act.orgunit))) continue;
      const first = precedingBallot(context, act, settings.runOffDays);
      yield { act, broken: breachOf(act, first, settings) };
    }
  },
});
