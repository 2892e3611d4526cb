// The case seen so far, and how one activation and one target must relate (correlation and time window).
// Indices are places in the case. A missing value is neither the same nor a different one.
import { attributeReader, type AttributeReader, type CaseEvent, type CaseSubject } from './case.js';
import {
  compileCorrelation,
  type ConditionContext,
  type Correlation,
  type PairPredicate,
} from './condition.js';
import { admits, type CompiledWindow } from './window.js';

/** The events of the case seen so far, with their measures in a window's unit kept. */
export class CaseView {
  readonly events: CaseEvent[] = [];
  private readonly measures = new Map<CompiledWindow, number[]>();

  constructor(public subject: CaseSubject) {}

  measure(index: number, window: CompiledWindow): number {
    let known = this.measures.get(window);
    if (known === undefined) this.measures.set(window, (known = []));
    return (known[index] ??= window.measureOf(this.at(index).time));
  }

  at(index: number): CaseEvent {
    const event = this.events[index];
    if (event === undefined) throw new RangeError(`no event at ${index}`);
    return event;
  }

  reset(subject: CaseSubject): void {
    this.subject = subject;
    this.events.length = 0;
    if (this.measures.size > 0) this.measures.clear();
  }
}

/** The compiled relation between activation and target: key equality, key difference, any predicate, or none. */
export interface Link {
  readonly window: CompiledWindow | undefined;
  readonly key: AttributeReader | undefined;
  readonly keyMustEqual: boolean;
  readonly predicate: PairPredicate | undefined;
}

/** Whether the link lets any activation meet any target. */
export function isFree(link: Link): boolean {
  return link.window === undefined && link.key === undefined && link.predicate === undefined;
}

export function compileLink(
  correlation: Correlation | undefined,
  window: CompiledWindow | undefined,
  context: ConditionContext,
): Link {
  const name = correlation?.same ?? correlation?.different;
  if (name !== undefined)
    return {
      window,
      key: attributeReader(name, context.missingValues),
      keyMustEqual: correlation?.same !== undefined,
      predicate: undefined,
    };
  const predicate = correlation && compileCorrelation(correlation, context);
  return { window, key: undefined, keyMustEqual: true, predicate };
}

/** Whether the correlation (not the window) holds between two events. */
export function correlates(
  link: Link,
  view: CaseView,
  activation: number,
  target: number,
): boolean {
  const [one, other] = [view.at(activation), view.at(target)];
  if (link.predicate !== undefined) return link.predicate(one, other, view.subject);
  if (link.key === undefined) return true;
  const [left, right] = [link.key(one, view.subject), link.key(other, view.subject)];
  return left !== undefined && right !== undefined && (left === right) === link.keyMustEqual;
}

/** Whether two events lie within the link's window. */
export function inWindow(link: Link, view: CaseView, one: number, other: number): boolean {
  const { window } = link;
  return (
    window === undefined || admits(window, view.measure(one, window), view.measure(other, window))
  );
}

export function matches(link: Link, view: CaseView, activation: number, target: number): boolean {
  return correlates(link, view, activation, target) && inWindow(link, view, activation, target);
}
