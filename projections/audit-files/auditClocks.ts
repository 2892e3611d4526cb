// The clocks of an audit (domain.md 5.1): what is due by when, what was done late, what comes next.
// A working-day limit in a year without a published holiday notice has no day: it says so and is not guessed.
import type { Bilingual } from '../../src/kernel/errors.js';
import { parseLocalDate } from '../../src/kernel/time.js';
import { limitEnd } from '../../src/rules/deadline.js';
import type { AuditFile } from './auditFile.js';

/**
 * Limits of the procedure. They are rules of the county or of the audit law, so they are parameters: commission within
 * 30 days and rectification within 60 are the program's proposals; 3 and 10 working days are those of the Audit Law,
 * arts. 42 and 44; publication within 30 days of leaving is Chongqing's by-law, art. 37.
 */
export interface AuditLimits {
  readonly commission: string;
  readonly notice: string;
  readonly feedback: string;
  readonly publication: string;
  readonly objection: string;
}

export const AUDIT_LIMITS: AuditLimits = {
  commission: '30cd',
  notice: '3wd',
  feedback: '10wd',
  publication: '30cd',
  objection: '30cd',
};

export type StageState = 'done' | 'doneLate' | 'overdue' | 'open' | 'notYet';

export interface AuditStage {
  readonly id: string;
  readonly title: Bilingual;
  readonly state: StageState;
  readonly dueOn: string | null;
  readonly doneOn: string | null;
  /** Why there is no day, or what is missing. */
  readonly note: Bilingual | null;
  readonly eventIds: readonly string[];
}

const says = (zh: string, en: string): Bilingual => ({ zh, en });

interface Due {
  readonly on: string | null;
  readonly note: Bilingual | null;
}
const NO_LIMIT: Due = { on: null, note: null };

/** The last day of a limit that begins on a day. */
function dueFrom(limit: string, from: string | undefined): Due {
  if (from === undefined) return NO_LIMIT;
  const end = limitEnd(limit, parseLocalDate(from));
  return 'on' in end ? { on: end.on, note: null } : { on: null, note: end.unknown };
}

/**
 * @param waits true while what the stage follows has not happened
 * @param at the day of the question
 */
function stage(
  id: string,
  title: Bilingual,
  {
    due = NO_LIMIT,
    done,
    waits = false,
    missing = null,
    eventIds = [],
  }: {
    readonly due?: Due;
    readonly done: string | undefined;
    readonly waits?: boolean;
    readonly missing?: Bilingual | null;
    readonly eventIds?: readonly string[];
  },
  at: string,
): AuditStage {
  const late = (day: string) => due.on !== null && day > due.on;
  const state: StageState =
    done !== undefined
      ? late(done)
        ? 'doneLate'
        : 'done'
      : waits
        ? 'notYet'
        : late(at)
          ? 'overdue'
          : 'open';
  return {
    id,
    title,
    state,
    dueOn: due.on,
    doneOn: done ?? null,
    note: due.note ?? (done === undefined && !waits ? missing : null),
    eventIds,
  };
}

const idsOf = (dated: readonly { readonly eventId: string }[]) =>
  dated.map(({ eventId }) => eventId);

/** The notice has to be served so many working days before the fieldwork begins. */
function noticeStage(file: AuditFile, limits: AuditLimits, at: string): AuditStage {
  const [notice] = file.notices;
  const earliest = notice && dueFrom(limits.notice, notice.day);
  const tooShort =
    earliest !== undefined && earliest.on !== null && notice && notice.fieldworkFrom < earliest.on;
  const base = stage(
    'notice',
    says('送达审计通知书', 'Serve the audit notice'),
    { done: notice?.day, waits: file.commission === null, eventIds: idsOf(file.notices) },
    at,
  );
  if (!notice || !tooShort) return base;
  return {
    ...base,
    state: 'doneLate',
    note: says(
      `通知到进点不足 ${limits.notice}：最早 ${earliest.on}，实际 ${notice.fieldworkFrom}`,
      `less than ${limits.notice} before the fieldwork: ${earliest.on} at the earliest, it began on ${notice.fieldworkFrom}`,
    ),
  };
}

