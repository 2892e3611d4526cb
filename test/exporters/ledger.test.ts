// The ledger's own matters as logs and as cases: what is exported is what is judged, and neither says more than is recorded.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { createProjections } from '../../projections/registry.js';
import { matterSource } from '../../src/cli/ledgerSource.js';
import { createWorkingDayCalendar } from '../../src/conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../../src/conformance/chinaHolidays.js';
import { LogCheck } from '../../src/conformance/logCheck.js';
import { constraintsOfItem, LedgerConformance } from '../../src/exporters/ledgerConformance.js';
import {
  readMatters,
  type LedgerMatter,
  type MatterFilter,
} from '../../src/exporters/ledgerMatters.js';
import { LedgerOcel } from '../../src/exporters/ledgerOcel.js';
import { caseOfMatter, LEDGER_XES_HEADER, xesOfMatter } from '../../src/exporters/ledgerXes.js';
import { writeOcelJson } from '../../src/exporters/ocel/json.js';
import { writeFileStreamed } from '../../src/exporters/writeFile.js';
import { writeXes } from '../../src/exporters/xes.js';
import { openCaseLog } from '../../src/importers/caseLog.js';
import { OcelStore } from '../../src/importers/ocel/store.js';
import { parsePosition, type Position } from '../../src/kernel/position.js';
import type { Terms } from '../../src/powers/catalogueChecks.js';
import { RULES } from '../../src/rules/index.js';
import { createRulePacks } from '../../src/rules/pack.js';
import { createFolder } from '../importers/texts.js';
import {
  createTestLedger,
  openTestViews,
  TOWNSHIP,
  VILLAGE,
  type TestViews,
} from '../projections/ledger.js';

const folder = createFolder();
const ledger = createTestLedger();
let views: TestViews;
let beforeLast: Position;

const TERMS: Terms = {
  roles: new Map([
    ['VCC', { name: '村委会主任', kind: 'post' }],
    ['VC', { name: '村民委员会', kind: 'body' }],
    ['VRA', { name: '村民代表会议', kind: 'body' }],
    ['VSC', { name: '村务监督委员会', kind: 'body' }],
  ]),
  parameters: new Map(),
};

const STEPS = [
  { n: 1, name: '提出', who: 'VCC', evt: 'MatterOpened' },
  { n: 2, name: '两委会商议', who: 'VC', evt: 'BallotTallied' },
  { n: 3, name: '表决', who: 'VRA', evt: 'BallotTallied' },
  { n: 4, name: '公布', who: 'VC', evt: 'DecisionPublished', max: '5wd', from: 3 },
  { n: 5, name: '监督签认', who: 'VSC', evt: 'SupervisorSigned', optional: true },
];

const ballot = (matterId: string, bodyId: string) => ({
  matterId,
  ballotId: `b-${matterId}-${bodyId}`,
  bodyId,
  mode: 'showOfHands' as const,
  ...{ eligible: 3, present: 3, issued: 3, valid: 3, for: 3, against: 0, abstain: 0, invalid: 0 },
});

/** A matter of power V91: opened, two ballots, published on `published`, closed unless left open. */
async function matter(
  matterId: string,
  {
    published,
    close = true,
    power = 'V91',
    classification = 'public',
  }: { published: string; close?: boolean; power?: string; classification?: 'public' | 'internal' },
): Promise<void> {
  const at = (day: string, more: object = {}) => ({
    time: `${day}T09:00:00+08:00`,
    orgunit: VILLAGE,
    matter: matterId,
    powercode: power,
    classification,
    actorperson: 'p-1',
    actorpost: 'post-vcc',
    ...more,
  });
  const stream = `matter-${matterId}`;
  await ledger.record(
    'matters.MatterOpened',
    stream,
    { matterId, title: '虚构：修路 <一期> & 二期', amount: '100', currency: 'CNY' },
    at('2023-05-08'),
  );
  await ledger.record(
    'matters.BallotTallied',
    stream,
    ballot(matterId, 'body-vc'),
    at('2023-05-09'),
  );
  await ledger.record(
    'matters.BallotTallied',
    stream,
    ballot(matterId, 'body-vra'),
    at('2023-05-10'),
  );
  await ledger.record(
    'matters.DecisionPublished',
    stream,
    { matterId, noticeId: `n-${matterId}`, what: 'decision', places: ['村务公开栏'] },
    at(published),
  );
  await ledger.record(
    'funds.PaymentMade',
    `payment-pay-${matterId}`,
    {
      paymentId: `pay-${matterId}`,
      instalmentId: 'i1',
      amount: '100',
      currency: 'CNY',
      method: 'transfer',
      payee: { payeeId: 'x1', kind: 'company' },
      paidBy: 'p-2',
    },
    at('2023-05-26', { actorperson: 'p-2', actorpost: undefined }),
  );
  if (close)
    await ledger.record(
      'matters.MatterClosed',
      stream,
      { matterId, result: 'done' },
      at('2023-06-01'),
    );
}

