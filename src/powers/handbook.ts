// The power handbook (权力手册): the power items in force on a day, in words, for a level or for one post.
// Pure: the same items and terms give the same text. It must never print a version that is not in force on that day.
import type { Terms } from './catalogueChecks.js';
import type { Level, PowerItem } from './catalogueSchema.js';
import { limitInWords, limitsInWords, parameterInWords, withValues } from './limitWords.js';
import { itemsInForce, type PowerRegister } from './powerRegister.js';

export interface HandbookScope {
  /** Local day YYYY-MM-DD. */
  readonly on: string;
  readonly level?: Level | undefined;
  /** Role code of a post or body, e.g. `VPS`: only what it holds, leads, decides or carries a step of. */
  readonly post?: string | undefined;
}

export interface HandbookStep {
  readonly n: number;
  readonly name: string;
  readonly who: string;
  readonly optional: boolean;
  /** Limits in words. */
  readonly limits: readonly string[];
  readonly note?: string;
  /** A step of the post that the handbook is for. */
  readonly own: boolean;
}

export interface HandbookRisk {
  readonly at: number;
  readonly grade: 1 | 2 | 3;
  readonly text: string;
  readonly control?: string;
}

export interface HandbookEntry {
  readonly code: string;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly level: Level;
  readonly name: string;
  readonly nameEn?: string;
  readonly category?: string;
  readonly content: string;
  readonly holder: string;
  readonly lead: string;
  readonly basis: readonly string[];
  readonly decision?: string;
  readonly steps: readonly HandbookStep[];
  readonly publicity?: string;
  readonly risks: readonly HandbookRisk[];
  /** What the post of the handbook has to do with the item, in words. */
  readonly parts: readonly string[];
}

export interface Handbook extends HandbookScope {
  readonly title: string;
  readonly entries: readonly HandbookEntry[];
  /** Parameters that the entries name: value in words, and the law or "local" behind it. */
  readonly parameters: readonly {
    readonly name: string;
    readonly value: string;
    readonly source: string;
  }[];
}

const LEVELS: Readonly<Record<Level, string>> = {
  county: '县级',
  township: '乡镇',
  village: '村级',
  other: '其他',
};
const GRADES = { 1: '一级（高）', 2: '二级（中）', 3: '三级（低）' } as const;
const FREQUENCIES = { month: '每月', quarter: '每季度', year: '每年' } as const;

const roleName = (code: string, { roles }: Terms): string => roles.get(code)?.name ?? code;

function partsOf({ holder, lead, decision, steps }: PowerItem, post: string): readonly string[] {
  const own = steps.filter(({ who }) => who === post).map(({ n }) => `第${n}步`);
  return [
    ...(holder === post ? ['行使主体'] : []),
    ...(lead === post ? ['牵头岗位'] : []),
    ...(decision?.body === post ? ['决定机构'] : []),
    ...(own.length > 0 ? [`办理${own.join('、')}`] : []),
  ];
}

function decisionInWords({ decision }: PowerItem, terms: Terms): string | undefined {
  if (!decision) return undefined;
  const { body, mode, lastSpeaker, note } = decision;
  return [
    `由${roleName(body, terms)}决定`,
    ...(mode === undefined ? [] : [`方式：${mode}`]),
    ...(lastSpeaker === true ? ['主要负责人末位表态'] : []),
    ...(note === undefined ? [] : [withValues(note, terms.parameters)]),
  ].join('；');
}

