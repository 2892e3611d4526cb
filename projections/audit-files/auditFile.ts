// One audit as its recorded steps make it: team, papers, findings with what became of them, feedback, reports.
// Pure: the same steps give the same file. It must never add a step that nobody recorded.
import type { AuditsEvent } from '../../src/events/audits.js';

type DataOf<N extends AuditsEvent['name']> = Extract<AuditsEvent, { name: N }>['data'];

/** A step as the view keeps it. */
export type AuditStep = AuditsEvent & {
  readonly eventId: string;
  readonly time: string;
  /** Local business date. */
  readonly day: string;
  readonly orgunit: string;
  readonly actor: string | null;
  readonly position: number;
};

/** What is recorded once, with when and by which event. */
export interface Dated {
  readonly day: string;
  readonly eventId: string;
}

export type FindingState = 'raised' | 'confirmed' | 'dismissed';

export interface AuditFinding extends Dated {
  readonly finding: DataOf<'audits.FindingRaised'>;
  readonly state: FindingState;
  /** As the latest decision says; as raised where there is none. */
  readonly responsibility: DataOf<'audits.FindingRaised'>['responsibility'];
  readonly reasons: string;
  readonly orderedDueOn: string | null;
  readonly rectifications: readonly (Dated & DataOf<'audits.RectificationReported'>)[];
  readonly acceptedOn: string | null;
  readonly transferredTo: string | null;
  readonly eventIds: readonly string[];
}

export interface WorkingPaper extends Dated {
  readonly paper: DataOf<'audits.WorkingPaperFiled'>;
  readonly signatures: readonly (Dated & { readonly personId: string; readonly role: string })[];
}

export interface TeamMember {
  readonly personId: string;
  readonly role: 'lead' | 'member' | 'reviewer';
  /** What the member declared; `null` while nothing was declared. */
  readonly recusal: (Dated & { readonly conflict: boolean; readonly reason: string | null }) | null;
}

export interface AuditFile {
  readonly auditId: string;
  readonly trigger: (Dated & DataOf<'audits.DepartureTriggered'>) | null;
  readonly commission: (Dated & DataOf<'audits.AuditCommissioned'>) | null;
  readonly team: readonly TeamMember[];
  readonly notices: readonly (Dated & DataOf<'audits.AuditNoticeServed'>)[];
  readonly announcements: readonly (Dated & DataOf<'audits.AuditAnnounced'>)[];
  readonly questions: readonly (Dated & DataOf<'audits.QuestionReceived'>)[];
  readonly snapshots: readonly (Dated & DataOf<'audits.EvidenceSnapshotTaken'>)[];
  readonly materials: readonly (Dated & {
    readonly request: DataOf<'audits.MaterialRequested'>;
    /** `missing` until something was provided. */
    readonly state: 'missing' | 'partial' | 'complete';
  })[];
  readonly fieldwork: readonly (Dated & DataOf<'audits.FieldworkDone'>)[];
  readonly samples: readonly (Dated & DataOf<'audits.SampleDrawn'>)[];
  readonly papers: readonly WorkingPaper[];
  readonly findings: readonly AuditFinding[];
  readonly drafts: readonly (Dated & DataOf<'audits.DraftReportIssued'>)[];
  readonly feedback: readonly (Dated & {
    readonly feedback: DataOf<'audits.FeedbackReceived'>;
    readonly answer: (Dated & DataOf<'audits.FeedbackAnswered'>) | null;
  })[];
  readonly reviews: readonly (Dated & DataOf<'audits.ReportReviewed'>)[];
  readonly numbers: readonly (Dated & DataOf<'audits.ReportNumbered'>)[];
  readonly reports: readonly (Dated & DataOf<'audits.ReportIssued'>)[];
  readonly postings: readonly (Dated & DataOf<'audits.ConclusionPosted'>)[];
  readonly objections: readonly (Dated & {
    readonly objection: DataOf<'audits.ObjectionLodged'>;
    readonly resolution: (Dated & DataOf<'audits.ObjectionResolved'>) | null;
  })[];
  readonly transfers: readonly (Dated & DataOf<'audits.CaseTransferred'>)[];
  readonly filed: (Dated & DataOf<'audits.AuditFiled'>) | null;
  /** Every step, in ledger order. */
  readonly steps: readonly (Dated & { readonly name: string; readonly time: string })[];
}

