// A sync of the write-ahead log that really fails (EIO), and then the process dies. The bytes of the refused commit lie
// whole in the log file: without a further commit over them, the restart would bring the refused command to life.
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { createLedgerFolder, openLog, type LedgerFolder } from '../log/ledgerFolder.js';
import { request } from '../log/newEvents.js';
import { checkWholeLedger } from './checkLedger.js';
import { runChild } from './childProcess.js';
import { compileFaultyDisk, faultyDisk, itOnFaultyDisk } from './faultyDisk.js';

let folder: LedgerFolder;
beforeEach(() => {
  folder = createLedgerFolder();
});
afterEach(() => folder.remove());

/** Runs the child on a disk whose syncs fail as told; returns its answers by command. */
async function runOn(then: 'die' | 'go on', at: number, times: number) {
  const library = compileFaultyDisk(folder.folder) ?? '';
  const env = faultyDisk(library, { path: 'ledger.sqlite-wal', call: 'fsync', at, times });
  const run = await runChild('appendInTurn.mjs', folder.path, { args: [then], env });
  expect({ signal: run.signal, stderr: run.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  return new Map(run.lines.map((line) => line.split(' ') as [string, string]));
}

const acknowledged = (answers: ReadonlyMap<string, string>) =>
  new Map([...answers].filter(([, answer]) => /^\d+$/.test(answer)));
const refused = (answers: ReadonlyMap<string, string>) =>
  [...answers].filter(([, answer]) => !/^\d+$/.test(answer));

describe('a sync that fails', () => {
  itOnFaultyDisk('leaves nothing of what it refused, though the process dies at once', async () => {
    const answers = await runOn('die', 8, 1);
    expect(refused(answers)).toEqual([[expect.anything(), 'storage.io']]);
    const log = openLog(folder.path, { clock: Date.now });
    expect(await checkWholeLedger(log)).toEqual(acknowledged(answers));
    await log.close();
  });

  itOnFaultyDisk('is one refusal, after which the ledger goes on without a gap', async () => {
    const answers = await runOn('go on', 8, 1);
    expect(refused(answers)).toHaveLength(1);
    const log = openLog(folder.path, { clock: Date.now });
    const stored = await checkWholeLedger(log);
    expect(stored).toEqual(acknowledged(answers));
    expect(stored.size).toBe(11);
    await log.close();
  });

  itOnFaultyDisk('again and again is an unknown outcome, which the restart settles', async () => {
    const answers = await runOn('go on', 8, 1000);
    const [unknown, ...later] = refused(answers);
    expect(unknown?.[1]).toBe('log.outcome_unknown');
    expect(new Set(later.map(([, code]) => code))).toEqual(new Set(['log.halted']));

    const log = openLog(folder.path, { clock: Date.now });
    const stored = await checkWholeLedger(log);
    for (const [commandId, position] of acknowledged(answers))
      expect(stored.get(commandId)).toBe(position);
    for (const [commandId] of later) expect(stored.has(commandId)).toBe(false);
    const found = await log.findCommand(unknown?.[0] ?? '');
    expect(found?.position).toBe(stored.get(unknown?.[0] ?? ''));
    await log.append(request('matters-2', 'none', 'afterwards'));
    await checkWholeLedger(log);
    await log.close();
  });
});
