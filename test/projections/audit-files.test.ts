// One audit from the departure to the archive, its clocks read on a day, and departures that have no audit yet.
import { afterEach, describe, expect, it } from '@jest/globals';
import { auditFilesProjection } from '../../projections/audit-files/auditFiles.projection.js';
import {
  auditFile,
  auditSummaries,
  auditWithClocks,
  dueDepartures,
} from '../../projections/audit-files/auditFiles.queries.js';
import { officesProjection } from '../../projections/offices/offices.projection.js';
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { allCitations, allCommands } from '../../src/commands/registry.js';
import { catalogue } from '../../src/events/index.js';
import { triggerOf } from '../../src/reactions/departures.js';
import { usual } from '../spec/givenDecider.js';
import {
  createTestLedger,
  openTestViews,
  VILLAGE,
  type TestLedger,
  type TestViews,
} from './ledger.js';

const open: TestViews[] = [];
afterEach(() => {
  for (const views of open.splice(0)) views.close();
});

async function viewsOf(ledger: TestLedger): Promise<TestViews> {
  const views = await openTestViews(ledger.log, [officesProjection, auditFilesProjection]);
  open.push(views);
  await views.runner.catchUp();
  return views;
}

const auditId = 'a1';
const at = (day: string) => ({ time: `${day}T09:00:00+08:00` });

/** A village clerk (虚构) who left on 31 March 2024. */
async function departed(): Promise<TestLedger> {
  const ledger = createTestLedger();
  await ledger.record('offices.PostDefined', 'post-po1', {
    postId: 'po1',
    unitId: VILLAGE,
    title: '村文书',
    level: 'village',
  });
  await ledger.record('offices.OfficeHeld', 'person-p1', {
    termId: 't1',
    personId: 'p1',
    postId: 'po1',
    unitId: VILLAGE,
    from: '2021-01-01',
  });
  await ledger.record(
    'offices.OfficeEnded',
    'person-p1',
    { termId: 't1', personId: 'p1', postId: 'po1', on: '2024-03-31', reason: 'transferred' },
    at('2024-03-31'),
  );
  return ledger;
}

async function begun(): Promise<TestLedger> {
  const ledger = await departed();
  await ledger.record(
    'audits.DepartureTriggered',
    'audit-a1',
    {
      auditId,
      personId: 'p1',
      terms: [{ termId: 't1', postId: 'po1' }],
      unitId: VILLAGE,
      reason: 'transferred',
      on: '2024-03-31',
      template: 'villageCadre',
    },
    at('2024-03-31'),
  );
  return ledger;
}

const commission = (ledger: TestLedger, day: string) =>
  ledger.record(
    'audits.AuditCommissioned',
    'audit-a1',
    {
      auditId,
      by: 'township',
      documentNumber: '虚构〔2024〕1号',
      scope: ['finances', 'decisions'],
      windowFrom: '2021-01-01',
      windowTo: '2024-03-31',
      team: [
        { personId: 'x1', role: 'lead' },
        { personId: 'x2', role: 'member' },
      ],
    },
    at(day),
  );

const stageOf = async (ledger: TestLedger, id: string, day: string) => {
  const views = await viewsOf(ledger);
  return views.reader
    .read((snapshot) => auditWithClocks(snapshot, auditId, day))
    .stages.find((stage) => stage.id === id);
};

describe('departures', () => {
  it('are due until an audit covers their term', async () => {
    const ledger = await departed();
    const [due] = (await viewsOf(ledger)).reader.read(dueDepartures);
    expect(due).toMatchObject({
      personId: 'p1',
      orgunit: VILLAGE,
      endedOn: '2024-03-31',
      template: 'villageCadre',
      terms: [{ termId: 't1', postId: 'po1' }],
    });
    expect((await viewsOf(await begun())).reader.read(dueDepartures)).toEqual([]);
  });

  it('are triggered by one and the same command, however often it is sent', async () => {
    const ledger = await departed();
    const [due] = (await viewsOf(ledger)).reader.read(dueDepartures);
    const handler = createCommandHandler(ledger.log, catalogue, allCommands, allCitations);
    const request = triggerOf(due!);
    expect((await handler.handle(request)).status).toBe('recorded');
    expect((await handler.handle(triggerOf(due!))).status).toBe('replayed');
    expect((await viewsOf(ledger)).reader.read(dueDepartures)).toEqual([]);
  });

  it('of foreign records, by death, and from posts of no township or village call for none', async () => {
    const ledger = createTestLedger();
    for (const [termId, level, attributes] of [
      ['imported', 'village', { rulepack: 'imported' }],
      ['other', 'other', {}],
      ['dead', 'village', {}],
    ] as const) {
      await ledger.record('offices.PostDefined', `post-${termId}`, {
        postId: termId,
        unitId: VILLAGE,
        title: '虚构',
        level,
      });
      await ledger.record(
        'offices.OfficeEnded',
        `person-${termId}`,
        {
          termId,
          personId: termId,
          postId: termId,
          on: '2023-01-01',
          reason: termId === 'dead' ? 'died' : 'resigned',
        },
        attributes,
      );
    }
    expect((await viewsOf(ledger)).reader.read(dueDepartures)).toEqual([]);
  });
});

