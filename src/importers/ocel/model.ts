// An object-centric event log (OCEL 2.0) as records, whatever form it is written in: types, objects with the history of
// their attributes, events, and what touches what. Data only.
import type { LedgerError } from '../../kernel/errors.js';
import { invalid } from '../../kernel/errors.js';

export const OCEL_TYPES = ['string', 'time', 'integer', 'float', 'boolean'] as const;
export type OcelType = (typeof OCEL_TYPES)[number];

export type OcelValue = string | number | boolean;

/** A type of events or of objects, with the attributes that they may have. */
export interface OcelTypeDefinition {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly type: OcelType }[];
}

/** An instant and how it is written: RFC 3339 with offset. */
export interface OcelTime {
  readonly epochMs: number;
  readonly text: string;
}

export interface OcelRelationship {
  readonly objectId: string;
  readonly qualifier: string;
}

export interface OcelEvent {
  readonly id: string;
  readonly type: string;
  readonly time: OcelTime;
  readonly attributes: readonly { readonly name: string; readonly value: OcelValue }[];
  readonly relationships: readonly OcelRelationship[];
}

/** One value of an attribute of an object. Without `since` it is the one that the object had from the beginning. */
export interface OcelObjectValue {
  readonly name: string;
  readonly value: OcelValue;
  readonly since?: OcelTime;
}

export interface OcelObject {
  readonly id: string;
  readonly type: string;
  readonly attributes: readonly OcelObjectValue[];
  readonly relationships: readonly OcelRelationship[];
}

/**
 * Takes what a reader finds, in any order. `place` says where it stands: `file:line element`. `order` is the place of an
 * event among those of its time, where that is not the order in which events are given.
 */
export interface OcelSink {
  eventType(definition: OcelTypeDefinition, place: string): void;
  objectType(definition: OcelTypeDefinition, place: string): void;
  event(event: OcelEvent, place: string, order?: number): void;
  object(object: OcelObject, place: string): void;
}

/** Something in a log is wrong, and where. */
export const ocelError = (code: string, zh: string, en: string, place: string): LedgerError =>
  invalid(`ocel.${code}`, zh, en, place);
