// An import to be killed: it kills itself with SIGKILL when it has accepted so many commands, others still under way.
// Arguments: the ledger file, the folder for rejects, the mapping, the file, and after how many commands.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { createCommandHandler } from '../../../dist/src/commands/commandHandler.js';
import { allCommands } from '../../../dist/src/commands/registry.js';
import { catalogue } from '../../../dist/src/events/index.js';
import { importFiles } from '../../../dist/src/importers/importFiles.js';
import { loadMapping } from '../../../dist/src/importers/mapping/load.js';
import { openSqliteEventLog } from '../../../dist/src/log/sqlite/sqliteEventLog.js';

const [path, dataDir, mapping, file, killAfter] = process.argv.slice(2);
const log = openSqliteEventLog({
  path,
  mode: 'write',
  origin: 'urn:sunledger:contract',
  clock: Date.now,
  random: randomBytes,
});
const handler = createCommandHandler(log, catalogue, allCommands);
let accepted = 0;
const dying = {
  ...handler,
  async handle(request) {
    const outcome = await handler.handle(request);
    if (++accepted === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
    return outcome;
  },
};
await importFiles([file], loadMapping(mapping, handler.definitions), { handler: dying, dataDir });
await log.close();
