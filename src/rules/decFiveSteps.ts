// DEC-02: the five steps of an important decision, complete and in order.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import type { CaseIndex } from './case.js';
import { ballotOf, decidingRulings, isImportant, meetingOf, type Ruling } from './decisions.js';
import { listed } from './names.js';
import { defineRule, type Activation } from './rule.js';
import { DECISION_REGULATION, SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { happenedBefore } from './time.js';

const STEPS = {
  study: { zh: '会前调研', en: 'study' },
  meeting: { zh: '会议讨论', en: 'meeting' },
  ballot: { zh: '投票表决', en: 'ballot' },
  ruling: { zh: '结果裁定', en: 'ruling' },
  publication: { zh: '公示', en: 'publication' },
  implementation: { zh: '落实', en: 'implementation' },
} as const satisfies Record<string, Bilingual>;
type Step = keyof typeof STEPS;
type Taken = readonly (readonly [Step, LedgerEvent | undefined])[];

/** What is missing among the steps, and which of those taken came before the one that should precede it. */
function faults(steps: Taken) {
  const missing = steps.filter(([, event]) => !event).map(([step]) => step);
  const taken = steps.flatMap(([step, event]) => (event ? [{ step, event }] : []));
  const early = taken.filter(({ event }, index) => {
    const previous = taken[index - 1];
    return previous !== undefined && happenedBefore(event.time, previous.event.time);
  });
  return { missing, early, taken };
}

function judged(act: LedgerEvent, person: string | undefined, steps: Taken): Activation {
  const { missing, early, taken } = faults(steps);
  if (missing.length === 0 && early.length === 0) return { act, person };
  const lacking = listed(missing.map((step) => STEPS[step]));
  const disordered = listed(early.map(({ step }) => STEPS[step]));
  const parts: Bilingual[] = [];
  if (missing.length > 0) parts.push({ zh: `缺少${lacking.zh}`, en: `missing: ${lacking.en}` });
  if (early.length > 0)
    parts.push({ zh: `次序提前：${disordered.zh}`, en: `too early: ${disordered.en}` });
  const order = listed(steps.map(([step]) => STEPS[step]));
  return {
    act,
    person,
    broken: {
      found: {
        zh: parts.map(({ zh }) => zh).join('；'),
        en: parts.map(({ en }) => en).join('; '),
      },
      expected: { zh: `依次：${order.zh}`, en: `in order: ${order.en}` },
      severity: missing.includes('ballot') ? 'S' : 'M',
      evidence: taken.map(({ event }) => event),
    },
  };
}

const latestBefore = <E extends LedgerEvent>(
  events: readonly E[],
  act: LedgerEvent,
): E | undefined => events.findLast(({ time }) => !happenedBefore(act.time, time)) ?? events[0];

function stepsTo(theCase: CaseIndex, ruling: Ruling): Taken {
  return [
    ['study', theCase.of('matters.PreStudyRecorded')[0]],
    [
      'meeting',
      meetingOf(theCase, ruling) ?? latestBefore(theCase.of('matters.MeetingOpened'), ruling),
    ],
    [
      'ballot',
      ballotOf(theCase, ruling) ?? latestBefore(theCase.of('matters.BallotTallied'), ruling),
    ],
    ['ruling', ruling],
  ];
}

/**
 * An important matter was studied, discussed at a meeting, balloted and ruled on, in this order; and an adopted one
 * that is closed as done was published and its implementation reported after the ruling. A skipped ballot is serious.
 * The missing step is the breach. Not applicable to matters not marked important or not yet decided; publication and
 * implementation are judged at closing. Source: domain.md 1.4 M22, 2.9.
 */
export const dec02 = defineRule({
  id: 'DEC-02',
  title: { zh: '五步决策', en: 'Five-step decisions' },
  statement: {
    zh: '重大事项依次经会前调研、会议讨论、投票表决、结果裁定、公示落实',
    en: 'Important matters go through study, meeting, ballot, ruling, publication and implementation, in order',
  },
  severity: 'M',
  basis: [
    { document: SUNSHINE_OPINION, clause: '制权：五步决策' },
    { document: DECISION_REGULATION, clause: '第三十条、第三十二条' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({}),
  triggers: ['matters.ResultRuled'],
  *check(theCase) {
    const ruling = decidingRulings(theCase).at(-1);
    if (!isImportant(theCase) || !ruling) return;
    yield judged(ruling, ruling.data.ruledBy, stepsTo(theCase, ruling));
    const closed = theCase.of('matters.MatterClosed').find(({ data }) => data.result === 'done');
    if (!closed || ruling.data.outcome !== 'adopted') return;
    yield judged(closed, undefined, [
      ['ruling', ruling],
      ['publication', theCase.of('matters.DecisionPublished').at(-1)],
      ['implementation', theCase.of('matters.ImplementationReported').at(-1)],
    ]);
  },
});
