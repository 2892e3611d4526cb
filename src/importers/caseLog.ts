// A log of any kind as cases: told by its content, not by its name. The one place that knows which reader reads which.
import { basename } from 'node:path';
import { openXesCases, type CaseLog, type CaseLogOptions } from './xesCases.js';

export type { CaseLog, CaseLogOptions } from './xesCases.js';

/** @throws LedgerError `import.*` */
export async function openCaseLog(path: string, options: CaseLogOptions = {}): Promise<CaseLog> {
  return openXesCases(path, basename(path), options);
}
