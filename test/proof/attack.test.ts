// Somebody with full access flips one byte at a time, in everything that is stored: each time the right place is named.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerPaths } from '../../src/openLog.js';
import type { Config } from '../../src/config.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import { openDatabase, type SqlValue } from '../../src/sqlite/driver.js';
import { createProvedLedger, tamperWith, type ProvedLedger } from './provedLedger.js';

let small: ProvedLedger;
let large: ProvedLedger;
beforeAll(async () => {
  small = createProvedLedger();
  await small.append(8);
  await small.append(3, { classification: 'internal' });
  await small.store('虚构的会议纪要');
  await small.sign();
  large = createProvedLedger();
  await large.append(258);
  await large.sign();
});
afterAll(() => {
  small.remove();
  large.remove();
});

type Cell = Uint8Array | string;
interface Target {
  readonly table: string;
  readonly column: string;
  /** How a row is named in SQL, and in a finding. */
  readonly row: string;
  readonly named: string;
  readonly value: Cell;
}

const literal = (value: Uint8Array, isText: boolean) => {
  const hex = `x'${Buffer.from(value).toString('hex')}'`;
  return isText ? `CAST(${hex} AS TEXT)` : hex;
};

/** Every value of a column, with how a finding should name its row. */
function targets(
  path: string,
  table: string,
  column: string,
  key: string,
  named: string,
): Target[] {
  const database = openDatabase(path, { mode: 'read', durability: 'full' });
  const rows = database
    .prepare(`SELECT ${key} AS row, ${named} AS named, ${column} AS value FROM ${table}`)
    .all<{ row: string; named: string | number; value: Cell }>();
  database.close();
  return rows.map(({ row, named: name, value }) => ({
    table,
    column,
    row,
    named: String(name),
    value,
  }));
}

/** Flips a bit in `flips` bytes of each target, one at a time; answers what was found each time. */
async function flipEach(
  config: Config,
  path: string,
  all: readonly Target[],
  flips: number,
  judge: (target: Target, names: readonly string[], at: number) => boolean,
): Promise<{ tried: number; unnoticed: string[] }> {
  const unnoticed: string[] = [];
  let tried = 0;
  for (const target of all) {
    const isText = typeof target.value === 'string';
    const original = Buffer.from(target.value);
    const step = Math.max(1, Math.floor(original.length / flips));
    for (let at = (tried * 7) % step; at < original.length; at += step) {
      const altered = Buffer.from(original);
      altered[at] = (altered[at] ?? 0) ^ (1 << (tried % 7));
      const set = (value: Uint8Array) =>
        `UPDATE ${target.table} SET ${target.column} = ${literal(value, isText)} WHERE ${target.row}`;
      tamperWith(path, set(altered));
      const { findings } = await verifyFolder(config);
      const names = findings.map(({ position, where }) => position ?? where ?? '');
      if (!judge(target, names, at))
        unnoticed.push(
          `${target.table}.${target.column} ${target.named} byte ${at}: ${names.join()}`,
        );
      tamperWith(path, set(original));
      tried += 1;
    }
  }
  return { tried, unnoticed };
}

/** The place is named, and no other position is blamed. */
const namesOnly = ({ named }: Target, names: readonly string[]): boolean =>
  names.includes(named) && names.every((name) => name === named || !/^\d+$/.test(name));

const nothingUnnoticed = async (
  ledger: ProvedLedger,
  file: 'ledger' | 'heads',
  columns: readonly [table: string, column: string, key: string, named: string][],
  flips: number,
  judge: Parameters<typeof flipEach>[4] = namesOnly,
) => {
  const path = ledgerPaths(ledger.config)[file];
  for (const column of columns) {
    const { tried, unnoticed } = await flipEach(
      ledger.config,
      path,
      targets(path, ...column),
      flips,
      judge,
    );
    expect(unnoticed).toEqual([]);
    expect(tried).toBeGreaterThan(0);
  }
  expect((await verifyFolder(ledger.config)).findings).toEqual([]);
};

const BY_SEQ = "'seq = ' || seq";

