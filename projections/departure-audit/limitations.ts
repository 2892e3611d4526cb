// What an audit could not see (未取得资料): said aloud, so that silence is not taken for a clean record.
import type { Bilingual } from '../../src/kernel/errors.js';
import { counted, type Counted } from './acts.js';
import type { AuditedDecision } from './decisions.js';
import type { AuditedTerm } from './terms.js';

export interface Limitation {
  readonly code: string;
  readonly text: Bilingual;
  /** The records in which the gap shows; `null`: the ledger has no such records at all. */
  readonly records: Counted | null;
}

const always = (code: string, zh: string, en: string): Limitation => ({
  code,
  text: { zh, en },
  records: null,
});

/** Sections of an audit report for which this program keeps no records yet. */
const NOT_KEPT: readonly Limitation[] = [
  always('targets', '任期目标完成情况未入账', 'Targets of the term are not recorded in the ledger'),
  always('debts', '债权债务未入账', 'Receivables and debts are not recorded in the ledger'),
  always('assets', '资产资源台账未入账', 'Assets and resources are not recorded in the ledger'),
  always(
    'complaints',
    '投诉与信访未入账',
    'Complaints and petitions are not recorded in the ledger',
  ),
];

export function limitationsOf(
  name: string | undefined,
  terms: readonly AuditedTerm[],
  decisions: readonly AuditedDecision[],
): readonly Limitation[] {
  const found: Limitation[] = [];
  const note = (code: string, zh: string, en: string, eventIds: readonly string[]) => {
    if (eventIds.length > 0) found.push({ code, text: { zh, en }, records: counted(eventIds) });
  };
  const events = (some: readonly AuditedTerm[]) =>
    some.flatMap(({ events: own }) => own.map(({ eventId }) => eventId));
  if (name === undefined)
    found.push(always('name', '姓名未登记', 'The name of the person is not registered'));
  note(
    'termOpen',
    '任期尚未结束，截至台账当前位置',
    'A term has not ended; the audit reaches to the present position of the ledger',
    events(terms.filter(({ endedOn }) => endedOn === null)),
  );
  note(
    'termStart',
    '任职起始日未记录，按最早记录计',
    'The beginning of a term is not recorded; it is taken to reach back to the first record',
    events(terms.filter(({ from }) => from === null)),
  );
  const first = (some: readonly AuditedDecision[]) =>
    some.flatMap(({ eventIds }) => eventIds.slice(0, 1));
  note(
    'attendance',
    '未记录本人是否到会的事项',
    'Matters in which it is not recorded whether the person attended',
    first(decisions.filter(({ attendance }) => attendance === 'unknown')),
  );
  note(
    'secretBallots',
    '无记名或举手表决，个人票向未知',
    'Ballots that were secret or by show of hands: the vote of a person is not known',
    decisions.flatMap(({ ballots }) =>
      ballots
        .filter(({ mode, vote }) => mode !== 'rollCall' && vote === null)
        .map((b) => b.eventId),
    ),
  );
  return [...found, ...NOT_KEPT];
}
