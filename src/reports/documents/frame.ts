// What every kind of report has in common: its marking, where it stands, and the question that it answers.
import { said, text } from '../cells.js';
import type {
  Cell,
  Fact,
  Marking,
  Provenance,
  Question,
  ReportDocument,
  Words,
} from '../document.js';
import { none } from '../cells.js';

/** What a report gets from the ledger beside its data. */
export interface Frame {
  readonly marking: Marking;
  readonly provenance: Provenance;
  readonly question: Question | null;
  /** Names of persons by id, where they are registered. */
  readonly names: ReadonlyMap<string, string>;
}

export const LEADS: Words = said(
  '所列问题由规则自动比对得出，是线索，不是结论；由人核实后认定。',
  'What is flagged was found by comparing records with rules: a lead, not a verdict. A person decides.',
);

/** The filters of a list, as they were asked. */
export function filterFact(question: Question | null): Fact {
  const asked = new URLSearchParams(question?.query ?? '');
  asked.delete('asOf');
  const parts = [...asked].map(([name, value]) => `${name}=${value}`);
  return {
    name: said('查询条件', 'filter'),
    value: text(parts.length === 0 ? said('（无）', '(none)') : parts.join('；')),
  };
}

/** A person by id, with the name where it is registered. */
export const personIn =
  ({ names }: Pick<Frame, 'names'>) =>
  (personId: string | null, events?: readonly string[]): Cell =>
    personId === null
      ? none()
      : { kind: 'person', personId, name: names.get(personId) ?? null, events };

/** A report that nobody signs and that shows the ids of its events in its tables. */
export function listDocument(
  frame: Frame,
  content: Pick<ReportDocument, 'kind' | 'title' | 'statements' | 'sections'> &
    Partial<Pick<ReportDocument, 'subject'>>,
): ReportDocument {
  const { marking, provenance, question } = frame;
  return {
    format: 'sunledger.report.v1',
    marking,
    provenance,
    question,
    subject: [filterFact(question)],
    signatures: [],
    annexes: [],
    evidence: 'inline',
    ...content,
  };
}
