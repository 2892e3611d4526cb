// npm run bench [-- --events 1000000 --only append,read --folder DIR]: measures, and prints ratios beside their goals.
import { ensureBuild, ensureDependencies } from './prepare.mjs';

ensureDependencies();
ensureBuild();
const { main } = await import('../dist/scripts/bench/main.js');
process.exitCode = await main(process.argv.slice(2));
