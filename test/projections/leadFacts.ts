// A pool of facts that touch one another in every way that checks of leads look at. All invented (虚构).
// Dates are fixed, so that any selection of them in any order makes a ledger.
import { fact, type Fact } from '../spec/facts.js';

const at = (day: string, hour = 9) => ({
  time: `${day}T${String(hour).padStart(2, '0')}:00:00+08:00`,
});
const cny = (yuan: number) => ({ amount: `${yuan}00`, currency: 'CNY' });
const company = (payeeId: string) => ({ payeeId, kind: 'company' as const });
const person = (payeeId: string) => ({ payeeId, kind: 'person' as const });
const sha = (letter: string) => letter.repeat(64);

const payments = [
  ['p1', 9500, '2023-03-01', company('c1'), 'm1', 'k1'],
  ['p2', 9600, '2023-03-20', company('c1'), undefined, undefined],
  ['p3', 9600, '2023-04-02', company('c1'), 'm2', undefined],
  ['p4', 9600, '2023-12-20', company('c1'), undefined, 'k1'],
  ['p5', 50_000, '2023-12-30', person('x1'), 'm2', undefined],
  ['p6', 400, '2024-01-02', person('x2'), undefined, undefined],
  ['p7', 9700, '2024-01-10', company('c2'), undefined, undefined],
  ['p8', 400, '2024-01-12', person('x1'), undefined, undefined],
  ['p9', 9700, '2024-02-10', company('c2'), undefined, undefined],
] as const;

const money: readonly Fact[] = payments.flatMap(
  ([paymentId, yuan, day, payee, matter, contractId], n) => [
    fact(
      'funds.PaymentRequested',
      {
        paymentId,
        ...cny(yuan),
        category: n % 2 === 0 ? '工程' : '维修',
        purpose: '款',
        payee,
        requestedBy: 'zhao',
        ...(contractId === undefined ? {} : { contractId }),
        ...(n === 2 ? { budgetLine: 'line' } : {}),
      },
      { ...at(day), ...(matter === undefined ? {} : { matter }) },
    ),
    fact(
      'funds.PaymentApproved',
      { paymentId, approvalId: 'a', role: 'approve', personId: 'zhao', ...cny(yuan) },
      at(day, 22),
    ),
    fact(
      'funds.PaymentMade',
      {
        paymentId,
        instalmentId: 'i',
        ...cny(yuan),
        method: n % 3 === 0 ? 'cash' : 'transfer',
        payee: n === 0 ? company('c2') : payee,
        paidBy: 'qian',
      },
      at(day, 15),
    ),
    fact(
      'funds.VoucherAttached',
      {
        paymentId,
        voucherId: 'v',
        kind: n === 4 ? 'whiteSlip' : 'invoice',
        issuer: 'c1',
        number: `N-${n % 4}`,
        ...cny(yuan),
        attachments: [{ sha256: sha(n % 2 === 0 ? 'a' : 'b'), mediaType: 'image/png', bytes: 1 }],
      },
      at(day, 16),
    ),
    fact(
      'funds.PaymentReversed',
      { paymentId, reversalId: 'r', ...cny(n === 1 ? 9600 : 10), reason: '误', approvedBy: 'li' },
      at(day, 17),
    ),
  ],
);

const matters: readonly Fact[] = ['m1', 'm2'].flatMap((matterId, n) => [
  fact(
    'matters.MatterOpened',
    { matterId, title: '修路', proposer: 'zhao', ...cny(9000) },
    at('2023-02-01'),
  ),
  fact(
    'matters.MeetingOpened',
    {
      matterId,
      meetingId: `g${n}`,
      bodyId: n === 0 ? 'committee' : 'reps',
      eligible: 3,
      present: ['zhao', 'qian', 'old'],
      absent: [{ personId: 'sun' }],
    },
    at('2023-03-05', 10),
  ),
  fact(
    'matters.ResultRuled',
    {
      matterId,
      rulingId: 'r',
      bodyId: n === 0 ? 'committee' : 'reps',
      outcome: 'adopted',
      minutes: sha('d'),
    },
    at('2023-03-05', 11),
  ),
  fact(
    'matters.MinutesEntered',
    { matterId, meetingId: `g${n}`, text: '同意', document: sha('d') },
    at('2023-03-06'),
  ),
  fact(
    'matters.MinutesSigned',
    { matterId, meetingId: `g${n}`, personId: n === 0 ? 'sun' : 'qian', signature: sha('e') },
    at('2023-03-06'),
  ),
  fact(
    'matters.ImplementationReported',
    { matterId, reportId: 'i', text: '开工' },
    at('2023-03-01'),
  ),
]);

