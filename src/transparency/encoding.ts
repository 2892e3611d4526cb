// Text, base64 and numbers as the C2SP formats and RFC 9901 write them. Every reader here is strict:
// it must never accept a second spelling of the same value.
import { invalid } from '../kernel/errors.js';

/** Text that arrives as a string or as its UTF-8 bytes. */
export type TextInput = string | Uint8Array;

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** True when a string holds an ASCII control character below U+0020. */
export const hasControl = (text: string): boolean =>
  Array.from(text).some((character) => character < ' ');

/** @throws LedgerError `text.not_utf8` for lone surrogates */
export function encodeUtf8(text: string): Uint8Array {
  if (!text.isWellFormed())
    throw invalid('text.not_utf8', '文本含有不成对的代理字符', 'The text holds a lone surrogate');
  return encoder.encode(text);
}

/** The text of a string or of UTF-8 bytes; a byte order mark is kept. @throws LedgerError `text.not_utf8` */
export function decodeUtf8(input: TextInput): string {
  if (typeof input === 'string') {
    encodeUtf8(input);
    return input;
  }
  try {
    return decoder.decode(input);
  } catch {
    throw invalid('text.not_utf8', '文本不是有效的 UTF-8', 'The text is not valid UTF-8');
  }
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

function encodeWith(alphabet: string, bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    bits = ((bits & 0x3f) << 8) | byte;
    pending += 8;
    while (pending >= 6) {
      pending -= 6;
      text += alphabet.charAt((bits >> pending) & 0x3f);
    }
  }
  return pending === 0 ? text : text + alphabet.charAt((bits << (6 - pending)) & 0x3f);
}

const valuesOf = (alphabet: string): ReadonlyMap<string, number> =>
  new Map(Array.from(alphabet, (character, value) => [character, value]));
const STANDARD_VALUES = valuesOf(STANDARD);
const URL_SAFE_VALUES = valuesOf(URL_SAFE);

function decodeWith(values: ReadonlyMap<string, number>, text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let pending = 0;
  let at = 0;
  for (const character of text) {
    const value = values.get(character);
    if (value === undefined) return undefined;
    bits = ((bits & 0xff) << 6) | value;
    pending += 6;
    if (pending >= 8) {
      pending -= 8;
      bytes[at++] = (bits >> pending) & 0xff;
    }
  }
  return (bits & ((1 << pending) - 1)) === 0 ? bytes : undefined;
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encodeWith(STANDARD, bytes);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** The bytes of canonical standard base64; undefined for anything else, stray bits and missing padding included. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decodeWith(STANDARD_VALUES, text.slice(0, text.length - padding));
}

/** base64url without padding (RFC 4648 section 5, as RFC 9901 uses it). */
export const encodeBase64Url = (bytes: Uint8Array): string => encodeWith(URL_SAFE, bytes);

/** The bytes of canonical unpadded base64url; undefined for anything else. */
export const decodeBase64Url = (text: string): Uint8Array | undefined =>
  decodeWith(URL_SAFE_VALUES, text);

/**
 * A non-negative ASCII decimal without leading zeros, at most 2^53-1; undefined for anything else.
 * The formats allow up to 2^64-1: numbers here are safe integers, and what does not fit is refused, never rounded.
 */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** True for an integer from 0 to 2^53-1: the range of every size, index and time in this folder. */
export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Eight bytes, big-endian. */
export function encodeUint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
