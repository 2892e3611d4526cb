import { describe, expect, it } from '@jest/globals';
import {
  aLedger,
  at,
  demoPacks,
  fen,
  TOWNSHIP,
  type Attributes,
  type TestLedger,
} from './support.js';

type Method =
  'openTender' | 'invitedTender' | 'negotiation' | 'quoteComparison' | 'directAward' | 'other';

interface Tender {
  readonly id?: string;
  readonly method?: Method;
  readonly category?: 'works' | 'goods' | 'survey' | 'services' | 'other';
  readonly projectId?: string;
  readonly estimate?: number;
  readonly documentsFrom?: string;
  readonly documentsTo?: string;
  readonly deadline?: string;
}

const noon = (date: string) => `${date}T12:00:00+08:00`;

function announce(ledger: TestLedger, tender: Tender = {}, date = '2024-01-02'): TestLedger {
  const { id = 'T1', method = 'openTender', category = 'works', estimate, ...rest } = tender;
  const { projectId, documentsFrom, documentsTo, deadline } = rest;
  return ledger.add(
    'projects.TenderAnnounced',
    {
      tenderId: id,
      title: '道路工程',
      category,
      method,
      ...(projectId === undefined ? {} : { projectId }),
      ...(estimate === undefined ? {} : { estimate: fen(estimate), currency: 'CNY' }),
      ...(documentsFrom === undefined ? {} : { documentsFrom: noon(documentsFrom) }),
      ...(documentsTo === undefined ? {} : { documentsTo: noon(documentsTo) }),
      ...(deadline === undefined ? {} : { deadline: noon(deadline) }),
    },
    at(date),
  );
}

const company = (payeeId: string) => ({ payeeId, kind: 'company' as const });

const bid = (ledger: TestLedger, bidder: string, more: object = {}, date = '2024-02-01') =>
  ledger.add(
    'projects.BidReceived',
    { tenderId: 'T1', bidId: `b-${bidder}`, bidder: company(bidder), ...more },
    at(date),
  );

const award = (
  ledger: TestLedger,
  winner = 'A',
  date = '2024-02-20',
  more: {
    what?: 'candidate' | 'award';
    reportedOn?: string;
    until?: string;
    awardId?: string;
    amount?: string;
  } = {},
) =>
  ledger.add(
    'projects.AwardPosted',
    {
      tenderId: 'T1',
      awardId: 'W1',
      what: 'award',
      winners: [company(winner)],
      amount: fen(5_000_000),
      currency: 'CNY',
      ...more,
    },
    at(date),
  );

/** Signs a contract, out of a tender where one is named. */
function sign(
  ledger: TestLedger,
  yuan: number,
  more: { id?: string; tender?: string; method?: Method; currency?: string } & Attributes = {},
  date = '2024-03-01',
): TestLedger {
  const { id = 'K1', tender, method, currency = 'CNY', ...attributes } = more;
  const when = { ...at(date), ...attributes };
  ledger.add(
    'projects.ContractSigned',
    {
      contractId: id,
      title: '合同',
      party: company('A'),
      amount: fen(yuan),
      currency,
      signedBy: 'P',
      ...(method === undefined ? {} : { method }),
    },
    when,
  );
  return tender === undefined
    ? ledger
    : ledger.add('projects.ContractTendered', { contractId: id, tenderId: tender }, when);
}

