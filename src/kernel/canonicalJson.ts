// JSON Canonicalization Scheme (RFC 8785): the bytes that are stored, hashed and compared.
// It must never repair a value: what has no canonical form is refused. Errors never quote the content.
import { isSurelyCanonical } from './canonicalScan.js';
import { invalid, type LedgerError } from './errors.js';

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Deeper nesting is refused (RFC 8259 section 9 allows a limit), so that no input exhausts the stack. */
export const MAX_DEPTH = 128;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const refuse = (zh: string, en: string, where: string): LedgerError =>
  invalid(
    'json.not_canonical',
    `此值没有规范 JSON 形式：${zh}`,
    `This value has no canonical JSON form: ${en}`,
    where,
  );

type Path = (string | number)[];

const refuseAt = (zh: string, en: string, path: Path): LedgerError =>
  refuse(zh, en, path.map((step) => `/${step}`).join(''));

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object that nothing stands above is Object.prototype, also that of another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function checkText(value: string, path: Path): void {
  if (!value.isWellFormed()) throw refuseAt('含有不成对的代理码元', 'lone surrogate', path);
}

/** Refuses what is not JSON; tells whether all members already stand in canonical order. */
function isInOrder(value: unknown, path: Path): boolean {
  switch (typeof value) {
    case 'string':
      checkText(value, path);
      return true;
    case 'boolean':
      return true;
    case 'number':
      if (!Number.isFinite(value)) throw refuseAt('不是有限数', 'not a finite number', path);
      return true;
    case 'object':
      if (value === null) return true;
      if (path.length >= MAX_DEPTH) throw refuseAt('嵌套过深', 'nested too deeply', path);
      return Array.isArray(value) ? itemsInOrder(value, path) : membersInOrder(value, path);
    default:
      throw refuseAt(
        `不是 JSON 类型（${typeof value}）`,
        `not a JSON type (${typeof value})`,
        path,
      );
  }
}

function itemsInOrder(items: readonly unknown[], path: Path): boolean {
  let inOrder = true;
  for (let index = 0; index < items.length; index++) {
    path.push(index);
    // A hole in a sparse array reads as undefined and is refused like it.
    if (!isInOrder(items[index], path)) inOrder = false;
    path.pop();
  }
  return inOrder;
}

function membersInOrder(value: object, path: Path): boolean {
  if (!isPlainObject(value)) throw refuseAt('不是普通对象', 'not a plain object', path);
  let inOrder = true;
  let previous: string | undefined;
  for (const key of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member === undefined) continue;
    path.push(key);
    checkText(key, path);
    if (!isInOrder(member, path)) inOrder = false;
    path.pop();
    if (previous !== undefined && previous > key) inOrder = false;
    previous = key;
  }
  return inOrder;
}

/** Writes a checked value, members sorted by UTF-16 code units (the order of Array.prototype.sort). */
function write(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text && ','}${write(item)}`;
    return `[${text}]`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) text += `${text && ','}${JSON.stringify(key)}:${write(member)}`;
  }
  return `{${text}}`;
}

/**
 * The canonical text of a JSON value (RFC 8785: sorted UTF-16 keys, ECMAScript numbers, no white space).
 * A member whose value is `undefined` counts as absent, as in JSON.stringify.
 * @throws LedgerError `json.not_canonical` with a JSON pointer, for NaN, infinities, lone surrogates, `undefined` or
 *   holes in arrays, bigint, functions, symbols, objects that are not plain, and nesting beyond {@link MAX_DEPTH}
 */
export function canonicalize(value: unknown): string {
  // The engine's own serialiser writes numbers and strings as RFC 8785 asks, so only the order may need ours.
  return isInOrder(value, []) ? JSON.stringify(value) : write(value);
}

/** The canonical UTF-8 bytes of a JSON value. @throws LedgerError `json.not_canonical` */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(canonicalize(value));
}

/**
 * Reads bytes that must already be canonical. Duplicate keys, spare white space, other number forms, a byte order
 * mark, malformed UTF-8 and lone surrogates are all refused, because the bytes would not be reproduced.
 * @throws LedgerError `json.not_canonical`
 */
export function parseCanonical(bytes: Uint8Array): Json {
  let source: string;
  let value: Json;
  try {
    source = decoder.decode(bytes);
    value = JSON.parse(source) as Json;
  } catch (error) {
    // The parser's own message quotes the content, which may be personal.
    throw error instanceof SyntaxError
      ? refuse('不是 JSON', 'not JSON', '')
      : refuse('不是有效的 UTF-8', 'not valid UTF-8', '');
  }
  if (!isSurelyCanonical(source) && canonicalize(value) !== source)
    throw refuse('字节不是规范形式', 'the bytes are not in canonical form', '');
  return value;
}
