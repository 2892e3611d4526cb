// The shape of a mapping file: how records of a foreign file become commands. It is data, never code:
// new files of the same kind need a new mapping, not a new program. examples/mappings/README.md explains the language.
import { z } from 'zod';
import { isKnownEncoding } from '../decode.js';

export const FORMATS = [
  'csv',
  'tsv',
  'json',
  'jsonl',
  'xml',
  'xlsx',
  'xes',
  'ocel',
  'ocds',
] as const;
export type SourceFormat = (typeof FORMATS)[number];

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, '须为小写字母、数字和 - / lower case, digits, -');
const variable = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, '变量名有误 / not a variable name');

/** What the file is made of and where its records are. */
export const sourceSchema = z.strictObject({
  format: z.enum(FORMATS),
  /** Any encoding of iconv-lite; a byte order mark is dropped. XLSX has its own. */
  encoding: z.string().refine(isKnownEncoding, '不认识的编码 / unknown encoding').default('utf-8'),
  /** JSON: `[*]`, `data.items[*]`. XML: `root/group/item`. OCEL: a type of objects. Others: rows, lines or cases. */
  record: z.string().optional(),
  /** XLSX: name of the sheet; the first one by default. */
  sheet: z.string().optional(),
  /** CSV, TSV. `quote: false` when the file does not quote. */
  delimiter: z.string().length(1).optional(),
  quote: z.union([z.string().length(1), z.literal(false)]).optional(),
  /** CSV, TSV, XLSX: lines before the header. */
  skipLines: z.int().min(0).default(0),
  /** CSV, TSV, XLSX: names of the columns of a file without header. */
  columns: z.array(z.string().min(1)).min(1).optional(),
  /** Columns that the mapping reads but a file may lack. */
  optional: z.array(z.string().min(1)).default([]),
  /** XES, OCEL: zone of time stamps without offset. */
  zone: z.string().optional(),
});
export type Source = z.output<typeof sourceSchema>;

/**
 * An expression (see `expression.ts`): text with `{path}` in it, a number or boolean, a list, a plain object,
 * or an operator object whose first key begins with `$`.
 */
const expression = z.unknown();

/** Attributes of the event (events/envelope.ts) that a mapping may set; those of a rule win over the mapping's. */
const attributesSchema = z.strictObject({
  time: expression.optional(),
  actoraccount: expression.optional(),
  actorperson: expression.optional(),
  actorpost: expression.optional(),
  actoronbehalfof: expression.optional(),
  orgunit: expression.optional(),
  powercode: expression.optional(),
  matter: expression.optional(),
  classification: expression.optional(),
  rulepack: expression.optional(),
});

const definitions = z.record(variable, expression);

export const ruleSchema = z.strictObject({
  /** Part of the command id, so it must not change once records were imported. */
  name,
  /** `<capability>.<Name>` of the command registry. */
  command: z.string(),
  /** One command per nested item: `History[*]`, `History[*].Votes[*]`; or spells of time (see `periods.ts`). */
  forEach: z
    .union([
      z.string().min(1),
      z.strictObject({
        periods: z.strictObject({
          of: z.string().min(1),
          by: expression,
          from: expression,
          to: expression.optional(),
        }),
      }),
    ])
    .optional(),
  /** Named values, for the expressions of this rule (`{$name}`). */
  define: definitions.optional(),
  when: expression.optional(),
  /** The natural key: two records with one key are the same fact. */
  key: expression,
  /**
   * Whether several records state the fact. Left out: each record is a fact of its own. `same`: many records
   * mention it, always with the same content. `first`: the first mention stands, whatever later ones say.
   */
  repeats: z.enum(['same', 'first']).optional(),
  attributes: attributesSchema.optional(),
  data: z.record(z.string(), expression),
});

export const onceSchema = z.strictObject({
  command: z.string(),
  attributes: attributesSchema.optional(),
  data: z.record(z.string(), expression),
});

export const mappingSchema = z.strictObject({
  /** Identifies the mapping in command ids, so it must not change once records were imported. */
  mapping: name,
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  source: sourceSchema,
  /** Tables for the step `lookup`: text as written in the file -> value. */
  lookups: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))
    .default({}),
  attributes: attributesSchema.default({}),
  /** Named values of each record, in this order. */
  define: definitions.default({}),
  /** Commands that do not depend on a record: units, bodies, posts, power items. Carried out first, in order. */
  once: z.array(onceSchema).default([]),
  rules: z.array(ruleSchema).min(1),
});
export type MappingDocument = z.output<typeof mappingSchema>;
export type RuleDocument = z.output<typeof ruleSchema>;
export type AttributesDocument = z.output<typeof attributesSchema>;
