// The limits that a power's flow states for its steps, with the figures of the packs put in, and when each was due.
// A figure that no pack states is missing: the limit is then not judged, never guessed.
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import { powerItemOf, type Ruling } from './decisions.js';
import type { FlowFigures } from './figures.js';
import { matterFlow, type FlowCase, type FlowStep } from './flowCase.js';
import type { ParametersOn } from './rule.js';
import { compareTimes } from './time.js';

/** A limit as it is judged, e.g. `5wd`; or the figure that it names and no pack states. */
export type ResolvedLimit = { readonly limit: string } | { readonly missing: string };

export function resolveLimit(written: string, figures: FlowFigures): ResolvedLimit {
  if (!written.startsWith('{')) return { limit: written };
  const name = written.slice(1, -1);
  const figure = Object.hasOwn(figures, name) ? figures[name] : undefined;
  return figure ? { limit: `${figure.value}${figure.unit}` } : { missing: name };
}

export const missingFigure = (name: string): Bilingual => ({
  zh: `流程期限引用的数值 {${name}} 在当日有效的规则包中没有规定`,
  en: `the limit of the flow names {${name}}, which no rule pack in force states`,
});

/** `T01@2021.1 第 8 步 max` */
const placeIn = ({ item }: FlowCase, { n }: FlowStep, field: string): string =>
  `${item.code}@${item.version} ${field}(${n})`;

/** The last event of a step that came no later than an act, else the last of all. */
export function startOf(
  flow: FlowCase,
  step: number,
  end: LedgerEvent | undefined,
): LedgerEvent | undefined {
  const events = flow.eventsOf(step);
  const before =
    end === undefined ? events : events.filter(({ time }) => compareTimes(time, end.time) <= 0);
  return before.at(-1) ?? events.at(-1);
}

/** By when a decision had to be posted: a limit and the event from which it ran; or why it cannot be told. */
export type PublicationLimit =
  | {
      readonly kind: 'limit';
      readonly limit: string;
      readonly from: LedgerEvent;
      /** Where the limit stands, when not among the parameters in force. */
      readonly applied?: { readonly limit: string; readonly limitOf: string };
    }
  | { readonly kind: 'notYet' }
  | { readonly kind: 'unknown'; readonly reason: Bilingual };

/** Steps that decide: a limit that runs from one of them runs from the ruling. */
const DECIDING: ReadonlySet<string> = new Set(['PositionStated', 'BallotTallied', 'ResultRuled']);

function fromFlow(
  flow: FlowCase,
  ruling: Ruling,
  publication: LedgerEvent | undefined,
  figures: FlowFigures,
): PublicationLimit | undefined {
  const step = flow.steps.find(
    ({ evt, max, from, n }) => evt === 'DecisionPublished' && max !== undefined && from !== n,
  );
  if (step?.max === undefined || step.from === undefined) return undefined;
  const resolved = resolveLimit(step.max, figures);
  if ('missing' in resolved) return { kind: 'unknown', reason: missingFigure(resolved.missing) };
  const { limit } = resolved;
  const origin = flow.steps.find(({ n }) => n === step.from);
  const from = DECIDING.has(origin?.evt ?? '') ? ruling : startOf(flow, step.from, publication);
  if (!from) return { kind: 'notYet' };
  return { kind: 'limit', limit, from, applied: { limit, limitOf: placeIn(flow, step, 'max') } };
}

/**
 * Which limit holds for the posting of a ruling. The first that is stated: what a pack says for this power alone; the
 * flow's own limit of the posting step; how soon the power item says that it is made public; what packs say in
 * general, else the rule's default.
 */
export function publicationLimit(
  theCase: CaseIndex,
  context: RuleContext,
  { ruling, publication }: { ruling: Ruling; publication: LedgerEvent | undefined },
  on: ParametersOn<{ readonly limit: string }>,
): PublicationLimit {
  const general = { kind: 'limit', limit: on(ruling).limit, from: ruling } as const;
  if (on.ofPower(ruling).limit !== undefined) return general;
  const figures = on.figures(ruling);
  const matter = matterFlow(theCase, context);
  const stated =
    matter.kind === 'flow' ? fromFlow(matter.flow, ruling, publication, figures) : undefined;
  if (stated) return stated;
  const item = powerItemOf(theCase, context);
  const within = item?.publicity?.within;
  if (item === undefined || within === undefined) return general;
  const resolved = resolveLimit(within, figures);
  if ('missing' in resolved) return { kind: 'unknown', reason: missingFigure(resolved.missing) };
  const { limit } = resolved;
  const limitOf = `${item.code}@${item.version} publicity.within`;
  return { kind: 'limit', limit, from: ruling, applied: { limit, limitOf } };
}
