// Evidence that can be handed to a stranger: `.tlog-proof` files that carry their record with them, and folders of
// such files. Whoever verifies believes nothing in them but what follows from a key. Pure: the command line and the
// page in the evidence folder run this same code.
import { canonicalBytes, parseCanonical, type Json } from '../kernel/canonicalJson.js';
import { invalid, isLedgerError, type Bilingual } from '../kernel/errors.js';
import { verifierOf, type Checkpoint, type CheckpointTrust } from './checkpoint.js';
import { decodeUtf8, encodeUtf8, equalBytes } from './encoding.js';
import { defaultHasher } from './hashing.js';
import { isJsonArray, isJsonObject, type JsonObject } from './json.js';
import { parseVerifierKey } from './keys.js';
import type { NoteVerifier } from './note.js';
import type { Policy } from './policy.js';
import { formatProof, parseProof, type TlogProof } from './proof.js';
import type { FieldVerdict } from './recover.js';
import { verifyRecord, type RecordVerdict } from './verify.js';

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

/** Whom to believe: a policy, keys that were obtained elsewhere, or nobody yet. */
export type EvidenceTrust =
  { readonly policy: Policy } | { readonly vkeys: readonly string[] } | undefined;

export interface EvidenceProblem {
  readonly file: string;
  readonly code: string;
  readonly text: Bilingual;
}

export interface ProvedRecord {
  readonly file: string;
  readonly index: number;
  /** The event with its disclosed fields put back. */
  readonly event: JsonObject;
  readonly fields: readonly FieldVerdict[];
}

export interface EvidenceVerdict {
  /** True only when there is at least one record and nothing whatever is wrong. */
  readonly ok: boolean;
  /** `evidence`: the keys came with the files, so only their agreement was shown; compare the keys yourself. */
  readonly keysFrom: 'given' | 'evidence';
  readonly vkeys: readonly string[];
  /** The checkpoint that all records lead to; undefined when none was proved. */
  readonly checkpoint: Checkpoint | undefined;
  /** Names of witnesses whose cosignatures a policy asked for and found. */
  readonly witnesses: readonly string[];
  readonly records: readonly ProvedRecord[];
  /** Digests of documents that are there, whole, and named by a proved record. */
  readonly documents: readonly string[];
  readonly problems: readonly EvidenceProblem[];
}

