// AUD-03 and AUD-05 to AUD-09: an audit itself. What departures ask for is in audDeparture.test.ts.
import { describe, expect, it } from '@jest/globals';
import { audit, commissions, inOffice, leaves, posts, reports, SHA, triggers } from './audits.js';
import { at, only, passes, since } from './oversight.js';
import { aLedger, packsWith, type TestLedger } from './support.js';

/** Triggered and commissioned in March 2024. */
const begun = () =>
  commissions(triggers(leaves(inOffice(), '2024-03-01'), '2024-03-01'), '2024-03-05');

describe('AUD-03, the conclusion is published', () => {
  // 30 days after Monday 2024-06-03: Wednesday 3 July.
  const issued = () => reports(begun(), '2024-06-03');
  it('is kept on the thirtieth day, and late after', () => {
    expect(posts(issued(), '2024-07-03').verdict('AUD-03')).toBe('kept');
    expect(only(posts(issued(), '2024-07-04'), 'AUD-03')).toMatchObject({
      act: { name: 'audits.ConclusionPosted' },
      person: 'poster',
      severity: 'L',
    });
  });
  it('is broken without a posting, and names nobody', () => {
    expect(only(passes(issued(), '2024-08-01'), 'AUD-03')).toMatchObject({
      act: { name: 'audits.ReportIssued' },
      person: undefined,
      severity: 'M',
    });
  });
  it('is not applicable before a report, while the time runs, or to a template not published', () => {
    expect(passes(begun(), '2025-01-10').verdict('AUD-03')).toBe('not applicable');
    expect(passes(issued(), '2024-07-31').verdict('AUD-03')).toBe('not applicable');
    const village = packsWith('AUD-03', { templates: ['townshipLeader'] });
    expect(passes(issued(), '2024-08-01').verdict('AUD-03', village)).toBe('not applicable');
  });
});

describe('AUD-05, the audited are heard', () => {
  const drafted = (date: string, to = ['P', 'U1']) =>
    begun().add(
      'audits.DraftReportIssued',
      { ...audit, draftId: `d${date}`, position: 1, sha256: SHA, to },
      at(date),
    );
  const answered = (ledger: TestLedger, date: string, from: string) =>
    ledger.add(
      'audits.FeedbackReceived',
      { ...audit, feedbackId: `f${from}`, from, text: '无异议' },
      at(date),
    );
  it('leaves ten working days: the tenth is still theirs', () => {
    // Ten working days after Friday 2024-05-10 (Saturday the 11th is worked): Thursday 23 May.
    expect(only(reports(drafted('2024-05-10'), '2024-05-23'), 'AUD-05')).toMatchObject({
      person: 'head',
      found: 'consulted on 2024-05-10, reported on 2024-05-23',
    });
    expect(reports(drafted('2024-05-10'), '2024-05-24').verdict('AUD-05')).toBe('kept');
  });
  it('ends early when all have answered, not when one has', () => {
    const one = answered(drafted('2024-05-10'), '2024-05-13', 'P');
    expect(reports(one, '2024-05-14').verdict('AUD-05')).toBe('broken');
    const both = answered(answered(drafted('2024-05-10'), '2024-05-13', 'P'), '2024-05-13', 'U1');
    expect(reports(both, '2024-05-14').verdict('AUD-05')).toBe('kept');
  });
  it('begins anew with a new draft, and does not count answers after the report', () => {
    const again = drafted('2024-05-10').add(
      'audits.DraftReportIssued',
      { ...audit, draftId: 'second', position: 2, sha256: SHA, to: ['P'] },
      at('2024-05-22'),
    );
    expect(reports(again, '2024-05-24').verdict('AUD-05')).toBe('broken');
    const late = answered(reports(drafted('2024-05-10', ['P']), '2024-05-14'), '2024-05-15', 'P');
    expect(late.verdict('AUD-05')).toBe('broken');
  });
  it('is broken by a report without any draft', () => {
    expect(only(reports(begun(), '2024-06-03'), 'AUD-05').found).toBe('nobody was consulted');
  });
  it('judges the first report only, and none that is not there', () => {
    expect(
      reports(reports(drafted('2024-05-10'), '2024-05-24'), '2024-05-24', '2').examine('AUD-05')
        .judgements,
    ).toHaveLength(1);
    expect(drafted('2024-05-10').verdict('AUD-05')).toBe('not applicable');
  });
  it('cannot be judged in a year without holiday data', () => {
    const ledger = aLedger().add(
      'audits.DraftReportIssued',
      { ...audit, draftId: 'd', position: 1, sha256: SHA, to: ['P'] },
      at('2090-05-10'),
    );
    expect(reports(ledger, '2090-06-30').verdict('AUD-05')).toBe('unjudged');
  });
});

