// Any data that a zod schema of ours accepts, drawn from small pools so that commands meet each other's facts.
// It fails on a kind of schema that it does not know, so that no field is left untried unnoticed.
import fc from 'fast-check';
import { z } from 'zod';
import * as fields from '../../src/events/fields.js';
import { limit } from '../../src/events/powers.js';

const pools = new Map<z.core.$ZodType, readonly string[]>([
  [fields.id, ['a', 'b', '村-1']],
  [fields.text, ['甲', 'yi / 2', '"丙"~']],
  [fields.longText, ['长文', 'long']],
  [fields.date, ['2024-02-29', '2026-03-02']],
  [fields.instant, ['2026-03-02T09:00:00+08:00', '2026-03-02T01:00:00Z']],
  [fields.division, ['451425001000']],
  [fields.powerCode, ['V01', 'T26']],
  [fields.sha256, ['ab'.repeat(32), 'cd'.repeat(32)]],
  [fields.money, ['0', '371160000']],
  [fields.signedMoney, ['0', '-5', '700']],
  [fields.currency, ['CNY', 'HKD']],
  [fields.ruleId, ['PAY-02', 'DEC-06']],
  [fields.decimal, ['0', '-12.5']],
  [fields.calendarPeriod, ['2023', '2023Q1', '2023-01']],
  [limit, ['30wd', '1m', '{notice.days}']],
]);

/** Draws from the plainest texts those that the schema accepts: a digest, an event name, a media type, digits. */
const PLAIN = [
  '甲',
  'text/plain',
  'Vote',
  '01960000-0000-7000-8000-000000000001',
  'A01',
  '2023Q1',
  '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  '45',
];

const accepted = (schema: z.core.$ZodType, candidates: readonly unknown[]) => {
  const good = candidates.filter((value) => z.safeParse(schema, value).success);
  if (good.length === 0) throw new Error('No candidate fits a schema: extend test/spec/arbitrary');
  return fc.constantFrom(...good);
};

/** An arbitrary input of the schema. */
export function anyOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const pool = pools.get(schema);
  if (pool) return fc.constantFrom(...pool);
  if (schema instanceof z.ZodOptional)
    return fc.option(anyOf(schema.def.innerType), { nil: undefined });
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries<z.core.$ZodType>(schema.def.shape).map(([key, value]) => [
      key,
      anyOf(value),
    ]);
    return fc.record(Object.fromEntries(shape) as Record<string, fc.Arbitrary<unknown>>);
  }
  if (schema instanceof z.ZodArray)
    return fc
      .array(anyOf(schema.def.element), { maxLength: 2 })
      .filter((value) => z.safeParse(schema, value).success);
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(anyOf));
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodRecord)
    return fc.constantFrom({}, { title: '更正' }, { 'votes/0': 'a', '~': '乙' });
  if (schema instanceof z.ZodNumber) return accepted(schema, [0, 1, 2, 3, 2026]);
  return accepted(schema, PLAIN);
}
