import { describe, expect, it } from '@jest/globals';
import {
  aLedger,
  at,
  demoPacks,
  fen,
  packsWith,
  TOWNSHIP,
  VILLAGE,
  type Attributes,
  type TestLedger,
} from './support.js';

type NoticeClass = 'finance' | 'asset' | 'award' | 'decision' | 'land';

const posts = (
  ledger: TestLedger,
  date: string,
  more: { noticeId?: string; class?: NoticeClass } & Readonly<Record<string, unknown>> = {},
  attributes: Attributes = {},
) =>
  ledger.add(
    'disclosure.NoticePosted',
    { noticeId: 'N1', class: 'finance', title: '公示', places: ['p'], ...more },
    { person: 'clerk', ...at(date), ...attributes },
  );

describe('PUB-01 for notices of the disclosure register', () => {
  const ruled = () => aLedger().opens({}, at('2024-03-01')).rules('adopted', {}, at('2024-03-01'));
  const inMatter = { matter: 'M1' };
  it('takes a notice of class decision in the matter for the posting of the ruling', () => {
    const posted = (date: string, noticeClass: NoticeClass) =>
      posts(ruled(), date, { class: noticeClass }, inMatter).verdict('PUB-01');
    expect(posted('2024-03-29', 'decision')).toBe('kept');
    expect(posted('2024-04-03', 'decision')).toBe('broken');
    expect(posted('2024-04-03', 'asset')).toBe('broken');
  });
  it('holds a notice against the day that an order states', () => {
    const due = { dueOn: '2024-03-10' };
    expect(posts(aLedger(), '2024-03-10', due).verdict('PUB-01')).toBe('kept');
    const [violation] = posts(aLedger(), '2024-03-12', due).broken('PUB-01');
    expect(violation?.violation).toMatchObject({
      found: { zh: '2024-03-12 才公示，逾期 2 日' },
      severity: 'M',
    });
  });
  it('is not applicable to other notices', () => {
    expect(posts(aLedger(), '2024-03-10').verdict('PUB-01')).toBe('not applicable');
  });
});

