// JSON Canonicalization Scheme (RFC 8785): the bytes that are stored, hashed and compared.
// It must never repair a value: what has no canonical form is refused.
import { invalid } from './errors.js';

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const refuse = (what: string, where: string) =>
  invalid(
    'json.not_canonical',
    `此值不能写成规范 JSON：${what}`,
    `No canonical JSON: ${what}`,
    where,
  );

function text(value: string, where: string): string {
  if (!value.isWellFormed()) throw refuse('lone surrogate', where);
  return JSON.stringify(value);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A prototype without a prototype is Object.prototype, also that of another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * The canonical text of a JSON value (RFC 8785: sorted UTF-16 keys, ECMAScript numbers, no white space).
 * @throws LedgerError `json.not_canonical` for NaN, infinities, lone surrogates, undefined and non-JSON objects.
 */
export function canonicalize(value: unknown, where = ''): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value, where);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(String(value), where);
    return JSON.stringify(value);
  }
  if (Array.isArray(value))
    return `[${value.map((item, index) => canonicalize(item, `${where}/${index}`)).join(',')}]`;
  if (typeof value !== 'object') throw refuse(typeof value, where);
  if (!isPlainObject(value)) throw refuse('not a plain object', where);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${text(key, where)}:${canonicalize(member, `${where}/${key}`)}`);
  return `{${members.join(',')}}`;
}

/** The canonical UTF-8 bytes of a JSON value. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(canonicalize(value));
}

/**
 * Reads bytes that must already be canonical. Duplicate keys, spare white space, other number forms,
 * malformed UTF-8 and lone surrogates are all refused, because the bytes would not be reproduced.
 * @throws LedgerError `json.not_canonical`
 */
export function parseCanonical(bytes: Uint8Array): Json {
  let value: Json;
  let source: string;
  try {
    source = decoder.decode(bytes);
    value = JSON.parse(source) as Json;
  } catch (cause) {
    throw refuse(cause instanceof Error ? cause.message : String(cause), '');
  }
  if (canonicalize(value) !== source) throw refuse('the bytes are not in canonical form', '');
  return value;
}
