// VR: quorum and pass functions, each with its own denominator: present, all members, valid votes or households.
// The shares themselves are law and stand in rule packs; a body without a known share is not judged.
import { z } from 'zod';
import { BODY_KINDS, shareRule, type ShareRule } from '../events/offices.js';
import type { Bilingual } from '../kernel/errors.js';
import type { EventOf } from './case.js';

/** A share in a pack's table, with the law it comes from. */
export const tableShare = shareRule.extend({ source: z.string().optional() });
const bodyKind = z.enum(BODY_KINDS);
/** What a decision of each kind of body needs. */
export const passTable = z.partialRecord(bodyKind, tableShare);
/** What makes a meeting of each kind of body valid: any one of the shares. */
export const quorumTable = z.partialRecord(bodyKind, z.array(tableShare).min(1));

export interface Attendance {
  readonly eligible: number;
  readonly present: number;
  readonly households?: { readonly eligible: number; readonly present: number } | undefined;
}

type Ballot = EventOf<'matters.BallotTallied'>['data'];
export type Tally = Pick<
  Ballot,
  'eligible' | 'present' | 'for' | 'against' | 'abstain' | 'households' | 'groups'
>;

/** Whether `part` is at least (or, strictly, more than) the share of `whole`. */
export function reaches(part: number, whole: number, share: ShareRule): boolean {
  const [left, right] = [part * share.denominator, whole * share.numerator];
  return share.strict ? left > right : left >= right;
}

/**
 * Whether a meeting had its quorum under one share.
 * @returns `undefined` where households are asked for and not recorded, or where the share is none of a quorum
 */
export function quorumUnder(share: ShareRule, attendance: Attendance): boolean | undefined {
  if (share.of === 'eligible') return reaches(attendance.present, attendance.eligible, share);
  if (share.of !== 'households' || !attendance.households) return undefined;
  return reaches(attendance.households.present, attendance.households.eligible, share);
}

/**
 * Whether any of the alternatives gives a quorum (villagers' meeting: more than half of the villagers of 18 and over,
 * or two thirds of the households; Villagers' Committees Organic Law, art. 22).
 * @returns `undefined` when none does and one could not be computed
 */
export function quorumUnderAny(
  shares: readonly ShareRule[],
  attendance: Attendance,
): boolean | undefined {
  const answers = shares.map((share) => quorumUnder(share, attendance));
  if (answers.includes(true)) return true;
  return answers.length === 0 || answers.includes(undefined) ? undefined : false;
}

interface Count {
  readonly eligible?: number | undefined;
  readonly present: number;
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
}

function wholeOf(of: ShareRule['of'], count: Count, tally: Tally): number | undefined {
  switch (of) {
    case 'eligible':
      return count.eligible;
    case 'present':
      return count.present;
    case 'valid':
      // Derived, not taken from the declarer: valid votes are those for, against and abstaining.
      return count.for + count.against + count.abstain;
    case 'households':
      return tally.households?.eligible;
  }
}

function carries(share: ShareRule, count: Count, tally: Tally): boolean | undefined {
  const whole = wholeOf(share.of, count, tally);
  // Nothing is adopted without a single vote for it.
  return whole === undefined ? undefined : count.for > 0 && reaches(count.for, whole, share);
}

export type Recomputed = 'adopted' | 'rejected';

const outcome = (carried: boolean | undefined): Recomputed | undefined =>
  carried === undefined ? undefined : carried ? 'adopted' : 'rejected';

/** What each group of a ballot decided by itself. */
export const groupOutcomes = (
  share: ShareRule,
  tally: Tally,
): readonly { readonly group: string; readonly outcome: Recomputed | undefined }[] =>
  (tally.groups ?? []).map((group) => ({
    group: group.group,
    outcome: outcome(carries(share, group, tally)),
  }));

/**
 * The outcome of a ballot under a share. With `eachGroup`, a ballot that was counted by groups is adopted only when
 * each group carries it (Hong Kong Basic Law, annex II, part II.2); one that was not is counted as a whole.
 * @returns `undefined` when the whole that the share asks for is not recorded
 */
export function outcomeUnder(share: ShareRule, tally: Tally): Recomputed | undefined {
  if (share.eachGroup !== true || !tally.groups || tally.groups.length === 0)
    return outcome(carries(share, tally, tally));
  const outcomes = groupOutcomes(share, tally).map((group) => group.outcome);
  if (outcomes.includes('rejected')) return 'rejected';
  return outcomes.includes(undefined) ? undefined : 'adopted';
}

const WHOLES: Readonly<Record<ShareRule['of'], Bilingual>> = {
  eligible: { zh: '全体应到', en: 'all members' },
  present: { zh: '到会', en: 'those present' },
  valid: { zh: '有效票', en: 'valid votes' },
  households: { zh: '全体户数', en: 'all households' },
};

/** "more than 1/2 of those present", in both languages. */
export function shareInWords({
  of,
  numerator,
  denominator,
  strict,
  eachGroup,
}: ShareRule): Bilingual {
  const whole = WHOLES[of];
  const each = eachGroup === true;
  return {
    zh: `${each ? '各组均须' : ''}${strict ? '超过' : '不少于'}${whole.zh}的 ${numerator}/${denominator}`,
    en: `${strict ? 'more than' : 'at least'} ${numerator}/${denominator} of ${whole.en}${each ? ' in each group' : ''}`,
  };
}
