// The documents that an event names by digest: what a finding rests on, for whoever opens it.
import type { LedgerEvent } from '../../src/events/index.js';

export interface CitedDocument {
  readonly sha256: string;
  readonly eventId: string;
  readonly title?: string | undefined;
}

/** Attachments, minutes, notices and stored documents of an event, in the order in which it names them. */
export function documentsOf(event: LedgerEvent): readonly CitedDocument[] {
  const data: Readonly<Record<string, unknown>> = event.data;
  const cited: CitedDocument[] = [];
  const { attachments } = data as { attachments?: readonly { sha256: string; title?: string }[] };
  for (const { sha256, title } of attachments ?? [])
    cited.push({ sha256, eventId: event.id, ...(title === undefined ? {} : { title }) });
  for (const field of ['document', 'minutes', 'contentHash', 'sha256']) {
    const sha256 = data[field];
    if (typeof sha256 === 'string') cited.push({ sha256, eventId: event.id });
  }
  return cited;
}
