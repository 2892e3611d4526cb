// Checking one record offline: its bytes, a tlog-proof and whom to believe. It needs no network and no clock.
// It must never answer `ok` unless every step has been carried out, and it names the first step that failed.
import { type CheckpointTrust, type OpenedCheckpoint, openCheckpoint } from './checkpoint.js';
import type { TextInput } from './encoding.js';
import { parseCanonical } from '../kernel/canonicalJson.js';
import { type Bilingual, invalid, isLedgerError } from '../kernel/errors.js';
import { defaultHasher, type TreeHasher } from './hashing.js';
import { isJsonObject, type JsonObject } from './json.js';
import { inclusionFault, type ProofFault } from './merkleVerify.js';
import type { KeyIdentity } from './keys.js';
import { evaluatePolicy, type Policy, type PolicyCosignature } from './policy.js';
import { parseProof, type TlogProof } from './proof.js';
import {
  type DisclosureProblem,
  type FieldVerdict,
  type RecoverOptions,
  recoverClaims,
} from './recover.js';
import { MAX_ENTRY_BYTES } from './tiles.js';

/** The steps in the order in which they are taken. */
export const RECORD_STEPS = [
  'proof',
  'checkpoint',
  'witnesses',
  'leaf',
  'inclusion',
  'disclosures',
] as const;
/**
 * `proof`: the file is a tlog-proof. `checkpoint`: it is of the expected log and signed by it. `witnesses`: enough have
 * cosigned. `leaf`: the record's bytes are well-formed. `inclusion`: they are at that index under that root.
 * `disclosures`: what is shown of the personal fields is what was recorded.
 */
export type RecordStep = (typeof RECORD_STEPS)[number];

export interface RecordEvidence {
  /** the exact bytes of the record, as logged */
  readonly leaf: Uint8Array;
  /** the content of a `.tlog-proof` file */
  readonly proof: TextInput;
  /** disclosure strings that came with the record; checked when given, and the bytes must then be canonical JSON */
  readonly disclosures?: readonly string[];
}

export interface RecordRules {
  /** a trust policy, or the keys of one log (no cosignatures are then asked for) */
  readonly trust: Policy | CheckpointTrust;
  /** further demands on the bytes, e.g. `parseCanonical`: throws a LedgerError to refuse */
  readonly leafRule?: (leaf: Uint8Array) => unknown;
  /** digests that an erasure event names */
  readonly erased?: RecoverOptions['erased'];
  readonly hasher?: TreeHasher;
}

/** What has been proved, or the first step that failed. Steps after it were not tried. */
export type RecordVerdict =
  | {
      readonly ok: true;
      readonly index: number;
      readonly opened: OpenedCheckpoint;
      readonly logKeys: readonly KeyIdentity[];
      readonly witnesses: readonly PolicyCosignature[];
      /** the record with its disclosed fields put back; only when disclosures were given */
      readonly claims?: JsonObject;
      readonly fields?: readonly FieldVerdict[];
      /** NOT authenticated */
      readonly extra?: Uint8Array;
    }
  | {
      readonly ok: false;
      readonly failed: RecordStep;
      readonly code: string;
      readonly text: Bilingual;
      readonly where?: string;
      readonly problems?: readonly DisclosureProblem[];
    };

const FAULT_TEXTS: Readonly<Record<ProofFault, Bilingual>> = {
  out_of_range: { zh: '序号不在检查点的树内', en: 'The index is not in the checkpoint’s tree' },
  hash_length: { zh: '证明中有长度不对的哈希', en: 'A hash in the proof has the wrong length' },
  proof_too_short: { zh: '证明的哈希太少', en: 'The proof has too few hashes' },
  proof_too_long: { zh: '证明的哈希太多', en: 'The proof has too many hashes' },
  old_root_mismatch: { zh: '证明与旧根不符', en: 'The proof does not lead to the older root' },
  root_mismatch: {
    zh: '记录与检查点的根不符：记录、序号或证明被改动',
    en: 'The record does not lead to the checkpoint’s root: record, index or proof was altered',
  },
};

/** A failure on the way, with the step it happened in. */
class StepFailure extends Error {
  constructor(
    readonly step: RecordStep,
    readonly reason: { code: string; text: Bilingual; where?: string | undefined },
    readonly problems?: readonly DisclosureProblem[],
  ) {
    super(reason.code);
  }
}

