// The documents that the families of supervision cite, and from when they bind (domain.md 1.5, 2.6, 2.8).
// A date or clause marked "from memory" has not been checked against the text.
import { parseLocalDate } from '../kernel/time.js';

export const PETITION_REGULATION = '信访工作条例';
export const ACCUSATION_RULES = '纪检监察机关处理检举控告工作规则';
export const AUDIT_LAW = '中华人民共和国审计法';
export const AUDIT_LAW_REGULATION = '中华人民共和国审计法实施条例';
export const RESPONSIBILITY_AUDIT = '党政主要领导干部和国有企事业单位主要领导人员经济责任审计规定';
export const ZHEJIANG_MEASURES = '浙江省实施《中华人民共和国村民委员会组织法》办法';

/** In force 2022-05-01; the regulation of 2005 before it has not been read and is not judged. */
export const PETITION_REGULATION_IN_FORCE = parseLocalDate('2022-05-01');
/** Promulgated in January 2020; the day is from memory. */
export const ACCUSATION_RULES_IN_FORCE = parseLocalDate('2020-01-21');
/** The revision by which its periods are working days; the day is from memory. */
export const AUDIT_LAW_REGULATION_IN_FORCE = parseLocalDate('2010-05-01');
/** The audit rules of 2019; the day is from memory. */
export const RESPONSIBILITY_AUDIT_IN_FORCE = parseLocalDate('2019-07-07');
/** The revision of the Villagers' Committees Organic Law with departure audits and appraisals (arts. 33, 35). */
export const VILLAGERS_LAW_2010_IN_FORCE = parseLocalDate('2010-10-28');
