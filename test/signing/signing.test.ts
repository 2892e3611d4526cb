// Signing on real files: what is signed is durable, grows out of what was signed before, and verifies anywhere.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runChild } from '../fault/childProcess.js';
import { ORIGIN } from '../log/newEvents.js';
import { startSigner } from '../../src/signing/signer.js';
import { consistencyBetween, eventProof } from '../../src/signing/treeProofs.js';
import { unavailable } from '../../src/kernel/errors.js';
import { openDatabase } from '../../src/sqlite/driver.js';
import {
  defaultHasher,
  inclusionFault,
  openCheckpoint,
  parseProof,
  rootOf,
  verifyConsistency,
  verifyRecord,
} from '../../src/transparency/index.js';
import { headRows, openSigningFolder, trustOf, type SigningFolder } from './signingFolder.js';

let folder: SigningFolder;
beforeEach(() => {
  folder = openSigningFolder();
});
afterEach(() => folder.remove());

describe('a signed head', () => {
  it('covers the whole log, and a stranger with the public key verifies it', async () => {
    await folder.append(300);
    const signing = await folder.open();
    expect(signing.status()).toEqual({ state: 'signing' });
    expect(signing.latest()).toBeUndefined();
    const head = await signing.sign();
    const records = await folder.log.readAll(undefined, 1000);
    const root = rootOf(records.map(({ bytes }) => defaultHasher.leaf(bytes)));
    expect({ size: head.size, root: Buffer.from(head.root) }).toEqual({
      size: 300,
      root: Buffer.from(root),
    });
    const { checkpoint } = openCheckpoint(head.note, trustOf(signing));
    expect(checkpoint).toMatchObject({ origin: ORIGIN, size: 300 });
    expect(Buffer.from(checkpoint.root)).toEqual(Buffer.from(root));
    expect(signing.latest()).toMatchObject({ size: 300, note: head.note });
    expect(signing.headAt(300)?.note).toBe(head.note);
    expect(signing.headAt(299)).toBeUndefined();
  });

  it('exists for an empty ledger too', async () => {
    const signing = await folder.open();
    const head = await signing.sign();
    expect(head.size).toBe(0);
    expect(Buffer.from(head.root)).toEqual(Buffer.from(defaultHasher.empty));
    await folder.append(1);
    expect(await signing.sign()).toMatchObject({ size: 1 });
  });

  it('is not made again while the log does not grow', async () => {
    await folder.append(2);
    const signing = await folder.open();
    const first = await signing.sign();
    expect(await signing.sign()).toEqual(first);
    expect(headRows(folder)).toHaveLength(1);
  });

  it('is one for calls at the same time', async () => {
    await folder.append(2);
    const signing = await folder.open();
    const [first, second] = await Promise.all([signing.sign(), signing.sign()]);
    expect(second).toEqual(first);
    expect(headRows(folder)).toHaveLength(1);
  });

  it('covers an event that was appended while a signature was under way', async () => {
    await folder.append(2);
    const signing = await folder.open();
    const earlier = signing.sign();
    await folder.append(1);
    expect(await signing.headCovering(3)).toMatchObject({ size: 3 });
    await earlier;
    await expect(signing.headCovering(4)).rejects.toMatchObject({ code: 'signing.beyond' });
  });

  it('is there after a restart, which goes on signing', async () => {
    await folder.append(5);
    const head = await (await folder.open()).sign();
    await folder.reopenLog();
    const signing = await folder.open();
    expect(signing.status()).toEqual({ state: 'signing' });
    expect(signing.latest()).toMatchObject({ size: 5, note: head.note });
    await folder.append(1);
    expect(await signing.sign()).toMatchObject({ size: 6 });
  });

  it('is told, not made, by a process that only reads', async () => {
    await folder.append(1);
    const writer = await folder.open();
    const reader = await folder.open({ mode: 'read' });
    await expect(reader.sign()).rejects.toMatchObject({ code: 'signing.read_only' });
    const head = await writer.sign();
    expect(reader.latest()).toMatchObject({ size: 1, note: head.note });
    expect(await reader.headCovering(1)).toMatchObject({ size: 1 });
  });

  it('of one process is continued by another', async () => {
    const [one, other] = [await folder.open(), await folder.open()];
    for (let round = 0; round < 3; round++) {
      await folder.append(3);
      await one.sign();
      await folder.append(2);
      await Promise.all([one.sign(), other.sign()]);
    }
    const rows = headRows(folder);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index));
    expect(rows.at(-1)).toMatchObject({ size: 15 });
  });

  it('is not answered when it could not be stored, and is made at the next call', async () => {
    await folder.append(1);
    let full = true;
    const signing = await folder.open({}, (path, options) => {
      const database = openDatabase(path, options);
      return {
        ...database,
        transaction: (work) =>
          database.transaction(() => {
            const done = work();
            if (full) throw unavailable('storage.full', '磁盘已满', 'The disk is full', path);
            return done;
          }),
      };
    });
    await expect(signing.sign()).rejects.toMatchObject({ code: 'storage.full' });
    expect(signing.latest()).toBeUndefined();
    expect(signing.status()).toMatchObject({ state: 'refusing', code: 'storage.full' });
    full = false;
    expect(await signing.sign()).toMatchObject({ size: 1 });
    expect(signing.status()).toEqual({ state: 'signing' });
  });
});

