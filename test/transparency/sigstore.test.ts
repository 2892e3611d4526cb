// Real Rekor entries: their inclusion proofs, checkpoints and log keys, ok and meant to fail.
import { createPublicKey, type KeyObject, verify as nodeVerify } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import {
  defaultHasher,
  equalBytes,
  inclusionFault,
  KEY_TYPE,
  type NoteVerifier,
  noteVerifier,
  openCheckpoint,
  parseDecimal,
  verifierKey,
} from '../../src/transparency/index.js';
import { fromBase64, itWith, readJson, vectorPath } from './support.js';
import { isLedgerError } from '../../src/kernel/errors.js';

const folder = 'sigstore-conformance/test/assets/bundle-verify';

interface InclusionProof {
  logIndex?: string;
  rootHash: string;
  treeSize: string;
  hashes?: string[];
  checkpoint?: { envelope: string };
}

interface Entry {
  logId: { keyId: string };
  inclusionProof?: InclusionProof;
  canonicalizedBody: string;
}

interface Bundle {
  verificationMaterial: { tlogEntries: Entry[] };
}

interface TrustedRoot {
  tlogs: { baseUrl: string; publicKey: { rawBytes: string }; logId: { keyId: string } }[];
}

interface KnownKey {
  readonly host: string;
  readonly raw: Uint8Array;
  readonly logId: string;
}

const readKeys = (name: string): KnownKey[] =>
  (readJson(folder, name, 'trusted_root.json') as TrustedRoot).tlogs.map((log) => ({
    host: new URL(log.baseUrl).host,
    raw: fromBase64(log.publicKey.rawBytes),
    logId: log.logId.keyId,
  }));

/** A Rekor v1 log signs with ECDSA (type 0x02), which is brought in from outside; v2 logs sign with Ed25519. */
function verifiersOf({ host, raw, logId }: KnownKey): NoteVerifier[] {
  const key: KeyObject = createPublicKey({ key: Buffer.from(raw), format: 'der', type: 'spki' });
  const keyId = new DataView(fromBase64(logId).buffer).getUint32(0);
  if (key.asymmetricKeyType === 'ed25519')
    return [noteVerifier(verifierKey(host, KEY_TYPE.ed25519, raw.subarray(-32)))];
  return [
    { name: host, keyId, verify: (text, signature) => nodeVerify('sha256', text, key, signature) },
  ];
}

const stepOf = (error: unknown): string => {
  if (isLedgerError(error)) return error.code;
  throw error;
};

/** Judges one entry as a sceptic would: checkpoint signed by a known log, root the same, record under it. */
function judge(
  { logId, inclusionProof: proof, canonicalizedBody }: Entry,
  keys: KnownKey[],
): string {
  if (proof?.checkpoint === undefined) return 'no proof or checkpoint';
  const known = keys.filter((key) => key.logId === logId.keyId);
  const [origin = ''] = proof.checkpoint.envelope.split('\n');
  // Rekor v1 names its tree after the host: "rekor.sigstore.dev - 2605736670972794746".
  if (!known.some(({ host }) => origin === host || origin.startsWith(`${host} - `)))
    return 'another log';
  let opened;
  try {
    const logVerifiers = known.flatMap(verifiersOf);
    opened = openCheckpoint(proof.checkpoint.envelope, { origin, logKeys: [], logVerifiers });
  } catch (error) {
    return stepOf(error);
  }
  const { size, root } = opened.checkpoint;
  const index = parseDecimal(proof.logIndex ?? '0') ?? -1;
  if (size !== parseDecimal(proof.treeSize) || !equalBytes(root, fromBase64(proof.rootHash)))
    return 'another tree head';
  const hashes = (proof.hashes ?? []).map(fromBase64);
  const leafHash = defaultHasher.leaf(fromBase64(canonicalizedBody));
  return inclusionFault({ index, size, leafHash, proof: hashes, root }) ?? 'ok';
}

/** What the cases whose fault lies in the log part must be refused for; the others fail for reasons outside the log. */
const REFUSED: Record<string, string> = {
  'bundle-negative-log-index_fail': 'no proof or checkpoint',
  'checkpoint-bad-keyhint_fail': 'note.unverified',
  'checkpoint-wrong-roothash_fail': 'another tree head',
  'inclusion-proof-corrupted-hash_fail': 'root_mismatch',
  'invalid-checkpoint-signature_fail': 'note.bad_signature',
  'invalid-inclusion-proof_fail': 'no proof or checkpoint',
  'rekor2-checkpoint-missing-log-signature_fail': 'note.malformed',
  'rekor2-checkpoint-missing-origin_fail': 'another log',
  'rekor2-checkpoint-missing-root-hash_fail': 'checkpoint.malformed',
  'rekor2-checkpoint-missing-size_fail': 'checkpoint.malformed',
  'rekor2-checkpoint-no-matching-signature_fail': 'another log',
  'rekor2-no-inclusion-proof_fail': 'no proof or checkpoint',
};

describe('sigstore-conformance', () => {
  const it = itWith('sigstore-conformance');

  it('accepts every real entry and refuses each whose checkpoint or proof was spoilt, for the right reason', () => {
    const cases = readdirSync(vectorPath(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const production = readKeys('invalid-ct-key_fail');
    let accepted = 0;
    for (const name of cases) {
      const keys = name.startsWith('rekor2-') ? readKeys(name) : production;
      const bundle = readJson(folder, name, 'bundle.sigstore.json') as Bundle;
      for (const entry of bundle.verificationMaterial.tlogEntries) {
        const verdict = judge(entry, keys);
        expect([name, verdict]).toEqual([name, REFUSED[name] ?? 'ok']);
        if (verdict === 'ok') accepted += 1;
      }
    }
    expect(accepted).toBeGreaterThanOrEqual(20);
    for (const name of Object.keys(REFUSED)) expect(cases).toContain(name);
  });
});
