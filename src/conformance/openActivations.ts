// Activations that still wait for a target (or for a forbidden one not to come).
// Near-linear when events come in time order; exact, by scanning, when they do not.
import { Buckets } from './buckets.js';
import { matches, type CaseView } from './link.js';
import { admits, type CompiledWindow } from './window.js';

/** Activations that no target has met yet. */
export class OpenActivations extends Buckets<WaitingList> {
  size = 0;

  protected empty(): WaitingList {
    return new WaitingList();
  }

  add(activation: number): void {
    this.size += 1;
    this.listFor(this.keyOf(activation)).add(activation, this.view, this.link.window);
  }

  /** Removes the activations that the target meets, oldest first, and reports each. */
  take(target: number, met: (activation: number) => void): void {
    if (this.size === 0) return;
    const { link, view } = this;
    const report = (activation: number): void => {
      this.size -= 1;
      met(activation);
    };
    if (link.predicate !== undefined) {
      this.lists.get(undefined)?.takeIf((index) => matches(link, view, index, target), report);
      return;
    }
    const key = this.keyOf(target);
    if (link.key !== undefined && key === undefined) return;
    if (link.keyMustEqual) {
      this.lists.get(key)?.take(target, view, link.window, report);
      return;
    }
    for (const [other, list] of this.lists) {
      if (other === undefined || other === key) continue;
      list.take(target, view, link.window, report);
      if (list.isEmpty()) this.lists.delete(other);
    }
  }

  override clear(): void {
    super.clear();
    this.size = 0;
  }

  /** All waiting activations in case order. */
  all(): number[] {
    const all: number[] = [];
    for (const list of this.lists.values()) all.push(...list.late, ...list.waiting());
    return all.sort((left, right) => left - right);
  }
}

/** Waiting activations of one key: `items` from `head` on wait, `late` are past the window's max. */
class WaitingList {
  readonly late: number[] = [];
  private items: number[] = [];
  private head = 0;
  private lastMeasure = Number.NEGATIVE_INFINITY;
  private lastTarget = Number.NEGATIVE_INFINITY;
  private ordered = true;

  add(activation: number, view: CaseView, window: CompiledWindow | undefined): void {
    this.items.push(activation);
    if (window === undefined) return;
    const measure = view.measure(activation, window);
    if (measure < this.lastMeasure) this.ordered = false;
    else this.lastMeasure = measure;
  }

  waiting(): readonly number[] {
    return this.items.slice(this.head);
  }

  isEmpty(): boolean {
    return this.head === this.items.length && this.late.length === 0;
  }

  take(
    target: number,
    view: CaseView,
    window: CompiledWindow | undefined,
    met: (activation: number) => void,
  ): void {
    if (window === undefined) {
      for (let place = this.head; place < this.items.length; place += 1) met(this.at(place));
      this.items = [];
      this.head = 0;
      return;
    }
    const measure = view.measure(target, window);
    if (!this.ordered || measure < this.lastMeasure || measure < this.lastTarget) {
      this.takeIf((index) => admits(window, view.measure(index, window), measure), met);
      return;
    }
    this.lastTarget = measure;
    const { items } = this;
    const measureAt = (place: number): number => view.measure(this.at(place), window);
    while (this.head < items.length && !window.maxKept(measureAt(this.head), measure))
      this.late.push(this.at(this.head++));
    while (this.head < items.length && window.minReached(measureAt(this.head), measure))
      met(this.at(this.head++));
  }

  /** The exact, slower way: tries every waiting and late activation. */
  takeIf(test: (activation: number) => boolean, met: (activation: number) => void): void {
    const remaining: number[] = [];
    const late = this.late.splice(0);
    for (const index of late)
      if (test(index)) met(index);
      else this.late.push(index);
    for (const index of this.waiting())
      if (test(index)) met(index);
      else remaining.push(index);
    this.items = remaining;
    this.head = 0;
  }

  private at(place: number): number {
    return this.items[place] ?? -1;
  }
}
