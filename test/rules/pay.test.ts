import { describe, expect, it } from '@jest/globals';
import { aLedger, day, demoPacks, fen, packsWith, TOWNSHIP } from './support.js';

/** A village payment of 20,000 yuan: its demo tier needs the representatives' meeting and four signatures. */
const decided = (bodyKind: 'villageRepsMeeting' | 'villagersCommittee' = 'villageRepsMeeting') =>
  aLedger()
    .body('X', bodyKind)
    .opens({}, { time: day(1) })
    .rules('adopted', { bodyId: 'X' }, { time: day(2) });

describe('PAY-01, a payment rests on a decision', () => {
  it('is kept by an adopted ruling of its own matter', () => {
    expect(
      decided()
        .requests(20_000)
        .pays(20_000, {}, { time: day(3) })
        .verdict('PAY-01', demoPacks),
    ).toBe('kept');
  });
  it('is broken without one, and says how much is at stake', () => {
    const [violation] = aLedger()
      .opens()
      .requests(20_000)
      .pays(20_000, { paidBy: 'K' })
      .broken('PAY-01', demoPacks);
    expect(violation).toMatchObject({
      person: 'K',
      violation: { amount: '2000000', severity: 'S' },
    });
  });
  it('is broken by a rejected ruling', () => {
    const ledger = aLedger().opens().rules('rejected').requests(20_000).pays(20_000);
    expect(ledger.verdict('PAY-01', demoPacks)).toBe('broken');
  });
  it('is kept by the matter that the request refers to, and broken by a reference to nothing', () => {
    const referring = (reference: string) =>
      aLedger()
        .body('X', 'villageRepsMeeting')
        .rules('adopted', { matterId: 'OLD', bodyId: 'X' })
        .requests(20_000, { reference })
        .pays(20_000)
        .verdict('PAY-01', demoPacks);
    expect(referring('OLD')).toBe('kept');
    expect(referring('matter-OLD')).toBe('kept');
    expect(referring('村民代表会议纪要')).toBe('broken');
  });
  it('is kept by the approval of a body', () => {
    const ledger = aLedger().requests(20_000).approves('approve', { bodyId: 'X' }).pays(20_000);
    expect(ledger.verdict('PAY-01', demoPacks)).toBe('kept');
  });
  it('is not applicable below the tier, nor without a tier table', () => {
    expect(aLedger().requests(1000).pays(1000).verdict('PAY-01', demoPacks)).toBe('not applicable');
    expect(aLedger().requests(1000.01).pays(1000.01).verdict('PAY-01', demoPacks)).toBe('broken');
    expect(aLedger().requests(20_000).pays(20_000).verdict('PAY-01')).toBe('not applicable');
  });
  it('holds no foreign currency against the table', () => {
    const ledger = aLedger()
      .requests(20_000, { currency: 'TWD' })
      .pays(20_000, { currency: 'TWD' });
    expect(ledger.verdict('PAY-01', demoPacks)).toBe('not applicable');
  });
  it('is exact beyond the precision of floating point', () => {
    const packs = packsWith('PAY-01', { tiers: [{ min: '9007199254740993', bodies: ['board'] }] });
    const paying = (amount: string) =>
      aLedger().requests(0, { amount: amount }).pays(1).verdict('PAY-01', packs);
    expect(paying('9007199254740992')).toBe('not applicable');
    expect(paying('9007199254740993')).toBe('broken');
  });
});

describe('what a record does not state', () => {
  it('is not taken for zero: an unstated amount is neither in a tier nor a duplicate', () => {
    const unstated = { amountUnstated: true as const };
    const packs = packsWith('PAY-01', { tiers: [{ max: '1', bodies: ['board'] }] });
    expect(aLedger().requests(0, unstated).pays(5).verdict('PAY-01', packs)).toBe('not applicable');
    const twice = aLedger()
      .requests(0, unstated)
      .requests(0, { ...unstated, paymentId: 'P2' });
    expect(twice.verdict('PAY-11')).toBe('not applicable');
  });
});

