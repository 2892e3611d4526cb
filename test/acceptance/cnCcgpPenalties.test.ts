// cn_ccgp_penalties: every penalty as an exercise of power, with the days of its decision and its publication.
import { readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import {
  dataPath,
  FLAWLESS,
  flawless,
  importTwice,
  itWith,
  named,
  parseCsv,
} from './importBench.js';

const FILE = 'cn_ccgp_penalties/dev_ids_1-500.csv';

describe('the penalties of public procurement', () => {
  itWith(`data/${FILE}`, 'are matters, each ruled on and published on its own days', async () => {
    const path = dataPath(FILE);
    const [header = [], ...cells] = parseCsv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    const rows = cells.map((row) =>
      Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])),
    );
    const imported = await importTwice([['cn-procurement-penalties.yaml', [path]]]);
    expect(flawless(imported)).toEqual(FLAWLESS);
    const { events } = imported;

    const matters = named(events, 'matters.MatterOpened');
    const rulings = new Map(
      named(events, 'matters.ResultRuled').map((event) => [event.data.matterId, event]),
    );
    const notices = new Map(
      named(events, 'matters.DecisionPublished').map((event) => [event.data.matterId, event]),
    );
    expect([matters.length, rulings.size, notices.size]).toEqual([
      rows.length,
      rows.length,
      rows.length,
    ]);
    for (const [index, { data }] of matters.entries()) {
      const row = rows[index]!;
      const ruling = rulings.get(data.matterId);
      expect(data.target).toBe(row['credit_code']!.trim());
      expect(ruling?.time.slice(0, 10)).toBe(row['punishment_date']);
      expect(ruling?.data.content).toBe(row['penalty']!.trim());
      expect(notices.get(data.matterId)?.time).toBe(
        `${row['announcement_date']!.replace(' ', 'T')}:00+08:00`,
      );
    }
    const bureaus = new Set(rows.map((row) => row['enforcement_unit']!.trim()));
    expect(new Set(named(events, 'offices.UnitRegistered').map(({ data }) => data.name))).toEqual(
      bureaus,
    );
    expect(named(events, 'powers.PowerItemPublished')).toHaveLength(1);

    // What is public names no company.
    const open = JSON.stringify(events.filter(({ classification }) => classification === 'public'));
    for (const row of rows) {
      expect(open).not.toContain(row['company_name']!.trim());
      expect(open).not.toContain(row['credit_code']!.trim());
    }
  });
});
