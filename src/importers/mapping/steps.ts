// The steps of `then`: what happens to a value on its way from the file to a command. One key a step.
// An absent value passes every step as absent; a list passes element by element.
import { z } from 'zod';
import { addDays, parseLocalDate } from '../../kernel/time.js';
import type { RecordValue } from '../record.js';
import { isZone } from '../zone.js';
import { readAmount, type AmountOptions } from './amount.js';
import { compileDateFormat, readDate, readTime, type DateReader } from './dateFormat.js';
import { toDigest, toIdentifier } from './identifier.js';
import { MappingProblem, recordProblem, type KeyPath } from './problem.js';
import { textOf } from './text.js';

export type Lookups = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

const pattern = z.string().min(1);
const formats = z.union([z.string().min(4), z.array(z.string().min(4)).min(1)]);
const zone = z.string().refine(isZone, '不认识的时区 / unknown time zone');

/** The steps, each with its options. */
export const stepSchema = z.strictObject({
  /** White space within the text becomes one space. */
  collapse: z.literal(true).optional(),
  /** Every match of a regular expression is replaced. */
  replace: z.strictObject({ pattern, with: z.string() }).optional(),
  /** The captured group (the whole match by default); absent when it does not match. */
  match: z
    .union([pattern, z.strictObject({ pattern, group: z.union([z.int(), z.string()]).default(0) })])
    .optional(),
  /** Text -> list. `by` is a regular expression; blank parts are dropped. */
  split: z.union([pattern, z.strictObject({ by: pattern, at: z.int().optional() })]).optional(),
  /** List -> one element (from 0; negative from the end). */
  at: z.int().optional(),
  /** List -> what follows its first elements. */
  skip: z.int().min(1).optional(),
  /** List -> text. */
  join: z.string().optional(),
  /** List -> list without repetitions. */
  unique: z.literal(true).optional(),
  /** Through a table of `lookups`. What the table lacks is an error, or `else`. */
  lookup: z
    .union([
      z.string(),
      z.strictObject({ table: z.string(), else: z.union([z.string(), z.number(), z.boolean()]) }),
    ])
    .optional(),
  /** These texts mean "nothing". */
  absentIf: z.union([z.string(), z.array(z.string())]).optional(),
  case: z.enum(['upper', 'lower']).optional(),
  /** To a length, with a character, at the start or the end. Longer text is an error. */
  pad: z
    .strictObject({
      length: z.int().min(1).max(200),
      with: z.string().length(1),
      at: z.enum(['start', 'end']),
    })
    .optional(),
  /** Text -> whole number. */
  integer: z.literal(true).optional(),
  /** An amount -> fen (see `amount.ts`). `unit`: what 1 in the file means. */
  money: z
    .strictObject({
      unit: z.enum(['fen', 'yuan', 'thousandYuan', 'tenThousandYuan']).default('yuan'),
      sign: z.enum(['keep', 'flip', 'drop']).default('keep'),
      parentheses: z.boolean().default(false),
      floatNoise: z.boolean().default(false),
      roundHalfUp: z.boolean().default(false),
    })
    .optional(),
  /** A date in one of the formats -> YYYY-MM-DD (see `dateFormat.ts`). */
  date: formats.optional(),
  /** A date and time -> RFC 3339. `zone` for text without offset, `at` for dates without time of day. */
  time: z
    .strictObject({
      format: formats,
      zone: zone.optional(),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .default('00:00'),
    })
    .optional(),
  /** YYYY-MM-DD -> a later (or, negative, earlier) date. */
  addDays: z.int().optional(),
  /** Any text -> an identifier of the ledger, without collisions (see `identifier.ts`). */
  id: z.literal(true).optional(),
  /** Any text -> a pseudonym. */
  digest: z
    .strictObject({ length: z.int().min(8).max(64).default(16), prefix: z.string().default('') })
    .optional(),
});
type StepOptions = z.output<typeof stepSchema>;
type StepName = keyof StepOptions;

export type Step = (value: RecordValue) => RecordValue | undefined;
type OnText = (text: string) => RecordValue | undefined;

interface Context {
  readonly lookups: Lookups;
  readonly at: KeyPath;
}

/** Steps on lists as a whole; all others work on texts. */
const LIST_STEPS: ReadonlySet<StepName> = new Set(['at', 'skip', 'join', 'unique']);

const FEN_PER_UNIT = { fen: 1n, yuan: 100n, thousandYuan: 100_000n, tenThousandYuan: 1_000_000n };

const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

function regex(text: string, at: KeyPath, flags = 'u'): RegExp {
  try {
    return new RegExp(text, flags);
  } catch {
    throw new MappingProblem(at, {
      zh: `「${text}」不是有效的正则表达式`,
      en: `"${text}" is not a regular expression`,
    });
  }
}

function readersOf(value: string | readonly string[], at: KeyPath): readonly DateReader[] {
  return listOf(value).map((format) => {
    const reader = compileDateFormat(format);
    if (reader) return reader;
    throw new MappingProblem(at, {
      zh: `日期格式「${format}」须有年、月、日（yyyy 或 roc、MM、dd）`,
      en: `The date format "${format}" needs year, month and day (yyyy or roc, MM, dd)`,
    });
  });
}

