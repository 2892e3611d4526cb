// What `verify` finds, and names, in a ledger that somebody with full access has changed.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerPaths } from '../../src/openLog.js';
import { verifyFolder, type VerifyFolderOptions } from '../../src/proof/verifyFolder.js';
import { createProvedLedger, type ProvedLedger } from './provedLedger.js';

let ledger: ProvedLedger;
beforeEach(async () => {
  ledger = createProvedLedger();
  await ledger.append(200);
  await ledger.sign();
  await ledger.append(40, { classification: 'internal' });
  await ledger.store('虚构的会议纪要');
  await ledger.append(39, { matter: 'matter-2' });
  await ledger.sign();
});
afterEach(() => ledger.remove());

const verify = (options: VerifyFolderOptions = {}) => verifyFolder(ledger.config, options);
/** `position:code` or `where:code` of every finding. */
const found = async (options: VerifyFolderOptions = {}) =>
  (await verify(options)).findings.map(
    ({ code, position, where }) => `${position ?? where ?? ''}:${code}`,
  );

describe('verify', () => {
  it('finds nothing wrong with a whole ledger, and says what it has read', async () => {
    const progress: number[] = [];
    const result = await verify({ onProgress: (done) => progress.push(done) });
    expect(result).toMatchObject({
      events: 280,
      head: '279',
      signedHeads: 2,
      signedSize: 280,
      documents: 1,
      findings: [],
      omitted: 0,
    });
    expect(progress.at(-1)).toBe(280);
  });

  it('finds nothing wrong with an empty ledger', async () => {
    const empty = createProvedLedger();
    await empty.append(0);
    await empty.append(1);
    expect((await verifyFolder(empty.config)).findings).toEqual([]);
    empty.remove();
  });

  it('names the position of an event that was deleted from the middle', async () => {
    ledger.tamper('ledger', 'DELETE FROM event WHERE seq = 77');
    expect(await found()).toContain('77:log.gap');
  });

  it('names a run of deleted events once', async () => {
    ledger.tamper('ledger', 'DELETE FROM event WHERE seq BETWEEN 77 AND 90');
    const gaps = (await verify()).findings.filter(({ code }) => code === 'log.gap');
    expect(gaps).toMatchObject([
      { position: '77', text: { en: expect.stringContaining('77–90') } },
    ]);
  });

  it('finds a cut-off end by the signed head, with commands and disclosures cut off as well', async () => {
    ledger.tamper(
      'ledger',
      'DELETE FROM command WHERE first >= 261',
      'DELETE FROM event WHERE seq >= 261',
    );
    expect(await found()).toEqual(expect.arrayContaining(['261:head.truncated']));
  });

  it('finds the last event deleted', async () => {
    ledger.tamper('ledger', 'DELETE FROM event WHERE seq = 279');
    expect(await found()).toContain('279:head.truncated');
  });

  it('blames no other event for one whose recorded time was moved', async () => {
    ledger.tamper(
      'ledger',
      `UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '"recordedtime":"2', '"recordedtime":"9')
         AS BLOB) WHERE seq = 30`,
    );
    const positions = (await verify()).findings.flatMap(({ position }) => position ?? []);
    expect(new Set(positions)).toEqual(new Set(['30']));
  });

  it('names both of two events that changed places', async () => {
    ledger.tamper(
      'ledger',
      'UPDATE event SET seq = 100000 WHERE seq = 10',
      'UPDATE event SET seq = 10 WHERE seq = 250',
      'UPDATE event SET seq = 250 WHERE seq = 100000',
    );
    const codes = await found();
    expect(codes).toEqual(
      expect.arrayContaining(['10:command.misplaced', '250:command.misplaced']),
    );
    expect(codes).toContain('1/0:subtree.altered');
  });

  it('names both of two events of one command that changed places', async () => {
    ledger.tamper(
      'ledger',
      'UPDATE event SET seq = 100000 WHERE seq = 10',
      'UPDATE event SET seq = 10 WHERE seq = 11',
      'UPDATE event SET seq = 11 WHERE seq = 100000',
    );
    expect(await found()).toEqual(
      expect.arrayContaining(['10:command.misplaced', '11:command.misplaced']),
    );
  });

  it('names an event that was inserted past the program', async () => {
    ledger.tamper(
      'ledger',
      `INSERT INTO event SELECT 280, '0195f0c8-0000-7000-8000-000000000001', stream, 40, leaf,
         bytes FROM event WHERE seq = 279`,
    );
    const codes = await found();
    expect(codes).toContain('280:command.misplaced');
    expect(codes).toContain('280:event.id_altered');
  });

  it('notices triggers that were taken out, and rows that belong to nothing', async () => {
    ledger.tamper('ledger', 'INSERT INTO subtree VALUES (1, 7, zeroblob(32))');
    const path = ledgerPaths(ledger.config).ledger;
    const { openDatabase } = await import('../../src/sqlite/driver.js');
    const database = openDatabase(path, { mode: 'write', durability: 'full' });
    database.exec('DROP TRIGGER event_is_never_deleted');
    database.close();
    expect(await found()).toEqual(
      expect.arrayContaining(['event_is_never_deleted:schema.altered', '1/7:subtree.stray']),
    );
  });

  it('finds a recorded document that was removed, and one that was changed', async () => {
    const [sha256 = ''] = ledger.documents;
    const place = `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
    const path = join(ledgerPaths(ledger.config).documents, 'objects', place);
    rmSync(path);
    expect(await found()).toEqual(['240:document.missing']);
    writeFileSync(path, '虚构的会议纪要（改）');
    expect(await found()).toEqual([`${place}:document.altered`]);
  });

  it('says from where to where a ledger was rewritten when log and tree agree again', async () => {
    const other = createProvedLedger();
    await other.append(280);
    copyFileSync(ledgerPaths(other.config).ledger, ledgerPaths(ledger.config).ledger);
    other.remove();
    const [first] = (await verify()).findings.filter(({ code }) => code === 'head.root_differs');
    expect(first?.text.en).toContain('(0–199)');
  });

  it('finds an older copy put in place of the file, by the head or by a checkpoint kept elsewhere', async () => {
    const path = ledgerPaths(ledger.config).ledger;
    const copy = join(ledger.folder, 'older.sqlite');
    copyFileSync(path, copy);
    await ledger.append(5);
    const kept = join(ledger.folder, 'kept-checkpoint');
    writeFileSync(kept, await ledger.sign());
    const vkeys = await ledger.use((_, signing) => Promise.resolve(signing.vkeys()));
    copyFileSync(copy, path);
    expect(await found()).toEqual(['280:head.truncated']);
    rmSync(ledgerPaths(ledger.config).heads);
    expect(await found()).toEqual([]);
    expect(await found({ checkpoints: [kept], vkeys })).toEqual(['280:head.truncated']);
  });

  it('refuses a kept checkpoint that the given key did not sign', async () => {
    const kept = join(ledger.folder, 'kept-checkpoint');
    const stranger = createProvedLedger();
    await stranger.append(1);
    writeFileSync(kept, await stranger.sign());
    stranger.remove();
    await expect(verify({ checkpoints: [kept] })).rejects.toMatchObject({
      code: 'note.unverified',
    });
  });

  it('finds two checkpoints of one size, and one that is missing', async () => {
    ledger.tamper('heads', 'UPDATE head SET root = zeroblob(32) WHERE number = 0');
    expect(await found()).toEqual(['head 0 (200):head.columns', 'head 0 (200):head.root_differs']);
    ledger.tamper('heads', 'DELETE FROM head WHERE number = 0');
    expect(await found()).toEqual(['head 0:head.gap']);
  });

  it('gives the same answer with one thread and with two', async () => {
    ledger.tamper('ledger', 'DELETE FROM event WHERE seq = 77');
    expect(await verify({ threads: 2 })).toEqual(await verify({ threads: 1 }));
  });
});
