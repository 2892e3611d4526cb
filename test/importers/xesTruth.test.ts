// The XES reader against figures that another reader (lxml) computed from public logs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { readBytes } from '../../src/importers/bytes.js';
import { decodeStrictly } from '../../src/importers/decode.js';
import { readXes } from '../../src/importers/xes.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';

interface Truth {
  cases: number;
  events: number;
  emptyCases: number;
  activities: number;
  resources: number;
  first: [string, string, number, string | null];
  last: [string, string, number, string | null];
  minTime: number;
  maxTime: number;
  extensions: [string, string, string][];
  classifiers: Record<string, string>;
  eventAttrTypes: Record<string, string>;
  traceAttrTypes: Record<string, string>;
  sequenceSha256: string;
}

/** The smaller logs, and one of the large ones with its byte order mark. */
const LOGS: Record<string, string> = {
  'running-example': 'process_standards/xes/running-example.xes',
  receipt: 'process_standards/xes/receipt.xes.gz',
  'bpic15-2': 'process/bpic2015/BPIC15_2.xes.gz',
  'bpic20-rfp': 'process/bpic2020/RequestForPayment.xes.gz',
};

async function digest(path: string) {
  const text = decodeStrictly(readBytes(path), 'utf-8', path);
  const { header, cases } = readXes(text, { file: path });
  const hash = createHash('sha256');
  const activities = new Set<string>();
  const resources = new Set<string>();
  const rows: unknown[] = [];
  let [count, events, empty, min, max] = [0, 0, 0, Infinity, -Infinity];
  for await (const { id, events: steps, problems } of cases) {
    expect(problems).toEqual([]);
    count++;
    if (steps.length === 0) empty++;
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

describe('the XES reader agrees with an independent reader', () => {
  for (const [name, file] of Object.entries(LOGS))
    itWith(join('data', file), `on ${name}`, async () => {
      const truth = JSON.parse(readFileSync(sharedPath('truth', 'xes-import.json'), 'utf8')) as {
        logs: Record<string, Truth>;
      };
      expect(truth.logs[name]).toMatchObject(await digest(sharedPath('data', file)));
    });
});
