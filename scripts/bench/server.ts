// The resident memory of a real server process on a ledger with views: after start, and after reading. It must never
// measure this process, which holds what the benchmark itself needs.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Config } from '../../src/config.js';
import { compiledModule } from '../../src/projectRoot.js';
import type { BenchmarkContext, Figure } from './benchmark.js';

const READS = 200;
const PATHS = ['decisions?limit=50', 'violations?limit=50', 'risks', 'readyz'] as const;

/** Megabytes (2^20 bytes) by the kernel's count: now, and the most so far. */
function residentOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

async function readAgainAndAgain(url: string, token: string): Promise<void> {
  for (let n = 0; n < READS; n++) {
    const path = PATHS[n % PATHS.length] ?? '';
    const address = path === 'readyz' ? `${url}/readyz` : `${url}/api/v1/${path}`;
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  }
}

/** Starts the service as `npm start` does, reads from it, and stops it. Nothing where the system has no /proc. */
export async function measureServer(
  config: Config,
  report: BenchmarkContext['report'],
): Promise<readonly Figure[]> {
  if (!existsSync('/proc/self/status')) {
    report('no /proc on this system: the memory of the server is not measured');
    return [];
  }
  const token = randomBytes(24).toString('base64url');
  const child = spawn(process.execPath, [compiledModule('scripts/start.js')], {
    env: {
      ...process.env,
      SUNLEDGER_DATA: config.dataDir,
      SUNLEDGER_ORIGIN: config.origin,
      SUNLEDGER_PORT: '0',
      SUNLEDGER_LOG_LEVEL: 'silent',
      SUNLEDGER_RATE_LIMIT: '0',
      SUNLEDGER_WRITE_TOKEN: token,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      url = /http:\/\/\S+/.exec(line)?.[0];
      if (url !== undefined) break;
    }
    if (url === undefined || child.pid === undefined) throw new Error('the server did not start');
    const { now: started } = residentOf(child.pid);
    await readAgainAndAgain(url, token);
    const { now, peak } = residentOf(child.pid);
    return [
      { what: 'server: resident after start', value: started, unit: 'MiB' },
      {
        what: `server: resident after ${READS} reads`,
        value: now,
        unit: 'MiB',
        goal: { relation: '<=', value: 400 },
        note: `the most so far: ${Math.round(peak)} MiB`,
      },
    ];
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}
