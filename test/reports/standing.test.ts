// The standing of an answer: the same figures for the same position whenever it is asked, and never more than is signed.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { positionOf } from '../../src/kernel/position.js';
import { standingText, withStanding } from '../../src/reports/standing.js';
import { standingOf, type Standing } from '../../src/signing/standing.js';
import { defaultHasher, encodeBase64, openCheckpoint } from '../../src/transparency/index.js';
import {
  openSigningFolder,
  tamperWithHeads,
  trustOf,
  type SigningFolder,
} from '../signing/signingFolder.js';
import type { Signing } from '../../src/signing/signing.js';

let folder: SigningFolder;
let signing: Signing;
beforeEach(async () => {
  folder = openSigningFolder();
  signing = await folder.open();
});
afterEach(() => folder.remove());

const at = (sequence: number | undefined, halted?: readonly string[]): Promise<Standing> =>
  standingOf(
    { log: folder.log, signing },
    sequence === undefined ? undefined : positionOf(sequence),
    halted,
  );

describe('the standing of an answer', () => {
  it('is position, size and root of the tree of exactly the events up to it', async () => {
    await folder.append(300);
    const { note } = await signing.sign();
    const { checkpoint } = openCheckpoint(note, trustOf(signing));
    expect(await at(299)).toEqual({
      ledger: folder.log.origin,
      position: '299',
      treeSize: 300,
      root: encodeBase64(checkpoint.root),
      signedSize: 300,
      halted: [],
    });
  });

  it('is the same as of an earlier position, however much has been recorded and signed since', async () => {
    await folder.append(7);
    await signing.sign();
    const then = await at(4);
    expect(then).toMatchObject({ position: '4', treeSize: 5, signedSize: 7 });
    await folder.append(500);
    await signing.sign();
    expect(await at(4)).toEqual(then);
  });

  it('of a position that no signed head covers says so', async () => {
    await folder.append(3);
    await signing.sign();
    await folder.append(1);
    expect(await at(3)).toMatchObject({ treeSize: 4, signedSize: null });
    expect(standingText(await at(3))).toContain('尚未签名 not signed');
  });

  it('of an empty ledger is the empty tree', async () => {
    const standing = await at(undefined);
    const root = encodeBase64(defaultHasher.empty);
    expect(standing).toMatchObject({ position: null, treeSize: 0, root, signedSize: null });
    expect(standingText(standing)).toContain('（空 empty）');
  });

  it('quotes no signature of a ledger that refuses to sign', async () => {
    await folder.append(3);
    await signing.sign();
    await folder.reopenLog();
    tamperWithHeads(folder, 'UPDATE head SET size = 9, root = zeroblob(32)');
    signing = await folder.open();
    expect(await at(2)).toMatchObject({ treeSize: 3, signedSize: null });
  });

  it('names the views that stopped, at the foot of the report', async () => {
    await folder.append(1);
    const text = withStanding('报告\n\n', await at(0, ['funds']));
    expect(text).toMatch(
      /^报告\n\n台账 ledger: urn:[^；]+；位置 position: 0；树 tree: 1；根 root: [\w+/]{43}=；尚未签名 not signed\n注意：.*funds\n$/,
    );
  });
});
