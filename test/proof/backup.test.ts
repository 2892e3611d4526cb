// Backups are whole and verified, hold no private key, and bring no ledger to sign behind what it signed.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerPaths, openLedgerSigning, openLog } from '../../src/openLog.js';
import { loadConfig } from '../../src/config.js';
import { backUp, restore } from '../../src/proof/backup.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import { createProvedLedger, ORIGIN, tamperWith, type ProvedLedger } from './provedLedger.js';

let ledger: ProvedLedger;
let backup: string;
beforeEach(async () => {
  ledger = createProvedLedger();
  backup = join(ledger.folder, 'backup');
  await ledger.append(20);
  await ledger.append(5, { classification: 'internal' });
  await ledger.store('虚构的会议纪要');
  await ledger.sign();
});
afterEach(() => ledger.remove());

const configAt = (folder: string) =>
  loadConfig({ SUNLEDGER_DATA: join(ledger.folder, folder), SUNLEDGER_ORIGIN: ORIGIN });
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
const statusOf = async (config: ReturnType<typeof configAt>) => {
  const log = openLog(config, 'read');
  const signing = await openLedgerSigning(config, log, 'write');
  const status = signing.status();
  await signing.close();
  await log.close();
  return status;
};

describe('a backup', () => {
  it('holds ledger, disclosures, documents and signed heads, and verifies', async () => {
    expect(await backUp(ledger.config, backup)).toMatchObject({
      events: 26,
      documents: 1,
      signedHeads: 1,
      findings: [],
    });
  });

  it('holds no private key', async () => {
    await backUp(ledger.config, backup);
    const keys = filesIn(join(ledger.config.dataDir, 'keys')).filter((path) =>
      path.endsWith('.key'),
    );
    expect(keys).toHaveLength(1);
    // PRIVATE+KEY+name+hash+secret: the secret is base64 and may hold a plus sign itself.
    const secret = readFileSync(keys[0] ?? '', 'utf8')
      .trim()
      .split('+')
      .slice(4)
      .join('+');
    expect(secret).toHaveLength(44);
    const seed = Buffer.from(secret, 'base64').subarray(1);
    for (const path of filesIn(backup)) {
      const content = readFileSync(path);
      expect(content.includes('PRIVATE+KEY')).toBe(false);
      expect(content.includes(seed)).toBe(false);
    }
  });

  it('is consistent while another process writes to the ledger', async () => {
    const script = join(process.cwd(), 'test/proof/children/keepWriting.mjs');
    const dist = join(process.cwd(), 'dist');
    const child = spawn(process.execPath, [script, ledger.config.dataDir, ORIGIN, dist], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      const { events, findings } = await backUp(ledger.config, backup);
      expect(findings).toEqual([]);
      expect(events).toBeGreaterThan(26);
      expect((events - 26) % 3).toBe(0);
      expect(child.exitCode).toBeNull();
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('is not made of a ledger that does not verify, nor into a folder with files', async () => {
    await backUp(ledger.config, backup);
    await expect(backUp(ledger.config, backup)).rejects.toMatchObject({ code: 'backup.folder' });
    ledger.tamper('ledger', "UPDATE event SET bytes = x'7b7d' WHERE seq = 3");
    await expect(backUp(ledger.config, join(ledger.folder, 'second'))).rejects.toMatchObject({
      code: 'backup.damaged',
      where: expect.stringMatching(/ 3$/),
    });
  });
});

describe('restoring', () => {
  it('brings the same ledger back, which signs on with the keys that were kept', async () => {
    const { root } = await backUp(ledger.config, backup);
    const config = configAt('restored');
    cpSync(join(ledger.config.dataDir, 'keys'), join(config.dataDir, 'keys'), { recursive: true });
    expect(await restore(config, backup)).toMatchObject({ root, events: 26 });
    expect(await verifyFolder(config)).toMatchObject({ root, documents: 1, findings: [] });
    expect(await statusOf(config)).toEqual({ state: 'signing' });
  });

  it('lets nothing be signed behind what was signed after the backup', async () => {
    await backUp(ledger.config, backup);
    await ledger.append(5);
    await ledger.sign();
    const config = configAt('restored');
    cpSync(join(ledger.config.dataDir, 'keys'), join(config.dataDir, 'keys'), { recursive: true });
    await restore(config, backup);
    expect(await statusOf(config)).toMatchObject({
      state: 'refusing',
      code: 'signing.log_shorter',
    });
    expect((await verifyFolder(config)).findings).toMatchObject([
      { code: 'head.truncated', position: '26' },
    ]);
  });

  it('lets nothing be signed while the keys are not back', async () => {
    await backUp(ledger.config, backup);
    const config = configAt('restored');
    await restore(config, backup);
    expect(await statusOf(config)).toMatchObject({ state: 'refusing' });
    expect(await verifyFolder(config)).toMatchObject({ signedHeads: 1, findings: [] });
  });

  it('refuses a backup that was altered, cut short or never finished, and a folder with a ledger', async () => {
    await backUp(ledger.config, backup);
    await expect(restore(ledger.config, backup)).rejects.toMatchObject({ code: 'restore.folder' });
    const config = configAt('restored');
    const damagedCopy = (name: string, damage: (folder: string) => void) => {
      const copy = join(ledger.folder, name);
      cpSync(backup, copy, { recursive: true });
      damage(copy);
      return restore(config, copy);
    };
    const tamper =
      (...statements: readonly string[]) =>
      (copy: string) =>
        tamperWith(join(copy, 'ledger.sqlite'), ...statements);
    await expect(
      damagedCopy('altered', tamper("UPDATE event SET bytes = x'7b7d' WHERE seq = 3")),
    ).rejects.toMatchObject({ code: 'restore.damaged' });
    await expect(
      damagedCopy('short', (copy) => {
        rmSync(join(copy, 'heads'), { recursive: true });
        tamper('DELETE FROM command WHERE first = 25', 'DELETE FROM event WHERE seq = 25')(copy);
      }),
    ).rejects.toMatchObject({ code: 'restore.damaged' });
    await expect(
      damagedCopy('unfinished', (copy) => rmSync(join(copy, 'backup.json'))),
    ).rejects.toMatchObject({ code: 'restore.no_backup' });
    expect(existsSync(ledgerPaths(config).ledger)).toBe(false);
  });
});