describe('AUD-06, findings are put right in time', () => {
  const confirmed = (ledger: TestLedger, findingId = 'F1') =>
    ledger.add(
      'audits.FindingConfirmed',
      {
        ...audit,
        findingId,
        decisionId: `k${findingId}`,
        responsibility: 'leadership',
        reasons: '理由',
      },
      at('2024-05-20'),
    );
  const ordered = (ledger: TestLedger, date: string, dueOn: string, to?: string) =>
    ledger.add(
      'audits.RectificationOrdered',
      { ...audit, orderId: `o${date}`, findingIds: ['F1'], dueOn, ...(to ? { to } : {}) },
      at(date, { person: 'head' }),
    );
  const rectified = (ledger: TestLedger, date: string, findingId = 'F1') =>
    ledger.add(
      'audits.RectificationReported',
      { ...audit, reportId: `z${date}`, findingId, text: '已退回' },
      at(date, { person: 'V' }),
    );
  const order = () => ordered(confirmed(begun()), '2024-06-03', '2024-06-30');
  it('is kept on the day of the order, which does not move, and late after', () => {
    expect(rectified(order(), '2024-06-30').verdict('AUD-06')).toBe('kept');
    expect(only(rectified(order(), '2024-07-01'), 'AUD-06')).toMatchObject({
      person: 'V',
      severity: 'L',
    });
  });
  it('is kept by handing the finding over, or accepting what was done', () => {
    const transferred = order().add(
      'audits.CaseTransferred',
      { ...audit, transferId: 't', findingIds: ['F1'], to: 'CDI', reason: '涉嫌犯罪' },
      at('2024-06-10'),
    );
    expect(passes(transferred, '2024-09-01').verdict('AUD-06')).toBe('kept');
    const accepted = order().add(
      'audits.RectificationAccepted',
      { ...audit, acceptanceId: 'y', findingId: 'F1', checkedBy: 'b' },
      at('2024-06-10'),
    );
    expect(accepted.verdict('AUD-06')).toBe('kept');
  });
  it('moves with a new order given in time, not with a later one', () => {
    const moved = ordered(order(), '2024-06-30', '2024-08-31');
    expect(rectified(moved, '2024-08-31').verdict('AUD-06')).toBe('kept');
    const whitewash = ordered(order(), '2024-07-01', '2024-08-31');
    expect(rectified(whitewash, '2024-08-31').verdict('AUD-06')).toBe('broken');
  });
  it('charges to whom the order went when nothing was done, if that is somebody in office', () => {
    const to = (id: string) =>
      passes(
        ordered(confirmed(begun()).holds('V', 'VCC'), '2024-06-03', '2024-06-30', id),
        '2024-07-01',
      );
    expect(only(to('V'), 'AUD-06')).toMatchObject({ person: 'V', post: 'U1.VCC', severity: 'M' });
    expect(only(to('U1'), 'AUD-06').person).toBeUndefined();
    expect(only(to('P'), 'AUD-06').person).toBeUndefined();
  });
  it('wants 60 days from the report where no order was given', () => {
    // 60 days after Monday 2024-06-03: Friday 2 August.
    const reported = () => reports(confirmed(begun()), '2024-06-03');
    expect(rectified(reported(), '2024-08-02').verdict('AUD-06')).toBe('kept');
    expect(rectified(reported(), '2024-08-03').verdict('AUD-06')).toBe('broken');
    expect(passes(reported(), '2024-09-02').verdict('AUD-06')).toBe('broken');
  });
  it('judges each finding by itself, and none that was dismissed', () => {
    const two = rectified(reports(confirmed(confirmed(begun()), 'F2'), '2024-06-03'), '2024-07-01');
    expect(passes(two, '2024-09-01').broken('AUD-06')).toHaveLength(1);
    const dismissed = order().add(
      'audits.FindingDismissed',
      { ...audit, findingId: 'F1', decisionId: 'k2', reason: '证据不足' },
      at('2024-06-10'),
    );
    expect(passes(dismissed, '2024-09-01').verdict('AUD-06')).toBe('not applicable');
  });
  it('is not applicable before a report or an order', () => {
    expect(passes(confirmed(begun()), '2025-01-10').verdict('AUD-06')).toBe('not applicable');
  });
});

