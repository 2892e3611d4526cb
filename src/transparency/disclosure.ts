// RFC 9901 Disclosures: a personal field is written into a record as the salted digest of a string kept elsewhere.
// Destroying that string erases the field and leaves every hash of the record as it was.
import { decodeBase64Url, decodeUtf8, encodeBase64Url, encodeUtf8 } from './encoding.js';
import { canonicalBytes, type Json } from '../kernel/canonicalJson.js';
import { invalid } from '../kernel/errors.js';
import { defaultHasher, type Sha256 } from './hashing.js';
import { isJsonArray, isJsonObject, type JsonObject, pointerStep } from './json.js';

export const DIGESTS_KEY = '_sd';
export const DIGEST_ALGORITHM_KEY = '_sd_alg';
export const ELEMENT_KEY = '...';
export const DIGEST_ALGORITHM = 'sha-256';
/** RFC 9901 section 4.2.1 asks for 128 bits. */
export const SALT_LENGTH = 16;

/** What a disclosure string holds: an object member has a name, an array element has none. */
export interface DisclosureContent {
  readonly salt: string;
  readonly name?: string;
  readonly value: Json;
}

const malformed = (zh: string, en: string) =>
  invalid('disclosure.malformed', `披露内容格式错误：${zh}`, `Malformed disclosure: ${en}`);

const isReserved = (name: string): boolean => name === DIGESTS_KEY || name === ELEMENT_KEY;

/**
 * Writes a disclosure: base64url of the UTF-8 JSON `[salt, name, value]`, or `[salt, value]` without a name.
 * RFC 9901 leaves the spelling free; ours is canonical JSON, so that one content has one disclosure.
 * @param salt at least 16 unpredictable bytes, never used twice
 * @throws LedgerError `disclosure.salt`, `disclosure.reserved_name`, `json.not_canonical`
 */
export function makeDisclosure(salt: Uint8Array, value: Json, name?: string): string {
  if (salt.length < SALT_LENGTH)
    throw invalid('disclosure.salt', '盐不足 16 字节', 'A salt is shorter than 16 bytes');
  if (name !== undefined && isReserved(name))
    throw invalid('disclosure.reserved_name', '字段名为保留字', 'The field name is reserved', name);
  const parts: Json[] = [encodeBase64Url(salt), ...(name === undefined ? [] : [name]), value];
  return encodeBase64Url(canonicalBytes(parts));
}

/** base64url of SHA-256 over the disclosure string itself: no canonical form is needed. */
export const disclosureDigest = (
  disclosure: string,
  sha256: Sha256 = defaultHasher.sha256,
): string => encodeBase64Url(sha256(encodeUtf8(disclosure)));

/** Reads a disclosure. Whether it belongs to a record only its digest tells. @throws LedgerError `disclosure.malformed`, `disclosure.reserved_name` */
export function parseDisclosure(disclosure: string): DisclosureContent {
  const bytes = decodeBase64Url(disclosure);
  if (bytes === undefined) throw malformed('不是 base64url', 'it is not base64url');
  const parts = parseJson(decodeUtf8(bytes));
  if (!isJsonArray(parts)) throw malformed('不是数组', 'it is not an array');
  const [salt, second, third] = parts;
  if (typeof salt !== 'string' || second === undefined || parts.length > 3)
    throw malformed('不是二元或三元数组', 'it is not an array of two or three with a salt');
  if (third === undefined) return { salt, value: second };
  if (typeof second !== 'string') throw malformed('字段名不是文本', 'its name is not a string');
  if (isReserved(second))
    throw invalid(
      'disclosure.reserved_name',
      '字段名为保留字',
      'The field name is reserved',
      second,
    );
  return { salt, name: second, value: third };
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw malformed('不是 JSON', 'it is not JSON');
  }
}

/** True only when the disclosure is the one that a record holds the digest of. */
export const verifyDisclosure = (disclosure: string, digest: string, sha256?: Sha256): boolean =>
  disclosureDigest(disclosure, sha256) === digest;

/** A field that was taken out of a record. */
export interface MadeDisclosure {
  /** RFC 6901 pointer to the field in the claims it was taken from */
  readonly pointer: string;
  readonly digest: string;
  readonly disclosure: string;
}

