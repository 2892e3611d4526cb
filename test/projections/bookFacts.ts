// The books of the planted village (虚构): facts before, during and after the terms of the official who left (2020 to 2022).
import type { TestLedger } from './ledger.js';

const payee = (payeeId: string, name: string) => ({ payeeId, name, kind: 'company' as const });
const CNY = { currency: 'CNY' };

async function claims({ record }: TestLedger, ids: Record<string, string>): Promise<void> {
  const on = (day: string) => ({ time: `${day}T09:00:00+08:00` });
  // 1,000 from before the term of which 400 came back before it and 100 in it: 600 at the beginning, 500 at the end.
  ids['r1'] = await record(
    'funds.ReceivableRecorded',
    'receivable-r1',
    {
      receivableId: 'r1',
      kind: 'receivable',
      debtor: payee('d1', '虚构商行'),
      amount: '100000',
      ...CNY,
      since: '2018-05-01',
      dueOn: '2019-05-01',
    },
    on('2018-05-01'),
  );
  await record(
    'funds.ReceivableSettled',
    'receivable-r1',
    { receivableId: 'r1', settlementId: 's1', amount: '40000', ...CNY, how: 'paid' },
    on('2019-06-01'),
  );
  ids['r1.in'] = await record(
    'funds.ReceivableSettled',
    'receivable-r1',
    { receivableId: 'r1', settlementId: 's2', amount: '10000', ...CNY, how: 'paid' },
    on('2020-06-01'),
  );
  await record(
    'funds.DunningIssued',
    'receivable-r1',
    { receivableId: 'r1', dunningId: 'n1' },
    on('2021-06-01'),
  );
  // New in the term, whole; and one after it.
  ids['r2'] = await record(
    'funds.ReceivableRecorded',
    'receivable-r2',
    {
      receivableId: 'r2',
      kind: 'advance',
      debtor: payee('d2', '虚构运输'),
      amount: '20000',
      ...CNY,
      since: '2022-03-01',
    },
    on('2022-03-01'),
  );
  ids['r3'] = await record(
    'funds.ReceivableRecorded',
    'receivable-r3',
    {
      receivableId: 'r3',
      kind: 'advance',
      debtor: payee('d3', '虚构后来'),
      amount: '77',
      ...CNY,
      since: '2023-03-01',
    },
    on('2023-03-01'),
  );
  // A debt of the term, settled after it.
  ids['b1'] = await record(
    'funds.DebtIncurred',
    'debt-b1',
    {
      debtId: 'b1',
      creditor: payee('k1', '虚构银行'),
      amount: '300000',
      ...CNY,
      since: '2021-01-01',
      purpose: '修路',
    },
    on('2021-01-01'),
  );
  await record(
    'funds.DebtSettled',
    'debt-b1',
    { debtId: 'b1', settlementId: 's1', amount: '300000', ...CNY },
    on('2023-05-01'),
  );
  ids['g1'] = await record(
    'funds.GuaranteeGiven',
    'guarantee-g1',
    {
      guaranteeId: 'g1',
      debtor: payee('x1', '虚构合作社'),
      beneficiary: payee('k1', '虚构银行'),
      amount: '500000',
      ...CNY,
    },
    on('2021-04-01'),
  );
}

async function money({ record }: TestLedger, ids: Record<string, string>): Promise<void> {
  const on = (day: string) => ({ time: `${day}T09:00:00+08:00` });
  ids['account'] = await record(
    'funds.AccountOpened',
    'account-a1',
    { accountId: 'a1', holderKind: 'unit', holder: 'u1', opening: '1000000000', ...CNY },
    on('2019-01-01'),
  );
  ids['income.before'] = await record(
    'funds.IncomeReceived',
    'income-in0',
    { incomeId: 'in0', class: 'subsidy', amount: '5000', ...CNY },
    on('2019-12-31'),
  );
  ids['income'] = await record(
    'funds.IncomeReceived',
    'income-in1',
    { incomeId: 'in1', class: 'lease', amount: '60000', ...CNY },
    on('2020-12-31'),
  );
  ids['fund'] = await record(
    'funds.SpecialFundReceived',
    'fund-f1',
    {
      fundId: 'f1',
      receiptId: '1',
      title: '征地补偿费',
      source: '县财政',
      purpose: '发放农户',
      class: 'landCompensation',
      amount: '900000',
      ...CNY,
      budgetLine: 'line-f1',
    },
    on('2022-01-01'),
  );
  for (const [paymentId, amount, day] of [
    ['fp1', '250000', '2022-02-01'],
    ['fp2', '1', '2023-02-01'],
  ] as const) {
    const common = { paymentId, amount, ...CNY };
    const to = payee('c9', '虚构农户代表');
    ids[`${paymentId}.requested`] = await record(
      'funds.PaymentRequested',
      `payment-${paymentId}`,
      { ...common, category: '业务招待', purpose: '补偿', payee: to, budgetLine: 'line-f1' },
      on(day),
    );
    ids[`${paymentId}.made`] = await record(
      'funds.PaymentMade',
      `payment-${paymentId}`,
      { ...common, instalmentId: '1', method: 'transfer', payee: to },
      on(day),
    );
  }
  // Out of the blue: the bank knows it, the books do not.
  ids['line'] = await record(
    'funds.BankLineRecorded',
    'account-a1',
    { bankLineId: 'l1', accountId: 'a1', bookedOn: '2022-06-01', amount: '-12300', ...CNY },
    on('2022-06-01'),
  );
}

