// The file of the audit of the planted official (虚构), from trigger to hand-over.
import type { TestLedger } from './ledger.js';

const A = { auditId: 'au1' };

export async function recordAuditFile({ record }: TestLedger): Promise<string> {
  const on = (day: string) => ({ time: `${day}T09:00:00+08:00` });
  const stream = 'audit-au1';
  const raised = await record(
    'audits.DepartureTriggered',
    stream,
    {
      ...A,
      personId: 'p.head',
      terms: [
        { termId: 't1', postId: 'post-secretary' },
        { termId: 't2', postId: 'post-chair' },
      ],
      unitId: 'u1',
      reason: 'transferred',
      on: '2022-12-31',
      template: 'villageCadre',
    },
    on('2023-01-02'),
  );
  const team = [
    { personId: 'p.auditor1', role: 'lead' as const },
    { personId: 'p.auditor2', role: 'member' as const },
  ];
  for (const [personId, name] of [
    ['p.auditor1', '蒙虚构'],
    ['p.auditor2', '陆虚构'],
  ] as const)
    await record(
      'offices.PersonRegistered',
      `person-${personId}`,
      { personId, name },
      on('2023-01-03'),
    );
  await record(
    'audits.AuditCommissioned',
    stream,
    {
      ...A,
      by: 'county-agri',
      documentNumber: '天审委〔2023〕1号',
      scope: ['finances', 'decisions'],
      windowFrom: '2020-01-01',
      windowTo: '2022-12-31',
      team,
    },
    on('2023-01-10'),
  );
  for (const { personId } of team)
    await record(
      'audits.RecusalDeclared',
      stream,
      { ...A, personId, conflict: false },
      on('2023-01-11'),
    );
  await record(
    'audits.AuditNoticeServed',
    stream,
    { ...A, noticeId: '1', to: ['p.head'], fieldworkFrom: '2023-01-20' },
    on('2023-01-12'),
  );
  await record(
    'audits.AuditAnnounced',
    stream,
    { ...A, announcementId: '1', places: ['b1'], hotline: '0771-0000000' },
    on('2023-01-12'),
  );
  await record(
    'audits.QuestionReceived',
    stream,
    { ...A, questionId: '1', text: '修路的钱花在哪里', answer: '已核对合同与支付' },
    on('2023-01-15'),
  );
  await record(
    'audits.MaterialRequested',
    stream,
    { ...A, requestId: '1', what: '2020 年会议记录' },
    on('2023-01-16'),
  );
  await record(
    'audits.FieldworkDone',
    stream,
    {
      ...A,
      fieldworkId: '1',
      checks: ['accounts'],
      from: '2023-01-20',
      to: '2023-01-25',
      by: ['p.auditor1', 'p.auditor2'],
    },
    on('2023-01-25'),
  );
  await record(
    'audits.SampleDrawn',
    stream,
    {
      ...A,
      sampleId: '1',
      scope: 'finances',
      population: '付款',
      items: 10,
      sampledItems: 2,
      method: 'random',
      seed: '7',
    },
    on('2023-01-25'),
  );
  await record(
    'audits.FindingRaised',
    stream,
    {
      ...A,
      findingId: 'f1',
      title: '多付工程款',
      fact: '多付 500 元',
      nature: 'breach',
      basis: [{ document: '虚构办法', clause: '第一条' }],
      amount: '50000',
      currency: 'CNY',
      evidence: [raised],
      responsibility: 'direct',
      reasons: '本人审批',
    },
    on('2023-01-26'),
  );
  await record(
    'audits.FindingConfirmed',
    stream,
    { ...A, findingId: 'f1', decisionId: '1', responsibility: 'leadership', reasons: '集体决定' },
    on('2023-01-27'),
  );
  await record(
    'audits.DraftReportIssued',
    stream,
    { ...A, draftId: '1', position: 1, sha256: 'a'.repeat(64), to: ['p.head'] },
    on('2023-01-28'),
  );
  await record(
    'audits.FeedbackReceived',
    stream,
    { ...A, feedbackId: '1', from: 'p.head', text: '情况属实，已整改' },
    on('2023-02-01'),
  );
  await record(
    'audits.FeedbackAnswered',
    stream,
    { ...A, feedbackId: '1', adopted: 'partly', reason: '金额已核' },
    on('2023-02-02'),
  );
  await record(
    'audits.ReportReviewed',
    stream,
    { ...A, reviewId: '1', level: 'bureau', by: 'p.chief', approved: true },
    on('2023-02-10'),
  );
  await record(
    'audits.RectificationOrdered',
    stream,
    { ...A, orderId: '1', findingIds: ['f1'], dueOn: '2023-06-30' },
    on('2023-02-11'),
  );
  await record(
    'audits.RectificationReported',
    stream,
    { ...A, reportId: '1', findingId: 'f1', text: '已退回', recovered: '30000', currency: 'CNY' },
    on('2023-05-01'),
  );
  await record(
    'audits.CaseTransferred',
    stream,
    { ...A, transferId: '1', findingIds: ['f1'], to: 'county-discipline', reason: '涉嫌违纪' },
    on('2023-05-02'),
  );
  return raised;
}
