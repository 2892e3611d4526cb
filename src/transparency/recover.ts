// Putting disclosed fields back into a record (RFC 9901 section 7.1) and saying of each field what became of it.
// A disclosure that does not belong must never be dropped silently: it refuses the whole.
import {
  DIGEST_ALGORITHM,
  DIGEST_ALGORITHM_KEY,
  DIGESTS_KEY,
  disclosureDigest,
  type DisclosureContent,
  ELEMENT_KEY,
  parseDisclosure,
} from './disclosure.js';
import { type Json, MAX_DEPTH } from '../kernel/canonicalJson.js';
import { type Bilingual, isLedgerError } from '../kernel/errors.js';
import { decodeBase64Url } from './encoding.js';
import { defaultHasher, type Sha256 } from './hashing.js';
import { isJsonArray, isJsonObject, type JsonObject, pointerStep } from './json.js';

/**
 * What became of one digest: `disclosed` (shown, and it is what was recorded), `withheld` (not shown here, or a decoy),
 * `erased` (not shown, because the event `erasedBy` destroyed it).
 */
export interface FieldVerdict {
  readonly digest: string;
  readonly state: 'disclosed' | 'withheld' | 'erased';
  /** disclosed: the field in the recovered claims; else the object or array it is missing from (RFC 6901) */
  readonly pointer: string;
  readonly erasedBy?: string;
}

/** Why disclosures and record do not fit. */
export interface DisclosureProblem {
  readonly code:
    | 'disclosure.malformed'
    | 'disclosure.reserved_name'
    | 'disclosure.repeated' // the same disclosure handed in twice
    | 'disclosure.unreferenced' // altered, or of another record: its digest is nowhere
    | 'disclosure.duplicate_digest'
    | 'disclosure.name_collision'
    | 'disclosure.wrong_arity' // an element's disclosure where a member is wanted, or the reverse
    | 'disclosure.algorithm'
    | 'disclosure.digests_malformed'
    | 'disclosure.too_deep';
  readonly text: Bilingual;
  /** pointer, digest, or which of the disclosures handed in */
  readonly where: string;
}

export type Recovery =
  | { readonly ok: true; readonly claims: JsonObject; readonly fields: readonly FieldVerdict[] }
  | { readonly ok: false; readonly problems: readonly DisclosureProblem[] };

export interface RecoverOptions {
  /** digest -> id of the event that erased it */
  readonly erased?: ReadonlyMap<string, string>;
  readonly sha256?: Sha256;
}

const TEXTS: Readonly<Record<DisclosureProblem['code'], Bilingual>> = {
  'disclosure.malformed': { zh: '披露内容格式错误', en: 'A disclosure is malformed' },
  'disclosure.reserved_name': { zh: '字段名为保留字', en: 'A field name is reserved' },
  'disclosure.repeated': { zh: '同一披露出现两次', en: 'A disclosure is given twice' },
  'disclosure.unreferenced': {
    zh: '披露内容与记录不符：已被改动，或属于另一条记录',
    en: 'A disclosure does not match the record: it was altered, or belongs to another',
  },
  'disclosure.duplicate_digest': { zh: '摘要在记录中出现两次', en: 'A digest occurs twice' },
  'disclosure.name_collision': { zh: '字段名已存在', en: 'A field of that name is there already' },
  'disclosure.wrong_arity': {
    zh: '披露内容的形式与位置不符',
    en: 'A disclosure has the wrong form for its place',
  },
  'disclosure.algorithm': { zh: '摘要算法不是 sha-256', en: 'The digest algorithm is not sha-256' },
  'disclosure.digests_malformed': {
    zh: '摘要列表格式错误',
    en: 'The list of digests is malformed',
  },
  'disclosure.too_deep': { zh: '嵌套过深', en: 'The nesting is too deep' },
};

class Recoverer {
  readonly problems: DisclosureProblem[] = [];
  readonly fields: FieldVerdict[] = [];
  readonly #contents = new Map<string, DisclosureContent>();
  readonly #seen = new Set<string>();
  readonly #erased: ReadonlyMap<string, string>;

  constructor(disclosures: readonly string[], { erased = new Map(), sha256 }: RecoverOptions) {
    this.#erased = erased;
    disclosures.forEach((disclosure, index) =>
      this.#add(disclosure, index, sha256 ?? defaultHasher.sha256),
    );
  }

