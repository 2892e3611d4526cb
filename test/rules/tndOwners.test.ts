import { describe, expect, it } from '@jest/globals';
import { aLedger, at, fen, packsWith, TOWNSHIP, VILLAGE, type TestLedger } from './support.js';

const company = (payeeId: string) => ({ payeeId, kind: 'company' as const });

/** What is registered of a supplier from a day on. */
const owned = (
  ledger: TestLedger,
  supplierId: string,
  owners: readonly string[],
  date = '2023-01-01',
) =>
  ledger.add(
    'projects.SupplierRegistered',
    {
      supplierId,
      registrationId: `${supplierId}-${date}`,
      name: `${supplierId}（虚构）`,
      owners: [...owners],
    },
    at(date),
  );

const declares = (
  ledger: TestLedger,
  personId: string,
  payeeId: string,
  more: { from?: string; to?: string; kind?: 'company' | 'publicEmployment' } = {},
  date = '2023-01-01',
) =>
  ledger.add(
    'offices.InterestDeclared',
    { personId, declarationId: `${personId}-${payeeId}`, kind: 'company', payeeId, ...more },
    at(date),
  );

describe('TND-04, no related bidders', () => {
  const bids = (
    ledger: TestLedger,
    traits: Readonly<Record<string, { preparedBy?: string; bondAccount?: string }>>,
  ) =>
    Object.entries(traits).reduce(
      (each, [bidder, more]) =>
        each.add(
          'projects.BidReceived',
          { tenderId: 'T1', bidId: `b-${bidder}`, bidder: company(bidder), ...more },
          at('2024-02-01'),
        ),
      ledger,
    );
  const award = (ledger: TestLedger) =>
    ledger.add(
      'projects.AwardPosted',
      { tenderId: 'T1', awardId: 'W1', what: 'candidate', winners: [company('A')] },
      at('2024-02-20'),
    );
  const three = { A: {}, B: {}, C: {} };
  it('is kept by bidders with owners of their own', () => {
    const ledger = owned(owned(aLedger(), 'A', ['x']), 'B', ['y']);
    expect(award(bids(ledger, three)).verdict('TND-04')).toBe('kept');
  });
  it('is broken by an owner in common, also behind another company', () => {
    const direct = owned(owned(aLedger(), 'A', ['x']), 'B', ['x', 'y']);
    expect(award(bids(direct, three)).verdict('TND-04')).toBe('broken');
    const behind = owned(owned(owned(aLedger(), 'A', ['H']), 'H', ['x']), 'B', ['x']);
    expect(award(bids(behind, three)).verdict('TND-04')).toBe('broken');
  });
  it('is broken where one bidder owns another', () => {
    expect(award(bids(owned(aLedger(), 'A', ['B']), three)).verdict('TND-04')).toBe('broken');
  });
  it('is broken by one hand that prepared, or one account that paid the bonds', () => {
    const prepared = { A: { preparedBy: 'z' }, B: { preparedBy: 'z' }, C: { preparedBy: 'w' } };
    const [violation] = award(bids(aLedger(), prepared)).broken('TND-04');
    expect(violation?.violation?.found.zh).toBe('1 对投标存在关联：同一人编制投标文件');
    const bonds = { A: { bondAccount: '1' }, B: { bondAccount: '1' }, C: { bondAccount: '1' } };
    expect(award(bids(aLedger(), bonds)).broken('TND-04')[0]?.violation?.found.en).toMatch(
      /^3 pair/,
    );
  });
  it('counts declared interests in force on the day of the bid', () => {
    const interest = (more: { from?: string; to?: string }) =>
      award(bids(declares(declares(aLedger(), 'x', 'A', more), 'x', 'B'), three)).verdict('TND-04');
    expect(interest({})).toBe('broken');
    expect(interest({ to: '2024-01-31' })).toBe('not applicable');
    expect(interest({ from: '2024-02-02' })).toBe('not applicable');
  });
  it('knows owners as they were registered on the day of the bid', () => {
    const sold = owned(owned(owned(aLedger(), 'A', ['x']), 'B', ['x']), 'B', ['y'], '2024-01-15');
    expect(award(bids(sold, three)).verdict('TND-04')).toBe('kept');
    const later = owned(owned(owned(aLedger(), 'A', ['x']), 'B', ['y']), 'B', ['x'], '2024-02-15');
    expect(award(bids(later, three)).verdict('TND-04')).toBe('kept');
  });
  it('is broken no more once all but one of the related bids are rejected', () => {
    const ledger = bids(owned(owned(aLedger(), 'A', ['x']), 'B', ['x']), three);
    ledger.add('projects.BidRejected', { tenderId: 'T1', bidId: 'b-B' });
    expect(award(ledger).verdict('TND-04')).toBe('not applicable');
  });
  it('is not applicable where nothing is known of two bidders, nor before anything is awarded', () => {
    expect(award(bids(aLedger(), three)).verdict('TND-04')).toBe('not applicable');
    const open = bids(owned(owned(aLedger(), 'A', ['x']), 'B', ['x']), three);
    expect(open.verdict('TND-04')).toBe('not applicable');
  });
});