const offices: readonly Fact[] = [
  fact(
    'offices.BodyDefined',
    {
      bodyId: 'committee',
      unitId: 'u',
      name: '两委',
      kind: 'villageTwoCommittees',
      members: ['zhao'],
    },
    at('2022-01-01'),
  ),
  fact(
    'offices.BodyDefined',
    {
      bodyId: 'reps',
      unitId: 'u',
      name: '代表会',
      kind: 'villageRepsMeeting',
      members: ['zhao', 'x2'],
    },
    at('2022-01-01'),
  ),
  fact(
    'offices.BodyMembershipChanged',
    { bodyId: 'reps', effectiveFrom: '2023-06-01', joined: ['x1'], left: ['x2'] },
    at('2023-06-01'),
  ),
  fact(
    'offices.OfficeHeld',
    { termId: 't', personId: 'zhao', postId: 'post', unitId: 'u', from: '2022-01-01' },
    at('2022-01-01'),
  ),
  fact(
    'offices.OfficeEnded',
    { termId: 't', personId: 'zhao', postId: 'post', on: '2024-01-05', reason: 'resigned' },
    at('2024-01-05'),
  ),
  fact(
    'offices.KinshipDeclared',
    { personId: 'zhao', relativeId: 'x1', relation: 'sibling' },
    at('2023-01-01'),
  ),
  fact(
    'offices.InterestDeclared',
    { personId: 'zhao', declarationId: 'd', kind: 'company', payeeId: 'c1' },
    at('2023-01-01'),
  ),
  fact(
    'offices.InterestDeclared',
    { personId: 'x2', declarationId: 'd2', kind: 'vehicle' },
    at('2023-01-01'),
  ),
  fact('offices.PersonDied', { personId: 'old', on: '2022-12-01' }, at('2023-07-01')),
  fact(
    'offices.ElectionCalled',
    { electionId: 'e', unitId: 'u', day: '2024-01-20' },
    at('2023-11-01'),
  ),
  fact(
    'documents.DocumentStored',
    { sha256: sha('d'), mediaType: 'application/pdf', bytes: 9 },
    at('2023-03-05'),
  ),
];

