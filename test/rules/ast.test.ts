import { describe, expect, it } from '@jest/globals';
import {
  aLedger,
  at,
  demoPacks,
  fen,
  packsWith,
  TOWNSHIP,
  type Attributes,
  type TestLedger,
} from './support.js';

interface Lease {
  readonly from?: string;
  readonly to?: string;
  readonly kind?: 'lease' | 'contractOut' | 'transfer';
  readonly rent?: number;
  readonly floor?: number;
  readonly landTermEnds?: string;
}

function lets(
  ledger: TestLedger,
  lease: Lease = {},
  date = '2024-03-05',
  attributes: Attributes = { matter: 'M1' },
): TestLedger {
  const { from = '2024-04-01', to = '2029-03-31', kind = 'lease', rent = 12_000 } = lease;
  return ledger.add(
    'assets.LeaseSigned',
    {
      leaseId: 'Z1',
      unitId: 'U1',
      title: '铺面',
      kind,
      lessee: { payeeId: 'C1', kind: 'company' },
      from,
      to,
      rentPerYear: fen(rent),
      currency: 'CNY',
      signedBy: 'P',
      ...(lease.floor === undefined ? {} : { floorPerYear: fen(lease.floor) }),
      ...(lease.landTermEnds === undefined ? {} : { landTermEnds: lease.landTermEnds }),
    },
    { ...at(date), ...attributes },
  );
}

const renews = (
  ledger: TestLedger,
  more: { from?: string; to?: string; rent?: number } = {},
  date = '2029-03-01',
  matter = 'M1',
) =>
  ledger.add(
    'assets.LeaseRenewed',
    {
      leaseId: 'Z1',
      renewalId: 'N1',
      from: more.from ?? '2029-04-01',
      to: more.to ?? '2034-03-31',
      rentPerYear: fen(more.rent ?? 12_000),
      currency: 'CNY',
    },
    { ...at(date), matter },
  );

const decided = (date = '2024-03-01') =>
  aLedger().opens({}, at('2024-02-01')).rules('adopted', {}, at(date));
const posts = (ledger: TestLedger, date: string) =>
  ledger.add(
    'matters.DecisionPublished',
    { matterId: 'M1', noticeId: 'N1', what: 'decision', places: ['公开栏'] },
    at(date),
  );

