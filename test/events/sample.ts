// One readable, complete example of the data that a schema accepts: every optional member is there. Invented (虚构).
import type { z } from 'zod';
import * as fields from '../../src/events/fields.js';
import { limit } from '../../src/events/powers.js';

const byKind = new Map<z.core.$ZodType, unknown>([
  [fields.instant, '2026-02-28T16:30:00+08:00'],
  [fields.date, '2026-02-28'],
  [fields.money, '371160000'],
  [fields.signedMoney, '-1230'],
  [fields.division, '330281102000'],
  [fields.powerCode, 'XZ-07'],
  [fields.sha256, '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  [fields.currency, 'CNY'],
  [fields.count, 412],
  [fields.ruleId, 'PAY-02'],
  [fields.decimal, '12.5'],
  [fields.calendarPeriod, '2026Q1'],
  [limit, '30wd'],
]);

/** `meetingId` -> `meeting-1` */
const idOf = (key: string) =>
  `${key.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-1`;

function stringOf(schema: z.core.$ZodType, key: string): unknown {
  if ((schema._zod.def as { format?: string }).format === 'uuid')
    return '019c9d2f-7b00-7000-8000-000000000009';
  // Readable where the schema allows it, else the name of an event, else digits.
  const candidates = [
    `虚构：${key}`,
    idOf(key),
    'MatterOpened',
    'A01',
    '2026Q1',
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    '45',
  ];
  return candidates.find((text) => (schema as z.ZodType).safeParse(text).success);
}

/** @param key the member that holds the value, which names ids and texts */
export function sampleOf(schema: z.core.$ZodType, key = 'data'): unknown {
  if (schema === fields.id) return idOf(key);
  if (byKind.has(schema)) return byKind.get(schema);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape).map(([name, member]) => [name, sampleOf(member, name)]),
      );
    case 'optional':
      return sampleOf(def.innerType, key);
    case 'array':
      return [sampleOf(def.element, key.replace(/s$/, ''))];
    case 'record':
      return { title: sampleOf(def.valueType, 'title') };
    case 'union':
      return def.options[0] && sampleOf(def.options[0], key);
    case 'enum':
      return Object.values(def.entries)[0];
    case 'literal':
      return def.values[0];
    case 'unknown':
      return `虚构：${key}`;
    case 'boolean':
      return true;
    case 'number':
      return [2, 2026].find((value) => (schema as z.ZodType).safeParse(value).success);
    case 'string':
      return stringOf(schema, key);
    default:
      throw new Error(`no sample for a schema of type ${def.type}`);
  }
}