describe('PAY-02, decision before payment', () => {
  const paidAt = (time: string, ruledAt: string) =>
    aLedger()
      .opens()
      .requests(1)
      .pays(1, {}, { time })
      .rules('adopted', {}, { time: ruledAt })
      .verdict('PAY-02');
  it('is kept and broken by the order of the two times', () => {
    expect(paidAt(day(3), day(2))).toBe('kept');
    expect(paidAt(day(2), day(3))).toBe('broken');
    expect(paidAt(day(2), day(2.5))).toBe('broken');
  });
  it('does not read an order into a time that states only a day', () => {
    expect(paidAt('2024-03-02T00:00:00+08:00', day(2.5))).toBe('kept');
    expect(paidAt('2024-03-01T00:00:00+08:00', day(2.5))).toBe('broken');
  });
  it('compares instants across offsets', () => {
    expect(paidAt('2024-03-02T03:00:00Z', '2024-03-02T10:30:00+08:00')).toBe('kept');
    expect(paidAt('2024-03-02T02:00:00Z', '2024-03-02T10:30:00+08:00')).toBe('broken');
  });
  it('is not applicable without a decision', () => {
    expect(aLedger().requests(1).pays(1).verdict('PAY-02')).toBe('not applicable');
  });
});

describe('PAY-03, the tier’s body', () => {
  const pay = (kind: 'villageRepsMeeting' | 'villagersCommittee') =>
    decided(kind).requests(20_000).pays(20_000);
  it('is kept by a body that the tier names', () => {
    expect(pay('villageRepsMeeting').verdict('PAY-03', demoPacks)).toBe('kept');
  });
  it('is broken by another', () => {
    const [violation] = pay('villagersCommittee').broken('PAY-03', demoPacks);
    expect(violation?.violation?.found.zh).toBe('20,000.00 CNY 由村民委员会决定');
  });
  it('asks for the township’s own bodies in the township', () => {
    const ledger = decided()
      .requests(50_000, {}, { orgunit: TOWNSHIP })
      .pays(50_000, {}, { orgunit: TOWNSHIP });
    expect(ledger.verdict('PAY-03', demoPacks)).toBe('broken');
  });
  it('is not applicable where the deciding body is unknown', () => {
    const ledger = aLedger().opens().rules('adopted').requests(20_000).pays(20_000);
    expect(ledger.verdict('PAY-03', demoPacks)).toBe('not applicable');
  });
});

describe('PAY-04, all signatures', () => {
  const signed = () =>
    aLedger().requests(500, { requestedBy: 'A' }).approves('certify', { personId: 'B' });
  it('is kept when everyone signed before the money went out', () => {
    expect(signed().approves('approve').pays(500).verdict('PAY-04', demoPacks)).toBe('kept');
  });
  it('is broken by a signature that came after', () => {
    const ledger = signed()
      .pays(500, {}, { time: day(2) })
      .approves('approve', {}, { time: day(3) });
    expect(ledger.broken('PAY-04', demoPacks)[0]?.violation?.found.zh).toBe('支付时缺少：审批');
  });
  it('is not applicable where the tier names no signatures', () => {
    const packs = packsWith('PAY-04', { tiers: [{}] });
    expect(signed().pays(500).verdict('PAY-04', packs)).toBe('not applicable');
  });
});

