// The EventStoreDB engine keeps the contract of the log, on the protocol simulator.
import { afterAll, beforeAll } from '@jest/globals';
import type { EventLog } from '../../src/log/eventLog.js';
import { eventLogContract } from '../contract/eventLog.contract.js';
import { createNodeFolder, freshPrefix, openNode, simulatedUrl, type NodeFolder } from './node.js';
import { startSimulator, type Simulator } from './simulator/simulator.js';

let simulator: Simulator;
const folders = new Map<EventLog, NodeFolder>();

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

eventLogContract('EventStoreDB (on the protocol simulator)', {
  create(stamps) {
    const folder = createNodeFolder();
    const log = openNode({
      ...stamps,
      path: folder.path,
      url: simulatedUrl(simulator.port),
      prefix: freshPrefix(),
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
