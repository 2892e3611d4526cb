// Limits, parameters and decision rules in words, with each figure's value and where it comes from.
// Words only: it must never judge, nor leave out a limit that it cannot read.
import type { FlowStep } from '../events/powers.js';
import type { Bilingual } from '../kernel/errors.js';
import { formatMajor, parseFen } from '../kernel/money.js';
import { PLACEHOLDER } from './catalogueChecks.js';
import type { Parameter } from './catalogueSchema.js';

export type Parameters = ReadonlyMap<string, Parameter>;

const UNITS = { cd: '日', wd: '个工作日', m: '个月' } as const;
const ENGLISH_UNITS = { cd: 'calendar day', wd: 'working day', m: 'month' } as const;

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

/** `30wd` -> `30 working days`; `{post.minDays}` -> its value, or its name where that is not known. */
function limitInEnglish(limit: string, parameters: Parameters): string {
  const written = /^(\d+)(cd|wd|m)$/.exec(limit);
  if (written) return inEnglish(Number(written[1]), written[2] as keyof typeof UNITS);
  const parameter = parameters.get(limit.slice(1, -1));
  if (parameter?.unit !== 'cd' && parameter?.unit !== 'wd' && parameter?.unit !== 'm') return limit;
  const value = inEnglish(parameter.value, parameter.unit);
  return parameter.local === true ? `${value} (local value)` : value;
}

const inEnglish = (count: number, unit: keyof typeof UNITS): string =>
  `${count} ${ENGLISH_UNITS[unit]}${count === 1 ? '' : 's'}`;

/** Every limit of a step, one sentence each, in both languages. */
export function limitSentences(step: FlowStep, parameters: Parameters): readonly Bilingual[] {
  const { n, max, from, lead, before, gap, after, stay, notice } = step;
  const zh = (limit: string) => limitInWords(limit, parameters);
  const en = (limit: string) => limitInEnglish(limit, parameters);
  const sentences: Bilingual[] = [];
  if (max !== undefined && from !== undefined)
    sentences.push(
      from === n
        ? { zh: `自本步事由发生起${zh(max)}内完成`, en: `within ${en(max)} of its own occasion` }
        : { zh: `第${from}步之后${zh(max)}内完成`, en: `within ${en(max)} of step ${from}` },
    );
  else if (from !== undefined)
    sentences.push({ zh: `接在第${from}步之后`, en: `follows step ${from}` });
  if (lead !== undefined && before !== undefined)
    sentences.push({
      zh: `至少在第${before}步之前${zh(lead)}完成`,
      en: `at least ${en(lead)} before step ${before}`,
    });
  if (gap !== undefined && after !== undefined)
    sentences.push({
      zh: `第${after}步满${zh(gap)}之后方可进行`,
      en: `not earlier than ${en(gap)} after step ${after}`,
    });
  if (stay !== undefined)
    sentences.push({ zh: `张贴不少于${zh(stay)}`, en: `posted for at least ${en(stay)}` });
  if (notice !== undefined)
    sentences.push({
      zh: `会前至少${zh(notice)}通知`,
      en: `members told at least ${en(notice)} before the meeting`,
    });
  return sentences;
}

/** Every limit of a step, one sentence each. */
export const limitsInWords = (step: FlowStep, parameters: Parameters): readonly string[] =>
  limitSentences(step, parameters).map(({ zh }) => zh);