const projects: readonly Fact[] = [
  fact(
    'projects.SupplierRegistered',
    {
      supplierId: 'c1',
      registrationId: 's',
      name: '甲',
      registeredOn: '2023-02-01',
      telephone: '1',
      owners: ['zhao'],
    },
    at('2023-02-02'),
  ),
  fact(
    'projects.SupplierRegistered',
    { supplierId: 'c2', registrationId: 's', name: '乙', telephone: '1', address: '街' },
    at('2023-02-02'),
  ),
  fact(
    'projects.ContractSigned',
    { contractId: 'k1', title: '道路硬化工程（一标段）', party: company('c1'), ...cny(19_000) },
    { ...at('2023-02-20'), matter: 'm1' },
  ),
  fact(
    'projects.ContractSigned',
    { contractId: 'k2', title: '道路硬化工程（二标段）', party: company('c1'), ...cny(18_000) },
    { ...at('2023-03-10'), matter: 'm2' },
  ),
  fact(
    'projects.ContractVaried',
    { contractId: 'k1', variationId: 'w', ...cny(4000), reason: '增' },
    at('2023-04-01'),
  ),
  fact(
    'projects.ProgressCertified',
    { contractId: 'k1', certificateId: 'c', percent: 10 },
    at('2023-02-25'),
  ),
  fact(
    'projects.WorkAccepted',
    { contractId: 'k1', acceptanceId: 'a', acceptedBy: ['li'] },
    at('2023-06-01'),
  ),
  fact(
    'assets.AssetRegistered',
    {
      assetId: 'a',
      unitId: 'u',
      title: '路',
      kind: 'publicFacility',
      acquired: 'construction',
      value: '1900000',
      currency: 'CNY',
      contractId: 'k1',
    },
    at('2023-08-01'),
  ),
  ...['t1', 't2', 't3', 't4', 't5'].flatMap((tenderId, n) => [
    fact(
      'projects.TenderAnnounced',
      {
        tenderId,
        title: '采购',
        category: 'goods',
        method: n === 4 ? 'directAward' : 'openTender',
        estimate: '9900000',
        currency: 'CNY',
        deadline: '2023-05-10T12:00:00+08:00',
        items: [
          { itemId: 'i', classification: '11000000', unitPrice: n === 0 ? '90000' : '10000' },
        ],
      },
      at('2023-05-01'),
    ),
    fact(
      'projects.BidReceived',
      { tenderId, bidId: 'b1', bidder: company('c1'), ...cny(100) },
      at('2023-05-11'),
    ),
    fact(
      'projects.BidReceived',
      { tenderId, bidId: 'b2', bidder: company('c2'), ...cny(n === 0 ? 100 : 150 + n) },
      at('2023-05-09'),
    ),
    fact('projects.BidRejected', { tenderId, bidId: n % 2 === 0 ? 'b2' : 'b1' }, at('2023-05-12')),
    fact(
      'projects.AwardPosted',
      { tenderId, awardId: 'w', what: 'award', winners: [company('c1')], ...cny(100) },
      at('2023-05-15'),
    ),
  ]),
];

/** One tender without rivals, and four in which the same firms lose to the same winner. */
const rivalry: readonly Fact[] = ['t6', 't7', 't8', 't9', 't10'].flatMap((tenderId, n) => [
  fact(
    'projects.TenderAnnounced',
    {
      tenderId,
      title: '采购',
      category: 'works',
      method: 'openTender',
      estimate: '9900000',
      currency: 'CNY',
      deadline: '2023-08-10T12:00:00+08:00',
    },
    at('2023-07-20'),
  ),
  ...['c1', 'c2', 'c3', 'c4']
    .slice(0, n === 0 ? 1 : 4)
    .map((bidder, place) =>
      fact(
        'projects.BidReceived',
        { tenderId, bidId: bidder, bidder: company(bidder), ...cny(100 + 10 * place + n) },
        at('2023-08-09'),
      ),
    ),
  fact(
    'projects.AwardPosted',
    { tenderId, awardId: 'w', what: 'award', winners: [company('c1')], ...cny(100 + n) },
    at('2023-08-15'),
  ),
]);

