// A signed head as it is handed out: the ledger's own signatures, and the cosignatures that verify. It must never hand
// out a line that does not: one bad signature of a known key spoils the whole note for whoever knows the key.
import { isLedgerError } from '../kernel/errors.js';
import {
  openNote,
  parseSignatureLines,
  parseVerifierKey,
  splitNote,
  verifierOf,
  type Ed25519Verify,
} from '../transparency/index.js';
import type { Attestations, StoredCosignature } from './attestations.js';
import type { SignedHead } from './headStore.js';

/** Notes that are remembered: verifying a cosignature costs milliseconds. */
const REMEMBERED = 256;

/** True when the line is one good cosignature by its key on the text. */
export function isGoodCosignature(
  text: string,
  { vkey, line }: StoredCosignature,
  verify?: Ed25519Verify,
): boolean {
  try {
    const verifier = verifierOf(parseVerifierKey(vkey), verify);
    const signatures = parseSignatureLines(line);
    return (
      verifier !== undefined &&
      signatures.length === 1 &&
      openNote({ text, signatures }, [verifier]).verified.length === 1
    );
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return false;
  }
}

/** How heads are completed with the cosignatures of their tree. */
export function cosignedNotes(attestations: Attestations) {
  const known = new Map<string, string>();
  return (head: SignedHead): SignedHead => {
    const lines = attestations.cosignatures(head.size);
    if (lines.length === 0) return head;
    const key = [head.note, ...lines.map(({ vkey, line }) => `${vkey} ${line}`)].join('\n');
    let note = known.get(key);
    if (note === undefined) {
      const { text } = splitNote(head.note);
      const good = lines.filter((cosignature) => isGoodCosignature(text, cosignature));
      note = head.note + good.map(({ line }) => line).join('');
      if (known.size >= REMEMBERED) known.clear();
      known.set(key, note);
    }
    return { ...head, note };
  };
}