describe('TND-01, the procedure that the amount asks for', () => {
  const works = (yuan: number, method: Method, date?: string) =>
    sign(announce(aLedger(), { method }), yuan, { tender: 'T1' }, date).verdict('TND-01');
  it('is kept by a tender from the threshold on, and broken by less', () => {
    expect(works(4_000_000, 'openTender')).toBe('kept');
    expect(works(4_000_000, 'invitedTender')).toBe('kept');
    expect(works(4_000_000, 'quoteComparison')).toBe('broken');
    expect(works(4_000_000, 'directAward')).toBe('broken');
  });
  it('includes the threshold itself, and is not applicable a fen below it', () => {
    expect(works(3_999_999.99, 'directAward')).toBe('not applicable');
  });
  it('holds the thresholds of the day against it', () => {
    expect(works(2_000_000, 'directAward', '2018-05-31')).toBe('broken');
    expect(works(2_000_000, 'directAward', '2018-06-01')).toBe('not applicable');
  });
  it('knows goods and surveys by thresholds of their own', () => {
    const bought = (category: 'goods' | 'survey' | 'services', yuan: number) =>
      sign(announce(aLedger(), { category, method: 'directAward' }), yuan, {
        tender: 'T1',
      }).verdict('TND-01');
    expect(bought('goods', 2_000_000)).toBe('broken');
    expect(bought('survey', 1_000_000)).toBe('broken');
    expect(bought('services', 9_000_000)).toBe('not applicable');
  });
  it('charges who signed, with the sum', () => {
    const ledger = sign(announce(aLedger(), { method: 'directAward' }), 5_000_000, {
      tender: 'T1',
    });
    expect(ledger.broken('TND-01')[0]).toMatchObject({
      person: 'P',
      violation: { severity: 'S', amount: '500000000' },
    });
  });

  /** Several direct awards, each with its own announcement of one project. */
  const split = (
    parts: readonly {
      yuan: number;
      date: string;
      method?: Method;
      project?: string;
      category?: 'works' | 'goods';
    }[],
  ) =>
    parts.reduce(
      (ledger, { yuan, date, method = 'directAward', project = 'X', category = 'works' }, index) =>
        sign(
          announce(ledger, { id: `T${index}`, method, projectId: project, category }, date),
          yuan,
          { id: `K${index}`, tender: `T${index}` },
          date,
        ),
      aLedger(),
    );
  it('adds up the contracts of one project: the one that reaches the threshold is charged', () => {
    const ledger = split([
      { yuan: 2_500_000, date: '2024-03-01' },
      { yuan: 1_499_999.99, date: '2024-04-01' },
      { yuan: 0.01, date: '2024-05-01' },
    ]);
    const [violation, ...others] = ledger.broken('TND-01');
    expect(others).toEqual([]);
    expect(violation?.violation?.amount).toBe('400000000');
    expect(violation?.violation?.evidence).toHaveLength(2);
    expect(violation?.violation?.found.zh).toMatch(/同一项目本年度 3 笔合计/);
  });
  it('adds up neither other projects, other categories nor other fiscal years', () => {
    const apart = (second: { project?: string; category?: 'goods'; date?: string }) =>
      split([
        { yuan: 3_000_000, date: '2023-12-31' },
        { yuan: 1_500_000, date: '2023-12-31', ...second },
      ]).verdict('TND-01');
    expect(apart({})).toBe('broken');
    expect(apart({ project: 'Y' })).toBe('not applicable');
    expect(apart({ category: 'goods' })).toBe('not applicable');
    expect(apart({ date: '2024-01-01' })).toBe('not applicable');
  });
  it('counts the fiscal year of the contract, not of the announcement', () => {
    const ledger = announce(
      aLedger(),
      { id: 'Q', method: 'directAward', projectId: 'X' },
      '2023-12-01',
    );
    sign(ledger, 3_000_000, { id: 'KQ', tender: 'Q' }, '2024-01-05');
    announce(ledger, { id: 'R', method: 'directAward', projectId: 'X' }, '2024-02-01');
    sign(ledger, 1_000_000, { id: 'KR', tender: 'R' }, '2024-02-05');
    expect(ledger.broken('TND-01')).toHaveLength(1);
  });
  it('does not add up again what was tendered as it should', () => {
    const ledger = split([
      { yuan: 5_000_000, date: '2024-03-01', method: 'openTender' },
      { yuan: 60_000, date: '2024-04-01' },
    ]);
    expect(ledger.verdict('TND-01')).toBe('kept');
  });
  it('never changes an old finding by a later contract', () => {
    const one = { yuan: 3_900_000, date: '2024-03-01' };
    expect(split([one]).verdict('TND-01')).toBe('not applicable');
    const two = split([one, { yuan: 3_900_000, date: '2024-04-01' }]);
    expect(two.broken('TND-01').map(({ act }) => act.time.slice(0, 10))).toEqual(['2024-04-01']);
  });

  it('takes category and local thresholds from the pack where there is no tender on record', () => {
    const built = (yuan: number, more: { method?: Method } & Attributes) =>
      sign(aLedger(), yuan, { power: 'V11', ...more }).verdict('TND-01', demoPacks);
    expect(built(19_999.99, {})).toBe('not applicable');
    expect(built(20_000, { method: 'quoteComparison' })).toBe('kept');
    expect(built(20_000, { method: 'directAward' })).toBe('broken');
    expect(built(500_000, { method: 'quoteComparison' })).toBe('broken');
    expect(built(4_000_000, { method: 'openTender' })).toBe('kept');
  });
  it('takes a missing procedure for the breach', () => {
    const [violation] = sign(aLedger(), 20_000, { power: 'V11' }).broken('TND-01', demoPacks);
    expect(violation?.violation?.found.en).toBe('20,000.00 CNY: no procedure on record');
  });
  it('believes the announcement rather than the contract', () => {
    const ledger = sign(announce(aLedger(), { method: 'directAward' }), 5_000_000, {
      tender: 'T1',
      method: 'openTender',
    });
    expect(ledger.verdict('TND-01')).toBe('broken');
  });
  it('judges an award as long as no contract is linked to its tender, and adds awards up as well', () => {
    const awarded = (method: Method) => award(announce(aLedger(), { method, projectId: 'X' }));
    expect(awarded('openTender').verdict('TND-01')).toBe('kept');
    const direct = awarded('quoteComparison');
    expect(direct.broken('TND-01').map(({ act }) => act.name)).toEqual(['projects.AwardPosted']);
    const signed = sign(direct, 5_000_000, { tender: 'T1' });
    expect(signed.broken('TND-01').map(({ act }) => act.name)).toEqual(['projects.ContractSigned']);
    const small = sign(
      announce(awarded('quoteComparison'), { id: 'T2', method: 'directAward', projectId: 'X' }),
      1000,
      { id: 'K2', tender: 'T2' },
    );
    expect(small.broken('TND-01').map(({ violation }) => violation?.amount)).toEqual([
      '500000000',
      '500100000',
    ]);
  });
  it('does not count an award and its contract twice, nor a cancelled award', () => {
    const tender = announce(aLedger(), { method: 'quoteComparison', projectId: 'X' });
    const both = sign(award(tender, 'A', '2024-02-20', { amount: fen(2_500_000) }), 2_500_000, {
      tender: 'T1',
    });
    expect(both.verdict('TND-01')).toBe('not applicable');
    const cancelled = award(announce(aLedger(), { method: 'quoteComparison' })).add(
      'projects.AwardCancelled',
      { tenderId: 'T1', awardId: 'W1' },
    );
    expect(cancelled.verdict('TND-01')).toBe('not applicable');
  });
  it('is not applicable to contracts of unknown category and in other currencies', () => {
    expect(sign(aLedger(), 9_000_000, { method: 'directAward' }).verdict('TND-01')).toBe(
      'not applicable',
    );
    const foreign = sign(announce(aLedger(), { method: 'directAward' }), 9_000_000, {
      tender: 'T1',
      currency: 'HKD',
    });
    expect(foreign.verdict('TND-01')).toBe('not applicable');
  });
});

