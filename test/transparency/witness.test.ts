import { describe, expect, it } from '@jest/globals';
import {
  consistencyProof,
  cosignatureLines,
  cosignatureVerifier,
  cosigner,
  decideAddCheckpoint,
  defaultHasher,
  formatAddCheckpoint,
  type Hash,
  KEY_TYPE,
  type KnownLog,
  noteSigner,
  noteVerifier,
  openNote,
  originHash,
  parseAddCheckpoint,
  parseSignatureLines,
  parseVerifierKey,
  publicKeyOf,
  rootOf,
  sameHead,
  signCheckpoint,
  type TreeHead,
  verifierKey,
} from '../../src/transparency/index.js';
import {
  codeOf,
  fromHex,
  itWith,
  nodesOf,
  numberedLeaves,
  readJson,
  readVector,
} from './support.js';
import { isLedgerError } from '../../src/kernel/errors.js';

const log = { name: 'example.org/ledger', seed: new Uint8Array(32).fill(1) };
const witness = { name: 'witness.example/w1', seed: new Uint8Array(32).fill(2) };
const leaves = numberedLeaves(30).map((leaf) => defaultHasher.leaf(leaf));
const read = nodesOf(leaves);
const headAt = (size: number): TreeHead => ({ size, root: rootOf(leaves.slice(0, size)) });
const signed = (head: TreeHead, signer = noteSigner(log)): string =>
  signCheckpoint({ origin: log.name, ...head }, [signer]);

/** A witness with one log and a memory: reads, decides and stores as one step. */
class Witness {
  readonly heads = new Map<string, TreeHead>();
  readonly logs = new Map<string, KnownLog>();

  constructor(name: string, ...verifiers: KnownLog['verifiers']) {
    this.logs.set(name, { verifiers });
  }

  add(body: string): { status: number; body: string; code?: string } {
    let request;
    try {
      request = parseAddCheckpoint(body);
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      return { status: 400, body: '', code: error.code };
    }
    const { origin } = request.checkpoint;
    const decision = decideAddCheckpoint(request, this.logs.get(origin), this.heads.get(origin));
    if (decision.outcome === 'refused')
      return {
        status: decision.status,
        body: decision.body ?? decision.text.en,
        code: decision.code,
      };
    this.heads.set(origin, decision.head);
    return {
      status: 200,
      body: cosignatureLines(request, [cosigner(witness, 1_700_000_000)]),
    };
  }
}

const known = () => new Witness(log.name, noteVerifier(publicKeyOf(log)));
const proofOf = (from: number, to: number): Promise<Hash[]> => consistencyProof(from, to, read);

describe('a witness', () => {
  it('cosigns the first checkpoint and every consistent growth', async () => {
    const one = known();
    expect(one.add(formatAddCheckpoint(0, [], signed(headAt(7))))).toMatchObject({ status: 200 });
    const answer = one.add(formatAddCheckpoint(7, await proofOf(7, 30), signed(headAt(30))));
    expect(answer.status).toBe(200);
    const { text } = parseAddCheckpoint(formatAddCheckpoint(7, [], signed(headAt(30))));
    const verifier = cosignatureVerifier(publicKeyOf(witness, KEY_TYPE.cosignature));
    const signatures = parseSignatureLines(answer.body);
    expect(openNote({ text, signatures }, [verifier]).verified).toHaveLength(1);
    expect(sameHead(one.heads.get(log.name)!, headAt(30))).toBe(true);
    expect(one.add(formatAddCheckpoint(30, [], signed(headAt(30)))).status).toBe(200);
  });

  it('cosigns an empty tree only with the root of the empty tree', () => {
    const one = known();
    const forged = { size: 0, root: new Uint8Array(32) };
    expect(one.add(formatAddCheckpoint(0, [], signed(forged)))).toMatchObject({ status: 422 });
    expect(one.add(formatAddCheckpoint(0, [], signed(headAt(0)))).status).toBe(200);
    expect(one.add(formatAddCheckpoint(0, [], signed(headAt(3)))).status).toBe(200);
  });

  it('answers 400, 403, 404, 409 and 422 as the specification says, and then stores nothing', async () => {
    const one = known();
    one.add(formatAddCheckpoint(0, [], signed(headAt(7))));
    const proof = await proofOf(7, 20);
    const other = { name: log.name, seed: new Uint8Array(32).fill(8) };
    const elsewhere = { origin: 'example.org/elsewhere', ...headAt(20) };
    const bad = signed(headAt(20)).replace(/\n20\n/, '\n21\n');
    const table: [string, string, number, string][] = [
      [
        'old size above the checkpoint',
        formatAddCheckpoint(9, [], signed(headAt(8))),
        400,
        'witness.old_above_new',
      ],
      [
        '64 proof lines',
        `old 7\n${'A'.repeat(43)}=\n`.replace(/(A+=\n)/, '$1'.repeat(64)) +
          `\n${signed(headAt(20))}`,
        400,
        'witness.malformed',
      ],
      ['a leading zero', `old 07\n\n${signed(headAt(20))}`, 400, 'witness.malformed'],
      ['no checkpoint', 'old 7\n\n', 400, 'note.malformed'],
      ['no old line', signed(headAt(20)), 400, 'witness.malformed'],
      ['a short hash', `old 7\nAAAA\n\n${signed(headAt(20))}`, 400, 'witness.malformed'],
      [
        'an unknown log',
        formatAddCheckpoint(7, proof, signCheckpoint(elsewhere, [noteSigner(log)])),
        404,
        'witness.unknown_log',
      ],
      [
        'an unknown key',
        formatAddCheckpoint(7, proof, signed(headAt(20), noteSigner(other))),
        403,
        'note.unverified',
      ],
      ['a bad signature', formatAddCheckpoint(7, proof, bad), 403, 'note.bad_signature'],
      [
        'a stale old size',
        formatAddCheckpoint(6, await proofOf(6, 20), signed(headAt(20))),
        409,
        'witness.stale',
      ],
      [
        'no proof',
        formatAddCheckpoint(7, [], signed(headAt(20))),
        422,
        'witness.consistency.proof_too_short',
      ],
      [
        'a bad proof',
        formatAddCheckpoint(
          7,
          proof.map(() => headAt(1).root),
          signed(headAt(20)),
        ),
        422,
        'witness.consistency.old_root_mismatch',
      ],
      [
        'the same size, another root',
        formatAddCheckpoint(7, [], signed({ size: 7, root: headAt(8).root })),
        422,
        'witness.consistency.forked',
      ],
      [
        'a needless proof',
        formatAddCheckpoint(7, proof, signed(headAt(7))),
        422,
        'witness.consistency.proof_too_long',
      ],
    ];
    for (const [name, body, status, code] of table)
      expect([name, one.add(body)]).toEqual([name, expect.objectContaining({ status, code })]);
    expect(sameHead(one.heads.get(log.name)!, headAt(7))).toBe(true);
    expect(one.add(formatAddCheckpoint(6, [], signed(headAt(20)))).body).toBe('7\n');
    expect(known().add(formatAddCheckpoint(0, proof, signed(headAt(20))))).toMatchObject({
      status: 422,
    });
  });

  it('never rolls back when two requests race: the second is told the size of the first', async () => {
    const one = known();
    one.add(formatAddCheckpoint(0, [], signed(headAt(5))));
    const slow = formatAddCheckpoint(5, await proofOf(5, 9), signed(headAt(9)));
    const fast = formatAddCheckpoint(5, await proofOf(5, 28), signed(headAt(28)));
    expect(one.add(fast).status).toBe(200);
    expect(one.add(slow)).toMatchObject({ status: 409, body: '28\n' });
    expect(one.heads.get(log.name)?.size).toBe(28);
  });

  it('is not asked with more than 63 hashes', () => {
    const many = Array<Hash>(64).fill(headAt(1).root);
    expect(codeOf(() => formatAddCheckpoint(1, many, signed(headAt(2))))).toBe('witness.malformed');
  });
});

