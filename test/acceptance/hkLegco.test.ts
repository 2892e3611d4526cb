// votes_hk_legco: every vote with its roll call, its two groups and its declared result.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { dataPath, FLAWLESS, flawless, importTwice, itWith, named, tally } from './importBench.js';

const FOLDER = 'votes_hk_legco/xml';
const CHOICES: Record<string, string> = {
  Yes: 'for',
  No: 'against',
  Abstain: 'abstain',
  Absent: 'absent',
  Present: 'present',
};

/** Independent of the reader: cuts the text at its tags. */
function votesOf(xml: string) {
  const date = /start-date="(\d\d)\/(\d\d)\/(\d{4})"/.exec(xml);
  return xml
    .split('<vote number="')
    .slice(1)
    .map((part) => {
      const inner = (tag: string, within = part) =>
        new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(within)?.[1] ?? '';
      const members = [
        ...part.matchAll(/<member name-ch="([^"]*)"[^>]*constituency="([^"]*)">\s*<vote>(\w+)</g),
      ];
      return {
        id: `hk-${date?.[3]}-${date?.[2]}-${date?.[1]}-${part.slice(0, part.indexOf('"'))}`,
        split: inner('vote-separate-mechanism') === 'Yes',
        members: members.map(([, name = '', group = '', vote = '']) => ({ name, group, vote })),
        passed: inner('result', inner('overall')) === 'Passed',
        moverIsMember: inner('mover-type') === 'Member',
        mover: inner('mover-ch'),
      };
    });
}

describe('the votes of the Legislative Council', () => {
  itWith(
    `data/${FOLDER}`,
    'are ballots whose roll call, groups and result are the file’s own',
    async () => {
      const files = readdirSync(dataPath(FOLDER))
        .sort()
        .map((name) => dataPath(FOLDER, name));
      const votes = files.flatMap((file) => votesOf(readFileSync(file, 'utf8')));
      const imported = await importTwice([['hk-legco-votes.yaml', files]]);
      expect(flawless(imported)).toEqual(FLAWLESS);
      const { events } = imported;

      const names = new Map(
        named(events, 'offices.PersonRegistered').map(({ data }) => [data.personId, data.name]),
      );
      expect(new Set(names.values())).toEqual(
        new Set(votes.flatMap(({ members }) => members.map(({ name }) => name))),
      );
      const joined = named(events, 'offices.BodyMembershipChanged').flatMap(
        ({ data }) => data.joined,
      );
      expect(new Set(joined)).toEqual(new Set(names.keys()));
      expect(joined).toHaveLength(names.size);

      const ballots = new Map(
        named(events, 'matters.BallotTallied').map(({ data }) => [data.matterId, data]),
      );
      const opened = new Map(
        named(events, 'matters.MatterOpened').map(({ data }) => [data.matterId, data]),
      );
      expect([ballots.size, opened.size]).toEqual([votes.length, votes.length]);
      for (const vote of votes) {
        const ballot = ballots.get(vote.id)!;
        const cast = ballot.votes!.map(({ personId, choice, group }) => [
          names.get(personId),
          group,
          choice,
        ]);
        expect(cast).toEqual(
          vote.members.map(({ name, group, vote: word }) => [
            name,
            group.toLowerCase(),
            CHOICES[word],
          ]),
        );
        // The roll call adds up to the counts; the chair is present and does not vote.
        const counts = tally(vote.members, (member) => member.vote);
        expect([
          ballot.for,
          ballot.against,
          ballot.abstain,
          ballot.eligible - ballot.present,
        ]).toEqual(['Yes', 'No', 'Abstain', 'Absent'].map((word) => counts[word] ?? 0));
        expect(ballot.issued).toBe(ballot.for + ballot.against + ballot.abstain);
        expect(ballot.declared).toBe(vote.passed ? 'adopted' : 'rejected');
        expect(ballot.pass?.eachGroup).toBe(vote.split ? true : undefined);
        expect(ballot.groups?.map(({ group }) => group)).toEqual(
          vote.split ? ['functional', 'geographical'] : undefined,
        );
        const proposer = opened.get(vote.id)?.proposer;
        expect(proposer === undefined ? undefined : names.get(proposer)).toBe(
          vote.moverIsMember ? vote.mover : undefined,
        );

        // The rule that the ballot carries gives the declared result.
        const majority = (part: { for: number; present: number }) => part.for * 2 > part.present;
        expect(ballot.groups ? ballot.groups.every(majority) : majority(ballot)).toBe(vote.passed);
      }
    },
  );
});