describe('TND-02, at least three bidders', () => {
  const bidders = (names: readonly string[], tender: Tender = {}) =>
    names.reduce((ledger, name) => bid(ledger, name), announce(aLedger(), tender));
  it('is kept by three bidders, and broken by two who bid three times', () => {
    expect(award(bidders(['A', 'B', 'C'])).verdict('TND-02')).toBe('kept');
    const twice = bid(bidders(['A', 'B']), 'B', { bidId: 'b-B2' });
    expect(award(twice).verdict('TND-02')).toBe('broken');
  });
  it('does not count bids after the deadline, and counts rejected ones', () => {
    const late = bid(bidders(['A', 'B'], { deadline: '2024-02-01' }), 'C', {}, '2024-02-02');
    expect(award(late).verdict('TND-02')).toBe('broken');
    const rejected = bidders(['A', 'B', 'C']).add('projects.BidRejected', {
      tenderId: 'T1',
      bidId: 'b-C',
    });
    expect(award(rejected).verdict('TND-02')).toBe('kept');
  });
  it('says when no bid is on record at all', () => {
    const [violation] = award(bidders([])).broken('TND-02');
    expect(violation?.violation?.found.zh).toBe('台账中没有投标或报价');
  });
  it('judges a tender once, at its candidates', () => {
    const ledger = award(award(bidders(['A']), 'A', '2024-02-20', { what: 'candidate' }), 'A');
    expect(ledger.broken('TND-02')).toHaveLength(1);
  });
  it('judges the contract where no award was posted', () => {
    const ledger = sign(bidders(['A', 'B'], { method: 'quoteComparison' }), 30_000, {
      tender: 'T1',
    });
    expect(ledger.broken('TND-02')[0]?.act.name).toBe('projects.ContractTendered');
  });
  it('is not applicable to direct awards, nor before anything is awarded', () => {
    expect(award(bidders(['A'], { method: 'directAward' })).verdict('TND-02')).toBe(
      'not applicable',
    );
    const failed = bidders(['A']).add('projects.TenderFailed', {
      tenderId: 'T1',
      failureId: 'F1',
      reason: '不足三家',
    });
    expect(failed.verdict('TND-02')).toBe('not applicable');
  });
});

