// The main job on records nobody here wrote, by the command line: import, then audits, violations and totals whose
// figures equal counts made straight from the files.
import { readFileSync, rmSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { projectRoot } from '../../src/projectRoot.js';
import { itWith } from '../support/sharedFolder.js';
import { sunledger } from '../support/cli.js';
import { temporaryFolder } from '../support/service.js';
import { dataPath, parseCsv } from './importBench.js';

jest.setTimeout(240_000);
let folder = '';
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readLines = <T>(file: string): T[] =>
  gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

async function imported(mapping: string, ...files: readonly string[]): Promise<void> {
  const ran = await sunledger(
    folder,
    'import',
    ...files,
    '--mapping',
    `${projectRoot}/examples/mappings/${mapping}.yaml`,
  );
  expect([mapping, ran.code, ran.stderr]).toEqual([mapping, 0, '']);
}

interface Person {
  ID: number;
  OfficeRecords: { Title: string; BodyName: string; Start: string; End: string }[];
}
interface Application {
  File: string;
  History: { ID: number; Date: string; Votes?: { ID: number; Vote: string }[] }[];
}
interface Audit {
  person: { personId: string };
  terms: { from: string | null; endedOn?: string | null }[];
  period: { from: string | null; to: string | null };
  decisionCounts: Record<string, { count: number; eventIds: string[] }>;
  decisions: { ballots: { vote: string | null; eventId: string }[] }[];
}

const VOTES: Readonly<Record<string, string>> = {
  Affirmative: 'for',
  Negative: 'against',
  Abstain: 'abstain',
};

describe('the New York City Council', () => {
  itWith(
    'data/votes_nyc_council',
    'is audited member by member: votes and recusals of each ended term equal a count from the files',
    async () => {
      const people = dataPath('votes_nyc_council', 'people.jsonl.gz');
      const landUse = ['2021', '2022'].map((year) =>
        dataPath('votes_nyc_council', `land_use_${year}.jsonl.gz`),
      );
      await imported('nyc-council-people', people);
      await imported('nyc-council-land-use', ...landUse);
      const applications = landUse.flatMap((file) => readLines<Application>(file));

      const departed = readLines<Person>(people)
        .filter(({ OfficeRecords }) =>
          OfficeRecords.some(
            ({ BodyName, End }) => BodyName === 'City Council' && End.startsWith('2021-12-31'),
          ),
        )
        .slice(0, 4);
      expect(departed).toHaveLength(4);
      for (const { ID } of departed) {
        const audit = (
          await sunledger(folder, 'audit', '--person', `nyc-${ID}`, '--json')
        ).data<Audit>();
        const { from, to } = audit.period;
        // Times in the file are New York local times with a Z; their date part is the local day.
        const cast = applications
          .flatMap(({ History }) => History)
          .filter(
            ({ Date: day }) =>
              day.slice(0, 10) >= (from ?? '') && day.slice(0, 10) <= (to ?? '9999'),
          )
          .flatMap(({ Votes }) => Votes ?? [])
          .filter((vote) => vote.ID === ID);
        const counted = (choice: string) =>
          cast.filter(({ Vote }) => VOTES[Vote] === choice).length;
        expect([ID, audit.decisionCounts['votedFor']?.count]).toEqual([ID, counted('for')]);
        expect([ID, audit.decisionCounts['votedAgainst']?.count]).toEqual([ID, counted('against')]);
        expect([ID, audit.decisionCounts['abstained']?.count]).toEqual([ID, counted('abstain')]);
        for (const figure of Object.values(audit.decisionCounts))
          expect(figure.eventIds).toHaveLength(figure.count);
        expect(cast.length).toBeGreaterThan(20);
      }
    },
  );
});

describe('the Legislative Council of Hong Kong', () => {
  itWith('data/votes_hk_legco', 'has every declared result recomputed from its tally', async () => {
    const days = ['20121017', '20130508', '20130717'].map((day) =>
      dataPath('votes_hk_legco', 'xml', `cm_vote_${day}.xml`),
    );
    await imported('hk-legco-votes', ...days);
    const votes = days.map(
      (file) => (readFileSync(file, 'utf8').match(/<vote number=/g) ?? []).length,
    );
    const found = await sunledger(folder, 'violations', '--rule', 'BAL-02', '--json');
    expect(found.data<{ total: number }>().total).toBe(0);
    const all = await sunledger(
      folder,
      'decisions',
      '--power',
      'HK-LEGCO-VOTE',
      '--limit',
      '500',
      '--json',
    );
    const { decisions } = all.data<{ decisions: { outcome: string | null }[] }>();
    expect(decisions.filter(({ outcome }) => outcome !== null)).toHaveLength(
      votes.reduce((a, b) => a + b, 0),
    );
  });
});

describe('procurement penalties', () => {
  itWith(
    'data/cn_ccgp_penalties',
    'are found late as the file shows, with the limit that was applied',
    async () => {
      const file = dataPath('cn_ccgp_penalties', 'dev_ids_1-500.csv');
      await imported('cn-procurement-penalties', file);
      const [header = [], ...rows] = parseCsv(readFileSync(file, 'utf8'));
      const column = (name: string) => header.indexOf(name);
      const gap = (row: string[]) =>
        (Date.parse(row[column('announcement_date')]!.slice(0, 10)) -
          Date.parse(row[column('punishment_date')]!)) /
        86_400_000;
      const { total, violations } = (
        await sunledger(folder, 'violations', '--rule', 'PUB-01', '--limit', '500', '--json')
      ).data<{ total: number; violations: { caseId: string; parameters: unknown }[] }>();
      // The flow of these penalties says seven working days: more than seven calendar days, and fewer than twenty-five
      // with the longest holidays.
      const surelyLate = rows
        .filter((row) => gap(row) > 25)
        .map((row) => `matter-ccgp-${row[column('id')]!}`);
      const surelyInTime = rows
        .filter((row) => gap(row) <= 7)
        .map((row) => `matter-ccgp-${row[column('id')]!}`);
      const late = new Set(violations.map(({ caseId }) => caseId));
      expect(total).toBe(violations.length);
      expect(surelyLate.length).toBeGreaterThan(10);
      expect(surelyLate.filter((id) => !late.has(id))).toEqual([]);
      expect(surelyInTime.filter((id) => late.has(id))).toEqual([]);
      expect(JSON.stringify(violations[0]?.parameters)).toContain('"limit":"7wd"');
    },
  );
});

describe('environmental permits', () => {
  itWith(
    'data/process/env_permit',
    'show missed deadlines and cases in which one person did every step',
    async () => {
      await imported('env-permit-xes', dataPath('process', 'env_permit', 'env_permit.xes.gz'));
      for (const rule of ['FLOW-03', 'SEG-03']) {
        const found = await sunledger(
          folder,
          'violations',
          '--rule',
          rule,
          '--limit',
          '1',
          '--json',
        );
        expect([rule, found.data<{ total: number }>().total > 0]).toEqual([rule, true]);
      }
    },
  );
});

describe('the ledger of all of them', () => {
  itWith(
    'data/votes_nyc_council',
    'verifies, and answers as of an earlier position as it did then',
    async () => {
      expect((await sunledger(folder, 'verify')).code).toBe(0);
      const words = ['funds', '--measure', 'requested', '--json'] as const;
      const before = (await sunledger(folder, ...words)).data<{
        position: string;
        totals: unknown;
      }>();
      await imported(
        'tw-council-suggestions',
        dataPath('tw_councils', 'suggestions', 'suggestions_taipei_dev.json'),
      );
      const after = (await sunledger(folder, ...words)).data<{
        position: string;
        totals: unknown;
      }>();
      expect(after.totals).not.toEqual(before.totals);
      const then = await sunledger(folder, ...words, '--as-of', before.position);
      expect(then.data()).toEqual(before);
      const beyond = await sunledger(folder, ...words, '--as-of', '99999999');
      expect([beyond.code, beyond.stderr]).toEqual([
        2,
        expect.stringContaining('position.beyond_head'),
      ]);
    },
  );
});
