// Keys on real files: who may read them, when they sign, and that nothing they signed becomes unverifiable.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKey, listKeys, retireKey, rotateKeys } from '../../src/signing/keyRing.js';
import type { SigningKey } from '../../src/signing/signing.js';
import {
  openCheckpoint,
  parseNote,
  parsePrivateKey,
  parseVerifierKey,
  signEd25519,
} from '../../src/transparency/index.js';
import { openDatabase } from '../../src/sqlite/driver.js';
import { headRows, openSigningFolder, type SigningFolder } from './signingFolder.js';

let folder: SigningFolder;
beforeEach(() => {
  folder = openSigningFolder();
});
afterEach(() => folder.remove());

const keyFiles = () => readdirSync(folder.keys.folder).filter((name) => name.endsWith('.key'));
const idOf = ({ vkey }: SigningKey) => vkey.split('+')[1]!;
const trusting = (...keys: SigningKey[]) => ({
  origin: folder.keys.name,
  logKeys: keys.map(({ vkey }) => parseVerifierKey(vkey)),
});

describe('a private key', () => {
  it('is a file that only its owner may read', () => {
    const [name] = keyFiles();
    expect(statSync(join(folder.keys.folder, name!)).mode & 0o777).toBe(0o600);
    expect(statSync(folder.keys.folder).mode & 0o777).toBe(0o700);
  });

  it('signs as any other implementation of Ed25519 does', async () => {
    const signing = await folder.open();
    const { note } = await signing.sign();
    const [name] = keyFiles();
    const { seed } = parsePrivateKey(
      readFileSync(join(folder.keys.folder, name!), 'utf8').trimEnd(),
    );
    const { text, signatures } = parseNote(note);
    expect(Buffer.from(signatures[0]!.signature)).toEqual(
      Buffer.from(signEd25519(seed, new TextEncoder().encode(text))),
    );
  });

  it.each([
    ['others may read', (path: string) => chmodSync(path, 0o644), 'signing.key_permissions'],
    ['is damaged', (path: string) => writeFileSync(path, 'PRIVATE+KEY+'), 'signing.key_unreadable'],
  ])('that %s is not signed with', async (_, change, code) => {
    change(join(folder.keys.folder, keyFiles()[0]!));
    const signing = await folder.open();
    expect(signing.status()).toMatchObject({ state: 'refusing', code });
    await expect(signing.sign()).rejects.toMatchObject({ code });
  });

  it('of another key in the place of a listed one is not signed with', async () => {
    const added = rotateKeys(folder.keys);
    const [one, other] = keyFiles();
    const text = readFileSync(join(folder.keys.folder, one!));
    writeFileSync(join(folder.keys.folder, other!), text);
    expect(added.vkey).toBeTruthy();
    const signing = await folder.open();
    expect(signing.status()).toMatchObject({ code: 'signing.key_unreadable' });
  });
});

describe('rotation', () => {
  it('lets old and new key sign side by side, so that either verifies', async () => {
    await folder.append(1);
    const [old] = listKeys(folder.keys) as [SigningKey];
    const signing = await folder.open();
    await signing.sign();
    const added = rotateKeys(folder.keys);
    await folder.append(1);
    const { note } = await signing.sign();
    for (const key of [old, added])
      expect(openCheckpoint(note, trusting(key)).checkpoint.size).toBe(2);
    expect(openCheckpoint(note, trusting(old, added)).logKeys).toHaveLength(2);
  });

  it('signs the same head again with the new key, without waiting for an event', async () => {
    await folder.append(1);
    const signing = await folder.open();
    const before = await signing.sign();
    const added = rotateKeys(folder.keys);
    const after = await signing.sign();
    expect(after.size).toBe(before.size);
    expect(openCheckpoint(after.note, trusting(added)).checkpoint.size).toBe(1);
    expect(headRows(folder)).toHaveLength(2);
    expect(signing.headAt(1)?.note).toBe(after.note);
  });

  it('ends with the retirement of the old key, which stays listed', async () => {
    const [old] = listKeys(folder.keys) as [SigningKey];
    const added = rotateKeys(folder.keys);
    expect(retireKey(folder.keys, idOf(old)).retired).toBeDefined();
    const signing = await folder.open();
    const { note } = await signing.sign();
    expect(openCheckpoint(note, trusting(added)).logKeys).toHaveLength(1);
    expect(() => openCheckpoint(note, trusting(old))).toThrow(
      expect.objectContaining({ code: 'note.unverified' }),
    );
    expect([...signing.vkeys()].sort()).toEqual([old.vkey, added.vkey].sort());
  });

  it('with an overlap ends by itself when that has passed', async () => {
    const start = Date.now();
    const at = (now: number) => ({ ...folder.keys, clock: () => now });
    const added = rotateKeys(at(start), 1000);
    await folder.append(1);
    let now = start + 999;
    const signing = await folder.open({ clock: () => now });
    expect(parseNote((await signing.sign()).note).signatures).toHaveLength(2);
    now = start + 1000;
    const { note } = await signing.sign();
    expect(parseNote(note).signatures).toHaveLength(1);
    expect(openCheckpoint(note, trusting(added)).checkpoint.size).toBe(1);
  });

  it('never leaves the ledger without a key that goes on signing', () => {
    const [old] = listKeys(folder.keys) as [SigningKey];
    const lastKey = expect.objectContaining({ code: 'signing.last_key' });
    expect(() => retireKey(folder.keys, idOf(old))).toThrow(lastKey);
    const added = rotateKeys(folder.keys, 60_000);
    expect(() => retireKey(folder.keys, idOf(added))).toThrow(lastKey);
    retireKey(folder.keys, idOf(old));
    expect(listKeys(folder.keys)).toHaveLength(2);
  });

  it('is not needed for a first key, and a first key is made once', () => {
    expect(() => createKey(folder.keys)).toThrow(
      expect.objectContaining({ code: 'signing.key_exists' }),
    );
    expect(() => retireKey(folder.keys, '00000000')).toThrow(
      expect.objectContaining({ code: 'signing.unknown_key' }),
    );
  });
});

