// FLOW: a matter against its flow: order, mandatory steps, times and roles. Flows are judged by the compiled model; the
// times are those that the record states, then those of the flow.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import type { CaseIndex } from './case.js';
import { latenessSeverity } from './deadline.js';
import { matterOpened } from './decisions.js';
import { flow01, flow02, flow04 } from './flowConformance.js';
import { flowTimes } from './flowTimes.js';
import { defineRule, type Activation } from './rule.js';
import { LICENSING_LAW_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { compareTimes, daysFrom, localDate } from './time.js';

const parameters = z.strictObject({
  /** `day`: late from the local day after the one on which it was due; `instant`: late from the moment on. */
  by: z.enum(['day', 'instant']).default('day'),
});
type By = z.output<typeof parameters>['by'];

interface Due {
  readonly act: LedgerEvent;
  readonly dueAt: string;
  /** When it was done, or the latest time known while it still was not. */
  readonly actual: string;
  readonly open: boolean;
  /** When the limit began to run, for the weight of the delay. */
  readonly start: string;
}

const isLate = (actual: string, dueAt: string, by: By): boolean =>
  by === 'day' ? localDate(actual) > localDate(dueAt) : compareTimes(actual, dueAt) > 0;

function judged({ act, dueAt, actual, open, start }: Due, by: By): Activation {
  if (!isLate(actual, dueAt, by)) return { act };
  const over = Math.max(1, daysFrom(dueAt, actual));
  const severity = latenessSeverity(over, Math.max(1, daysFrom(start, dueAt)));
  const end = localDate(actual);
  return {
    act,
    broken: {
      found: open
        ? {
            zh: `到 ${end} 仍未办结，逾期 ${over} 日`,
            en: `still open on ${end}, ${over} day(s) over`,
          }
        : { zh: `${end} 办理，逾期 ${over} 日`, en: `done on ${end}, ${over} day(s) late` },
      expected: { zh: `${localDate(dueAt)} 前办理`, en: `done by ${localDate(dueAt)}` },
      severity,
    },
  };
}

/** The matter's own limit: met at closing, or passed while still open, as a later event shows. */
function matterDue(theCase: CaseIndex, by: (act: LedgerEvent) => By): Activation | undefined {
  const opened = matterOpened(theCase);
  const dueAt = opened?.data.dueAt;
  if (!opened || dueAt === undefined) return undefined;
  const [closed] = theCase.of('matters.MatterClosed');
  const act = closed ?? opened;
  const due = {
    act,
    dueAt,
    actual: closed?.time ?? theCase.latest,
    open: !closed,
    start: opened.time,
  };
  const activation = judged(due, by(act));
  return closed || activation.broken ? activation : undefined;
}

/**
 * A step is taken by the time at which it was due, and a matter closed by its own; a matter still open is judged once
 * a later event shows that its time has passed. Compared by local calendar day unless the pack says otherwise. Where
 * the record states no due time, the limits of the pinned flow hold (max, lead, gap), counted in local calendar days or
 * working days; see `flowTimes.ts`. Up to 20 % over the limit is minor, up to 100 % medium, more serious (limit: from
 * planned, else from opening, to due). Not applicable where neither states a time. Source: domain.md 1.2 M12, 2.9, 4.2.
 */
const flow03 = defineRule({
  id: 'FLOW-03',
  title: { zh: '按时办理', en: 'Done in time' },
  statement: {
    zh: '各环节和事项在规定时限内办理',
    en: 'Steps and matters are done by the time at which they are due',
  },
  severity: 'M',
  basis: [
    { document: SUNSHINE_OPINION, clause: '配权：职权流程图（办理时限）' },
    { document: '中华人民共和国行政许可法', clause: '第四十二条至第四十四条' },
  ],
  validFrom: LICENSING_LAW_IN_FORCE,
  parameters,
  triggers: ['matters.StepTaken', 'matters.MatterOpened'],
  *check(theCase, context, on) {
    const first = theCase.events[0]?.time;
    for (const act of theCase.of('matters.StepTaken')) {
      const { dueAt, planned } = act.data;
      if (dueAt === undefined) continue;
      const start = planned ?? first ?? act.time;
      yield judged({ act, dueAt, actual: act.time, open: false, start }, on(act).by);
    }
    const matter = matterDue(theCase, (act) => on(act).by);
    if (matter) yield matter;
    yield* flowTimes(theCase, context, (act) => on.figures(act));
  },
});

export const FLOW = [flow01, flow02, flow03, flow04] as const;
