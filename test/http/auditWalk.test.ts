// One audit over HTTP, as an office keeps it: from the departure to the published conclusion, rectification and filing; and
// the report that its position gives for ever.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestService, TOKEN, type TestService } from '../support/service.js';

const UNIT = '990000000101';
const PERSON = 'p1';
const AUDIT = 'au1';
const TERM = { termId: 't1', personId: PERSON, postId: 'secretary' };
const A = { auditId: AUDIT };

let http: TestService;
let count = 0;
beforeAll(async () => {
  http = await startTestService({});
});
afterAll(() => http.close());

/** Sends a command and answers the id of the event that it left. */
async function send(name: string, data: object): Promise<string> {
  const answer = await http.command(name, data, { key: `walk-${count++}` });
  expect([name, answer.status, answer.body['code']]).toEqual([name, 201, undefined]);
  return JSON.stringify(answer.body);
}

/** Views follow the log: what was just recorded is read once they have it. */
async function caughtUp(): Promise<void> {
  const head = await http.service.ledger.log.head();
  if (head !== undefined) await http.service.ledger.views.waitFor(head, 60_000);
}

async function get(path: string) {
  await caughtUp();
  return http.request('GET', `/api/v1${path}`, { token: TOKEN });
}

async function stages(at: string): Promise<Readonly<Record<string, string>>> {
  const { body } = await get(`/audit-files/${AUDIT}?at=${at}`);
  const { stages: all } = body['data'] as { stages: { id: string; state: string }[] };
  return Object.fromEntries(all.map(({ id, state }) => [id, state]));
}

