import { describe, expect, it } from '@jest/globals';
import { aLedger, day, packsWith, type TestLedger } from './support.js';

const charge = (personId: string, areas: string[], from: string) => ({
  personId,
  unitId: 'U1',
  areas,
  from,
});
const end = (personId: string, areas: string[], on: string) => ({
  personId,
  unitId: 'U1',
  areas,
  on,
});

describe('SEG-01, one deputy per area', () => {
  const two = (secondFrom: string, firstEnds?: string) => {
    const ledger = aLedger().add(
      'offices.PortfolioAssigned',
      charge('A', ['projects'], '2024-01-01'),
    );
    if (firstEnds) ledger.add('offices.PortfolioEnded', end('A', ['projects'], firstEnds));
    return ledger.add('offices.PortfolioAssigned', charge('B', ['projects'], secondFrom));
  };
  it('is kept by a handover, on the day itself', () => {
    expect(two('2024-02-01', '2024-02-01').verdict('SEG-01')).toBe('kept');
  });
  it('is broken by a second deputy, who is charged', () => {
    expect(
      two('2024-02-01')
        .broken('SEG-01')
        .map(({ person }) => person),
    ).toEqual(['B']);
    expect(two('2024-02-01', '2024-02-02').verdict('SEG-01')).toBe('broken');
  });
  it('charges the later record of two who begin together', () => {
    expect(
      two('2024-01-01')
        .broken('SEG-01')
        .map(({ person }) => person),
    ).toEqual(['B']);
  });
  it('is broken by an area left vacant, once a later event shows it', () => {
    const vacant = (later: string) =>
      aLedger()
        .add('offices.PortfolioAssigned', charge('A', ['projects'], '2024-01-01'))
        .add('offices.PortfolioEnded', end('A', ['projects'], '2024-02-01'))
        .add('offices.PortfolioAssigned', charge('B', ['funds'], '2024-02-02'), { time: later });
    expect(vacant('2024-03-02T09:00:00+08:00').verdict('SEG-01')).toBe('kept');
    expect(vacant('2024-03-03T09:00:00+08:00').broken('SEG-01')[0]?.violation?.found.en).toBe(
      'nobody in charge of projects after 2024-02-01',
    );
    const taken = vacant('2024-03-03T09:00:00+08:00');
    taken.add('offices.PortfolioAssigned', charge('B', ['projects'], '2024-02-20'));
    expect(taken.verdict('SEG-01')).toBe('kept');
  });
  it('is not applicable without portfolios', () => {
    expect(aLedger().holds('A', 'PS').verdict('SEG-01')).toBe('not applicable');
  });
});

describe('SEG-02, the deputy in charge approves', () => {
  const packs = packsWith('SEG-02', {
    areaOfPower: { T15: 'projects' },
    areaOfCategory: { 工程款: 'projects' },
  });
  const approved = (...persons: string[]) => {
    const ledger = aLedger()
      .add('offices.PortfolioAssigned', charge('D', ['projects'], '2024-01-01'))
      .holds('D', 'DTM')
      .holds('E', 'DTM')
      .requests(1, { category: '工程款' }, { time: day(10) });
    for (const personId of persons) ledger.approves('approve', { personId });
    return ledger;
  };
  it('is kept when the deputy approves, alone or among others', () => {
    expect(approved('D').verdict('SEG-02', packs)).toBe('kept');
    expect(approved('E', 'D').verdict('SEG-02', packs)).toBe('kept');
  });
  it('is broken when only somebody else does', () => {
    expect(approved('E').verdict('SEG-02', packs)).toBe('broken');
  });
  it('is not applicable where no area is named, or nobody is recorded in charge', () => {
    expect(approved('E').verdict('SEG-02')).toBe('not applicable');
    const nobody = aLedger()
      .requests(1, { category: '工程款' })
      .approves('approve', { personId: 'E' });
    expect(nobody.verdict('SEG-02', packs)).toBe('not applicable');
  });
});