describe('PUB-02, posted every period', () => {
  const quarter = (ledger: TestLedger, period: string, date: string, more: object = {}) =>
    posts(ledger, date, { noticeId: `N-${period}-${date}`, period, ...more });
  const series = (...entries: readonly (readonly [period: string, date: string])[]) =>
    entries.reduce((ledger, [period, date]) => quarter(ledger, period, date), aLedger());
  const unit = (ledger = aLedger()) =>
    ledger.add('offices.UnitRegistered', {
      unitId: 'U1',
      division: VILLAGE,
      name: '村',
      kind: 'village',
    });
  const leaves = (ledger: TestLedger, on: string) =>
    ledger.add(
      'offices.OfficeEnded',
      { termId: 'h.U1.VCC', personId: 'h', postId: 'U1.VCC', on, reason: 'termExpired' },
      at(on),
    );
  const found = (ledger: TestLedger) =>
    ledger.broken('PUB-02').map(({ act, violation }) => [act.name, violation?.found.zh]);

  it('is kept by a posting for every quarter, each before the next has ended', () => {
    const ledger = series(
      ['2023Q4', '2024-01-10'],
      ['2024Q1', '2024-06-30'],
      ['2024Q2', '2024-07-10'],
    );
    expect(ledger.examine('PUB-02').judgements).toHaveLength(3);
    expect(ledger.verdict('PUB-02')).toBe('kept');
  });
  it('moves a last day off to the next working day', () => {
    // 2024-06-30 is a Sunday.
    expect(series(['2024Q1', '2024-07-01']).verdict('PUB-02')).toBe('kept');
    const late = series(['2024Q1', '2024-07-02']);
    expect(found(late)).toEqual([
      ['disclosure.NoticePosted', '2024Q1 到 2024-07-02 才公布，逾期 1 日'],
    ]);
  });
  it('lets the third quarter be posted until the end of the fourth, not a day less', () => {
    expect(series(['2024Q3', '2024-12-31']).verdict('PUB-02')).toBe('kept');
    expect(series(['2024Q3', '2025-01-02']).verdict('PUB-02')).toBe('broken');
  });
  it('takes the days of the pack', () => {
    // The fifteenth day after the quarter is Monday the 15th of April.
    expect(series(['2024Q1', '2024-04-15']).verdict('PUB-02', demoPacks)).toBe('kept');
    expect(series(['2024Q1', '2024-04-16']).verdict('PUB-02', demoPacks)).toBe('broken');
  });
  it('charges a quarter that was left out to the next posting', () => {
    const ledger = series(['2023Q3', '2023-10-10'], ['2024Q2', '2024-07-10']);
    expect(found(ledger)).toEqual([
      ['disclosure.NoticePosted', '2023Q4 没有公布'],
      ['disclosure.NoticePosted', '2024Q1 没有公布'],
    ]);
  });
  it('names who was answerable when it fell due, and nobody where that is unknown', () => {
    const gaps = (ledger: TestLedger) =>
      quarter(quarter(ledger, '2023Q4', '2024-01-10'), '2024Q2', '2024-07-10').broken('PUB-02');
    expect(gaps(unit().holds('h', 'VCC'))).toMatchObject([{ person: 'h', post: 'U1.VCC' }]);
    expect(gaps(aLedger())[0]?.person).toBeUndefined();
  });
  it('does not call a quarter missing whose limit has not passed, or that was posted later', () => {
    // The first quarter may be posted until the end of June.
    const early = series(['2023Q4', '2024-01-10'], ['2024Q2', '2024-06-28']);
    expect(early.verdict('PUB-02')).toBe('kept');
    const later = quarter(
      series(['2023Q4', '2024-01-10'], ['2024Q2', '2024-07-10']),
      '2024Q1',
      '2024-08-01',
    );
    expect(found(later)).toEqual([
      ['disclosure.NoticePosted', '2024Q1 到 2024-08-01 才公布，逾期 31 日'],
    ]);
  });
  it('lets one month of a quarter stand for it, and judges the first of several postings', () => {
    const monthly = series(
      ['2023-12', '2024-01-10'],
      ['2024-02', '2024-03-10'],
      ['2024-03', '2024-12-10'],
      ['2024Q2', '2024-07-10'],
    );
    expect(monthly.verdict('PUB-02')).toBe('kept');
    expect(monthly.examine('PUB-02').judgements).toHaveLength(3);
  });
  it('asks for every month where the pack does', () => {
    const monthly = packsWith('PUB-02', {
      series: [{ class: 'finance', every: 'month', within: '15cd', level: 'village' }],
    });
    const ledger = series(['2024-01', '2024-02-15'], ['2024-03', '2024-04-15']);
    expect(ledger.broken('PUB-02', monthly).map(({ violation }) => violation?.found.en)).toEqual([
      'nothing was posted for 2024-02',
    ]);
  });
  it('looks back over years without a posting', () => {
    const ledger = series(['2021Q4', '2022-01-10'], ['2024Q1', '2024-04-10']);
    expect(found(ledger)).toHaveLength(8);
  });
  it('keeps classes, units and levels apart', () => {
    const other = quarter(series(['2023Q4', '2024-01-10']), '2024Q2', '2024-07-10', {
      class: 'asset',
    });
    expect(other.broken('PUB-02')).toEqual([]);
    const elsewhere = posts(
      series(['2023Q4', '2024-01-10']),
      '2024-07-10',
      { noticeId: 'X', period: '2024Q2' },
      { orgunit: '451425100202' },
    );
    expect(elsewhere.broken('PUB-02')).toEqual([]);
    const township = posts(aLedger(), '2024-12-10', { period: '2024Q1' }, { orgunit: TOWNSHIP });
    expect(township.verdict('PUB-02')).toBe('not applicable');
  });
  it('charges quarters that nobody posted again to the end of the answerable person’s office', () => {
    const ledger = quarter(unit().holds('h', 'VCC'), '2023Q4', '2024-01-10');
    leaves(ledger, '2024-10-31');
    expect(ledger.broken('PUB-02')).toMatchObject([
      {
        person: 'h',
        act: { name: 'offices.OfficeEnded' },
        violation: { found: { zh: '2024Q1 没有公布' } },
      },
      { person: 'h', violation: { found: { zh: '2024Q2 没有公布' } } },
    ]);
  });
  it('charges each quarter once, whether a posting or a departure showed it first', () => {
    const both = quarter(unit().holds('h', 'VCC'), '2023Q4', '2024-01-10');
    quarter(both, '2024Q2', '2024-07-10');
    leaves(both, '2024-10-31');
    quarter(both, '2024Q3', '2024-11-10');
    expect(found(both)).toEqual([['disclosure.NoticePosted', '2024Q1 没有公布']]);
    const departed = quarter(unit().holds('h', 'VCC'), '2023Q4', '2024-01-10');
    leaves(departed, '2024-07-31');
    quarter(departed, '2024Q2', '2024-08-10');
    expect(found(departed)).toEqual([['offices.OfficeEnded', '2024Q1 没有公布']]);
  });
  it('is not applicable to units whose series never began', () => {
    expect(leaves(unit().holds('h', 'VCC'), '2024-10-31').verdict('PUB-02')).toBe('not applicable');
    expect(posts(aLedger(), '2024-03-01').verdict('PUB-02')).toBe('not applicable');
  });
  it('cannot be judged where the holidays are unknown, unless the answer needs none', () => {
    expect(series(['2090Q1', '2090-06-30']).verdict('PUB-02')).toBe('kept');
    expect(series(['2090Q1', '2090-07-15']).verdict('PUB-02')).toBe('unjudged');
  });
});

