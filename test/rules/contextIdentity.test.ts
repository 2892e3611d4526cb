// A view gives a rule the same event as two objects, when it read the case and a context list from the log apart.
import { describe, expect, it } from '@jest/globals';
import { contextKeysOf, upTo, type RuleContext } from '../../src/rules/context.js';
import { RULES } from '../../src/rules/index.js';
import { examine } from '../../src/rules/judge.js';
import { aLedger, at, demoPacks, fen, TOWNSHIP, VILLAGE, type TestLedger } from './support.js';

const company = { payeeId: 'A', kind: 'company' as const };

/** Something of every kind that the rules on units, purchases, notices and services look at. */
function everything(): TestLedger {
  const ledger = aLedger()
    .add('offices.UnitRegistered', {
      unitId: 'U1',
      division: VILLAGE,
      name: '村',
      kind: 'village',
    })
    .holds('h', 'VCC', '2021-01-01')
    .holds('p', 'VPS', '2021-01-01')
    .body('VC', 'villagersCommittee', { members: ['h', 'p'] });
  for (const [number, date] of [
    [1, '2024-01-02'],
    [2, '2024-01-03'],
    [4, '2024-01-04'],
  ] as const)
    ledger.add('funds.ReceiptIssued', { bookId: 'K', number, state: 'issued' }, at(date));
  for (const [period, date] of [
    ['2023Q2', '2023-07-10'],
    ['2024Q1', '2024-04-10'],
  ] as const)
    ledger.add(
      'disclosure.NoticePosted',
      { noticeId: period, class: 'finance', title: '财务', places: ['p'], period },
      at(date),
    );
  for (const year of [2021, 2024])
    ledger.add(
      'assets.StocktakeDone',
      {
        stocktakeId: `S${year}`,
        unitId: 'U1',
        year,
        countedBy: ['a'],
        counted: 1,
        differences: [],
      },
      at(`${year}-12-20`),
    );
  for (const [index, yuan] of [3_000_000, 2_000_000].entries())
    ledger
      .add(
        'projects.TenderAnnounced',
        {
          tenderId: `T${index}`,
          title: '路',
          category: 'works',
          method: 'quoteComparison',
          projectId: 'X',
        },
        at('2024-02-01'),
      )
      .add(
        'projects.BidReceived',
        { tenderId: `T${index}`, bidId: `b${index}`, bidder: company },
        at('2024-02-10'),
      )
      .add(
        'projects.AwardPosted',
        { tenderId: `T${index}`, awardId: `W${index}`, what: 'award', winners: [company] },
        at('2024-02-20'),
      )
      .add(
        'projects.ContractSigned',
        {
          contractId: `K${index}`,
          title: '路',
          party: company,
          amount: fen(yuan),
          currency: 'CNY',
        },
        at(`2024-04-0${index + 1}`),
      )
      .add(
        'projects.ContractTendered',
        { contractId: `K${index}`, tenderId: `T${index}` },
        at(`2024-04-0${index + 1}`),
      );
  ledger
    .add(
      'projects.WorkAccepted',
      { contractId: 'K0', acceptanceId: 'A', acceptedBy: ['h'] },
      at('2024-05-01'),
    )
    .add(
      'projects.ContractEnded',
      { contractId: 'K0', on: '2024-08-01', reason: 'completed' },
      at('2024-08-01'),
    );
  for (const [code, name] of [
    ['V01', '甲'],
    ['V02', '甲'],
  ] as const)
    ledger.add(
      'powers.PowerItemPublished',
      {
        code,
        version: '1',
        level: 'village',
        name,
        holder: 'VC',
        basis: [],
        steps: [],
        risks: [],
        effectiveFrom: '2021-01-01',
      },
      { orgunit: '451425000000', ...at('2021-01-01') },
    );
  ledger
    .add(
      'disclosure.DutyBoardPosted',
      {
        boardId: 'B',
        postingId: '1',
        unitId: 'U1',
        persons: [{ personId: 'h', postId: 'U1.VPS' }],
      },
      at('2021-02-01'),
    )
    .holds('q', 'VPS', '2024-03-01');
  for (const number of [1, 2, 3, 4, 5])
    ledger.add(
      'services.ApplicationReceived',
      {
        applicationId: `Y${number}`,
        service: 's',
        applicant: 'v',
        channel: 'counter',
        materials: [],
        queueNumber: number,
      },
      { ...at('2024-03-01'), orgunit: TOWNSHIP },
    );
  return ledger.add(
    'services.ApplicationAccepted',
    { applicationId: 'Y5' },
    { time: '2024-03-01T10:00:00+08:00', orgunit: TOWNSHIP },
  );
}

/** The same ledger, but every list that it gives holds fresh copies. */
const copying = (ledger: TestLedger): RuleContext => ({
  events: (key) => structuredClone(ledger.events(key)),
  eventsUpTo: (key, act) => structuredClone(ledger.events(key)).filter(upTo(act)),
  firstEvent: (key) => structuredClone(ledger.firstEvent(key)),
});

describe('rules', () => {
  const ledger = everything();
  const judged = (context: RuleContext) =>
    ledger.cases().flatMap((each) => examine(each, context, RULES, demoPacks).judgements);

  it('know an event by its id, not by the object', () => {
    expect(judged(copying(ledger))).toEqual(judged(ledger));
  });

  it('find something to judge for most of the families in this ledger', () => {
    const broken = new Set(
      judged(ledger).flatMap(({ rule, violation }) => (violation ? [rule] : [])),
    );
    for (const rule of [
      'INC-01',
      'PUB-02',
      'AST-05',
      'TND-01',
      'TND-02',
      'CAT-01',
      'PUB-09',
      'SVC-04',
      'AST-04',
      'VR-04',
    ])
      expect(broken).toContain(rule);
  });

  it('are asked again for every event that a list of theirs holds: keys follow from the event alone', () => {
    for (const event of ledger.all)
      expect(contextKeysOf(structuredClone(event))).toEqual(contextKeysOf(event));
  });
});
