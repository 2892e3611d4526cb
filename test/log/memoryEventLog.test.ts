// The memory engine keeps the contract of the log.
import { createMemoryEventLog } from '../../src/log/memory/memoryEventLog.js';
import { eventLogContract } from '../contract/eventLog.contract.js';

eventLogContract('memory', { create: createMemoryEventLog, destroy: (log) => log.close() });