async function works({ record }: TestLedger, ids: Record<string, string>): Promise<void> {
  const on = (day: string, matter?: string) => ({
    time: `${day}T09:00:00+08:00`,
    ...(matter ? { matter } : {}),
  });
  await record(
    'projects.TenderAnnounced',
    'tender-t1',
    { tenderId: 't1', title: '村道', category: 'works', method: 'openTender' },
    on('2020-05-20'),
  );
  for (const bidId of ['1', '2', '3'])
    ids[`bid${bidId}`] = await record(
      'projects.BidReceived',
      'tender-t1',
      { tenderId: 't1', bidId, bidder: payee(`c${bidId}`, `虚构公司${bidId}`) },
      on('2020-05-25'),
    );
  ids['contract'] = await record(
    'projects.ContractSigned',
    'contract-k1',
    {
      contractId: 'k1',
      title: '村道硬化',
      party: payee('c1', '虚构公司1'),
      amount: '400000',
      ...CNY,
      method: 'openTender',
    },
    on('2020-06-01', 'm1'),
  );
  await record(
    'projects.ContractTendered',
    'contract-k1',
    { contractId: 'k1', tenderId: 't1' },
    on('2020-06-01'),
  );
  ids['variation'] = await record(
    'projects.ContractVaried',
    'contract-k1',
    { contractId: 'k1', variationId: 'v1', amount: '50000', ...CNY, reason: '加宽' },
    on('2020-08-01'),
  );
  ids['accepted'] = await record(
    'projects.WorkAccepted',
    'contract-k1',
    { contractId: 'k1', acceptanceId: '1', acceptedBy: ['p.third'] },
    on('2020-10-01'),
  );
  ids['settled'] = await record(
    'projects.SettlementAudited',
    'contract-k1',
    { contractId: 'k1', settlementId: '1', amount: '445000', ...CNY },
    on('2020-11-01'),
  );
  ids['paid'] = await record(
    'funds.PaymentRequested',
    'payment-kp',
    {
      paymentId: 'kp',
      amount: '445000',
      ...CNY,
      category: '工程',
      purpose: '村道',
      payee: payee('c1', '虚构公司1'),
      contractId: 'k1',
    },
    on('2020-12-01'),
  );
  ids['paid.made'] = await record(
    'funds.PaymentMade',
    'payment-kp',
    {
      paymentId: 'kp',
      instalmentId: '1',
      amount: '445000',
      ...CNY,
      method: 'transfer',
      payee: payee('c1', '虚构公司1'),
    },
    on('2020-12-02'),
  );
  ids['road'] = await record(
    'assets.AssetRegistered',
    'asset-road',
    {
      assetId: 'road',
      unitId: 'u1',
      title: '村道',
      kind: 'publicFacility',
      acquired: 'construction',
      value: '445000',
      ...CNY,
      contractId: 'k1',
    },
    on('2020-12-20'),
  );
}

