// What is not public is recorded as salted digests (RFC 9901): the stored bytes, which everybody may hash and prove,
// hold the digests; the disclosures lie beside the log, where they can be withheld or destroyed.
// It must never let a field of a non-public event into the stored bytes.
import type { Json } from '../kernel/canonicalJson.js';
import { embedDisclosures, parseDisclosure, recoverClaims } from '../transparency/index.js';
import type { JsonObject } from '../transparency/json.js';
import type { Classification } from './envelope.js';

const DIGESTS = '_sd';

export interface SealedData {
  /** For a public event the data itself, else `{_sd, _sd_alg}`. */
  readonly data: JsonObject;
  /** One string a top-level field; empty for a public event. */
  readonly disclosures: readonly string[];
}

const pointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** @param nextSalt answers 16 fresh unpredictable bytes at each call */
export function sealData(
  data: JsonObject,
  classification: Classification,
  nextSalt: () => Uint8Array,
): SealedData {
  if (classification === 'public') return { data, disclosures: [] };
  const defined: Record<string, Json> = Object.fromEntries(
    Object.entries(data).filter(([, value]: [string, Json | undefined]) => value !== undefined),
  );
  const sealed = embedDisclosures(defined, Object.keys(defined).map(pointer), nextSalt);
  return {
    data: sealed.payload,
    disclosures: sealed.disclosures.map(({ disclosure }) => disclosure),
  };
}

export const isSealed = (data: unknown): boolean => data instanceof Object && DIGESTS in data;

/**
 * The data as it was before sealing, for readers who trust their own store: digests are not compared.
 * @returns `undefined` when disclosures are withheld or destroyed
 */
export function unsealData(
  data: Readonly<Record<string, unknown>>,
  disclosures: readonly string[],
): Record<string, unknown> | undefined {
  const digests = data[DIGESTS];
  if (!Array.isArray(digests)) return data;
  if (digests.length !== disclosures.length) return undefined;
  const whole: Record<string, unknown> = {};
  for (const disclosure of disclosures) {
    const { name, value } = parseDisclosure(disclosure);
    if (name !== undefined) whole[name] = value;
  }
  return whole;
}

/** As {@link unsealData}, comparing every digest. @returns a problem code instead of data that do not belong */
export function auditSealedData(
  data: JsonObject,
  disclosures: readonly string[],
): { readonly data: JsonObject; readonly withheld: number } | { readonly problem: string } {
  const recovery = recoverClaims(data, disclosures);
  if (!recovery.ok) return { problem: recovery.problems[0]?.code ?? 'disclosure.malformed' };
  return {
    data: recovery.claims,
    withheld: recovery.fields.filter(({ state }) => state === 'withheld').length,
  };
}
