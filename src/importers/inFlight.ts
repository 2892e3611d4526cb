// A bounded number of works under way: enough for the log to commit many at once, too few to fill the memory.

export class InFlight {
  private count = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Starts work that must not reject. */
  start(work: () => Promise<void>): void {
    this.count++;
    void work().finally(() => {
      this.count--;
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  /** Resolves when another work may start. */
  room(): Promise<void> {
    return this.until(() => this.count < this.limit);
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.until(() => this.count === 0);
  }

  private async until(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
