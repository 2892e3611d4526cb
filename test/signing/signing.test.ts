// Signing on real files: what is signed is durable, consistent with what was signed before, and verifies anywhere.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyRecord, parseVerifierKey, openCheckpoint } from '../../src/transparency/index.js';
import { eventProof } from '../../src/signing/treeProofs.js';
import { openSigningFolder, trustOf, type SigningFolder } from './signingFolder.js';

let it1: SigningFolder;
beforeEach(() => {
  it1 = openSigningFolder();
});
afterEach(() => it1.remove());

describe('signing', () => {
  it('smoke', async () => {
    await it1.append(700);
    const signing = await it1.open();
    expect(signing.status()).toEqual({ state: 'signing' });
    const head = await signing.sign();
    expect(head.size).toBe(700);
    for (const record of await it1.log.readAll(undefined, 1000)) {
      const proof = await eventProof(it1.log, head, record);
      expect(
        verifyRecord({ leaf: record.bytes, proof }, { trust: trustOf(signing) }),
      ).toMatchObject({ ok: true });
    }
    expect(parseVerifierKey(signing.vkeys()[0]!).name).toBe(signing.name);
    expect(openCheckpoint(head.note, trustOf(signing)).checkpoint.size).toBe(700);
  });
});