const TEXTS = {
  'evidence.empty': ['没有证明文件', 'There is no proof'],
  'evidence.no_key': ['没有可用的公钥', 'There is no public key to verify with'],
  'evidence.missing': ['清单所列的文件缺失', 'A file that is listed is missing'],
  'evidence.unlisted': ['文件不在清单内', 'The file is not on the list'],
  'evidence.differs': [
    '与证明所附的内容不同：已被改动',
    'It differs from what the proof carries: it was altered',
  ],
  'evidence.index': ['文件名与证明的序号不符', 'Its name is not the index that it proves'],
  'evidence.list': ['清单格式错误', 'The list is malformed'],
  'evidence.checkpoint': ['各证明的检查点不同', 'The proofs lead to different checkpoints'],
  'document.altered': ['文件内容与其名称（摘要）不符', 'The document does not match its name'],
  'document.unreferenced': ['没有已证明的记录提到此文件', 'No proved record names this document'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

const problem = (file: string, code: keyof typeof TEXTS): EvidenceProblem => ({
  file,
  code,
  text: { zh: TEXTS[code][0], en: TEXTS[code][1] },
});

/** One checkpoint under many records is verified once. */
function remembering(verifier: NoteVerifier): NoteVerifier {
  const seen = new Map<string, boolean>();
  return {
    ...verifier,
    verify(text, signature) {
      const key = `${signature.join()}|${decodeUtf8(text)}`;
      const known = seen.get(key) ?? verifier.verify(text, signature);
      seen.set(key, known);
      return known;
    },
  };
}

function trustIn(vkeys: readonly string[]): CheckpointTrust | undefined {
  const keys = vkeys.map(parseVerifierKey);
  const [first] = keys;
  if (first === undefined) return undefined;
  const logVerifiers = keys
    .filter(({ name }) => name === first.name)
    .flatMap((key) => verifierOf(key) ?? [])
    .map(remembering);
  return { origin: first.name, logKeys: [], logVerifiers };
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

type Files = ReadonlyMap<string, Uint8Array>;

class EvidenceCheck {
  readonly problems: EvidenceProblem[] = [];
  readonly records: ProvedRecord[] = [];
  readonly documents: string[] = [];
  readonly carried = new Map<number, CarriedRecord>();
  readonly witnesses = new Set<string>();
  checkpoint: Checkpoint | undefined;
  private checkpointText: string | undefined;
  /** All of what is proved, for finding digests in it. */
  private readonly provedTexts: string[] = [];

  constructor(readonly files: Files) {}

  /** Runs one step; what it throws becomes a problem of that file. */
  attempt<T>(file: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      this.problems.push({ file, code: error.code, text: error.text });
      return undefined;
    }
  }

  in(folder: string): [file: string, name: string, bytes: Uint8Array][] {
    return [...this.files]
      .filter(([file]) => file.startsWith(`${folder}/`))
      .map(([file, bytes]) => [file, file.slice(folder.length + 1), bytes]);
  }

  proof(file: string, bytes: Uint8Array, trust: Policy | CheckpointTrust): void {
    const proof = this.attempt(file, () => parseProof(bytes));
    const record = proof && this.attempt(file, () => readCarriedRecord(proof));
    if (!proof || !record) return;
    const { event: leaf, disclosures } = record;
    const verdict = verifyRecord(
      { leaf, proof: bytes, disclosures },
      { trust, leafRule: parseCanonical },
    );
    if (!verdict.ok) {
      this.problems.push({ file, code: verdict.code, text: verdict.text });
      return;
    }
    this.proved(file, proof, record, verdict);
  }

  private proved(
    file: string,
    { checkpoint, index }: TlogProof,
    record: CarriedRecord,
    verdict: Extract<RecordVerdict, { ok: true }>,
  ): void {
    this.checkpointText ??= checkpoint;
    this.checkpoint ??= verdict.opened.checkpoint;
    if (checkpoint !== this.checkpointText)
      this.problems.push(problem(file, 'evidence.checkpoint'));
    if (file.startsWith('proofs/') && file !== `proofs/${index}${PROOF_ENDING}`)
      this.problems.push(problem(file, 'evidence.index'));
    for (const { witness } of verdict.witnesses) this.witnesses.add(witness);
    this.carried.set(index, record);
    const event = verdict.claims ?? {};
    this.provedTexts.push(JSON.stringify(event));
    this.records.push({ file, index, event, fields: verdict.fields ?? [] });
  }

  /** Copies for the eye must be what is proved. */
  copies(): void {
    const copied = (folder: string, content: (record: CarriedRecord) => Uint8Array) => {
      for (const [file, name, bytes] of this.in(folder)) {
        const record = this.carried.get(Number(name.replace(/\.json$/, '')));
        if (!record) this.problems.push(problem(file, 'evidence.unlisted'));
        else if (!equalBytes(bytes, content(record)))
          this.problems.push(problem(file, 'evidence.differs'));
      }
    };
    copied('events', ({ event }) => event);
    copied('disclosures', ({ disclosures }) => encodeUtf8(disclosureFile(disclosures)));
    const kept = this.files.get('checkpoint');
    if (kept && this.checkpointText !== undefined)
      if (!equalBytes(kept, encodeUtf8(this.checkpointText)))
        this.problems.push(problem('checkpoint', 'evidence.differs'));
  }

  checkDocuments(): void {
    for (const [file, name, bytes] of this.in('documents'))
      if (hex(defaultHasher.sha256(bytes)) !== name)
        this.problems.push(problem(file, 'document.altered'));
      else if (!this.provedTexts.some((text) => text.includes(name)))
        this.problems.push(problem(file, 'document.unreferenced'));
      else this.documents.push(name);
  }

  list(): void {
    const bytes = this.files.get('evidence.json');
    if (!bytes) return;
    const list = this.attempt('evidence.json', () => parseEvidenceList(bytes));
    if (!list) return;
    const wanted = new Set([
      ...list.events.flatMap((at) => [`proofs/${at}${PROOF_ENDING}`, `events/${at}.json`]),
      ...list.documents.map((sha256) => `documents/${sha256}`),
    ]);
    for (const file of wanted)
      if (!this.files.has(file)) this.problems.push(problem(file, 'evidence.missing'));
    for (const folder of ['proofs', 'documents'])
      for (const [file] of this.in(folder))
        if (!wanted.has(file)) this.problems.push(problem(file, 'evidence.unlisted'));
  }
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
  throw invalid('evidence.list', TEXTS['evidence.list'][0], TEXTS['evidence.list'][1]);
}

/** The text of `disclosures/<index>.json`. */
export const disclosureFile = (disclosures: readonly string[]): string =>
  `${JSON.stringify(disclosures, null, 2)}\n`;

/** The keys that came with the files: `keys.txt`, else those that the proofs carry. */
function bundledKeys(check: EvidenceCheck, proofs: readonly [string, Uint8Array][]): string[] {
  const file = check.files.get('keys.txt');
  if (file) {
    const text = check.attempt('keys.txt', () => decodeUtf8(file)) ?? '';
    return text.split('\n').filter((line) => line !== '');
  }
  return [
    ...new Set(
      proofs.flatMap(
        ([name, bytes]) =>
          check.attempt(name, () => readCarriedRecord(parseProof(bytes)).vkeys) ?? [],
      ),
    ),
  ];
}

/**
 * Verifies files of evidence: one `.tlog-proof`, or all files of an evidence folder under their paths within it.
 * README and page are no evidence and are not looked at. Hostile input is answered with problems, never an exception.
 * That nothing was left out is not shown: only a whole copy of the log shows that.
 */
export function verifyEvidence(files: Files, trust: EvidenceTrust): EvidenceVerdict {
  const check = new EvidenceCheck(files);
  const proofs = [...files].filter(([name]) => name.endsWith(PROOF_ENDING));
  const given = trust && 'vkeys' in trust ? trust.vkeys : undefined;
  const vkeys = trust && 'policy' in trust ? [] : (given ?? bundledKeys(check, proofs));
  const believed =
    trust && 'policy' in trust ? trust.policy : check.attempt('keys.txt', () => trustIn(vkeys));
  if (proofs.length === 0) check.problems.push(problem('proofs', 'evidence.empty'));
  if (believed === undefined) check.problems.push(problem('keys.txt', 'evidence.no_key'));
  else for (const [file, bytes] of proofs) check.proof(file, bytes, believed);
  check.copies();
  check.checkDocuments();
  check.list();
  const { problems, records, documents, checkpoint, witnesses } = check;
  return {
    ok: problems.length === 0 && records.length > 0,
    keysFrom: trust === undefined ? 'evidence' : 'given',
    vkeys,
    checkpoint,
    witnesses: [...witnesses],
    records: records.sort((a, b) => a.index - b.index),
    documents,
    problems,
  };
}
