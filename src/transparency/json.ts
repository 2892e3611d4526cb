// JSON objects as this folder walks them. It must never assign members by name: "__proto__" is a name like any other.
import type { Json } from '../kernel/canonicalJson.js';

export interface JsonObject {
  readonly [key: string]: Json;
}

export const isJsonArray = (value: Json): value is readonly Json[] => Array.isArray(value);

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One step of an RFC 6901 JSON pointer. */
export const pointerStep = (key: string | number): string =>
  `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
