// What an audit could not see (未取得资料): said aloud, so that silence is not taken for a clean record.
import type { Bilingual } from '../../src/kernel/errors.js';
import type { AuditFile } from '../audit-files/auditFile.js';
import { counted, type Counted } from './acts.js';
import type { UnitBooks } from './books/unitBooks.js';
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

/** Sections of the report for which a unit has nothing on record: not recorded is not the same as none. */
const SECTIONS: readonly (readonly [
  code: string,
  empty: (books: UnitBooks) => boolean,
  zh: string,
  en: string,
])[] = [
  [
    'headcount',
    ({ facts }) => facts.headcounts.length === 0,
    '户数、人口',
    'households and people',
  ],
  [
    'opening',
    ({ balances }) => balances.every(({ opening }) => opening === null),
    '账户期初余额',
    'opening balances of accounts',
  ],
  [
    'bank',
    ({ balances }) => balances.every(({ bank }) => bank.balance === null),
    '银行对账单',
    'bank statements',
  ],
  ['targets', ({ targets }) => targets.length === 0, '任期目标', 'targets of the term'],
  [
    'debts',
    ({ debts }) => debts.movements.length + debts.guarantees.length === 0,
    '债权、债务与担保',
    'receivables, debts and guarantees',
  ],
  [
    'specialFunds',
    ({ specialFunds }) => specialFunds.length === 0,
    '专项资金与补偿费',
    'special funds and compensation',
  ],
  ['projects', ({ projects }) => projects.length === 0, '工程项目合同', 'contracts of projects'],
  ['assets', ({ assets }) => assets.movements.length === 0, '资产登记', 'the register of assets'],
  ['leases', ({ assets }) => assets.leases.length === 0, '资产资源租赁合同', 'leases'],
  [
    'notices',
    ({ publicity }) => publicity.classes.length === 0,
    '公开栏张贴',
    'notices on the boards',
  ],
  [
    'complaints',
    ({ complaints }) => complaints.received.count === 0,
    '投诉与信访',
    'complaints and petitions',
  ],
];

function unrecorded(books: readonly UnitBooks[]): readonly Limitation[] {
  return SECTIONS.flatMap(([code, empty, zh, en]) => {
    const units = books.filter(empty).map(({ unitName, unitId }) => unitName ?? unitId);
    if (units.length === 0) return [];
    return [
      always(
        code,
        `${units.join('、')}：任期内${zh}未入账，本报告不作“无”处理`,
        `${units.join(', ')}: nothing is recorded of ${en}, which is not to say that there is none`,
      ),
    ];
  });
}

/** Material that was asked for and did not come, or not in full (未取得资料清单). */
function withheld(file: AuditFile | null): readonly Limitation[] {
  return (file?.materials ?? [])
    .filter(({ state }) => state !== 'complete')
    .map(({ request, state, eventId }) => ({
      code: 'material',
      text: {
        zh: `${state === 'missing' ? '未取得' : '未完整取得'}资料：${request.what}`,
        en: `${state === 'missing' ? 'not provided' : 'not provided in full'}: ${request.what}`,
      },
      records: counted([eventId]),
    }));
}

export function limitationsOf(
  name: string | undefined,
  terms: readonly AuditedTerm[],
  decisions: readonly AuditedDecision[],
  books: readonly UnitBooks[],
  file: AuditFile | null,
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
  return [...found, ...withheld(file), ...unrecorded(books)];
}
