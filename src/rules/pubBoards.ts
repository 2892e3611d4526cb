// PUB-08 and PUB-09: the duty boards (基本职权公示图板): posted anew when offices change, and true to the offices of the day.
// A unit that posts no boards on this ledger is not charged; a post whose holders are not recorded is not compared.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { type LocalDate } from '../kernel/time.js';
import { holdersOn } from './holders.js';
import { eventsOf, type CaseIndex, type EventOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { heldAgainst, limitInWords, limitParameter } from './deadline.js';
import { postOn } from './register.js';
import { defineRule, type Activation, type Clause } from './rule.js';
import { OPENNESS_SYSTEM, SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { compareTimes, localDate } from './time.js';
import { unitKey, yearOf } from './unitKeys.js';

type Board = EventOf<'disclosure.DutyBoardPosted'>;

/** The leaders whom the boards show (domain.md 1.3 M14), by the role codes of the catalogue of powers. */
const SHOWN_ROLES = ['PS', 'DPS', 'TM', 'PCM', 'DIS', 'ORG', 'VPS', 'VCC'];
const roles = z.array(z.string()).default(SHOWN_ROLES);

/** A board stays until offices change: the one before a change is looked for this many years back, a term and one. */
const LOOK_BACK = 6;

const pub08Parameters = z.strictObject({
  limit: limitParameter.default('10cd'),
  roles,
  /** Roles answerable for a board that was not posted anew, the first that was held then. */
  answerable: z.array(z.string()).default(['OFC', 'VCC', 'VPS', 'TM', 'PS']),
});

const boardBasis: readonly Clause[] = [
  { document: SUNSHINE_OPINION, clause: '亮权：基本职权公示图板' },
  { document: OPENNESS_SYSTEM, clause: '职责公开' },
];

const boardsOf = (context: RuleContext, unitId: string, year: number): readonly Board[] =>
  eventsOf(context.events(unitKey.boards(unitId, year)), 'disclosure.DutyBoardPosted');

interface Change {
  readonly act: LedgerEvent;
  readonly unitId: string;
  readonly day: LocalDate;
}

/** Changes of office and of portfolio in the case that a board has to show. */
function changesIn(
  theCase: CaseIndex,
  context: RuleContext,
  shown: (act: LedgerEvent) => readonly string[],
): readonly Change[] {
  const concerns = (act: LedgerEvent, postId: string, day: string) => {
    const post = postOn(context, postId, day);
    return post?.role !== undefined && shown(act).includes(post.role) ? post : undefined;
  };
  const held = theCase.of('offices.OfficeHeld').flatMap((act) => {
    const { postId, from, unitId } = act.data;
    return concerns(act, postId, from) ? [{ act, unitId, day: from }] : [];
  });
  const ended = theCase.of('offices.OfficeEnded').flatMap((act) => {
    const { postId, on } = act.data;
    const post = concerns(act, postId, on);
    return post ? [{ act, unitId: post.unitId, day: on }] : [];
  });
  const assigned = theCase.of('offices.PortfolioAssigned').map((act) => {
    const { unitId, from } = act.data;
    return { act, unitId, day: from };
  });
  return [...held, ...ended, ...assigned];
}

/** Whether the unit had a board up before a day. */
function hadBoard(context: RuleContext, { unitId, day }: Change): boolean {
  for (let year = yearOf(day); year >= yearOf(day) - LOOK_BACK; year--)
    if (boardsOf(context, unitId, year).some(({ time }) => localDate(time) <= day)) return true;
  return false;
}

function judgedChange(
  theCase: CaseIndex,
  context: RuleContext,
  change: Change,
  { limit, answerable }: z.output<typeof pub08Parameters>,
): Activation | undefined {
  const { act, unitId, day } = change;
  const [posted] = [yearOf(day), yearOf(day) + 1]
    .flatMap((year) => boardsOf(context, unitId, year))
    .filter(({ time }) => localDate(time) >= day)
    .sort((a, b) => compareTimes(a.time, b.time));
  if (!hadBoard(context, change)) return undefined;
  const end = localDate((posted ?? { time: theCase.latest }).time);
  const held = heldAgainst(limit, day, end);
  if (held.kind === 'unjudged') return { act, unjudged: held.reason };
  if (held.kind === 'inTime') return posted ? { act } : undefined;
  const [holder] = holdersOn(context, unitId, answerable, held.due);
  const { zh, en } = limitInWords(limit);
  return {
    act,
    person: holder?.person ?? null,
    post: holder?.post,
    broken: {
      found: posted
        ? {
            zh: `${end} 才更新图板，逾期 ${held.over} 日`,
            en: `the board was posted anew on ${end}, ${held.over} day(s) late`,
          }
        : { zh: `到 ${end} 仍未更新图板`, en: `the board had not been posted anew by ${end}` },
      expected: {
        zh: `变动后 ${zh}内（${held.due} 前）更新`,
        en: `within ${en} of the change, by ${held.due}`,
      },
      evidence: [...(posted ? [posted] : []), ...(holder ? [holder.held] : [])],
    },
  };
}

/**
 * Within the limit after somebody takes or leaves a post that the boards show, or gets a portfolio, the unit posts its
 * board anew. Charged on the change: when a later posting, or a later event of the person's stream, shows that the limit
 * has passed; the person is whoever answers for the boards on the last day. Not applicable where the unit had no board up before, and to other posts. Source: domain.md 1.3 M14.
 */
export const pub08 = defineRule({
  id: 'PUB-08',
  title: { zh: '职责图板及时更新', en: 'Duty boards are kept current' },
  statement: {
    zh: '任职、分工变动后，在规定期限内更新职权公示图板',
    en: 'The duty board is posted anew within the limit after offices or portfolios change',
  },
  severity: 'L',
  basis: boardBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: pub08Parameters,
  triggers: ['offices.OfficeHeld', 'offices.OfficeEnded', 'offices.PortfolioAssigned'],
  *check(theCase, context, on) {
    for (const change of changesIn(theCase, context, (act) => on(act).roles)) {
      const activation = judgedChange(theCase, context, change, on(change.act));
      if (activation) yield activation;
    }
  },
});

/** Whether a post is known to have been held that day, and by somebody else or nobody. */
function isOutOfOffice(
  context: RuleContext,
  { personId, postId }: Board['data']['persons'][number],
  day: string,
): boolean {
  const events = context.events(contextKey.holdersOfPost(postId));
  const terms = eventsOf(events, 'offices.OfficeHeld').filter(({ data }) => data.from <= day);
  if (terms.length === 0) return false;
  const ends = eventsOf(events, 'offices.OfficeEnded');
  return !terms.some(
    ({ data }) =>
      data.personId === personId &&
      ends.every((end) => end.data.termId !== data.termId || end.data.on >= day),
  );
}

/**
 * A board shows everybody who holds one of the unit's posts of the roles laid down on the day of posting, and nobody in a
 * post that he does not hold that day. Posts whose holders are not recorded are left out; not applicable where no holder
 * of any of these posts is recorded and nobody shown is out of office. Source: domain.md 1.3 M14, 2.9.
 */
export const pub09 = defineRule({
  id: 'PUB-09',
  title: { zh: '职责图板内容属实', en: 'Duty boards show the offices of the day' },
  statement: {
    zh: '职权公示图板所列人员与职务，与张贴之日的任职一致',
    en: 'The duty board shows who holds which post on the day of posting',
  },
  severity: 'L',
  basis: boardBasis,
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({ roles }),
  triggers: ['disclosure.DutyBoardPosted'],
  *check(theCase, context, on) {
    for (const act of theCase.of('disclosure.DutyBoardPosted')) {
      const day = localDate(act.time);
      const { unitId, persons } = act.data;
      const due = holdersOn(context, unitId, on(act).roles, day);
      // On the day on which an office changes hands either holder is right.
      const missing = due.filter(
        ({ person, post, from, to }) =>
          from < day &&
          to !== day &&
          !persons.some(({ personId, postId }) => personId === person && postId === post),
      );
      const wrong = persons.filter((person) => isOutOfOffice(context, person, day));
      if (due.length === 0 && wrong.length === 0) continue;
      yield {
        act,
        broken:
          missing.length === 0 && wrong.length === 0
            ? undefined
            : {
                found: {
                  zh: `缺少 ${missing.length} 人，${wrong.length} 人当日不在所列职务`,
                  en: `${missing.length} holder(s) missing, ${wrong.length} shown in a post not held that day`,
                },
                expected: {
                  zh: `列出当日在职的 ${due.length} 人`,
                  en: `the ${due.length} holder(s) of that day`,
                },
                evidence: missing.map(({ held }) => held),
              },
      };
    }
  },
});