describe('TND-03, the times of a tender', () => {
  const times = (documentsFrom: string, deadline: string, more: Tender = {}) =>
    announce(aLedger(), { documentsFrom, deadline, ...more });
  it('gives bidders twenty days, the first day not counted', () => {
    expect(times('2024-01-02', '2024-01-22').verdict('TND-03')).toBe('kept');
    const [violation] = times('2024-01-02', '2024-01-21').broken('TND-03');
    expect(violation?.violation?.found.zh).toBe('自文件发出至投标截止 19 日');
  });
  it('has the documents given out on five days', () => {
    const given = (documentsTo: string) =>
      times('2024-01-02', '2024-02-22', { documentsTo }).verdict('TND-03');
    expect(given('2024-01-06')).toBe('kept');
    expect(given('2024-01-05')).toBe('broken');
  });
  const candidates = (date: string, more: { reportedOn?: string; until?: string }) =>
    award(announce(aLedger()), 'A', date, { what: 'candidate', ...more });
  it('posts candidates within three days of the report, a last day off moved', () => {
    expect(candidates('2024-03-07', { reportedOn: '2024-03-04' }).verdict('TND-03')).toBe('kept');
    expect(candidates('2024-03-08', { reportedOn: '2024-03-04' }).verdict('TND-03')).toBe('broken');
    // The third day after Thursday the 7th is a Sunday.
    expect(candidates('2024-03-11', { reportedOn: '2024-03-07' }).verdict('TND-03')).toBe('kept');
  });
  it('leaves them up for three days, by their own last day or by the award that followed', () => {
    expect(candidates('2024-03-04', { until: '2024-03-07' }).verdict('TND-03')).toBe('kept');
    expect(candidates('2024-03-04', { until: '2024-03-06' }).verdict('TND-03')).toBe('broken');
    const awarded = (date: string) =>
      award(candidates('2024-03-04', {}), 'A', date, { awardId: 'W2' }).verdict('TND-03');
    expect(awarded('2024-03-07')).toBe('kept');
    expect(awarded('2024-03-06')).toBe('broken');
  });
  it('binds only tenders that the law makes mandatory, where the estimate is known', () => {
    const short = (estimate: number) =>
      times('2024-01-02', '2024-01-10', { estimate }).verdict('TND-03');
    expect(short(4_000_000)).toBe('broken');
    expect(short(3_999_999)).toBe('not applicable');
  });
  it('knows no times of documents and candidates before the regulation of 2012', () => {
    const early = (date: string) =>
      award(announce(aLedger(), {}, date), 'A', date, { what: 'candidate', until: date });
    expect(early('2012-01-31').verdict('TND-03')).toBe('not applicable');
    expect(early('2012-02-01').verdict('TND-03')).toBe('broken');
  });
  it('is not applicable to other methods and without recorded times', () => {
    expect(times('2024-01-02', '2024-01-05', { method: 'quoteComparison' }).verdict('TND-03')).toBe(
      'not applicable',
    );
    expect(announce(aLedger()).verdict('TND-03')).toBe('not applicable');
  });
  it('cannot be judged where the holidays are unknown, unless the answer needs none', () => {
    const ledger = announce(aLedger(), {}, '2090-01-02');
    const posted = (date: string) =>
      award(announce(aLedger(), {}, '2090-01-02'), 'A', date, {
        what: 'candidate',
        reportedOn: '2090-03-01',
      }).verdict('TND-03');
    expect(ledger.verdict('TND-03')).toBe('not applicable');
    expect(posted('2090-03-04')).toBe('kept');
    expect(posted('2090-03-10')).toBe('unjudged');
  });
});