function teamStage(file: AuditFile, at: string): AuditStage {
  const undeclared = file.team.filter(({ recusal }) => recusal === null);
  const conflicted = file.team.filter(({ recusal }) => recusal?.conflict === true);
  const complete = file.team.length >= 2 && undeclared.length === 0 && conflicted.length === 0;
  const last = file.team
    .flatMap(({ recusal }) => recusal?.day ?? [])
    .sort()
    .at(-1);
  const missing = says(
    [
      ...(file.team.length < 2 ? [`审计组仅 ${file.team.length} 人，至少 2 人`] : []),
      ...undeclared.map(({ personId }) => `${personId} 未作回避声明`),
      ...conflicted.map(({ personId }) => `${personId} 应当回避`),
    ].join('；'),
    [
      ...(file.team.length < 2 ? [`the team has ${file.team.length} of at least 2`] : []),
      ...undeclared.map(({ personId }) => `${personId} has declared nothing`),
      ...conflicted.map(({ personId }) => `${personId} has to stand aside`),
    ].join('; '),
  );
  return stage(
    'team',
    says('审计组与回避', 'Team and recusal'),
    {
      done: complete ? (last ?? file.commission?.day) : undefined,
      waits: file.commission === null,
      missing,
      eventIds: file.team.flatMap(({ recusal }) => recusal?.eventId ?? []),
    },
    at,
  );
}

function papersStage(file: AuditFile, at: string): AuditStage {
  const unsigned = file.papers.filter(
    ({ signatures }) => new Set(signatures.map(({ personId }) => personId)).size < 2,
  );
  const last = file.papers
    .flatMap(({ signatures }) => signatures.map(({ day }) => day))
    .sort()
    .at(-1);
  return stage(
    'papers',
    says('底稿双签', 'Working papers signed by two'),
    {
      done: file.papers.length > 0 && unsigned.length === 0 ? last : undefined,
      waits: file.fieldwork.length === 0,
      missing:
        file.papers.length === 0
          ? says('尚无底稿', 'there is no working paper')
          : says(
              `未双签：${unsigned.map(({ paper }) => paper.paperId).join('、')}`,
              `not signed by two: ${unsigned.map(({ paper }) => paper.paperId).join(', ')}`,
            ),
      eventIds: idsOf(file.papers),
    },
    at,
  );
}

function findingsStage(file: AuditFile, at: string): AuditStage {
  const undecided = file.findings.filter(({ state }) => state === 'raised');
  const reported = file.reports[0]?.day;
  return stage(
    'findings',
    says('认定发现问题', 'Decide the findings'),
    {
      done: undecided.length === 0 ? (file.findings.at(-1)?.day ?? reported) : undefined,
      waits: file.fieldwork.length === 0,
      missing:
        undecided.length === 0
          ? says('尚未提出发现，也未出具报告', 'no finding was raised and no report issued')
          : says(`${undecided.length} 项待认定`, `${undecided.length} to be decided`),
      eventIds: idsOf(file.findings),
    },
    at,
  );
}

/** The auditee's answer, or the end of his period in silence (审计法第四十四条：视为无异议). */
function feedbackStage(file: AuditFile, limits: AuditLimits, at: string): AuditStage {
  const draft = file.drafts.at(-1);
  const due = dueFrom(limits.feedback, draft?.day);
  const answered = file.feedback[0]?.day;
  const silent = draft !== undefined && answered === undefined && due.on !== null && at > due.on;
  const base = stage(
    'feedback',
    says('征求被审计人意见', "Hear the audited person's opinion"),
    {
      due,
      done: answered ?? (silent ? due.on : undefined),
      waits: draft === undefined,
      eventIds: [...idsOf(file.drafts), ...idsOf(file.feedback)],
    },
    at,
  );
  return silent
    ? {
        ...base,
        note: says('期满未反馈，视为无异议', 'no answer within the period: taken as no objection'),
      }
    : base;
}

