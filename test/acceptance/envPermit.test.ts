// process/env_permit (XES): every case and event, with the people and the deadlines.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect } from '@jest/globals';
import { dataPath, FLAWLESS, flawless, importTwice, itWith, named } from './importBench.js';

const FILE = 'process/env_permit/env_permit.xes.gz';

/** Independent of the reader: cuts the text at its tags. */
function casesOf(xml: string) {
  const attribute = (part: string, key: string) =>
    new RegExp(`key="${key}" value="([^"]*)"`).exec(part)?.[1];
  return xml
    .split('<trace>')
    .slice(1)
    .map((trace) => {
      const [head = '', ...events] = trace.split('<event>');
      return {
        id: attribute(head, 'concept:name') ?? '',
        deadline: attribute(head, 'deadline'),
        ended: attribute(head, 'enddate'),
        events: events.map((event) => ({
          activity: attribute(event, 'concept:name')?.replaceAll('&amp;', '&'),
          time: Date.parse(attribute(event, 'time:timestamp') ?? ''),
          person: attribute(event, 'org:resource'),
        })),
      };
    });
}

describe('the log of environmental permits', () => {
  itWith(`data/${FILE}`, 'is in the ledger case by case, step by step', async () => {
    const path = dataPath(FILE);
    const cases = casesOf(gunzipSync(readFileSync(path)).toString('utf8'));
    const imported = await importTwice([['env-permit-xes.yaml', [path]]]);
    expect(flawless(imported)).toEqual(FLAWLESS);
    const { events } = imported;

    const steps = new Map<string, unknown[]>();
    for (const { data, time, actorperson } of named(events, 'matters.StepTaken')) {
      const list = steps.get(data.matterId) ?? [];
      list.push({ activity: data.activity, time: Date.parse(time), person: actorperson?.slice(4) });
      steps.set(data.matterId, list);
    }
    expect(Object.fromEntries(steps)).toEqual(
      Object.fromEntries(cases.map(({ id, events: list }) => [`env-${id}`, list])),
    );
    const due = new Map(
      named(events, 'matters.MatterOpened').map(({ data }) => [data.matterId, data.dueAt]),
    );
    const closed = new Map(
      named(events, 'matters.MatterClosed').map(({ data, time }) => [data.matterId, time]),
    );
    for (const { id, deadline, ended } of cases) {
      expect(due.get(`env-${id}`)).toBe(deadline);
      expect(closed.get(`env-${id}`)).toBe(ended);
    }
    const people = new Set(
      cases.flatMap((each) => each.events.map(({ person }) => `env-${person ?? ''}`)),
    );
    expect(
      new Set(named(events, 'offices.PersonRegistered').map(({ data }) => data.personId)),
    ).toEqual(people);
    expect([cases.length, named(events, 'matters.StepTaken').length]).toEqual([1434, 8577]);
  });
});
