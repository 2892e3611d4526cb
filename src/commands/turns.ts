// Work on one stream takes turns, so that commands of this process never race each other.
// It must never let one failed work stop the next, nor keep anything of a stream that is at rest.

/** Runs `work` after all earlier work with the same key has settled. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
