// A thread that builds the views as they were at one position, and ends.
import { workerData } from 'node:worker_threads';
import { createProjections } from '../projections/registry.js';
import type { AsOfTask } from './asOfViews.js';
import { loadRulePacks, openLog } from './composition.js';
import { openViewsAsOf } from './openViews.js';

const { config, position } = workerData as AsOfTask;
const log = openLog(config, 'read');
const projections = createProjections(loadRulePacks(config));
const reader = await openViewsAsOf(config, log, projections, position, () => undefined);
reader.close();
await log.close();
