// DEC-11: matters of article 24 and who may decide them: the villagers' meeting, or whom it validly delegated.
import { z } from 'zod';
import { BODY_KINDS } from '../events/offices.js';
import type { Bilingual } from '../kernel/errors.js';
import { decidingRulings, matterOpened, rulingBodyKind, type Ruling } from './decisions.js';
import { bodyKind } from './register.js';
import { bodyName, type BodyKind } from './names.js';
import type { RuleContext } from './context.js';
import { defineRule } from './rule.js';
import { COLLECTIVE_LAW, VILLAGERS_LAW, VILLAGERS_LAW_IN_FORCE } from './sources.js';
import { localDate } from './time.js';

const articleClass = z.int().min(1).max(9);
const classesByKind = z.partialRecord(z.enum(BODY_KINDS), z.array(articleClass).min(1));
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9];

const parameters = z.strictObject({
  /** Classes that a kind of body may decide in its own right. */
  competent: classesByKind.default({
    villagersMeeting: ALL,
    // A group decides on its own land and property (art. 28).
    groupMeeting: [2, 3, 4, 5, 6, 7, 8],
    // Other statutes prevail for property of the collective (art. 24, last paragraph).
    membersMeeting: [2, 4, 5, 6, 7, 8],
    // Land, homesteads and compensation are not the representatives' (art. 28 of the 2024 law).
    membersAssembly: [2, 5, 8],
  }),
  /** Classes that the villagers' meeting may delegate to a kind of body. */
  delegable: classesByKind.default({ villageRepsMeeting: ALL }),
  /** Standing delegations that the pack itself vouches for (charter of the area); local, none by default. */
  standing: classesByKind.default({}),
});
type Parameters = z.output<typeof parameters>;

/** What is wrong with a ruling of a body that may act only by delegation; `undefined`: nothing. */
function delegationFault(
  ruling: Ruling,
  article24Class: number,
  kind: BodyKind,
  { standing }: Parameters,
  context: RuleContext,
): Bilingual | undefined {
  if (standing[kind]?.includes(article24Class)) return undefined;
  const { delegation } = ruling.data;
  if (!delegation)
    return { zh: '没有村民会议的授权', en: 'no delegation by the villagers’ meeting' };
  const from = bodyKind(context, delegation.from);
  if (from !== undefined && from !== 'villagersMeeting')
    return { zh: `授权来自${bodyName(from).zh}`, en: `delegated by the ${bodyName(from).en}` };
  if (!delegation.classes.includes(article24Class))
    return { zh: '超出授权范围', en: 'outside the scope of the delegation' };
  const day = localDate(ruling.time);
  const inTerm =
    delegation.validFrom <= day && (delegation.validTo === undefined || day <= delegation.validTo);
  return inTerm ? undefined : { zh: '不在授权期限内', en: 'outside the term of the delegation' };
}

/**
 * The last ruling on a matter of article 24 is by a body competent for its class, or by one to which the villagers'
 * meeting delegated that class for that day; the missing delegation is the breach. Not applicable where the matter
 * states no class or the ruling's body is not recorded. Source: Villagers' Committees Organic Law arts. 24, 28; Rural
 * Collective Economic Organisations Law arts. 26-28; domain.md 2.1, 2.2.
 */
export const dec11 = defineRule({
  id: 'DEC-11',
  title: { zh: '第二十四条事项由有权组织决定', en: 'Article 24 matters are decided by who may' },
  statement: {
    zh: '第二十四条所列事项由村民会议，或经其授权（范围、期限有效）的村民代表会议决定',
    en: 'Matters of article 24 are decided by the villagers’ meeting, or by delegation within its scope and term',
  },
  severity: 'S',
  basis: [
    { document: VILLAGERS_LAW, clause: '第二十四条' },
    { document: COLLECTIVE_LAW, clause: '第二十六条至第二十八条' },
  ],
  validFrom: VILLAGERS_LAW_IN_FORCE,
  parameters,
  triggers: ['matters.ResultRuled'],
  *check(theCase, context, on) {
    const article24Class = matterOpened(theCase)?.data.article24Class;
    const act = decidingRulings(theCase).findLast(({ data }) => data.outcome === 'adopted');
    const kind = act && rulingBodyKind(theCase, context, act);
    if (article24Class === undefined || !act || kind === undefined) return;
    const settings = on(act);
    const person = act.data.ruledBy;
    if (settings.competent[kind]?.includes(article24Class)) {
      yield { act, person };
      return;
    }
    const fault = settings.delegable[kind]?.includes(article24Class)
      ? delegationFault(act, article24Class, kind, settings, context)
      : { zh: '该组织无权决定此类事项', en: 'that body may not decide this class' };
    yield {
      act,
      person,
      broken: fault && {
        found: {
          zh: `第二十四条第 ${article24Class} 类事项由${bodyName(kind).zh}决定：${fault.zh}`,
          en: `class ${article24Class} decided by the ${bodyName(kind).en}: ${fault.en}`,
        },
        expected: {
          zh: '由村民会议决定，或由其有效授权的村民代表会议决定',
          en: 'the villagers’ meeting, or the representatives by its valid delegation',
        },
      },
    };
  },
});
