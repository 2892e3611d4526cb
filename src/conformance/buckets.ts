// Lists of event places by correlation key, so that a target meets only the activations it can match.
// It never decides anything itself.
import type { CaseView, Link } from './link.js';

export type Key = string | number | boolean | undefined;

/** One list per key (or one list when the link has no key): what waits, or is looked up, for one constraint. */
export abstract class Buckets<List> {
  protected readonly lists = new Map<Key, List>();

  constructor(
    protected readonly link: Link,
    protected readonly view: CaseView,
  ) {}

  protected abstract empty(): List;

  protected keyOf(index: number): Key {
    return this.link.key?.(this.view.at(index), this.view.subject);
  }

  protected listFor(key: Key): List {
    let list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, (list = this.empty()));
    return list;
  }

  clear(): void {
    if (this.lists.size > 0) this.lists.clear();
  }
}
