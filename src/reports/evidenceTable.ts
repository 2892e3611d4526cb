// The numbered list of events at the end of a report: what the marks in the text point to.
import { code, count, none, text, time } from './cells.js';
import { column } from './cells.js';
import type { Table, Words } from './document.js';
import type { FinishedDocument } from './finish.js';
import { EVIDENCE_NOTE, EVIDENCE_TITLE, UNKNOWN_EVENT } from './provenanceWords.js';

export interface EvidenceAnnex {
  /** `附件2 `: it stands after the other annexes. */
  readonly label: string;
  readonly title: Words;
  readonly note: Words;
  readonly table: Table;
}

/** `undefined` where a report lists no events. */
export function evidenceTable({
  references,
  annexes,
}: FinishedDocument): EvidenceAnnex | undefined {
  if (references.length === 0) return undefined;
  return {
    label: `附件${annexes.length + 1} `,
    title: EVIDENCE_TITLE,
    note: EVIDENCE_NOTE,
    table: {
      kind: 'table',
      columns: [
        column('序号', 'no.'),
        column('事件编号', 'event id'),
        column('台账位置', 'position', { align: 'right' }),
        column('类型', 'type'),
        column('发生时间', 'time'),
        column('叶哈希', 'leaf hash'),
      ],
      rows: references.map(({ eventId, position, name, time: instant, leaf }, index) => [
        count(index + 1),
        code(eventId),
        position === null ? text(UNKNOWN_EVENT) : code(position),
        name === null ? none() : code(name),
        instant === null ? none() : time(instant),
        leaf === null ? none() : code(leaf),
      ]),
    },
  };
}