const dated = ({ day, eventId }: AuditStep): Dated => ({ day, eventId });

/** The steps of one type, each with its date and event. */
function stepsOf<N extends AuditsEvent['name']>(
  steps: readonly AuditStep[],
  name: N,
): readonly (Dated & DataOf<N>)[] {
  return steps
    .filter((step): step is AuditStep & Extract<AuditsEvent, { name: N }> => step.name === name)
    .map((step) => ({ ...step.data, ...dated(step) }) as unknown as Dated & DataOf<N>);
}

function teamOf(steps: readonly AuditStep[]): readonly TeamMember[] {
  const members = new Map<string, TeamMember['role']>();
  for (const step of steps) {
    if (step.name === 'audits.AuditCommissioned')
      for (const { personId, role } of step.data.team) members.set(personId, role);
    if (step.name !== 'audits.TeamChanged') continue;
    for (const personId of step.data.left) members.delete(personId);
    for (const { personId, role } of step.data.joined) members.set(personId, role);
  }
  const declared = new Map(
    stepsOf(steps, 'audits.RecusalDeclared').map((one) => [one.personId, one]),
  );
  return [...members].map(([personId, role]) => {
    const one = declared.get(personId);
    return {
      personId,
      role,
      recusal: one
        ? { day: one.day, eventId: one.eventId, conflict: one.conflict, reason: one.reason ?? null }
        : null,
    };
  });
}

function papersOf(steps: readonly AuditStep[]): readonly WorkingPaper[] {
  const signatures = stepsOf(steps, 'audits.WorkingPaperSigned');
  return stepsOf(steps, 'audits.WorkingPaperFiled').map(({ day, eventId, ...paper }) => ({
    day,
    eventId,
    paper,
    signatures: signatures
      .filter(({ paperId }) => paperId === paper.paperId)
      .map(({ personId, role, ...when }) => ({
        personId,
        role,
        day: when.day,
        eventId: when.eventId,
      })),
  }));
}

/** Steps that decide or follow up a finding. */
function followUps(steps: readonly AuditStep[], findingId: string) {
  const ofFinding = <T extends { readonly findingId: string }>(list: readonly T[]) =>
    list.filter((one) => one.findingId === findingId);
  const naming = <T extends { readonly findingIds: readonly string[] }>(list: readonly T[]) =>
    list.filter((one) => one.findingIds.includes(findingId));
  return {
    confirmed: ofFinding(stepsOf(steps, 'audits.FindingConfirmed')),
    dismissed: ofFinding(stepsOf(steps, 'audits.FindingDismissed')),
    orders: naming(stepsOf(steps, 'audits.RectificationOrdered')),
    rectifications: ofFinding(stepsOf(steps, 'audits.RectificationReported')),
    accepted: ofFinding(stepsOf(steps, 'audits.RectificationAccepted')),
    transfers: naming(stepsOf(steps, 'audits.CaseTransferred')),
  };
}

/** The later of confirming and dismissing holds. */
function stateOf(steps: readonly AuditStep[], findingId: string): FindingState {
  const decided = steps.findLast(
    (step) =>
      (step.name === 'audits.FindingConfirmed' || step.name === 'audits.FindingDismissed') &&
      step.data.findingId === findingId,
  );
  if (!decided) return 'raised';
  return decided.name === 'audits.FindingConfirmed' ? 'confirmed' : 'dismissed';
}

