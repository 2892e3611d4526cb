import { describe, expect, it } from '@jest/globals';
import { examine } from '../../src/rules/judge.js';
import { RULES } from '../../src/rules/index.js';
import { aLedger, day, nationalPacks, packsWith } from './support.js';

const SHA = 'a'.repeat(64);

describe('LED-01, recorded in time', () => {
  const ruling = (recorded: string) => aLedger().rules('adopted', {}, { time: day(1), recorded });
  it('is kept within 7 local days, minor after, medium after 30', () => {
    expect(ruling('2024-03-08T15:59:59.000Z').verdict('LED-01')).toBe('kept');
    expect(ruling('2024-03-08T16:00:00.000Z').severities('LED-01')).toEqual(['L']);
    expect(ruling('2024-04-01T00:00:00.000Z').severities('LED-01')).toEqual(['M']);
  });
  it('is not applicable to acts that the parameters leave out, or before the ledger began', () => {
    const opened = aLedger().opens({}, { recorded: '2025-01-01T00:00:00.000Z' });
    expect(opened.verdict('LED-01')).toBe('not applicable');
    const late = ruling('2025-01-01T00:00:00.000Z');
    expect(late.verdict('LED-01', packsWith('LED-01', { since: '2024-03-02' }))).toBe(
      'not applicable',
    );
  });
});

describe('LED-01 and earlier records that were taken over', () => {
  it('is not applicable to them, and says so by their own envelope', () => {
    const takenOver = aLedger().rules(
      'adopted',
      {},
      { time: day(1), recorded: '2025-01-01T00:00:00.000Z', rulepack: 'imported' },
    );
    expect(takenOver.verdict('LED-01')).toBe('not applicable');
  });
});

describe('LED-02, no back-dating', () => {
  const ledger = (seen: string) =>
    aLedger()
      .add(
        'documents.DocumentStored',
        { sha256: SHA, mediaType: 'application/pdf', bytes: 1 },
        { recorded: seen },
      )
      .opens()
      .rules('adopted', { minutes: SHA }, { time: day(1) });
  it('is kept by minutes that the ledger saw in time', () => {
    expect(ledger('2024-03-08T00:00:00.000Z').verdict('LED-02')).toBe('kept');
  });
  it('is medium when they were first seen late, serious when money was paid in between', () => {
    const late = ledger('2024-03-20T00:00:00.000Z');
    expect(late.severities('LED-02')).toEqual(['M']);
    expect(
      late
        .requests(1)
        .pays(1, {}, { time: day(5) })
        .severities('LED-02'),
    ).toEqual(['S']);
  });
  it('is not applicable to a document that was never stored', () => {
    expect(aLedger().rules('adopted', { minutes: SHA }).verdict('LED-02')).toBe('not applicable');
  });
});

describe('LED-03, no gap', () => {
  const ledger = () => aLedger().opens().meets('X').rules('adopted');
  it('is kept by a whole stream', () => expect(ledger().verdict('LED-03')).toBe('kept'));
  it('is broken when an event was taken out', () => {
    const events = ledger().all.filter((_, index) => index !== 1);
    const { judgements } = examine({ id: 'matter-M1', events }, aLedger(), RULES, nationalPacks);
    const [violation] = judgements.filter(({ rule }) => rule === 'LED-03');
    expect(violation?.violation?.expected.en).toBe('number 2');
  });
  it('is not applicable to a payment, whose events may stand in several cases', () => {
    expect(aLedger().pays(1).verdict('LED-03')).toBe('not applicable');
  });
});

describe('LED-04, corrections', () => {
  const corrected = (times: number) => {
    let ledger = aLedger().opens().meets('X').rules('adopted');
    const [first] = ledger.all;
    for (let index = 0; index < times; index++)
      ledger = ledger.add('matters.MatterCorrected', {
        matterId: 'M1',
        correctionId: `K${index}`,
        corrects: first!.id,
        fields: { title: '更正' },
        reason: '笔误',
        approvedBy: 'Z',
      });
    return ledger;
  };
  it('is not applicable, kept and broken by the number of corrections', () => {
    expect(corrected(0).verdict('LED-04')).toBe('not applicable');
    expect(corrected(2).verdict('LED-04')).toBe('kept');
    expect(corrected(3).verdict('LED-04')).toBe('broken');
  });
  it('shows the corrections of a charged act beside it', () => {
    const ledger = aLedger().votes('X', { for: 1 }, { issued: 9 });
    const ballot = ledger.all[0]!;
    ledger.add('matters.MatterCorrected', {
      matterId: 'M1',
      correctionId: 'K',
      corrects: ballot.id,
      fields: { issued: '1' },
      reason: '笔误',
      approvedBy: 'Z',
    });
    expect(ledger.broken('BAL-01')[0]?.violation?.evidence).toEqual([ledger.all[1]!.id]);
  });
});
