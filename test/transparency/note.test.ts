import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  cosignatureVerifier,
  cosignedMessage,
  cosigner,
  decodeBase64,
  decodeBase64Url,
  encodeBase64,
  encodeBase64Url,
  formatNote,
  formatPrivateKey,
  formatVerifierKey,
  KEY_TYPE,
  noteSigner,
  noteVerifier,
  openNote,
  parseCosignature,
  parseDecimal,
  parseNote,
  parsePrivateKey,
  parseSignatureLines,
  parseVerifierKey,
  publicKeyOf,
  signNote,
  verifierKey,
} from '../../src/transparency/index.js';
import { codeOf, flip, fromBase64, fromHex, hex, itWith, readJson, utf8 } from './support.js';

const alice = { name: 'example.org/log', seed: new Uint8Array(32).fill(1) };
const bob = { name: 'example.org/other', seed: new Uint8Array(32).fill(2) };
const [aliceKey, bobKey] = [publicKeyOf(alice), publicKeyOf(bob)];
const [byAlice, byBob] = [noteVerifier(aliceKey), noteVerifier(bobKey)];
const text = '第一行\n\nsecond line\n';
const note = signNote(text, [noteSigner(alice)]);

describe('a signed note', () => {
  it('opens with the key that signed it, and splits at the last blank line', () => {
    const opened = openNote(parseNote(note), [byAlice]);
    expect(opened.text).toBe(text);
    expect(opened.verified.map(({ name }) => name)).toEqual([alice.name]);
    expect(parseNote(utf8(note))).toEqual(parseNote(note));
    expect(formatNote(parseNote(note))).toBe(note);
  });

  it('round-trips any text without control characters', () => {
    const line = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll(/\p{Cc}/gu, ''));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const any = `${lines.join('\n')}\n`;
        expect(openNote(parseNote(signNote(any, [noteSigner(alice)])), [byAlice]).text).toBe(any);
      }),
      { numRuns: 30 },
    );
  });

  it('is refused when any byte of it is changed', () => {
    const bytes = utf8(note);
    for (let at = 0; at < bytes.length; at++)
      expect([at, codeOf(() => openNote(parseNote(flip(bytes, at)), [byAlice]))]).not.toEqual([
        at,
        undefined,
      ]);
  });

  it('ignores unknown keys, also those that share a name or an id', () => {
    const both = signNote(text, [noteSigner(alice), noteSigner(bob)]);
    const opened = openNote(parseNote(both), [byBob]);
    expect(opened.verified.map(({ name }) => name)).toEqual([bob.name]);
    expect(opened.unverified.map(({ name }) => name)).toEqual([alice.name]);
    const sameName = noteVerifier(publicKeyOf({ name: alice.name, seed: bob.seed }));
    const sameId = { ...byAlice, name: 'example.org/third' };
    expect(codeOf(() => openNote(parseNote(note), [sameName, sameId]))).toBe('note.unverified');
  });

  it('is refused whole when one signature of a known key is bad, whatever the others say', () => {
    const parsed = parseNote(signNote(text, [noteSigner(alice), noteSigner(bob)]));
    const [good, other] = parsed.signatures;
    const bad = { ...other!, signature: flip(other!.signature, 9) };
    const signatures = [good!, bad];
    expect(codeOf(() => openNote({ text, signatures }, [byAlice, byBob]))).toBe(
      'note.bad_signature',
    );
    expect(codeOf(() => openNote({ text, signatures }, [byAlice]))).toBeUndefined();
    const twice = [good!, { ...good!, signature: flip(good!.signature, 9) }];
    expect(codeOf(() => openNote({ text, signatures: twice }, [byAlice]))).toBe(
      'note.bad_signature',
    );
  });

  it('replaces an earlier signature of the same key and keeps the others', () => {
    const signedByBob = parseNote(signNote(text, [noteSigner(bob), noteSigner(alice)]));
    const again = parseNote(signNote(text, [noteSigner(alice)], signedByBob.signatures));
    expect(again.signatures.map(({ name }) => name)).toEqual([bob.name, alice.name]);
  });

  it('takes 100 signatures and refuses 101', () => {
    const line = note.slice(note.lastIndexOf('\u2014'));
    expect(parseNote(`${text}\n${line.repeat(100)}`).signatures).toHaveLength(100);
    expect(codeOf(() => parseNote(`${text}\n${line.repeat(101)}`))).toBe('note.malformed');
  });

  it('has one spelling: other dashes, spaces, base64 and line ends are refused', () => {
    const line = note.slice(note.lastIndexOf('\u2014'), -1);
    const stray = line.replace(/.=?$/, (end) => (end.endsWith('=') ? 'B=' : end));
    for (const spelled of [
      line.replace('\u2014', '-'),
      line.replace('\u2014 ', '\u2014  '),
      `${line} `,
      `${line}\r`,
      line.replace(/=*$/, ''),
      stray === line ? `${line}=` : stray,
      line.replace(/ [^ ]([^ ]+)$/, ' _$1'),
      '\u2014 example.org/log AAAA',
      '\u2014 a+b AAAAAAAA',
      '',
    ]) {
      if (spelled === line) continue;
      expect([spelled, codeOf(() => parseNote(`${text}\n${spelled}\n`))]).toEqual([
        spelled,
        'note.malformed',
      ]);
    }
  });

  it('cannot be made from a text without a last newline or with a control character', () => {
    expect(codeOf(() => signNote('abc', [noteSigner(alice)]))).toBe('note.malformed');
    expect(codeOf(() => signNote('a\tb\n', [noteSigner(alice)]))).toBe('note.malformed');
    expect(codeOf(() => signNote('\ud800\n', [noteSigner(alice)]))).toBe('text.not_utf8');
  });

  it('keeps a byte order mark as part of the text', () => {
    const marked = signNote('\ufeffa\n', [noteSigner(alice)]);
    expect(parseNote(utf8(marked)).text).toBe('\ufeffa\n');
  });
});