function onLookup(options: NonNullable<StepOptions['lookup']>, { lookups, at }: Context): OnText {
  const name = typeof options === 'string' ? options : options.table;
  const table = Object.hasOwn(lookups, name) ? lookups[name] : undefined;
  if (!table)
    throw new MappingProblem(at, {
      zh: `lookups 中没有表「${name}」`,
      en: `There is no table "${name}" in lookups`,
    });
  return (text) => {
    const found = Object.hasOwn(table, text) ? table[text] : undefined;
    if (found !== undefined) return found;
    if (typeof options !== 'string') return options.else;
    throw recordProblem('lookup', {
      zh: `对照表「${name}」中没有「${text.slice(0, 60)}」：请补入映射`,
      en: `The table "${name}" has no "${text.slice(0, 60)}"; add it to the mapping`,
    });
  };
}

function onMatch(options: NonNullable<StepOptions['match']>, { at }: Context): OnText {
  const { pattern: source, group } =
    typeof options === 'string' ? { pattern: options, group: 0 } : options;
  const expression = regex(source, at);
  return (text) => {
    const match = expression.exec(text);
    return typeof group === 'number' ? match?.[group] : match?.groups?.[group];
  };
}

function onSplit(options: NonNullable<StepOptions['split']>, { at }: Context): OnText {
  const { by, at: index } = typeof options === 'string' ? { by: options, at: undefined } : options;
  const separator = regex(by, at);
  return (text) => {
    const parts = text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return index === undefined ? parts : parts.at(index);
  };
}

function onPad({ length, with: character, at }: NonNullable<StepOptions['pad']>): OnText {
  return (text) => {
    if (text.length > length)
      throw recordProblem('too_long', {
        zh: `「${text.slice(0, 60)}」超过 ${length} 个字符`,
        en: `"${text.slice(0, 60)}" has more than ${length} characters`,
      });
    return at === 'start' ? text.padStart(length, character) : text.padEnd(length, character);
  };
}

function toInteger(text: string): number {
  const value = /^[+-]?\d+(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw recordProblem('integer', {
    zh: `「${text.slice(0, 60)}」不是整数`,
    en: `"${text.slice(0, 60)}" is not a whole number`,
  });
}

function onMoney({ unit, ...rest }: NonNullable<StepOptions['money']>): OnText {
  const options: AmountOptions = { ...rest, fenPerUnit: FEN_PER_UNIT[unit] };
  return (text) => readAmount(text, options);
}

/** How each step is made from its options. */
const MAKERS: {
  readonly [Name in StepName]-?: (
    options: NonNullable<StepOptions[Name]>,
    context: Context,
  ) => OnText | Step;
} = {
  collapse: () => (text: string) => text.replace(/\s+/gu, ' '),
  replace: ({ pattern: source, with: replacement }, { at }) => {
    const expression = regex(source, at, 'gu');
    return (text: string) => text.replace(expression, replacement).trim() || undefined;
  },
  match: onMatch,
  split: onSplit,
  at: (index) => (value: RecordValue) =>
    Array.isArray(value) ? (value as readonly RecordValue[]).at(index) : value,
  skip: (count) => (value: RecordValue) =>
    Array.isArray(value) ? (value as readonly RecordValue[]).slice(count) : undefined,
  join: (separator) => (value: RecordValue) =>
    Array.isArray(value) ? value.map((item) => textOf(item as RecordValue)).join(separator) : value,
  unique: () => (value: RecordValue) => (Array.isArray(value) ? [...new Set(value)] : value),
  lookup: onLookup,
  absentIf: (texts) => (text: string) => (listOf(texts).includes(text) ? undefined : text),
  case: (to) => (text: string) => (to === 'upper' ? text.toUpperCase() : text.toLowerCase()),
  pad: onPad,
  integer: () => toInteger,
  money: onMoney,
  date: (format, { at }) => {
    const readers = readersOf(format, at);
    return (text: string) => readDate(text, readers, listOf(format).join(' | '));
  },
  time: ({ format, zone: name, at }, context) => {
    const readers = readersOf(format, context.at);
    const written = listOf(format).join(' | ');
    return (text: string) => readTime(text, readers, written, { zone: name, at });
  },
  addDays: (days) => (text: string) => addDays(parseLocalDate(text), days),
  id: () => toIdentifier,
  digest:
    ({ length, prefix }) =>
    (text: string) =>
      toDigest(text, length, prefix),
};

/** Compiles one parsed step. @throws MappingProblem */
export function compileStep(options: StepOptions, context: Context): Step {
  const names = Object.keys(options) as StepName[];
  const [name] = names;
  if (name === undefined || names.length > 1)
    throw new MappingProblem(context.at, {
      zh: `then 的每一步只写一个键，这里有 ${names.length} 个`,
      en: `Each step of "then" has exactly one key, not ${names.length}`,
    });
  const make = MAKERS[name] as (given: unknown, context: Context) => Step;
  const step = make(options[name], { ...context, at: [...context.at, name] });
  if (LIST_STEPS.has(name)) return step;
  return (value) => eachText(value, step);
}

function eachText(value: RecordValue, step: OnText): RecordValue | undefined {
  if (Array.isArray(value))
    return (value as readonly RecordValue[]).flatMap((item) => {
      const result = eachText(item, step);
      return result === undefined ? [] : [result];
    });
  const text = textOf(value);
  return text === undefined ? undefined : step(text);
}
