import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CheckpointTrust,
  cosigner,
  createTreeHasher,
  defaultHasher,
  edgeRoot,
  embedDisclosures,
  formatProof,
  formatVerifierKey,
  inclusionProof,
  KEY_TYPE,
  noteSigner,
  parsePolicy,
  parseProof,
  publicKeyOf,
  RECORD_STEPS,
  type RecordEvidence,
  type RecordRules,
  type RecordVerdict,
  signCheckpoint,
  tileNodeReader,
  verifyRecord,
} from '../../src/transparency/index.js';
import { canonicalBytes, parseCanonical } from '../../src/kernel/canonicalJson.js';
import { invalid } from '../../src/kernel/errors.js';
import { flip, numberedLeaves, StoredTiles, utf8 } from './support.js';

const log = { name: 'example.org/ledger', seed: new Uint8Array(32).fill(1) };
const witness = { name: 'witness.example/w1', seed: new Uint8Array(32).fill(2) };
const trust: CheckpointTrust = { origin: log.name, logKeys: [publicKeyOf(log)] };
const witnessKey = formatVerifierKey(publicKeyOf(witness, KEY_TYPE.cosignature));
const policyText = `log ${formatVerifierKey(publicKeyOf(log))}\nwitness w1 ${witnessKey}\n`;
const asksNothing = parsePolicy(`${policyText}quorum none\n`);
const asksWitness = parsePolicy(`${policyText}quorum w1\n`);

const size = 500;
const index = 311;
const { payload, disclosures } = embedDisclosures(
  { type: 'PaymentMade', data: { payee: '虚构 张三', fen: '371160000' } },
  ['/data/payee'],
  () => new Uint8Array(16).fill(9),
);
const leaf = canonicalBytes(payload);
const shown = disclosures.map(({ disclosure }) => disclosure);

/** A ledger of 500 records with ours at 311, and the proof file for it. */
async function provedBy(...signers: Parameters<typeof signCheckpoint>[1]): Promise<string> {
  const leaves = numberedLeaves(size);
  leaves[index] = leaf;
  const tiles = new StoredTiles();
  tiles.append(leaves.map((one) => defaultHasher.leaf(one)));
  const hashes = await inclusionProof(index, size, tileNodeReader(size, tiles.read));
  const head = { origin: log.name, size, root: edgeRoot(tiles.edge) };
  return formatProof({ index, hashes, checkpoint: signCheckpoint(head, signers) });
}

const byLog = await provedBy(noteSigner(log));
const byBoth = await provedBy(noteSigner(log), cosigner(witness, 1_700_000_000));

const verify = (
  evidence: Partial<RecordEvidence>,
  rules: Partial<RecordRules> = {},
): RecordVerdict => verifyRecord({ leaf, proof: byLog, ...evidence }, { trust, ...rules });
const failedAt = (verdict: RecordVerdict): string => (verdict.ok ? 'ok' : verdict.failed);
const codeAt = (verdict: RecordVerdict): string => (verdict.ok ? 'ok' : verdict.code);