describe('keys', () => {
  it('round-trip as text', () => {
    expect(parseVerifierKey(formatVerifierKey(aliceKey))).toEqual(aliceKey);
    expect(parsePrivateKey(formatPrivateKey(alice))).toEqual(alice);
  });

  it('have another id for each signature type', () => {
    expect(publicKeyOf(alice, KEY_TYPE.cosignature).keyId).not.toBe(aliceKey.keyId);
    expect(codeOf(() => noteVerifier(publicKeyOf(alice, KEY_TYPE.cosignature)))).toBe('key.type');
    expect(codeOf(() => cosignatureVerifier(aliceKey))).toBe('key.type');
  });

  it('are refused with names that a note cannot hold', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u3000b', 'a\nb', 'a\u0001b', '\ud800'])
      expect([name, codeOf(() => verifierKey(name, 1, aliceKey.publicKey))]).toEqual([
        name,
        'key.name',
      ]);
    expect(codeOf(() => verifierKey('a', 0x65, aliceKey.publicKey))).toBe('key.type');
    expect(codeOf(() => verifierKey('a', 1, new Uint8Array(31)))).toBe('key.length');
  });
});

describe('encodings', () => {
  it('of base64 round-trip and agree with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(encodeBase64(bytes)).toBe(buffer.toString('base64'));
        expect(encodeBase64Url(bytes)).toBe(buffer.toString('base64url'));
        expect(hex(decodeBase64(encodeBase64(bytes))!)).toBe(hex(bytes));
        expect(hex(decodeBase64Url(encodeBase64Url(bytes))!)).toBe(hex(bytes));
      }),
    );
  });

  it('of base64 have one spelling', () => {
    for (const wrong of [
      'A',
      'AA',
      'AAA',
      'AB==',
      'AAB=',
      'AA=',
      'A===',
      '=',
      'AAAA=',
      'AA==AAAA',
      'AA A',
      'AA-_',
      'AAAA\n',
      '字',
    ])
      expect([wrong, decodeBase64(wrong)]).toEqual([wrong, undefined]);
    for (const wrong of ['A', 'AB', 'AAB', 'AA==', 'AA+/', 'AA\n'])
      expect([wrong, decodeBase64Url(wrong)]).toEqual([wrong, undefined]);
  });

  it('of numbers refuse "007", "0x10", "+5" and what is no safe integer', () => {
    for (const wrong of [
      '007',
      '0x10',
      '+5',
      '-1',
      '',
      ' 1',
      '1 ',
      '1e3',
      '1.0',
      '９',
      '9007199254740992',
      '10000000000000000',
    ])
      expect([wrong, parseDecimal(wrong)]).toEqual([wrong, undefined]);
    expect(parseDecimal('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseDecimal('0')).toBe(0);
  });
});