describe('PAY-05, legal vouchers', () => {
  const voucher = (kind: 'invoice' | 'whiteSlip' | 'other', yuan = 100) =>
    aLedger()
      .requests(yuan)
      .pays(yuan)
      .add('funds.VoucherAttached', {
        paymentId: 'P1',
        voucherId: 'V',
        kind,
        amount: fen(yuan),
        currency: 'CNY',
      });
  it('is kept by an invoice and broken by a white slip', () => {
    expect(voucher('invoice').verdict('PAY-05')).toBe('kept');
    expect(voucher('whiteSlip').severities('PAY-05')).toEqual(['M']);
  });
  it('takes a white slip above the limit as serious', () => {
    expect(voucher('whiteSlip', 200).severities('PAY-05', demoPacks)).toEqual(['M']);
    expect(voucher('whiteSlip', 200.01).severities('PAY-05', demoPacks)).toEqual(['S']);
  });
  it('does not judge a voucher whose kind nobody recorded', () => {
    expect(voucher('other').verdict('PAY-05')).toBe('not applicable');
  });
  it('finds a missing voucher once a later event shows that the limit has passed', () => {
    const paid = aLedger().opens().requests(1).pays(1, {}, { time: '2024-03-01T09:00:00+08:00' });
    expect(paid.verdict('PAY-05', demoPacks)).toBe('not applicable');
    const later = paid.add(
      'matters.MatterClosed',
      { matterId: 'M1', result: 'done' },
      { time: '2024-05-08T09:00:00+08:00' },
    );
    expect(later.verdict('PAY-05', demoPacks)).toBe('broken');
    expect(later.verdict('PAY-05')).toBe('not applicable');
  });
});

describe('PAY-06, cash limit', () => {
  const cash = (...yuan: number[]) =>
    yuan.reduce((ledger, each) => ledger.pays(each, { method: 'cash' }), aLedger().requests(1));
  it('is kept at the limit, broken above it, serious far above', () => {
    expect(cash(1000).verdict('PAY-06')).toBe('kept');
    expect(cash(1000.01).severities('PAY-06')).toEqual(['M']);
    expect(cash(10_000).severities('PAY-06')).toEqual(['S']);
  });
  it('adds up what was paid out in slices on one day', () => {
    expect(cash(600, 600).verdict('PAY-06')).toBe('broken');
  });
  it('takes cash cheques as cash and lets transfers be', () => {
    expect(
      aLedger().requests(1).pays(2_000_000, { method: 'cashCheque' }).severities('PAY-06'),
    ).toEqual(['S']);
    expect(aLedger().requests(1).pays(2_000_000).verdict('PAY-06')).toBe('not applicable');
  });
});

describe('PAY-07, payee, contract party and invoice issuer', () => {
  const contract = (payeeId: string) =>
    aLedger().add('projects.ContractSigned', {
      contractId: 'K1',
      title: '合同',
      party: { payeeId, kind: 'company' },
      amount: fen(100),
      currency: 'CNY',
    });
  it('is kept when they are one', () => {
    expect(contract('C1').requests(1, { contractId: 'K1' }).pays(1).verdict('PAY-07')).toBe('kept');
  });
  it('is broken by another contract party, and by another issuer', () => {
    expect(contract('C2').requests(1, { contractId: 'K1' }).pays(1).verdict('PAY-07')).toBe(
      'broken',
    );
    const invoiced = aLedger()
      .requests(1)
      .add('funds.VoucherAttached', {
        paymentId: 'P1',
        voucherId: 'V',
        kind: 'invoice',
        issuer: 'C9',
        amount: fen(1),
        currency: 'CNY',
      })
      .pays(1);
    expect(invoiced.broken('PAY-07')[0]?.violation?.found.en).toBe(
      'the payee is not the invoice issuer',
    );
  });
  it('is not applicable where only the payment is recorded', () => {
    expect(aLedger().pays(1).verdict('PAY-07')).toBe('not applicable');
  });
});