describe('verifying one record offline', () => {
  it('proves its place, its log and its witnesses', () => {
    const verdict = verify({ proof: utf8(byBoth) }, { trust: asksWitness });
    expect(verdict).toMatchObject({
      ok: true,
      index,
      logKeys: [{ name: log.name }],
      witnesses: [{ witness: 'w1', timestamp: 1_700_000_000 }],
    });
    expect(verdict.ok && verdict.opened.checkpoint.size).toBe(size);
    expect(verify({}, { leafRule: parseCanonical }).ok).toBe(true);
    expect(verify({}, { trust: asksNothing }).ok).toBe(true);
  });

  it('gives the same verdict with another SHA-256', () => {
    const hasher = createTreeHasher((data) => hash('sha256', data, 'buffer'));
    expect(verify({ disclosures: shown }, { hasher })).toEqual(verify({ disclosures: shown }));
  });

  it('refuses a record with any bit of any byte turned', () => {
    for (let at = 0; at < leaf.length; at++)
      expect([at, codeAt(verify({ leaf: flip(leaf, at, 1 << (at % 8)) }))]).toEqual([
        at,
        'inclusion.root_mismatch',
      ]);
    expect(codeAt(verify({ leaf: leaf.subarray(1) }))).toBe('inclusion.root_mismatch');
    expect(codeAt(verify({ leaf: new Uint8Array(65_536) }))).toBe('leaf.too_large');
  });

  it('refuses a proof file with any byte changed', () => {
    const bytes = utf8(byLog);
    for (let at = 0; at < bytes.length; at++) {
      const verdict = verify({ proof: flip(bytes, at) });
      expect([at, verdict.ok]).toEqual([at, false]);
    }
  });

  it('names the first step that failed', () => {
    const parsed = parseProof(byLog);
    const proofWith = (part: Partial<typeof parsed>) => formatProof({ ...parsed, ...part });
    const other = { ...log, seed: new Uint8Array(32).fill(99) };
    const table: [RecordVerdict, string, string][] = [
      [verify({ proof: 'nonsense' }), 'proof', 'proof.malformed'],
      [verify({ proof: Uint8Array.of(0xff) }), 'proof', 'text.not_utf8'],
      [verify({ proof: proofWith({ checkpoint: 'nonsense\n' }) }), 'checkpoint', 'note.malformed'],
      [
        verify({}, { trust: { ...trust, origin: 'example.org/x' } }),
        'checkpoint',
        'checkpoint.origin',
      ],
      [
        verify({}, { trust: { ...trust, logKeys: [publicKeyOf(other)] } }),
        'checkpoint',
        'note.unverified',
      ],
      [verify({}, { trust: asksWitness }), 'witnesses', 'policy.quorum'],
      [verify({ proof: proofWith({ index: 312 }) }), 'inclusion', 'inclusion.root_mismatch'],
      [verify({ proof: proofWith({ index: size }) }), 'inclusion', 'inclusion.out_of_range'],
      [
        verify({ proof: proofWith({ hashes: parsed.hashes.slice(1) }) }),
        'inclusion',
        'inclusion.proof_too_short',
      ],
      [
        verify({ proof: proofWith({ hashes: [...parsed.hashes, parsed.hashes[0]!] }) }),
        'inclusion',
        'inclusion.proof_too_long',
      ],
      [
        verify({ disclosures: [`${shown[0]!.slice(0, -2)}AA`] }),
        'disclosures',
        'disclosure.malformed',
      ],
    ];
    for (const [verdict, step, code] of table)
      expect([failedAt(verdict), codeAt(verdict)]).toEqual([step, code]);
    expect(new Set(table.map(([, step]) => step)).size).toBe(RECORD_STEPS.length - 1);
    expect(verify({}, { trust: asksWitness })).toMatchObject({ where: 'w1' });
  });

  it('asks a further rule about the bytes, and lets its other exceptions through', () => {
    const refuse = () => {
      throw invalid('leaf.unwanted', '不要', 'unwanted');
    };
    expect(verify({}, { leafRule: refuse })).toMatchObject({
      failed: 'leaf',
      code: 'leaf.unwanted',
    });
    const broken = () => {
      throw new Error('a defect');
    };
    expect(() => verify({}, { leafRule: broken })).toThrow('a defect');
  });

  it('puts back what was disclosed, and tells withheld from erased', () => {
    expect(verify({ disclosures: shown })).toMatchObject({
      ok: true,
      claims: { type: 'PaymentMade', data: { payee: '虚构 张三', fen: '371160000' } },
      fields: [{ state: 'disclosed', pointer: '/data/payee' }],
    });
    expect(verify({ disclosures: [] })).toMatchObject({
      ok: true,
      fields: [{ state: 'withheld', pointer: '/data' }],
    });
    const erased = new Map([[disclosures[0]!.digest, 'event-12']]);
    expect(verify({ disclosures: [] }, { erased })).toMatchObject({
      ok: true,
      fields: [{ state: 'erased', erasedBy: 'event-12' }],
    });
    expect(verify({})).not.toHaveProperty('claims');
  });

  it('never throws, whatever is handed in', () => {
    const text = fc.string({ unit: 'binary' });
    const anyText = fc.oneof(
      text,
      fc.uint8Array(),
      text.map((tail) => byLog + tail),
    );
    const anyDisclosures = fc.array(fc.oneof(text, fc.base64String(), fc.constant(shown[0]!)));
    fc.assert(
      fc.property(anyText, anyDisclosures, (proof, disclosures) => {
        expect(verify({ proof }).ok).toBe(proof === byLog);
        expect(verify({ disclosures }).ok).toBe(
          disclosures.every((one) => one === shown[0]) && disclosures.length < 2,
        );
        expect(verify({ leaf: new TextEncoder().encode(disclosures.join()), proof }).ok).toBe(
          false,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('carries the extra bytes along without believing them', () => {
    const extra = utf8('anything');
    const proof = formatProof({ ...parseProof(byLog), extra });
    expect(verify({ proof })).toMatchObject({ ok: true, extra });
  });
});
