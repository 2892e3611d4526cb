import { describe, expect, it } from '@jest/globals';
import {
  aLedger,
  at,
  fen,
  packsWith,
  TOWNSHIP,
  VILLAGE,
  type Attributes,
  type TestLedger,
} from './support.js';

const receives = (
  ledger: TestLedger,
  more: {
    id?: string;
    service?: string;
    queueNumber?: number;
    agent?: string;
    applicant?: string;
  } = {},
  attributes: Attributes = at('2024-03-01'),
) =>
  ledger.add(
    'services.ApplicationReceived',
    {
      applicationId: more.id ?? 'A1',
      service: more.service ?? 'subsistenceAllowance',
      applicant: more.applicant ?? 'v',
      channel: 'counter',
      materials: [],
      ...(more.queueNumber === undefined ? {} : { queueNumber: more.queueNumber }),
      ...(more.agent === undefined ? {} : { agent: more.agent }),
    },
    { person: 'clerk', ...attributes },
  );
const asks = (ledger: TestLedger, missing: readonly string[], date = '2024-03-04') =>
  ledger.add(
    'services.CorrectionRequested',
    { applicationId: 'A1', requestId: `Q${ledger.all.length}`, missing: [...missing] },
    at(date),
  );
const accepts = (
  ledger: TestLedger,
  more: { id?: string; dueAt?: string } = {},
  attributes: Attributes = at('2024-03-04'),
) =>
  ledger.add(
    'services.ApplicationAccepted',
    {
      applicationId: more.id ?? 'A1',
      ...(more.dueAt === undefined ? {} : { dueAt: more.dueAt }),
    },
    { person: 'clerk', ...attributes },
  );
const approves = (ledger: TestLedger, date: string, more: object = {}) =>
  ledger.add(
    'services.ApprovalGiven',
    { applicationId: 'A1', approvalId: 'P1', personId: 'chief', ...more },
    at(date),
  );

describe('SVC-01, one notice of what is missing', () => {
  it('is kept by one notice, and by asking again for the same', () => {
    const once = asks(receives(aLedger()), ['户口簿', '收入证明']);
    expect(once.verdict('SVC-01')).toBe('kept');
    expect(asks(once, ['收入证明'], '2024-03-20').verdict('SVC-01')).toBe('kept');
  });
  it('is broken by a later notice that asks for more', () => {
    const [violation] = asks(asks(receives(aLedger()), ['户口簿']), ['户口簿', '照片']).broken(
      'SVC-01',
    );
    expect(violation?.violation?.found.zh).toBe('第 2 次告知又要求：照片');
  });
  it('has the first notice within five working days, where the pack says so', () => {
    // Friday the 1st of March + 5 working days = Friday the 8th.
    expect(asks(receives(aLedger()), ['照片'], '2024-03-08').verdict('SVC-01')).toBe('kept');
    expect(asks(receives(aLedger()), ['照片'], '2024-03-11').verdict('SVC-01')).toBe('broken');
    const none = packsWith('SVC-01', { within: '60wd' });
    expect(asks(receives(aLedger()), ['照片'], '2024-04-11').verdict('SVC-01', none)).toBe('kept');
  });
  it('cannot be judged where the holidays are unknown', () => {
    const ledger = asks(receives(aLedger(), {}, at('2090-03-01')), ['照片'], '2090-03-20');
    expect(ledger.verdict('SVC-01')).toBe('unjudged');
  });
  it('is not applicable where nothing was missing', () => {
    expect(accepts(receives(aLedger())).verdict('SVC-01')).toBe('not applicable');
  });
});