beforeAll(async () => {
  const office = { time: '2023-01-01T08:00:00+08:00', orgunit: VILLAGE };
  await ledger.record(
    'powers.PowerItemPublished',
    'power-V91',
    {
      code: 'V91',
      version: '1',
      level: 'village',
      name: '虚构事项',
      holder: 'VC',
      lead: 'VCC',
      basis: [{ document: '某法', clause: '第1条' }],
      steps: STEPS,
      risks: [],
      effectiveFrom: '2021-01-01',
    },
    { ...office, orgunit: TOWNSHIP },
  );
  await ledger.record(
    'offices.PostDefined',
    'post-post-vcc',
    { postId: 'post-vcc', unitId: VILLAGE, title: '主任', role: 'VCC' },
    office,
  );
  for (const [bodyId, kind] of [
    ['body-vc', 'villagersCommittee'],
    ['body-vra', 'villageRepsMeeting'],
  ] as const)
    await ledger.record(
      'offices.BodyDefined',
      `body-${bodyId}`,
      { bodyId, unitId: VILLAGE, name: bodyId, kind, members: ['p-1', 'p-2', 'p-3'] },
      office,
    );
  await matter('m-kept', { published: '2023-05-15' });
  await matter('m-late', { published: '2023-05-25' });
  await matter('m-open', { published: '2023-05-16', close: false });
  await matter('m-internal', { published: '2023-05-16', classification: 'internal' });
  await matter('m-none', { published: '2023-05-16', power: 'V92' });
  beforeLast = (await ledger.log.head())!;
  await ledger.record(
    'matters.MatterClosed',
    'matter-m-open',
    { matterId: 'm-open', result: 'done' },
    { time: '2023-07-01T09:00:00+08:00', orgunit: VILLAGE, matter: 'm-open' },
  );
  views = await openTestViews(ledger.log, createProjections(createRulePacks([], RULES)));
  await views.runner.catchUp();
});
afterAll(async () => {
  views.close();
  await ledger.log.close();
  folder.remove();
});

async function matters(filter: MatterFilter = {}, upTo?: Position): Promise<LedgerMatter[]> {
  const source = matterSource(
    { log: ledger.log, views: views.reader },
    upTo ?? (await ledger.log.head()),
  );
  const found: LedgerMatter[] = [];
  for await (const one of readMatters(source, filter)) found.push(one);
  return found;
}

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  await Promise.resolve();
  yield* items;
}

