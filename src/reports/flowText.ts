// A flow in words: the ordered list that says all that its drawing shows, for those who read or hear it.
import type { Bilingual } from '../kernel/errors.js';
import type { PowerItem } from '../powers/catalogueSchema.js';
import type { Terms } from '../powers/catalogueChecks.js';
import { limitSentences } from '../powers/limitWords.js';

/** One step in words. */
export interface FlowLine {
  readonly n: number;
  readonly name: string;
  /** Role code. */
  readonly who: string;
  readonly whoName: string;
  readonly optional: boolean;
  readonly evt: string | null;
  readonly limits: readonly Bilingual[];
  readonly note: string | null;
}

export const flowLines = ({ steps }: PowerItem, { roles, parameters }: Terms): FlowLine[] =>
  steps.map((step) => ({
    n: step.n,
    name: step.name,
    who: step.who,
    whoName: roles.get(step.who)?.name ?? step.who,
    optional: step.optional === true,
    evt: step.evt ?? null,
    limits: limitSentences(step, parameters),
    note: step.note ?? null,
  }));

const sentence = (
  { n, name, who, whoName, optional, limits, note }: FlowLine,
  language: 'zh' | 'en',
): string => {
  const zh = language === 'zh';
  const remarks = [
    ...(optional ? [zh ? '需要时办理' : 'only where needed'] : []),
    ...limits.map((limit) => limit[language]),
    ...(zh && note !== null ? [note] : []),
  ];
  const doer = zh || whoName === who ? whoName : `${who} ${whoName}`;
  const tail = remarks.length === 0 ? '' : `${zh ? '：' : ': '}${remarks.join(zh ? '；' : '; ')}`;
  return `${n}. ${name}${zh ? `（${doer}）` : ` (${doer})`}${tail}`;
};

/** The steps, one line each, in one language. Names are as recorded. */
export const flowList = (lines: readonly FlowLine[], language: 'zh' | 'en'): string[] =>
  lines.map((line) => sentence(line, language));

export function renderFlow(item: PowerItem, terms: Terms): string {
  const { code, name, nameEn, version, effectiveFrom, effectiveTo } = item;
  const lines = flowLines(item, terms);
  const until = effectiveTo === undefined ? '' : ` – ${effectiveTo}`;
  return [
    `# ${code} ${name}${nameEn === undefined ? '' : ` / ${nameEn}`}`,
    '',
    `版本 version: ${version}；生效 in force: ${effectiveFrom}${until}`,
    `依据 basis: ${item.basis.map(({ document, clause }) => `《${document}》${clause ?? ''}`).join('；')}`,
    '',
    '## 办理流程',
    '',
    ...flowList(lines, 'zh'),
    '',
    '## Steps',
    '',
    ...flowList(lines, 'en'),
  ].join('\n');
}