function step<T>(name: RecordStep, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isLedgerError(error)) throw new StepFailure(name, error);
    throw error;
  }
}

const isPolicy = (trust: Policy | CheckpointTrust): trust is Policy => 'quorum' in trust;

interface TrustedCheckpoint {
  readonly opened: OpenedCheckpoint;
  readonly witnesses: readonly PolicyCosignature[];
}

function openTrusted(checkpoint: string, trust: Policy | CheckpointTrust): TrustedCheckpoint {
  if (!isPolicy(trust)) {
    const opened = step('checkpoint', () => openCheckpoint(checkpoint, trust));
    return { opened, witnesses: opened.cosignatures.map((one) => ({ ...one, witness: one.name })) };
  }
  const verdict = step('checkpoint', () => evaluatePolicy(trust, checkpoint));
  step('witnesses', () => {
    if (!verdict.quorumReached)
      throw invalid(
        'policy.quorum',
        '副签的见证人不足',
        'Not enough witnesses have cosigned',
        verdict.missing.join(', '),
      );
  });
  return { opened: verdict.opened, witnesses: verdict.cosignatures };
}

function checkLeaf(leaf: Uint8Array, rule: RecordRules['leafRule']): void {
  if (leaf.length > MAX_ENTRY_BYTES)
    throw invalid('leaf.too_large', '记录超过 65,535 字节', 'The record is above 65,535 bytes');
  rule?.(leaf);
}

function checkInclusion(
  leaf: Uint8Array,
  proof: TlogProof,
  trusted: TrustedCheckpoint,
  hasher: TreeHasher,
) {
  const { size, root } = trusted.opened.checkpoint;
  const leafHash = hasher.leaf(leaf);
  const fault = inclusionFault(
    { index: proof.index, size, leafHash, proof: proof.hashes, root },
    hasher,
  );
  if (fault === undefined) return;
  const { zh, en } = FAULT_TEXTS[fault];
  throw invalid(`inclusion.${fault}`, zh, en, `index ${proof.index} / size ${size}`);
}

// Only canonical bytes are read: with two members of one name, two readers could see two records.
function parseRecord(leaf: Uint8Array): JsonObject {
  const record = parseCanonical(leaf);
  if (!isJsonObject(record))
    throw invalid('leaf.not_object', '记录不是 JSON 对象', 'The record is not a JSON object');
  return record;
}

function recover(
  { leaf, disclosures }: RecordEvidence,
  erased: RecordRules['erased'],
  hasher: TreeHasher,
) {
  if (disclosures === undefined) return {};
  const record = step('disclosures', () => parseRecord(leaf));
  const recovery = recoverClaims(record, disclosures, {
    sha256: hasher.sha256,
    ...(erased === undefined ? {} : { erased }),
  });
  if (recovery.ok) return { claims: recovery.claims, fields: recovery.fields };
  const [first] = recovery.problems;
  const reason = first ?? {
    code: 'disclosure.malformed',
    text: { zh: '披露无效', en: 'Invalid disclosure' },
  };
  throw new StepFailure('disclosures', reason, recovery.problems);
}

/** Verifies one record. Hostile input is answered with `ok: false`, never with an exception. */
export function verifyRecord(evidence: RecordEvidence, rules: RecordRules): RecordVerdict {
  const hasher = rules.hasher ?? defaultHasher;
  try {
    const proof = step('proof', () => parseProof(evidence.proof));
    const trusted = openTrusted(proof.checkpoint, rules.trust);
    step('leaf', () => checkLeaf(evidence.leaf, rules.leafRule));
    step('inclusion', () => checkInclusion(evidence.leaf, proof, trusted, hasher));
    const disclosed = recover(evidence, rules.erased, hasher);
    return {
      ok: true,
      index: proof.index,
      opened: trusted.opened,
      logKeys: trusted.opened.logKeys,
      witnesses: trusted.witnesses,
      ...disclosed,
      ...(proof.extra === undefined ? {} : { extra: proof.extra }),
    };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    const { code, text, where } = error.reason;
    return {
      ok: false,
      failed: error.step,
      code,
      text,
      ...(where === undefined ? {} : { where }),
      ...(error.problems === undefined ? {} : { problems: error.problems }),
    };
  }
}
