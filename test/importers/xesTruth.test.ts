// The XES reader against figures that another reader (lxml) computed from public logs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readBytes } from '../../src/importers/bytes.js';
import { decodeStrictly } from '../../src/importers/decode.js';
import { readXes } from '../../src/importers/xes.js';
import { itWithShared } from './shared.js';

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

const LOGS: Record<string, string> = {
  'running-example': 'data/process_standards/xes/running-example.xes',
  receipt: 'data/process/env_permit/env_permit.xes.gz',
  'bpic15-1': 'data/process/bpic2015/BPIC15_1.xes.gz',
  'bpic15-2': 'data/process/bpic2015/BPIC15_2.xes.gz',
  'bpic15-3': 'data/process/bpic2015/BPIC15_3.xes.gz',
  'bpic20-domestic': 'data/process/bpic2020/DomesticDeclarations.xes.gz',
  'bpic20-rfp': 'data/process/bpic2020/RequestForPayment.xes.gz',
  'bpic20-PermitLog': 'data/process/bpic2020/PermitLog.xes.gz',
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
    itWithShared(`on ${name}`, [file, 'truth/xes-import.json'], async (path, truthFile) => {
      const truth = JSON.parse(readFileSync(truthFile!, 'utf8')) as { logs: Record<string, Truth> };
      expect(truth.logs[name]).toMatchObject(await digest(path!));
    });

  it('names the logs that it was compared on', () => {
    expect(Object.keys(LOGS)).toHaveLength(8);
  });
});