describe('PUB-03, posted long enough', () => {
  const removes = (ledger: TestLedger, date: string) =>
    ledger.add('disclosure.NoticeRemoved', { noticeId: 'N1', removalId: 'R1' }, at(date));
  const checks = (
    ledger: TestLedger,
    date: string,
    faults: readonly ('takenDown' | 'missing' | 'illegible')[],
  ) =>
    ledger.add(
      'disclosure.NoticeChecked',
      { noticeId: 'N1', checkId: 'C', inspector: 'i', faults: [...faults] },
      at(date),
    );
  it('is kept by seven days, the day of posting not counted, and broken by six', () => {
    expect(removes(posts(aLedger(), '2024-03-01'), '2024-03-08').verdict('PUB-03', demoPacks)).toBe(
      'kept',
    );
    const early = removes(posts(aLedger(), '2024-03-01'), '2024-03-07').broken('PUB-03', demoPacks);
    expect(early[0]?.act.name).toBe('disclosure.NoticeRemoved');
  });
  it('is broken by a last day that is too early, unless it stayed longer', () => {
    const short = () => posts(aLedger(), '2024-03-01', { until: '2024-03-07' });
    expect(short().verdict('PUB-03', demoPacks)).toBe('broken');
    expect(removes(short(), '2024-03-08').verdict('PUB-03', demoPacks)).toBe('kept');
    expect(
      posts(aLedger(), '2024-03-01', { until: '2024-03-08' }).verdict('PUB-03', demoPacks),
    ).toBe('kept');
  });
  it('is broken by a check that found it gone, not by one that found it illegible', () => {
    expect(
      checks(posts(aLedger(), '2024-03-01'), '2024-03-05', ['takenDown']).broken(
        'PUB-03',
        demoPacks,
      )[0]?.act.name,
    ).toBe('disclosure.NoticePosted');
    expect(
      checks(posts(aLedger(), '2024-03-01'), '2024-03-05', ['illegible']).verdict(
        'PUB-03',
        demoPacks,
      ),
    ).toBe('not applicable');
    expect(
      checks(posts(aLedger(), '2024-03-01'), '2024-03-08', ['missing']).verdict(
        'PUB-03',
        demoPacks,
      ),
    ).toBe('kept');
  });
  it('is not judged while it hangs, and kept once the time is over', () => {
    expect(posts(aLedger(), '2024-03-01').verdict('PUB-03', demoPacks)).toBe('not applicable');
    const seen = checks(posts(aLedger(), '2024-03-01'), '2024-03-08', []);
    expect(seen.verdict('PUB-03', demoPacks)).toBe('kept');
  });
  it('takes the minimum of the class, and before it that of the power item', () => {
    const award = { class: 'award' as const, until: '2024-03-04' };
    expect(posts(aLedger(), '2024-03-01', award).verdict('PUB-03', demoPacks)).toBe('kept');
    const item = (minDays: string) =>
      aLedger().add('powers.PowerItemPublished', {
        code: 'V08',
        version: '1',
        level: 'village',
        name: '出租',
        holder: 'VC',
        basis: [],
        steps: [],
        risks: [],
        publicity: { what: '方案', where: ['公开栏'], minDays },
        effectiveFrom: '2021-01-01',
      });
    const posted = (minDays: string, until: string) =>
      posts(item(minDays), '2024-03-01', { until }, { power: 'V08' }).verdict('PUB-03', demoPacks);
    expect(posted('15cd', '2024-03-16')).toBe('kept');
    expect(posted('15cd', '2024-03-15')).toBe('broken');
    // Friday the 1st + 5 working days = Friday the 8th.
    expect(posted('5wd', '2024-03-08')).toBe('kept');
    expect(posted('5wd', '2024-03-07')).toBe('broken');
    expect(posted('{post.minDays}', '2024-03-08')).toBe('kept');
  });
  it('is not applicable without a minimum', () => {
    expect(removes(posts(aLedger(), '2024-03-01'), '2024-03-02').verdict('PUB-03')).toBe(
      'not applicable',
    );
  });
});

