// A fault at every file operation of recording and signing, one at a time: the operation is refused, or carried out and
// reported as failed. Afterwards `verify` passes and nothing that was acknowledged is missing.
// SUNLEDGER_FAULTS=all tries every single operation both ways; else one of each kind and file, in turn the last one refused
// and the one in the middle carried out but reported as failed.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { openDocuments, openLedgerSigning, openLog } from '../../src/openLog.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import {
  compileFaultyDisk,
  faultyDisk,
  itOnFaultyDisk,
  type DiskFault,
} from '../fault/faultyDisk.js';
import { createProvedLedger, ORIGIN, type ProvedLedger } from './provedLedger.js';

const EVERY = process.env['SUNLEDGER_FAULTS'] === 'all';
const MINUTES = 60_000;
const CALLS = [
  'open',
  'mkdir',
  'write',
  'pwrite',
  'fsync',
  'ftruncate',
  'fchmod',
  'rename',
  'unlink',
];
/** Locks and shared memory: nothing in them outlives the process. */
const FLEETING = /-shm$|\.lock/;

let ledger: ProvedLedger;
let library: string;
let runs = 0;
/** Every place of a file operation in any run: which folders are made depends on digests that differ in every run. */
const places = new Set<string>();
const acknowledged: [what: string, which: string][] = [];

beforeAll(async () => {
  ledger = createProvedLedger();
  await ledger.append(3);
  await ledger.sign();
  library = compileFaultyDisk(ledger.folder) ?? '';
});
afterAll(() => ledger.remove());

