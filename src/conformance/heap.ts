// A binary min-heap of numbered items with a stable, total order: lower cost first, then the later insertion.
// It exists so that a search gives the same path for the same input, always.

/** Items are numbers; `push` keeps insertion order for ties, newest first (a search then goes deep before wide). */
export class MinHeap {
  private readonly items: number[] = [];
  private readonly costs: number[] = [];
  private readonly turns: number[] = [];
  private turn = 0;

  get size(): number {
    return this.items.length;
  }

  push(item: number, cost: number): void {
    this.items.push(item);
    this.costs.push(cost);
    this.turns.push((this.turn += 1));
    for (let child = this.size - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.isBefore(child, parent)) break;
      this.swap(child, parent);
      child = parent;
    }
  }

  /** Removes the first item; undefined when empty. */
  pop(): { readonly item: number; readonly cost: number } | undefined {
    const [item, cost] = [this.items[0], this.costs[0]];
    if (item === undefined || cost === undefined) return undefined;
    this.swap(0, this.size - 1);
    this.items.pop();
    this.costs.pop();
    this.turns.pop();
    this.sink();
    return { item, cost };
  }

  private sink(): void {
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      if (left >= this.size) return;
      const right = left + 1;
      const child = right < this.size && this.isBefore(right, left) ? right : left;
      if (!this.isBefore(child, parent)) return;
      this.swap(child, parent);
      parent = child;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const difference = (this.costs[one] ?? 0) - (this.costs[other] ?? 0);
    return difference === 0 ? (this.turns[one] ?? 0) > (this.turns[other] ?? 0) : difference < 0;
  }

  private swap(one: number, other: number): void {
    for (const list of [this.items, this.costs, this.turns]) {
      const held = list[one] ?? 0;
      list[one] = list[other] ?? 0;
      list[other] = held;
    }
  }
}
