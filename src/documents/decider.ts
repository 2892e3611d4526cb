// Decisions of `documents`. The first recording of a digest stands: its recorded time is the first-seen time,
// and no later sender, title or claimed date may move it.
import type { DocumentsEvent } from '../events/documents.js';
import { named } from '../kernel/facts.js';
import { deciderOf } from '../kernel/statements.js';

const document = named('document', '文件', 'document');
const link = named('link', '证据关联', 'evidence link');
const disposal = named('disposal', '文件处置', 'disposal of the document');

export const documentDecider = deciderOf<DocumentsEvent>({
  // The digest tells the content, so that a second sender only repeats; another length is impossible.
  'documents.StoreDocument': {
    records: 'documents.DocumentStored',
    key: ({ sha256 }) => document(sha256),
    agreesIn: ({ bytes }) => bytes,
  },
  'documents.LinkEvidence': {
    records: 'documents.EvidenceLinked',
    key: ({ linkId }) => link(linkId),
    needs: ({ sha256 }) => [document(sha256)],
  },
  'documents.DisposeDocument': {
    records: 'documents.DocumentDisposed',
    key: ({ disposalId }) => disposal(disposalId),
    needs: ({ sha256 }) => [document(sha256)],
  },
});