describe('AST-01, leases are decided and public', () => {
  it('is kept by a decision and a posting before the signing', () => {
    expect(lets(posts(decided(), '2024-03-02')).verdict('AST-01')).toBe('kept');
  });
  it('is broken without a decision, and by one that came after the signing', () => {
    const [violation] = lets(aLedger().opens(), {}, '2024-03-05').broken('AST-01');
    expect(violation).toMatchObject({
      person: 'P',
      violation: { severity: 'S', amount: '1200000' },
    });
    const after = lets(aLedger().opens({}, at('2024-02-01'))).rules(
      'adopted',
      {},
      at('2024-03-06'),
    );
    expect(after.verdict('AST-01')).toBe('broken');
    const rejected = aLedger().opens({}, at('2024-02-01')).rules('rejected', {}, at('2024-03-01'));
    expect(lets(rejected).verdict('AST-01')).toBe('broken');
  });
  it('is broken by a lease that belongs to no matter', () => {
    expect(lets(aLedger(), {}, '2024-03-05', {}).verdict('AST-01')).toBe('broken');
  });
  it('may be posted after the signing, within twenty working days', () => {
    // Tuesday 2024-03-05 + 20 working days = Tuesday 2024-04-02.
    expect(posts(lets(decided()), '2024-04-02').verdict('AST-01')).toBe('kept');
    expect(posts(lets(decided()), '2024-04-03').verdict('AST-01')).toBe('broken');
    expect(posts(lets(decided()), '2024-03-13').verdict('AST-01', demoPacks)).toBe('broken');
  });
  it('is not judged while the posting may still come, and broken once that has passed', () => {
    expect(lets(decided()).verdict('AST-01')).toBe('not applicable');
    const closed = (date: string) =>
      lets(decided())
        .add('matters.MatterClosed', { matterId: 'M1', result: 'done' }, at(date))
        .verdict('AST-01');
    expect(closed('2024-04-02')).toBe('not applicable');
    expect(closed('2024-04-03')).toBe('broken');
  });
  it('takes a notice of the matter for a posting', () => {
    const noticed = (noticeClass: 'asset' | 'finance') =>
      lets(
        decided().add(
          'disclosure.NoticePosted',
          { noticeId: 'N1', class: noticeClass, title: '招租', places: ['p'] },
          { ...at('2024-03-03'), matter: 'M1' },
        ),
      ).add('matters.MatterClosed', { matterId: 'M1', result: 'done' }, at('2024-06-03'));
    expect(noticed('asset').verdict('AST-01')).toBe('kept');
    expect(noticed('finance').verdict('AST-01')).toBe('broken');
  });
  it('asks for no posting of what is sealed, and for a decision all the same', () => {
    const sealed = (ledger: TestLedger) =>
      lets(ledger, {}, '2024-03-05', { matter: 'M1', classification: 'sealed' }).add(
        'matters.MatterClosed',
        { matterId: 'M1', result: 'done' },
        at('2024-12-03'),
      );
    expect(sealed(decided()).verdict('AST-01')).toBe('kept');
    expect(sealed(aLedger().opens({}, at('2024-02-01'))).verdict('AST-01')).toBe('broken');
  });
  it('asks for a new decision to renew', () => {
    const lease = () => lets(posts(decided(), '2024-03-02'));
    expect(
      renews(lease())
        .broken('AST-01')
        .map(({ act }) => act.name),
    ).toEqual(['assets.LeaseRenewed']);
    expect(renews(lease().rules('adopted', {}, at('2029-02-01'))).broken('AST-01')).toEqual([]);
    const elsewhere = lease()
      .opens({ matterId: 'M2' }, at('2029-01-01'))
      .rules('adopted', { matterId: 'M2' }, at('2029-02-01'))
      .add(
        'matters.DecisionPublished',
        { matterId: 'M2', noticeId: 'N2', what: 'decision', places: ['公开栏'] },
        at('2029-02-02'),
      );
    expect(renews(elsewhere, {}, '2029-03-01', 'M2').broken('AST-01')).toEqual([]);
  });
  it('is not applicable to rents and levels that the pack leaves out, nor without a lease', () => {
    const small = packsWith('AST-01', { exemptBelow: { village: '1200001' } });
    expect(lets(aLedger().opens()).verdict('AST-01', small)).toBe('not applicable');
    const villages = packsWith('AST-01', { levels: ['village'] });
    const township = lets(aLedger(), {}, '2024-03-05', { orgunit: TOWNSHIP });
    expect(township.verdict('AST-01', villages)).toBe('not applicable');
    expect(decided().verdict('AST-01')).toBe('not applicable');
  });
});

describe('AST-02, not let for too long', () => {
  const letting = (lease: Lease) => lets(aLedger(), lease).verdict('AST-02');
  it('is kept by twenty years to the day, and broken by a day more', () => {
    expect(letting({ from: '2024-04-01', to: '2044-04-01' })).toBe('kept');
    expect(letting({ from: '2024-04-01', to: '2044-04-02' })).toBe('broken');
    expect(letting({ from: '2024-02-29', to: '2044-02-29' })).toBe('kept');
  });
  it('is broken by a term beyond that of the land', () => {
    const land = (to: string) => letting({ kind: 'transfer', to, landTermEnds: '2028-12-31' });
    expect(land('2028-12-31')).toBe('kept');
    expect(land('2029-01-01')).toBe('broken');
  });
  it('counts a renewal from its own beginning, against the land term of its lease', () => {
    expect(renews(lets(aLedger()), { to: '2049-04-01' }).broken('AST-02')).toEqual([]);
    expect(renews(lets(aLedger()), { to: '2049-04-02' }).broken('AST-02')).toHaveLength(1);
    const land = lets(aLedger(), { landTermEnds: '2030-12-31' });
    expect(renews(land, { to: '2031-01-01' }).broken('AST-02')).toHaveLength(1);
  });
  it('is not applicable to contracting-out without a land term, unless the pack sets years', () => {
    const long = { kind: 'contractOut' as const, to: '2060-01-01' };
    expect(letting(long)).toBe('not applicable');
    const thirty = packsWith('AST-02', { years: { contractOut: 30 } });
    expect(lets(aLedger(), long).verdict('AST-02', thirty)).toBe('broken');
  });
});

