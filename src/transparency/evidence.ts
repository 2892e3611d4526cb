// Evidence that can be handed to a stranger: `.tlog-proof` files that carry their record with them, and folders of
// such files. Whoever verifies believes nothing in them but what follows from a key. Pure: the command line and the
// page in the evidence folder run this same code.
import { parseCanonical } from '../kernel/canonicalJson.js';
import { isLedgerError, type Bilingual } from '../kernel/errors.js';
import { verifierOf, type Checkpoint, type CheckpointTrust } from './checkpoint.js';
import { decodeUtf8, encodeUtf8, equalBytes } from './encoding.js';
import {
  parseEvidenceList,
  PROOF_ENDING,
  readCarriedRecord,
  type CarriedRecord,
} from './evidenceFiles.js';
import { defaultHasher, type Hash } from './hashing.js';
import type { JsonObject } from './json.js';
import { parseVerifierKey } from './keys.js';
import { splitNote, type NoteVerifier } from './note.js';
import type { Policy } from './policy.js';
import { parseProof, type TlogProof } from './proof.js';
import type { FieldVerdict } from './recover.js';
import { verifyRecord, type RecordVerdict } from './verify.js';

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
  /** RFC 6962 leaf hash of the event's bytes. */
  readonly leaf: Hash;
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
  /**
   * Files of time stamps (RFC 3161) that came along with the very checkpoint that they are said to stamp. Whether they
   * do is not judged here: that takes the certificates of their authority.
   */
  readonly timestamps: readonly EvidenceTimestamp[];
  readonly problems: readonly EvidenceProblem[];
}

export interface EvidenceTimestamp {
  readonly file: string;
  readonly response: Uint8Array;
  /** What should have been stamped: the signed note, with the text of the proved checkpoint. */
  readonly data: Uint8Array;
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
  readonly timestamps: EvidenceTimestamp[] = [];
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
    const leaf = defaultHasher.leaf(record.event);
    this.records.push({ file, index, leaf, event, fields: verdict.fields ?? [] });
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

  private provedText(): string | undefined {
    return this.checkpointText === undefined ? undefined : splitNote(this.checkpointText).text;
  }

  /** A stamp counts for the checkpoint that was proved, whatever signatures stood under the text that was stamped. */
  checkTimestamps(): void {
    for (const [file, name, response] of this.in('timestamps')) {
      if (!name.endsWith('.tsr')) continue;
      const stamped = file.replace(/\.tsr$/, '.checkpoint');
      const data = this.files.get(stamped);
      const text = data && this.attempt(stamped, () => splitNote(data).text);
      if (!data) this.problems.push(problem(stamped, 'evidence.missing'));
      else if (text !== undefined && text !== this.provedText())
        this.problems.push(problem(stamped, 'evidence.checkpoint'));
      else if (text !== undefined) this.timestamps.push({ file, response, data });
    }
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
  check.checkTimestamps();
  check.list();
  const { problems, records, documents, timestamps, checkpoint, witnesses } = check;
  return {
    ok: problems.length === 0 && records.length > 0,
    keysFrom: trust === undefined ? 'evidence' : 'given',
    vkeys,
    checkpoint,
    witnesses: [...witnesses],
    records: records.sort((a, b) => a.index - b.index),
    documents,
    timestamps,
    problems,
  };
}