describe('SVC-02, decided in time', () => {
  const due = (dueAt?: string, service = 'buildingPermit') =>
    accepts(receives(aLedger(), { service }), dueAt === undefined ? {} : { dueAt });
  const promised = '2024-03-14T17:00:00+08:00';
  it('is kept on the day that the acceptance states, at whatever hour, and broken the day after', () => {
    const late = approves(due(promised), '2024-03-15');
    const evening = due(promised).add(
      'services.ApprovalGiven',
      { applicationId: 'A1', approvalId: 'P1' },
      { time: '2024-03-14T22:00:00+08:00' },
    );
    expect(evening.verdict('SVC-02')).toBe('kept');
    expect(late.broken('SVC-02')[0]).toMatchObject({ person: 'chief' });
  });
  it('weighs the delay against the time that there was', () => {
    const weighed = (date: string) => approves(due(promised), date).severities('SVC-02');
    expect(weighed('2024-03-16')).toEqual(['L']);
    expect(weighed('2024-03-24')).toEqual(['M']);
    expect(weighed('2024-03-25')).toEqual(['S']);
  });
  it('takes the limit of the service where no day is stated', () => {
    const decided = (date: string) =>
      approves(due(undefined, 'subsistenceAllowance'), date).verdict('SVC-02');
    // Monday the 4th of March + 30 working days, without Qingming: Tuesday the 16th of April.
    expect(decided('2024-04-16')).toBe('kept');
    expect(decided('2024-04-17')).toBe('broken');
  });
  it('takes a refusal for a decision', () => {
    const refused = due(promised).add(
      'services.ApprovalRefused',
      { applicationId: 'A1', refusalId: 'F1', reason: '不符合条件' },
      at('2024-03-14'),
    );
    expect(refused.verdict('SVC-02')).toBe('kept');
  });
  it('charges the acceptance while there is no decision, once the time has passed', () => {
    const visited = (date: string) =>
      due(promised).add(
        'services.HomeVisitRecorded',
        { applicationId: 'A1', visitId: 'H', visitors: ['a'] },
        at(date),
      );
    expect(visited('2024-03-14').verdict('SVC-02')).toBe('not applicable');
    expect(visited('2024-03-20').broken('SVC-02')[0]).toMatchObject({
      act: { name: 'services.ApplicationAccepted' },
      person: 'clerk',
    });
  });
  it('is not applicable without a day or a limit, nor before acceptance', () => {
    expect(approves(due(), '2025-01-01').verdict('SVC-02')).toBe('not applicable');
    expect(receives(aLedger()).verdict('SVC-02')).toBe('not applicable');
  });
});

describe('SVC-03, a refusal has its reasons', () => {
  const refuses = (more: { reason?: string; written?: boolean }) =>
    receives(aLedger()).add('services.ApprovalRefused', {
      applicationId: 'A1',
      refusalId: 'F1',
      personId: 'chief',
      ...more,
    });
  it('is kept with a reason, in writing as far as the record goes', () => {
    expect(refuses({ reason: '收入高于标准', written: true }).verdict('SVC-03')).toBe('kept');
    expect(refuses({ reason: '收入高于标准' }).verdict('SVC-03')).toBe('kept');
  });
  it('is broken without one, by blanks, and by word of mouth', () => {
    expect(refuses({}).broken('SVC-03')[0]).toMatchObject({ person: 'chief' });
    expect(refuses({ reason: '  ' }).verdict('SVC-03')).toBe('broken');
    expect(refuses({ reason: '收入高于标准', written: false }).verdict('SVC-03')).toBe('broken');
  });
  it('holds for applications that are not taken up', () => {
    const rejected = (reason?: string) =>
      receives(aLedger())
        .add('services.ApplicationRejected', {
          applicationId: 'A1',
          ...(reason === undefined ? {} : { reason }),
        })
        .verdict('SVC-03');
    expect(rejected()).toBe('broken');
    expect(rejected('不属于本部门')).toBe('kept');
  });
  it('is not applicable to approvals', () => {
    expect(approves(receives(aLedger()), '2024-03-05').verdict('SVC-03')).toBe('not applicable');
  });
});

