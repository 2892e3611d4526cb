// Asking witnesses to cosign a signed head (C2SP tlog-witness, the log's side). It must never hand out a cosignature
// that it has not verified, nor believe a size that a witness tells without proving from it.
import { isLedgerError, unavailable, type Bilingual } from '../kernel/errors.js';
import type { EventLog } from '../log/eventLog.js';
import { treeHasher } from '../log/treeHasher.js';
import { treeReader } from '../signing/treeProofs.js';
import {
  consistencyProof,
  evaluatePolicy,
  formatAddCheckpoint,
  formatSignatureLine,
  openNote,
  parseDecimal,
  parseSignatureLines,
  splitNote,
  verifierOf,
  type Policy,
  type PolicyWitness,
} from '../transparency/index.js';

export interface CosignedHead {
  /** The checkpoint with the cosignatures that were collected. */
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
function verifiedLine(head: Head, witness: PolicyWitness, lines: string): string {
  const verifier = verifierOf(witness.key);
  const { text } = splitNote(head.note);
  const signatures = parseSignatureLines(lines);
  const { verified } = openNote({ text, signatures }, verifier ? [verifier] : []);
  return verified.map(formatSignatureLine).join('');
}

/** Collects cosignatures of the witnesses of a policy that have an address. */
export async function requestCosignatures(
  log: EventLog,
  head: Head,
  policy: Policy,
): Promise<CosignedHead> {
  let { note } = head;
  const cosigned: string[] = [];
  const refused: { witness: string; text: Bilingual }[] = [];
  for (const witness of policy.witnesses.filter(({ url }) => url !== undefined))
    try {
      note += verifiedLine(head, witness, await ask(log, head, witness));
      cosigned.push(witness.name);
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      refused.push({ witness: witness.name, text: error.text });
    }
  return { note, cosigned, refused, quorumReached: evaluatePolicy(policy, note).quorumReached };
}
