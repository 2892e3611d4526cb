// What is asked about rules: one rule by its id, the rules of a family, an area. A wrong question is named, never guessed at.
import { invalid, missing } from '../kernel/errors.js';
import { RULES } from './index.js';
import { familyOf, type Rule } from './rule.js';

export const FAMILIES: readonly string[] = [...new Set(RULES.map(({ id }) => familyOf(id)))];

/** @throws LedgerError `rule.unknown` */
export function ruleById(id: string): Rule {
  const rule = RULES.find((each) => each.id === id.toUpperCase());
  if (rule) return rule;
  throw missing(
    'rule.unknown',
    `没有规则「${id}」：可用 sunledger rules list 查看全部规则`,
    `There is no rule "${id}"; sunledger rules list shows them all`,
    id,
  );
}

/** The rules of a family, or all. @throws LedgerError `rule.family` */
export function rulesOf(family: string | undefined): readonly Rule[] {
  if (family === undefined) return RULES;
  const rules = RULES.filter(({ id }) => familyOf(id) === family.toUpperCase());
  if (rules.length > 0) return rules;
  throw missing(
    'rule.family',
    `没有规则族「${family}」：现有 ${FAMILIES.join('、')}`,
    `There is no family of rules "${family}"; there are ${FAMILIES.join(', ')}`,
    family,
  );
}

/** The provinces of GB/T 2260. Codes from 90 on name no division: ledgers use them for units without one. */
const PROVINCES =
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82';
const LEVELS = [0, 2, 4, 6, 9, 12];

/**
 * A division code at any level (province 2, prefecture 4, county 6, township 9, village 12 digits); empty for the nation.
 * @throws LedgerError `area.unknown`
 */
export function parseArea(text: string): string {
  const province = text.slice(0, 2);
  const known = text === '' || province >= '90' || PROVINCES.split(' ').includes(province);
  if (known && /^\d*$/.test(text) && LEVELS.includes(text.length)) return text;
  throw invalid(
    'area.unknown',
    `没有此地区「${text.slice(0, 20)}」：应为 2、4、6、9 或 12 位的区划代码，全国留空`,
    `There is no area "${text.slice(0, 20)}"; it is a division code of 2, 4, 6, 9 or 12 digits, or empty for the nation`,
    'area',
  );
}