describe('AUD-07, two auditors, none in his own cause', () => {
  const worked = (ledger: TestLedger, ...by: readonly string[]) =>
    ledger.add(
      'audits.FieldworkDone',
      {
        ...audit,
        fieldworkId: 'w',
        checks: ['accounts'],
        from: '2024-04-01',
        to: '2024-04-10',
        by: [...by],
      },
      at('2024-04-10', { person: 'lead' }),
    );
  const declares = (ledger: TestLedger, personId: string, conflict = false) =>
    ledger.add('audits.RecusalDeclared', { ...audit, personId, conflict }, at('2024-03-20'));
  const clean = (ledger = begun()) => declares(declares(ledger, 'a'), 'b');
  it('is kept by two who have declared that nothing stands in the way', () => {
    const ledger = worked(clean(), 'a', 'b');
    expect(ledger.verdict('AUD-07')).toBe('kept');
    expect(ledger.examine('AUD-07').judgements).toHaveLength(3);
  });
  it('is broken by one alone, in the field or on the team; reviewers do not count', () => {
    expect(only(worked(clean(), 'a'), 'AUD-07')).toMatchObject({
      found: '1 auditor(s)',
      severity: 'M',
    });
    const team = (...roles: readonly ('lead' | 'member' | 'reviewer')[]) =>
      commissions(aLedger(), '2024-03-05', {
        team: roles.map((role, index) => ({ personId: `t${index}`, role })),
      }).verdict('AUD-07');
    expect(team('lead', 'member')).toBe('kept');
    expect(team('lead', 'reviewer')).toBe('broken');
    expect(team()).toBe('not applicable');
  });
  it.each([
    ['the audited person himself', 'P', (ledger: TestLedger) => ledger, 'S'],
    [
      'his relative',
      'b',
      (ledger: TestLedger) =>
        ledger.add('offices.KinshipDeclared', {
          personId: 'b',
          relativeId: 'P',
          relation: 'spouse',
        }),
      'S',
    ],
    [
      'one who had declared a conflict',
      'c',
      (ledger: TestLedger) => declares(ledger, 'c', true),
      'S',
    ],
    [
      'one who kept the books there within the window',
      'b',
      (ledger: TestLedger) => ledger.holds('b', 'VACC', '2023-01-01'),
      'M',
    ],
    ['one who declared nothing', 'c', (ledger: TestLedger) => ledger, 'L'],
  ] as const)('is broken by %s', (_, person, prepare, severity) => {
    const found = only(worked(prepare(clean()), 'a', person), 'AUD-07');
    expect(found).toMatchObject({ person, severity });
  });
  it('lets who left the unit before the window take part', () => {
    const former = clean().holds('b', 'VACC', '2010-01-01').add('offices.OfficeEnded', {
      termId: 'b.U1.VACC',
      personId: 'b',
      postId: 'U1.VACC',
      on: '2018-12-31',
      reason: 'resigned',
    });
    expect(worked(former, 'a', 'b').verdict('AUD-07')).toBe('kept');
  });
});

