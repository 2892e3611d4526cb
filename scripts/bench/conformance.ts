// Event logs: reading 40 MB of XES, and judging cases by as many constraints as a flow of statute has.
// The log is made here, shaped like a permit log of a town: dozens of events a case, a dozen attributes an event.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../../src/conformance/case.js';
import { createWorkingDayCalendar } from '../../src/conformance/calendar.js';
import { CHINA_HOLIDAYS } from '../../src/conformance/chinaHolidays.js';
import { loadConstraintSet } from '../../src/conformance/constraint.js';
import { compileConstraints } from '../../src/conformance/engine.js';
import { LogCheck } from '../../src/conformance/logCheck.js';
import { TEMPLATES } from '../../src/conformance/templates.js';
import { writeFileStreamed } from '../../src/exporters/writeFile.js';
import { writeXes, type XesLogCase, type XesLogHeader } from '../../src/exporters/xes.js';
import { openCaseLog } from '../../src/importers/caseLog.js';
import { median, processorClock, timed, type Benchmark, type Figure } from './benchmark.js';

const MEGABYTE = 1024 * 1024;
const LOG_BYTES = 40 * MEGABYTE;
const CASES = 2000;
const CONSTRAINTS = 35;

const HEADER: XesLogHeader = {
  extensions: [],
  classifiers: {},
  globals: { trace: {}, event: {} },
  attributes: {},
  traceTypes: {},
  eventTypes: { 'time:timestamp': 'date', dueDate: 'date', planned: 'date' },
};

const START = Date.parse('2025-01-06T01:00:00Z');
const HOUR = 3_600_000;
const timeAt = (hours: number) =>
  new Date(START + hours * HOUR).toISOString().replace('Z', '+00:00');

/** Numbers that look drawn and are the same at every run. */
function* draws(): Generator<number> {
  for (let state = 1; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state;
  }
}

/** A case of `length` events over 27 activities. */
function caseAt(number: number, length: number, next: () => number): XesLogCase {
  let hours = next() % 8760;
  return {
    attributes: {
      'concept:name': `case-${number}`,
      department: 'General',
      responsible: next() % 40,
    },
    events: Array.from({ length }, (_, place) => {
      hours += next() % 40;
      const activity = `${String((place + (next() % 4)) % 27).padStart(2, '0')}_HOOFD_${place * 10}`;
      return {
        attributes: {
          'concept:name': activity,
          'time:timestamp': timeAt(hours),
          'org:resource': `Resource${next() % 30}`,
          'org:role': `role${next() % 5}`,
          'lifecycle:transition': 'complete',
          question: 'EMPTY',
          action_code: activity,
          activityNameEN: 'register submission date request',
          activityNameNL: 'registratie datum binnenkomst aanvraag',
          monitoringResource: `Resource${next() % 30}`,
          dueDate: timeAt(hours + 48),
          planned: timeAt(hours + 24),
        },
      };
    }),
  };
}

/** Cases until the log is as large as wanted; a case of 43 events takes about 31 KB. */
async function* largeLog(): AsyncGenerator<XesLogCase> {
  const numbers = draws();
  const next = () => numbers.next().value as number;
  await Promise.resolve();
  for (let number = 0; number < Math.round(LOG_BYTES / 31_000); number++)
    yield caseAt(number, 43, next);
}

/** Reads a log to its end; seconds of processor time, and by how much memory grew from the first quarter on. */
async function readLog(path: string): Promise<{ seconds: number; grown: number; events: number }> {
  let [cases, events, first, most] = [0, 0, 0, 0];
  const seconds = await timed(processorClock, async () => {
    const log = await openCaseLog(path);
    for await (const one of log.cases) {
      events += one.events.length;
      if (++cases % 50 !== 0) continue;
      const { rss } = process.memoryUsage();
      if (cases === 250) first = rss;
      most = Math.max(most, rss);
    }
    await log.close();
  });
  return { seconds, grown: Math.max(0, most - first) / MEGABYTE, events };
}

/** Every template in turn over neighbouring activities, a third of them with a window, a person or a role. */
function constraintSet() {
  const names = [...TEMPLATES.values()];
  return loadConstraintSet({
    name: 'bench',
    constraints: Array.from({ length: CONSTRAINTS }, (_, n) => {
      const template = names[n % names.length];
      const relates = template !== undefined && 'halves' in template;
      return {
        id: `c${n}`,
        template: template?.name,
        a: `a${n % 9}`,
        ...(template?.activities === 2 && { b: `a${(n + 1) % 9}` }),
        ...(relates && n % 3 === 0 && { window: { unit: 'wd', max: 10, rollToWorkingDay: true } }),
        ...(relates && n % 3 === 1 && { correlation: { different: 'org:resource' } }),
        ...(n % 3 === 2 && { activation: { attribute: 'org:role', notIn: ['r0'] } }),
      };
    }),
  });
}

function smallCases(): Case[] {
  const numbers = draws();
  const next = () => numbers.next().value as number;
  return Array.from({ length: CASES }, (_, number) => {
    let time = START + (next() % 8760) * HOUR;
    return {
      id: `case-${number}`,
      attributes: {},
      events: Array.from({ length: 4 + (next() % 5) }, () => ({
        activity: `a${next() % 9}`,
        time: (time += (next() % 72) * HOUR),
        resource: `p${next() % 12}`,
        role: `r${next() % 4}`,
        attributes: {},
      })),
    };
  });
}

/** Milliseconds of processor time for 1,000 cases, each run over all of them. */
async function judgingTime(): Promise<number> {
  const set = compileConstraints(constraintSet(), {
    calendar: createWorkingDayCalendar(CHINA_HOLIDAYS),
  });
  const cases = smallCases();
  const times: number[] = [];
  for (let round = 0; round < 9; round++)
    times.push(
      await timed(processorClock, () => {
        const check = new LogCheck(set, { worst: 10 });
        for (const one of cases) check.add(one);
      }),
    );
  // The first rounds warm the compiler up.
  return (median(times.slice(2)) / CASES) * 1e6;
}

export const conformance: Benchmark = {
  name: 'conformance',
  async run({ folder, report }): Promise<readonly Figure[]> {
    const path = join(folder, 'large.xes');
    await writeFileStreamed(path, writeXes(HEADER, largeLog()));
    const bytes = statSync(path).size;
    report(`${(bytes / MEGABYTE).toFixed(1)} MB of XES written`);
    const { seconds, grown, events } = await readLog(path);
    return [
      {
        what: `read ${Math.round(bytes / MEGABYTE)} MB of XES as cases`,
        value: seconds,
        unit: 'CPU-s',
        goal: { relation: '<=', value: 3 },
        note: `${events.toLocaleString('en-US')} events`,
      },
      {
        what: 'memory grown after its first quarter',
        value: grown,
        unit: 'MB',
        goal: { relation: '<=', value: 64 },
      },
      {
        what: `judge 1,000 cases by ${CONSTRAINTS} constraints`,
        value: await judgingTime(),
        unit: 'CPU-ms',
        goal: { relation: '<=', value: 20 },
      },
    ];
  },
};