describe('SEG-03, separation of duties', () => {
  it('is kept by four persons', () => {
    const ledger = aLedger()
      .opens({ proposer: 'A' })
      .requests(1, { requestedBy: 'A' })
      .approves('approve', { personId: 'B' })
      .pays(1, { paidBy: 'C' })
      .approves('accept', { personId: 'D' });
    expect(ledger.verdict('SEG-03')).toBe('kept');
  });
  it.each([
    [
      'proposes and approves',
      (l: TestLedger) => l.requests(1, { requestedBy: 'A' }).approves('approve', { personId: 'A' }),
    ],
    [
      'approves and pays',
      (l: TestLedger) =>
        l.requests(1).approves('approve', { personId: 'A' }).pays(1, { paidBy: 'A' }),
    ],
    [
      'proposes the matter and pays',
      (l: TestLedger) => l.opens({ proposer: 'A' }).pays(1, { paidBy: 'A' }),
    ],
    [
      'pays and accepts',
      (l: TestLedger) => l.pays(1, { paidBy: 'A' }).approves('accept', { personId: 'A' }),
    ],
  ])('is broken by one who %s', (_, build) => {
    expect(build(aLedger()).verdict('SEG-03')).toBe('broken');
  });
  it('finds an acceptance on the contract by who paid, and charges the payment', () => {
    const ledger = aLedger()
      .requests(1, { contractId: 'K1' })
      .add(
        'projects.WorkAccepted',
        { contractId: 'K1', acceptanceId: 'W', acceptedBy: ['A', 'B'] },
        { matter: undefined },
      )
      .pays(1, { paidBy: 'A' });
    expect(ledger.broken('SEG-03').map(({ act }) => act.name)).toEqual(['funds.PaymentMade']);
  });
  it('charges an approval once, in however many cumulative reports it is stated, and co-proposers like the proposer', () => {
    const ledger = aLedger().requests(1, { requestedBy: 'B', alsoRequestedBy: ['A'] });
    for (const report of ['2022', '2023']) ledger.approves('approve', { personId: 'A', report });
    expect(ledger.broken('SEG-03')).toHaveLength(1);
  });
  it('lets a county separate fewer duties', () => {
    const packs = packsWith('SEG-03', { separated: [['approve', 'pay']] });
    const ledger = aLedger()
      .requests(1, { requestedBy: 'A' })
      .approves('approve', { personId: 'A' });
    expect(ledger.verdict('SEG-03', packs)).toBe('not applicable');
  });
  const steps = (...persons: (string | undefined)[]) =>
    persons.reduce(
      (ledger, person, index) =>
        ledger.add(
          'matters.StepTaken',
          { matterId: 'M1', stepId: `S${index}`, activity: `${index}` },
          person === undefined ? {} : { person },
        ),
      aLedger(),
    );
  it('is broken by one person who took every step', () => {
    const [violation] = steps('A', 'A', 'A').broken('SEG-03');
    expect(violation).toMatchObject({ person: 'A', violation: { severity: 'M' } });
    expect(violation?.violation?.found.en).toBe('one person took 3 of 3 steps (100 %)');
  });
  it('is kept when somebody else took one, also somebody unrecorded', () => {
    expect(steps('A', 'A', 'B').verdict('SEG-03')).toBe('kept');
    expect(steps('A', 'A', undefined).verdict('SEG-03')).toBe('kept');
  });
  it('takes a lower share where the pack does', () => {
    const packs = packsWith('SEG-03', { soleActor: { percent: 50, severity: 'S' } });
    expect(steps('A', 'A', 'B', 'C').severities('SEG-03', packs)).toEqual(['S']);
    expect(steps('A', 'B', 'C', 'D').verdict('SEG-03', packs)).toBe('kept');
  });
  it('is not applicable to few steps, or to steps of nobody on record', () => {
    expect(steps('A', 'A').verdict('SEG-03')).toBe('not applicable');
    expect(steps(undefined, undefined, undefined).verdict('SEG-03')).toBe('not applicable');
  });
});

