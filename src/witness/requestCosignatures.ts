// Asking witnesses to cosign a signed head (C2SP tlog-witness, the log's side), and keeping what they answer. It must
// never keep or hand out a cosignature that it has not verified, nor believe a size that a witness tells without proving
// from it.
import { isLedgerError, unavailable, type Bilingual } from '../kernel/errors.js';
import type { EventLog } from '../log/eventLog.js';
import { treeHasher } from '../log/treeHasher.js';
import type { StoredCosignature } from '../signing/attestations.js';
import type { Signing } from '../signing/signing.js';
import { treeReader } from '../signing/treeProofs.js';
import {
  consistencyProof,
  evaluatePolicy,
  formatAddCheckpoint,
  formatSignatureLine,
  formatVerifierKey,
  openNote,
  parseCosignature,
  parseDecimal,
  parseSignatureLines,
  splitNote,
  verifierOf,
  type Policy,
  type PolicyWitness,
} from '../transparency/index.js';

export interface CosignedHead {
  readonly size: number;
  /** The checkpoint with all cosignatures that it has. */
  readonly note: string;
  readonly cosigned: readonly string[];
  readonly refused: readonly { readonly witness: string; readonly text: Bilingual }[];
  readonly quorumReached: boolean;
}

const failed = (witness: string, status: number, body: string) =>
  unavailable(
    'witness.refused',
    `见证人拒绝：${status} ${body.slice(0, 200).trim()}`,
    `The witness refused: ${status} ${body.slice(0, 200).trim()}`,
    witness,
  );

const unreachable = (witness: string, cause: unknown) =>
  unavailable(
    'witness.unreachable',
    '见证人无法访问',
    'The witness cannot be reached',
    witness,
    cause,
  );

interface Head {
  readonly size: number;
  readonly note: string;
}

async function post(witness: PolicyWitness, body: string): Promise<Response> {
  const url = `${(witness.url ?? '').replace(/\/$/, '')}/add-checkpoint`;
  try {
    return await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    throw unreachable(witness.name, error);
  }
}

/** Asks from `old`; where the witness stands elsewhere (409), once more from there. */
async function ask(log: EventLog, head: Head, witness: PolicyWitness): Promise<string> {
  let old = 0;
  for (let attempts = 0; ; attempts++) {
    const proof =
      old === 0 || old === head.size
        ? []
        : await consistencyProof(old, head.size, treeReader(log, head.size), treeHasher);
    const response = await post(witness, formatAddCheckpoint(old, proof, head.note));
    const body = await response.text();
    if (response.status === 200) return body;
    const size = response.status === 409 ? parseDecimal(body.trimEnd()) : undefined;
    if (size === undefined || size > head.size || attempts > 0)
      throw failed(witness.name, response.status, body);
    old = size;
  }
}

/** The one line of this witness, verified. @throws LedgerError `note.*` */
function verifiedLine(head: Head, { key }: PolicyWitness, lines: string): StoredCosignature {
  const verifier = verifierOf(key);
  const { text } = splitNote(head.note);
  const signatures = parseSignatureLines(lines);
  const { verified } = openNote({ text, signatures }, verifier ? [verifier] : []);
  const newest = verified
    .map((line) => ({
      line: formatSignatureLine(line),
      time: parseCosignature(line.signature)?.timestamp ?? 0,
    }))
    .reduce((one, other) => (other.time > one.time ? other : one));
  return { size: head.size, vkey: formatVerifierKey(key), ...newest };
}

/**
 * Has the newest head cosigned by the witnesses of a policy that have an address, and keeps what they answered with it,
 * all in one transaction: also where it is not enough for the quorum.
 * @throws LedgerError as {@link Signing.sign}; `policy.unknown_log`, `note.*` when the policy is not of this ledger, before
 *   anybody is asked; `storage.*`
 */
export async function requestCosignatures(
  log: EventLog,
  signing: Signing,
  policy: Policy,
): Promise<CosignedHead> {
  const head = await signing.sign();
  evaluatePolicy(policy, head.note);
  const lines: StoredCosignature[] = [];
  const cosigned: string[] = [];
  const refused: { witness: string; text: Bilingual }[] = [];
  for (const witness of policy.witnesses.filter(({ url }) => url !== undefined))
    try {
      lines.push(verifiedLine(head, witness, await ask(log, head, witness)));
      cosigned.push(witness.name);
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      refused.push({ witness: witness.name, text: error.text });
    }
  signing.addCosignatures(lines);
  const { size, note } = signing.headAt(head.size) ?? head;
  const { quorumReached } = evaluatePolicy(policy, note);
  return { size, note, cosigned, refused, quorumReached };
}
