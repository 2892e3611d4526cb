import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffLines } from '../../src/cli/catalogueCommands.js';
import { publishCatalogue, readRegister } from '../../src/cli/publishCatalogue.js';
import type { LedgerError } from '../../src/kernel/errors.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import {
  changesBetween,
  diffCatalogue,
  fieldsOf,
  publicationOf,
} from '../../src/powers/catalogueDiff.js';
import { parseCatalogue } from '../../src/powers/catalogueFile.js';
import { powerItemSchema } from '../../src/powers/catalogueSchema.js';
import { powerRegister, versionInForce } from '../../src/powers/powerRegister.js';
import { parseSmall, shippedTexts } from './catalogueFiles.js';

const NOW = Date.UTC(2026, 0, 5, 1);

function emptyLog(): EventLog {
  let draws = 0;
  return createMemoryEventLog({
    origin: 'urn:test:catalogue',
    clock: () => NOW,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => (draws = (draws + 7) % 256)),
  });
}

const next = [
  ["version: '1'", "version: '2'"],
  ["effectiveFrom: '2021-01-01'", "effectiveFrom: '2026-07-01'"],
  ['max: 30cd', 'max: 20wd'],
] as const;
const retired = [
  [
    'level: village',
    "retired:\n  - { code: V01, on: '2027-01-01', reason: 并入他项 }\nlevel: village",
  ],
] as const;

describe('publishing the catalogue', () => {
  it('publishes every version of the shipped catalogue once, and nothing the second time', async () => {
    const log = emptyLog();
    const catalogue = parseCatalogue(shippedTexts);
    expect((await publishCatalogue(log, catalogue, NOW)).published).toBe(catalogue.items.length);
    const head = await log.head();
    const again = await publishCatalogue(log, catalogue, NOW + 86_400_000);
    expect([again.published, again.retired, again.diff.unchanged]).toEqual([
      0,
      0,
      catalogue.items.length,
    ]);
    expect(await log.head()).toBe(head);
  });

  it('publishes a change as a new version and names the fields that differ', async () => {
    const log = emptyLog();
    await publishCatalogue(log, parseSmall(), NOW);
    const { diff, published } = await publishCatalogue(log, parseSmall(...next), NOW);
    expect(published).toBe(1);
    expect(diff.changed.map((one) => [one.recorded, fieldsOf(one)])).toEqual([
      ['1', ['effectiveFrom', 'steps[3].max', 'version']],
    ]);
    const power = (await readRegister(log)).get('V01')!;
    expect(versionInForce(power, '2026-06-30')?.version).toBe('1');
    expect(versionInForce(power, '2026-07-01')?.version).toBe('2');
  });

  it('shows what each field was and is, and from which day on', async () => {
    const log = emptyLog();
    await publishCatalogue(log, parseSmall(), NOW);
    const diff = diffCatalogue(parseSmall(...next), await readRegister(log));
    const [heading, ...lines] = diffLines(diff).join('\n').split('\n');
    expect(heading).toMatch(/^~ V01 1 → 2 .*from 2026-07-01$/);
    expect(lines[0]).toBe('    steps[3].max: 30cd → 20wd');
  });

  it('refuses another text under a recorded version, by file and line, and publishes nothing', async () => {
    const log = emptyLog();
    await publishCatalogue(log, parseSmall(), NOW);
    const head = await log.head();
    const edited = parseSmall(['name: 村级事项', 'name: 别的事项']);
    await expect(publishCatalogue(log, edited, NOW)).rejects.toMatchObject({
      code: 'catalogue.version_reused',
      where: 'village.yaml:13',
    } satisfies Partial<LedgerError>);
    expect(await log.head()).toBe(head);
  });

  it('retires an item that the file retires, once, and keeps it', async () => {
    const log = emptyLog();
    await publishCatalogue(log, parseSmall(), NOW);
    expect((await publishCatalogue(log, parseSmall(...retired), NOW)).retired).toBe(1);
    expect((await publishCatalogue(log, parseSmall(...retired), NOW)).retired).toBe(0);
    const power = (await readRegister(log)).get('V01')!;
    expect(versionInForce(power, '2026-12-31')?.version).toBe('1');
    expect(versionInForce(power, '2027-01-01')).toBeUndefined();
    expect(power.versions).toHaveLength(1);
  });

  it('reports, and does not retire, what the file no longer lists', async () => {
    const log = emptyLog();
    await publishCatalogue(log, parseSmall(), NOW);
    const other = parseSmall(['code: V01', 'code: V02']);
    const { diff } = await publishCatalogue(log, other, NOW);
    expect([diff.absent, diff.retired]).toEqual([['V01'], []]);
  });

  it('gives each publication an id that follows from what it says', () => {
    const ids = (...changes: readonly (readonly [string, string])[]) =>
      publicationOf(diffCatalogue(parseSmall(...changes), new Map())).map(
        ({ commandid }) => commandid,
      );
    expect(ids()).toEqual(ids());
    expect(ids()[0]).toMatch(/^catalogue:V01:1:[0-9a-f]{32}$/);
    expect(ids()).not.toEqual(ids(['max: 30cd', 'max: 20cd']));
  });
});

describe('the register of power items', () => {
  const { item } = parseSmall().items[0]!;

  it('has at most one version in force on a day, and never a superseded one', () => {
    const day = fc.integer({ min: 10, max: 28 }).map((number) => `2024-01-${number}`);
    const version = fc.record({ from: day, to: fc.option(day, { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 6 }), day, (versions, on) => {
        const events = versions.map(({ from, to }, index) => ({
          name: 'powers.PowerItemPublished' as const,
          data: powerItemSchema.parse({
            ...item,
            version: String(index),
            effectiveFrom: from,
            effectiveTo: to,
          }),
        }));
        const found = versionInForce(powerRegister(events).get('V01')!, on);
        const begun = events
          .map(({ data }) => data)
          .filter(({ effectiveFrom }) => effectiveFrom <= on);
        const newest = begun
          .map(({ effectiveFrom }) => effectiveFrom)
          .sort()
          .at(-1);
        if (found) {
          expect(found.effectiveFrom).toBe(newest);
          expect(found.effectiveTo === undefined || on < found.effectiveTo).toBe(true);
        }
      }),
    );
  });

  it('finds no difference between equal versions, and the same fields in both directions', () => {
    const other = parseSmall(['stay: ', 'note: 见证, stay: '], ['代签', '替签']).items[0]!.item;
    expect(changesBetween(item, item)).toEqual([]);
    const changes = changesBetween(item, other);
    expect(changes.map(({ field }) => field)).toEqual(['risks[1].text', 'steps[2].note']);
    expect(changes[1]).toEqual({ field: 'steps[2].note', before: undefined, after: '见证' });
    expect(changesBetween(other, item)).toEqual(
      changes.map(({ field, before, after }) => ({ field, before: after, after: before })),
    );
  });
});
