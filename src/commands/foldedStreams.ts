// The folded state of streams, kept so that a command reads only what is new. A cache: the log stays the truth.
// It must never hold more than its bound, whatever the streams.

/** A stream's state after its first `revision` events. */
export interface Folded {
  readonly state: unknown;
  readonly revision: number;
}

export interface FoldedStreams {
  get(stream: string): Folded | undefined;
  /** Keeps the state as the most recently used, and returns it. */
  set(stream: string, folded: Folded): Folded;
}

const weight = ({ revision }: Folded): number => revision + 1;

/** @param capacity how many events (and one for each stream) to keep; the least recently used streams leave first */
export function createFoldedStreams(capacity: number): FoldedStreams {
  const kept = new Map<string, Folded>();
  let total = 0;

  function forget(stream: string): void {
    const folded = kept.get(stream);
    if (!folded) return;
    total -= weight(folded);
    kept.delete(stream);
  }

  return {
    get: (stream) => kept.get(stream),
    set(stream, folded) {
      forget(stream);
      kept.set(stream, folded);
      total += weight(folded);
      for (const oldest of kept.keys()) {
        if (total <= capacity) break;
        forget(oldest);
      }
      return folded;
    },
  };
}
