// A browser that opens the page of one record and verifies it: how long until the reader has the verdict. In a real
// Chromium, cold: nothing has been compiled or worked out before.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLedgerSigning, openLog, initialiseDataFolder } from '../../src/openLog.js';
import { loadConfig } from '../../src/config.js';
import { evidencePage } from '../../src/proof/evidencePage.js';
import { carryingProof, findRecord } from '../../src/proof/prove.js';
import { PROOF_ENDING } from '../../src/transparency/index.js';
import { median, type Benchmark, type BenchmarkContext } from './benchmark.js';
import { fillLedger } from './ledger.js';

const CHROMIUM = process.env['SUNLEDGER_CHROMIUM'] ?? '/usr/bin/chromium';
const ROUNDS = 7;
const SETTLED_MILLISECONDS = 1500;

/** Writes the page of the record in the middle of a ledger. */
async function writePage({ folder, events }: BenchmarkContext): Promise<string> {
  const config = loadConfig(
    {},
    { dataDir: join(folder, 'browser'), origin: 'urn:sunledger:bench' },
  );
  initialiseDataFolder(config);
  const log = openLog(config, 'write');
  await fillLedger(log, events);
  const signing = await openLedgerSigning(config, log, 'write');
  const head = await signing.sign();
  const record = await findRecord(log, String(Math.floor(events / 2)));
  const proof = await carryingProof(log, head, record, [], 'none');
  const path = join(folder, 'verify.html');
  const name = `proofs/${record.position}${PROOF_ENDING}`;
  writeFileSync(path, evidencePage(new Map([[name, proof]]), signing.vkeys()));
  await signing.close();
  await log.close();
  return pathToFileURL(path).href;
}

/** Milliseconds of one verification, as the page itself says, in a browser that was just started. */
async function verifyOnce(address: string): Promise<number> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    // The reader's browser is open already; one that still starts takes the processor from the page.
    await page.waitForTimeout(SETTLED_MILLISECONDS);
    await page.goto(address);
    await page.waitForSelector('#verdict[data-state="unpinned"]');
    const said = await page.textContent('#details small');
    return Number.parseFloat(said ?? '');
  } finally {
    await browser.close();
  }
}

export const browser: Benchmark = {
  name: 'browser',
  async run(context) {
    const what = `verified in a browser, ${context.events.toLocaleString('en-US')} events, cold`;
    const goal = { relation: '<=', value: 50 } as const;
    if (!existsSync(CHROMIUM))
      return [{ what, value: NaN, unit: 'ms', note: `no browser at ${CHROMIUM}` }];
    const address = await writePage(context);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await verifyOnce(address));
    const note = `of ${ROUNDS} fresh browsers: ${times.join(' ')}`;
    return [{ what, value: median(times), unit: 'ms', goal, note }];
  },
};