describe('AST-03, the rent is not below the floor', () => {
  it('is kept at the floor, and broken by a fen less', () => {
    expect(lets(aLedger(), { rent: 12_000, floor: 12_000 }).verdict('AST-03')).toBe('kept');
    const [violation] = lets(aLedger(), { rent: 11_999.99, floor: 12_000 }).broken('AST-03');
    expect(violation?.violation).toMatchObject({ amount: '1', severity: 'M' });
  });
  it('holds a renewal against the floor of its lease', () => {
    const lease = lets(aLedger(), { rent: 12_000, floor: 12_000 });
    expect(renews(lease, { rent: 9_000 }).broken('AST-03')).toHaveLength(1);
  });
  it('is not applicable without a floor', () => {
    expect(lets(aLedger()).verdict('AST-03')).toBe('not applicable');
  });
});

describe('AST-04, assets are registered', () => {
  const accepted = (category?: 'works' | 'services') => {
    const ledger = aLedger();
    if (category !== undefined)
      ledger
        .add('projects.TenderAnnounced', {
          tenderId: 'T1',
          title: '路',
          category,
          method: 'openTender',
        })
        .add('projects.ContractTendered', { contractId: 'K1', tenderId: 'T1' });
    return ledger.add(
      'projects.WorkAccepted',
      { contractId: 'K1', acceptanceId: 'A1', acceptedBy: ['P'] },
      at('2024-03-01'),
    );
  };
  const registered = (ledger: TestLedger, date: string, more: object = {}) =>
    ledger.add(
      'assets.AssetRegistered',
      {
        assetId: 'G1',
        unitId: 'U1',
        title: '路',
        kind: 'publicFacility',
        acquired: 'construction',
        value: fen(180_000),
        currency: 'CNY',
        contractId: 'K1',
        ...more,
      },
      at(date),
    );
  it('is kept on the thirtieth day, a day off moved, and broken after it', () => {
    // Sunday the 31st of March.
    expect(registered(accepted(), '2024-04-01').verdict('AST-04')).toBe('kept');
    const [violation] = registered(accepted(), '2024-04-02').broken('AST-04');
    expect(violation?.violation).toMatchObject({ severity: 'L', amount: '18000000' });
  });
  it('is broken by works that are not registered once a later event shows it, not by services', () => {
    const later = (category?: 'works' | 'services') =>
      accepted(category)
        .add(
          'projects.ContractEnded',
          { contractId: 'K1', on: '2024-05-01', reason: 'completed' },
          at('2024-05-01'),
        )
        .verdict('AST-04');
    expect(later('works')).toBe('broken');
    expect(later('services')).toBe('not applicable');
    expect(later()).toBe('not applicable');
    expect(accepted('works').verdict('AST-04')).toBe('not applicable');
  });
  it('judges the last of several acceptances, or the one that the asset names', () => {
    const twice = () =>
      accepted().add(
        'projects.WorkAccepted',
        { contractId: 'K1', acceptanceId: 'A2', acceptedBy: ['P'] },
        at('2024-06-01'),
      );
    expect(registered(twice(), '2024-06-20').verdict('AST-04')).toBe('kept');
    const named = registered(twice(), '2024-06-20', { acceptanceId: 'A1' });
    expect(named.broken('AST-04')[0]?.act.time).toMatch(/^2024-03-01/);
  });
});

