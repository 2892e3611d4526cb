// Templates judged per activation: each half follows its activations until a target settles them.
// An event is never its own target. Order is the given order; times matter only inside windows.
import { isFree, matches, correlates, inWindow, type CaseView, type Link } from './link.js';
import { OpenActivations } from './openActivations.js';
import { PastTargets } from './pastTargets.js';
import type { TemplateHalf } from './templates.js';
import type { ActivationVerdict, Tracker } from './tracker.js';
import type { JudgingMode, Reason, Tally, TruthState } from './verdict.js';

/** Makes the tracker of one half. */
export function trackHalf(
  half: TemplateHalf,
  link: Link,
  view: CaseView,
  explains: boolean,
): Tracker {
  if (half.mode === 'chain') return new ChainTracker(half, link, view, explains);
  if (half.mode === 'alternate' && half.direction === 'after')
    return new AlternateTracker(half, link, view, explains);
  return new AnywhereTracker(half, link, view, explains);
}

/** What all halves share: the counts, and the record kept for explanations. */
abstract class HalfTracker implements Tracker {
  protected activations = 0;
  protected violations = 0;
  private readonly targets: number[] = [];
  private readonly settled = new Map<number, number>();
  private readonly activationPlaces: number[] = [];

  constructor(
    protected readonly half: TemplateHalf,
    protected readonly link: Link,
    protected readonly view: CaseView,
    private readonly explains: boolean,
  ) {}

  see(index: number, isActivation: boolean, isTarget: boolean): void {
    if (isActivation) this.activations += 1;
    if (this.explains) {
      if (isActivation) this.activationPlaces.push(index);
      if (isTarget) this.targets.push(index);
    }
    this.follow(index, isActivation, isTarget);
  }

  reset(): void {
    this.activations = 0;
    this.violations = 0;
    if (!this.explains) return;
    this.targets.length = 0;
    this.settled.clear();
    this.activationPlaces.length = 0;
  }

  tally(mode: JudgingMode): Tally {
    const { activations, half } = this;
    const open = this.openCount();
    const late = half.forbidden || mode.closed || open === 0 ? 0 : this.lateCount(mode.asOf);
    const unmet = half.forbidden ? 0 : mode.closed ? open : late;
    const violations = this.violations + unmet;
    const pending = half.forbidden ? 0 : open - unmet;
    const fulfilments = activations - violations - pending;
    return {
      state: this.stateOf(mode, violations, pending),
      activations,
      fulfilments,
      violations,
      pending,
    };
  }

  explain(mode: JudgingMode): ActivationVerdict[] {
    const open = new Set(this.openPlaces());
    return this.activationPlaces.map((activation) =>
      this.verdictOn(activation, open.has(activation), mode),
    );
  }

  protected abstract follow(index: number, isActivation: boolean, isTarget: boolean): void;
  /** Activations that nothing has settled: owed and not met yet, or forbidden and not met so far. */
  protected abstract openCount(): number;
  protected abstract openPlaces(): readonly number[];
  /** Whether no later event can violate the half any more. */
  protected abstract isSettledForGood(): boolean;

  /** A target has been found for the activation. */
  protected meet(activation: number, target: number): void {
    if (this.half.forbidden) this.violations += 1;
    if (this.explains) this.settled.set(activation, target);
  }

  /** No target can come any more for the activation. */
  protected miss(activation: number): void {
    if (!this.half.forbidden) this.violations += 1;
    if (this.explains) this.settled.set(activation, -1);
  }

  private stateOf(mode: JudgingMode, violations: number, pending: number): TruthState {
    if (violations > 0) return 'V';
    if (pending > 0) return 'v';
    return mode.closed || this.isSettledForGood() ? 'S' : 's';
  }

  /** Open activations whose window has run out at `asOf` (the last event's time when absent). */
  private lateCount(asOf: number | undefined): number {
    if (this.link.window === undefined) return 0;
    return this.openPlaces().filter((activation) => this.isLate(activation, asOf)).length;
  }

  private isLate(activation: number, asOf: number | undefined): boolean {
    const { window } = this.link;
    const now = asOf ?? this.view.events.at(-1)?.time;
    if (window === undefined || now === undefined) return false;
    return !window.maxKept(this.view.measure(activation, window), window.measureOf(now));
  }

  private verdictOn(activation: number, isOpen: boolean, mode: JudgingMode): ActivationVerdict {
    const { half } = this;
    const target = isOpen ? -1 : (this.settled.get(activation) ?? -1);
    if (half.forbidden) {
      if (target >= 0) return { activation, state: 'V', events: [target], reason: 'unexpected' };
      return { activation, state: mode.closed || !isOpen ? 'S' : 's', events: [] };
    }
    const latest = this.latestFor(activation);
    const until = latest === undefined ? {} : { latest };
    if (target >= 0) return { activation, state: 'S', events: [target], ...until };
    const waits = isOpen && !mode.closed && !this.isLate(activation, mode.asOf);
    return { activation, state: waits ? 'v' : 'V', ...this.diagnose(activation), ...until };
  }

