// Limits, parameters and decision rules in words, with each figure's value and where it comes from.
// Words only: it must never judge, nor leave out a limit that it cannot read.
import type { FlowStep } from '../events/powers.js';
import { formatMajor, parseFen } from '../kernel/money.js';
import { PLACEHOLDER } from './catalogueChecks.js';
import type { Parameter } from './catalogueSchema.js';

export type Parameters = ReadonlyMap<string, Parameter>;

const UNITS = { cd: '日', wd: '个工作日', m: '个月' } as const;

/** A parameter's value: `2个工作日`, `50,000.00元`, `10%`. */
export function parameterInWords(parameter: Parameter): string {
  switch (parameter.unit) {
    case 'fen':
      return `${formatMajor(parseFen(parameter.value))}元`;
    case 'ratio':
      return `${Number((Number(parameter.value) * 100).toFixed(4))}%`;
    case 'cd':
    case 'wd':
    case 'm':
      return `${parameter.value}${UNITS[parameter.unit]}`;
  }
}

/** The value of a named parameter; a name that is not known stays as it is written. */
function named(name: string, parameters: Parameters): string {
  const parameter = parameters.get(name);
  if (!parameter) return `{${name}}`;
  return `${parameterInWords(parameter)}${parameter.local === true ? '（本县参数）' : ''}`;
}

/** A text with the value of every `{parameter}` that it names. */
export const withValues = (text: string, parameters: Parameters): string =>
  text.replace(PLACEHOLDER, (_, name: string) => named(name, parameters));

/** `30wd` -> `30个工作日`; `{post.minDays}` -> its value. */
export function limitInWords(limit: string, parameters: Parameters): string {
  const written = /^(\d+)(cd|wd|m)$/.exec(limit);
  if (!written) return withValues(limit, parameters);
  return `${written[1] ?? ''}${UNITS[written[2] as keyof typeof UNITS]}`;
}

/** Every limit of a step, one sentence each. */
export function limitsInWords(step: FlowStep, parameters: Parameters): readonly string[] {
  const { n, max, from, lead, before, gap, after, stay, notice } = step;
  const words = (limit: string) => limitInWords(limit, parameters);
  const sentences: string[] = [];
  if (max !== undefined && from !== undefined)
    sentences.push(
      from === n ? `自本步事由发生起${words(max)}内完成` : `第${from}步之后${words(max)}内完成`,
    );
  else if (from !== undefined) sentences.push(`接在第${from}步之后`);
  if (lead !== undefined && before !== undefined)
    sentences.push(`至少在第${before}步之前${words(lead)}完成`);
  if (gap !== undefined && after !== undefined)
    sentences.push(`第${after}步满${words(gap)}之后方可进行`);
  if (stay !== undefined) sentences.push(`张贴不少于${words(stay)}`);
  if (notice !== undefined) sentences.push(`会前至少${words(notice)}通知`);
  return sentences;
}