describe('an audit over HTTP', () => {
  it('goes from the departure to the filing, and every stage is done', async () => {
    for (const [name, data] of [
      ['offices.RegisterUnit', { unitId: UNIT, division: UNIT, name: '虚构村', kind: 'village' }],
      ['offices.RegisterPerson', { personId: PERSON, name: '韦虚构' }],
      [
        'offices.DefinePost',
        { postId: TERM.postId, unitId: UNIT, title: '村书记', level: 'village' },
      ],
      ['offices.HoldOffice', { ...TERM, unitId: UNIT, from: '2021-01-01' }],
      ['offices.EndOffice', { ...TERM, on: '2024-03-31', reason: 'resigned' }],
    ] as const)
      await send(name, data);
    const due = await get('/audits-due');
    expect(due.body['data']).toMatchObject([{ personId: PERSON, endedOn: '2024-03-31' }]);
    const [departure] = (due.body['data'] as { eventIds: string[] }[])[0]?.eventIds ?? [];
    for (const [name, data] of [
      [
        'audits.TriggerDeparture',
        {
          ...A,
          personId: PERSON,
          terms: [{ termId: 't1', postId: TERM.postId }],
          unitId: UNIT,
          reason: 'resigned',
          on: '2024-03-31',
          template: 'villageCadre',
        },
      ],
      [
        'audits.CommissionAudit',
        {
          ...A,
          by: 'county',
          documentNumber: '1号',
          scope: ['finances'],
          windowFrom: '2021-01-01',
          windowTo: '2024-03-31',
          team: [
            { personId: 'a1', role: 'lead' },
            { personId: 'a2', role: 'member' },
          ],
        },
      ],
      ['audits.DeclareRecusal', { ...A, personId: 'a1', conflict: false }],
      ['audits.DeclareRecusal', { ...A, personId: 'a2', conflict: false }],
      ['audits.ServeNotice', { ...A, noticeId: 'n', to: [PERSON], fieldworkFrom: '2100-01-01' }],
      ['audits.AnnounceAudit', { ...A, announcementId: 'n', places: ['b1'], hotline: '1' }],
      [
        'audits.RecordFieldwork',
        {
          ...A,
          fieldworkId: 'f',
          checks: ['accounts'],
          from: '2024-05-01',
          to: '2024-05-02',
          by: ['a1', 'a2'],
        },
      ],
      [
        'audits.FileWorkingPaper',
        { ...A, paperId: 'w', title: '底稿', evidence: [departure], preparedBy: 'a2' },
      ],
      ['audits.SignWorkingPaper', { ...A, paperId: 'w', personId: 'a2', role: 'preparer' }],
      ['audits.SignWorkingPaper', { ...A, paperId: 'w', personId: 'a1', role: 'reviewer' }],
      [
        'audits.RaiseFinding',
        {
          ...A,
          findingId: 'f1',
          title: '账目不清',
          fact: '三笔无凭证',
          nature: 'breach',
          basis: [],
          evidence: [departure],
          responsibility: 'direct',
          reasons: '本人经办',
        },
      ],
      [
        'audits.ConfirmFinding',
        { ...A, findingId: 'f1', decisionId: 'd', responsibility: 'direct', reasons: '属实' },
      ],
      [
        'audits.IssueDraft',
        { ...A, draftId: 'd', position: 1, sha256: 'a'.repeat(64), to: [PERSON] },
      ],
      ['audits.ReceiveFeedback', { ...A, feedbackId: 'fb', from: PERSON, text: '无异议' }],
      ['audits.AnswerFeedback', { ...A, feedbackId: 'fb', adopted: 'yes', reason: '已记录' }],
      ['audits.ReviewReport', { ...A, reviewId: 'r', level: 'bureau', by: 'c', approved: true }],
    ] as const)
      await send(name, data);

    await caughtUp();
    const report = await http.request('GET', `/api/v1/audits/${PERSON}?format=json`, {
      token: TOKEN,
    });
    expect(report.status).toBe(200);
    const { position } = (report.body as { provenance: { position: string } }).provenance;
    const asked = async () => {
      const answer = await http.request(
        'GET',
        `/api/v1/audits/${PERSON}?asOf=${position}&format=json`,
        { token: TOKEN },
      );
      return createHash('sha256').update(JSON.stringify(answer.body)).digest('hex');
    };
    const sha256 = await asked();
    for (const version of ['internal', 'public'] as const)
      await send('audits.IssueReport', {
        ...A,
        reportId: version,
        number: '审1号',
        version,
        position: Number(position),
        files: [{ format: 'json', sha256 }],
      });
    for (const [name, data] of [
      ['audits.PostConclusion', { ...A, postingId: 'p', places: ['b1'], contentHash: sha256 }],
      ['audits.LodgeObjection', { ...A, objectionId: 'o', text: '漏了修路款' }],
      ['audits.ResolveObjection', { ...A, objectionId: 'o', result: 'rejected', reason: '已审' }],
      [
        'audits.OrderRectification',
        { ...A, orderId: 'o', findingIds: ['f1'], dueOn: '2100-01-01' },
      ],
      ['audits.ReportRectification', { ...A, reportId: 'r', findingId: 'f1', text: '已补凭证' }],
      ['audits.AcceptRectification', { ...A, acceptanceId: 'a', findingId: 'f1', checkedBy: 'a1' }],
      ['audits.FileAudit', { ...A, archiveNumber: '2024-1' }],
    ] as const)
      await send(name, data);

    const done = await stages('2026-12-01');
    expect(
      Object.entries(done).filter(([, state]) => state !== 'done' && state !== 'doneLate'),
    ).toEqual([['snapshot', 'open']]);
    // What came after the position changes nothing of what stood there.
    expect(await asked()).toBe(sha256);
  });

  it('refuses a second report of other content under one number, and evidence of another ledger', async () => {
    const twice = await http.command(
      'audits.IssueReport',
      {
        ...A,
        reportId: 'again',
        number: '审1号',
        version: 'internal',
        position: 1,
        files: [{ format: 'pdf', sha256: 'b'.repeat(64) }],
      },
      { key: 'twice' },
    );
    expect([twice.status, twice.body['code']]).toEqual([409, 'fact.recorded_otherwise']);
    const foreign = await http.command(
      'audits.RaiseFinding',
      {
        ...A,
        findingId: 'f2',
        title: '别处的事',
        fact: '—',
        nature: 'breach',
        basis: [],
        evidence: ['018a9322-1900-7828-ac6a-ca98bbd80abd'],
        responsibility: 'none',
        reasons: '—',
      },
      { key: 'foreign' },
    );
    expect(foreign.status).toBeGreaterThanOrEqual(400);
    expect(String(foreign.body['code'])).toMatch(/event/);
  });

  it('says when the position asked for is beyond the head, or before the term was on record', async () => {
    const beyond = await get(`/audits/${PERSON}?asOf=999999`);
    expect(beyond.body['code']).toBe('position.beyond_head');
    const before = await get(`/audits/${PERSON}?asOf=0`);
    expect([before.status, before.body['code']]).toEqual([404, 'audit.no_term']);
  });
});