async function assets({ record }: TestLedger, ids: Record<string, string>): Promise<void> {
  const on = (day: string) => ({ time: `${day}T09:00:00+08:00` });
  const asset = (assetId: string, value: string, day: string) =>
    record(
      'assets.AssetRegistered',
      `asset-${assetId}`,
      {
        assetId,
        unitId: 'u1',
        title: assetId,
        kind: 'building',
        acquired: 'purchase',
        value,
        ...CNY,
      },
      on(day),
    );
  ids['hall'] = await asset('hall', '700000', '2015-01-01');
  ids['shed'] = await asset('shed', '30000', '2016-01-01');
  ids['late'] = await asset('late', '1', '2023-06-01');
  ids['shed.gone'] = await record(
    'assets.AssetDisposed',
    'asset-shed',
    { assetId: 'shed', disposalId: '1', method: 'sale', proceeds: '100', ...CNY },
    on('2021-03-01'),
  );
  ids['lease'] = await record(
    'assets.LeaseSigned',
    'lease-z1',
    {
      leaseId: 'z1',
      unitId: 'u1',
      title: '林地',
      kind: 'lease',
      lessee: { payeeId: 'p.tenant', kind: 'person', name: '虚构承租人' },
      quantity: { amount: '12.5', unit: 'mu' },
      from: '2020-01-01',
      to: '2029-12-31',
      rentPerYear: '100000',
      ...CNY,
      method: 'direct',
    },
    { ...on('2020-01-01'), matter: 'm2' },
  );
  for (const year of ['2020', '2021', '2022', '2023'])
    ids[`due${year}`] = await record(
      'assets.RentDue',
      'lease-z1',
      { leaseId: 'z1', dueId: year, amount: '100000', ...CNY, dueOn: `${year}-06-30` },
      on(`${year}-06-30`),
    );
  ids['rent'] = await record(
    'assets.RentReceived',
    'lease-z1',
    { leaseId: 'z1', receiptId: '1', dueId: '2020', amount: '100000', ...CNY },
    on('2020-07-01'),
  );
  ids['rent.part'] = await record(
    'assets.RentReceived',
    'lease-z1',
    { leaseId: 'z1', receiptId: '2', dueId: '2021', amount: '30000', ...CNY },
    on('2021-07-01'),
  );
  await record(
    'assets.RentReceived',
    'lease-z1',
    { leaseId: 'z1', receiptId: '3', dueId: '2022', amount: '100000', ...CNY },
    on('2023-07-01'),
  );
  ids['stocktake'] = await record(
    'assets.StocktakeDone',
    'stocktake-1',
    {
      stocktakeId: '1',
      unitId: 'u1',
      year: 2021,
      countedBy: ['p.third'],
      counted: 2,
      differences: [{ kind: 'missing' }],
    },
    on('2021-12-20'),
  );
}

async function oversight({ record }: TestLedger, ids: Record<string, string>): Promise<void> {
  const on = (day: string) => ({ time: `${day}T09:00:00+08:00` });
  ids['target'] = await record(
    'supervision.AnnualTargetSet',
    'target-w1',
    {
      targetId: 'w1',
      unitId: 'u1',
      year: 2021,
      title: '集体收入',
      owner: 'p.head',
      measure: '万元',
      planned: '12.50',
      dueOn: '2021-12-31',
    },
    on('2021-01-10'),
  );
  ids['target.reported'] = await record(
    'supervision.TargetReported',
    'target-w1',
    { targetId: 'w1', reportId: '1', actual: '9.8', source: '年终报表' },
    on('2021-12-30'),
  );
  await record(
    'supervision.AnnualTargetSet',
    'target-w2',
    { targetId: 'w2', unitId: 'u1', year: 2022, title: '绿化', measure: '亩', planned: '100' },
    on('2022-01-10'),
  );
  const notice = (noticeId: string, day: string, dueOn?: string) =>
    record(
      'disclosure.NoticePosted',
      `notice-${noticeId}`,
      {
        noticeId,
        class: 'finance',
        title: '财务公开',
        places: ['b1'],
        ...(dueOn === undefined ? {} : { dueOn }),
      },
      on(day),
    );
  ids['n1'] = await notice('n1', '2021-04-10', '2021-04-15');
  ids['n2'] = await notice('n2', '2021-07-20', '2021-07-15');
  ids['n3'] = await notice('n3', '2021-10-01');
  ids['n4'] = await notice('n4', '2023-04-01', '2023-01-01');
  ids['check'] = await record(
    'disclosure.NoticeChecked',
    'notice-n3',
    { noticeId: 'n3', checkId: '1', inspector: 'p.third', faults: ['missing'] },
    on('2021-10-05'),
  );
  for (const [id, day, accused, result] of [
    ['c1', '2021-02-01', true, 'substantiated'],
    ['c2', '2021-03-01', false, 'unsubstantiated'],
    ['c3', '2022-12-01', true, undefined],
    ['c4', '2023-02-01', true, 'substantiated'],
  ] as const) {
    ids[id] = await record(
      'complaints.ComplaintRegistered',
      `complaint-${id}`,
      {
        complaintId: id,
        kind: 'complaint',
        channel: 'mailbox',
        category: '财务',
        named: true,
        ...(accused ? { accused: ['p.head'] } : {}),
        accusedUnit: 'u1',
        text: '密封内容',
      },
      { ...on(day), orgunit: '451425100000', classification: 'sealed' },
    );
    if (result !== undefined)
      ids[`${id}.closed`] = await record(
        'complaints.ComplaintClosed',
        `complaint-${id}`,
        { complaintId: id, result, told: true },
        {
          time: `${day.slice(0, 8)}21T09:00:00+08:00`,
          orgunit: '451425100000',
          classification: 'sealed',
        },
      );
  }
  ids['people'] = await record(
    'offices.HouseholdsCounted',
    'unit-u1',
    { unitId: 'u1', on: '2021-01-01', households: 300, population: 1200 },
    on('2021-01-01'),
  );
}

/** Records the books; the ids of their events by what was recorded. */
export async function recordBooks(ledger: TestLedger): Promise<Readonly<Record<string, string>>> {
  const ids: Record<string, string> = {};
  for (const part of [claims, money, works, assets, oversight]) await part(ledger, ids);
  return ids;
}
