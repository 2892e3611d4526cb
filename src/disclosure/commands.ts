// Commands of `disclosure`: posting places, notices, duty boards and policy cards.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { disclosureEvents as events } from '../events/disclosure.js';
import { dutyBoardDecider, noticeDecider, placeDecider, policyDecider } from './decider.js';

const place = commandsOf('place', 'placeId', placeDecider);
const policy = commandsOf('policy', 'policyId', policyDecider);
const notice = commandsOf('notice', 'noticeId', noticeDecider);
const dutyBoard = commandsOf('dutyboard', 'boardId', dutyBoardDecider);

export const disclosureCommands = {
  'disclosure.RegisterPlace': place(events['disclosure.PlaceRegistered']),
  'disclosure.PublishPolicyCard': policy(events['disclosure.PolicyCardPublished']),
  'disclosure.RemovePolicyCard': policy(events['disclosure.PolicyCardRemoved']),
  'disclosure.PostNotice': notice(events['disclosure.NoticePosted']),
  'disclosure.CheckNotice': notice(events['disclosure.NoticeChecked']),
  'disclosure.RemoveNotice': notice(events['disclosure.NoticeRemoved']),
  'disclosure.RaiseObjection': notice(events['disclosure.ObjectionRaised']),
  'disclosure.AnswerObjection': notice(events['disclosure.ObjectionAnswered']),
  'disclosure.PostDutyBoard': dutyBoard(events['disclosure.DutyBoardPosted']),
  'disclosure.RemoveDutyBoard': dutyBoard(events['disclosure.DutyBoardRemoved']),
} satisfies CommandDefinitions;
