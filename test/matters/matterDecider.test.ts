import { describe, it } from '@jest/globals';
import { accepts, given, givenId, type GivenFact } from '../spec/givenDecider.js';

const matterId = 'm1';
const meetingId = 'meeting-1';
const opened: GivenFact = { name: 'matters.MatterOpened', data: { matterId, title: '修路' } };
const met: GivenFact = {
  name: 'matters.MeetingOpened',
  data: { matterId, meetingId, bodyId: 'body-1', eligible: 7, present: ['a', 'b', 'c', 'd', 'e'] },
};
const counts = {
  eligible: 7,
  present: 5,
  issued: 5,
  valid: 5,
  for: 3,
  against: 1,
  abstain: 1,
  invalid: 0,
};
const tally = { matterId, ballotId: 'ballot-1', meetingId, bodyId: 'body-1', ...counts };
const secret: GivenFact = { name: 'matters.BallotTallied', data: { ...tally, mode: 'secret' } };
const votes = [{ personId: 'a', choice: 'for' }];
const position = { matterId, meetingId, personId: 'a', order: 1, stance: 'for' };
const correction = {
  matterId,
  correctionId: 'c1',
  corrects: givenId(1),
  fields: { title: '修桥' },
  reason: '笔误',
  approvedBy: 'person-secretary',
};