function findingsOf(steps: readonly AuditStep[]): readonly AuditFinding[] {
  return stepsOf(steps, 'audits.FindingRaised').map(({ day, eventId, ...finding }) => {
    const { confirmed, dismissed, orders, rectifications, accepted, transfers } = followUps(
      steps,
      finding.findingId,
    );
    const state = stateOf(steps, finding.findingId);
    const decision = state === 'confirmed' ? confirmed.at(-1) : undefined;
    return {
      day,
      eventId,
      finding,
      state,
      responsibility: decision?.responsibility ?? finding.responsibility,
      reasons:
        decision?.reasons ??
        (state === 'dismissed' ? dismissed.at(-1)?.reason : undefined) ??
        finding.reasons,
      orderedDueOn: orders.at(-1)?.dueOn ?? null,
      rectifications,
      acceptedOn: accepted[0]?.day ?? null,
      transferredTo: transfers.at(-1)?.to ?? null,
      eventIds: [
        eventId,
        ...[
          ...confirmed,
          ...dismissed,
          ...orders,
          ...rectifications,
          ...accepted,
          ...transfers,
        ].map((one) => one.eventId),
      ],
    };
  });
}

function materialsOf(steps: readonly AuditStep[]): AuditFile['materials'] {
  const provided = stepsOf(steps, 'audits.MaterialProvided');
  return stepsOf(steps, 'audits.MaterialRequested').map(({ day, eventId, ...request }) => {
    const answers = provided.filter(({ requestId }) => requestId === request.requestId);
    const complete = answers.some((one) => one.complete);
    return {
      day,
      eventId,
      request,
      state: complete ? 'complete' : answers.length > 0 ? 'partial' : 'missing',
    };
  });
}

/** @param steps of one audit, in ledger order */
export function auditFileOf(auditId: string, steps: readonly AuditStep[]): AuditFile {
  const answers = stepsOf(steps, 'audits.FeedbackAnswered');
  const resolutions = stepsOf(steps, 'audits.ObjectionResolved');
  return {
    auditId,
    trigger: stepsOf(steps, 'audits.DepartureTriggered')[0] ?? null,
    commission: stepsOf(steps, 'audits.AuditCommissioned')[0] ?? null,
    team: teamOf(steps),
    notices: stepsOf(steps, 'audits.AuditNoticeServed'),
    announcements: stepsOf(steps, 'audits.AuditAnnounced'),
    questions: stepsOf(steps, 'audits.QuestionReceived'),
    snapshots: stepsOf(steps, 'audits.EvidenceSnapshotTaken'),
    materials: materialsOf(steps),
    fieldwork: stepsOf(steps, 'audits.FieldworkDone'),
    samples: stepsOf(steps, 'audits.SampleDrawn'),
    papers: papersOf(steps),
    findings: findingsOf(steps),
    drafts: stepsOf(steps, 'audits.DraftReportIssued'),
    feedback: stepsOf(steps, 'audits.FeedbackReceived').map(({ day, eventId, ...feedback }) => ({
      day,
      eventId,
      feedback,
      answer: answers.find(({ feedbackId }) => feedbackId === feedback.feedbackId) ?? null,
    })),
    reviews: stepsOf(steps, 'audits.ReportReviewed'),
    numbers: stepsOf(steps, 'audits.ReportNumbered'),
    reports: stepsOf(steps, 'audits.ReportIssued'),
    postings: stepsOf(steps, 'audits.ConclusionPosted'),
    objections: stepsOf(steps, 'audits.ObjectionLodged').map(({ day, eventId, ...objection }) => ({
      day,
      eventId,
      objection,
      resolution:
        resolutions.find(({ objectionId }) => objectionId === objection.objectionId) ?? null,
    })),
    transfers: stepsOf(steps, 'audits.CaseTransferred'),
    filed: stepsOf(steps, 'audits.AuditFiled')[0] ?? null,
    steps: steps.map(({ name, time, day, eventId }) => ({ name, time, day, eventId })),
  };
}
