// votes_nyc_council: one audit for every member who left, each vote held against the roll calls of the file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect } from '@jest/globals';
import { itWith, sharedPath } from '../support/sharedFolder.js';
import { auditAll, decisionsIn, scratchFolder, tableOf } from './auditBatch.js';

describe('members of the New York City Council', () => {
  const PEOPLE = 'votes_nyc_council/people.jsonl.gz';
  const LAND_USE = 'votes_nyc_council/land_use_2021.jsonl.gz';
  interface Person {
    ID: number;
    OfficeRecords: { Start: string; End: string }[];
  }
  interface Application {
    ID: number;
    History: { Votes?: { ID: number; Vote: string }[]; Date: string }[];
  }
  const SNAPSHOT = '2026-08-21';
  const lines = (file: string) =>
    gunzipSync(readFileSync(sharedPath('data', file)))
      .toString('utf8')
      .trim()
      .split('\n');

  itWith(
    `data/${PEOPLE}`,
    'have one audit each, with their votes of the terms as the roll calls have them',
    async () => {
      const calls = lines(LAND_USE)
        .map((line) => JSON.parse(line) as Application)
        .flatMap(({ ID, History }) =>
          History.flatMap(({ Votes, Date: at }) =>
            Votes && Votes.length > 0 ? [{ matter: ID, votes: Votes, on: at.slice(0, 10) }] : [],
          ),
        );
      const voters = new Set(calls.flatMap(({ votes }) => votes.map(({ ID }) => ID)));
      // A slice, so that the test stays short: every seventh of those who voted.
      const kept = lines(PEOPLE).filter((line) => {
        const { ID } = JSON.parse(line) as Person;
        return voters.has(ID) && ID % 7 === 0;
      });
      const people = kept.map((line) => JSON.parse(line) as Person);
      const slice = join(scratchFolder(), 'people.jsonl');
      writeFileSync(slice, `${kept.join('\n')}\n`);
      const reports = await auditAll([
        ['nyc-council-people.yaml', [slice]],
        ['nyc-council-land-use.yaml', [sharedPath('data', LAND_USE)]],
      ]);
      const gone = people.filter(({ OfficeRecords }) =>
        OfficeRecords.some(({ End }) => End.slice(0, 10) < SNAPSHOT && !End.startsWith('0001')),
      );
      expect([...reports.keys()].sort()).toEqual(gone.map(({ ID }) => `nyc-${ID}`).sort());
      for (const { ID, OfficeRecords } of gone) {
        const report = reports.get(`nyc-${ID}`);
        if (!report) throw new Error(`no report of ${ID}`);
        const inTerm = (on: string) =>
          OfficeRecords.some(
            ({ Start, End }) =>
              Start.slice(0, 10) <= on &&
              (End.startsWith('0001') || End.slice(0, 10) >= SNAPSHOT || on <= End.slice(0, 10)),
          );
        const own = (vote: string) =>
          calls.filter(
            ({ votes, on }) =>
              inTerm(on) && votes.some((one) => one.ID === ID && one.Vote === vote),
          ).length;
        expect([
          ID,
          decisionsIn(report, '记名赞成'),
          decisionsIn(report, '记名反对'),
          decisionsIn(report, '记名弃权'),
          tableOf(report, '任职').rows.length,
        ]).toEqual([ID, own('Affirmative'), own('Negative'), own('Abstain'), OfficeRecords.length]);
      }
      expect(reports.size).toBeGreaterThan(3);
    },
  );
});