function publicityInWords({ publicity }: PowerItem, { parameters }: Terms): string | undefined {
  if (!publicity) return undefined;
  const { what, where, within, every, minDays } = publicity;
  return [
    what,
    `公开于${where.join('、')}`,
    ...(within === undefined ? [] : [`${limitInWords(within, parameters)}内公开`]),
    ...(every === undefined ? [] : [`${FREQUENCIES[every]}公开`]),
    ...(minDays === undefined ? [] : [`不少于${limitInWords(minDays, parameters)}`]),
  ].join('；');
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [k in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [k in K]?: V };

function entryOf(item: PowerItem, terms: Terms, post: string | undefined): HandbookEntry {
  const { parameters } = terms;
  return {
    code: item.code,
    version: item.version,
    effectiveFrom: item.effectiveFrom,
    ...optional('effectiveTo', item.effectiveTo),
    level: item.level,
    name: item.name,
    ...optional('nameEn', item.nameEn),
    ...optional('category', item.category),
    content: withValues(item.content ?? '', parameters),
    holder: roleName(item.holder, terms),
    lead: item.lead === undefined ? '' : roleName(item.lead, terms),
    basis: item.basis.map(({ document, clause }) => `《${document}》${clause ?? ''}`),
    ...optional('decision', decisionInWords(item, terms)),
    steps: item.steps.map((step) => ({
      n: step.n,
      name: step.name,
      who: roleName(step.who, terms),
      optional: step.optional === true,
      limits: limitsInWords(step, parameters),
      ...optional('note', step.note),
      own: step.who === post,
    })),
    ...optional('publicity', publicityInWords(item, terms)),
    risks: item.risks.map(({ at, grade, text, control }) => ({
      at,
      grade: grade as 1 | 2 | 3,
      text: withValues(text, parameters),
      ...optional('control', control),
    })),
    parts: post === undefined ? [] : partsOf(item, post),
  };
}

/** The parameters that items name in limits or texts, in the order of their names. */
function parametersOf(items: readonly PowerItem[], { parameters }: Terms): Handbook['parameters'] {
  const text = JSON.stringify(items);
  return [...parameters]
    .filter(([name]) => text.includes(`{${name}}`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, parameter]) => ({
      name,
      value: parameterInWords(parameter),
      source: parameter.source
        ? `《${parameter.source.document}》${parameter.source.clause ?? ''}`
        : '本县参数（演示值，非法定）',
    }));
}

/**
 * The handbook of a day.
 * @param terms names of roles and values of parameters; unknown ones are printed as their codes
 */
export function handbookOf(register: PowerRegister, terms: Terms, scope: HandbookScope): Handbook {
  const { on, level, post } = scope;
  const items = itemsInForce(register, on)
    .filter((item) => level === undefined || item.level === level)
    .filter((item) => post === undefined || partsOf(item, post).length > 0);
  const of = post === undefined ? '' : `${roleName(post, terms)} `;
  return {
    title: `${of}${level === undefined ? '乡村两级' : LEVELS[level]}权力手册`,
    ...scope,
    entries: items.map((item) => entryOf(item, terms, post)),
    parameters: parametersOf(items, terms),
  };
}

function stepInWords({ n, name, who, limits, note, optional: mayBe, own }: HandbookStep): string {
  const remarks = [
    ...(mayBe ? ['需要时办理'] : []),
    ...limits,
    ...(note === undefined ? [] : [note]),
  ];
  const tail = remarks.length === 0 ? '' : `：${remarks.join('；')}`;
  return `  ${own ? '★' : ' '} ${n}. ${name}（${who}）${tail}`;
}

function entryText(entry: HandbookEntry): string {
  const until = entry.effectiveTo === undefined ? '' : `，至 ${entry.effectiveTo} 前`;
  return [
    `【${entry.code}】${entry.name}${entry.nameEn === undefined ? '' : ` / ${entry.nameEn}`}`,
    `  版本：${entry.version}，自 ${entry.effectiveFrom} 起${until}`,
    ...(entry.parts.length === 0 ? [] : [`  本岗位：${entry.parts.join('；')}`]),
    `  基本内容：${entry.content}`,
    `  行使主体：${entry.holder}；牵头岗位：${entry.lead}`,
    ...(entry.decision === undefined ? [] : [`  决定规则：${entry.decision}`]),
    '  办理流程：',
    ...entry.steps.map(stepInWords),
    `  法律法规依据：${entry.basis.join('；')}`,
    ...(entry.publicity === undefined ? [] : [`  公开：${entry.publicity}`]),
    ...(entry.risks.length === 0 ? [] : ['  廉政风险点：']),
    ...entry.risks.map(
      ({ at, grade, text, control }) =>
        `    第${at}步 ${GRADES[grade]} ${text}${control === undefined ? '' : `——防控：${control}`}`,
    ),
  ].join('\n');
}

/** The handbook as plain text, the flow of each item as an ordered list. */
export function handbookText({ title, on, post, entries, parameters }: Handbook): string {
  return [
    title,
    `截至日期：${on}，共 ${entries.length} 项${post === undefined ? '' : '；★ 为本岗位办理的环节'}`,
    '',
    ...entries.map((entry) => `${entryText(entry)}\n`),
    ...(parameters.length === 0 ? [] : ['参数']),
    ...parameters.map(({ name, value, source }) => `  ${name}：${value}，${source}`),
  ]
    .join('\n')
    .trimEnd();
}
