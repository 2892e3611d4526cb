import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRulePacks } from '../../src/rules/pack.js';
import { examine, judge } from '../../src/rules/judge.js';
import { RULES } from '../../src/rules/index.js';
import { aLedger, day, demoPacks, nationalPacks, type TestLedger } from './support.js';

type Step = (ledger: TestLedger) => TestLedger;

/** One matter, event by event, with a few things wrong in it. */
function story(matterId: string, paymentId: string): readonly Step[] {
  const of = { matterId };
  const on = (number: number) => ({ time: day(number), matter: matterId });
  return [
    (l) => l.opens({ ...of, important: true, concerns: ['A'], proposer: 'B' }, on(1)),
    (l) => l.meets('X', { ...of, meetingId: `E${matterId}`, chair: 'S' }, on(3)),
    (l) => l.votes('X', { for: 3, against: 4 }, { ...of, teller: 'A', declared: 'adopted' }, on(3)),
    (l) => l.rules('adopted', { ...of, bodyId: 'X', rulingId: `R${matterId}` }, on(5)),
    (l) => l.requests(20_000, { paymentId, requestedBy: 'B' }, on(6)),
    (l) => l.approves('approve', { paymentId, approvalId: `A${paymentId}`, personId: 'B' }, on(6)),
    (l) => l.pays(20_000, { paymentId, instalmentId: `I${paymentId}`, method: 'cash' }, on(4)),
    (l) => l.add('matters.MatterClosed', { matterId, result: 'done' }, on(30)),
  ];
}

const register: Step = (l) => l.body('X', 'villageRepsMeeting').holds('S', 'PS');

/** What was found in a matter, without the identifiers that depend on the place in the log. */
const findings = (ledger: TestLedger, matterId: string) =>
  ledger
    .cases()
    .filter(({ id }) => id === `matter-${matterId}`)
    .flatMap((each) => examine(each, ledger, RULES, demoPacks).judgements)
    .map(({ rule, ordinal, act, violation }) => [rule, ordinal, act.name, violation?.found.en]);

describe('judge', () => {
  it('finds the same in a matter whatever else is recorded in between', () => {
    const [one, two] = [story('M1', 'P1'), story('M2', 'P2')];
    const alone = one.reduce((ledger, step) => step(ledger), register(aLedger()));
    const expected = findings(alone, 'M1');
    expect(expected.filter(([, , , found]) => found !== undefined).map(([rule]) => rule)).toEqual(
      expect.arrayContaining(['BAL-02', 'BAL-05', 'DEC-02', 'PAY-02', 'PAY-06', 'SEG-03']),
    );
    // The other payee differs, so that the two matters share nothing but the register.
    const other = two.map<Step>((step, index) =>
      index === 4
        ? (l) =>
            l.requests(
              20_000,
              { paymentId: 'P2', payee: { payeeId: 'C2', kind: 'company' } },
              { time: day(6), matter: 'M2' },
            )
        : step,
    );
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), (turns) => {
        const ledger = register(aLedger());
        const queues: readonly [Step[], Step[]] = [[...one], [...other]];
        for (const turn of [...turns, ...turns.map((each) => !each)])
          queues[turn ? 0 : 1].shift()?.(ledger);
        for (const queue of queues) for (const step of queue) step(ledger);
        expect(findings(ledger, 'M1')).toEqual(expected);
      }),
    );
  });

  it('gives the same bytes for the same input, in whatever order the packs were read', () => {
    const ledger = story('M1', 'P1').reduce((all, step) => step(all), register(aLedger()));
    const [theCase] = ledger.cases().filter(({ id }) => id === 'matter-M1');
    const once = JSON.stringify(judge(theCase!, ledger, RULES, demoPacks));
    const documents = [...demoPacks.packs].reverse();
    expect(JSON.stringify(judge(theCase!, ledger, RULES, createRulePacks(documents, RULES)))).toBe(
      once,
    );
    expect(JSON.stringify(judge(theCase!, ledger, RULES, demoPacks))).toBe(once);
  });

  it('identifies each judgement of a case by rule, act and ordinal', () => {
    const ledger = story('M1', 'P1').reduce((all, step) => step(all), register(aLedger()));
    const keys = ledger
      .examine(undefined, demoPacks)
      .judgements.map(({ rule, act, ordinal }) => `${rule} ${act.eventId} ${ordinal}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('charges the recording actor’s post to nobody else', () => {
    const clerk = { person: 'CLERK', post: 'U1.OFC' };
    const [violation] = aLedger()
      .votes('X', { for: 1 }, { issued: 2, teller: 'T' }, clerk)
      .broken('BAL-01');
    expect(violation).toMatchObject({ person: 'T', post: undefined });
    const [own] = aLedger().votes('X', { for: 1 }, { issued: 2 }, clerk).broken('BAL-01');
    expect(own).toMatchObject({ person: 'CLERK', post: 'U1.OFC' });
  });

  it('looks at no event that a rule does not ask for', () => {
    expect(
      examine(
        { id: 'person-A', events: aLedger().holds('Z', 'TM').all },
        aLedger(),
        [],
        nationalPacks,
      ),
    ).toEqual({
      judgements: [],
      unjudged: [],
    });
  });
});