describe('PUB-04, photographed as it hangs', () => {
  const photo = 'd'.repeat(64);
  const place = (ledger: TestLedger, placeId: string, kind: 'publicBoard' | 'website') =>
    ledger.add('disclosure.PlaceRegistered', { placeId, unitId: 'U1', kind, title: placeId });
  it('is kept by a photograph, also by that of a later check', () => {
    expect(posts(aLedger(), '2024-03-01', { photo }).verdict('PUB-04')).toBe('kept');
    const checked = posts(aLedger(), '2024-03-01').add('disclosure.NoticeChecked', {
      noticeId: 'N1',
      checkId: 'C',
      inspector: 'i',
      faults: [],
      photo,
    });
    expect(checked.verdict('PUB-04')).toBe('kept');
  });
  it('is broken without one', () => {
    expect(posts(aLedger(), '2024-03-01').severities('PUB-04')).toEqual(['L']);
  });
  it('is not applicable where all its places are screens or sites', () => {
    const both = () => place(place(aLedger(), 'p', 'website'), 'q', 'publicBoard');
    expect(posts(both(), '2024-03-01').verdict('PUB-04')).toBe('not applicable');
    expect(posts(both(), '2024-03-01', { places: ['p', 'q'] }).verdict('PUB-04')).toBe('broken');
  });
});

describe('PUB-05, the notice equals the ledger', () => {
  const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];
  const projection = { view: 'funds', position: 9, sha256: one };
  it('is kept by the same digest, and broken by another', () => {
    expect(posts(aLedger(), '2024-03-01', { contentHash: one, projection }).verdict('PUB-05')).toBe(
      'kept',
    );
    expect(
      posts(aLedger(), '2024-03-01', { contentHash: two, projection }).severities('PUB-05'),
    ).toEqual(['S']);
  });
  const shows = (ledger: TestLedger, yuan: number, more: object = {}) =>
    posts(ledger, '2024-03-31', {
      figures: [
        {
          label: '修路',
          measure: 'payment',
          amount: fen(yuan),
          currency: 'CNY',
          paymentId: 'P1',
          ...more,
        },
      ],
    });
  const paid = () => aLedger().pays(600, {}, at('2024-02-01')).pays(400, {}, at('2024-03-01'));
  it('holds the figure of a payment against what was paid until then', () => {
    expect(shows(paid(), 1000).verdict('PUB-05')).toBe('kept');
    expect(shows(paid(), -1000).verdict('PUB-05')).toBe('kept');
    const [violation] = shows(paid(), 900).broken('PUB-05');
    expect(violation?.violation).toMatchObject({
      amount: '10000',
      found: { en: 'the notice shows 900.00 CNY for a payment' },
      expected: { en: 'the ledger has 1,000.00 CNY for it' },
    });
    expect(shows(paid().pays(5, {}, at('2024-04-01')), 1000).verdict('PUB-05')).toBe('kept');
  });
  it('takes back what came back, and counts only the days that the figure covers', () => {
    const reversed = paid().add(
      'funds.PaymentReversed',
      {
        paymentId: 'P1',
        reversalId: 'R',
        amount: fen(400),
        currency: 'CNY',
        reason: '误付',
        approvedBy: 'Q',
      },
      at('2024-03-10'),
    );
    expect(shows(reversed, 600).verdict('PUB-05')).toBe('kept');
    expect(shows(paid(), 400, { from: '2024-03-01', to: '2024-03-31' }).verdict('PUB-05')).toBe(
      'kept',
    );
  });
  it('is broken by a payment that the ledger does not have', () => {
    expect(shows(aLedger(), 1000).verdict('PUB-05')).toBe('broken');
  });
  it('weighs a difference that a check reports as medium', () => {
    const checked = (fault: 'contentDiffers' | 'illegible') =>
      posts(aLedger(), '2024-03-01', { contentHash: one, projection }).add(
        'disclosure.NoticeChecked',
        { noticeId: 'N1', checkId: 'C', inspector: 'i', faults: [fault] },
      );
    expect(checked('contentDiffers').severities('PUB-05')).toEqual(['M']);
    expect(checked('illegible').verdict('PUB-05')).toBe('kept');
  });
  it('is not applicable to a notice without digests and payments', () => {
    expect(posts(aLedger(), '2024-03-01', { contentHash: one }).verdict('PUB-05')).toBe(
      'not applicable',
    );
    expect(shows(aLedger(), 5, { paymentId: undefined }).verdict('PUB-05')).toBe('not applicable');
  });
});

