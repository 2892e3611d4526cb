// The documents that several families cite, and from when they bind (domain.md 1.4, 2.1-2.5).
import { parseLocalDate } from '../kernel/time.js';
import type { Clause } from './rule.js';

export const VILLAGERS_LAW = '中华人民共和国村民委员会组织法';
export const COLLECTIVE_LAW = '中华人民共和国农村集体经济组织法';
export const ACCOUNTING_LAW = '中华人民共和国会计法';
export const DECISION_REGULATION = '重大行政决策程序暂行条例';
export const INFORMATION_REGULATION = '中华人民共和国政府信息公开条例';
/** The county's opinion that founded the mechanism, and the six documents under it. */
export const SUNSHINE_OPINION = '天等县关于规范乡、村两级权力打造基层权力阳光运行机制的实施意见';
export const MEETING_SYSTEM = '基层党组织议事决策规则';
export const LAST_SPEAKER_SYSTEM = '乡镇党委书记末位发言制度';
export const BALLOT_SYSTEM = '重大事项票决制度';
export const OPENNESS_SYSTEM = '党务政务公开制度';
export const VILLAGE_POWER_SYSTEM = '天等县村干部权力运行管理制度';

/** First promulgated 1998-11-04, in force the same day. */
export const VILLAGERS_LAW_IN_FORCE = parseLocalDate('1998-11-04');
/** The revision of 1999 of the Accounting Law, from which on duties are separated. */
export const ACCOUNTING_LAW_IN_FORCE = parseLocalDate('2000-07-01');
/** The Archives Law. */
export const ARCHIVES_LAW_IN_FORCE = parseLocalDate('1988-01-01');
/** The Administrative Licensing Law, with its limits for every step. */
export const LICENSING_LAW_IN_FORCE = parseLocalDate('2004-07-01');
/** The seed's opinion of 2012-06-15. */
export const SUNSHINE_IN_FORCE = parseLocalDate('2012-06-15');

export const VOTING_BASIS: readonly Clause[] = [
  { document: VILLAGERS_LAW, clause: '第二十二条、第二十六条、第二十八条' },
  { document: COLLECTIVE_LAW, clause: '第二十七条、第二十八条、第三十一条' },
  { document: BALLOT_SYSTEM, clause: '计票与结果裁定' },
];