describe('TND-05, signed in time', () => {
  const signed = (date: string, awarded = '2024-03-01') =>
    sign(award(announce(aLedger()), 'A', awarded), 5_000_000, { tender: 'T1' }, date);
  it('is kept on the thirtieth day, a day off moved, and broken after it', () => {
    // Sunday the 31st of March: the 1st of April is the last day.
    expect(signed('2024-04-01').verdict('TND-05')).toBe('kept');
    expect(signed('2024-04-02').severities('TND-05')).toEqual(['L']);
  });
  it('charges the award where no contract followed, once a later event shows it', () => {
    const ledger = award(announce(aLedger()), 'A', '2024-03-01');
    expect(ledger.verdict('TND-05')).toBe('not applicable');
    ledger.add(
      'projects.BidsOpened',
      { tenderId: 'T1', openingId: 'O', witnesses: [] },
      { ...at('2024-05-01'), subject: 'tender-T1' },
    );
    expect(ledger.broken('TND-05')[0]?.act.name).toBe('projects.AwardPosted');
    ledger.add('projects.AwardCancelled', { tenderId: 'T1', awardId: 'W1' });
    expect(ledger.verdict('TND-05')).toBe('not applicable');
  });
  it('is not applicable to contracts without tender or award', () => {
    expect(sign(aLedger(), 1).verdict('TND-05')).toBe('not applicable');
    expect(sign(announce(aLedger()), 1, { tender: 'T1' }).verdict('TND-05')).toBe('not applicable');
  });
});

describe('TND-07, papers of a purchase are kept', () => {
  const paper = 'c'.repeat(64);
  const attachments = [{ sha256: paper, mediaType: 'application/pdf', bytes: 1 }];
  const contract = (ended?: string) => {
    const ledger = aLedger().add(
      'projects.ContractSigned',
      {
        contractId: 'K1',
        title: '合同',
        party: company('A'),
        amount: fen(1),
        currency: 'CNY',
        attachments,
      },
      { ...at('2008-03-01'), orgunit: TOWNSHIP },
    );
    return ended === undefined
      ? ledger
      : ledger.add(
          'projects.ContractEnded',
          { contractId: 'K1', on: ended, reason: 'completed' },
          at('2008-04-01'),
        );
  };
  const dispose = (ledger: TestLedger, date: string) =>
    ledger.add(
      'documents.DocumentDisposed',
      { sha256: paper, disposalId: 'D1', reason: '清理', approvedBy: 'Q' },
      at(date),
    );
  it('is kept after fifteen years from the end, and broken a day before', () => {
    expect(dispose(contract('2009-06-30'), '2024-06-30').verdict('TND-07')).toBe('kept');
    expect(dispose(contract('2009-06-30'), '2024-06-29').broken('TND-07')[0]).toMatchObject({
      person: 'Q',
      violation: { severity: 'M', expected: { zh: '保存至 2024-06-30' } },
    });
  });
  it('counts from the last that is known of the purchase where no end is recorded', () => {
    expect(dispose(contract(), '2023-03-01').verdict('TND-07')).toBe('kept');
    expect(dispose(contract(), '2023-02-28').verdict('TND-07')).toBe('broken');
  });
  it('holds for papers that were linked as evidence, and for those of the tender', () => {
    const linked = announce(aLedger(), {}, '2020-01-01').add('documents.EvidenceLinked', {
      sha256: paper,
      linkId: 'L1',
      subject: 'tender-T1',
      purpose: '评标报告',
    });
    expect(dispose(linked, '2024-01-01').verdict('TND-07')).toBe('broken');
  });
  it('is not applicable to other documents, nor while nothing is disposed of', () => {
    expect(dispose(aLedger(), '2024-01-01').verdict('TND-07')).toBe('not applicable');
    expect(contract().verdict('TND-07')).toBe('not applicable');
  });
});