describe('PUB-06, objections are answered', () => {
  const objected = () =>
    posts(aLedger(), '2024-03-01').add(
      'disclosure.ObjectionRaised',
      { noticeId: 'N1', objectionId: 'O1', text: '金额不对' },
      { ...at('2024-03-04'), person: 'villager' },
    );
  const answers = (ledger: TestLedger, date: string) =>
    ledger.add(
      'disclosure.ObjectionAnswered',
      { noticeId: 'N1', objectionId: 'O1', answer: '已更正', result: 'upheld' },
      { ...at(date), person: 'chair' },
    );
  it('is kept on the third day and broken on the fourth', () => {
    expect(answers(objected(), '2024-03-07').verdict('PUB-06')).toBe('kept');
    expect(answers(objected(), '2024-03-08').broken('PUB-06')[0]).toMatchObject({
      person: 'chair',
      act: { name: 'disclosure.ObjectionAnswered' },
    });
  });
  it('is broken without an answer once a later event shows it, and never charges who objected', () => {
    expect(objected().verdict('PUB-06')).toBe('not applicable');
    const later = objected().add(
      'disclosure.NoticeRemoved',
      { noticeId: 'N1', removalId: 'R1' },
      at('2024-03-20'),
    );
    const [violation] = later.broken('PUB-06');
    expect(violation?.act.name).toBe('disclosure.NoticePosted');
    expect(violation?.person).toBeUndefined();
  });
  it('is not applicable without an objection', () => {
    expect(posts(aLedger(), '2024-03-01').verdict('PUB-06')).toBe('not applicable');
  });
});

describe('PUB-10, outdated policies come down', () => {
  const card = (
    ledger: TestLedger,
    date: string,
    more: { policyId?: string; validTo?: string } = {},
  ) =>
    ledger.add(
      'disclosure.PolicyCardPublished',
      {
        policyId: 'P1',
        title: '家电下乡补贴',
        conditions: [],
        procedure: [],
        validFrom: '2012-06-15',
        ...more,
      },
      at(date),
    );
  const ending = () => card(aLedger(), '2012-07-02', { validTo: '2013-01-31' });
  const removes = (ledger: TestLedger, date: string) =>
    ledger.add('disclosure.PolicyCardRemoved', { policyId: 'P1' }, at(date));
  it('is kept by a removal within ten days, a last day off moved, and broken later', () => {
    // Sunday the 10th of February 2013 is the New Year holiday, to the 15th; the 16th and 17th are worked.
    expect(removes(ending(), '2013-02-16').verdict('PUB-10')).toBe('kept');
    expect(removes(ending(), '2013-02-17').broken('PUB-10')[0]?.act.name).toBe(
      'disclosure.PolicyCardRemoved',
    );
  });
  it('is broken by an outdated policy that is posted', () => {
    expect(card(aLedger(), '2013-02-01', { validTo: '2013-01-31' }).verdict('PUB-10')).toBe(
      'broken',
    );
    expect(card(aLedger(), '2013-01-31', { validTo: '2013-01-31' }).verdict('PUB-10')).toBe(
      'not applicable',
    );
  });
  it('is broken where somebody worked on the unit’s cards and left it hanging', () => {
    expect(ending().verdict('PUB-10')).toBe('not applicable');
    const worked = (date: string, orgunit = VILLAGE) =>
      ending()
        .add(
          'disclosure.PolicyCardPublished',
          {
            policyId: 'P2',
            title: '公益林补贴',
            conditions: [],
            procedure: [],
            validFrom: '2012-06-15',
          },
          { ...at(date), orgunit },
        )
        .broken('PUB-10');
    expect(worked('2013-02-16')).toEqual([]);
    expect(worked('2013-03-20')[0]?.violation?.evidence).toHaveLength(1);
    expect(worked('2013-03-20', '451425100202')).toEqual([]);
  });
  it('is not applicable to policies without an end', () => {
    expect(removes(card(aLedger(), '2012-07-02'), '2020-01-01').verdict('PUB-10')).toBe(
      'not applicable',
    );
  });
});
