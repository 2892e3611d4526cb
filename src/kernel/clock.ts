// Time and chance enter through these two ports; pure code receives their values, never the ports.

/** Milliseconds since 1970-01-01T00:00:00Z. It may go backwards: who needs order must not rely on it. */
export type Clock = () => number;

/** Returns `length` unpredictable bytes. */
export type Randomness = (length: number) => Uint8Array;
