// The contract of the log and what nodes promise each other, on a real EventStoreDB or KurrentDB: with ESDB_URL set to its
// address (`npm run test:containers` starts one where there is a Docker engine). Every test takes a prefix of its own.
import { it } from '@jest/globals';
import type { EventLog } from '../../src/log/eventLog.js';
import { eventLogContract } from '../contract/eventLog.contract.js';
import { createNodeFolder, freshPrefix, openNode, type NodeFolder } from './node.js';
import { nodeSuite } from './nodeSuite.js';

const url = process.env['ESDB_URL'];

if (url === undefined || url === '')
  it.skip('the EventStoreDB engine on a real server [SKIPPED: ESDB_URL is not set, so nothing here is verified on one]', () =>
    undefined);
else {
  const folders = new Map<EventLog, NodeFolder>();

  eventLogContract('EventStoreDB (real server)', {
    create(stamps) {
      const folder = createNodeFolder();
      const log = openNode({
        ...stamps,
        path: folder.path,
        url,
        prefix: freshPrefix(),
        deadlineMilliseconds: 5000,
      });
      folders.set(log, folder);
      return log;
    },
    async destroy(log) {
      await log.close();
      folders.get(log)?.remove();
      folders.delete(log);
    },
  });

  nodeSuite('a real server', () => url);
}