describe('AUD-08, coverage of the samples', () => {
  const sampled = (
    ledger: TestLedger,
    more: object = {},
    scope: 'finances' | 'projects' = 'finances',
  ) =>
    ledger.add(
      'audits.SampleDrawn',
      {
        ...audit,
        sampleId: `s${ledger.all.length}`,
        scope,
        population: '支出凭证',
        items: 100,
        sampledItems: 20,
        method: 'random',
        ...more,
      },
      at('2024-04-05'),
    );
  const checked = (
    ledger: TestLedger,
    checks: ('accounts' | 'contracts' | 'objects' | 'procedure' | 'effect')[] = [
      'accounts',
      'contracts',
      'objects',
      'procedure',
      'effect',
    ],
  ) =>
    ledger.add(
      'audits.FieldworkDone',
      { ...audit, fieldworkId: 'w', checks, from: '2024-04-01', to: '2024-04-10', by: ['a', 'b'] },
      at('2024-04-10'),
    );
  const reported = (ledger: TestLedger) => reports(checked(ledger), '2024-06-03');
  it('is kept by a fifth of the items exactly, and broken by one fewer', () => {
    expect(reported(sampled(begun())).verdict('AUD-08')).toBe('kept');
    expect(only(reported(sampled(begun(), { sampledItems: 19 })), 'AUD-08')).toMatchObject({
      found: 'finances: 19 % sampled',
      severity: 'L',
    });
  });
  it('counts money where every sample of the scope states it', () => {
    const money = { amount: '100000', sampledAmount: '20000', currency: 'CNY', sampledItems: 1 };
    expect(reported(sampled(begun(), money)).verdict('AUD-08')).toBe('kept');
    const less = { ...money, sampledAmount: '19999' };
    expect(reported(sampled(begun(), less)).verdict('AUD-08')).toBe('broken');
    // A second sample without money: by items, 21 of 200.
    expect(reported(sampled(sampled(begun(), money))).verdict('AUD-08')).toBe('broken');
  });
  it('adds the samples of a scope up, and takes an empty population for covered', () => {
    const half = { sampledItems: 15 };
    const more = { items: 50, sampledItems: 15 };
    expect(reported(sampled(sampled(begun(), half), more)).verdict('AUD-08')).toBe('kept');
    expect(reported(sampled(begun(), { items: 0, sampledItems: 0 })).verdict('AUD-08')).toBe(
      'kept',
    );
  });
  it('is broken by a commissioned scope without a sample, not by one that nobody commissioned', () => {
    const both = commissions(aLedger(), '2024-03-05', { scope: ['finances', 'projects'] });
    expect(only(reported(sampled(both)), 'AUD-08').found).toBe('projects: no sample on record');
    const debts = commissions(aLedger(), '2024-03-05', { scope: ['debts'] });
    expect(reported(debts).verdict('AUD-08')).toBe('kept');
  });
  it('wants all five checks in all fieldwork together', () => {
    const partly = checked(sampled(begun()), ['accounts', 'contracts', 'objects']);
    expect(only(reports(partly, '2024-06-03'), 'AUD-08').found).toBe(
      'not checked: procedure, effect',
    );
    const rest = partly.add(
      'audits.FieldworkDone',
      {
        ...audit,
        fieldworkId: 'w2',
        checks: ['procedure', 'effect'],
        from: '2024-04-11',
        to: '2024-04-12',
        by: ['a', 'b'],
      },
      at('2024-04-12'),
    );
    expect(rest.verdict('AUD-08')).toBe('kept');
  });
  it('is not applicable before the report', () => {
    expect(checked(sampled(begun())).verdict('AUD-08')).toBe('not applicable');
  });
});

describe('AUD-09, the window covers the posts held', () => {
  /** In office from 2019-01-01 to 2024-03-01: of more than three years the last three are wanted. */
  const window = (
    windowFrom: string,
    windowTo: string,
    before: (l: TestLedger) => TestLedger = (l) => l,
  ) =>
    commissions(triggers(before(leaves(inOffice(), '2024-03-01')), '2024-03-01'), '2024-03-05', {
      windowFrom,
      windowTo,
    });
  it('is kept by the whole term, a wider window, or the last three years', () => {
    expect(window('2019-01-01', '2024-03-01').verdict('AUD-09')).toBe('kept');
    expect(window('2018-01-01', '2024-06-30').verdict('AUD-09')).toBe('kept');
    expect(window('2021-03-01', '2024-03-01').verdict('AUD-09')).toBe('kept');
  });
  it('is broken by a window that begins too late or ends too early', () => {
    expect(only(window('2021-03-02', '2024-03-01'), 'AUD-09')).toMatchObject({
      person: 'head',
      severity: 'M',
      found: 'window from 2021-03-02 to 2024-03-01; it should cover 2021-03-01 to 2024-03-01',
    });
    expect(window('2019-01-01', '2024-02-29').verdict('AUD-09')).toBe('broken');
  });
  it('wants the whole of a short term', () => {
    const short = since('2023-01-01').holds('P', 'VPS', '2023-01-01');
    const from = (windowFrom: string) =>
      commissions(triggers(leaves(short, '2024-03-01'), '2024-03-01'), '2024-03-05', {
        windowFrom,
      });
    expect(from('2023-01-02').verdict('AUD-09')).toBe('broken');
  });
  it('is broken by a term not on record, or a post left out that ended the same day', () => {
    const unknown = commissions(triggers(inOffice(), '2024-03-01', { role: 'VCC' }), '2024-03-05');
    expect(only(unknown, 'AUD-09').found).toBe('a term that is named is not on record');
    const bothPosts = window('2019-01-01', '2024-03-01', (ledger) =>
      leaves(ledger.holds('P', 'VCC', '2019-01-01'), '2024-03-01', { role: 'VCC' }),
    );
    expect(only(bothPosts, 'AUD-09').found).toBe('a post that ended the same day is left out');
  });
  it('is not applicable where no term of the person is on record, or nothing was triggered', () => {
    expect(commissions(triggers(aLedger(), '2024-03-01'), '2024-03-05').verdict('AUD-09')).toBe(
      'not applicable',
    );
    expect(commissions(inOffice(), '2024-03-05').verdict('AUD-09')).toBe('not applicable');
  });
});
