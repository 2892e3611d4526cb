// What must be done after something, by when: kept, late, or not done while others' acts show that its time has passed.
// There is no clock here: an obligation that no recorded event overtakes is not judged (docs/adr/0017).
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import { addMonths, parseLocalDate, type LocalDate } from '../kernel/time.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { oversightKey } from './contextOversight.js';
import { dueOrEarlier, heldAgainst, heldBy, limitInWords, type Timeliness } from './deadline.js';
import { holdersOfPost } from './holders.js';
import { termsOn } from './register.js';
import type { Activation, Severity } from './rule.js';
import { localDate, monthOf } from './time.js';

/** Who answers for what was not done; `null`: nobody can be named. */
export interface Answerable {
  readonly person: string | null;
  readonly post?: string | undefined;
}

const NOBODY: Answerable = { person: null };

/** Whom an order means by an identifier on a day: somebody in office, or the one who holds the post; else nobody. */
export function answerableFor(
  context: RuleContext,
  id: string | undefined,
  day: LocalDate,
): Answerable {
  if (id === undefined) return NOBODY;
  const [term, second] = termsOn(context, id, day);
  if (term) return { person: id, post: second ? undefined : term.postId };
  const [holder, other] = holdersOfPost(context, id, day);
  return holder !== undefined && other === undefined ? { person: holder, post: id } : NOBODY;
}

export interface Obligation {
  /** What the obligation arises from. It is charged while nothing is done. */
  readonly origin: LedgerEvent;
  /** From when the limit runs, where that is not the day of the origin. */
  readonly from?: LocalDate;
  /** `30cd`, or the day that an order names. */
  readonly limit: string | { readonly due: LocalDate };
  /** What fulfils it. It is charged when late, unless it belongs to another case. */
  readonly done: LedgerEvent | undefined;
  /** When it was done, where that is not the day of `done`. */
  readonly doneOn?: LocalDate;
  /** Who answers where the origin is charged: who was in office on the last day. By default nobody is named. */
  readonly answerable?: (due: LocalDate) => Answerable;
  /** `origin`: also what was done late is charged on the origin, since it belongs to another case. */
  readonly charge?: 'origin';
  /** What is to be done: 答复 / answered. */
  readonly what: Bilingual;
  /** What the limit runs from: 登记 / the registration. */
  readonly since: Bilingual;
  /** Instead of weighing how late it was. What was not done at all has the severity of the rule. */
  readonly severity?: Severity;
  readonly evidence?: readonly LedgerEvent[];
}

/** So many months after that of the due day are searched for an event of the unit. */
const MONTHS = 6;

/**
 * Days after `day` on which something is on record: the case's latest, then, month by month from the next one on, the
 * first on which the unit did something else. The month of `day` itself is left out, so that no case waits for events
 * that come before its day.
 */
export function* passingDays(
  theCase: CaseIndex,
  context: RuleContext,
  orgunit: string,
  day: LocalDate,
): Generator<LocalDate> {
  const latest = localDate(theCase.latest);
  if (latest > day) yield latest;
  for (let ahead = 1; ahead <= MONTHS; ahead++) {
    const month = monthOf(addMonths(day, ahead));
    const passed = context.firstEvent(oversightKey.passing(orgunit, month));
    if (passed) yield localDate(passed.time);
  }
}

/** The first of {@link passingDays}; `undefined`: nothing shows that the day has passed. */
export function shownAfter(
  theCase: CaseIndex,
  context: RuleContext,
  orgunit: string,
  day: LocalDate,
): LocalDate | undefined {
  const next = passingDays(theCase, context, orgunit, day).next();
  return next.done === true ? undefined : next.value;
}

const startOf = ({ from, origin }: Obligation): LocalDate => from ?? localDate(origin.time);

function hold(obligation: Obligation, actual: LocalDate): Timeliness {
  const { limit } = obligation;
  return typeof limit === 'string'
    ? heldAgainst(limit, startOf(obligation), actual)
    : heldBy(limit.due, startOf(obligation), actual);
}

/** How an obligation that is still open stands on the first day on which it does not stand well. */
function holdOpen(
  theCase: CaseIndex,
  context: RuleContext,
  obligation: Obligation,
): { readonly day: LocalDate; readonly held: Timeliness } | undefined {
  const { limit, origin } = obligation;
  const due = typeof limit === 'string' ? dueOrEarlier(limit, startOf(obligation)) : limit.due;
  for (const day of passingDays(theCase, context, origin.orgunit, due)) {
    const held = hold(obligation, day);
    if (held.kind !== 'inTime') return { day, held };
  }
  return undefined;
}

function expectedOf({ limit, what, since }: Obligation, due: LocalDate): Bilingual {
  if (typeof limit !== 'string')
    return { zh: `最迟 ${due} ${what.zh}`, en: `${what.en} by ${due}` };
  const { zh, en } = limitInWords(limit);
  return {
    zh: `${since.zh}后 ${zh}内（最迟 ${due}）${what.zh}`,
    en: `${what.en} within ${en} of ${since.en}, by ${due}`,
  };
}

/**
 * Judges an obligation: charged on what was done when that is late, on its origin when it was not done; `undefined`
 * while nothing on record shows that the limit has passed.
 */
export function judged(
  theCase: CaseIndex,
  context: RuleContext,
  obligation: Obligation,
): Activation | undefined {
  const { origin, done, what, answerable, evidence = [] } = obligation;
  const doneOn = done && (obligation.doneOn ?? localDate(done.time));
  const found = doneOn
    ? { day: doneOn, held: hold(obligation, doneOn) }
    : holdOpen(theCase, context, obligation);
  if (!found) return undefined;
  const { day, held } = found;
  const onDone = done !== undefined && obligation.charge !== 'origin';
  const charged = onDone ? { act: done } : { act: origin, ...NOBODY };
  if (held.kind === 'inTime') return charged;
  if (held.kind === 'unjudged') return { ...charged, unjudged: held.reason };
  return {
    ...charged,
    ...(onDone ? {} : answerable?.(held.due)),
    broken: {
      found: done
        ? {
            zh: `${day} 才${what.zh}，逾期 ${held.over} 日`,
            en: `${what.en} on ${day}, ${held.over} day(s) late`,
          }
        : { zh: `到 ${day} 仍未${what.zh}`, en: `not ${what.en} by ${day}` },
      expected: expectedOf(obligation, held.due),
      severity: obligation.severity ?? (done ? held.severity : undefined),
      evidence: [...(onDone ? [origin] : done ? [done] : []), ...evidence],
    },
  };
}

/** A day that a schema has accepted as one, e.g. `dueOn` of an order. */
export const dayOf = (text: string): LocalDate => parseLocalDate(text);

/** Of the orders on one thing, as they were given, the one that holds: a new order in time replaces the one before it. */
export function orderInForce<
  E extends { readonly time: string; readonly data: { readonly dueOn: string } },
>(orders: readonly E[]): E | undefined {
  const [first, ...later] = orders;
  return later.reduce(
    (held, order) => (held && localDate(order.time) <= held.data.dueOn ? order : held),
    first,
  );
}
