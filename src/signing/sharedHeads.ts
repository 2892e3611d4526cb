// The port to where the nodes of one ledger agree on who signs and on what was signed. Entries are only added, each at
// the one place that its writer names, so that whoever lost his turn cannot add any more.

/** What a node publishes. Everything in it is public. */
export type SharedEntry =
  | {
      readonly kind: 'head';
      readonly number: number;
      readonly size: number;
      /** base64 */
      readonly root: string;
      readonly note: string;
      readonly signedAt: string;
    }
  /** The keys that sign, as a signed note ({@link import('./keyList.js')}); also how a new signer begins. */
  | { readonly kind: 'keys'; readonly node: string; readonly note: string };

export interface PlacedEntry {
  /** 0 for the first. */
  readonly place: number;
  readonly entry: SharedEntry;
}

export type Turn =
  /** This node signs. `isNew` when it did not before: it must publish before it signs. */
  | { readonly state: 'held'; readonly isNew: boolean }
  /** Another node does, or nobody yet. */
  | { readonly state: 'elsewhere'; readonly signer: string | undefined };

export interface SharedHeads {
  readonly node: string;
  /** Resolves when this node's log holds all that was recorded. @throws LedgerError with what keeps it from doing so */
  ready(): Promise<void>;
  /** Entries from a place on, at most `limit`. @throws LedgerError */
  read(from: number, limit: number): Promise<readonly PlacedEntry[]>;
  /** How many entries there are. @throws LedgerError */
  count(): Promise<number>;
  /** Adds entries at exactly this place; `false` when others stand there. @throws LedgerError */
  add(place: number, entries: readonly SharedEntry[]): Promise<boolean>;
  /** Takes the turn to sign, or keeps it. A node that dies loses it after a while. @throws LedgerError */
  take(): Promise<Turn>;
  /** Gives the turn up, so that another node need not wait. Harmless without one. */
  release(): Promise<void>;
}