  private latestFor(activation: number): ActivationVerdict['latest'] {
    const { window } = this.link;
    if (window === undefined || this.half.direction === 'before') return undefined;
    return window.latest(this.view.measure(activation, window));
  }

  /** Why no target was found, and the nearest event that came closest to being one. */
  private diagnose(activation: number): { readonly reason: Reason; readonly events: number[] } {
    const { half, link, view } = this;
    const candidates = this.targets
      .filter((target) =>
        half.direction === 'after'
          ? target > activation
          : half.direction === 'before'
            ? target < activation
            : target !== activation,
      )
      .sort((one, other) => Math.abs(one - activation) - Math.abs(other - activation));
    const correlated = candidates.filter((target) => correlates(link, view, activation, target));
    const timely = correlated.find((target) => inWindow(link, view, activation, target));
    if (timely !== undefined) return { reason: 'order', events: [timely] };
    if (correlated[0] !== undefined) return { reason: 'window', events: [correlated[0]] };
    if (candidates[0] !== undefined) return { reason: 'correlation', events: [candidates[0]] };
    return { reason: 'missing', events: [] };
  }
}

/** Targets anywhere before, after or on either side; "alternate before" forgets targets at each activation. */
class AnywhereTracker extends HalfTracker {
  private readonly open: OpenActivations;
  private readonly past: PastTargets;
  private targetSeen = false;

  constructor(half: TemplateHalf, link: Link, view: CaseView, explains: boolean) {
    super(half, link, view, explains);
    this.open = new OpenActivations(link, view);
    this.past = new PastTargets(link, view);
  }

  override reset(): void {
    super.reset();
    this.open.clear();
    this.past.clear();
    this.targetSeen = false;
  }

  protected follow(index: number, isActivation: boolean, isTarget: boolean): void {
    const { direction, mode } = this.half;
    if (isTarget && direction !== 'before')
      this.open.take(index, (activation) => {
        this.meet(activation, index);
      });
    if (isActivation) {
      const target = direction === 'after' ? -1 : this.past.find(index);
      if (target >= 0) this.meet(index, target);
      else if (direction === 'before') this.miss(index);
      else this.open.add(index);
      if (mode === 'alternate') this.past.clear();
    }
    if (isTarget && direction !== 'after') this.past.add(index);
    if (isTarget) this.targetSeen = true;
  }

  protected openCount(): number {
    return this.open.size;
  }

  protected openPlaces(): readonly number[] {
    return this.open.all();
  }

  protected isSettledForGood(): boolean {
    const { direction, mode, forbidden } = this.half;
    return (
      !forbidden && mode === 'any' && direction !== 'after' && this.targetSeen && isFree(this.link)
    );
  }
}

/** A target before the next activation. */
class AlternateTracker extends HalfTracker {
  private waiting = -1;

  override reset(): void {
    super.reset();
    this.waiting = -1;
  }

  protected follow(index: number, isActivation: boolean, isTarget: boolean): void {
    if (isTarget && this.waiting >= 0 && matches(this.link, this.view, this.waiting, index)) {
      this.meet(this.waiting, index);
      this.waiting = -1;
    }
    if (!isActivation) return;
    if (this.waiting >= 0) this.miss(this.waiting);
    this.waiting = index;
  }

  protected openCount(): number {
    return this.waiting >= 0 ? 1 : 0;
  }

  protected openPlaces(): readonly number[] {
    return this.waiting >= 0 ? [this.waiting] : [];
  }

  protected isSettledForGood(): boolean {
    return false;
  }
}

/** The target is the very next, or the very last, event of the whole case. */
class ChainTracker extends HalfTracker {
  private waiting = -1;
  private lastTarget = -2;

  override reset(): void {
    super.reset();
    this.waiting = -1;
    this.lastTarget = -2;
  }

  protected follow(index: number, isActivation: boolean, isTarget: boolean): void {
    if (this.half.direction === 'before') {
      if (isActivation) this.settle(index, this.lastTarget === index - 1 ? this.lastTarget : -1);
      if (isTarget) this.lastTarget = index;
      return;
    }
    if (this.waiting >= 0)
      this.settle(this.waiting, isTarget && index === this.waiting + 1 ? index : -1);
    this.waiting = isActivation ? index : -1;
  }

  private settle(activation: number, target: number): void {
    if (target >= 0 && matches(this.link, this.view, activation, target))
      this.meet(activation, target);
    else this.miss(activation);
  }

  /** A waiting activation that is no longer the last event of the case has missed its target. */
  private closeGap(): void {
    if (this.waiting < 0 || this.waiting === this.view.events.length - 1) return;
    this.miss(this.waiting);
    this.waiting = -1;
  }

  protected openCount(): number {
    this.closeGap();
    return this.waiting >= 0 ? 1 : 0;
  }

  protected openPlaces(): readonly number[] {
    this.closeGap();
    return this.waiting >= 0 ? [this.waiting] : [];
  }

  protected isSettledForGood(): boolean {
    return false;
  }
}
