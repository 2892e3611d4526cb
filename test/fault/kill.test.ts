// kill -9 in the middle of 1,000 concurrent appends: every acknowledged event is there, none twice.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLedgerFolder, openLog, type LedgerFolder } from '../log/ledgerFolder.js';
import { request } from '../log/newEvents.js';
import { checkWholeLedger } from './checkLedger.js';
import { runChild } from './childProcess.js';

let folder: LedgerFolder;
beforeEach(() => {
  folder = createLedgerFolder();
});
afterEach(() => folder.remove());

describe('a writer killed in the middle of 1,000 concurrent appends', () => {
  /** Every answer that was given names what is stored, and nothing is stored in part or twice. */
  async function checkAnswers(answers: readonly string[]): Promise<void> {
    const log = openLog(folder.path, { clock: Date.now });
    const commands = await checkWholeLedger(log);
    const stored = answers.map((line) => line.split(' ')[0] ?? '');
    expect(stored.map((commandId) => `${commandId} ${commands.get(commandId)}`)).toEqual(answers);
    // Of every command all events or none: each has two.
    expect(Number(await log.head()) + 1).toBe(2 * commands.size);
    await log.close();
  }

  it.each([1, 149, 500, 999])(
    'has stored all that it acknowledged, whole and once, when it dies with its answer number %i',
    async (killAfter) => {
      const args = [String(killAfter)];
      const run = await runChild('appendUntilKilled.mjs', folder.path, { args });
      expect({ signal: run.signal, stderr: run.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      expect(run.lines).toHaveLength(killAfter);
      await checkAnswers(run.lines);
    },
  );

  it.each([20, 150])(
    'has done so too when it is killed from outside, wherever it stands, after some %i answers',
    async (killAfterLines) => {
      const run = await runChild('appendUntilKilled.mjs', folder.path, { killAfterLines });
      expect(run.stderr).toBe('');
      expect(run.lines.length).toBeGreaterThanOrEqual(killAfterLines);
      await checkAnswers(run.lines.filter((line) => line !== 'done'));
    },
  );

  it('goes on after a restart, and the same commands sent again add only what was missing', async () => {
    await runChild('appendUntilKilled.mjs', folder.path, { args: ['300'] });
    const second = await runChild('appendUntilKilled.mjs', folder.path);
    expect(second.lines.at(-1)).toBe('done');
    const log = openLog(folder.path, { clock: Date.now });
    const commands = await checkWholeLedger(log);
    expect(commands.size).toBe(1000);
    expect(await log.head()).toBe('1999');
    await log.close();
  });
});

describe('a ledger that another process writes', () => {
  it('is refused to a second writer, can be read meanwhile, and is free once the writer was killed', async () => {
    const run = await runChild('holdLedger.mjs', folder.path, {
      killAfterLines: 1,
      beforeKill: async () => {
        expect(() => openLog(folder.path)).toThrow(
          expect.objectContaining({
            kind: 'unavailable',
            code: 'log.locked',
            text: {
              zh: '此台账正由另一进程写入：同一台账同时只能有一个写入者。请先停止该进程（例如运行中的服务），或经其 HTTP 接口写入',
              en: 'Another process is writing to this ledger; a ledger has one writer at a time. Stop it (a running server, say), or write through its HTTP interface',
            },
          }),
        );
        const reader = openLog(folder.path, { mode: 'read' });
        expect(await reader.readStream('matters-held')).toHaveLength(1);
        await reader.close();
      },
    });
    expect(run.signal).toBe('SIGKILL');
    const log = openLog(folder.path, { clock: Date.now });
    expect(await log.append(request('matters-held', 1, 'c2'))).toMatchObject({ revision: 2 });
    await checkWholeLedger(log);
    await log.close();
  });
});