interface Script {
  log_origin: string;
  log_public_key_hex: string;
  requests: { body: string; status: number; body_check: string; body_value: string }[];
}

describe('torchwood', () => {
  const folder = 'torchwood-litewitness';
  const itTorchwood = itWith(folder);

  itTorchwood('agrees on every request of its script, but for 404 where it answers 403', () => {
    const { log_origin, log_public_key_hex, requests } = readJson(
      folder,
      'add-checkpoint.json',
    ) as Script;
    const key = verifierKey(log_origin, KEY_TYPE.ed25519, fromHex(log_public_key_hex));
    const one = new Witness(log_origin, noteVerifier(key));
    expect(requests.length).toBeGreaterThanOrEqual(9);
    requests.forEach(({ body, status, body_check, body_value }, index) => {
      const answer = one.add(body);
      const unknownLog = status === 403 && body_value === 'unknown log';
      expect([index, answer.status]).toEqual([index, unknownLog ? 404 : status]);
      if (body_check === '==') expect(answer.body).toBe(body_value);
      if (status === 200)
        expect(answer.body).toMatch(/^\u2014 witness\.example\/w1 [A-Za-z0-9+/]+=*\n$/);
    });
  });

  itTorchwood('takes a real sum.golang.org checkpoint, whose key name is not its origin', () => {
    const { origin, vkey, requests } = readJson(folder, 'sumdb-real-checkpoint.json') as {
      origin: string;
      vkey: string;
      requests: Script['requests'];
    };
    const one = new Witness(origin, noteVerifier(parseVerifierKey(vkey)));
    for (const { body, status } of requests) expect(one.add(body).status).toBe(status);
  });

  itWith('c2sp-spec-examples')('reads the request that the specification prints', () => {
    const { witness_add_checkpoint_body_shape_only: body } = readJson(
      'c2sp-spec-examples',
      'examples.json',
    ) as {
      witness_add_checkpoint_body_shape_only: string;
    };
    const { oldSize, proof, checkpoint, signatureLines } = parseAddCheckpoint(body);
    const signatures = parseSignatureLines(signatureLines);
    expect([oldSize, proof.length, checkpoint.size, signatures.length]).toEqual([
      20_852_014, 4, 20_852_163, 2,
    ]);
    expect(formatAddCheckpoint(oldSize, proof, body.slice(body.indexOf('\n\n') + 2))).toBe(body);
  });

  itWith('sunlight')('keeps checkpoints under the hash of their origin', () => {
    const path = '000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706/checkpoint';
    const [origin] = readVector('sunlight/cmd/skylight/testdata/witness', path)
      .toString()
      .split('\n');
    expect(`${originHash(origin!)}/checkpoint`).toBe(path);
  });
});
