// Templates judged on the whole case by counting: existence, absence, exactly one, init, end and choice.
import type { CaseView } from './link.js';
import type { CaseRule } from './templates.js';
import type { ActivationVerdict, Tracker } from './tracker.js';
import type { JudgingMode, Reason, Tally, TruthState } from './verdict.js';

/** Follows a counting template. absence and absence2 are activated by each event of a, the others by the case. */
export class CaseRuleTracker implements Tracker {
  private countA = 0;
  private countB = 0;
  private startsWithA = false;
  private lastA = -1;
  private readonly seen: number[] = [];

  constructor(
    private readonly rule: CaseRule,
    private readonly view: CaseView,
    private readonly explains: boolean,
  ) {}

  see(index: number, isA: boolean, isB: boolean): void {
    if (isA) {
      this.countA += 1;
      this.lastA = index;
      if (index === 0) this.startsWithA = true;
    }
    if (isB) this.countB += 1;
    if (this.explains) this.seen.push(index);
  }

  reset(): void {
    this.countA = 0;
    this.countB = 0;
    this.startsWithA = false;
    this.lastA = -1;
    if (this.explains) this.seen.length = 0;
  }

  tally(mode: JudgingMode): Tally {
    const state = this.stateIn(mode);
    const allowed = allowedOccurrences(this.rule);
    if (allowed !== undefined) {
      const violations = Math.max(0, this.countA - allowed);
      const fulfilments = this.countA - violations;
      return { state, activations: this.countA, fulfilments, violations, pending: 0 };
    }
    const violations = state === 'V' ? 1 : 0;
    const pending = state === 'v' ? 1 : 0;
    return { state, activations: 1, fulfilments: 1 - violations - pending, violations, pending };
  }

  explain(mode: JudgingMode): ActivationVerdict[] {
    const state = this.stateIn(mode);
    const allowed = allowedOccurrences(this.rule);
    if (allowed === undefined) return [this.caseVerdict(state)];
    const kept = mode.closed ? 'S' : 's';
    return this.seen.map((activation, place) =>
      place < allowed
        ? { activation, state: kept, events: [] }
        : { activation, state: 'V', events: [activation], reason: 'unexpected' },
    );
  }

  private caseVerdict(state: TruthState): ActivationVerdict {
    const last = this.view.events.length - 1;
    const events =
      this.rule === 'init'
        ? last < 0
          ? []
          : [0]
        : this.rule === 'end'
          ? last < 0
            ? []
            : [last]
          : this.seen;
    const verdict = { activation: undefined, state, events: [...events] };
    return state === 'S' || state === 's' ? verdict : { ...verdict, reason: this.reason() };
  }

  private reason(): Reason {
    if (this.rule === 'init' || this.rule === 'end') return this.countA === 0 ? 'missing' : 'order';
    const tooMany =
      this.rule === 'exactly_one'
        ? this.countA > 1
        : this.rule === 'exclusive_choice' && this.countA > 0 && this.countB > 0;
    return tooMany ? 'unexpected' : 'missing';
  }

  private stateIn(mode: JudgingMode): TruthState {
    const running = this.runningState();
    if (!mode.closed) return running;
    return running === 'v' || running === 'V' ? 'V' : 'S';
  }

  private runningState(): TruthState {
    const { countA, countB } = this;
    const length = this.view.events.length;
    switch (this.rule) {
      case 'existence':
        return countA >= 1 ? 'S' : 'v';
      case 'existence2':
        return countA >= 2 ? 'S' : 'v';
      case 'absence':
        return countA >= 1 ? 'V' : 's';
      case 'absence2':
        return countA >= 2 ? 'V' : 's';
      case 'exactly_one':
        return countA === 0 ? 'v' : countA === 1 ? 's' : 'V';
      case 'init':
        return length === 0 ? 'v' : this.startsWithA ? 'S' : 'V';
      case 'end':
        return length > 0 && this.lastA === length - 1 ? 's' : 'v';
      case 'choice':
        return countA + countB > 0 ? 'S' : 'v';
      case 'exclusive_choice':
        return countA > 0 && countB > 0 ? 'V' : countA + countB > 0 ? 's' : 'v';
    }
  }
}

function allowedOccurrences(rule: CaseRule): number | undefined {
  return rule === 'absence' ? 0 : rule === 'absence2' ? 1 : undefined;
}

/** Whether the case itself activates the rule; absence and absence2 are activated by events. */
export function isActivatedByCase(rule: CaseRule): boolean {
  return allowedOccurrences(rule) === undefined;
}