describe('a matter', () => {
  it('is opened once', () => {
    accepts([], { name: 'matters.OpenMatter', data: opened.data }, 'matters.MatterOpened');
  });

  it('is not opened again under another title', () => {
    given(opened)
      .when({ name: 'matters.OpenMatter', data: { matterId, title: '修桥' } })
      .thenRefuses('fact.recorded_otherwise', 'refused');
  });

  it('is not opened again at another time: two clocks, one fact', () => {
    given(opened)
      .when({ name: 'matters.OpenMatter', data: opened.data, time: '2026-03-01T09:00:00+08:00' })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('stays silent when another account records the same act again', () => {
    given(opened)
      .when({ name: 'matters.OpenMatter', data: opened.data, actoraccount: 'account-other' })
      .thenNothing();
  });

  it('refuses an envelope that names another matter', () => {
    given()
      .when({ name: 'matters.OpenMatter', data: opened.data, matter: 'm2' })
      .thenRefuses('matter.contradictory', 'invalid');
  });

  it('accepts an envelope that names this matter', () => {
    given()
      .when({ name: 'matters.OpenMatter', data: opened.data, matter: matterId })
      .then({ name: 'matters.MatterOpened', data: opened.data });
  });

  it.each([
    ['matters.TakeStep', { stepId: 's1', activity: '受理' }],
    ['matters.RecordPreStudy', { authors: ['a'] }],
    [
      'matters.RecordPreConsultation',
      { initiator: 'a', participants: ['b'], outcome: 'toMeeting' },
    ],
    ['matters.NotifyAgenda', { meetingId, recipients: ['a', 'b'] }],
    ['matters.RecordInstruction', { personId: 'a', text: '尽快办理' }],
    ['matters.DeclareRecusal', { personId: 'a', reason: '亲属' }],
    ['matters.PublishDecision', { noticeId: 'n1', what: 'decision', places: ['公开栏'] }],
    ['matters.ReportImplementation', { reportId: 'r1', text: '已完工' }],
    ['matters.CloseMatter', { result: 'done' }],
    ['matters.RuleResult', { rulingId: 'u1', outcome: 'adopted' }],
  ] as const)('refuses %s before it is opened, and nothing after that', (name, rest) => {
    const data = { matterId, ...rest };
    given().when({ name, data }).thenRefuses('matter.unknown', 'missing');
    given(opened).when({ name, data }).then({ name: recordedBy[name], data });
    given(opened, { name: recordedBy[name], data }).when({ name, data }).thenNothing();
  });
});

const recordedBy = {
  'matters.TakeStep': 'matters.StepTaken',
  'matters.RecordPreStudy': 'matters.PreStudyRecorded',
  'matters.RecordPreConsultation': 'matters.PreConsultationHeld',
  'matters.NotifyAgenda': 'matters.AgendaNotified',
  'matters.RecordInstruction': 'matters.InstructionRecorded',
  'matters.DeclareRecusal': 'matters.RecusalDeclared',
  'matters.PublishDecision': 'matters.DecisionPublished',
  'matters.ReportImplementation': 'matters.ImplementationReported',
  'matters.CloseMatter': 'matters.MatterClosed',
  'matters.RuleResult': 'matters.ResultRuled',
} as const;

describe('what may happen more than once in a matter', () => {
  const said = { matterId, personId: 'a', text: '尽快办理' };

  it('records the same instruction at another time as another instruction', () => {
    given(opened, { name: 'matters.InstructionRecorded', data: said })
      .when({
        name: 'matters.RecordInstruction',
        data: said,
        time: '2026-03-03T09:00:00+08:00',
      })
      .then({ name: 'matters.InstructionRecorded', data: said });
  });

  it('records a second notification of the agenda to other recipients', () => {
    const data = { matterId, meetingId, recipients: ['c'] };
    given(opened, { name: 'matters.AgendaNotified', data: { ...data, recipients: ['a'] } })
      .when({ name: 'matters.NotifyAgenda', data })
      .then({ name: 'matters.AgendaNotified', data });
  });
});

describe('a meeting', () => {
  it('opens in an opened matter', () => {
    accepts([opened], { name: 'matters.OpenMeeting', data: met.data }, 'matters.MeetingOpened');
    given().when({ name: 'matters.OpenMeeting', data: met.data }).thenRefuses('matter.unknown');
  });

  it('is needed by a position, a dissent and the minutes', () => {
    for (const [name, data] of [
      ['matters.StatePosition', position],
      ['matters.RecordDissent', { matterId, meetingId, personId: 'a', text: '我反对' }],
      ['matters.EnterMinutes', { matterId, meetingId, text: '会议记录' }],
    ] as const)
      given(opened).when({ name, data }).thenRefuses('meeting.unknown', 'missing');
  });

  it('takes one position for each turn of a person to speak', () => {
    accepts(
      [opened, met],
      { name: 'matters.StatePosition', data: position },
      'matters.PositionStated',
    );
    given(opened, met, { name: 'matters.PositionStated', data: position })
      .when({ name: 'matters.StatePosition', data: { ...position, stance: 'against' } })
      .thenRefuses('fact.recorded_otherwise');
    given(opened, met, { name: 'matters.PositionStated', data: position })
      .when({ name: 'matters.StatePosition', data: { ...position, order: 2, stance: 'against' } })
      .then({
        name: 'matters.PositionStated',
        data: { ...position, order: 2, stance: 'against' },
      });
  });

  it('records the secretary speaking first: the rule judges it', () => {
    const data = { ...position, personId: 'person-secretary' };
    given(opened, met)
      .when({ name: 'matters.StatePosition', data })
      .then({ name: 'matters.PositionStated', data });
  });

  it('keeps every dissent, word for word', () => {
    const data = { matterId, meetingId, personId: 'a', text: '我反对' };
    accepts([opened, met], { name: 'matters.RecordDissent', data }, 'matters.DissentRecorded');
    given(opened, met, { name: 'matters.DissentRecorded', data })
      .when({ name: 'matters.RecordDissent', data: { ...data, text: '我保留意见' } })
      .then({ name: 'matters.DissentRecorded', data: { ...data, text: '我保留意见' } });
  });

  it('has its minutes entered once; later changes are corrections', () => {
    const data = { matterId, meetingId, text: '会议记录' };
    accepts([opened, met], { name: 'matters.EnterMinutes', data }, 'matters.MinutesEntered');
    given(opened, met, { name: 'matters.MinutesEntered', data })
      .when({ name: 'matters.EnterMinutes', data: { ...data, text: '另一份记录' } })
      .thenRefuses('fact.recorded_otherwise');
  });
});

describe('a ballot', () => {
  it('is tallied once', () => {
    accepts(
      [opened, met],
      { name: 'matters.TallyBallot', data: secret.data },
      'matters.BallotTallied',
    );
    given(opened, met, secret)
      .when({ name: 'matters.TallyBallot', data: { ...secret.data, for: 4 } })
      .thenRefuses('fact.recorded_otherwise');
  });

  it('is recorded though it does not add up', () => {
    const data = { ...tally, mode: 'secret', for: 300, issued: 900 };
    given(opened, met)
      .when({ name: 'matters.TallyBallot', data })
      .then({ name: 'matters.BallotTallied', data });
  });

  it('is recorded without a meeting, but not in a meeting that the matter does not have', () => {
    const data = { ...tally, mode: 'secret' };
    given(opened).when({ name: 'matters.TallyBallot', data }).thenRefuses('meeting.unknown');
    const outside = { matterId, ballotId: 'ballot-2', bodyId: 'body-1', ...counts, mode: 'secret' };
    given(opened)
      .when({ name: 'matters.TallyBallot', data: outside })
      .then({ name: 'matters.BallotTallied', data: outside });
  });

  it('never says who cast which secret vote', () => {
    given(opened, met)
      .when({ name: 'matters.TallyBallot', data: { ...tally, mode: 'secret', votes } })
      .thenRefuses('ballot.secret_votes', 'unauthorised');
  });

  it('says who attended a secret ballot', () => {
    const data = { ...tally, mode: 'secret', votes: [{ personId: 'a', choice: 'absent' }] };
    given(opened, met)
      .when({ name: 'matters.TallyBallot', data })
      .then({ name: 'matters.BallotTallied', data });
  });

  it('says who cast which vote of a roll call', () => {
    const data = { ...tally, mode: 'rollCall', votes };
    given(opened, met)
      .when({ name: 'matters.TallyBallot', data })
      .then({ name: 'matters.BallotTallied', data });
  });
});

describe('a ruling', () => {
  it('refers to a ballot of the matter', () => {
    const data = { matterId, rulingId: 'r1', ballotId: 'ballot-1', outcome: 'rejected' };
    given(opened, met).when({ name: 'matters.RuleResult', data }).thenRefuses('ballot.unknown');
    accepts([opened, met, secret], { name: 'matters.RuleResult', data }, 'matters.ResultRuled');
  });
});

describe('a correction', () => {
  it('names an event of the matter and is approved by another person', () => {
    accepts(
      [opened],
      { name: 'matters.CorrectMatter', data: correction },
      'matters.MatterCorrected',
    );
  });

  it('refuses an event that the matter does not have', () => {
    given(opened)
      .when({ name: 'matters.CorrectMatter', data: { ...correction, corrects: givenId(9) } })
      .thenRefuses('event.unknown', 'missing');
  });

  it.each([
    ['person', 'person-clerk'],
    ['account', 'account-clerk'],
    ['principal', 'person-principal'],
  ])('refuses the approval of its own actor (%s)', (_, approvedBy) => {
    given(opened)
      .when({
        name: 'matters.CorrectMatter',
        data: { ...correction, approvedBy },
        actoronbehalfof: 'person-principal',
      })
      .thenRefuses('approval.own', 'unauthorised');
  });

  it.each(['votes', '/votes/0/choice', 'votes.0'])(
    'brings no votes into a secret ballot (%s)',
    (field) => {
      given(opened, met, secret)
        .when({
          name: 'matters.CorrectMatter',
          data: { ...correction, corrects: givenId(3), fields: { [field]: 'a: for' } },
        })
        .thenRefuses('ballot.secret_votes', 'unauthorised');
    },
  );

  it('corrects the tally of a secret ballot', () => {
    const data = { ...correction, corrects: givenId(3), fields: { for: '4' } };
    given(opened, met, secret)
      .when({ name: 'matters.CorrectMatter', data })
      .then({ name: 'matters.MatterCorrected', data });
  });
});
