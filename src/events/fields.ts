// The kinds of field that events share. A schema made of these says what a value means, not only its type.
import { z } from 'zod';
import { RECORDED_FEN, type Fen } from '../kernel/money.js';
import { isLocalDate, parseInstant } from '../kernel/time.js';

/** Times found good lately: the events of a command, and those of one commit, share theirs. */
const goodInstants = new Set<string>();
const REMEMBERED_INSTANTS = 1000;

const isInstant = (value: string): boolean => {
  if (goodInstants.has(value)) return true;
  try {
    parseInstant(value);
  } catch {
    return false;
  }
  if (goodInstants.size >= REMEMBERED_INSTANTS) goodInstants.clear();
  goodInstants.add(value);
  return true;
};

/** RFC 3339 with offset; impossible dates are refused. */
export const instant = z
  .string()
  .max(40)
  .refine(isInstant, '不是带时区的有效时间 / not an RFC 3339 time with offset');

/** YYYY-MM-DD of a real calendar day. */
export const date = z.string().refine(isLocalDate, '不是有效日期 / not a calendar date YYYY-MM-DD');

/** Pseudonymous identifier: letters of any script, digits and `._:~-`; no spaces, no control characters. */
export const id = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\p{L}\p{N}._:~-]+$/u, '编号只能含文字、数字和 . _ : ~ - / not an identifier');

export const text = z.string().min(1).max(4000);
export const longText = z.string().min(1).max(20_000);
export const division = z.string().regex(/^\d{12}$/, '应为 12 位区划代码 / 12-digit division code');
export const powerCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9._-]{0,31}$/, '职权编码有误 / not a power code');
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '应为 SHA-256 十六进制 / SHA-256 in hex');

const FEN_MESSAGE = '金额须为整数分 / integer fen';
const asFen = (value: string): Fen => value as Fen;

/** Zero or more fen. */
export const money = z
  .string()
  .regex(RECORDED_FEN, FEN_MESSAGE)
  .refine((value) => !value.startsWith('-'), '金额不能为负 / must not be negative')
  .transform(asFen);

/** Fen of either sign, for what a foreign record states as negative. */
export const signedMoney = z.string().regex(RECORDED_FEN, FEN_MESSAGE).transform(asFen);

export const currency = z.string().regex(/^[A-Z]{3}$/, 'ISO 4217');
export const count = z.int().min(0).max(1_000_000_000);
export const order = z.int().min(1).max(100_000);

/** A document named by its digest; its bytes are in the document store. */
export const attachment = z.strictObject({
  sha256,
  mediaType: z.string().min(3).max(120),
  bytes: count,
  title: z.string().min(1).max(300).optional(),
});
export const attachments = z.array(attachment).max(200);

/** What a record is based on: a document and the clause in it. */
export const basis = z.strictObject({
  document: z.string().min(1).max(300),
  clause: z.string().min(1).max(200).optional(),
});

/** Id of a rule of src/rules, e.g. `PAY-02`. */
export const ruleId = z.string().regex(/^[A-Z]+-\d{2}$/, '规则编号有误 / not a rule id');

/** A decimal number as text, so that nothing is rounded. */
export const decimal = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,6})?$/, '应为十进制数 / not a decimal number');

/** `2023`, `2023Q1` or `2023-01`: a calendar year, quarter or month. */
export const calendarPeriod = z
  .string()
  .regex(/^\d{4}(Q[1-4]|-(0[1-9]|1[0-2]))?$/, '期间有误 / not a year, quarter or month');