const funds: readonly Fact[] = [
  fact(
    'funds.IncomeReceived',
    { incomeId: 'i1', class: 'subsidy', ...cny(50_000), payer: '县' },
    at('2023-12-29'),
  ),
  fact(
    'funds.SpecialFundReceived',
    {
      fundId: 'f',
      receiptId: 'r',
      title: '补偿',
      source: '县',
      purpose: '补偿',
      class: 'landCompensation',
      ...cny(9000),
      budgetLine: 'line',
      accountId: 'acc',
    },
    at('2023-01-05'),
  ),
  fact(
    'funds.BudgetLineSet',
    { lineId: 'line', year: 2023, category: '补偿', ...cny(9000) },
    at('2023-01-01'),
  ),
  fact(
    'funds.AccountOpened',
    { accountId: 'acc', holderKind: 'person', holder: 'zhao', purpose: '基本户' },
    at('2023-01-01'),
  ),
  fact(
    'funds.CashCounted',
    {
      accountId: 'acc',
      countId: 'c',
      counted: '600000',
      book: '590000',
      currency: 'CNY',
      countedBy: ['li'],
    },
    at('2023-02-01'),
  ),
  ...['l1', 'l2', 'l3'].flatMap((bankLineId, n) => [
    fact(
      'funds.BankLineRecorded',
      {
        bankLineId,
        accountId: 'acc',
        bookedOn: `2023-03-0${n + 1}`,
        amount: '-2000000',
        currency: 'CNY',
        purpose: '取现',
      },
      at('2023-03-04'),
    ),
    fact(
      'funds.BankLineMatched',
      { bankLineId, matches: { kind: 'payment', paymentId: 'p1' } },
      at('2023-03-05'),
    ),
  ]),
  fact(
    'funds.BankLineRecorded',
    {
      bankLineId: 'l4',
      accountId: 'acc',
      bookedOn: '2023-03-09',
      amount: '700000',
      currency: 'CNY',
      purpose: '往来',
    },
    at('2023-03-10'),
  ),
  fact(
    'funds.ReceivableRecorded',
    {
      receivableId: 'r1',
      kind: 'loanGiven',
      debtor: person('x1'),
      ...cny(3000),
      since: '2022-01-01',
    },
    at('2022-01-01'),
  ),
  fact(
    'funds.ReceivableSettled',
    { receivableId: 'r1', settlementId: 's', ...cny(1000), how: 'paid' },
    at('2023-06-01'),
  ),
  fact(
    'funds.DebtIncurred',
    { debtId: 'd1', creditor: company('c2'), ...cny(3000), since: '2022-01-01', purpose: '垫' },
    at('2022-01-01'),
  ),
  fact(
    'funds.GuaranteeGiven',
    { guaranteeId: 'g1', debtor: company('c2'), beneficiary: company('b'), ...cny(3000) },
    at('2022-01-01'),
  ),
  fact(
    'funds.DistributionListed',
    {
      distributionId: 'd',
      title: '分红',
      fundId: 'f',
      bodyId: 'reps',
      total: '100',
      currency: 'CNY',
      entries: [
        { personId: 'x2', amount: '60' },
        { personId: 'x2', amount: '60' },
        { personId: 'old', amount: '1' },
      ],
    },
    at('2023-07-01'),
  ),
  fact('funds.ReceiptIssued', { bookId: 'b', number: 1, state: 'issued' }, at('2023-02-02')),
  fact('funds.ReceiptIssued', { bookId: 'b', number: 2, state: 'issued' }, at('2023-02-01')),
];

const others: readonly Fact[] = [
  ...['z1', 'z2'].flatMap((leaseId, n) => [
    fact(
      'assets.LeaseSigned',
      {
        leaseId,
        unitId: 'u',
        title: '鱼塘',
        kind: 'lease',
        lessee: person('x1'),
        from: '2023-01-01',
        to: n === 0 ? '2053-01-01' : '2024-01-01',
        rentPerYear: n === 0 ? '1000' : '900000',
        currency: 'CNY',
        quantity: { amount: '2.5', unit: 'mu' },
      },
      at('2023-01-01'),
    ),
    fact(
      'assets.LeaseRenewed',
      {
        leaseId,
        renewalId: 'w',
        from: '2024-01-02',
        to: '2025-01-01',
        rentPerYear: '1000',
        currency: 'CNY',
      },
      at('2024-01-02'),
    ),
    fact(
      'assets.RentDue',
      { leaseId, dueId: 'd', amount: '1000', currency: 'CNY', dueOn: '2023-06-01' },
      at('2023-05-01'),
    ),
    fact(
      'assets.RentReceived',
      { leaseId, receiptId: 'r', dueId: 'd', amount: '400', currency: 'CNY' },
      at('2023-12-01'),
    ),
  ]),
  fact(
    'assets.StocktakeDone',
    {
      stocktakeId: 's',
      unitId: 'u',
      year: 2023,
      countedBy: ['li'],
      counted: 3,
      differences: [{ kind: 'missing', amount: '-100' }],
    },
    at('2023-12-31'),
  ),
  fact(
    'disclosure.NoticePosted',
    {
      noticeId: 'n',
      class: 'finance',
      title: '公示',
      places: ['q'],
      until: '2024-02-01',
      figures: [
        {
          label: '支出',
          measure: 'expenditure',
          amount: '100',
          currency: 'CNY',
          from: '2023-01-01',
          to: '2023-12-31',
        },
        { label: '一笔', measure: 'payment', amount: '960000', currency: 'CNY', paymentId: 'p3' },
      ],
    },
    at('2024-01-08'),
  ),
  fact('disclosure.NoticeRemoved', { noticeId: 'n', removalId: 'x' }, at('2024-01-20')),
  ...['o1', 'o2', 'o3'].flatMap((complaintId, n) => [
    fact(
      'complaints.ComplaintRegistered',
      {
        complaintId,
        kind: 'complaint',
        channel: 'telephone',
        category: '财务',
        named: false,
        about: 'payment-p1',
      },
      at(`2023-05-0${n + 1}`),
    ),
    fact('complaints.ComplaintAnswered', { complaintId, answerId: 'a' }, at('2023-05-10')),
    fact(
      'complaints.InvestigationDone',
      { complaintId, investigationId: 'i', investigators: ['li'] },
      at('2023-05-12'),
    ),
    fact(
      'complaints.ComplaintClosed',
      { complaintId, result: 'unsubstantiated', told: true },
      at('2023-05-13'),
    ),
  ]),
  fact(
    'services.ApplicationReceived',
    {
      applicationId: 'q',
      service: 'subsistenceAllowance',
      applicant: 'x2',
      channel: 'counter',
      materials: [],
    },
    at('2023-01-10'),
  ),
  fact(
    'services.BenefitPaid',
    { applicationId: 'q', benefitId: 'b', ...cny(300), method: 'card' },
    at('2023-02-10'),
  ),
];

