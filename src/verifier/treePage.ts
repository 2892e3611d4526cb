// The page that the QR code of a report opens: verifies that the ledger, as it is signed now, still holds everything that
// the report stood on. It must never take the root that it is served for the one that was printed.
import {
  checkGrowth,
  decodeBase64,
  encodeBase64,
  openCheckpoint,
  parseVerifierKey,
  type Checkpoint,
  type Hash,
} from '../transparency/index.js';
import {
  embeddedJson,
  givenKeys,
  line,
  printedHash,
  showVerdict,
  verifyNowAndAgain,
  type State,
} from './dom.js';

/** What the server embeds. Nothing in it is believed but what follows from a key. */
interface EmbeddedTree {
  readonly size: number;
  /** As the ledger says that it was, base64. */
  readonly root: string;
  /** The consistency proof from there to the checkpoint, base64. */
  readonly hashes: readonly string[];
  readonly checkpoint: string;
  readonly vkeys: readonly string[];
}

const tree = embeddedJson() as EmbeddedTree;

function hashOf(base64: string): Hash {
  const hash = decodeBase64(base64);
  if (hash?.length !== 32) throw new Error('not a hash');
  return hash;
}

/** The printed root in plain base64; undefined when no code came along. */
function printedRoot(): string | undefined {
  const printed = printedHash();
  return printed === '' ? undefined : `${printed.replaceAll('-', '+').replaceAll('_', '/')}=`;
}

interface Verdict {
  readonly state: State;
  readonly said: string;
  readonly checkpoint?: Checkpoint;
}

function judge(root: string | undefined, given: readonly string[]): Verdict {
  const keys = (given.length > 0 ? given : tree.vkeys).map(parseVerifierKey);
  const trust = { origin: keys[0]?.name ?? '', logKeys: keys };
  const { checkpoint } = openCheckpoint(tree.checkpoint, trust);
  const kept = { size: tree.size, root: hashOf(root ?? tree.root) };
  const growth = checkGrowth(kept, checkpoint, tree.hashes.map(hashOf));
  if (!growth.consistent)
    return {
      state: 'bad',
      said:
        root === undefined || root === tree.root
          ? `✗ 台账与此树不一致：已被改写 / the ledger does not extend this tree: it was rewritten (${growth.fault})`
          : '✗ 二维码中的根与台账不符：报告或台账已被改动 / the root of the code is not that of the ledger: report or ledger was altered',
      checkpoint,
    };
  const what = `前 ${tree.size} 个事件仍在台账中，未被改动 / the first ${tree.size} events are still in the ledger, unaltered`;
  if (root === undefined)
    return {
      state: 'unpinned',
      said: `✓ ${what}；但未带二维码中的根：请与纸上核对 / but no root came with the address: compare it with the paper`,
      checkpoint,
    };
  return given.length > 0
    ? { state: 'ok', said: `✓ ${what}`, checkpoint }
    : {
        state: 'unpinned',
        said: `✓ ${what}；但公钥来自本页：请与别处取得的公钥核对 / but the keys came with this page: compare them with keys from elsewhere`,
        checkpoint,
      };
}

/** Bad keys, a bad code or a bad checkpoint are verdicts, not failures of the page. */
function verdictOf(root: string | undefined, given: readonly string[]): Verdict {
  try {
    return judge(root, given);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { state: 'bad', said: `✗ 核验不通过 / not proved: ${why}` };
  }
}

function verify(): void {
  const [root, given] = [printedRoot(), givenKeys()];
  const start = performance.now();
  const { state, said, checkpoint } = verdictOf(root, given);
  const milliseconds = performance.now() - start;
  const details = showVerdict(state, said);
  line(line(details, 'p', `树 / tree: ${tree.size}；根 / root: `), 'code', root ?? tree.root);
  if (checkpoint)
    line(
      details,
      'p',
      `检查点 / checkpoint: ${checkpoint.origin}, ${checkpoint.size}, ${encodeBase64(checkpoint.root)}`,
    );
  for (const vkey of given.length > 0 ? given : tree.vkeys)
    line(line(details, 'p', '公钥 / key: '), 'code', vkey);
  line(details, 'small', `${milliseconds.toFixed(0)} ms`);
}

verifyNowAndAgain(verify);
