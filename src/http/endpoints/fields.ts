// The kinds of value that answers share, for the published contract.
import { z } from 'zod';

/**
 * A schema for the published contract of what a query returns. Queries are typed by themselves; tests hold their
 * answers against the schema.
 */
export const contract = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>;

export const bilingual = z.object({ zh: z.string(), en: z.string() });
export const eventReference = z.object({ eventId: z.string(), position: z.string() });
export const fen = z.string().describe('整数分 / integer minor units');
export const nullable = <S extends z.ZodType>(schema: S) => schema.nullable();

export const day = z.iso.date().describe('本地日期 / local day');
export const area = z
  .string()
  .regex(/^\d{1,12}$/)
  .describe('区划代码前缀，含下级 / division code prefix, with all units below')
  .optional();
export const orgunit = z
  .string()
  .regex(/^\d{12}$/)
  .optional();
export const id = z.string().min(1).max(200).optional();
export const clock = z
  .enum(['business', 'recorded'])
  .describe('发生时间或记录时间 / when it happened, or when the ledger accepted it')
  .default('business');
export const limit = z.coerce.number().int().min(1).max(500).default(50);
