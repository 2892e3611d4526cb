// A27 to A32 on small ledgers: raised, not raised, at the boundary, and the known false positive that stays silent.
import { describe, expect, it } from '@jest/globals';
import { aLedger, count, fen, leadsOf, on, spend, VILLAGE, type TestLedger } from './support.js';

const official = (ledger: TestLedger, personId = 'chief', from = '2023-01-01') =>
  ledger.add('offices.OfficeHeld', {
    termId: `t-${personId}`,
    personId,
    postId: 'P',
    unitId: VILLAGE,
    from,
  });

describe('A27 payee related to an office holder', () => {
  const paid = (prepare: (ledger: TestLedger) => TestLedger, more: object = {}) => {
    const ledger = prepare(aLedger());
    spend(ledger, {
      yuan: 5000,
      day: '2024-02-01',
      payee: 'X',
      kind: 'person',
      category: '工程',
      ...more,
    });
    return ledger;
  };
  const relative = (ledger: TestLedger) =>
    official(ledger).add('offices.KinshipDeclared', {
      personId: 'chief',
      relativeId: 'X',
      relation: 'sibling',
    });

  it('knows the holder himself, relatives, declared interests, owners and owners’ relatives', () => {
    const relationOf = (ledger: TestLedger) =>
      leadsOf('A27', ledger).map(({ figures }) => figures['relation']);
    expect(relationOf(paid((ledger) => official(ledger, 'X')))).toEqual(['self']);
    expect(relationOf(paid(relative))).toEqual(['relative']);
    expect(
      relationOf(
        paid((ledger) =>
          official(ledger).add('offices.InterestDeclared', {
            personId: 'chief',
            declarationId: 'd',
            kind: 'company',
            payeeId: 'X',
          }),
        ),
      ),
    ).toEqual(['interest']);
    const owned = (owner: string) => (ledger: TestLedger) =>
      official(ledger)
        .add('offices.KinshipDeclared', {
          personId: 'chief',
          relativeId: 'wife',
          relation: 'spouse',
        })
        .add(
          'projects.SupplierRegistered',
          { supplierId: 'X', registrationId: 'r', name: '乙', owners: [owner] },
          { subject: 'supplier-X' },
        );
    expect(relationOf(paid(owned('chief')))).toEqual(['owner']);
    expect(relationOf(paid(owned('wife')))).toEqual(['ownerRelative']);
  });

  it('is silent outside the term, on its last day not', () => {
    const until = (day: string) =>
      count(
        'A27',
        paid((ledger) =>
          relative(ledger).add('offices.OfficeEnded', {
            termId: 't-chief',
            personId: 'chief',
            postId: 'P',
            on: day,
            reason: 'resigned',
          }),
        ),
      );
    expect([until('2024-01-31'), until('2024-02-01')]).toEqual([0, 1]);
  });

  it('leaves alone what an office holder is owed himself', () => {
    expect(
      count(
        'A27',
        paid((ledger) => official(ledger, 'X'), { category: '误工补贴' }),
      ),
    ).toBe(0);
    expect(count('A27', paid(relative, { category: '误工补贴' }))).toBe(1);
  });
});

describe('A28 payee is not the contract party', () => {
  const contract = (payee: string) => {
    const ledger = aLedger().add('projects.ContractSigned', {
      contractId: 'k',
      title: '修渠',
      party: { payeeId: 'C1', kind: 'company' },
      amount: fen(9000),
      currency: 'CNY',
    });
    spend(ledger, { yuan: 9000, day: '2024-04-01', payee, contractId: 'k' });
    return count('A28', ledger);
  };

  it('asks where the money went to somebody else', () => {
    expect([contract('C1'), contract('C2')]).toEqual([0, 1]);
  });

  it('is silent where the contract is not on record', () => {
    const ledger = aLedger();
    spend(ledger, { yuan: 9000, day: '2024-04-01', contractId: 'unknown' });
    expect(count('A28', ledger)).toBe(0);
  });
});

describe('A29 new supplier, or one with a single customer', () => {
  const dealt = (registeredOn: string, yuan = 30_000) => {
    const ledger = aLedger().add(
      'projects.SupplierRegistered',
      { supplierId: 'C1', registrationId: 'r', name: '甲', registeredOn },
      { subject: 'supplier-C1' },
    );
    spend(ledger, { yuan, day: '2024-04-01' });
    return ledger;
  };

  it('states how many days passed from the foundation to the first dealing', () => {
    expect(leadsOf('A29', dealt('2024-03-01'))).toMatchObject([
      { figures: { days: 31, registered: '2024-03-01' } },
    ]);
  });

  it('ends with the ninetieth day, and remarks a dealing before the foundation', () => {
    expect([count('A29', dealt('2024-01-03')), count('A29', dealt('2024-01-02'))]).toEqual([1, 0]);
    expect(count('A29', dealt('2025-01-01'))).toBe(1);
    expect(count('A29', dealt('2024-03-01', 19_999))).toBe(0);
  });

  it('remarks eight payments from one unit alone', () => {
    const years = (payments: number, elsewhere: boolean) => {
      const ledger = dealt('2010-01-01');
      for (let n = 1; n < payments; n++) spend(ledger, { yuan: 1000 + n, day: '2024-05-01' });
      if (elsewhere) spend(ledger, { yuan: 1, day: '2024-05-01', orgunit: '451425100202' });
      return count('A29', ledger);
    };
    expect([years(7, false), years(8, false), years(8, true)]).toEqual([0, 1, 0]);
  });
});