describe('SEG-04, book-keeping is separate', () => {
  const voucher = (ledger: TestLedger, person: string) =>
    ledger.add(
      'funds.VoucherAttached',
      { paymentId: 'P1', voucherId: 'V', kind: 'invoice', amount: '1', currency: 'CNY' },
      { person },
    );
  it('is kept and broken by who attaches the voucher', () => {
    const approved = () => aLedger().requests(1).approves('approve', { personId: 'A' });
    expect(voucher(approved(), 'B').verdict('SEG-04')).toBe('kept');
    expect(voucher(approved(), 'A').verdict('SEG-04')).toBe('broken');
  });
  it('is broken by a cashier who checks his own payment', () => {
    const ledger = aLedger()
      .requests(1)
      .approves('supervise', { personId: 'A' })
      .pays(1, { paidBy: 'A' });
    expect(ledger.verdict('SEG-04')).toBe('broken');
  });
  it('is broken by incompatible posts in one hand', () => {
    expect(aLedger().holds('A', 'VACC').holds('B', 'VCC').verdict('SEG-04')).toBe('kept');
    expect(aLedger().holds('A', 'VACC').holds('A', 'VCC').verdict('SEG-04')).toBe('broken');
  });
  it('is not applicable where nobody’s signature is recorded', () => {
    expect(voucher(aLedger().requests(1), 'A').verdict('SEG-04')).toBe('not applicable');
    expect(aLedger().holds('A', 'TM').verdict('SEG-04')).toBe('not applicable');
  });
});

describe('SEG-05, the secretary is not in charge', () => {
  it('is kept by another area, broken by money, people or projects', () => {
    const given = (area: string) =>
      aLedger()
        .holds('A', 'PS')
        .add('offices.PortfolioAssigned', charge('A', [area], '2024-01-01'))
        .verdict('SEG-05');
    expect(given('culture')).toBe('kept');
    expect(given('funds')).toBe('broken');
    expect(given('人事')).toBe('broken');
  });
  it('is broken by a deputy who becomes secretary and keeps his portfolio', () => {
    const promoted = (ends?: string) => {
      const ledger = aLedger().add(
        'offices.PortfolioAssigned',
        charge('A', ['funds'], '2023-01-01'),
      );
      if (ends) ledger.add('offices.PortfolioEnded', end('A', ['funds'], ends));
      return ledger.holds('A', 'PS', '2024-01-01').verdict('SEG-05');
    };
    expect(promoted()).toBe('broken');
    expect(promoted('2024-01-01')).toBe('kept');
  });
  it('is not applicable to others, village secretaries included', () => {
    const village = aLedger()
      .holds('A', 'VPS')
      .add('offices.PortfolioAssigned', charge('A', ['funds'], '2024-01-01'));
    expect(village.verdict('SEG-05')).toBe('not applicable');
  });
});

describe('SEG-06, the secretary is not the first to approve', () => {
  const approved = (...persons: string[]) => {
    const ledger = aLedger()
      .holds('S', 'PS')
      .requests(1, {}, { time: day(10) });
    for (const personId of persons) ledger.approves('approve', { personId });
    return ledger.verdict('SEG-06');
  };
  it('is kept when somebody approved before him', () => expect(approved('D', 'S')).toBe('kept'));
  it('is broken when he is the first', () => expect(approved('S', 'D')).toBe('broken'));
  it('is not applicable without an approval', () => expect(approved()).toBe('not applicable'));
  it('judges approving steps of personnel matters where the pack names them', () => {
    const packs = packsWith('SEG-06', { approvals: ['初审'] });
    const step = (power: string) =>
      aLedger()
        .holds('S', 'PS')
        .add(
          'matters.StepTaken',
          { matterId: 'M1', stepId: 'S1', activity: '初审' },
          { person: 'S', power, time: day(10) },
        )
        .verdict('SEG-06', packs);
    expect(step('T05')).toBe('broken');
    expect(step('T20')).toBe('not applicable');
  });
});