const script = join(process.cwd(), 'test/proof/children/recordUnderFault.mjs');
const words = () => [
  script,
  ledger.config.dataDir,
  ORIGIN,
  join(process.cwd(), 'dist'),
  `run${++runs}`,
];
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** Records and signs on a disk; answers what was done to the files. Notes what was acknowledged. */
function record(fault: Omit<DiskFault, 'path' | 'log'> = {}): string[] {
  const log = join(ledger.folder, 'operations');
  rmSync(log, { force: true });
  const disk = faultyDisk(library, { ...fault, path: ledger.config.dataDir, log });
  const env = { ...process.env, NODE_OPTIONS: '', ...disk };
  const { stdout, stderr, status } = spawnSync(process.execPath, words(), {
    encoding: 'utf8',
    env,
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  for (const line of linesOf(stdout)) {
    const [what = '', which = '', more = ''] = line.split(' ');
    // Whatever is refused is refused by the ledger, in its words.
    if (what === 'refused') expect(`${which} ${more}`).toMatch(/^[a-z_.]+ $/);
    acknowledged.push([what, which]);
  }
  const done = linesOf(readFileSync(log, 'utf8')).map(placeOf);
  for (const place of done) places.add(place);
  return done;
}

/** "call place": the path within the data folder, without what is different in every run. */
const placeOf = (line: string): string =>
  line
    .replace(ledger.config.dataDir, '')
    .replace(/incoming\/[0-9a-f-]+/, 'incoming/*')
    .replace(
      /objects\/[0-9a-f]{2}(\/[0-9a-f]{2})?(\/[0-9a-f]{64})?/,
      (_, second?: string, file?: string) =>
        ['objects', '*', ...(second ? ['*'] : []), ...(file ? ['*'] : [])].join('/'),
    );

const told = (what: string) =>
  acknowledged.flatMap(([one, which]) => (one === what ? [which] : []));

/** All that anybody was told of is there, and the ledger is whole. */
async function nothingLost(after: string): Promise<void> {
  const { findings } = await verifyFolder(ledger.config);
  expect([after, findings]).toEqual([after, []]);
  const log = openLog(ledger.config, 'read');
  const events = await Promise.all(told('event').map((id) => log.findEvent(id)));
  const documents = openDocuments(ledger.config);
  const there = await Promise.all(told('document').map((sha256) => documents.has(sha256)));
  const signing = await openLedgerSigning(ledger.config, log, 'read');
  const heads = told('head').map((size) => signing.headAt(Number(size)));
  expect([after, signing.status().state]).toEqual([after, 'signing']);
  await signing.close();
  await log.close();
  expect([after, events.filter((event) => !event)]).toEqual([after, []]);
  expect([after, there.filter((one) => !one)]).toEqual([after, []]);
  expect([after, heads.filter((head) => !head)]).toEqual([after, []]);
}

/** Which of `count` operations of a kind are made to fail. */
const picks = (count: number, how: 'instead' | 'after'): number[] =>
  EVERY
    ? Array.from({ length: count }, (_, at) => at + 1)
    : [how === 'instead' ? count : Math.ceil(count / 2)];

describe('a fault at a file operation of recording and signing', () => {
  const modes = CALLS.flatMap((call) =>
    (['instead', 'after'] as const).map((how) => [call, how] as const),
  );
  for (const [call, how] of modes)
    itOnFaultyDisk(
      `loses nothing that was acknowledged: ${call} ${how === 'after' ? 'carried out, but reported as failed' : 'refused'}`,
      async () => {
        const whole = record();
        const turnsOf = new Map<string, number[]>();
        // The library counts operations of one kind over all files; those of one file are told by their turn.
        whole
          .filter((line) => line.startsWith(`${call} `))
          .forEach((place, at) => turnsOf.set(place, [...(turnsOf.get(place) ?? []), at + 1]));
        let failed = 0;
        let tried = 0;
        for (const [at, [place, turns]] of [...turnsOf].entries()) {
          if (how === 'after' && call !== 'unlink' && FLEETING.test(place)) continue;
          if (!EVERY && turnsOf.size > 1 && at % 2 === (how === 'after' ? 0 : 1)) continue;
          for (const pick of picks(turns.length, how)) {
            const errno = /write|truncate/.test(call)
              ? constants.errno.ENOSPC
              : constants.errno.EIO;
            const done = record({ call, how, errno, at: turns[pick - 1] ?? 1 });
            tried += 1;
            if (done.some((line) => line.startsWith('FAILED '))) failed += 1;
            await nothingLost(`${place} ${pick}`);
          }
        }
        // The last ones may lie behind the end of a run: runs differ a little.
        expect(tried).toBeGreaterThan(0);
        expect(failed).toBeGreaterThanOrEqual(Math.ceil(tried * 0.7));
      },
      10 * MINUTES,
    );

  itOnFaultyDisk('leaves a ledger that goes on recording and signing', async () => {
    const before = acknowledged.length;
    record();
    expect(acknowledged.slice(before).map(([what]) => what)).toEqual([
      'opened',
      'event',
      'event',
      'document',
      'head',
      'event',
      'closed',
    ]);
    await nothingLost('a run without faults');
  });
});

const canTrace =
  process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const itTraced = canTrace
  ? itOnFaultyDisk
  : (name: string, body: () => Promise<void>) =>
      it.skip(`${name} [SKIPPED: strace does not work here]`, body);

/** Every system call that changes a file, and the name under which the library knows it. */
const CHANGING: Readonly<Record<string, string>> = {
  open: 'open',
  openat: 'open',
  creat: 'open',
  mkdir: 'mkdir',
  mkdirat: 'mkdir',
  write: 'write',
  writev: 'writev',
  pwrite64: 'pwrite',
  pwritev: 'pwritev',
  pwritev2: 'pwritev2',
  fsync: 'fsync',
  fdatasync: 'fsync',
  sync_file_range: 'sync_file_range',
  truncate: 'truncate',
  ftruncate: 'ftruncate',
  fallocate: 'fallocate',
  fchmod: 'fchmod',
  chmod: 'chmod',
  rename: 'rename',
  renameat: 'rename',
  renameat2: 'rename',
  link: 'link',
  linkat: 'link',
  symlink: 'symlink',
  unlink: 'unlink',
  unlinkat: 'unlink',
  rmdir: 'rmdir',
  sendfile: 'sendfile',
  copy_file_range: 'copy_file_range',
};

describe('the list of operations that are made to fail', () => {
  itTraced('holds every system call on a file of the ledger, as strace sees them', () => {
    record();
    const trace = join(ledger.folder, 'trace');
    const calls = Object.keys(CHANGING).map((call) => `?${call}`);
    const { status } = spawnSync('strace', [
      ...['-f', '-y', '-qq', '-s', '0', '-o', trace, '-e', `trace=${calls.join(',')}`],
      process.execPath,
      ...words(),
    ]);
    expect(status).toBe(0);
    const seen = new Set<string>();
    for (const line of linesOf(readFileSync(trace, 'utf8'))) {
      const [, call = '', rest = ''] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
      const paths = [...rest.matchAll(/[<"](\/[^>"]*)[>"]/g)].map(([, path = '']) => path);
      // What is renamed is told by its new name.
      const path = paths.filter((one) => one.startsWith(ledger.config.dataDir)).at(-1);
      if (path !== undefined) seen.add(placeOf(`${CHANGING[call] ?? call} ${path}`));
    }
    expect(seen.size).toBeGreaterThan(30);
    expect([...seen].filter((place) => !places.has(place))).toEqual([]);
    return Promise.resolve();
  });
});
