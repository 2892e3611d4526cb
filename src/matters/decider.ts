// Decisions of `matters`: one statement a command. A ballot that does not add up, a position out of turn,
// a ruling without a vote is recorded; the rules judge it. It must never record who cast which secret vote.
import type { MatterEvent } from '../events/matters.js';
import type { Command } from '../kernel/decider.js';
import { invalid, LedgerError } from '../kernel/errors.js';
import { find, named, type Facts } from '../kernel/facts.js';
import { approvedByActor, deciderOf, eventName, ifNamed, isEvent } from '../kernel/statements.js';

const matter = named('matter', '事项', 'matter');
const step = named('step', '步骤', 'step');
const meeting = named('meeting', '会议', 'meeting');
const position = named('position', '表态', 'position');
const ballot = named('ballot', '表决', 'ballot');
const ruling = named('ruling', '裁定', 'ruling');
const legalityReview = named('legalityReview', '合法性审查', 'legality review');
const signature = named('signature', '签字', 'signature');
const minutes = named('minutes', '会议记录', 'minutes');
const notice = named('notice', '公示', 'notice');
const report = named('report', '落实报告', 'implementation report');
const closing = named('closing', '办结', 'closing');
const correction = named('correction', '更正', 'correction');

type DataOf<Name extends MatterEvent['name']> = Extract<MatterEvent, { name: Name }>['data'];

const secretVotes = (where: string) =>
  new LedgerError(
    'unauthorised',
    'ballot.secret_votes',
    {
      zh: '无记名表决不得记录谁投了什么票：请只报计票结果',
      en: 'A secret ballot must not say who voted what; state the tally only',
    },
    where,
  );

/** Who attended, stayed away or recused himself is no secret. */
const ATTENDANCE: readonly string[] = ['present', 'absent', 'recused'];

function listsSecretVotes({ data }: Command<string, DataOf<'matters.BallotTallied'>>) {
  const cast = (data.votes ?? []).some(({ choice }) => !ATTENDANCE.includes(choice));
  return data.mode === 'secret' && cast ? secretVotes('/data/votes') : undefined;
}

/** A correction must not bring in by the back door what the tally may not hold. */
function correctsInSecretVotes(
  { data }: Command<string, DataOf<'matters.MatterCorrected'>>,
  facts: Facts<MatterEvent>,
) {
  const corrected = find(facts, eventName(data.corrects).key);
  const secret =
    isEvent<MatterEvent, 'matters.BallotTallied'>(corrected, 'matters.BallotTallied') &&
    corrected.data.mode === 'secret';
  const votes = Object.keys(data.fields).find((field) => /^\/?votes\b/.test(field));
  return secret && votes !== undefined ? secretVotes('/data/fields') : undefined;
}

/** An envelope that names another matter would make one act count in two cases. */
function namesAnotherMatter({ data, circumstances }: Command<string, { matterId: string }>) {
  const { matter: other } = circumstances;
  return other === undefined || other === data.matterId
    ? undefined
    : invalid(
        'matter.contradictory',
        `所附事项编号与内容中的事项编号「${data.matterId}」不一致：请改为一致`,
        `The envelope names another matter than the data's "${data.matterId}"; make them agree`,
        '/matter',
      );
}

export const matterDecider = deciderOf<MatterEvent>(
  {
    'matters.OpenMatter': {
      records: 'matters.MatterOpened',
      key: ({ matterId }) => matter(matterId),
    },
    'matters.TakeStep': {
      records: 'matters.StepTaken',
      key: ({ stepId }) => step(stepId),
      needs: ({ matterId }) => [matter(matterId)],
    },
    // Studies, consultations, notifications, instructions, recusals and dissents may each happen more than once.
    'matters.RecordPreStudy': {
      records: 'matters.PreStudyRecorded',
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.RecordPreConsultation': {
      records: 'matters.PreConsultationHeld',
      needs: ({ matterId }) => [matter(matterId)],
    },
    // The meeting of an agenda is still to come.
    'matters.NotifyAgenda': {
      records: 'matters.AgendaNotified',
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.RecordInstruction': {
      records: 'matters.InstructionRecorded',
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.OpenMeeting': {
      records: 'matters.MeetingOpened',
      key: ({ meetingId }) => meeting(meetingId),
      needs: ({ matterId }) => [matter(matterId)],
    },
    // A member may recuse himself before the meeting opens.
    'matters.DeclareRecusal': {
      records: 'matters.RecusalDeclared',
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.StatePosition': {
      records: 'matters.PositionStated',
      key: ({ meetingId, personId, order }) => position(meetingId, personId, order),
      needs: ({ meetingId }) => [meeting(meetingId)],
    },
    'matters.RecordDissent': {
      records: 'matters.DissentRecorded',
      needs: ({ meetingId }) => [meeting(meetingId)],
    },
    'matters.TallyBallot': {
      records: 'matters.BallotTallied',
      key: ({ ballotId }) => ballot(ballotId),
      needs: ({ matterId, meetingId }) => [matter(matterId), ...ifNamed(meeting, meetingId)],
      refuses: listsSecretVotes,
    },
    'matters.RuleResult': {
      records: 'matters.ResultRuled',
      key: ({ rulingId }) => ruling(rulingId),
      needs: ({ matterId, ballotId, meetingId }) => [
        matter(matterId),
        ...ifNamed(ballot, ballotId),
        ...ifNamed(meeting, meetingId),
      ],
    },
    'matters.ReviewLegality': {
      records: 'matters.LegalityReviewed',
      key: ({ reviewId }) => legalityReview(reviewId),
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.SignMinutes': {
      records: 'matters.MinutesSigned',
      key: ({ meetingId, personId }) => signature(meetingId, personId),
      needs: ({ meetingId }) => [meeting(meetingId)],
    },
    'matters.EnterMinutes': {
      records: 'matters.MinutesEntered',
      key: ({ meetingId }) => minutes(meetingId),
      needs: ({ meetingId }) => [meeting(meetingId)],
    },
    'matters.PublishDecision': {
      records: 'matters.DecisionPublished',
      key: ({ noticeId }) => notice(noticeId),
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.ReportImplementation': {
      records: 'matters.ImplementationReported',
      key: ({ reportId }) => report(reportId),
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.CloseMatter': {
      records: 'matters.MatterClosed',
      key: ({ matterId }) => closing(matterId),
      needs: ({ matterId }) => [matter(matterId)],
    },
    'matters.CorrectMatter': {
      records: 'matters.MatterCorrected',
      key: ({ correctionId }) => correction(correctionId),
      needs: ({ corrects }) => [eventName(corrects)],
      refuses: (command, facts) =>
        approvedByActor(command) ?? correctsInSecretVotes(command, facts),
    },
  },
  namesAnotherMatter,
);
