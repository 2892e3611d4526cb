// votes_nyc_council: people with their terms, and land-use applications with every step, roll call and recusal.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect } from '@jest/globals';
import { dataPath, FLAWLESS, flawless, importTwice, itWith, named, tally } from './importBench.js';

const FOLDER = 'votes_nyc_council';
const SNAPSHOT = '2026-08-21';

interface Term {
  ID: number;
  BodyID: number;
  BodyName: string;
  Title: string;
  MemberType: string;
  Start: string;
  End: string;
}
interface Person {
  ID: number;
  FullName: string;
  OfficeRecords: Term[];
}
interface Vote {
  ID: number;
  Vote: string;
}
interface Application {
  ID: number;
  History: { ID: number; Action: string; Date: string; PassedFlagName?: string; Votes?: Vote[] }[];
}

const readLines = <T>(file: string): T[] =>
  gunzipSync(readFileSync(dataPath(FOLDER, file)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const PEOPLE = 'people.jsonl.gz';
const LAND_USE = ['land_use_2021.jsonl.gz', 'land_use_2022.jsonl.gz'];
const files = (names: readonly string[]) => names.map((name) => dataPath(FOLDER, name));

describe('the people of the New York City Council', () => {
  itWith(
    `data/${FOLDER}/${PEOPLE}`,
    'hold their terms, and are members while they hold one',
    async () => {
      const people = readLines<Person>(PEOPLE);
      const terms = people.flatMap((person) =>
        person.OfficeRecords.map((term) => ({ ...term, person: `nyc-${person.ID}` })),
      );
      const imported = await importTwice([['nyc-council-people.yaml', files([PEOPLE])]]);
      expect(flawless(imported)).toEqual(FLAWLESS);
      const { events } = imported;

      const registered = named(events, 'offices.PersonRegistered').map(({ data }) => [
        data.personId,
        data.name,
      ]);
      expect(registered).toEqual(people.map(({ ID, FullName }) => [`nyc-${ID}`, FullName.trim()]));
      const held = new Map(
        named(events, 'offices.OfficeHeld').map(({ data }) => [data.termId, data]),
      );
      const ended = new Map(
        named(events, 'offices.OfficeEnded').map(({ data }) => [data.termId, data.on]),
      );
      expect(held.size).toBe(terms.length);
      for (const term of terms) {
        const over = term.End < SNAPSHOT;
        expect(held.get(`nyc-term-${term.ID}`)).toMatchObject({
          personId: term.person,
          from: term.Start.slice(0, 10),
          dueTo: term.End.slice(0, 10),
        });
        expect(ended.get(`nyc-term-${term.ID}`)).toBe(over ? term.End.slice(0, 10) : undefined);
      }
      expect(named(events, 'offices.BodyDefined')).toHaveLength(
        new Set(terms.map(({ BodyID }) => BodyID)).size,
      );

      const changes = named(events, 'offices.BodyMembershipChanged').map(({ data }) => data);
      const inOrder = changes.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
      for (const date of [
        '1991-07-01',
        '2006-01-15',
        '2018-01-01',
        '2021-12-31',
        '2022-01-01',
        '2026-08-20',
      ]) {
        const members = new Set<string>();
        for (const { bodyId, effectiveFrom, joined, left } of inOrder) {
          if (effectiveFrom > date) break;
          for (const person of left) members.delete(`${bodyId}/${person}`);
          for (const person of joined) members.add(`${bodyId}/${person}`);
        }
        const expected = terms
          .filter(({ Start, End }) => Start.slice(0, 10) <= date && date <= End.slice(0, 10))
          .map(({ BodyID, person }) => `nyc-body-${BodyID}/${person}`);
        expect([...members].sort()).toEqual([...new Set(expected)].sort());
      }
    },
  );
});

describe('the land-use applications', () => {
  itWith(
    `data/${FOLDER}/${LAND_USE[0]}`,
    'have every step, roll call, absence and recusal',
    async () => {
      const applications = LAND_USE.flatMap((file) => readLines<Application>(file));
      const history = applications.flatMap((each) => each.History);
      const rolls = history.flatMap(({ ID, Votes }) =>
        Votes && Votes.length > 0 ? [{ ID, Votes }] : [],
      );
      const imported = await importTwice([['nyc-council-land-use.yaml', files(LAND_USE)]]);
      expect(flawless(imported)).toEqual(FLAWLESS);
      const { events, summary } = imported;
      expect(summary.events).toEqual({
        'powers.PowerItemPublished': 1,
        'matters.MatterOpened': applications.length,
        'matters.StepTaken': history.length,
        'matters.MeetingOpened': rolls.length,
        'matters.BallotTallied': rolls.length,
        'matters.ResultRuled': history.filter(({ PassedFlagName }) => PassedFlagName).length,
        'matters.RecusalDeclared': rolls
          .flatMap(({ Votes }) => Votes)
          .filter(({ Vote }) => Vote === 'Conflict').length,
        'matters.MatterClosed': applications.length,
      });

      const steps = new Map(
        named(events, 'matters.StepTaken').map((step) => [step.data.stepId, step]),
      );
      for (const { ID, Action, Date: at } of history) {
        const step = steps.get(String(ID));
        expect(step?.data.activity).toBe(Action.trim());
        // The clock of New York, whatever the Z of the file says.
        expect(step?.time).toMatch(new RegExp(`^${at.slice(0, 19)}-0[45]:00$`));
      }
      const ballots = new Map(
        named(events, 'matters.BallotTallied').map(({ data }) => [data.ballotId, data]),
      );
      const absences: string[] = [];
      for (const { ID, Votes } of rolls) {
        const ballot = ballots.get(`nyc-${ID}`)!;
        const counts = tally(Votes, ({ Vote }) => Vote);
        expect([ballot.eligible, ballot.for, ballot.against, ballot.abstain]).toEqual([
          Votes.length,
          counts['Affirmative'] ?? 0,
          counts['Negative'] ?? 0,
          counts['Abstain'] ?? 0,
        ]);
        const there = Votes.filter(({ Vote }) =>
          ['Affirmative', 'Negative', 'Abstain', 'Conflict', 'Non-voting'].includes(Vote),
        );
        expect(ballot.present).toBe(there.length);
        expect(ballot.votes?.map(({ personId }) => personId)).toEqual(
          Votes.map(({ ID: person }) => `nyc-${person}`),
        );
        absences.push(...Votes.filter((vote) => !there.includes(vote)).map(({ Vote }) => Vote));
      }
      const reasons = named(events, 'matters.MeetingOpened').flatMap(
        ({ data }) => data.absent ?? [],
      );
      expect(tally(reasons, ({ reason }) => reason ?? '')).toEqual(
        tally(absences, (reason) => reason),
      );
      const choices = [...ballots.values()].flatMap(({ votes }) => votes ?? []);
      expect(choices.filter(({ choice }) => choice === 'recused')).toHaveLength(
        summary.events['matters.RecusalDeclared']!,
      );
    },
  );
});
