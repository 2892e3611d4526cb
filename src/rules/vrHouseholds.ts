// VR-02: a meeting of household representatives counts households: all of them, and one vote each.
// Where the ledger has no count of the unit's households, the declared number is not doubted.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import { eventsOf, type EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { bodyOf } from './register.js';
import { defineRule, type Breach } from './rule.js';
import { VILLAGERS_LAW, VILLAGERS_LAW_IN_FORCE } from './sources.js';
import { localDate } from './time.js';
import { unitKey } from './unitKeys.js';
import { quorumTable, reaches } from './vr.js';

type Ballot = EventOf<'matters.BallotTallied'>;

const parameters = z.strictObject({
  kinds: z.array(z.enum(BODY_KINDS)).default(['villagersMeeting', 'groupMeeting']),
  /** The law's alternatives for a quorum, as BAL-03 has them: they tell whether a meeting rests on its households. */
  quorum: quorumTable.default({}),
  /** By how many per cent fewer households than last counted may be declared. */
  tolerancePercent: z.int().min(0).max(100).default(5),
});
type Parameters = z.output<typeof parameters>;

/** The last count of a unit's households before a day. */
const lastCount = (context: RuleContext, unitId: string, day: string) =>
  eventsOf(context.events(unitKey.unit(unitId)), 'offices.HouseholdsCounted')
    .filter(({ data }) => data.on <= day)
    .reduce<EventOf<'offices.HouseholdsCounted'> | undefined>(
      (last, count) => (last && last.data.on > count.data.on ? last : count),
      undefined,
    );

/** Whether the persons present make no quorum by themselves: then those present speak for households. */
function restsOnHouseholds(
  { data }: Ballot,
  kind: keyof Parameters['quorum'],
  { quorum }: Parameters,
): boolean {
  const shares = quorum[kind] ?? [];
  return (
    shares.some(({ of }) => of === 'households') &&
    !shares.some((share) => share.of === 'eligible' && reaches(data.present, data.eligible, share))
  );
}

function tooManyVotes({ data }: Ballot, households: number): Breach | undefined {
  if (data.issued <= households) return undefined;
  return {
    found: {
      zh: `到会 ${households} 户，发出 ${data.issued} 票`,
      en: `${data.issued} ballots issued to ${households} households`,
    },
    expected: { zh: '每户一票', en: 'one vote a household' },
  };
}

function tooFewHouseholds(
  context: RuleContext,
  ballot: Ballot,
  unitId: string,
  declared: number,
  { tolerancePercent }: Parameters,
): Breach | undefined {
  const count = lastCount(context, unitId, localDate(ballot.time));
  if (!count) return undefined;
  const { households } = count.data;
  if (declared * 100 >= households * (100 - tolerancePercent)) return undefined;
  return {
    found: { zh: `按 ${declared} 户计算`, en: `counted on ${declared} households` },
    expected: {
      zh: `全体 ${households} 户（${count.data.on} 统计）`,
      en: `all ${households} households (counted on ${count.data.on})`,
    },
    evidence: [count],
  };
}

/**
 * A ballot that states households counts on all of the unit's: not on fewer than were last counted, apart from a
 * tolerance; and where the meeting had its quorum by households alone, no more ballots were issued than households were
 * there. Judged for villagers' and group meetings that state households. Source: Villagers' Committees Organic Law arts.
 * 22, 28 (representatives of two thirds of the households; by custom one vote each); domain.md 2.1.
 */
export const vr02 = defineRule({
  id: 'VR-02',
  title: { zh: '户代表会议按户计数', en: 'Household meetings count households' },
  statement: {
    zh: '以户代表召开的会议，以全体户数为基数，每户一票',
    en: 'A meeting of household representatives counts on all households, one vote each',
  },
  severity: 'S',
  basis: [{ document: VILLAGERS_LAW, clause: '第二十二条、第二十八条' }],
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters,
  triggers: ['matters.BallotTallied'],
  *check(theCase, context, on) {
    for (const act of theCase.of('matters.BallotTallied')) {
      const { households, bodyId } = act.data;
      const body = bodyOf(context, bodyId);
      const settings = on(act);
      if (!households || !body || !settings.kinds.includes(body.kind)) continue;
      yield {
        act,
        broken:
          tooFewHouseholds(context, act, body.unitId, households.eligible, settings) ??
          (restsOnHouseholds(act, body.kind, settings)
            ? tooManyVotes(act, households.present)
            : undefined),
      };
    }
  },
});