describe('proofs from the log', () => {
  it('verify for every event against every signed head that covers it', async () => {
    const signing = await folder.open();
    for (const count of [1, 1, 1, 4]) {
      await folder.append(count);
      const head = await signing.sign();
      for (const record of await folder.log.readAll(undefined, head.size)) {
        const proof = await eventProof(folder.log, head, record);
        const verdict = verifyRecord({ leaf: record.bytes, proof }, { trust: trustOf(signing) });
        expect(verdict).toMatchObject({ ok: true, index: Number(record.position) });
      }
    }
  });

  it('verify on both sides of the borders of tiles, also for a head that is no longer the newest', async () => {
    const signing = await folder.open();
    for (const count of [255, 1, 1, 254, 1, 2]) {
      await folder.append(count);
      await signing.sign();
    }
    const records = await folder.log.readAll(undefined, 1000);
    for (const size of [255, 256, 257, 511, 512, 514]) {
      const head = signing.headAt(size)!;
      const borders = records.filter(
        (_, at) => at < size && (at % 256 < 2 || at % 256 > 253 || at > size - 3),
      );
      for (const record of borders) {
        const { index, hashes: proof } = parseProof(await eventProof(folder.log, head, record));
        const leafHash = defaultHasher.leaf(record.bytes);
        expect(inclusionFault({ index, size, leafHash, proof, root: head.root })).toBeUndefined();
      }
    }
  });

  it('show that every signed head extends every older one', async () => {
    const signing = await folder.open();
    const heads = [];
    for (const count of [1, 2, 61, 192, 1, 100]) {
      await folder.append(count);
      heads.push(await signing.sign());
    }
    for (const [at, older] of heads.entries())
      for (const newer of heads.slice(at + 1)) {
        const { hashes, growth } = await consistencyBetween(folder.log, older, newer);
        expect(growth).toEqual({ consistent: true });
        const claim = { size1: older.size, root1: older.root, size2: newer.size };
        expect(verifyConsistency({ ...claim, root2: newer.root, proof: hashes })).toBe(true);
      }
  });
});

describe('a process killed while it signs', () => {
  const run = (when: string, killAfterLines = Infinity) => {
    const args = [folder.keys.folder, when];
    return runChild('../../signing/children/signUntilKilled.mjs', folder.ledgerPath, {
      args,
      killAfterLines,
    });
  };
  const hexRoot = ({ size, root }: { size: number; root: Uint8Array }) =>
    `${size} ${Buffer.from(root).toString('hex')}`;

  it.each([
    ['before the head is stored', 'before', 2],
    ['after the head is stored, before it is answered', 'after', 3],
  ])(
    '%s has told nothing that is not stored, and the next one goes on',
    async (_, when, stored) => {
      await folder.log.close();
      const child = await run(when);
      expect({ signal: child.signal, stderr: child.stderr }).toEqual({
        signal: 'SIGKILL',
        stderr: '',
      });
      expect(child.lines).toHaveLength(2);
      await folder.reopenLog();
      const signing = await folder.open();
      expect(signing.status()).toEqual({ state: 'signing' });
      const rows = headRows(folder);
      expect(rows).toHaveLength(stored);
      expect(rows.map(hexRoot).slice(0, 2)).toEqual(child.lines);
      expect(await signing.sign()).toMatchObject({ size: 6 });
    },
  );

  it('from outside has stored every head that it told', async () => {
    await folder.log.close();
    const child = await run('never', 20);
    expect(child.stderr).toBe('');
    await folder.reopenLog();
    const signing = await folder.open();
    expect(signing.status()).toEqual({ state: 'signing' });
    const stored = new Set(headRows(folder).map(hexRoot));
    const told = child.lines.filter((line) => line !== 'done');
    expect(told.length).toBeGreaterThanOrEqual(20);
    for (const line of told) expect(stored).toContain(line);
    await signing.sign();
  });
});

describe('the signer of a running service', () => {
  it('follows the log, and reports a failure once', async () => {
    const signing = await folder.open();
    const failures: unknown[] = [];
    const signer = startSigner(signing, 5, (error) => failures.push(error));
    await folder.append(3);
    while (signing.latest()?.size !== 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await folder.log.close();
    while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await signer.stop();
    expect(failures).toEqual([expect.objectContaining({ code: 'log.closed' })]);
    await folder.reopenLog();
  });
});
