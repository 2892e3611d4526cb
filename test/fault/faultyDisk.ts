// A disk that fails at chosen operations (children/faultyDisk.c), made by the C compiler of the machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from '@jest/globals';

const SOURCE = join(process.cwd(), 'test', 'fault', 'children', 'faultyDisk.c');

/** Compiles the library to be preloaded into `folder`; undefined where that cannot be done. */
export function compileFaultyDisk(folder: string): string | undefined {
  const library = join(folder, 'faultyDisk.so');
  if (process.platform !== 'linux') return undefined;
  const words = ['-shared', '-fPIC', '-o', library, SOURCE, '-ldl', '-lpthread'];
  return spawnSync('cc', words).status === 0 ? library : undefined;
}

const canCompile = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-cc-'));
  const compiled = compileFaultyDisk(folder) !== undefined;
  rmSync(folder, { recursive: true });
  return compiled;
})();

/** `it`, or a skipped test whose name says what is missing. */
export function itOnFaultyDisk(name: string, body: () => Promise<void>, timeout?: number): void {
  if (canCompile) it(name, body, timeout);
  else it.skip(`${name} [SKIPPED: needs Linux and a C compiler]`, body);
}

/** What the library is told: which operation fails, on which files, and how. */
export interface DiskFault {
  /** Part of the path. */
  readonly path: string;
  /** `open`, `write`, `pwrite`, `fsync`, `ftruncate`, `fchmod`, `mkdir`, `rename`, `unlink`; none fails when left out. */
  readonly call?: string;
  /** Which one, from 1. */
  readonly at?: number;
  /** How many in a row. */
  readonly times?: number;
  /** `after`: it is carried out all the same. */
  readonly how?: 'instead' | 'after';
  readonly errno?: number;
  /** A file for the list of operations. */
  readonly log?: string;
}

/** The environment of a child on that disk. */
export function faultyDisk(library: string, fault: DiskFault): Record<string, string> {
  const given: Record<string, string | number | undefined> = {
    LD_PRELOAD: library,
    FAULT_PATH: fault.path,
    FAULT_CALL: fault.call,
    FAULT_AT: fault.at,
    FAULT_FOR: fault.times,
    FAULT_HOW: fault.how,
    FAULT_ERRNO: fault.errno,
    FAULT_LOG: fault.log,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