describe('SVC-04, first come, first served', () => {
  const clock = (time: string, orgunit = TOWNSHIP): Attributes => ({
    time: `2024-03-01T${time}:00+08:00`,
    orgunit,
  });
  /** Numbers 1 to 6 drawn one minute after the other. */
  const queue = (service: (number: number) => string = () => 's') =>
    [1, 2, 3, 4, 5, 6].reduce(
      (ledger, number) =>
        receives(
          ledger,
          { id: `A${number}`, queueNumber: number, service: service(number) },
          clock(`09:0${number}`),
        ),
      aLedger(),
    );
  it('is kept when three earlier numbers wait, and broken by four', () => {
    expect(accepts(queue(), { id: 'A4' }, clock('10:00')).verdict('SVC-04')).toBe('kept');
    const [violation] = accepts(queue(), { id: 'A5' }, clock('10:00')).broken('SVC-04');
    expect(violation?.violation?.found.en).toBe('number 5 was taken up before 4 earlier ones');
  });
  it('counts neither those taken up already nor those who came later', () => {
    const first = accepts(queue(), { id: 'A1' }, clock('09:30'));
    expect(accepts(first, { id: 'A5' }, clock('10:00')).broken('SVC-04')).toEqual([]);
    const early = accepts(
      queue(),
      { id: 'A5' },
      { ...clock('09:05'), time: '2024-03-01T09:05:30+08:00' },
    );
    expect(early.verdict('SVC-04')).toBe('broken');
  });
  it('is not changed by what happens afterwards', () => {
    const ledger = accepts(queue(), { id: 'A5' }, clock('10:00'));
    for (const id of ['A1', 'A2', 'A3', 'A4']) accepts(ledger, { id }, clock('11:00'));
    expect(ledger.broken('SVC-04')).toHaveLength(1);
  });
  it('keeps services, counters and days apart', () => {
    const services = queue((number) => (number === 5 ? 'other' : 's'));
    expect(accepts(services, { id: 'A5' }, clock('10:00')).verdict('SVC-04')).toBe('kept');
    const elsewhere = queue();
    receives(elsewhere, { id: 'B', queueNumber: 9, service: 's' }, clock('09:10', VILLAGE));
    expect(accepts(elsewhere, { id: 'B' }, clock('10:00', VILLAGE)).verdict('SVC-04')).toBe('kept');
    const tomorrow = accepts(queue(), { id: 'A5' }, { ...at('2024-03-04'), orgunit: TOWNSHIP });
    expect(tomorrow.verdict('SVC-04')).toBe('not applicable');
  });
  it('is not applicable without a number', () => {
    expect(accepts(receives(aLedger())).verdict('SVC-04')).toBe('not applicable');
  });
});

describe('SVC-05, limits of an agent', () => {
  type Act = 'submitted' | 'collected' | 'signedForApplicant' | 'heldBankCard' | 'receivedMoney';
  const handles = (acts: readonly Act[], ledger = receives(aLedger())) =>
    ledger.add('services.AgentHandled', {
      applicationId: 'A1',
      handlingId: `H${ledger.all.length}`,
      agent: 'g',
      acts: [...acts],
    });
  it('is kept by submitting and collecting', () => {
    expect(handles(['submitted', 'collected']).verdict('SVC-05')).toBe('kept');
  });
  it.each(['signedForApplicant', 'heldBankCard', 'receivedMoney'] as const)(
    'is broken by %s, and charges the agent',
    (act) => {
      expect(handles(['submitted', act]).broken('SVC-05')).toMatchObject([
        { person: 'g', violation: { severity: 'S' } },
      ]);
    },
  );
  const pays = (ledger: TestLedger, receivingAccountHolder?: string) =>
    ledger.add('services.BenefitPaid', {
      applicationId: 'A1',
      benefitId: 'B1',
      amount: fen(500),
      currency: 'CNY',
      method: 'transfer',
      ...(receivingAccountHolder === undefined ? {} : { receivingAccountHolder }),
    });
  it('is broken by a benefit on the agent’s account, not on the applicant’s', () => {
    const agented = () => receives(aLedger(), { agent: 'g' });
    expect(pays(agented(), 'v').verdict('SVC-05')).toBe('kept');
    expect(pays(agented(), 'g').broken('SVC-05')).toMatchObject([
      { person: 'g', violation: { amount: '50000' } },
    ]);
    expect(pays(agented()).verdict('SVC-05')).toBe('not applicable');
    expect(pays(receives(aLedger()), 'v').verdict('SVC-05')).toBe('not applicable');
  });
  it('does not take a relative of the applicant for an agent', () => {
    const child = () =>
      receives(aLedger(), { agent: 'g' }).add('offices.KinshipDeclared', {
        personId: 'g',
        relativeId: 'v',
        relation: 'child',
      });
    expect(handles(['heldBankCard'], child()).verdict('SVC-05')).toBe('not applicable');
    expect(pays(child(), 'g').verdict('SVC-05')).toBe('not applicable');
  });
});