describe('the clocks of an audit', () => {
  it('give thirty days to the commission, the last of them moved from a holiday to a working day', async () => {
    const ledger = await begun();
    expect(await stageOf(ledger, 'commission', '2024-04-30')).toMatchObject({
      state: 'open',
      dueOn: '2024-04-30',
    });
    expect(await stageOf(ledger, 'commission', '2024-05-01')).toMatchObject({ state: 'overdue' });
    await commission(ledger, '2024-05-06');
    expect(await stageOf(ledger, 'commission', '2024-06-01')).toMatchObject({
      state: 'doneLate',
      doneOn: '2024-05-06',
    });
  });

  it('want two in the team, each with a declaration, and none in conflict', async () => {
    const ledger = await begun();
    await commission(ledger, '2024-04-02');
    const declare = (personId: string, conflict: boolean) =>
      ledger.record(
        'audits.RecusalDeclared',
        'audit-a1',
        { auditId, personId, conflict },
        at('2024-04-03'),
      );
    await declare('x1', false);
    expect((await stageOf(ledger, 'team', '2024-04-04'))?.note?.zh).toBe('x2 未作回避声明');
    await declare('x2', true);
    expect((await stageOf(ledger, 'team', '2024-04-04'))?.note?.zh).toBe('x2 应当回避');
    await ledger.record(
      'audits.TeamChanged',
      'audit-a1',
      {
        auditId,
        changeId: 'c1',
        joined: [{ personId: 'x3', role: 'member' }],
        left: ['x2'],
        reason: '回避',
      },
      at('2024-04-03'),
    );
    await declare('x3', false);
    expect(await stageOf(ledger, 'team', '2024-04-04')).toMatchObject({
      state: 'done',
      note: null,
    });
  });

  it('want the notice three working days before the fieldwork', async () => {
    const ledger = await begun();
    await commission(ledger, '2024-04-02');
    const serve = (noticeId: string, fieldworkFrom: string) =>
      ledger.record(
        'audits.AuditNoticeServed',
        'audit-a1',
        { auditId, noticeId, to: ['p1'], fieldworkFrom },
        at('2024-04-12'),
      );
    // Friday 12 April 2024: Monday, Tuesday, Wednesday 17 April are the three.
    await serve('n1', '2024-04-16');
    expect(await stageOf(ledger, 'notice', '2024-05-01')).toMatchObject({
      state: 'doneLate',
      note: { en: expect.stringContaining('2024-04-17') as unknown },
    });
    const other = await begun();
    await commission(other, '2024-04-02');
    await other.record(
      'audits.AuditNoticeServed',
      'audit-a1',
      { auditId, noticeId: 'n1', to: ['p1'], fieldworkFrom: '2024-04-17' },
      at('2024-04-12'),
    );
    expect(await stageOf(other, 'notice', '2024-05-01')).toMatchObject({ state: 'done' });
  });

  it('take silence within ten working days for no objection', async () => {
    const ledger = await begun();
    await ledger.record(
      'audits.DraftReportIssued',
      'audit-a1',
      { auditId, draftId: 'd1', position: 3, sha256: 'a'.repeat(64), to: ['p1'] },
      at('2024-06-11'),
    );
    // Ten working days after Tuesday 11 June 2024: 25 June.
    expect(await stageOf(ledger, 'feedback', '2024-06-25')).toMatchObject({
      state: 'open',
      dueOn: '2024-06-25',
    });
    expect(await stageOf(ledger, 'feedback', '2024-06-26')).toMatchObject({
      state: 'done',
      note: { zh: '期满未反馈，视为无异议' },
    });
  });

  it('say that a day is not known in a year without a holiday notice', async () => {
    const ledger = await begun();
    await ledger.record(
      'audits.DraftReportIssued',
      'audit-a1',
      { auditId, draftId: 'd1', position: 3, sha256: 'a'.repeat(64), to: ['p1'] },
      at('2031-06-11'),
    );
    const stage = await stageOf(ledger, 'feedback', '2031-07-30');
    expect(stage).toMatchObject({ state: 'open', dueOn: null });
    expect(stage?.note?.zh).toContain('2031');
  });
});