  #problem(code: DisclosureProblem['code'], where: string): void {
    this.problems.push({ code, text: TEXTS[code], where });
  }

  #add(disclosure: string, index: number, sha256: Sha256): void {
    if (decodeBase64Url(disclosure) === undefined) {
      this.#problem('disclosure.malformed', `disclosure ${index + 1}`);
      return;
    }
    const digest = disclosureDigest(disclosure, sha256);
    if (this.#contents.has(digest)) this.#problem('disclosure.repeated', digest);
    try {
      this.#contents.set(digest, parseDisclosure(disclosure));
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      const reserved = error.code === 'disclosure.reserved_name';
      this.#problem(reserved ? 'disclosure.reserved_name' : 'disclosure.malformed', digest);
    }
  }

  /** The content for a digest in its place; undefined when it is not shown or does not fit. */
  #resolve(digest: string, container: string, named: boolean): DisclosureContent | undefined {
    if (this.#seen.has(digest)) this.#problem('disclosure.duplicate_digest', digest);
    this.#seen.add(digest);
    const content = this.#contents.get(digest);
    if (content === undefined) {
      const erasedBy = this.#erased.get(digest);
      const field = { digest, pointer: container };
      this.fields.push(
        erasedBy === undefined
          ? { ...field, state: 'withheld' }
          : { ...field, state: 'erased', erasedBy },
      );
      return undefined;
    }
    if ((content.name !== undefined) === named) return content;
    this.#problem('disclosure.wrong_arity', digest);
    return undefined;
  }

  walk(value: Json, pointer: string, depth: number): Json {
    if (depth > MAX_DEPTH) {
      this.#problem('disclosure.too_deep', pointer.slice(0, 80));
      return null;
    }
    if (isJsonArray(value)) return this.#array(value, pointer, depth + 1);
    return isJsonObject(value) ? this.#object(value, pointer, depth + 1) : value;
  }

  #array(items: readonly Json[], pointer: string, depth: number): Json {
    const kept: Json[] = [];
    for (const item of items) {
      const at = pointer + pointerStep(kept.length);
      if (!isJsonObject(item) || !Object.hasOwn(item, ELEMENT_KEY)) {
        kept.push(this.walk(item, at, depth));
        continue;
      }
      const digest = item[ELEMENT_KEY];
      if (typeof digest !== 'string' || Object.keys(item).length !== 1) {
        this.#problem('disclosure.digests_malformed', at);
        continue;
      }
      const content = this.#resolve(digest, pointer, false);
      if (content === undefined) continue;
      this.fields.push({ digest, state: 'disclosed', pointer: at });
      kept.push(this.walk(content.value, at, depth));
    }
    return kept;
  }

  #object(object: JsonObject, pointer: string, depth: number): Json {
    const members: [string, Json][] = [];
    for (const [name, member] of Object.entries(object)) {
      if (name === DIGESTS_KEY || (pointer === '' && name === DIGEST_ALGORITHM_KEY)) continue;
      if (name === ELEMENT_KEY)
        this.#problem('disclosure.reserved_name', pointer + pointerStep(name));
      members.push([name, this.walk(member, pointer + pointerStep(name), depth)]);
    }
    for (const digest of this.#digests(object, pointer)) {
      const content = this.#resolve(digest, pointer, true);
      if (content?.name === undefined) continue;
      const { name, value } = content;
      if (
        members.some(([taken]) => taken === name) ||
        (pointer === '' && name === DIGEST_ALGORITHM_KEY)
      )
        this.#problem('disclosure.name_collision', pointer + pointerStep(name));
      const at = pointer + pointerStep(name);
      this.fields.push({ digest, state: 'disclosed', pointer: at });
      members.push([name, this.walk(value, at, depth)]);
    }
    return Object.fromEntries(members);
  }

  #digests(object: JsonObject, pointer: string): readonly string[] {
    if (!Object.hasOwn(object, DIGESTS_KEY)) return [];
    const list = object[DIGESTS_KEY];
    if (
      list !== undefined &&
      isJsonArray(list) &&
      list.every((digest) => typeof digest === 'string')
    )
      return list;
    this.#problem('disclosure.digests_malformed', pointer);
    return [];
  }

  finish(payload: JsonObject): void {
    const algorithm = Object.hasOwn(payload, DIGEST_ALGORITHM_KEY)
      ? payload[DIGEST_ALGORITHM_KEY]
      : DIGEST_ALGORITHM;
    if (algorithm !== DIGEST_ALGORITHM)
      this.#problem('disclosure.algorithm', pointerStep(DIGEST_ALGORITHM_KEY));
    for (const digest of this.#contents.keys())
      if (!this.#seen.has(digest)) this.#problem('disclosure.unreferenced', digest);
  }
}

/** True when no member of the value, at any depth, says anything of digests. */
function isWithoutDigests(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (isJsonArray(value)) return value.every((item) => isWithoutDigests(item, depth + 1));
  for (const name of Object.keys(value)) {
    if (name === DIGESTS_KEY || name === DIGEST_ALGORITHM_KEY || name === ELEMENT_KEY) return false;
    if (!isWithoutDigests(value[name] ?? null, depth + 1)) return false;
  }
  return true;
}

/**
 * Puts the disclosed fields back. Withheld and erased fields are left out of the claims and named in `fields`;
 * an empty `problems` is never returned with `ok: false`.
 * @param payload the record as it was hashed, with `_sd` digests
 */
export function recoverClaims(
  payload: JsonObject,
  disclosures: readonly string[],
  options: RecoverOptions = {},
): Recovery {
  // Most records hide nothing, and come back as they are.
  if (disclosures.length === 0 && isWithoutDigests(payload, 0))
    return { ok: true, claims: payload, fields: [] };
  const recoverer = new Recoverer(disclosures, options);
  const claims = recoverer.walk(payload, '', 0);
  recoverer.finish(payload);
  if (recoverer.problems.length > 0 || !isJsonObject(claims))
    return { ok: false, problems: recoverer.problems };
  return { ok: true, claims, fields: recoverer.fields };
}