describe('a cosignature', () => {
  const witness = { name: 'witness.example/w1', seed: new Uint8Array(32).fill(3) };
  const verifier = cosignatureVerifier(publicKeyOf(witness, KEY_TYPE.cosignature));

  it('verifies at its time and not at another', () => {
    const signed = signNote(text, [cosigner(witness, 1_700_000_000)]);
    const [line] = openNote(parseNote(signed), [verifier]).verified;
    expect(parseCosignature(line!.signature)?.timestamp).toBe(1_700_000_000);
    const moved = { ...line!, signature: flip(line!.signature, 7) };
    expect(codeOf(() => openNote({ text, signatures: [moved] }, [verifier]))).toBe(
      'note.bad_signature',
    );
  });

  it('of one head at two times is no conflict', () => {
    const lines = [1_700_000_000, 1_700_000_060].map(
      (time) => parseNote(signNote(text, [cosigner(witness, time)])).signatures[0]!,
    );
    expect(openNote({ text, signatures: lines }, [verifier]).verified).toHaveLength(2);
  });

  it('has a time that fits a safe integer', () => {
    expect(parseCosignature(new Uint8Array(72).fill(255, 0, 8))).toBeUndefined();
    expect(parseCosignature(new Uint8Array(71))).toBeUndefined();
    expect(codeOf(() => signNote(text, [cosigner(witness, -1)]))).toBe('cosignature.malformed');
  });

  itWith('transparency-dev-formats')('has the times that transparency-dev gives', () => {
    const { timestamps, vkeys_ok } = readJson('transparency-dev-formats', 'cosignature.json') as {
      timestamps: { signature_b64: string; unix?: number; error?: boolean }[];
      vkeys_ok: string[];
    };
    for (const { signature_b64, unix } of timestamps)
      expect(parseCosignature(fromBase64(signature_b64).subarray(4))?.timestamp).toBe(unix);
    const [ed25519, mlDsa] = vkeys_ok;
    expect(formatVerifierKey(parseVerifierKey(ed25519!))).toBe(ed25519);
    // The ML-DSA-44 key carries an id that is not the one that tlog-cosignature demands, so it is refused as printed.
    expect(codeOf(() => parseVerifierKey(mlDsa!))).toBe('key.id');
    const [, name, encoded] = /^([^+]+)\+[^+]+\+(.+)$/.exec(mlDsa!)!;
    const key = verifierKey(name!, 6, fromBase64(encoded!).subarray(1));
    expect(parseVerifierKey(formatVerifierKey(key))).toEqual(key);
  });

  itWith('c2sp-spec-examples')('signs the message that the specification prints', () => {
    const { cosigned_message_v1, cosigned_checkpoint_shape_only } = examples();
    const parsed = parseNote(cosigned_checkpoint_shape_only);
    const [, cosignature] = parsed.signatures;
    const { timestamp } = parseCosignature(cosignature!.signature)!;
    const message = cosignedMessage(utf8(parsed.text), timestamp);
    expect(new TextDecoder().decode(message)).toBe(cosigned_message_v1);
  });
});

const examples = () =>
  readJson('c2sp-spec-examples', 'examples.json') as {
    signed_note: { vkey: string; note: string };
    cosigned_message_v1: string;
    cosigned_checkpoint_shape_only: string;
  };

describe('C2SP', () => {
  itWith('c2sp-spec-examples')('has a note that verifies', () => {
    const { vkey, note: example } = examples().signed_note;
    const opened = openNote(parseNote(example), [noteVerifier(parseVerifierKey(vkey))]);
    expect(opened.text).toBe('This is an example message.\n');
  });
});

