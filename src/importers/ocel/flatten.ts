// An object-centric log flattened by one type of objects: each object is a case, and the events that touch it are its
// events. An event that touches several such objects stands in the case of each.
import type { AttributeValue, Case, CaseEvent } from '../../conformance/case.js';
import { invalid } from '../../kernel/errors.js';
import type { RecordValue } from '../record.js';
import type { OcelEvent, OcelObject, OcelRelationship } from './model.js';
import type { OcelStore } from './store.js';

/** Prefix of the attributes that name the objects of each type which an event touches: `ocel:person`. */
export const OBJECT_KEY = 'ocel:';

/** @throws LedgerError `ocel.object_type` where the type is not in the log, or left open among several */
export function chosenType(store: OcelStore, wanted: string | undefined, file: string): string {
  const types = store.types('object').map(({ name }) => name);
  const [only, other] = types;
  if (wanted !== undefined ? types.includes(wanted) : only !== undefined && other === undefined)
    return wanted ?? only ?? '';
  const list = types.map((name) => `「${name}」`).join('');
  throw invalid(
    'ocel.object_type',
    wanted === undefined
      ? `日志有多类对象，请用 --object-type（映射中为 source.record）指明以哪一类为案件：${list}`
      : `日志中没有对象类型「${wanted}」，有：${list}`,
    wanted === undefined
      ? `The log has several types of objects; name the one that makes the cases with --object-type (source.record in a mapping): ${types.join(', ')}`
      : `The log has no object type "${wanted}"; it has: ${types.join(', ')}`,
    file,
  );
}

/** The cases of a type, in the order in which the log lists its objects. */
export function* flatten(store: OcelStore, objectType: string): Generator<Case> {
  for (const object of store.objects(objectType)) yield caseOfObject(store, object);
}

export function caseOfObject(store: OcelStore, object: OcelObject): Case {
  return {
    id: object.id,
    attributes: latestValues(object),
    events: store.eventsOf(object.id).map((event) => caseEvent(store, event)),
  };
}

/**
 * An object as a record for a mapping: `{id, type, attributes, history, relationships, events}`, each event
 * `{id, activity, timestamp, resource, role, attributes, objects}`. Attributes have their last values; `history` all.
 */
export function recordOfObject(store: OcelStore, object: OcelObject): RecordValue {
  const events = store.eventsOf(object.id);
  return {
    id: object.id,
    type: object.type,
    attributes: latestValues(object),
    history: object.attributes.map(({ name, value, since }) => ({
      name,
      value,
      since: since?.text ?? null,
    })),
    relationships: object.relationships.map((link) => withType(store, link)),
    events: events.map((event) => {
      const { activity, resource, role, attributes } = caseEvent(store, event);
      return {
        id: event.id,
        activity,
        timestamp: event.time.text,
        resource: resource ?? null,
        role: role ?? null,
        attributes,
        objects: event.relationships.map((link) => withType(store, link)),
      };
    }),
  };
}

const withType = (store: OcelStore, { objectId, qualifier }: OcelRelationship) => ({
  id: objectId,
  type: store.typeOf(objectId) ?? null,
  qualifier,
});

/** The attributes that flattened cases can have, as conditions name them. */
export function attributesOf(store: OcelStore, objectType: string): ReadonlySet<string> {
  const own = store.types('object').find(({ name }) => name === objectType)?.attributes ?? [];
  return new Set([
    'case:concept:name',
    ...own.map(({ name }) => `case:${name}`),
    ...['concept:name', 'time:timestamp', 'org:resource', 'org:role', 'org:group'],
    ...store.types('event').flatMap(({ attributes }) => attributes.map(({ name }) => name)),
    ...store.types('object').map(({ name }) => `${OBJECT_KEY}${name}`),
  ]);
}

/** What the object is in the end: of each attribute the last value. */
function latestValues({ attributes }: OcelObject): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {};
  const ordered = [...attributes].sort(
    (one, other) => (one.since?.epochMs ?? -Infinity) - (other.since?.epochMs ?? -Infinity),
  );
  for (const { name, value } of ordered) values[name] = value;
  return values;
}

function caseEvent(store: OcelStore, event: OcelEvent): CaseEvent {
  const attributes: Record<string, AttributeValue> = {};
  for (const { name, value } of event.attributes) attributes[name] = value;
  const touched = new Map<string, string[]>();
  for (const { objectId } of event.relationships) {
    const type = store.typeOf(objectId) ?? '';
    touched.set(type, [...(touched.get(type) ?? []), objectId]);
  }
  for (const [type, ids] of touched)
    attributes[`${OBJECT_KEY}${type}`] = [...new Set(ids)].sort().join(' ');
  const textOf = (key: string): string | undefined => {
    const value = attributes[key];
    return value === undefined || value === null ? undefined : String(value);
  };
  return {
    activity: event.type,
    time: event.time.epochMs,
    resource: textOf('org:resource') ?? textOf('resource'),
    role: textOf('org:role'),
    group: textOf('org:group'),
    lifecycle: textOf('lifecycle:transition'),
    attributes,
  };
}
