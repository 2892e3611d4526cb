// The keys of a ledger as a note that one of them has signed, for nodes that hold no private key. A list is believed when
// a key of the list before has signed it; the first one, when it signs itself (docs/adr/0012).
import { corrupt, isLedgerError, type LedgerError } from '../kernel/errors.js';
import {
  noteVerifier,
  openNote,
  parseNote,
  parseVerifierKey,
  signNote,
  type NoteSigner,
} from '../transparency/index.js';
import type { HeadStore, SigningKey } from './headStore.js';

const HEADER = 'sunledger keys/1';

export const keyListNote = (
  ledger: string,
  keys: readonly SigningKey[],
  signers: readonly NoteSigner[],
): string =>
  signNote(
    [
      HEADER,
      ledger,
      ...keys.map(({ vkey, created, retired }) => `${vkey} ${created} ${retired ?? '-'}`),
      '',
    ].join('\n'),
    signers,
  );

const notBelieved = (cause?: unknown): LedgerError =>
  corrupt(
    'signing.keys_not_endorsed',
    '服务器上的密钥清单不是由本节点已知的密钥签署：可能有人伪造，或本节点的密钥文件夹属于另一台账；请核对密钥',
    'The list of keys on the server is signed by no key that this node knows: it may be forged, or the key folder is of another ledger; compare the keys',
    undefined,
    isLedgerError(cause) ? { cause: cause.code } : {},
  );

function parseKeys(text: string, ledger: string): readonly SigningKey[] {
  const [header, named, ...lines] = text.trimEnd().split('\n');
  if (header !== HEADER || named !== ledger) throw notBelieved();
  return lines.map((line) => {
    const [vkey = '', created = '', retired = ''] = line.split(' ');
    parseVerifierKey(vkey);
    return { vkey, created, retired: retired === '-' ? undefined : retired };
  });
}

/**
 * Takes a list into the store. @param ledger URI of the ledger
 * @throws LedgerError `signing.keys_not_endorsed`: nothing is taken then
 */
export function takeKeyList(store: HeadStore, ledger: string, note: string): void {
  const known = store.keys();
  let keys: readonly SigningKey[];
  try {
    const signed = parseNote(note);
    keys = parseKeys(signed.text, ledger);
    // A key that retires signs the list that says so; one that had retired before signs nothing.
    const believed = (known.length > 0 ? known : keys).filter(
      ({ vkey, retired }) =>
        retired === undefined || keys.some((key) => key.vkey === vkey && key.retired === retired),
    );
    openNote(
      signed,
      believed.map(({ vkey }) => noteVerifier(parseVerifierKey(vkey))),
    );
  } catch (error) {
    throw notBelieved(error);
  }
  store.transaction(() => {
    for (const key of keys) {
      const before = known.find(({ vkey }) => vkey === key.vkey);
      if (!before) store.addKey(key);
      else if (key.retired !== undefined && key.retired !== before.retired)
        store.retireKey(key.vkey, key.retired);
    }
  });
}
