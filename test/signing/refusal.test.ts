// A ledger that is not what was signed is read on, but never signed: restored, truncated, edited, on real files.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { treeHasher } from '../../src/log/treeHasher.js';
import { eventProof } from '../../src/signing/treeProofs.js';
import type { Signing } from '../../src/signing/signing.js';
import { rootOf } from '../../src/transparency/index.js';
import { openSigningFolder, tamperWithHeads, type SigningFolder } from './signingFolder.js';

let folder: SigningFolder;
beforeEach(() => {
  folder = openSigningFolder();
});
afterEach(() => folder.remove());

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function signedLedger(count: number): Promise<void> {
  await folder.append(count);
  await (await folder.open()).sign();
}

async function expectRefusal(code: string, says: RegExp): Promise<Signing> {
  const signing = await folder.open();
  const status = signing.status();
  expect(status).toMatchObject({ state: 'refusing', code });
  if (status.state === 'refusing') {
    expect(status.text.en).toMatch(says);
    expect(status.text.zh).toMatch(/[\u4e00-\u9fff]/);
  }
  await expect(signing.sign()).rejects.toMatchObject({ kind: 'unavailable', code });
  // Reading goes on, and so does appending: what happens must be recorded even then.
  expect((await folder.log.readAll(undefined, 1)).length).toBeLessThanOrEqual(1);
  await folder.append(1);
  await expect(signing.sign()).rejects.toMatchObject({ code });
  return signing;
}

describe('a ledger that is shorter than what was signed', () => {
  it('because an older backup was restored is not signed, and says so', async () => {
    await folder.append(20);
    const restore = await folder.backUp();
    await folder.append(5);
    await (await folder.open()).sign();
    await restore();
    const signing = await expectRefusal('signing.log_shorter', /has 20 events, but 25 were signed/);
    expect(signing.latest()).toMatchObject({ size: 25 });
  });

  it('is not signed either after it grew again by other events', async () => {
    await folder.append(20);
    const restore = await folder.backUp();
    await folder.append(5);
    await (await folder.open()).sign();
    await restore();
    await folder.append(30);
    await expectRefusal('signing.root_differs', /first 25 events/);
  });

  it('because its newest event was deleted is not signed', async () => {
    await signedLedger(7);
    await folder.tamper('DELETE FROM event WHERE seq = 6');
    await expectRefusal('signing.log_shorter', /has 6 events, but 7 were signed/);
  });

  it('because it was replaced while the service ran is not signed', async () => {
    await folder.append(3);
    const other = openSigningFolder();
    try {
      const signing = await folder.open();
      await signing.sign();
      await other.append(1);
      // The same key folder over a shorter log: what a restored file looks like from inside.
      cpSync(folder.keys.folder, join(other.ledgerPath, '..', 'keys'), { recursive: true });
      const second = await other.open();
      await expect(second.sign()).rejects.toMatchObject({ code: 'signing.log_shorter' });
    } finally {
      await other.remove();
    }
  });
});

describe('a ledger that was edited', () => {
  it.each([
    [
      'a byte of an event',
      "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'account-1', 'account-2') AS BLOB) WHERE seq = 290",
      290,
    ],
    ['a leaf hash', 'UPDATE event SET leaf = zeroblob(32) WHERE seq = 299', 299],
    ['a leaf hash of the tile before', 'UPDATE event SET leaf = zeroblob(32) WHERE seq = 17', 17],
    ['an event that is gone', 'DELETE FROM event WHERE seq = 280', 280],
  ])('in %s is not signed, and names the index', async (_, statement, index) => {
    await signedLedger(300);
    await folder.tamper(statement);
    await expectRefusal('signing.event_altered', new RegExp(`event at position ${index} is`));
  });

  it('in two events that changed places is not signed', async () => {
    await signedLedger(10);
    await folder.tamper(
      'UPDATE event SET seq = 100 WHERE seq = 4',
      'UPDATE event SET seq = 4 WHERE seq = 5',
      'UPDATE event SET seq = 5 WHERE seq = 100',
    );
    await expectRefusal('signing.root_differs', /first 10 events/);
  });

  it('in a subtree of the tree is not signed', async () => {
    await signedLedger(600);
    await folder.tamper('UPDATE subtree SET root = zeroblob(32) WHERE level = 1 AND idx = 0');
    await expectRefusal('signing.root_differs', /first 600 events/);
  });

  it('in the newest subtree, which no signed head covers yet, is not signed', async () => {
    await signedLedger(10);
    await folder.append(600);
    await folder.tamper('UPDATE subtree SET root = zeroblob(32) WHERE level = 1 AND idx = 1');
    await expectRefusal('signing.tree_altered', /Hash 1 of level 1/);
  });

  it('with all hashes worked out anew is not signed', async () => {
    await signedLedger(300);
    const records = await folder.log.readAll(undefined, 256);
    const forged = new TextEncoder().encode(
      new TextDecoder().decode(records[5]!.bytes).replace('account-1', 'account-2'),
    );
    const leaves = records.map(({ bytes }, at) => treeHasher.leaf(at === 5 ? forged : bytes));
    await folder.tamper(
      `UPDATE event SET bytes = x'${hex(forged)}', leaf = x'${hex(leaves[5]!)}' WHERE seq = 5`,
      `UPDATE subtree SET root = x'${hex(rootOf(leaves))}' WHERE level = 1 AND idx = 0`,
    );
    await expectRefusal('signing.root_differs', /first 300 events/);
  });

  it('in an older event is found by whoever asks for its proof', async () => {
    await signedLedger(1600);
    await folder.tamper(
      "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'account-1', 'account-2') AS BLOB) WHERE seq = 3",
    );
    const signing = await folder.open();
    const [altered, untouched] = (await folder.log.readAll(undefined, 10)).slice(3, 5);
    const head = signing.latest()!;
    await expect(eventProof(folder.log, head, altered!)).rejects.toMatchObject({
      kind: 'corrupt',
      code: 'proof.not_in_head',
    });
    await expect(eventProof(folder.log, head, untouched!)).resolves.toMatch(/^c2sp/);
  });
});