describe('PAY-08, no official’s personal account', () => {
  const official = () => aLedger().holds('A', 'VCC');
  it('is kept by a payment to somebody without office', () => {
    const ledger = official()
      .requests(1)
      .pays(1, { payee: { payeeId: 'B', kind: 'person' } });
    expect(ledger.verdict('PAY-08')).toBe('kept');
  });
  it('is broken by a company’s payment into an official’s account', () => {
    expect(official().requests(1).pays(1, { receivingAccountHolder: 'A' }).verdict('PAY-08')).toBe(
      'broken',
    );
  });
  it('lets an official have his own pay', () => {
    const own = { payeeId: 'A', kind: 'person' as const };
    expect(
      official().requests(1, { category: '误工补贴' }).pays(1, { payee: own }).verdict('PAY-08'),
    ).toBe('kept');
    expect(official().requests(1).pays(1, { payee: own }).verdict('PAY-08')).toBe('broken');
  });
  it('is kept once he has left office', () => {
    const left = official().add('offices.OfficeEnded', {
      termId: 'A.U1.VCC',
      personId: 'A',
      postId: 'U1.VCC',
      on: '2024-02-29',
      reason: 'resigned',
    });
    expect(
      left
        .requests(1)
        .pays(1, { receivingAccountHolder: 'A' }, { time: day(1) })
        .verdict('PAY-08'),
    ).toBe('kept');
  });
  it('is not applicable to a company’s account', () => {
    expect(official().requests(1).pays(1).verdict('PAY-08')).toBe('not applicable');
  });
});

describe('PAY-09, payments within the contract', () => {
  const contract = () =>
    aLedger().add('projects.ContractSigned', {
      contractId: 'K1',
      title: '合同',
      party: { payeeId: 'C1', kind: 'company' },
      amount: fen(100),
      currency: 'CNY',
    });
  const varied = (yuan: number, approvedBy?: string) =>
    contract().add('projects.ContractVaried', {
      contractId: 'K1',
      variationId: 'W',
      amount: fen(yuan),
      currency: 'CNY',
      reason: '增量',
      ...(approvedBy ? { approvedBy } : {}),
    });
  it('adds up the payments of all requests on the contract', () => {
    const first = contract()
      .requests(60, { contractId: 'K1' })
      .pays(60, {}, { time: day(2) });
    expect(first.verdict('PAY-09')).toBe('kept');
    const second = first
      .requests(41, { contractId: 'K1', paymentId: 'P2' })
      .pays(41, { paymentId: 'P2' }, { time: day(3) });
    expect(
      second.broken('PAY-09').map(({ act, violation }) => [act.time, violation?.amount]),
    ).toEqual([[day(3), '100']]);
  });
  it('counts approved variations only', () => {
    expect(varied(10, 'A').requests(110, { contractId: 'K1' }).pays(110).verdict('PAY-09')).toBe(
      'kept',
    );
    expect(varied(10).requests(110, { contractId: 'K1' }).pays(110).verdict('PAY-09')).toBe(
      'broken',
    );
  });
  it('takes back what was reversed', () => {
    const ledger = contract()
      .requests(100, { contractId: 'K1' })
      .pays(100)
      .add('funds.PaymentReversed', {
        paymentId: 'P1',
        reversalId: 'Q',
        amount: fen(100),
        currency: 'CNY',
        reason: '退回',
        approvedBy: 'A',
      })
      .pays(100);
    expect(ledger.verdict('PAY-09')).toBe('kept');
  });
  it('is not applicable without a contract on record', () => {
    expect(aLedger().requests(1, { contractId: 'K9' }).pays(1).verdict('PAY-09')).toBe(
      'not applicable',
    );
  });
});

describe('PAY-10, budget', () => {
  const line = (yuan: number) =>
    aLedger().add('funds.BudgetLineSet', {
      lineId: 'L1',
      year: 2024,
      category: '公益支出',
      amount: fen(yuan),
      currency: 'CNY',
    });
  it('is kept within the line and broken beyond it', () => {
    expect(line(10).requests(10, { budgetLine: 'L1' }).pays(10).verdict('PAY-10')).toBe('kept');
    expect(line(10).requests(11, { budgetLine: 'L1' }).pays(11).verdict('PAY-10')).toBe('broken');
  });
  it('is not applicable to spending without a line on record', () => {
    expect(aLedger().requests(1, { budgetLine: 'L9' }).pays(1).verdict('PAY-10')).toBe(
      'not applicable',
    );
    expect(aLedger().requests(1).pays(1).verdict('PAY-10')).toBe('not applicable');
  });
});