describe('TND-06, the winner is no official’s', () => {
  const unit = (ledger: TestLedger, unitId: string, division: string) =>
    ledger.add('offices.UnitRegistered', {
      unitId,
      division,
      name: unitId,
      kind: division.endsWith('000') ? 'township' : 'village',
    });
  const units = () =>
    unit(unit(unit(aLedger(), 'U1', VILLAGE), 'UT', TOWNSHIP), 'U2', '451425100202');
  const won = (ledger: TestLedger, winner = 'A', date = '2024-03-01') =>
    ledger.add(
      'projects.AwardPosted',
      {
        tenderId: 'T1',
        awardId: 'W1',
        what: 'award',
        winners: [company(winner)],
        amount: fen(100),
        currency: 'CNY',
      },
      at(date),
    );
  const kin = (
    ledger: TestLedger,
    personId: string,
    relativeId: string,
    relation: 'spouse' | 'other' = 'spouse',
  ) => ledger.add('offices.KinshipDeclared', { personId, relativeId, relation });
  it('is kept by owners without office', () => {
    expect(won(owned(units().holds('p', 'VPS'), 'A', ['x'])).verdict('TND-06')).toBe('kept');
  });
  it('is broken by an owner in office in the unit or above it', () => {
    const [violation] = won(owned(units().holds('x', 'VPS'), 'A', ['x'])).broken('TND-06');
    expect(violation?.violation).toMatchObject({ severity: 'S', amount: '10000' });
    const above = units().holds('x', 'TM', '2020-01-01', 'UT');
    expect(won(owned(above, 'A', ['x'])).verdict('TND-06')).toBe('broken');
  });
  it('is kept by an official of another village, unless the pack counts everybody', () => {
    const ledger = won(owned(units().holds('x', 'VPS', '2020-01-01', 'U2'), 'A', ['x']));
    expect(ledger.verdict('TND-06')).toBe('kept');
    expect(ledger.verdict('TND-06', packsWith('TND-06', { everywhere: true }))).toBe('broken');
  });
  it('is broken by a near relative of an official, whichever of the two declared it', () => {
    const base = () => owned(units().holds('p', 'VCC'), 'A', ['x']);
    expect(won(kin(base(), 'p', 'x')).verdict('TND-06')).toBe('broken');
    expect(won(kin(base(), 'x', 'p')).verdict('TND-06')).toBe('broken');
    expect(won(kin(base(), 'p', 'x', 'other')).verdict('TND-06')).toBe('kept');
  });
  it('holds offices and owners of the day of the award against it', () => {
    const before = owned(units().holds('x', 'VPS', '2024-03-02'), 'A', ['x']);
    expect(won(before).verdict('TND-06')).toBe('kept');
    const left = units().holds('x', 'VPS').add('offices.OfficeEnded', {
      termId: 'x.U1.VPS',
      personId: 'x',
      postId: 'U1.VPS',
      on: '2024-02-29',
      reason: 'resigned',
    });
    expect(won(owned(left, 'A', ['x'])).verdict('TND-06')).toBe('kept');
    const bought = owned(owned(units().holds('x', 'VPS'), 'A', ['y']), 'A', ['x'], '2024-03-02');
    expect(won(bought).verdict('TND-06')).toBe('kept');
  });
  it('follows declared interests and owners of owners', () => {
    expect(won(declares(units().holds('x', 'VPS'), 'x', 'A')).verdict('TND-06')).toBe('broken');
    expect(
      won(declares(units().holds('x', 'VPS'), 'x', 'A', { kind: 'publicEmployment' })).verdict(
        'TND-06',
      ),
    ).toBe('not applicable');
    const chain = owned(owned(units().holds('x', 'VPS'), 'A', ['H']), 'H', ['x']);
    expect(won(chain).verdict('TND-06')).toBe('broken');
    const circle = owned(owned(units().holds('x', 'VPS'), 'A', ['H']), 'H', ['A']);
    expect(won(circle).verdict('TND-06')).toBe('kept');
  });
  const contract = (ledger: TestLedger, payeeId: string, kind: 'company' | 'person') =>
    ledger.add(
      'projects.ContractSigned',
      {
        contractId: 'K1',
        title: '合同',
        party: { payeeId, kind },
        amount: fen(100),
        currency: 'CNY',
        signedBy: 'S',
      },
      at('2024-03-05'),
    );
  it('judges a contract by itself where no award was posted, once where one was', () => {
    const ledger = contract(units().holds('x', 'VPS'), 'x', 'person');
    expect(ledger.broken('TND-06')[0]).toMatchObject({ person: 'S' });
    const awarded = contract(won(owned(units().holds('x', 'VPS'), 'A', ['x'])), 'A', 'company');
    awarded.add('projects.ContractTendered', { contractId: 'K1', tenderId: 'T1' });
    expect(awarded.broken('TND-06').map(({ act }) => act.name)).toEqual(['projects.AwardPosted']);
  });
  it('is not applicable where nobody is known behind a company', () => {
    expect(won(units()).verdict('TND-06')).toBe('not applicable');
    expect(contract(units(), 'A', 'company').verdict('TND-06')).toBe('not applicable');
    expect(contract(units(), 'x', 'person').verdict('TND-06')).toBe('kept');
  });
});