const lifecycle: readonly Fact[] = [
  fact(
    'leads.LeadRaised',
    { leadId: 'L1', check: 'A01', statement: { zh: '问', en: 'asked' }, events: [] },
    at('2024-02-01'),
  ),
  fact('leads.LeadAssigned', { leadId: 'L1', assignmentId: 'a', to: 'clerk' }, at('2024-02-02')),
  fact(
    'leads.LeadExplained',
    { leadId: 'L1', explanationId: 'e', text: '已补办' },
    at('2024-02-03'),
  ),
  fact('leads.LeadDismissed', { leadId: 'L1', decisionId: 'd', reason: '属实' }, at('2024-02-04')),
  fact('leads.LeadConfirmed', { leadId: 'L1', decisionId: 'd2', reason: '再查' }, at('2024-02-05')),
];

export const leadFacts: readonly Fact[] = [
  ...money,
  ...matters,
  ...offices,
  ...projects,
  ...rivalry,
  ...funds,
  ...others,
  ...lifecycle,
];

/** Parameters so low that a few facts are enough to raise almost every check. */
export const eagerEntries = {
  A03: { days: 30, above: '100' },
  A06: { least: '100' },
  A07: { thresholds: ['1500000'], yearLeast: 2 },
  A08: { least: 1, ratio: 1 },
  A09: { threshold: '3000000' },
  A12: { share: 0.01 },
  A17: { least: 1, share: 0.01 },
  A19: { months: 1, share: 0.01, deviations: 0.01 },
  A20: { ratio: 0.1, least: '100' },
  A21: { least: 1, share: 0.01 },
  A23: { least: 1, z: 0.1 },
  A24: { least: 100 },
  A25: { least: 4 },
  A26: { least: 2, amountFrom: '1' },
  A29: { payments: 1, least: '1' },
  A30: { suppliers: 2, payments: 1, topPayments: 1, least: '1' },
  A33: { goods: '100' },
  A36: { least: 4, low: 0.9 },
  A39: { least: 4, share: 0.3 },
  A40: { least: 4, share: 0.9, bids: 1, percentile: 25 },
  A41: { classes: 1, tenders: 1 },
  A42: { least: 3 },
  A52: { least: '1' },
  A56: { payments: 1, least: '1', share: 0.01, words: ['维修'] },
  A59: { least: 2 },
} as const;