describe('PAY-11, duplicates', () => {
  const twice = (secondDay: string, more = {}) =>
    aLedger()
      .requests(300, {}, { time: '2024-03-20T09:00:00+08:00' })
      .requests(300, { paymentId: 'P2', ...more }, { time: secondDay });
  it('charges the later of two alike, also across a quarter’s end', () => {
    const [violation] = twice('2024-04-10T09:00:00+08:00').broken('PAY-11');
    expect(violation?.act.time).toBe('2024-04-10T09:00:00+08:00');
  });
  it('is kept by another purpose, and outside the window', () => {
    expect(twice('2024-04-10T09:00:00+08:00', { purpose: '清淤' }).verdict('PAY-11')).toBe('kept');
    expect(twice('2024-04-20T09:00:00+08:00').verdict('PAY-11')).toBe('kept');
  });
  it('is broken by one invoice on two payments, unless the first came back in full', () => {
    const invoice = (paymentId: string, voucherId: string) =>
      ({
        paymentId,
        voucherId,
        kind: 'invoice',
        issuer: 'C1',
        number: '0001',
        amount: fen(9),
        currency: 'CNY',
      }) as const;
    const back = (yuan: number) =>
      ({
        paymentId: 'P1',
        reversalId: 'Q',
        amount: fen(yuan),
        currency: 'CNY',
        reason: '退回',
        approvedBy: 'A',
      }) as const;
    const first = () => aLedger().pays(9).add('funds.VoucherAttached', invoice('P1', 'V1'));
    expect(first().add('funds.VoucherAttached', invoice('P2', 'V2')).verdict('PAY-11')).toBe(
      'broken',
    );
    const returned = (yuan: number) =>
      first()
        .add('funds.PaymentReversed', back(yuan))
        .add('funds.VoucherAttached', invoice('P2', 'V2'));
    expect(returned(9).verdict('PAY-11')).toBe('kept');
    expect(returned(0.01).verdict('PAY-11')).toBe('broken');
  });
  it('is not applicable to an unknown payee', () => {
    const unknown = { payee: { payeeId: 'X', kind: 'unknown' as const } };
    expect(aLedger().requests(1, unknown).verdict('PAY-11')).toBe('not applicable');
  });
});

describe('PAY-12, no splitting', () => {
  const parts = (yuan: number, times: readonly string[], more = {}) =>
    times.reduce(
      (ledger, time, index) => ledger.requests(yuan, { paymentId: `P${index}`, ...more }, { time }),
      aLedger(),
    );
  const days = ['2024-01-20', '2024-02-20', '2024-03-20'].map((each) => `${each}T09:00:00+08:00`);
  it('charges the request with which the parts reach the tier', () => {
    // 4,000 each: below 10,000 (representatives' meeting), 12,000 together.
    const broken = parts(4000, days).broken('PAY-12', demoPacks);
    expect(broken.map(({ act, violation }) => [act.time, violation?.amount])).toEqual([
      [days[2], '1200000'],
    ]);
  });
  it('is kept when they stay below, or lie further apart', () => {
    expect(parts(3000, days).verdict('PAY-12', demoPacks)).toBe('kept');
    const apart = ['2024-01-20', '2024-04-25', '2024-08-01'].map(
      (each) => `${each}T09:00:00+08:00`,
    );
    expect(parts(4000, apart).verdict('PAY-12', demoPacks)).toBe('kept');
  });
  it('leaves out what was decided as a whole by contract', () => {
    expect(parts(4000, days, { contractId: 'K1' }).verdict('PAY-12', demoPacks)).toBe(
      'not applicable',
    );
  });
  it('is kept when the tier’s body decided on the last one', () => {
    const ledger = parts(4000, days.slice(0, 2))
      .body('X', 'villageRepsMeeting')
      .rules('adopted', { matterId: 'OLD', bodyId: 'X' })
      .requests(4000, { paymentId: 'P9', reference: 'OLD' }, { time: days[2]! });
    expect(ledger.verdict('PAY-12', demoPacks)).toBe('kept');
  });
  it('is not applicable without a tier table', () => {
    expect(parts(4000, days).verdict('PAY-12')).toBe('not applicable');
  });
});
