// The last step before a report gets a form: sections numbered, events numbered in reading order, a digest over all of it.
// What it returns is all that a renderer sees, and is itself the JSON form.
import { createHash } from 'node:crypto';
import { canonicalBytes } from '../kernel/canonicalJson.js';
import type { ReportDocument } from './document.js';
import { numberAnnexes, numberSections, type NumberedSection } from './numbering.js';
import { eventIdsOf } from './walk.js';

/** What the ledger says of an event that a report rests on. */
export interface EvidenceEntry {
  readonly eventId: string;
  /** `null` all through: this ledger has no such event, which the report says. */
  readonly position: string | null;
  readonly name: string | null;
  readonly time: string | null;
  /** Leaf hash in the Merkle tree (RFC 6962), base64. */
  readonly leaf: string | null;
}

export interface ReportContent extends Omit<ReportDocument, 'sections' | 'annexes'> {
  readonly sections: readonly NumberedSection[];
  readonly annexes: readonly NumberedSection[];
  /** Event number n is at n - 1; empty where the ids stand in the tables. */
  readonly references: readonly EvidenceEntry[];
}

export interface ReportLinks {
  /** The same answer, asked for again. */
  readonly permalink: string | null;
  /** Page that proves in the reader's browser that the ledger still holds all that the report stood on. */
  readonly verify: string | null;
  /** What the QR code holds: an address and a hash, never what names a person. */
  readonly qr: string | null;
}

export interface FinishedDocument extends ReportContent {
  /** SHA-256 (hex) of the canonical JSON of everything but `digest`, `links` and `program`. */
  readonly digest: string;
  readonly links: ReportLinks;
  /** Which program, in which version, wrote it. */
  readonly program: string;
}

export interface Finishing {
  /** Where the service is reached from outside, without a slash at its end; `null`: nowhere yet. */
  readonly publicUrl: string | null;
  /** Page that proves the tree in the provenance; `null`: nothing to prove, or nowhere to ask. */
  readonly verifyUrl: string | null;
  readonly program: string;
  /** Entries of the events in {@link eventsToLookUp}; others count as unknown to the ledger. */
  readonly evidence: ReadonlyMap<string, EvidenceEntry>;
}

/** Events that the numbered list will hold; none where a report shows the ids in its tables. */
export const eventsToLookUp = (document: ReportDocument): readonly string[] =>
  document.evidence === 'annex' ? eventIdsOf(document) : [];

const unknown = (eventId: string): EvidenceEntry => ({
  eventId,
  position: null,
  name: null,
  time: null,
  leaf: null,
});

/** SHA-256, hex, of the canonical JSON of a report's content. */
export const digestOf = (content: ReportContent): string =>
  createHash('sha256').update(canonicalBytes(content)).digest('hex');

/** Parameters in which a name or the id of a person may stand. */
const PERSONAL: ReadonlySet<string> = new Set(['person', 'text', 'payee', 'payeeId', 'place']);

/** A list leads back to its question; what is signed, and what was asked about a person, to the proof of its tree. */
function linksOf(
  { question, signatures }: ReportDocument,
  { publicUrl, verifyUrl: verify }: Finishing,
  digest: string,
): ReportLinks {
  const at = publicUrl ?? '';
  const permalink =
    question === null ? null : `${at}${question.path}${question.query && `?${question.query}`}`;
  if (publicUrl === null) return { permalink, verify: null, qr: null };
  const asked = new URLSearchParams(question?.query ?? '');
  const personal = signatures.length > 0 || [...asked.keys()].some((name) => PERSONAL.has(name));
  const qr = permalink === null || personal ? verify : `${permalink}#sha256=${digest}`;
  return { permalink, verify, qr };
}

export function finish(document: ReportDocument, finishing: Finishing): FinishedDocument {
  const { program, evidence } = finishing;
  const content: ReportContent = {
    ...document,
    sections: numberSections(document.sections),
    annexes: numberAnnexes(document.annexes),
    references: eventsToLookUp(document).map((id) => evidence.get(id) ?? unknown(id)),
  };
  const digest = digestOf(content);
  const links = linksOf(document, finishing, digest);
  return { ...content, digest, links, program };
}
