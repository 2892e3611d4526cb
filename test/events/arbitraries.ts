// Random data for any event schema of the catalogue, by walking the schema. It must understand every kind of schema that
// src/events uses, and fail on one it does not know, so that no event type goes untested.
import fc from 'fast-check';
import { z } from 'zod';
import * as fields from '../../src/events/fields.js';
import { limit } from '../../src/events/powers.js';

const pad = (value: number, length = 2) => String(value).padStart(length, '0');
const dates = fc
  .tuple(
    fc.integer({ min: 1949, max: 2200 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([year, month, day]) => `${year}-${pad(month)}-${pad(day)}`);
const instants = fc
  .tuple(dates, fc.integer({ max: 23, min: 0 }), fc.constantFrom('Z', '+08:00', '-05:30'))
  .map(([date, hour, zone]) => `${date}T${pad(hour)}:05:09${zone}`);
const limitOfFen = 10n ** 18n - 1n;

/** Kinds of field that are checked by a function, or by a pattern that strings cannot be made from. */
const byKind = new Map<z.core.$ZodType, fc.Arbitrary<unknown>>([
  [fields.instant, instants],
  [fields.date, dates],
  [fields.money, fc.bigInt({ min: 0n, max: limitOfFen }).map(String)],
  [fields.signedMoney, fc.bigInt({ min: -limitOfFen, max: limitOfFen }).map(String)],
  [fields.id, fc.stringMatching(/^[a-z村组路0-9._:~-]{1,20}$/)],
  [limit, fc.constantFrom('30wd', '10cd', '1m', '{notice.days}')],
]);

const words = fc.constantFrom('村民委员会', '公示', '河堤加固', 'road', '"\\', '𠮷', '\u0000', ' ');
const someText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 3, maxLength: 20 }),
  fc.array(words, { minLength: 3, maxLength: 6 }).map((parts) => parts.join('')),
);

interface Limits {
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}
const limitsOf = (schema: z.core.$ZodType) =>
  z.toJSONSchema(schema as z.ZodType, { unrepresentable: 'any' }) as Limits;

function stringOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if ((schema._zod.def as { format?: string }).format === 'uuid') return fc.uuid();
  const { pattern, minLength = 0, maxLength = Infinity } = limitsOf(schema);
  const texts = pattern === undefined ? someText : fc.stringMatching(new RegExp(pattern));
  return texts.filter(({ length }) => length >= minLength && length <= maxLength);
}

function objectOf(shape: Readonly<Record<string, z.core.$ZodType>>): fc.Arbitrary<unknown> {
  const members = Object.entries(shape);
  const requiredKeys = members.flatMap(([key, { _zod }]) =>
    _zod.def.type === 'optional' ? [] : [key],
  );
  const arbitraries = members.map(([key, member]) => [key, dataOf(member)] as const);
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys });
}

function arrayOf(schema: z.core.$ZodType, element: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { minItems: minLength = 0, maxItems = 3 } = limitsOf(schema);
  return fc.array(dataOf(element), {
    minLength,
    maxLength: Math.max(minLength, Math.min(3, maxItems)),
  });
}

/** Data that the schema accepts. @throws Error for a kind of schema that it does not know */
export function dataOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const kind = byKind.get(schema);
  if (kind) return kind;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return objectOf(def.shape);
    case 'optional':
      return dataOf(def.innerType);
    case 'array':
      return arrayOf(schema, def.element);
    case 'record':
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), dataOf(def.valueType), {
        maxKeys: 3,
      });
    case 'union':
      return fc.oneof(...def.options.map(dataOf));
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'unknown':
      return fc.oneof(words, fc.integer({ min: -9, max: 9 }), fc.constant(null));
    case 'boolean':
      return fc.boolean();
    case 'number': {
      const { minimum = -1000, maximum = 1000 } = limitsOf(schema);
      return fc.integer({ min: minimum, max: maximum });
    }
    case 'string':
      return stringOf(schema);
    default:
      throw new Error(`no arbitrary for a schema of type ${def.type}`);
  }
}