describe('the tree above 65,536 events', () => {
  it('is compared at every level', async () => {
    await folder.append(1);
    const [first] = await folder.log.readAll(undefined, 1);
    const leaf = treeHasher.leaf(first!.bytes);
    const rootOf256 = (hash: Uint8Array) => rootOf(Array<Uint8Array>(256).fill(hash), treeHasher);
    const root = rootOf256(leaf);
    // 65,600 times the same event: what the tree is made of does not matter to what is compared.
    const numbers = (from: number, below: number) =>
      `WITH RECURSIVE number (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM number WHERE n < ${below - 1})`;
    await folder.tamper(
      `${numbers(1, 65_600)} INSERT INTO event SELECT n, n, stream, n + 1, leaf, bytes FROM number, event WHERE seq = 0`,
      `${numbers(0, 256)} INSERT INTO subtree SELECT 1, n, x'${hex(root)}' FROM number`,
      `INSERT INTO subtree VALUES (2, 0, x'${hex(rootOf256(root))}')`,
    );
    expect(await (await folder.open()).sign()).toMatchObject({ size: 65_600 });
    await folder.reopenLog();
    expect((await folder.open()).status()).toEqual({ state: 'signing' });
    await folder.tamper('UPDATE subtree SET root = zeroblob(32) WHERE level = 2');
    await expectRefusal('signing.tree_altered', /Hash 0 of level 2/);
  });
});

describe('a key folder', () => {
  it('whose record of signed heads is lost is not signed with', async () => {
    await signedLedger(3);
    await folder.reopenLog(() => {
      for (const end of ['', '-wal', '-shm'])
        rmSync(join(folder.keys.folder, `heads.sqlite${end}`), { force: true });
    });
    expect(existsSync(join(folder.keys.folder, 'heads.sqlite'))).toBe(false);
    const signing = await expectRefusal('signing.heads_missing', /contradiction could be signed/);
    expect(signing.latest()).toBeUndefined();
  });

  it.each([
    ['another size', 'UPDATE head SET size = 2'],
    ['another root', 'UPDATE head SET root = zeroblob(32)'],
    ['another text', "UPDATE head SET note = replace(note, '3', '2')"],
    ['no signature', "UPDATE head SET note = 'urn:sunledger:contract'"],
  ])('whose newest signed head was given %s is not signed with', async (_, statement) => {
    await signedLedger(3);
    await folder.reopenLog();
    tamperWithHeads(folder, statement);
    const signing = await expectRefusal('signing.head_damaged', /damaged or was altered/);
    expect(signing.latest()).toBeUndefined();
  });

  it('of another ledger is not signed with', async () => {
    await folder.append(1);
    const signing = await folder.open({ name: 'urn:sunledger:other' });
    expect(signing.status()).toMatchObject({ code: 'signing.other_ledger' });
  });

  it('that does not exist is not signed with, and the ledger is read on', async () => {
    const without = openSigningFolder(false);
    try {
      await without.append(1);
      const signing = await without.open();
      expect(signing.status()).toMatchObject({ state: 'refusing', code: 'signing.no_key' });
      await expect(signing.headCovering(1)).rejects.toMatchObject({ code: 'signing.no_key' });
      expect([signing.latest(), signing.headAt(0), signing.vkeys()]).toEqual([
        undefined,
        undefined,
        [],
      ]);
    } finally {
      await without.remove();
    }
  });
});
