// Frozen events: one stored event per type and version, read back for ever. test/history may be added to, never edited:
// an event that was once written must stay readable. `SUNLEDGER_FREEZE=1 npm test test/events/history` writes what is
// missing, and only that.
import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { audit, decode, encode } from './asBytes.js';
import { catalogue } from '../../src/events/index.js';
import { positionOf } from '../../src/kernel/position.js';
import { definitions } from './definitions.js';
import { acceptance, fullEvent } from './envelopes.js';
import { sampleOf } from './sample.js';

const history = join(process.cwd(), 'test', 'history');
const PREFIX = 'org.sunledger.';
const pathOf = (type: string) => join(history, `${type.slice(PREFIX.length)}.json`);

/** The stored bytes as text, and what the program made of them when they were frozen. */
const frozenSchema = z.strictObject({ stored: z.string(), data: z.unknown() });

function schemaOf(type: string): z.ZodType {
  const [, name = '', version] = /^org\.sunledger\.(.+)\.v(\d+)$/.exec(type) ?? [];
  const schema = definitions[name]?.schemas[Number(version) - 1];
  if (!schema) throw new Error(`no schema for ${type}`);
  return schema;
}

function freeze(type: string): void {
  const data = schemaOf(type).parse(sampleOf(schemaOf(type)));
  const stored = new TextDecoder().decode(encode(fullEvent(type, data), acceptance));
  const read = catalogue.read(type, data);
  mkdirSync(history, { recursive: true });
  // `wx` fails where the file exists: nothing frozen is ever written again.
  writeFileSync(pathOf(type), `${JSON.stringify({ stored, data: read?.data }, null, 2)}\n`, {
    flag: 'wx',
  });
}

if (process.env['SUNLEDGER_FREEZE'] === '1')
  for (const type of catalogue.types) if (!existsSync(pathOf(type))) freeze(type);

describe('frozen events', () => {
  it('are there for every type and version: set SUNLEDGER_FREEZE=1 to add the missing ones', () => {
    expect(catalogue.types.filter((type) => !existsSync(pathOf(type)))).toEqual([]);
  });

  it('are all of a type that the program still knows', () => {
    const known = catalogue.types.map((type) => `${type.slice(PREFIX.length)}.json`);
    expect(readdirSync(history).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(readdirSync(history))('%s is read as on the day it was frozen', (file) => {
    const frozen = frozenSchema.parse(JSON.parse(readFileSync(join(history, file), 'utf8')));
    const bytes = new TextEncoder().encode(frozen.stored);
    const event = audit(bytes, positionOf(0), 1, catalogue);
    expect(event.type).toBe(`${PREFIX}${file.replace(/\.json$/, '')}`);
    expect(event.name).toBe(event.type.slice(PREFIX.length).replace(/\.v\d+$/, ''));
    expect(decode(bytes, positionOf(0), 1, catalogue)).toEqual(event);
    if (event.type === catalogue.typeOf(event.name)) expect(event.data).toEqual(frozen.data);
  });
});
