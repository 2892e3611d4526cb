// What others say of the signed heads, verified again: cosignatures of witnesses, time stamps of authorities.
// It must never count what does not verify.
import { isLedgerError } from '../kernel/errors.js';
import { isGoodCosignature } from '../signing/cosignedNotes.js';
import { createPlatformVerify } from '../signing/platformEd25519.js';
import {
  encodeUtf8,
  parseCosignature,
  parseSignatureLines,
  splitNote,
} from '../transparency/index.js';
import { finding, type Findings } from './findings.js';
import type { SignedHeads, StoredHead } from './signedHeads.js';

/** A time stamp that verified. */
export interface StampedHead {
  /** How many events the stamped head covers. */
  readonly size: number;
  /** When the authority saw it (RFC 3339, UTC). */
  readonly time: string;
  readonly authority: string;
}

/** A file of certificates of time stamp authorities. */
export interface CertificateFile {
  readonly where: string;
  readonly content: Uint8Array;
}

export interface Attested {
  readonly cosignatures: number;
  /** Size of the largest cosigned head. */
  readonly cosignedSize: number | undefined;
  /** In the order in which they were added. */
  readonly timestamps: readonly StampedHead[];
  /** `given`: under certificates that the caller brought; `kept`: under those that they were accepted under. */
  readonly timestampsUnder: 'given' | 'kept';
}

const nameOf = (vkey: string): string => vkey.split('+')[0] ?? '';

function checkCosignatures(heads: SignedHeads, found: Findings) {
  const verify = createPlatformVerify();
  let [good, largest]: [number, number | undefined] = [0, undefined];
  let head: StoredHead | undefined;
  for (const cosignature of heads.attestations.allCosignatures()) {
    const { size, vkey, time, line } = cosignature;
    const where = `cosignature ${size} ${nameOf(vkey)}`;
    if (head?.size !== size) [head] = heads.between(size, size);
    if (!head) found.add(finding('cosignature.stray', where));
    else if (!isGoodCosignature(textOf(head), cosignature, verify) || timeOf(line) !== time)
      found.add(finding('cosignature.invalid', where));
    else [good, largest] = [good + 1, size];
  }
  return { cosignatures: good, cosignedSize: largest };
}

/** The text of a note; a note that is damaged has been told already, and has none. */
function textOf({ note }: StoredHead): string {
  try {
    return splitNote(note).text;
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return '';
  }
}

function timeOf(line: string): number | undefined {
  const [signature] = parseSignatureLines(line);
  return signature && parseCosignature(signature.signature)?.timestamp;
}

/** Loaded when there is a time stamp to check: few ledgers have one, and the library is large. */
async function loadTimestamps() {
  const [{ readCertificates }, { verifyTimestamp }] = await Promise.all([
    import('../timestamp/certificates.js'),
    import('../timestamp/verify.js'),
  ]);
  return { readCertificates, verifyTimestamp };
}

async function checkTimestamps(
  heads: SignedHeads,
  authorities: readonly CertificateFile[],
  found: Findings,
): Promise<StampedHead[]> {
  const stamps = heads.attestations.timestamps();
  if (stamps.length === 0) return [];
  const { readCertificates, verifyTimestamp } = await loadTimestamps();
  const given = authorities.flatMap(({ where, content }) => readCertificates(content, where));
  const good: StampedHead[] = [];
  for (const [index, { number, head, response, nonce, policy, authority }] of stamps.entries()) {
    if (number !== (stamps[index - 1]?.number ?? -1) + 1)
      found.add(finding('timestamp.gap', `before timestamp ${number}`));
    try {
      const stamped = heads.byNumber(head);
      const data = encodeUtf8(stamped?.note ?? '');
      const trusted = given.length > 0 ? given : readCertificates(Buffer.from(authority));
      const claim = { response, data, nonce, policy };
      const { time, authority: by } = await verifyTimestamp(claim, trusted);
      good.push({ size: stamped?.size ?? 0, time, authority: by });
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      found.add(finding('timestamp.invalid', `timestamp ${number}`, error.code));
    }
  }
  return good;
}

/**
 * Checks cosignatures and time stamps.
 * @param authorities certificates to believe; those that each stamp was accepted under when there are none
 * @throws LedgerError `timestamp.certificate` for a file without certificates
 */
export async function verifyAttestations(
  heads: SignedHeads | undefined,
  authorities: readonly CertificateFile[],
  found: Findings,
): Promise<Attested> {
  const timestampsUnder = authorities.length > 0 ? 'given' : 'kept';
  if (!heads) return { cosignatures: 0, cosignedSize: undefined, timestamps: [], timestampsUnder };
  const timestamps = await checkTimestamps(heads, authorities, found);
  return { ...checkCosignatures(heads, found), timestamps, timestampsUnder };
}