describe('AST-05, assets are counted every year', () => {
  const count = (ledger: TestLedger, year: number, date: string, stocktakeId = `S${year}`) =>
    ledger.add(
      'assets.StocktakeDone',
      { stocktakeId, unitId: 'U1', year, countedBy: ['a'], counted: 10, differences: [] },
      { ...at(date), person: 'clerk' },
    );
  const asset = (ledger: TestLedger, date: string) =>
    ledger.add(
      'assets.AssetRegistered',
      {
        assetId: 'G1',
        unitId: 'U1',
        title: '办公楼',
        kind: 'building',
        acquired: 'opening',
        value: '1',
        currency: 'CNY',
      },
      at(date),
    );
  const leaves = (ledger: TestLedger, personId: string, on: string) =>
    ledger.add(
      'offices.OfficeEnded',
      {
        termId: `${personId}.U1.VCC`,
        personId,
        postId: 'U1.VCC',
        on,
        reason: 'termExpired',
      },
      at(on),
    );
  it('is kept by a count for every year, each by the end of March', () => {
    const ledger = count(count(aLedger(), 2021, '2021-12-20'), 2022, '2023-03-31');
    expect(ledger.verdict('AST-05')).toBe('kept');
  });
  it('is broken by a count that was done in April', () => {
    const [violation] = count(aLedger(), 2022, '2023-04-03').broken('AST-05');
    expect(violation?.violation?.found.zh).toBe('2022 年的清查 2023-04-03 才完成');
  });
  it('charges a year that was left out to the next count, and to who was answerable then', () => {
    const ledger = count(aLedger().holds('h', 'VCC', '2021-01-01'), 2021, '2021-12-20');
    const gaps = count(ledger, 2024, '2024-12-20').broken('AST-05');
    expect(gaps).toMatchObject([
      { person: 'h', post: 'U1.VCC', violation: { found: { zh: '2022 年没有清查' } } },
      { person: 'h', violation: { found: { zh: '2023 年没有清查' } } },
    ]);
  });
  it('names nobody where nobody is known to have been answerable', () => {
    const [gap] = count(count(aLedger(), 2021, '2021-12-20'), 2023, '2023-12-20').broken('AST-05');
    expect(gap?.person).toBeUndefined();
  });
  it('does not call a year missing that was counted later: that count is late itself', () => {
    const ledger = count(count(aLedger(), 2021, '2021-12-20'), 2023, '2023-12-20');
    const late = count(ledger, 2022, '2024-01-10').broken('AST-05');
    expect(late.map(({ violation }) => violation?.found.zh)).toEqual([
      '2022 年的清查 2024-01-10 才完成',
    ]);
  });
  it('charges a year to the end of the office of who left before the next count, once', () => {
    const ledger = aLedger().holds('h', 'VCC', '2021-01-01').holds('i', 'VCC', '2023-07-01');
    count(ledger, 2021, '2021-12-20');
    leaves(ledger, 'h', '2023-06-30');
    count(ledger, 2023, '2023-12-20');
    expect(ledger.broken('AST-05')).toMatchObject([
      { person: 'h', act: { name: 'offices.OfficeEnded' } },
    ]);
  });
  it('charges years that nobody ever counted, from the first full year with assets on the register', () => {
    const ledger = leaves(
      asset(aLedger().holds('h', 'VCC', '2021-01-01'), '2021-05-01'),
      'h',
      '2024-06-30',
    );
    expect(ledger.broken('AST-05').map(({ violation }) => violation?.found.en)).toEqual([
      'no count for 2022',
      'no count for 2023',
    ]);
  });
  it('does not charge a year whose limit had not passed when he left', () => {
    const ledger = leaves(
      asset(aLedger().holds('h', 'VCC', '2021-01-01'), '2021-05-01'),
      'h',
      '2023-03-31',
    );
    expect(ledger.verdict('AST-05')).toBe('not applicable');
  });
  it('is not applicable to units without assets or counts, and to other offices', () => {
    const none = leaves(aLedger().holds('h', 'VCC', '2021-01-01'), 'h', '2024-06-30');
    expect(none.verdict('AST-05')).toBe('not applicable');
    const other = asset(aLedger().holds('h', 'VACC', '2021-01-01'), '2021-05-01').add(
      'offices.OfficeEnded',
      {
        termId: 'h.U1.VACC',
        personId: 'h',
        postId: 'U1.VACC',
        on: '2024-06-30',
        reason: 'resigned',
      },
      at('2024-06-30'),
    );
    expect(other.verdict('AST-05')).toBe('not applicable');
  });
  it('judges the first of two counts for one year', () => {
    const ledger = count(count(aLedger(), 2022, '2022-12-20'), 2022, '2023-12-20', 'again');
    expect(ledger.examine('AST-05').judgements).toHaveLength(1);
  });
});