interface OpenCase {
  name: string;
  note?: string;
  note_hex?: string;
  verifiers: string[];
  verified?: string[];
  unverified?: string[];
  error?: string;
}

interface XModNotes {
  keys: { name: string; vkey: string; skey?: string }[];
  bad_vkeys: string[];
  text: string;
  signed_by_peter: string;
  open: OpenCase[];
}

describe('golang.org/x/mod', () => {
  const folder = 'golang-x-mod';
  const itNotes = itWith(folder);
  const vectors = () => readJson(folder, 'note.json') as XModNotes;
  const codes: [RegExp, string[]][] = [
    [/^malformed note/, ['note.malformed', 'text.not_utf8']],
    [/^note has no verifiable/, ['note.unverified']],
    [/^ambiguous key/, ['note.ambiguous_key']],
    [/^invalid signature/, ['note.bad_signature']],
  ];

  itNotes('agrees on every note that opens or does not', () => {
    const { open } = vectors();
    expect(open.length).toBeGreaterThanOrEqual(15);
    for (const { name, note: plain, note_hex, verifiers, error, ...want } of open) {
      const input = note_hex === undefined ? plain! : fromHex(note_hex);
      const known = verifiers.map((vkey) => noteVerifier(parseVerifierKey(vkey)));
      const run = () => openNote(parseNote(input), known);
      if (error !== undefined) {
        const [, expected] = codes.find(([pattern]) => pattern.test(error))!;
        expect([name, expected]).toEqual([name, expect.arrayContaining([codeOf(run)])]);
        continue;
      }
      const opened = run();
      expect([name, opened.verified.map((line) => line.name)]).toEqual([name, want.verified]);
      expect([name, opened.unverified.map((line) => line.name)]).toEqual([name, want.unverified]);
    }
  });

  itNotes('signs byte for byte the same', () => {
    const { keys, text: words, signed_by_peter } = vectors();
    const { skey, vkey } = keys[0]!;
    const key = parsePrivateKey(skey!);
    expect(formatPrivateKey(key)).toBe(skey);
    expect(formatVerifierKey(publicKeyOf(key))).toBe(vkey);
    expect(signNote(words, [noteSigner(key)])).toBe(signed_by_peter);
  });

  itNotes('refuses bad keys: every proper part and every changed byte of a good one', () => {
    const { keys, bad_vkeys } = vectors();
    const refused = (vkey: string) => codeOf(() => noteVerifier(parseVerifierKey(vkey)));
    for (const vkey of bad_vkeys) expect([vkey, refused(vkey)]).not.toEqual([vkey, undefined]);
    const { vkey } = keys[0]!;
    expect(refused(vkey)).toBeUndefined();
    for (let from = 0; from < vkey.length; from++)
      for (let to = from + 1; to <= vkey.length; to++)
        if (to - from < vkey.length) expect(refused(vkey.slice(from, to))).toBeDefined();
    for (let at = 0; at < vkey.length; at++) {
      const mangled =
        vkey.slice(0, at) + String.fromCharCode(vkey.charCodeAt(at) + 1) + vkey.slice(at + 1);
      expect([mangled, refused(mangled)]).not.toEqual([mangled, undefined]);
    }
    const skey = keys[0]!.skey!;
    for (let at = 0; at < skey.length; at++) {
      const mangled =
        skey.slice(0, at) + String.fromCharCode(skey.charCodeAt(at) + 1) + skey.slice(at + 1);
      expect([mangled, codeOf(() => parsePrivateKey(mangled))]).not.toEqual([mangled, undefined]);
    }
  });

  itNotes('reads a witness’s answer line by line', () => {
    const { signed_by_peter, text: words } = vectors();
    const line = signed_by_peter.slice(words.length + 1);
    expect(parseSignatureLines(line + line)).toHaveLength(2);
    expect(codeOf(() => parseSignatureLines(line.slice(0, -1)))).toBe('note.malformed');
  });
});
