// SUP: the township supervision team (监督小组): who sits on it, who leads it, and what becomes of its suggestions and plans.
// Who has no recorded post is unknown, never unfit.
import { z } from 'zod';
import { TEAM_SECTORS } from '../events/supervision.js';
import { id } from '../events/fields.js';
import type { Bilingual } from '../kernel/errors.js';
import { limitParameter } from './deadline.js';
import { listed } from './names.js';
import { answerableFor, dayOf, judged } from './obligation.js';
import { rolesOn, termsOn } from './register.js';
import { defineRule, type Clause } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { sup03 } from './supRecusal.js';
import { teamStates } from './teams.js';
import { inTimeOrder, localDate } from './time.js';

const basis: readonly Clause[] = [{ document: SUNSHINE_OPINION, clause: '督权：乡镇监督小组' }];

type Sector = (typeof TEAM_SECTORS)[number];

const SECTOR_NAMES: Readonly<Record<Sector, Bilingual>> = {
  congress: { zh: '人大', en: 'congress' },
  discipline: { zh: '纪委', en: 'discipline commission' },
  villageBranch: { zh: '村党支部', en: 'village branches' },
  villagersCommittee: { zh: '村委会', en: "villagers' committees" },
  enterprise: { zh: '企事业单位', en: 'enterprises and institutions' },
  masses: { zh: '群众', en: 'masses' },
  other: { zh: '其他', en: 'others' },
};

/**
 * A supervision team has somebody from each of the five sectors: congress, discipline commission, village branches,
 * villagers' committees, enterprises and institutions. Charged on the formation or the change after which one is
 * missing. Source: domain.md 1.5 M29.
 */
const sup01 = defineRule({
  id: 'SUP-01',
  title: { zh: '监督小组五方面组成', en: 'Five sectors on the team' },
  statement: {
    zh: '监督小组由人大、纪委、村党支部、村委会、企事业单位人员组成',
    en: 'A supervision team has members from all five sectors',
  },
  severity: 'L',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    sectors: z
      .array(z.enum(TEAM_SECTORS))
      .default(['congress', 'discipline', 'villageBranch', 'villagersCommittee', 'enterprise']),
  }),
  triggers: ['supervision.TeamFormed'],
  *check(theCase, _context, on) {
    for (const { event: act, sectors } of theCase.derive(teamStates)) {
      const present = new Set(sectors.values());
      const missing = listed(
        on(act)
          .sectors.filter((sector) => !present.has(sector))
          .map((sector) => SECTOR_NAMES[sector]),
      );
      yield {
        act,
        broken:
          missing.zh === ''
            ? undefined
            : {
                found: { zh: `缺少：${missing.zh}`, en: `nobody from: ${missing.en}` },
                expected: { zh: '五方面都有人员', en: 'somebody from each sector' },
              },
      };
    }
  },
});

/**
 * The team's leader is the chairman of the congress or the secretary of the discipline commission on the day of the
 * formation or change. Charged on it. Not applicable where the leader has no recorded office that day; a team left
 * without a leader breaks the rule. Source: domain.md 1.5 M29.
 */
const sup02 = defineRule({
  id: 'SUP-02',
  title: { zh: '监督小组组长人选', en: 'Who leads the team' },
  statement: {
    zh: '监督小组组长由人大主席或者纪委书记担任',
    en: 'The team is led by the chairman of the congress or the discipline secretary',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ roles: z.array(id).default(['NPC', 'DIS']) }),
  triggers: ['supervision.TeamFormed'],
  *check(theCase, context, on) {
    for (const { event: act, leader } of theCase.derive(teamStates)) {
      const day = localDate(act.time);
      if (leader !== undefined && termsOn(context, leader, day).length === 0) continue;
      const { roles } = on(act);
      const fit =
        leader !== undefined && rolesOn(context, leader, day).some((r) => roles.includes(r));
      yield {
        act,
        broken: fit
          ? undefined
          : {
              found:
                leader === undefined
                  ? { zh: '没有组长', en: 'there is no leader' }
                  : { zh: '组长不担任该职务', en: 'the leader holds neither post' },
              expected: {
                zh: '人大主席或者纪委书记任组长',
                en: 'the chairman of the congress or the discipline secretary',
              },
            },
      };
    }
  },
});

/**
 * A suggestion of the team is answered by the day that it names, else within 30 days. Charged on the answer that was
 * late, or on the suggestion when there was none and a later event shows that the time has passed; to whom it was made
 * answers, if that is somebody in office or a post. Source: domain.md 1.5 M29 (days local).
 */
const sup04 = defineRule({
  id: 'SUP-04',
  title: { zh: '监督建议按期答复', en: 'Suggestions are answered' },
  statement: {
    zh: '监督小组的工作建议在期限内答复',
    en: 'Suggestions of the supervision team are answered in time',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ limit: limitParameter.default('30cd') }),
  triggers: ['supervision.SuggestionMade'],
  *check(theCase, context, on) {
    const answers = inTimeOrder(theCase.of('supervision.SuggestionAnswered'));
    for (const origin of theCase.of('supervision.SuggestionMade')) {
      const { suggestionId, dueOn, to } = origin.data;
      const activation = judged(theCase, context, {
        origin,
        limit: dueOn === undefined ? on(origin).limit : { due: dayOf(dueOn) },
        done: answers.find(({ data }) => data.suggestionId === suggestionId),
        answerable: (due) => answerableFor(context, to, due),
        what: { zh: '答复', en: 'answered' },
        since: { zh: '提出建议', en: 'the suggestion' },
      });
      if (activation) yield activation;
    }
  },
});

/**
 * An activity that the team planned is held by its day. Charged on the activity that was late, or on the plan when it
 * was not held and a later event shows that the day has passed. An activity that was never planned is not judged.
 * Source: domain.md 4.2 I7.3 (planned activities not held), 1.5 M29 (regular appraisal).
 */
const sup05 = defineRule({
  id: 'SUP-05',
  title: { zh: '计划的监督活动如期开展', en: 'Planned activities are held' },
  statement: {
    zh: '监督小组计划的活动在计划日期前开展',
    en: 'Activities that the team planned are held by the day planned',
  },
  severity: 'M',
  basis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['supervision.ActivityPlanned'],
  *check(theCase, context) {
    const activities = inTimeOrder(theCase.of('supervision.ActivityHeld'));
    for (const origin of theCase.of('supervision.ActivityPlanned')) {
      const { activityId, dueOn } = origin.data;
      const activation = judged(theCase, context, {
        origin,
        limit: { due: dayOf(dueOn) },
        done: activities.find(({ data }) => data.activityId === activityId),
        what: { zh: '开展', en: 'held' },
        since: { zh: '计划', en: 'the plan' },
      });
      if (activation) yield activation;
    }
  },
});

export const SUP = [sup01, sup02, sup03, sup04, sup05] as const;
