// A log of any kind as cases: told by its content, not by its name. The one place that knows which reader reads which.
import { basename } from 'node:path';
import { malformed } from './errors.js';
import { attributesOf, chosenType, flatten } from './ocel/flatten.js';
import { logForm, openOcel } from './ocel/openOcel.js';
import { openXesCases, type CaseLog, type CaseLogOptions } from './xesCases.js';

export type { CaseLog, CaseLogOptions } from './xesCases.js';

/**
 * Opens a XES log, or an OCEL log flattened by a type of objects. Close it when its cases have been read.
 * @throws LedgerError `import.*`, `ocel.*`
 */
export async function openCaseLog(path: string, options: CaseLogOptions = {}): Promise<CaseLog> {
  const form = await logForm(path);
  if (form === 'xes') return openXesCases(path, basename(path), options);
  if (form === undefined)
    throw malformed('XES / OCEL', 'neither XML, nor JSON, nor SQLite', basename(path));
  const store = await openOcel(path, options);
  try {
    const type = chosenType(store, options.objectType, basename(path));
    return {
      // eslint-disable-next-line @typescript-eslint/require-await -- cases in hand, in the form of a stream
      cases: (async function* () {
        yield* flatten(store, type);
      })(),
      attributes: () => attributesOf(store, type),
      place: () => basename(path),
      close() {
        store.close();
        return Promise.resolve();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}