describe('SVC-06, relatives of handlers are registered apart', () => {
  const office = () =>
    aLedger()
      .add('offices.UnitRegistered', {
        unitId: 'U1',
        division: VILLAGE,
        name: '村',
        kind: 'village',
      })
      .holds('cadre', 'VPS');
  const related = (
    ledger: TestLedger,
    personId = 'cadre',
    relation: 'sibling' | 'other' = 'sibling',
  ) => ledger.add('offices.KinshipDeclared', { personId, relativeId: 'v', relation });
  const registers = (ledger: TestLedger, date: string, relativeOf = 'cadre') =>
    ledger.add(
      'services.RelativeRegistered',
      { applicationId: 'A1', registrationId: 'R1', relativeOf, relation: '兄弟' },
      at(date),
    );
  const visits = (ledger: TestLedger, date: string) =>
    ledger.add(
      'services.HomeVisitRecorded',
      { applicationId: 'A1', visitId: 'H1', visitors: ['visitor'] },
      at(date),
    );
  const applied = () => receives(related(office()));
  it('is kept by a registration and a visit before the approval', () => {
    const ledger = visits(registers(applied(), '2024-03-05'), '2024-03-06');
    expect(approves(ledger, '2024-03-20').verdict('SVC-06')).toBe('kept');
  });
  it('is broken without a registration, or by one that came afterwards', () => {
    const [violation] = approves(visits(applied(), '2024-03-06'), '2024-03-20', {
      amount: fen(300),
      currency: 'CNY',
    }).broken('SVC-06');
    expect(violation).toMatchObject({
      person: 'chief',
      violation: { severity: 'S', amount: '30000' },
    });
    const after = registers(approves(visits(applied(), '2024-03-06'), '2024-03-20'), '2024-03-21');
    expect(after.verdict('SVC-06')).toBe('broken');
    const other = registers(visits(applied(), '2024-03-06'), '2024-03-07', 'somebody');
    expect(approves(other, '2024-03-20').verdict('SVC-06')).toBe('broken');
  });
  it('weighs a missing visit less, and not at all where the pack says so', () => {
    const ledger = approves(registers(applied(), '2024-03-05'), '2024-03-20');
    expect(ledger.severities('SVC-06')).toEqual(['M']);
    expect(ledger.verdict('SVC-06', packsWith('SVC-06', { visit: false }))).toBe('kept');
  });
  it('holds for relatives of who handled the application, in office or not', () => {
    const handled = visits(receives(related(aLedger(), 'visitor')), '2024-03-06');
    expect(approves(handled, '2024-03-20').verdict('SVC-06')).toBe('broken');
    const chief = receives(related(aLedger(), 'chief'));
    expect(approves(chief, '2024-03-20').verdict('SVC-06')).toBe('broken');
  });
  it('asks who held office on the day of the approval', () => {
    const ledger = applied().add('offices.OfficeEnded', {
      termId: 'cadre.U1.VPS',
      personId: 'cadre',
      postId: 'U1.VPS',
      on: '2024-03-19',
      reason: 'resigned',
    });
    expect(approves(ledger, '2024-03-20').verdict('SVC-06')).toBe('not applicable');
    expect(approves(applied(), '2024-03-20').verdict('SVC-06')).toBe('broken');
  });
  it('is not applicable to other kinship, other services and people without relatives in office', () => {
    const distant = receives(related(office(), 'cadre', 'other'));
    expect(approves(distant, '2024-03-20').verdict('SVC-06')).toBe('not applicable');
    const permit = receives(related(office()), { service: 'buildingPermit' });
    expect(approves(permit, '2024-03-20').verdict('SVC-06')).toBe('not applicable');
    expect(approves(receives(office()), '2024-03-20').verdict('SVC-06')).toBe('not applicable');
  });
});
