// A crash in the middle of an import loses nothing that was accepted; the next run adds exactly the rest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLedgerFolder, openLog, type LedgerFolder } from '../log/ledgerFolder.js';
import { createFolder, type Folder } from './texts.js';
import { createWorkbench } from './workbench.js';

const ROWS = 600;
const MAPPING = `
mapping: crash
title: { zh: 中断, en: Crash }
source: { format: csv }
attributes: { time: '2026-03-01T09:00:00+08:00', orgunit: '451425100001', classification: public, rulepack: test }
rules:
  - name: matter
    command: matters.OpenMatter
    key: '{no}'
    data: { matterId: 'm-{no}', title: '事项 {no}' }
  - name: step
    command: matters.TakeStep
    key: '{no}'
    data: { matterId: 'm-{no}', stepId: '1', activity: 受理 }
`;

let ledger: LedgerFolder;
let folder: Folder;
beforeEach(() => {
  ledger = createLedgerFolder();
  folder = createFolder();
});
afterEach(() => {
  ledger.remove();
  folder.remove();
});

describe('an import that is killed', () => {
  it.each([1, 500, 1100])(
    'after %i accepted commands is completed by the next run',
    async (killAfter) => {
      const mapping = folder.file('crash.yaml', MAPPING);
      const rows = Array.from({ length: ROWS }, (_, row) => `${row}\n`).join('');
      const file = folder.file('rows.csv', `no\n${rows}`);
      const script = join('test', 'importers', 'children', 'importUntilKilled.mjs');
      const run = spawnSync(
        process.execPath,
        [script, ledger.path, folder.path, mapping, file, String(killAfter)],
        { env: { ...process.env, NODE_OPTIONS: '' }, encoding: 'utf8' },
      );
      expect({ signal: run.signal, stderr: run.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });

      const bench = createWorkbench(openLog(ledger.path, { clock: Date.now }));
      const before = await bench.events();
      expect(before.length).toBeGreaterThanOrEqual(killAfter);
      expect(before.length).toBeLessThan(2 * ROWS);
      const summary = await bench.run(MAPPING, file);
      expect(summary).toMatchObject({
        accepted: 2 * ROWS - before.length,
        duplicates: before.length,
        rejected: 0,
      });
      const events = await bench.events();
      expect(events.slice(0, before.length)).toEqual(before);
      expect(new Set(events.map(({ commandid }) => commandid)).size).toBe(2 * ROWS);
      expect(events).toHaveLength(2 * ROWS);
      await bench.close();
    },
  );
});