describe('an audit', () => {
  const finding = {
    auditId,
    findingId: 'f1',
    title: '先支后批',
    fact: '虚构',
    nature: 'breach' as const,
    basis: [{ document: '农村集体经济组织法' }],
    evidence: [],
    responsibility: 'direct' as const,
    reasons: '由其本人作出',
  };

  it('follows a finding from its raising through decision, order and report to its acceptance', async () => {
    const ledger = await begun();
    await ledger.record('audits.FindingRaised', 'audit-a1', finding, at('2024-05-10'));
    await ledger.record(
      'audits.FindingConfirmed',
      'audit-a1',
      {
        auditId,
        findingId: 'f1',
        decisionId: 'd1',
        responsibility: 'leadership',
        reasons: '集体决定',
      },
      at('2024-05-20'),
    );
    await ledger.record(
      'audits.RectificationOrdered',
      'audit-a1',
      { auditId, orderId: 'o1', findingIds: ['f1'], dueOn: '2024-07-01' },
      at('2024-05-21'),
    );
    expect(await stageOf(ledger, 'rectification', '2024-07-02')).toMatchObject({
      state: 'overdue',
    });
    await ledger.record(
      'audits.RectificationAccepted',
      'audit-a1',
      { auditId, acceptanceId: 'x', findingId: 'f1', checkedBy: 'x1' },
      at('2024-06-30'),
    );
    expect(await stageOf(ledger, 'rectification', '2024-07-02')).toMatchObject({
      state: 'done',
      doneOn: '2024-06-30',
    });
    const views = await viewsOf(ledger);
    const [followed] = views.reader.read((snapshot) => auditFile(snapshot, auditId)).findings;
    expect(followed).toMatchObject({
      state: 'confirmed',
      responsibility: 'leadership',
      reasons: '集体决定',
      orderedDueOn: '2024-07-01',
      acceptedOn: '2024-06-30',
    });
    expect(followed?.eventIds).toHaveLength(4);
  });

  it('refuses evidence that is no event of this ledger, and records it with evidence that is', async () => {
    const ledger = await begun();
    const handler = createCommandHandler(ledger.log, catalogue, allCommands, allCitations);
    const send = (commandid: string, evidence: readonly string[]) =>
      handler.handle({
        name: 'audits.RaiseFinding',
        data: { ...finding, evidence },
        attributes: {
          ...usual,
          commandid,
          correlationid: commandid,
          rulepack: 'none',
          classification: 'audit',
        },
      });
    const foreign = '01960000-0000-7000-8000-000000000001';
    await expect(send('c1', [foreign])).rejects.toMatchObject({
      code: 'event.not_of_this_ledger',
      where: foreign,
    });
    const views = await viewsOf(ledger);
    const [first] = views.reader.read((snapshot) => auditFile(snapshot, auditId)).steps;
    expect((await send('c2', [first!.eventId])).status).toBe('recorded');
  });

  it('is listed with the stage at which it stands and what is overdue', async () => {
    const ledger = await begun();
    const views = await viewsOf(ledger);
    const [summary] = views.reader.read((snapshot) => auditSummaries(snapshot, '2024-06-01'));
    expect(summary).toMatchObject({
      auditId,
      personId: 'p1',
      stage: { id: 'commission' },
      overdue: ['commission'],
    });
    expect(views.reader.read((snapshot) => auditSummaries(snapshot, '2024-06-01', 'p2'))).toEqual(
      [],
    );
    expect(() => views.reader.read((snapshot) => auditFile(snapshot, 'nobody'))).toThrow(
      /audits list/,
    );
  });
});
