// Property tests draw new cases at every run on a developer's machine. In CI they draw the same ones, so that a
// change is judged by the change; SUNLEDGER_SEED repeats a run that found something.
import fc from 'fast-check';

const seed =
  process.env['SUNLEDGER_SEED'] ?? (process.env['CI'] === 'true' ? '20120615' : undefined);
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
