// Who watches over the active villages of a township, and what comes of it in a clean year: survey and plan, targets,
// inspections, complaints, notices, reports of the leaders. Everything is done in time.
import { postId, type Institution } from './institutions.js';
import { ratingSession } from './ratings.js';
import type { Stage } from './stage.js';
import { dayAfter, instant, type Entry } from './timeline.js';

interface Watched {
  readonly township: Institution;
  readonly villages: readonly Institution[];
}

const by = (institution: Institution, role: string, day: string, orgunit?: string): Entry => ({
  orgunit: orgunit ?? institution.code,
  person: institution.officers[role] ?? '',
  post: postId(role, institution.code),
  day,
});

const teamOf = ({ code }: Institution): string => `team-${code}`;
const screenOf = ({ code }: Institution): string => `screen-${code}`;

/** Forms the supervision team, of all five sectors, and sets up where notices are posted and complaints received. */
export function foundOversight(
  { timeline }: Stage,
  { township, villages }: Watched,
  day: string,
): void {
  const [first] = villages;
  if (first)
    timeline.record(
      'supervision.FormTeam',
      {
        teamId: teamOf(township),
        unitId: township.code,
        leader: township.officers['NPC'],
        members: [
          { personId: township.officers['NPC'], sector: 'congress' },
          { personId: township.officers['DIS'], sector: 'discipline' },
          { personId: first.officers['VPS'], sector: 'villageBranch' },
          { personId: first.officers['VCC'], sector: 'villagersCommittee' },
          { personId: first.bodies['VRA']?.members[20], sector: 'enterprise' },
          { personId: first.bodies['VRA']?.members[21], sector: 'masses' },
        ],
      },
      by(township, 'NPC', day),
    );
  for (const unit of [township, ...villages])
    timeline.record(
      'disclosure.RegisterPlace',
      { placeId: screenOf(unit), unitId: unit.code, kind: 'eScreen', title: `${unit.name}公开屏` },
      { orgunit: unit.code, day },
    );
}

const TARGETS = [
  ['村集体经营收入', '万元', 12],
  ['户厕改造', '户', 30],
] as const;

function setTargets({ timeline, random }: Stage, unit: Institution, year: number): void {
  const role = unit.level === 'village' ? 'VPS' : 'TM';
  for (const [index, [title, measure, usual]] of TARGETS.entries()) {
    const targetId = `target-${unit.code}-${year}-${index + 1}`;
    const planned = usual + random.int(0, 8);
    timeline.record(
      'supervision.SetAnnualTarget',
      {
        targetId,
        unitId: unit.code,
        year,
        title,
        owner: unit.officers[role],
        measure,
        planned: String(planned),
        dueOn: `${year}-12-31`,
      },
      by(unit, role, `${year}-02-20`),
    );
    timeline.record(
      'supervision.ReportTarget',
      {
        targetId,
        reportId: `${targetId}-r`,
        actual: String(planned + random.int(-1, 4)),
        source: '年终统计',
      },
      by(unit, role, `${year}-12-28`),
    );
  }
}

/** The public is asked before the plan is fixed; what it says is answered. */
function askPublic({ timeline, random }: Stage, township: Institution, year: number): void {
  const { code } = township;
  const surveyId = `survey-${code}-${year}`;
  const opinionId = `opinion-${code}-${year}`;
  const on = (day: string) => by(township, 'OFC', `${year}-${day}`);
  timeline.record(
    'supervision.OpenSurvey',
    {
      surveyId,
      unitId: code,
      year,
      title: `${year}年问政于民`,
      questions: ['今年最该办的事是什么？'],
    },
    on('01-06'),
  );
  timeline.record(
    'supervision.TallyResponses',
    {
      surveyId,
      tallyId: `${surveyId}-t`,
      counts: [90, 80, 70, 60].map((satisfaction) => ({
        satisfaction,
        count: random.int(60, 160),
      })),
      teller: township.officers['OFC'],
    },
    on('01-20'),
  );
  timeline.record('supervision.CloseSurvey', { surveyId }, on('01-21'));
  timeline.record(
    'supervision.CollectOpinion',
    { opinionId, surveyId, unitId: code, text: '集镇路灯夜间不亮' },
    on('01-21'),
  );
  timeline.record(
    'supervision.AdoptOpinion',
    {
      opinionId,
      measure: '列入当年集镇环境整治',
      owner: township.officers['DTM'],
      dueOn: `${year}-11-30`,
    },
    on('01-28'),
  );
  timeline.record(
    'supervision.FixAnnualPlan',
    { planId: `plan-${code}-${year}`, unitId: code, year },
    on('02-15'),
  );
  timeline.record(
    'supervision.ReportOpinion',
    { opinionId, reportId: `${opinionId}-r`, text: '路灯已更换' },
    on('10-20'),
  );
}

