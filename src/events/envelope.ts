// The event as it is stored: CloudEvents 1.0 in JSON with the ledger's extension attributes (docs/adr/0006).
// The attributes answer who, where, when (two clocks), under which rules and why; `data` says what.
import type { Position } from '../kernel/position.js';

export const CLASSIFICATIONS = ['public', 'internal', 'audit', 'sealed'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

/** The attributes that a command's caller supplies, the same for every event of one command. */
export interface EventAttributes {
  /** RFC 3339 with offset: when it happened. */
  readonly time: string;
  /** The account that recorded it (pseudonymous). */
  readonly actoraccount: string;
  /** The person who acted, and the post in which he acted. */
  readonly actorperson?: string | undefined;
  readonly actorpost?: string | undefined;
  readonly actoronbehalfof?: string | undefined;
  /** 12-digit division code of the unit to which the act belongs. */
  readonly orgunit: string;
  readonly powercode?: string | undefined;
  /** The matter (case) to which the act belongs. */
  readonly matter?: string | undefined;
  /** Identifies the intention: the same command sent twice is one. At most 200 characters. */
  readonly commandid: string;
  readonly correlationid: string;
  readonly causationid?: string | undefined;
  /** The rule pack in force where the act was recorded, for the reader; judgement looks up its own by date. */
  readonly rulepack: string;
  readonly classification: Classification;
}

/** An event before it is recorded. `type` ends in the schema version: `org.sunledger.matters.MatterOpened.v1`. */
export interface NewEvent extends EventAttributes {
  readonly type: string;
  readonly data: unknown;
}

/** The stored form: what is canonicalised (RFC 8785), hashed and proved. Every attribute is a CloudEvents String. */
export interface StoredEvent extends NewEvent {
  readonly specversion: '1.0';
  /** UUIDv7. */
  readonly id: string;
  /** URI of the ledger that recorded it. */
  readonly source: string;
  /** The stream. */
  readonly subject: string;
  /** RFC 3339 UTC: when the ledger accepted it. Never decreases within one ledger. */
  readonly recordedtime: string;
  readonly datacontenttype: 'application/json';
}

/** An event as read back: the latest shape of its data, its version-free name and its place. */
export interface RecordedEvent<Name extends string = string, Data = unknown> extends Omit<
  StoredEvent,
  'data'
> {
  /** `<capability>.<PastTenseName>` without version. */
  readonly name: Name;
  readonly data: Data;
  readonly position: Position;
  /** 1 for the first event of its stream. */
  readonly revision: number;
}