export interface EmbedOptions {
  /** how many decoy digests to add, by the pointer of the object or array ('' is the whole); hides whether a field is present */
  readonly decoys?: ReadonlyMap<string, number>;
  readonly sha256?: Sha256;
}

class Embedder {
  readonly made: MadeDisclosure[] = [];
  readonly used = new Set<string>();
  readonly #sha256: Sha256;
  readonly #decoys: ReadonlyMap<string, number>;

  constructor(
    readonly pointers: ReadonlySet<string>,
    readonly nextSalt: () => Uint8Array,
    { decoys = new Map(), sha256 = defaultHasher.sha256 }: EmbedOptions,
  ) {
    this.#sha256 = sha256;
    this.#decoys = decoys;
  }

  walk(value: Json, pointer: string): Json {
    if (isJsonArray(value)) return this.#array(value, pointer);
    return isJsonObject(value) ? this.#object(value, pointer) : value;
  }

  #conceal(value: Json, pointer: string, name?: string): string | undefined {
    if (!this.pointers.has(pointer)) return undefined;
    const disclosure = makeDisclosure(this.nextSalt(), value, name);
    const digest = disclosureDigest(disclosure, this.#sha256);
    this.made.push({ pointer, digest, disclosure });
    this.used.add(pointer);
    return digest;
  }

  #decoyDigests(pointer: string): string[] {
    return Array.from({ length: this.#decoys.get(pointer) ?? 0 }, () =>
      encodeBase64Url(this.#sha256(this.nextSalt())),
    );
  }

  #array(items: readonly Json[], pointer: string): Json {
    const kept = items.map((item, index): Json => {
      const at = pointer + pointerStep(index);
      const inner = this.walk(item, at);
      const digest = this.#conceal(inner, at);
      return digest === undefined ? inner : { [ELEMENT_KEY]: digest };
    });
    return [...kept, ...this.#decoyDigests(pointer).map((digest) => ({ [ELEMENT_KEY]: digest }))];
  }

  #object(object: JsonObject, pointer: string): Json {
    const digests = this.#decoyDigests(pointer);
    const kept: [string, Json][] = [];
    for (const [name, member] of Object.entries(object)) {
      if (isReserved(name) || (pointer === '' && name === DIGEST_ALGORITHM_KEY))
        throw invalid(
          'disclosure.reserved_name',
          '字段名为保留字',
          'The field name is reserved',
          name,
        );
      const at = pointer + pointerStep(name);
      const inner = this.walk(member, at);
      const digest = this.#conceal(inner, at, name);
      if (digest === undefined) kept.push([name, inner]);
      else digests.push(digest);
    }
    // Sorted, so that the order of the digests tells nothing about the order of the fields.
    if (digests.length > 0) kept.push([DIGESTS_KEY, digests.sort()]);
    return Object.fromEntries(kept);
  }
}

/**
 * Takes fields out of claims. What stays holds digests in their place and `_sd_alg`; the disclosures are to be kept elsewhere.
 * A field within a field that is taken out may be taken out too.
 * @param pointers RFC 6901 pointers to object members or array elements
 * @param nextSalt answers 16 fresh unpredictable bytes at each call
 * @throws LedgerError `disclosure.no_such_field` when a pointer leads nowhere, so that nothing stays in clear by a typing error
 */
export function embedDisclosures(
  claims: JsonObject,
  pointers: Iterable<string>,
  nextSalt: () => Uint8Array,
  options: EmbedOptions = {},
): { readonly payload: JsonObject; readonly disclosures: readonly MadeDisclosure[] } {
  const embedder = new Embedder(new Set(pointers), nextSalt, options);
  const walked = embedder.walk(claims, '') as JsonObject;
  for (const pointer of embedder.pointers)
    if (!embedder.used.has(pointer))
      throw invalid('disclosure.no_such_field', '没有此字段', 'There is no such field', pointer);
  const concealed = embedder.made.length > 0 || (options.decoys?.size ?? 0) > 0;
  const payload = concealed ? { ...walked, [DIGEST_ALGORITHM_KEY]: DIGEST_ALGORITHM } : walked;
  return { payload, disclosures: embedder.made };
}