function rectificationStage(file: AuditFile, at: string): AuditStage {
  const ordered = file.findings.filter(({ orderedDueOn }) => orderedDueOn !== null);
  const open = ordered.filter(({ acceptedOn }) => acceptedOn === null);
  const dueOn = open.map(({ orderedDueOn }) => orderedDueOn ?? '').sort()[0];
  const done =
    ordered.length > 0 && open.length === 0
      ? ordered
          .map(({ acceptedOn }) => acceptedOn ?? '')
          .sort()
          .at(-1)
      : undefined;
  return stage(
    'rectification',
    says('整改与销号', 'Rectification'),
    {
      due: { on: dueOn ?? null, note: null },
      done,
      waits: ordered.length === 0,
      missing: says(`${open.length} 项未销号`, `${open.length} not accepted`),
      eventIds: ordered.flatMap(({ eventIds }) => eventIds),
    },
    at,
  );
}

/**
 * Every stage of an audit on a day, in the order of the procedure.
 * @param at local date of the question
 */
export function auditStages(
  file: AuditFile,
  at: string,
  limits: AuditLimits = AUDIT_LIMITS,
): readonly AuditStage[] {
  const { trigger, commission } = file;
  const internal = file.reports.find(({ version }) => version === 'internal');
  const left = trigger?.on;
  return [
    stage(
      'trigger',
      says('触发', 'Trigger'),
      { done: trigger?.day, eventIds: trigger ? [trigger.eventId] : [] },
      at,
    ),
    stage(
      'commission',
      says('委托', 'Commission'),
      {
        due: dueFrom(limits.commission, left),
        done: commission?.day,
        eventIds: commission ? [commission.eventId] : [],
      },
      at,
    ),
    teamStage(file, at),
    noticeStage(file, limits, at),
    stage(
      'announcement',
      says('审前公告', 'Announce the audit'),
      {
        done: file.announcements[0]?.day,
        waits: commission === null,
        eventIds: idsOf(file.announcements),
      },
      at,
    ),
    stage(
      'snapshot',
      says('固定证据', 'Fix the evidence'),
      { done: file.snapshots[0]?.day, waits: commission === null, eventIds: idsOf(file.snapshots) },
      at,
    ),
    stage(
      'fieldwork',
      says('现场审计', 'Fieldwork'),
      {
        done: file.fieldwork[0]?.day,
        waits: file.notices.length === 0,
        eventIds: idsOf(file.fieldwork),
      },
      at,
    ),
    papersStage(file, at),
    findingsStage(file, at),
    stage(
      'draft',
      says('出具征求意见稿', 'Issue the draft'),
      {
        done: file.drafts[0]?.day,
        waits: file.fieldwork.length === 0,
        eventIds: idsOf(file.drafts),
      },
      at,
    ),
    feedbackStage(file, limits, at),
    stage(
      'review',
      says('复核审定', 'Review'),
      {
        done: file.reviews.findLast(({ approved }) => approved)?.day,
        waits: file.drafts.length === 0,
        eventIds: idsOf(file.reviews),
      },
      at,
    ),
    stage(
      'report',
      says('出具审计报告', 'Issue the report'),
      { done: internal?.day, waits: file.drafts.length === 0, eventIds: idsOf(file.reports) },
      at,
    ),
    stage(
      'publication',
      says('公布结论', 'Publish the conclusion'),
      {
        due: dueFrom(limits.publication, internal?.day),
        done: file.postings[0]?.day,
        waits: internal === undefined,
        eventIds: idsOf(file.postings),
      },
      at,
    ),
    stage(
      'objections',
      says('异议答复', 'Answer objections'),
      {
        due: dueFrom(limits.objection, file.postings[0]?.day),
        done: file.objections.every(({ resolution }) => resolution !== null)
          ? file.objections.length > 0
            ? file.objections.at(-1)?.resolution?.day
            : undefined
          : undefined,
        // Without an objection there is nothing to answer.
        waits: file.objections.length === 0,
        eventIds: idsOf(file.objections),
      },
      at,
    ),
    rectificationStage(file, at),
    stage(
      'filing',
      says('归档', 'File'),
      {
        done: file.filed?.day,
        waits: internal === undefined,
        eventIds: file.filed ? [file.filed.eventId] : [],
      },
      at,
    ),
  ];
}