describe('the matters of a ledger', () => {
  it('have their payments, the steps that are certain, and the role in which each was done', async () => {
    const [kept] = await matters();
    expect(kept).toMatchObject({
      matterId: 'm-kept',
      power: 'V91',
      closed: true,
      item: { version: '1' },
    });
    expect(
      kept!.process.map(({ activity, step, role, person }) => [activity, step?.n, role, person]),
    ).toEqual([
      ['MatterOpened', 1, 'VCC', 'p-1'],
      // Two steps are ballots: the body tells them apart.
      ['BallotTallied', 2, 'VC', 'p-1'],
      ['BallotTallied', 3, 'VRA', 'p-1'],
      // A notice names no body; its poster sat on the committee whose step it is.
      ['DecisionPublished', 4, 'VC', 'p-1'],
      ['PaymentMade', undefined, undefined, 'p-2'],
      ['MatterClosed', undefined, 'VCC', 'p-1'],
    ]);
  });

  it('are chosen by day, unit, power and publicity, and read as they were at a position', async () => {
    const ids = async (filter: MatterFilter, upTo?: Position) =>
      (await matters(filter, upTo)).map(({ matterId }) => matterId);
    expect(await ids({})).toEqual(['m-kept', 'm-late', 'm-open', 'm-internal', 'm-none']);
    expect(await ids({ power: 'V92' })).toEqual(['m-none']);
    expect(await ids({ publicOnly: true })).toEqual(['m-kept', 'm-late', 'm-open', 'm-none']);
    expect(await ids({ unit: VILLAGE.slice(0, 6) })).toHaveLength(5);
    expect(await ids({ unit: '99' })).toEqual([]);
    expect(await ids({ from: '2023-05-08', to: '2023-05-08' })).toHaveLength(5);
    expect(await ids({ from: '2023-05-09' })).toEqual([]);
    expect((await matters({}, beforeLast)).map(({ closed }) => closed)).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
    expect(await ids({}, parsePosition('10'))).toEqual(['m-kept', 'm-late']);
  });

  it('are judged by the published flow: kept, late, still open; none where there is no flow', async () => {
    const conformance = new LedgerConformance({
      terms: TERMS,
      calendar: createWorkingDayCalendar(CHINA_HOLIDAYS),
      worst: 3,
    });
    for (const one of await matters({}, beforeLast)) conformance.add(one);
    const { report, alignment, withoutFlow } = conformance.report();
    expect([report.cases, report.runningCases, withoutFlow]).toEqual([4, 1, 1]);
    const of = (id: string) => report.constraints.find(({ constraint }) => constraint.id === id)!;
    expect(of('V91.4.max')).toMatchObject({
      activations: 4,
      violations: 1,
      violatingCases: ['m-late'],
    });
    expect(of('V91.4.max').constraint.basis).toEqual([{ document: '某法', clause: '第1条' }]);
    expect(of('V91.3.order')).toMatchObject({ activations: 4, violations: 0 });
    // Nobody took the optional step: its rules are not applicable.
    expect(of('V91.5.order')).toMatchObject({ activations: 0, activatedCases: 0 });
    for (const { constraint, violations } of report.constraints)
      expect([constraint.id, violations]).toEqual([
        constraint.id,
        constraint.id === 'V91.4.max' ? 1 : 0,
      ]);
    // The nearest path is of closed matters; the late one is late, not out of order.
    expect([alignment.aligned, alignment.fitting, alignment.moves]).toEqual([3, 3, 0]);
  });

  it('give the same verdicts by way of XES, event for event', async () => {
    const path = `${folder.path}/matters.xes.gz`;
    const found = await matters();
    await writeFileStreamed(path, writeXes(LEDGER_XES_HEADER, each(found.map(xesOfMatter))));
    const log = await openCaseLog(path);
    const cases = [];
    for await (const one of log.cases) cases.push(one);
    expect(cases).toEqual(found.map(caseOfMatter));
    const item = found[0]!.item!;
    const set = constraintsOfItem(item, TERMS, createWorkingDayCalendar(CHINA_HOLIDAYS));
    const [direct, read] = [new LogCheck(set), new LogCheck(set)];
    for (const one of found) if (one.item) direct.add(caseOfMatter(one));
    for (const one of cases) if (one.attributes['sunledger:power'] === 'V91') read.add(one);
    expect(read.report()).toEqual(direct.report());
  });

  it('are not held against the flow for who signed a payment, which PAY-04 judges', async () => {
    const item = (await matters())[0]!.item!;
    const signed = { n: 6, name: '签批', who: 'VCC', evt: 'PaymentApproved' };
    const paid = { n: 7, name: '支付', who: 'VCC', evt: 'PaymentMade' };
    const set = constraintsOfItem(
      { ...item, steps: [...item.steps, signed, paid] },
      TERMS,
      createWorkingDayCalendar(CHINA_HOLIDAYS),
    ).set.constraints.map(({ id }) => id);
    const of = (step: number) => set.filter((id) => id.startsWith(`V91.${step}.`));
    expect(of(6)).toEqual(['V91.6.mandatory', 'V91.6.order']);
    expect(of(7)).toEqual(['V91.7.mandatory', 'V91.7.order', 'V91.7.role', 'V91.7.roleRecorded']);
  });

  it('touch matters, powers, persons, payments and units in OCEL, and name nobody', async () => {
    const store = new OcelStore();
    const ocel = new LedgerOcel(store);
    for (const one of await matters()) ocel.add(one);
    store.check();
    expect(store.types('object').map(({ name }) => name)).toEqual([
      'matter',
      'payment',
      'person',
      'power',
      'unit',
    ]);
    const paid = [...store.events()].find(({ type }) => type === 'PaymentMade')!;
    expect(paid.relationships).toEqual([
      { objectId: 'matter:m-kept', qualifier: 'of' },
      { objectId: 'power:V91', qualifier: 'exercises' },
      { objectId: `unit:${VILLAGE}`, qualifier: 'in' },
      { objectId: 'person:p-2', qualifier: 'done by' },
      { objectId: 'payment:pay-m-kept', qualifier: 'paid' },
    ]);
    const path = `${folder.path}/matters.json`;
    await writeFileStreamed(path, writeOcelJson(store));
    store.close();
    const log = await openCaseLog(path, { objectType: 'matter' });
    const cases = [];
    for await (const one of log.cases) cases.push(one);
    await log.close();
    const expected = (await matters()).map(caseOfMatter);
    expect(
      cases.map(({ id, events }) => [
        id,
        events.map(({ activity, time, resource, role }) => [activity, time, resource, role]),
      ]),
    ).toEqual(
      expected.map(({ id, events }) => [
        `matter:${id}`,
        events.map(({ activity, time, resource, role }) => [activity, time, resource, role]),
      ]),
    );
  });
});

describe('a file that is written as a stream', () => {
  it('is complete or not there, and what lay there before stays until then', async () => {
    const path = folder.file('out.xes', 'before');
    const failing = async function* () {
      yield 'half';
      await Promise.resolve();
      throw new Error('the source broke');
    };
    await expect(writeFileStreamed(path, failing())).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    const { readFileSync, readdirSync } = await import('node:fs');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.partial'))).toEqual([]);
    await expect(writeFileStreamed(`${folder.path}/none/x`, each(['x']))).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    rmSync(path);
  });
});
