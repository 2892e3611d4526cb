// npm run simulate -- --data DIR [--events 1000000]: fills an empty ledger with the synthetic county.
import { ensureBuild, ensureDependencies } from './prepare.mjs';

ensureDependencies();
ensureBuild();
const { main } = await import('../dist/scripts/simulate/main.js');
process.exitCode = await main(process.argv.slice(2));
