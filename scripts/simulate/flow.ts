// The steps of a power item's flow that have no command of their own: when each is taken, and by whom it is recorded.
// It keeps the flow's limits, so that a clean matter is clean; what goes wrong is planted elsewhere.
import type { FlowStep } from '../../src/events/powers.js';
import type { PowerItem } from '../../src/powers/catalogueSchema.js';
import type { Institution } from './institutions.js';
import { dayAfter } from './timeline.js';

/** Days from the meeting on which the commands of a decision and its payment fall. */
export const COURSE = {
  MatterOpened: -16,
  PreStudyRecorded: -15,
  PreConsultationHeld: -13,
  AgendaNotified: -12,
  MeetingOpened: 0,
  PositionStated: 0,
  BallotTallied: 0,
  ResultRuled: 0,
  DecisionPublished: 2,
  PaymentRequested: 29,
  PaymentApproved: 30,
  VoucherAttached: 30,
  PaymentMade: 31,
  ImplementationReported: 40,
  MatterClosed: 45,
} as const;

/** Between the study and the consultation. */
const PREPARATION = -14;
const DECIDING = new Set(['PositionStated', 'BallotTallied', 'ResultRuled']);

/** The role that opens a matter by the flow, where somebody of the institution holds it. */
export const openerOf = (
  { steps }: PowerItem,
  { officers }: Pick<Institution, 'officers'>,
): string | undefined =>
  steps.find(({ evt, who }) => evt === 'MatterOpened' && officers[who] !== undefined)?.who;

export interface PlannedStep {
  readonly step: FlowStep;
  readonly day: string;
}

const fixed = (step: FlowStep): number | undefined =>
  (COURSE as Readonly<Record<string, number>>)[step.evt ?? ''];

/** Calendar days that surely hold a limit; a parameter is taken to be at most a fortnight. */
function daysOf(limit: string | undefined): number {
  const written = /^(\d+)(cd|wd|m)$/.exec(limit ?? '');
  if (!written) return limit === undefined ? 0 : 14;
  const count = Number(written[1]);
  return written[2] === 'cd' ? count : written[2] === 'wd' ? count * 2 + 3 : count * 31;
}

/** Days to wait after the previous step: its posting stays up, its lead is kept, and so is the gap to this one. */
const waitBetween = (previous: FlowStep, step: FlowStep): number =>
  1 +
  Math.max(
    daysOf(previous.stay),
    previous.before === step.n ? daysOf(previous.lead) : 0,
    step.after === previous.n ? daysOf(step.gap) : 0,
  );

/** The steps without command of their own: `before` prepare the decision, `after` carry it out. */
export function otherSteps(
  { steps }: PowerItem,
  meetingDay: string,
): { readonly before: readonly PlannedStep[]; readonly after: readonly PlannedStep[] } {
  const decision = steps.findLastIndex(({ evt }) => DECIDING.has(evt ?? ''));
  const planned = (step: FlowStep, days: number) => ({ step, day: dayAfter(meetingDay, days) });
  const needed = (step: FlowStep) => step.optional !== true && fixed(step) === undefined;
  const after: PlannedStep[] = [];
  let days = 0;
  for (const [index, step] of steps.entries()) {
    if (index <= decision) continue;
    const previous = steps[index - 1];
    days = fixed(step) ?? days + (previous ? waitBetween(previous, step) : 1);
    if (needed(step)) after.push(planned(step, days));
  }
  return {
    before: steps
      .slice(0, decision)
      .filter(needed)
      .map((step) => planned(step, PREPARATION)),
    after,
  };
}
