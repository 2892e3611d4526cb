// Decisions of `disclosure`: one statement a command, one decider a kind of stream.
// A notice that hangs too late, too short or says something else is recorded; the rules judge it.
import type { DisclosureEvent } from '../events/disclosure.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const place = named('place', '公开场所', 'posting place');
const policy = named('policy', '政策明白卡', 'policy card');
const removal = named('removal', '撤下', 'removal');
const notice = named('notice', '公示', 'notice');
const check = named('check', '检查', 'check');
const objection = named('objection', '异议', 'objection');
const answer = named('answer', '答复', 'answer');
const posting = named('posting', '公示图板张贴', 'posting of the board');
const takenDown = named('takenDown', '公示图板撤下', 'removal of the board');

export const placeDecider = deciderOf<DisclosureEvent>({
  'disclosure.RegisterPlace': {
    records: 'disclosure.PlaceRegistered',
    key: ({ placeId }) => place(placeId),
    agreesIn: dataAlone,
  },
});

export const policyDecider = deciderOf<DisclosureEvent>({
  'disclosure.PublishPolicyCard': {
    records: 'disclosure.PolicyCardPublished',
    key: ({ policyId }) => policy(policyId),
  },
  'disclosure.RemovePolicyCard': {
    records: 'disclosure.PolicyCardRemoved',
    key: ({ policyId }) => removal(policyId),
    needs: ({ policyId }) => [policy(policyId)],
  },
});

export const noticeDecider = deciderOf<DisclosureEvent>({
  'disclosure.PostNotice': {
    records: 'disclosure.NoticePosted',
    key: ({ noticeId }) => notice(noticeId),
  },
  'disclosure.CheckNotice': {
    records: 'disclosure.NoticeChecked',
    key: ({ checkId }) => check(checkId),
    needs: ({ noticeId }) => [notice(noticeId)],
  },
  'disclosure.RemoveNotice': {
    records: 'disclosure.NoticeRemoved',
    key: ({ removalId }) => removal(removalId),
    needs: ({ noticeId }) => [notice(noticeId)],
  },
  'disclosure.RaiseObjection': {
    records: 'disclosure.ObjectionRaised',
    key: ({ objectionId }) => objection(objectionId),
    needs: ({ noticeId }) => [notice(noticeId)],
  },
  'disclosure.AnswerObjection': {
    records: 'disclosure.ObjectionAnswered',
    key: ({ objectionId }) => answer(objectionId),
    needs: ({ objectionId }) => [objection(objectionId)],
  },
});

export const dutyBoardDecider = deciderOf<DisclosureEvent>({
  'disclosure.PostDutyBoard': {
    records: 'disclosure.DutyBoardPosted',
    key: ({ postingId }) => posting(postingId),
  },
  'disclosure.RemoveDutyBoard': {
    records: 'disclosure.DutyBoardRemoved',
    key: ({ postingId }) => takenDown(postingId),
    needs: ({ postingId }) => [posting(postingId)],
  },
});
