// Time and chance enter through these two ports; pure code receives their values, never the ports.

/** Milliseconds since 1970-01-01T00:00:00Z. It may go backwards: who needs order must not rely on it. */
export type Clock = () => number;

/** Returns `length` unpredictable bytes. */
export type Randomness = (length: number) => Uint8Array;

/** Draws from `random` in portions of `size` bytes, so that a caller who needs few bytes at a time costs few calls. */
export function inPortions(random: Randomness, size = 4096): Randomness {
  let portion: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (length > size) return random(length);
    if (used + length > portion.length) {
      portion = random(size);
      used = 0;
    }
    used += length;
    return portion.slice(used - length, used);
  };
}
