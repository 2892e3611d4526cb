// Plain sentences, in Chinese and English, for the constraints a flow compiles to. Words only, no rules.
import type { Bilingual } from '../kernel/errors.js';
import type { Period } from './calendar.js';
import { rolesOf, type FlowRuleKind, type FlowStep } from './flow.js';

const UNITS = {
  cd: { zh: '日', one: 'calendar day', many: 'calendar days' },
  wd: { zh: '个工作日', one: 'working day', many: 'working days' },
  m: { zh: '个月', one: 'month', many: 'months' },
} as const;

export function describeLimit({ n, unit }: Period): Bilingual {
  const { zh, one, many } = UNITS[unit];
  return { zh: `${n} ${zh}`, en: `${n} ${n === 1 ? one : many}` };
}

function describeStep({ n, name, nameEn }: FlowStep): Bilingual {
  return { zh: `第 ${n} 步“${name}”`, en: `step ${n} (${nameEn ?? name})` };
}

/** `other` is the step a limit refers to (its own trigger when absent); role names come from the table of roles. */
export interface RuleWords {
  readonly other: FlowStep | undefined;
  readonly limit: Bilingual | undefined;
  readonly roles: Readonly<Record<string, unknown>>;
}

/** One sentence for a rule on a step. */
export function describeRule(
  kind: FlowRuleKind,
  step: FlowStep,
  { other, limit = { zh: '', en: '' }, roles }: RuleWords,
): Bilingual {
  const self = describeStep(step);
  const base = other === undefined ? { zh: '触发事由', en: 'its trigger' } : describeStep(other);
  const nameOf = (code: string): string => (typeof roles[code] === 'string' ? roles[code] : code);
  const doers = { zh: rolesOf(step).map(nameOf).join('或'), en: rolesOf(step).join(' or ') };
  switch (kind) {
    case 'mandatory':
      return { zh: `${self.zh}必须办理`, en: `${self.en} must be done` };
    case 'order':
      return { zh: `${self.zh}须在${base.zh}之后`, en: `${self.en} comes after ${base.en}` };
    case 'role':
      return { zh: `${self.zh}须由${doers.zh}办理`, en: `${self.en} is done by ${doers.en}` };
    case 'roleRecorded':
      return { zh: `${self.zh}须记明办理人的岗位`, en: `${self.en} records the role of its doer` };
    case 'max':
      return {
        zh: `${self.zh}须在${base.zh}后 ${limit.zh}内`,
        en: `${self.en} within ${limit.en} of ${base.en}`,
      };
    case 'lead':
      return {
        zh: `${self.zh}须早于${base.zh}至少 ${limit.zh}`,
        en: `${self.en} at least ${limit.en} before ${base.en}`,
      };
    case 'gap':
      return {
        zh: `${self.zh}须在${base.zh}满 ${limit.zh}之后`,
        en: `${self.en} not earlier than ${limit.en} after ${base.en}`,
      };
    case 'stay':
      return {
        zh: `${self.zh}须张贴满 ${limit.zh}`,
        en: `${self.en} stays posted for ${limit.en}`,
      };
    case 'notice':
      return {
        zh: `${self.zh}须提前至少 ${limit.zh}通知`,
        en: `${self.en} is notified at least ${limit.en} before`,
      };
  }
}
