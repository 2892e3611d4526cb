// A fault at the file operations of appends, one at a time: afterwards the ledger verifies, and nothing that was
// acknowledged is missing. strace makes the system call fail.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLog } from '../../src/openLog.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import { createProvedLedger, ORIGIN, type ProvedLedger } from './provedLedger.js';

const canTrace =
  process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const [itTraced, skipped] = canTrace
  ? [it, '']
  : [it.skip, ' [SKIPPED: strace does not work here]'];

let ledger: ProvedLedger;
let runs = 0;
beforeEach(async () => {
  ledger = createProvedLedger();
  await ledger.append(3);
  await ledger.sign();
});
afterEach(() => ledger.remove());

/** Appends in a traced process; answers the ids that were acknowledged. */
function appendUnder(options: readonly string[]): string[] {
  const script = join(process.cwd(), 'test/proof/children/appendUnderFault.mjs');
  const dist = join(process.cwd(), 'dist');
  const { stdout } = spawnSync(
    'strace',
    [
      '-f',
      '-qq',
      ...options,
      process.execPath,
      script,
      ledger.config.dataDir,
      ORIGIN,
      dist,
      `run${++runs}`,
    ],
    { encoding: 'utf8' },
  );
  return stdout.split('\n').filter((line) => line !== '');
}

/** How many calls on the write-ahead log a run makes, and how many of them were made to fail. */
function trace(call: string, inject: readonly string[]) {
  const file = join(ledger.folder, 'trace');
  const wal = join(ledger.config.dataDir, 'ledger.sqlite-wal');
  const ids = appendUnder(['-o', file, '-P', wal, '-e', `trace=${call}`, ...inject]);
  const lines = readFileSync(file, 'utf8').split('\n');
  return {
    ids,
    calls: lines.filter((line) => line.includes(`${call}(`)).length,
    failed: lines.filter((line) => line.includes('INJECTED')).length,
  };
}

describe('a fault while events are appended', () => {
  itTraced.each([
    ['pwrite64', 'ENOSPC'],
    ['pwrite64', 'EIO'],
    ['fsync', 'EIO'],
  ])(`of %s with %s loses nothing that was acknowledged${skipped}`, async (call, errno) => {
    const { calls, ids } = trace(call, []);
    expect(ids).toHaveLength(5);
    const acknowledged = [...ids];
    let failed = 0;
    const step = Math.max(1, Math.floor(calls / 4));
    for (let nth = 1; nth <= calls; nth += step) {
      const faulty = trace(call, ['-e', `inject=${call}:error=${errno}:when=${nth}`]);
      failed += faulty.failed;
      acknowledged.push(...faulty.ids);
      expect((await verifyFolder(ledger.config)).findings).toEqual([]);
    }
    // The last ones may lie behind the end of a run: calls are not the same in number each time.
    expect(failed).toBeGreaterThan(2);
    const log = openLog(ledger.config, 'read');
    const found = await Promise.all(acknowledged.map((id) => log.findEvent(id)));
    await log.close();
    expect(found.filter((record) => record === undefined)).toEqual([]);
  });
});
