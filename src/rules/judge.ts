// Judges one case by every rule, each act under the law in force on its day.
import type { LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import type { Position } from '../kernel/position.js';
import { indexCase, type Case, type CaseIndex } from './case.js';
import type { RuleContext } from './context.js';
import type { JudgingPacks, RuleSettings, SettingsInForce } from './pack.js';
import type { Activation, Breach, ParametersOn, Rule, Severity } from './rule.js';

export interface ChargedAct {
  readonly eventId: string;
  readonly position: Position;
  readonly name: string;
  readonly time: string;
}

/** One occasion of one rule, judged. Identified by rule, act and ordinal among the rule's activations on that act. */
export interface Judgement {
  readonly rule: string;
  readonly ordinal: number;
  readonly act: ChargedAct;
  readonly orgunit: string;
  readonly powercode: string | undefined;
  readonly person: string | undefined;
  readonly post: string | undefined;
  /** Step of the power's flow, where the act or the rule says it. */
  readonly step: number | undefined;
  readonly packs: readonly string[];
  /** Digest of the packs that it is judged by. */
  readonly packSet: string;
  /** `undefined`: kept. */
  readonly violation:
    | (Omit<Breach, 'evidence' | 'severity'> & {
        readonly severity: Severity;
        readonly evidence: readonly string[];
        readonly parameters: unknown;
      })
    | undefined;
}

/** An occasion that can be neither kept nor broken, and what is missing. It is no finding and counts nowhere. */
export interface Unjudged {
  readonly rule: string;
  readonly act: ChargedAct;
  readonly orgunit: string;
  readonly reason: Bilingual;
}

export interface Examination {
  readonly judgements: readonly Judgement[];
  readonly unjudged: readonly Unjudged[];
}

const charged = ({ id, position, name, time }: LedgerEvent): ChargedAct => ({
  eventId: id,
  position,
  name,
  time,
});

/** The finding's events, then the corrections of the charged act, so that both versions are seen. */
function evidenceOf(theCase: CaseIndex, act: LedgerEvent, breach: Breach): readonly string[] {
  const events = new Set((breach.evidence ?? []).map((event) => event.id));
  for (const event of theCase.of('matters.MatterCorrected'))
    if (event.data.corrects === act.id) events.add(event.id);
  events.delete(act.id);
  return [...events];
}

const stepOf = ({ act, step }: Activation): number | undefined => {
  if (step !== undefined) return step;
  return act.name === 'matters.StepTaken' ? act.data.step : undefined;
};

function judgementOf(
  theCase: CaseIndex,
  rule: Rule,
  activation: Activation,
  ordinal: number,
  { settings, packSet }: { readonly settings: RuleSettings; readonly packSet: string },
): Judgement {
  const { act, broken, applied } = activation;
  const person = activation.person === null ? undefined : (activation.person ?? act.actorperson);
  return {
    rule: rule.id,
    ordinal,
    act: charged(act),
    orgunit: act.orgunit,
    powercode: act.powercode ?? theCase.power,
    person,
    // The post in which the recording actor acted says nothing about another person.
    post:
      activation.post ??
      (person !== undefined && person === act.actorperson ? act.actorpost : undefined),
    step: stepOf(activation),
    packs: settings.packs,
    packSet,
    violation: broken && {
      found: broken.found,
      expected: broken.expected,
      amount: broken.amount,
      severity: broken.severity ?? settings.severity,
      evidence: evidenceOf(theCase, act, broken),
      parameters: applied
        ? { ...(settings.parameters as object), ...applied }
        : settings.parameters,
    },
  };
}

/** Rules of one list by the events that trigger them: a case has few kinds of events, and rules are many. */
class RulesByTrigger {
  readonly #always: number[] = [];
  readonly #byName = new Map<string, number[]>();

  constructor(private readonly rules: readonly Rule[]) {
    for (const [place, { triggers }] of rules.entries()) {
      if (triggers === 'any') this.#always.push(place);
      else for (const name of new Set(triggers)) this.#of(name).push(place);
    }
  }

  /** Those that look at a case with events of these names, in the order of the list. */
  lookingAt(names: Iterable<string>): readonly Rule[] {
    const due = new Uint8Array(this.rules.length);
    for (const place of this.#always) due[place] = 1;
    for (const name of names) for (const place of this.#byName.get(name) ?? []) due[place] = 1;
    return this.rules.filter((_, place) => due[place] === 1);
  }

  #of(name: string): number[] {
    let places = this.#byName.get(name);
    if (!places) this.#byName.set(name, (places = []));
    return places;
  }
}

const byTrigger = new WeakMap<readonly Rule[], RulesByTrigger>();

function rulesLookingAt(theCase: CaseIndex, rules: readonly Rule[]): readonly Rule[] {
  let index = byTrigger.get(rules);
  if (!index) byTrigger.set(rules, (index = new RulesByTrigger(rules)));
  return index.lookingAt(theCase.names);
}

/** How many judgements of the rule at hand, which begin at `first`, are already on this act. */
function ordinalOf(judgements: readonly Judgement[], first: number, act: LedgerEvent): number {
  let ordinal = 0;
  for (let index = first; index < judgements.length; index++)
    if (judgements[index]?.act.eventId === act.id) ordinal++;
  return ordinal;
}

/**
 * Judges a case: judgements and unjudged occasions, in rule order, then in the order in which the rule met its acts.
 * Same input, same output.
 */
export function examine(
  theCase: Case,
  context: RuleContext,
  rules: readonly Rule[],
  packs: JudgingPacks,
): Examination {
  const judgements: Judgement[] = [];
  const unjudged: Unjudged[] = [];
  const indexed = indexCase(theCase);
  const inForce = new Map<LedgerEvent, SettingsInForce>();
  const settingsOn = (act: LedgerEvent) => {
    let settings = inForce.get(act);
    if (!settings) inForce.set(act, (settings = packs.inForce(act)));
    return settings;
  };
  const settingsOf = (rule: Rule, act: LedgerEvent) =>
    settingsOn(act).of(rule, act.powercode ?? indexed.power);
  // One for all rules, since each has finished before the next begins: cases are many and rules are many.
  let asking: Rule | undefined;
  const ofAsking = (act: LedgerEvent): RuleSettings => {
    if (!asking) throw new RangeError('parameters are asked for while a rule checks');
    return settingsOf(asking, act);
  };
  const on: ParametersOn<unknown> = Object.assign((act: LedgerEvent) => ofAsking(act).parameters, {
    ofPower: (act: LedgerEvent) => ofAsking(act).ofPower,
    figures: (act: LedgerEvent) => settingsOn(act).figures,
  });
  for (const rule of rulesLookingAt(indexed, rules)) {
    const first = judgements.length;
    asking = rule;
    for (const activation of rule.check(indexed, context, on)) {
      const { act } = activation;
      const settings = settingsOf(rule, act);
      if (!settings.enabled) continue;
      if (activation.unjudged) {
        const { orgunit } = act;
        unjudged.push({ rule: rule.id, act: charged(act), orgunit, reason: activation.unjudged });
        continue;
      }
      const ordinal = ordinalOf(judgements, first, act);
      const { packSet } = settingsOn(act);
      judgements.push(judgementOf(indexed, rule, activation, ordinal, { settings, packSet }));
    }
  }
  return { judgements, unjudged };
}

/** The judgements of {@link examine}. */
export const judge = (
  theCase: Case,
  context: RuleContext,
  rules: readonly Rule[],
  packs: JudgingPacks,
): readonly Judgement[] => examine(theCase, context, rules, packs).judgements;