describe('A30 spending concentrated on one supplier', () => {
  const year = (top: number, rest: number, payments = 3) => {
    const ledger = aLedger();
    for (let n = 0; n < payments; n++)
      spend(ledger, { yuan: top / payments, day: '2024-02-01', payee: 'TOP' });
    for (let n = 0; n < 8; n++)
      spend(ledger, { yuan: rest / 8, day: '2024-02-02', payee: `o${n % 4}` });
    return ledger;
  };

  it('states the share of the largest and the index', () => {
    expect(leadsOf('A30', year(90_000, 10_000))).toMatchObject([
      { figures: { suppliers: 5, share: '90.0%' } },
    ]);
  });

  it('begins above a half', () => {
    expect([count('A30', year(60_000, 60_000)), count('A30', year(60_300, 59_700))]).toEqual([
      0, 1,
    ]);
  });

  it('takes one large project for no preference', () => {
    expect([count('A30', year(90_000, 10_000, 2)), count('A30', year(90_000, 10_000, 3))]).toEqual([
      0, 1,
    ]);
  });
});

describe('A31 distribution list that does not fit', () => {
  const listed = (
    entries: readonly { personId: string; amount: string }[],
    total: string,
    more: object = {},
  ) =>
    aLedger()
      .add('offices.BodyDefined', {
        bodyId: 'B',
        unitId: 'u',
        name: '成员大会',
        kind: 'membersMeeting',
        members: ['a', 'b'],
      })
      .add('offices.BodyMembershipChanged', {
        bodyId: 'B',
        effectiveFrom: '2024-02-01',
        joined: ['c'],
        left: ['b'],
      })
      .add('offices.PersonDied', { personId: 'a', on: '2024-03-01' }, { time: on('2024-03-02') })
      .add(
        'funds.DistributionListed',
        {
          distributionId: 'd',
          title: '分红',
          bodyId: 'B',
          total,
          currency: 'CNY',
          entries: [...entries],
          ...more,
        },
        { time: on('2024-02-10'), subject: 'distribution-d' },
      );
  const keys = (ledger: TestLedger) => leadsOf('A31', ledger).map(({ id }) => id.split('~')[1]);
  const entry = (personId: string, amount = '100') => ({ personId, amount });

  it('finds strangers by the membership of that day, lines twice, and a total that does not add up', () => {
    expect(keys(listed([entry('a'), entry('b')], '200'))).toEqual(['strangers']);
    expect(keys(listed([entry('a'), entry('a')], '200'))).toEqual(['twice']);
    expect(keys(listed([entry('a'), entry('c')], '201'))).toEqual(['sum']);
  });

  it('is silent for members alive and a total that fits', () => {
    expect(keys(listed([entry('a'), entry('c')], '200'))).toEqual([]);
  });

  it('finds the dead, and more than the fund received', () => {
    const later = listed([entry('c')], '100').add(
      'funds.DistributionListed',
      {
        distributionId: 'e',
        title: '再分',
        bodyId: 'B',
        fundId: 'f',
        total: '100',
        currency: 'CNY',
        entries: [entry('a')],
      },
      { time: on('2024-03-10'), subject: 'distribution-e' },
    );
    later.add(
      'funds.SpecialFundReceived',
      {
        fundId: 'f',
        receiptId: 'r',
        title: '补偿',
        source: '县',
        purpose: '补偿',
        class: 'landCompensation',
        amount: '99',
        currency: 'CNY',
      },
      { subject: 'specialfund-f' },
    );
    expect(keys(later)).toEqual(['dead', 'fund']);
  });
});

describe('A32 recipient who may not qualify', () => {
  const benefit = (prepare: (ledger: TestLedger) => TestLedger) =>
    prepare(aLedger())
      .add(
        'services.ApplicationReceived',
        {
          applicationId: 'q',
          service: 'subsistenceAllowance',
          applicant: 'X',
          channel: 'counter',
          materials: [],
        },
        { time: on('2024-01-10'), subject: 'application-q' },
      )
      .add(
        'services.BenefitPaid',
        { applicationId: 'q', benefitId: 'b', amount: fen(300), currency: 'CNY', method: 'card' },
        { time: on('2024-02-10'), subject: 'application-q' },
      );
  const declares = (kind: 'vehicle' | 'property', from?: string) => (ledger: TestLedger) =>
    ledger.add('offices.InterestDeclared', {
      personId: 'X',
      declarationId: 'd',
      kind,
      ...(from === undefined ? {} : { from }),
    });

  it('finds a vehicle or an office on record, quietly, since most such matches prove untrue', () => {
    expect(leadsOf('A32', benefit(declares('vehicle')))).toMatchObject([
      { severity: 'L', person: 'X', figures: { reasons: 'vehicle' } },
    ]);
    expect(
      leadsOf(
        'A32',
        benefit((ledger) => official(ledger, 'X')),
      ),
    ).toMatchObject([{ figures: { reasons: 'office' } }]);
  });

  it('is silent for what came later, for other kinds, and where nothing is declared', () => {
    expect(count('A32', benefit(declares('vehicle', '2024-02-11')))).toBe(0);
    expect(count('A32', benefit(declares('vehicle', '2024-02-10')))).toBe(1);
    expect(count('A32', benefit(declares('property')))).toBe(0);
    expect(
      count(
        'A32',
        benefit((ledger) => ledger),
      ),
    ).toBe(0);
  });

  it('looks at subsidies paid without an application as well', () => {
    const ledger = declares('vehicle')(aLedger());
    spend(ledger, {
      yuan: 800,
      day: '2024-03-01',
      payee: 'X',
      kind: 'person',
      category: '种粮补贴',
    });
    expect(count('A32', ledger)).toBe(1);
  });
});