/** Every village is inspected once a year; what is found is small, and put right. */
function inspect({ timeline, random }: Stage, { township, villages }: Watched, year: number): void {
  const planId = `inspections-${township.code}-${year}`;
  if (villages.length === 0) return;
  timeline.record(
    'supervision.SetAssessmentPlan',
    { planId, year, title: `${year}年督查计划`, units: villages.map(({ code }) => code) },
    by(township, 'DIS', `${year}-02-18`),
  );
  for (const [number, { code }] of villages.entries()) {
    const inspectionId = `inspection-${code}-${year}`;
    const day = dayAfter(`${year}-05-06`, number * 3);
    const found = random.int(0, 2) === 0;
    timeline.record(
      'supervision.RecordInspection',
      {
        inspectionId,
        planId,
        unitId: code,
        team: [township.officers['DIS'], township.officers['NPC']],
        checklist: [
          { item: '公开栏', ok: true },
          { item: '凭证装订', ok: !found },
        ],
      },
      by(township, 'DIS', day, code),
    );
    if (!found) continue;
    const problemId = `problem-${code}-${year}`;
    timeline.record(
      'supervision.RecordProblem',
      { problemId, inspectionId, unitId: code, severity: 'L', text: '凭证装订不齐' },
      by(township, 'DIS', day, code),
    );
    timeline.record(
      'supervision.OrderRectification',
      { problemId, orderId: `${problemId}-o`, dueOn: dayAfter(day, 30) },
      by(township, 'DIS', dayAfter(day, 1), code),
    );
    timeline.record(
      'supervision.CloseProblem',
      { problemId, closureId: `${problemId}-c`, result: 'rectified' },
      by(township, 'DIS', dayAfter(day, 18), code),
    );
  }
  for (const quarter of [1, 2, 3, 4]) {
    const activityId = `activity-${township.code}-${year}-${quarter}`;
    const activity = { teamId: teamOf(township), activityId, title: `第${quarter}季度监督日` };
    const dueOn = `${year}-${String(quarter * 3).padStart(2, '0')}-15`;
    timeline.record(
      'supervision.PlanActivity',
      { ...activity, dueOn },
      by(township, 'NPC', `${year}-01-10`),
    );
    timeline.record(
      'supervision.HoldActivity',
      { ...activity, participants: [township.officers['NPC'], township.officers['DIS']] },
      by(township, 'NPC', dayAfter(dueOn, -random.int(1, 6))),
    );
  }
}

const GRIEVANCES = ['路灯损坏', '垃圾清运不及时', '办事等候久'] as const;

/** Two complaints a year, about the village's work: handled by the township and answered. */
function complain(
  { timeline, random }: Stage,
  { township, village }: { readonly township: Institution; readonly village: Institution },
  year: number,
): void {
  const { code } = village;
  for (const [index, month] of [3, 8].entries()) {
    const complaintId = `complaint-${code}-${year}-${index + 1}`;
    const received = dayAfter(`${year}-${String(month).padStart(2, '0')}-04`, random.int(0, 15));
    const record = (command: string, days: number, data: object) =>
      timeline.record(
        `complaints.${command}` as 'complaints.RegisterComplaint',
        { complaintId, ...data },
        { ...by(township, 'DIS', dayAfter(received, days), code), classification: 'internal' },
      );
    record('RegisterComplaint', 0, {
      kind: 'complaint',
      channel: 'telephone',
      category: random.pick(GRIEVANCES),
      named: true,
      accusedUnit: code,
    });
    record('RouteComplaint', 2, { routingId: `${complaintId}-t`, to: 'township' });
    record('AcceptComplaint', 4, {
      acceptanceId: `${complaintId}-a`,
      told: true,
      dueOn: dayAfter(received, 60),
    });
    record('RecordInvestigation', 20, {
      investigationId: `${complaintId}-i`,
      investigators: [township.officers['DIS'], township.officers['OFC']],
    });
    record('AnswerComplaint', 24, { answerId: `${complaintId}-w` });
    record('CloseComplaint', 25, {
      result: random.pick(['substantiated', 'partlySubstantiated', 'unsubstantiated']),
      told: true,
      satisfied: random.int(0, 4) > 0,
    });
  }
}

/** The accounts of every month are posted in the first days of the next. */
function postAccounts({ timeline }: Stage, unit: Institution, year: number): void {
  for (let month = 1; month <= 12; month++) {
    const period = `${year}-${String(month).padStart(2, '0')}`;
    const posted =
      month === 12 ? `${year + 1}-01-06` : `${year}-${String(month + 1).padStart(2, '0')}-06`;
    timeline.record(
      'disclosure.PostNotice',
      {
        noticeId: `accounts-${unit.code}-${period}`,
        class: 'finance',
        title: `${unit.name}${period}财务收支公布`,
        places: [screenOf(unit)],
        period,
        until: dayAfter(posted, 30),
      },
      by(unit, unit.level === 'village' ? 'VACC' : 'FIN', posted),
    );
  }
}

/** Every leader reports on duty, integrity and effect before he is rated. */
function report({ timeline }: Stage, unit: Institution, year: number): void {
  for (const [role, personId] of Object.entries(unit.officers))
    timeline.record(
      'supervision.DeliverTripleReport',
      {
        reportId: `report-${personId}-${year}`,
        personId,
        unitId: unit.code,
        year,
        sessionId: ratingSession(unit, year),
        availableFrom: instant(`${year}-11-21`),
        responsibility: '分工范围内的工作已按计划完成（虚构）',
        integrity: '未发现违反廉洁规定的情况（虚构）',
        effectiveness: '群众满意度较上年提高（虚构）',
      },
      by(unit, role, `${year}-11-20`),
    );
}

/** What the public, the team and the leaders themselves record in a year. */
export function overseeYear(stage: Stage, { township, villages }: Watched, year: number): void {
  askPublic(stage, township, year);
  inspect(stage, { township, villages }, year);
  for (const unit of [township, ...villages]) {
    setTargets(stage, unit, year);
    postAccounts(stage, unit, year);
    report(stage, unit, year);
  }
  for (const village of villages) complain(stage, { township, village }, year);
}