describe('a name that a note cannot hold', () => {
  it('is refused before a key is made', () => {
    const options = { ...folder.keys, folder: join(folder.keys.folder, 'b'), name: 'a+b' };
    expect(() => createKey(options)).toThrow(expect.objectContaining({ code: 'signing.name' }));
  });
});

describe('the file of signed heads', () => {
  it.each([
    ['changing a head', "UPDATE head SET note = 'x'"],
    ['deleting a head', 'DELETE FROM head'],
    ['replacing a head', 'INSERT OR REPLACE INTO head SELECT 0, 9, root, note, signed FROM head'],
    ['a gap', 'INSERT INTO head SELECT 5, 9, root, note, signed FROM head'],
    ['a smaller size', 'INSERT INTO head SELECT 1, 2, root, note, signed FROM head'],
    ['another root', 'INSERT INTO head SELECT 1, 3, zeroblob(32), note, signed FROM head'],
    ['deleting a key', 'DELETE FROM signing_key'],
    [
      'replacing a key',
      "INSERT OR REPLACE INTO signing_key SELECT vkey, 'x', NULL FROM signing_key",
    ],
    ['changing a key', "UPDATE signing_key SET vkey = 'x', retired = 'x'"],
    ['another ledger', "UPDATE log SET name = 'x'"],
    ['no ledger', 'DELETE FROM log'],
    ['a second ledger', "INSERT OR REPLACE INTO log VALUES (1, 'x', 'x', 1)"],
    ['changing a cosignature', "UPDATE cosignature SET line = 'x'"],
    ['deleting a cosignature', 'DELETE FROM cosignature'],
    ['replacing a cosignature', "INSERT OR REPLACE INTO cosignature VALUES (3, 'witness', 1, 'x')"],
    ['a cosignature of no head', "INSERT INTO cosignature VALUES (4, 'witness', 1, 'line')"],
    ['changing a request', "UPDATE timestamp_request SET policy = 'x'"],
    ['deleting a request', 'DELETE FROM timestamp_request'],
    ['replacing a request', "INSERT OR REPLACE INTO timestamp_request VALUES ('ab', 0, 'x', 'x')"],
    ['changing a time stamp', "UPDATE timestamp SET response = x'00'"],
    ['deleting a time stamp', 'DELETE FROM timestamp'],
    [
      'replacing a time stamp',
      "INSERT OR REPLACE INTO timestamp VALUES (0, 'ab', x'00', 'x', 'x')",
    ],
    ['a second answer', "INSERT OR REPLACE INTO timestamp VALUES (1, 'ab', x'00', 'x', 'x')"],
  ])('refuses %s', async (_, statement) => {
    await folder.append(3);
    const signing = await folder.open();
    await signing.sign();
    signing.addCosignatures([{ size: 3, vkey: 'witness', time: 1, line: 'line' }]);
    const { attestations } = signing.heads();
    attestations.addRequest({ nonce: 'ab', head: 0, policy: undefined, made: 'now' });
    const kept = { response: Uint8Array.of(1), authority: 'root', stored: 'now' };
    attestations.addTimestamp('ab', kept);
    const path = join(folder.keys.folder, 'heads.sqlite');
    const database = openDatabase(path, { mode: 'write', durability: 'full' });
    try {
      expect(() => database.exec(statement)).toThrow(
        expect.objectContaining({ code: 'storage.constraint' }),
      );
    } finally {
      database.close();
    }
  });

  it('that is older than attestations gets their tables when it is next written to, and is read without', async () => {
    await folder.append(3);
    const { note } = await (await folder.open()).sign();
    await folder.reopenLog();
    const path = join(folder.keys.folder, 'heads.sqlite');
    const database = openDatabase(path, { mode: 'write', durability: 'full' });
    for (const table of ['timestamp', 'timestamp_request', 'cosignature'])
      database.exec(`DROP TABLE ${table}`);
    database.close();
    const reading = await folder.open({ mode: 'read' });
    expect(reading.latest()?.note).toBe(note);
    expect(await reading.headCovering(1)).toMatchObject({ size: 3 });
    await folder.reopenLog();
    const signing = await folder.open();
    signing.addCosignatures([{ size: 3, vkey: 'witness', time: 1, line: 'line' }]);
    expect(signing.heads().attestations.cosignedSizes(0)).toEqual([3]);
  });
});
