// Stored events of `documents`: evidence by SHA-256 and when the ledger first saw it.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { count, date, id, sha256, text } from './fields.js';

export const documentsEvents = {
  /** The recorded time of this event is the document's first-seen time: it comes from the server, not the sender. */
  'documents.DocumentStored': v1(
    z.strictObject({
      sha256,
      mediaType: z.string().min(3).max(120),
      bytes: count,
      title: text.optional(),
      /** The date that the document itself bears. */
      claimedDate: date.optional(),
    }),
  ),
  /** Ties a stored document to what it is evidence of. */
  'documents.EvidenceLinked': v1(
    z.strictObject({ sha256, linkId: id, subject: z.string().max(200), purpose: text }),
  ),
  /** The original was destroyed or given away; what the ledger knows of it stays. */
  'documents.DocumentDisposed': v1(
    z.strictObject({ sha256, disposalId: id, reason: text, approvedBy: id.optional() }),
  ),
};

export type DocumentsEvent = EventUnion<typeof documentsEvents>;
