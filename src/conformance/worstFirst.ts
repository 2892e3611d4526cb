// The few worst items of many, in bounded memory: worst first, equal ones in the order in which they came.

export class WorstFirst<Item> {
  private readonly items: { readonly item: Item; readonly badness: number }[] = [];

  constructor(private readonly limit: number) {}

  offer(item: Item, badness: number): void {
    const last = this.items[this.limit - 1];
    if (this.limit === 0 || (last !== undefined && badness <= last.badness)) return;
    const place = this.items.findIndex((other) => other.badness < badness);
    this.items.splice(place < 0 ? this.items.length : place, 0, { item, badness });
    if (this.items.length > this.limit) this.items.pop();
  }

  list(): readonly { readonly item: Item; readonly badness: number }[] {
    return this.items;
  }
}