describe('one byte flipped', () => {
  it('in any event is found at its position, and nowhere else', () =>
    nothingUnnoticed(small, 'ledger', [['event', 'bytes', BY_SEQ, 'seq']], 5));

  it('in any leaf hash is found at its position', () =>
    nothingUnnoticed(small, 'ledger', [['event', 'leaf', BY_SEQ, 'seq']], 3));

  it('in any event id or stream name beside the event is found at its position', () =>
    nothingUnnoticed(
      small,
      'ledger',
      [
        ['event', 'id', BY_SEQ, 'seq'],
        ['event', 'stream', BY_SEQ, 'seq'],
      ],
      1,
      ({ named }, names) => names.includes(named),
    ));

  it('in any disclosure is found at the position of its event', () =>
    nothingUnnoticed(small, 'ledger', [['disclosure', 'strings', BY_SEQ, 'seq']], 6));

  it('in any subtree root is found by its name, and with 256 events above it each is told from its leaf', async () => {
    const key = "'level = ' || level || ' AND idx = ' || idx";
    await nothingUnnoticed(large, 'ledger', [['subtree', 'root', key, "level || '/' || idx"]], 8);
    const path = ledgerPaths(large.config).ledger;
    const codeAfter = async (statement: string, undo: string) => {
      tamperWith(path, statement);
      const { findings } = await verifyFolder(large.config);
      tamperWith(path, undo);
      return findings.map(({ position, code }) => `${position ?? ''} ${code}`);
    };
    const cell = (column: string) =>
      targets(path, 'event', column, BY_SEQ, 'seq').find(({ named }) => named === '100')?.value ??
      '';
    const restore = (column: string) =>
      `UPDATE event SET ${column} = ${literal(cell(column) as Uint8Array, false)} WHERE seq = 100`;
    const altered = Buffer.from(Buffer.from(cell('bytes')).toString().replace('同意', '反对'));
    expect(
      await codeAfter(
        `UPDATE event SET bytes = ${literal(altered, false)} WHERE seq = 100`,
        restore('bytes'),
      ),
    ).toContain('100 event.altered');
    expect(
      await codeAfter('UPDATE event SET leaf = zeroblob(32) WHERE seq = 100', restore('leaf')),
    ).toEqual(['100 leaf.altered']);
  });

  it('in any signed checkpoint is found by its number', () =>
    nothingUnnoticed(
      small,
      'heads',
      [
        ['head', 'note', "'number = ' || number", "'head ' || number || ' (' || size || ')'"],
        ['head', 'root', "'number = ' || number", "'head ' || number || ' (' || size || ')'"],
      ],
      30,
    ));

  it('in any document is found by its name', async () => {
    const [sha256 = ''] = small.documents;
    const place = `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
    const path = join(ledgerPaths(small.config).documents, 'objects', place);
    const original = readFileSync(path);
    for (let at = 0; at < original.length; at++) {
      const altered = Buffer.from(original);
      altered[at] = (altered[at] ?? 0) ^ 4;
      rmSync(path);
      writeFileSync(path, altered);
      const { findings } = await verifyFolder(small.config);
      expect(findings).toMatchObject([{ code: 'document.altered', where: place }]);
    }
    rmSync(path);
    writeFileSync(path, original);
  });

  it('anywhere in the file of the ledger passes only where it holds nothing of the ledger', async () => {
    const path = ledgerPaths(small.config).ledger;
    const dump = (config: Config): unknown => {
      const database = openDatabase(ledgerPaths(config).ledger, {
        mode: 'read',
        durability: 'full',
      });
      const rows = ['event', 'subtree', 'disclosure', 'command', 'ledger'].map((table) =>
        database.prepare(`SELECT * FROM ${table}`).all<Record<string, SqlValue>>(),
      );
      database.close();
      // What a retry is told apart by is no part of the record.
      return JSON.stringify(rows, (key, value: unknown) => (key === 'fingerprint' ? '' : value));
    };
    const whole = dump(small.config);
    const bytes = readFileSync(path);
    let noticed = 0;
    for (let n = 0; n < 60; n++) {
      const folder = join(small.folder, `flip-${n}`);
      cpSync(small.config.dataDir, folder, { recursive: true });
      const at = (n * 104_729) % bytes.length;
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 8;
      const config = { ...small.config, dataDir: folder };
      writeFileSync(ledgerPaths(config).ledger, altered);
      try {
        if ((await verifyFolder(config)).findings.length > 0) noticed += 1;
        else expect(`byte ${at}: ${String(dump(config))}`).toBe(`byte ${at}: ${String(whole)}`);
      } catch (error) {
        if (!isLedgerError(error)) throw error;
        noticed += 1;
      }
      rmSync(folder, { recursive: true });
    }
    expect(noticed).toBeGreaterThan(5);
  });
});

describe('an administrator who rewrites log and tree together', () => {
  it('is caught by a checkpoint that was kept elsewhere, also when the signed heads are gone', async () => {
    const honest = createProvedLedger();
    await honest.append(20);
    const kept = join(honest.folder, 'kept');
    writeFileSync(kept, await honest.sign());
    const vkeys = await honest.use((_, signing) => Promise.resolve(signing.vkeys()));
    const forged = createProvedLedger();
    await forged.append(20);
    const { root } = await verifyFolder(forged.config);
    rmSync(join(honest.config.dataDir, 'keys'), { recursive: true });
    for (const end of ['-wal', '-shm'])
      rmSync(ledgerPaths(honest.config).ledger + end, { force: true });
    cpSync(ledgerPaths(forged.config).ledger, ledgerPaths(honest.config).ledger);
    expect(await verifyFolder(honest.config)).toMatchObject({ root, findings: [] });
    const { findings } = await verifyFolder(honest.config, { checkpoints: [kept], vkeys });
    expect(findings).toMatchObject([{ code: 'head.root_differs', where: kept }]);
    forged.remove();
    honest.remove();
  });

  it('who signs two different trees of one size is caught by whoever kept the other one', async () => {
    const one = createProvedLedger();
    await one.append(5);
    const other = createProvedLedger();
    await other.append(1);
    rmSync(other.config.dataDir, { recursive: true });
    cpSync(one.config.dataDir, other.config.dataDir, { recursive: true });
    await one.append(5);
    await other.append(5);
    const kept = join(one.folder, 'kept');
    writeFileSync(kept, await one.sign());
    await other.sign();
    expect((await verifyFolder(other.config)).findings).toEqual([]);
    const { findings } = await verifyFolder(other.config, { checkpoints: [kept] });
    expect(findings).toMatchObject([{ code: 'head.root_differs', where: kept }]);
    one.remove();
    other.remove();
  });
});
