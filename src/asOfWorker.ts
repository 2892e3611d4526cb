// A thread that builds the views as they were at one position, and ends.
import { workerData } from 'node:worker_threads';
import type { AsOfTask } from './asOfViews.js';
import { projectionsFor } from './composition.js';
import { openLog } from './openLog.js';
import { openViewsAsOf } from './openViews.js';

const { config, position } = workerData as AsOfTask;
const log = openLog(config, 'read');
const projections = await projectionsFor(config, log);
const reader = await openViewsAsOf(config, log, projections, position, () => undefined);
reader.close();
await log.close();
