import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checkGrowth,
  consistencyProof,
  cosigner,
  decodeBase64,
  defaultHasher,
  formatCheckpointText,
  KEY_TYPE,
  noteSigner,
  noteVerifier,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseCheckpointText,
  parsePrivateKey,
  parseVerifierKey,
  publicKeyOf,
  rootOf,
  signCheckpoint,
  signNote,
} from '../../src/transparency/index.js';
import {
  base64,
  codeOf,
  filesUnder,
  fromBase64,
  hex,
  itWith,
  nodesOf,
  numberedLeaves,
  readJson,
  readVector,
  utf8,
} from './support.js';

const log = { name: 'example.org/ledger', seed: new Uint8Array(32).fill(1) };
const witness = { name: 'witness.example/w1', seed: new Uint8Array(32).fill(2) };
const logKey = publicKeyOf(log);
const witnessKey = publicKeyOf(witness, KEY_TYPE.cosignature);
const trust = { origin: log.name, logKeys: [logKey], witnessKeys: [witnessKey] };
const root = defaultHasher.leaf(utf8('x'));
const head = { origin: log.name, size: 1, root };
const rootLine = base64(root);

describe('a checkpoint', () => {
  it('opens with the keys of its log, and tells who cosigned when', () => {
    const signed = signCheckpoint(head, [noteSigner(log), cosigner(witness, 1_700_000_000)]);
    const opened = openCheckpoint(signed, trust);
    expect(opened.checkpoint).toEqual({ ...head, extensions: [] });
    expect(opened.logKeys).toEqual([{ name: log.name, keyId: logKey.keyId }]);
    expect(opened.cosignatures).toEqual([
      { name: witness.name, keyId: witnessKey.keyId, timestamp: 1_700_000_000 },
    ]);
    expect(openCheckpoint(signed, { ...trust, witnessKeys: [] }).unverified).toHaveLength(1);
  });

  it('round-trips for any origin, size and extension', () => {
    const line = fc.stringMatching(/^[ -~一-龥]{1,30}$/u);
    const any = fc.record({
      origin: line,
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      extensions: fc.array(line, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(any, (checkpoint) => {
        const parsed = parseCheckpointText(formatCheckpointText(checkpoint));
        expect({ ...parsed, root: hex(parsed.root) }).toEqual({
          ...checkpoint,
          root: hex(checkpoint.root),
        });
      }),
    );
  });

  it('is refused when malformed', () => {
    for (const text of [
      '',
      `${log.name}\n`,
      `${log.name}\n1\n`,
      `${log.name}\n1\n${rootLine}`,
      `\n1\n${rootLine}\n`,
      `${log.name}\n007\n${rootLine}\n`,
      `${log.name}\n0x10\n${rootLine}\n`,
      `${log.name}\n+5\n${rootLine}\n`,
      `${log.name}\n-5\n${rootLine}\n`,
      `${log.name}\n\n${rootLine}\n`,
      `${log.name}\n9007199254740992\n${rootLine}\n`,
      `${log.name}\n1\n${rootLine.slice(0, -1)}\n`,
      `${log.name}\n1\n${base64(root.subarray(1))}\n`,
      `${log.name}\n1\n${rootLine}\n\n`,
    ])
      expect([text, codeOf(() => parseCheckpointText(text))]).toEqual([
        text,
        'checkpoint.malformed',
      ]);
    expect(codeOf(() => formatCheckpointText({ ...head, origin: 'a\nb', extensions: [] }))).toBe(
      'checkpoint.malformed',
    );
    expect(codeOf(() => formatCheckpointText({ ...head, size: 1.5, extensions: [] }))).toBe(
      'checkpoint.malformed',
    );
  });

  it('is refused without a signature of the log itself, or from another log', () => {
    const signed = signCheckpoint(head, [noteSigner(log)]);
    const onlyWitness = signCheckpoint(head, [cosigner(witness, 5)]);
    expect(codeOf(() => openCheckpoint(onlyWitness, trust))).toBe('checkpoint.log_signature');
    expect(codeOf(() => openCheckpoint(signed, { ...trust, origin: 'example.org/other' }))).toBe(
      'checkpoint.origin',
    );
    expect(codeOf(() => openCheckpoint(signed, { ...trust, logKeys: [] }))).toBe('note.unverified');
    const stolen = signNote(
      formatCheckpointText({ ...head, size: 2, extensions: [] }),
      [],
      parseCheckpoint(signed).note.signatures,
    );
    expect(codeOf(() => openCheckpoint(stolen, trust))).toBe('note.bad_signature');
  });

  it('may be signed by two keys of a log while one takes over from the other', () => {
    const next = { name: log.name, seed: new Uint8Array(32).fill(9) };
    const signed = signCheckpoint(head, [noteSigner(log), noteSigner(next)]);
    const both = { origin: log.name, logKeys: [logKey, publicKeyOf(next)] };
    expect(openCheckpoint(signed, both).logKeys).toHaveLength(2);
    expect(openCheckpoint(signed, { ...both, logKeys: [publicKeyOf(next)] }).logKeys).toHaveLength(
      1,
    );
  });
});

describe('the growth of a log', () => {
  const leaves = numberedLeaves(40).map((leaf) => defaultHasher.leaf(leaf));
  const at = (size: number) => ({ size, root: rootOf(leaves.slice(0, size)) });

  it('is consistent when a proof shows it, and from an empty tree without one', async () => {
    const proof = await consistencyProof(11, 40, nodesOf(leaves));
    expect(checkGrowth(at(11), at(40), proof)).toEqual({ consistent: true });
    expect(checkGrowth(at(0), at(40), [])).toEqual({ consistent: true });
    expect(checkGrowth(at(40), at(40), [])).toEqual({ consistent: true });
    expect(checkGrowth(at(0), at(0), [])).toEqual({ consistent: true });
  });

  it('shows a cut tail, a fork and a false proof for what they are', async () => {
    const proof = await consistencyProof(11, 40, nodesOf(leaves));
    const other = { size: 40, root: at(39).root };
    expect(checkGrowth(at(40), at(39), [])).toEqual({ consistent: false, fault: 'shrunk' });
    expect(checkGrowth(at(40), other, [])).toEqual({ consistent: false, fault: 'forked' });
    expect(checkGrowth(at(11), other, proof)).toEqual({
      consistent: false,
      fault: 'root_mismatch',
    });
    expect(checkGrowth(at(11), at(40), proof.slice(1))).toMatchObject({ consistent: false });
    expect(checkGrowth(at(0), at(40), proof)).toEqual({
      consistent: false,
      fault: 'proof_too_long',
    });
    expect(checkGrowth(at(40), at(40), proof)).toEqual({
      consistent: false,
      fault: 'proof_too_long',
    });
    const notEmpty = { size: 0, root: new Uint8Array(32) };
    expect(checkGrowth(notEmpty, at(1), [])).toEqual({
      consistent: false,
      fault: 'old_root_mismatch',
    });
    expect(checkGrowth(at(0), notEmpty, [])).toEqual({ consistent: false, fault: 'root_mismatch' });
  });
});

describe('other logs', () => {
  itWith('tessera-testdata-log')(
    'tessera: every checkpoint verifies and is signed byte for byte the same',
    () => {
      const { keys } = readJson('tessera-testdata-log', 'layout-paths.json') as {
        keys: { vkey: string; skey_published_test_key: string };
      };
      const logKeys = [parseVerifierKey(keys.vkey)];
      const signer = noteSigner(parsePrivateKey(keys.skey_published_test_key));
      const files = filesUnder('tessera-testdata-log/testdata/log', '').filter((name) =>
        /^checkpoint/.test(name),
      );
      expect(files.length).toBeGreaterThanOrEqual(17);
      for (const file of files) {
        const signed = readVector('tessera-testdata-log/testdata/log', file).toString();
        const { checkpoint } = openCheckpoint(signed, { origin: logKeys[0]!.name, logKeys });
        expect(signCheckpoint(checkpoint, [signer])).toBe(signed);
        const suffix = /\d+$/.exec(file)?.[0];
        if (suffix !== undefined) expect(checkpoint.size).toBe(Number(suffix));
      }
    },
  );

  itWith('reference-go-generated')(
    'x/mod: checkpoints of 70,000 leaves verify and are signed and cosigned byte for byte the same',
    () => {
      const vectors = readJson('reference-go-generated', 'notes.json') as {
        checkpoints: { size: number; signed: string; cosigned: string }[];
        log: { skey: string; vkey: string };
        w1: { cosig_vkey: string; skey_type1: string };
        w2: { cosig_vkey: string; skey_type1: string };
      };
      const logKeys = [parseVerifierKey(vectors.log.vkey)];
      const witnessKeys = [vectors.w1, vectors.w2].map((key) => parseVerifierKey(key.cosig_vkey));
      const signer = noteSigner(parsePrivateKey(vectors.log.skey));
      for (const { size, signed, cosigned } of vectors.checkpoints) {
        const opened = openCheckpoint(cosigned, { origin: logKeys[0]!.name, logKeys, witnessKeys });
        expect(opened.checkpoint.size).toBe(size);
        expect(opened.cosignatures).toHaveLength(2);
        expect(signCheckpoint(opened.checkpoint, [signer])).toBe(signed);
        const { note } = parseCheckpoint(signed);
        const cosigners = [vectors.w1, vectors.w2].map((key, index) =>
          cosigner(parsePrivateKey(key.skey_type1), opened.cosignatures[index]!.timestamp),
        );
        expect(signNote(note.text, cosigners, note.signatures)).toBe(cosigned);
      }
    },
  );

  itWith('torchwood-litewitness')('sumdb: a real sum.golang.org checkpoint verifies', () => {
    const { origin, vkey, requests } = readJson(
      'torchwood-litewitness',
      'sumdb-real-checkpoint.json',
    ) as {
      origin: string;
      vkey: string;
      requests: { body: string }[];
    };
    const signed = requests[0]!.body.slice('old 0\n\n'.length);
    const { checkpoint } = openCheckpoint(signed, { origin, logKeys: [parseVerifierKey(vkey)] });
    expect(checkpoint.size).toBe(35_225_469);
  });

  itWith('c2sp-spec-examples')(
    'C2SP: the doctored example verifies only under its true origin',
    () => {
      const { tlog_checkpoint_shape_only } = readJson('c2sp-spec-examples', 'examples.json') as {
        tlog_checkpoint_shape_only: string;
      };
      const { checkpoint, note } = parseCheckpoint(tlog_checkpoint_shape_only);
      expect(checkpoint.size).toBe(20_852_163);
      const { vkey, origin } = readJson('torchwood-litewitness', 'sumdb-real-checkpoint.json') as {
        vkey: string;
        origin: string;
      };
      const verifier = { ...noteVerifier(parseVerifierKey(vkey)), name: checkpoint.origin };
      expect(codeOf(() => openNote(note, [verifier]))).toBe('note.bad_signature');
      const restored = { ...note, text: note.text.replace(checkpoint.origin, origin) };
      expect(openNote(restored, [verifier]).verified).toHaveLength(1);
    },
  );

  itWith('sunlight')('sunlight: every cosigned checkpoint verifies with its witness’s key', () => {
    const folder = 'sunlight/cmd/skylight/testdata';
    const cosigners = filesUnder(folder, '.v0.json');
    expect(cosigners.length).toBeGreaterThanOrEqual(3);
    for (const file of cosigners) {
      const { verifier_keys } = readJson(folder, file) as { verifier_keys: string[] };
      const keys = verifier_keys.map(parseVerifierKey);
      const below = file.slice(0, file.lastIndexOf('/') + 1);
      const checkpoints = filesUnder(folder, '/checkpoint').filter((name) =>
        new RegExp(`^${below}[0-9a-f]{64}/checkpoint$`).test(name),
      );
      expect(checkpoints.length).toBeGreaterThan(0);
      for (const name of checkpoints) {
        const signed = readVector(folder, name);
        const { origin } = parseCheckpoint(signed).checkpoint;
        expect(hex(defaultHasher.sha256(utf8(origin)))).toBe(name.split('/').at(-2));
        // The log's own signature (type 0x05) is not for this library: here the cosigner is the one that is believed.
        expect(openCheckpoint(signed, { origin, logKeys: keys }).checkpoint.size).toBe(300);
      }
    }
  });

  itWith('golang-x-mod')('x/mod: tree notes have the same text, and bad ones are refused', () => {
    const { format_tree, bad_trees, empty_tree_hash_hex } = readJson(
      'golang-x-mod',
      'tlog.json',
    ) as {
      format_tree: { n: string; record: string; record_hash_b64: string; text: string }[];
      bad_trees: string[];
      empty_tree_hash_hex: string;
    };
    for (const { n, record, record_hash_b64, text } of format_tree) {
      expect(base64(defaultHasher.leaf(utf8(record)))).toBe(record_hash_b64);
      const tree = {
        origin: 'go.sum database tree',
        size: Number(n),
        root: fromBase64(record_hash_b64),
      };
      expect(formatCheckpointText({ ...tree, extensions: [] })).toBe(text);
    }
    for (const text of bad_trees) {
      // The first is bad in x/mod for its origin alone, which openCheckpoint compares.
      if (text.startsWith('not-'))
        expect(parseCheckpointText(text).origin).not.toBe('go.sum database tree');
      else expect(codeOf(() => parseCheckpointText(text))).toBe('checkpoint.malformed');
    }
    expect(hex(defaultHasher.empty)).toBe(empty_tree_hash_hex);
  });

  itWith('transparency-dev-formats')(
    'transparency-dev: lines are laid out the same, and bad ones are refused',
    () => {
      const { marshal, invalid } = readJson('transparency-dev-formats', 'checkpoint.json') as {
        marshal: { origin: string; size: string; hash_utf8: string; text: string }[];
        invalid: [string, string][];
      };
      for (const { origin, size, hash_utf8, text } of marshal) {
        const [first, second, third, end] = text.split('\n');
        expect([first, second, end]).toEqual([origin, size, '']);
        expect(decodeBase64(third!)).toEqual(utf8(hash_utf8));
        // Their sample roots are not SHA-256 values.
        expect(codeOf(() => parseCheckpointText(text))).toBe('checkpoint.malformed');
      }
      for (const [why, text] of invalid)
        expect([why, codeOf(() => parseCheckpointText(text))]).toEqual([
          why,
          'checkpoint.malformed',
        ]);
    },
  );
});
