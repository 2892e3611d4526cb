// npm test: installs and compiles what is missing, runs every test, and closes with one countable line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, root } from './prepare.mjs';

ensureDependencies();
ensureBuild();
const folder = mkdtempSync(join(tmpdir(), 'sunledger-test-'));
const report = join(folder, 'jest.json');
const result = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    '--json',
    `--outputFile=${report}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`,
    },
  },
);
let counts;
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const file of counts.testResults)
  for (const test of file.assertionResults)
    if (test.status === 'pending') console.log(`skipped: ${test.fullName}`);
const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
console.log(
  `${counts.numPassedTests} passed, ${failed} failed, ${counts.numPendingTests + counts.numTodoTests} skipped`,
);
process.exitCode = result.status === 0 && failed === 0 && counts.numPassedTests > 0 ? 0 : 1;
