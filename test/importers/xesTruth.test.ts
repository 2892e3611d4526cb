// The XES reader against figures that another reader (lxml) computed from public logs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest } from '@jest/globals';
import type { Case } from '../../src/conformance/case.js';
import { caseEndedLate, checkEventDeadlines } from '../../src/conformance/deadlines.js';
import { sameValueOnEvent } from '../../src/conformance/resourceChecks.js';
import { readBytes } from '../../src/importers/bytes.js';
import { decodeStrictly } from '../../src/importers/decode.js';
import { readXes, type XesCase } from '../../src/importers/xes.js';
import { caseOf } from '../../src/importers/xesCases.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';

// Logs of forty megabytes: a loaded machine takes its time.
jest.setTimeout(180_000);

interface Truth {
  cases: number;
  events: number;
  emptyCases: number;
  activities: number;
  resources: number;
  variants: number;
  first: [string, string, number, string | null];
  last: [string, string, number, string | null];
  minTime: number;
  maxTime: number;
  extensions: [string, string, string][];
  classifiers: Record<string, string>;
  eventAttrTypes: Record<string, string>;
  traceAttrTypes: Record<string, string> | number;
  sequenceSha256: string;
}

/** Every log of which there are figures; those of 2015 begin with a byte order mark. Where no copy lies beside the figures it is skipped. */
const LOGS: Record<string, string> = {
  'running-example': 'process_standards/xes/running-example.xes',
  receipt: 'process_standards/xes/receipt.xes.gz',
  'bpic15-1': 'process/bpic2015/BPIC15_1.xes.gz',
  'bpic15-2': 'process/bpic2015/BPIC15_2.xes.gz',
  'bpic15-3': 'process/bpic2015/BPIC15_3.xes.gz',
  'bpic15-4': 'process/bpic2015/BPIC15_4.xes.gz',
  'bpic15-5': 'process/bpic2015/BPIC15_5.xes.gz',
  'bpic20-domestic': 'process/bpic2020/DomesticDeclarations.xes.gz',
  'bpic20-rfp': 'process/bpic2020/RequestForPayment.xes.gz',
  'bpic20-PermitLog': 'process/bpic2020/PermitLog.xes.gz',
  'bpic20-InternationalDeclarations': 'process/bpic2020/InternationalDeclarations.xes.gz',
  'bpic20-PrepaidTravelCost': 'process/bpic2020/PrepaidTravelCost.xes.gz',
  roadtraffic100: 'process_standards/xes/roadtraffic100traces.xes',
};

async function digest(path: string, onCase: (found: XesCase) => void) {
  const text = decodeStrictly(readBytes(path), 'utf-8', path);
  const { header, cases } = readXes(text, { file: path });
  const hash = createHash('sha256');
  const activities = new Set<string>();
  const resources = new Set<string>();
  const variants = new Set<string>();
  const rows: unknown[] = [];
  let [count, events, empty, min, max] = [0, 0, 0, Infinity, -Infinity];
  for await (const one of cases) {
    const { id, events: steps, problems } = one;
    if (problems.length > 0) expect(problems).toEqual([]);
    onCase(one);
    count++;
    if (steps.length === 0) empty++;
    variants.add(JSON.stringify(steps.map(({ activity }) => activity)));
    for (const step of steps) {
      const row = [id, step.activity, step.time ?? null, step.resource ?? null];
      hash.update(`${events === 0 ? '[' : ','}${JSON.stringify(row)}`);
      if (events === 0) rows[0] = row;
      rows[1] = row;
      events++;
      activities.add(step.activity);
      if (step.resource !== undefined) resources.add(step.resource);
      min = Math.min(min, step.time ?? Infinity);
      max = Math.max(max, step.time ?? -Infinity);
    }
  }
  const found: Truth = {
    cases: count,
    events,
    emptyCases: empty,
    activities: activities.size,
    resources: resources.size,
    variants: variants.size,
    first: rows[0] as Truth['first'],
    last: rows[1] as Truth['last'],
    minTime: min,
    maxTime: max,
    extensions: header.extensions.map(({ name, prefix, uri }) => [name, prefix, uri]),
    classifiers: header.classifiers,
    eventAttrTypes: header.eventTypes,
    traceAttrTypes: header.traceTypes,
    sequenceSha256: hash.update(']').digest('hex'),
  };
  return found;
}

/** The building permits of municipalities, whose due dates and monitors were counted as well. */
const PERMITS: Readonly<Record<string, string>> = {
  'bpic15-1': 'BPIC15_1',
  'bpic15-2': 'BPIC15_2',
  'bpic15-3': 'BPIC15_3',
  'bpic15-4': 'BPIC15_4',
  'bpic15-5': 'BPIC15_5',
};

class Permits {
  readonly found = {
    eventsWithDueDate: 0,
    late_instant: 0,
    late_calendar: 0,
    casesWithLateCalendarEvent: 0,
    eventsWithMonitoring: 0,
    monitoringSamePerson: 0,
    casesWithSamePerson: 0,
    casesWithPlannedAndActualEnd: 0,
    casesEndedAfterPlanned: 0,
  };

  add(one: Case): void {
    const { found } = this;
    const zone = 'Europe/Amsterdam';
    const instant = checkEventDeadlines(one, 'dueDate', { by: 'instant', zone });
    const local = checkEventDeadlines(one, 'dueDate', { zone });
    const { both, same } = sameValueOnEvent(one, 'monitoringResource', 'org:resource');
    found.eventsWithDueDate += local.dated.length;
    found.late_instant += instant.late.length;
    found.late_calendar += local.late.length;
    if (local.late.length > 0) found.casesWithLateCalendarEvent++;
    found.eventsWithMonitoring += both.length;
    found.monitoringSamePerson += same.length;
    if (same.length > 0) found.casesWithSamePerson++;
    const late = caseEndedLate(one, 'endDate', 'endDatePlanned', { by: 'instant' });
    if (late !== undefined) found.casesWithPlannedAndActualEnd++;
    if (late === true) found.casesEndedAfterPlanned++;
  }
}

describe('the XES reader agrees with an independent reader', () => {
  for (const [name, file] of Object.entries(LOGS))
    itWith(join('data', file), `on ${name}`, async () => {
      const truth = JSON.parse(readFileSync(sharedPath('truth', 'xes-import.json'), 'utf8')) as {
        logs: Record<string, Truth>;
      };
      const permits = PERMITS[name] === undefined ? undefined : new Permits();
      const found = await digest(sharedPath('data', file), (one) => permits?.add(caseOf(one)));
      // Of the log with most attributes the truth gives only their number.
      const { traceAttrTypes } = truth.logs[name]!;
      expect(truth.logs[name]).toMatchObject(
        typeof traceAttrTypes === 'number'
          ? { ...found, traceAttrTypes: Object.keys(found.traceAttrTypes).length }
          : found,
      );
      if (!permits) return;
      const deadlines = JSON.parse(
        readFileSync(sharedPath('truth', 'bpic15-deadlines-foureyes.json'), 'utf8'),
      ) as { logs: Record<string, unknown> };
      expect(deadlines.logs[PERMITS[name] ?? '']).toMatchObject(permits.found);
    });
});
