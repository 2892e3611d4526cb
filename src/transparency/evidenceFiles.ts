// The files of evidence, read and written: a `.tlog-proof` with its record inside, the list of a folder. Nothing of what
// they say is believed here.
import { canonicalBytes, parseCanonical, type Json } from '../kernel/canonicalJson.js';
import { invalid } from '../kernel/errors.js';
import { decodeUtf8, encodeUtf8 } from './encoding.js';
import { isJsonArray, isJsonObject } from './json.js';
import { formatProof, type TlogProof } from './proof.js';

/** What a `.tlog-proof` of ours carries in its `extra` line beside the proof. The event is proved, the keys are not. */
export interface CarriedRecord {
  /** The exact bytes of the event. */
  readonly event: Uint8Array;
  readonly disclosures: readonly string[];
  /** Keys of the ledger, as whoever made the file gave them. */
  readonly vkeys: readonly string[];
}

const RECORD_FORMAT = 'sunledger-record/1';
export const EVIDENCE_FORMAT = 'sunledger-evidence/1';
export const PROOF_ENDING = '.tlog-proof';

/** A tlog-proof with its record inside: one file is enough to verify. @throws LedgerError `proof.malformed` */
export function formatCarryingProof(proof: TlogProof, record: CarriedRecord): string {
  const { disclosures, vkeys } = record;
  const event = decodeUtf8(record.event);
  return formatProof({
    ...proof,
    extra: canonicalBytes({ disclosures, event, format: RECORD_FORMAT, vkeys }),
  });
}

const isStrings = (value: Json | undefined): value is readonly string[] =>
  value !== undefined && isJsonArray(value) && value.every((item) => typeof item === 'string');

/** @throws LedgerError `evidence.no_record` when the proof carries no record of this form */
export function readCarriedRecord({ extra }: TlogProof): CarriedRecord {
  const content = extra === undefined ? null : parseCanonical(extra);
  if (isJsonObject(content) && content['format'] === RECORD_FORMAT) {
    const { disclosures, event, vkeys } = content;
    if (typeof event === 'string' && isStrings(disclosures) && isStrings(vkeys))
      return { event: encodeUtf8(event), disclosures, vkeys };
  }
  throw invalid(
    'evidence.no_record',
    '证明文件未附带记录：请用 sunledger prove 生成的文件，或改用通用的 tlog-proof 工具核验',
    'The proof carries no record; use a file that sunledger prove made, or a general tlog-proof tool',
  );
}

/** What an evidence folder says that it holds. Nothing vouches for the list itself. */
export interface EvidenceList {
  /** Why these events: in words of the ledger, e.g. `matter matter-7`. */
  readonly scope: string;
  readonly events: readonly number[];
  readonly documents: readonly string[];
}

export const formatEvidenceList = ({ scope, events, documents }: EvidenceList): Uint8Array =>
  canonicalBytes({ documents, events, format: EVIDENCE_FORMAT, scope });

/** @throws LedgerError `evidence.list`, `json.not_canonical` */
export function parseEvidenceList(bytes: Uint8Array): EvidenceList {
  const content = parseCanonical(bytes);
  if (isJsonObject(content) && content['format'] === EVIDENCE_FORMAT) {
    const { documents, events, scope } = content;
    const isIndices = (value: Json | undefined): value is readonly number[] =>
      value !== undefined && isJsonArray(value) && value.every((item) => typeof item === 'number');
    if (typeof scope === 'string' && isIndices(events) && isStrings(documents))
      return { scope, events, documents };
  }
  throw invalid('evidence.list', '清单格式错误', 'The list is malformed');
}
