// Targets seen so far, to be looked up by a later activation.
// Logarithmic when events come in time order; exact, by scanning, when they do not.
import { Buckets, type Key } from './buckets.js';
import { matches, type CaseView } from './link.js';
import { admits, type CompiledWindow } from './window.js';

/** Targets seen so far, in case order. */
export class PastTargets extends Buckets<TargetList> {
  private everything: TargetList = new TargetList();

  protected empty(): TargetList {
    return new TargetList();
  }

  add(target: number): void {
    const { link, view } = this;
    if (link.key === undefined) {
      this.everything.add(target, view, link.window, undefined);
      return;
    }
    const key = this.keyOf(target);
    if (key === undefined) return;
    if (link.keyMustEqual) this.listFor(key).add(target, view, link.window, key);
    else this.everything.add(target, view, link.window, key);
  }

  /** The target nearest before the activation that meets it, or -1. */
  find(activation: number): number {
    const { link, view } = this;
    if (link.predicate !== undefined)
      return this.everything.scan((index) => matches(link, view, activation, index));
    if (link.key === undefined)
      return this.everything.find(activation, view, link.window, undefined);
    const key = this.keyOf(activation);
    if (key === undefined) return -1;
    if (link.keyMustEqual)
      return this.lists.get(key)?.find(activation, view, link.window, undefined) ?? -1;
    return this.everything.find(activation, view, link.window, key);
  }

  override clear(): void {
    super.clear();
    if (this.everything.size > 0) this.everything = new TargetList();
  }
}

/** Targets in case order; `lastOther[i]` is the last place before i whose key differs from the key at i. */
class TargetList {
  private readonly items: number[] = [];
  private readonly keys: Key[] = [];
  private readonly lastOther: number[] = [];
  private lastMeasure = Number.NEGATIVE_INFINITY;
  private ordered = true;

  get size(): number {
    return this.items.length;
  }

  add(target: number, view: CaseView, window: CompiledWindow | undefined, key: Key): void {
    const before = this.items.length - 1;
    this.items.push(target);
    this.keys.push(key);
    this.lastOther.push(
      before >= 0 && this.keys[before] !== key ? before : (this.lastOther[before] ?? -1),
    );
    if (window === undefined) return;
    const measure = view.measure(target, window);
    if (measure < this.lastMeasure) this.ordered = false;
    else this.lastMeasure = measure;
  }

  /** The nearest target within the window whose key differs from `butNot` (any key when undefined), or -1. */
  find(
    activation: number,
    view: CaseView,
    window: CompiledWindow | undefined,
    butNot: Key,
  ): number {
    if (window === undefined) return this.nearest(0, this.items.length, butNot);
    const measure = view.measure(activation, window);
    if (!this.ordered || measure < this.lastMeasure)
      return this.scan(
        (index, place) =>
          (butNot === undefined || this.keys[place] !== butNot) &&
          admits(window, view.measure(index, window), measure),
      );
    const measureAt = (place: number): number => view.measure(this.items[place] ?? -1, window);
    const end = this.firstPlace((place) => !window.minReached(measureAt(place), measure));
    const start = this.firstPlace((place) => window.maxKept(measureAt(place), measure));
    return this.nearest(start, end, butNot);
  }

  scan(test: (index: number, place: number) => boolean): number {
    for (let place = this.items.length - 1; place >= 0; place -= 1) {
      const index = this.items[place] ?? -1;
      if (test(index, place)) return index;
    }
    return -1;
  }

  private nearest(start: number, end: number, butNot: Key): number {
    let place = end - 1;
    if (place < start) return -1;
    if (butNot !== undefined && this.keys[place] === butNot) place = this.lastOther[place] ?? -1;
    return place < start ? -1 : (this.items[place] ?? -1);
  }

  /** Binary search: the first place where a test that turns true once, and stays true, is true. */
  private firstPlace(test: (place: number) => boolean): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (test(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
