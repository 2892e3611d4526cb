// npm run lint: formatting, types, lint, import rules; stops at the first that fails.
import { ensureDependencies, runTool } from './prepare.mjs';

ensureDependencies();
runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
runTool('typescript/bin/tsc', ['-p', 'tsconfig.check.json']);
runTool('typescript/bin/tsc', ['-p', 'src/verifier/tsconfig.json']);
runTool('eslint/bin/eslint.js', ['--max-warnings', '0', '.']);
runTool('dependency-cruiser/bin/dependency-cruise.mjs', [
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'err',
  'src',
  'projections',
  'scripts',
]);
