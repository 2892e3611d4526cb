// Time and chance enter through these two ports; pure code receives their values, never the ports.

/** Milliseconds since 1970-01-01T00:00:00Z. It may go backwards: who needs order must not rely on it. */
export type Clock = () => number;

/** Fills and returns `length` unpredictable bytes. */
export type Randomness = (length: number) => Uint8Array;

/** RFC 3339 in UTC with milliseconds, the one form in which the ledger writes its own times. */
export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
