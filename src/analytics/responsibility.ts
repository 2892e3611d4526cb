// Proposes who answers for a violation, and why (domain.md 5.3; 2019 rules on economic-responsibility audits).
// It proposes only: the auditor decides. It must never charge a person who recorded a clear objection to a joint decision.
import type { Bilingual } from '../kernel/errors.js';

/**
 * 直接责任, 领导责任, 主管责任 (only for acts before the rules of 2019), or none that the record shows (无法界定 is the
 * auditor's to say).
 */
export type Responsibility = 'direct' | 'leadership' | 'supervisory' | 'none';

/**
 * First day of the 2019 rules on economic-responsibility audits, which did away with 主管责任 (from memory; domain.md 2.8
 * has the year). An act before it is weighed by the rules of 2010: who chaired a decision that a majority carried bears it.
 */
export const RULES_OF_2019 = '2019-07-07';

/** What the ledger records about one person and one violation. */
export interface Involved {
  /** Local date of the act; left out, the present rules hold. */
  readonly on?: string | undefined;
  /** The violation names the person as answerable for the act. */
  readonly charged: boolean;
  /** Asked for or approved the payment in which the violation lies, which names somebody else. */
  readonly approved?: boolean | undefined;
  /** The charged act is one of a body: a ballot or a ruling. */
  readonly collectiveAct: boolean;
  /** The matter has a meeting or a ballot. */
  readonly decidedTogether: boolean;
  /** The votes in favour were no more than half of those present, and the matter was carried all the same. */
  readonly againstMajority: boolean;
  readonly chaired: boolean;
  readonly attended: boolean;
  readonly recused: boolean;
  /** Voted or spoke against, reserved an opinion, or had a dissent entered. */
  readonly objected: boolean;
}

export interface Proposal {
  readonly responsibility: Responsibility;
  readonly reason: Bilingual;
}

const direct = (zh: string, en: string): Proposal => ({
  responsibility: 'direct',
  reason: { zh, en },
});
const leadership = (zh: string, en: string): Proposal => ({
  responsibility: 'leadership',
  reason: { zh, en },
});
const none = (zh: string, en: string): Proposal => ({ responsibility: 'none', reason: { zh, en } });

/** The first criterion that fits, in the order of domain.md 5.3. */
export function proposeResponsibility(involved: Involved): Proposal {
  const { charged, chaired } = involved;
  if (involved.approved === true && !charged)
    return direct(
      '申请或审批该笔支付的是其本人',
      'the person himself asked for this payment or approved it',
    );
  const collective = !charged || involved.collectiveAct;
  if (involved.recused && collective)
    return none('已回避，未参与此项决策', 'recused himself and took no part in this decision');
  if (involved.againstMajority && chaired)
    return direct(
      '主持会议，赞成未过半仍作出或执行决定',
      'chaired the meeting; no majority was in favour and it was carried all the same',
    );
  if (involved.objected && collective)
    return none(
      '有明确反对或保留意见的记录',
      'a clear objection or a reserved opinion is on record',
    );
  if (charged && !involved.decidedTogether)
    return direct(
      '由其本人作出，无集体决策记录',
      'done by the person alone; no joint decision is on record',
    );
  if (charged && !involved.collectiveAct)
    return direct('由其本人直接经办', 'the person carried the act out himself');
  if ((charged || chaired) && involved.on !== undefined && involved.on < RULES_OF_2019)
    return {
      responsibility: 'supervisory',
      reason: {
        zh: '2019 年规定施行前：主持会议，多数同意后作出决定（主管责任）',
        en: 'before the rules of 2019: chaired a decision that a majority had agreed to (主管责任)',
      },
    };
  if (charged || chaired)
    return leadership(
      '主持或代表集体作出决定，多数同意',
      'chaired or stated a decision that a majority had agreed to',
    );
  if (involved.attended)
    return leadership(
      '参与集体决策，未明确表示反对',
      'took part in the joint decision and stated no clear objection',
    );
  return none('未参加此项决策', 'took no part in this decision');
}
