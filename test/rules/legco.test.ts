import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { SaxesParser } from 'saxes';
import { aLedger } from './support.js';

const shared = resolve(process.env['SUNLEDGER_SHARED'] ?? join(process.cwd(), '..', 'shared'));
const folder = join(shared, 'data', 'votes_hk_legco', 'xml');

/** Leaf texts of one <vote>, by path within it. */
type Vote = ReadonlyMap<string, string>;

function votesOf(file: string): readonly Vote[] {
  const votes: Map<string, string>[] = [];
  const path: string[] = [];
  let vote: Map<string, string> | undefined;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    if (name === 'vote' && vote === undefined) votes.push((vote = new Map<string, string>()));
    else if (vote) path.push(name);
  });
  parser.on('text', (text) =>
    vote?.set(path.join('/'), (vote.get(path.join('/')) ?? '') + text.trim()),
  );
  parser.on('closetag', () => {
    if (path.length > 0) path.pop();
    else vote = undefined;
  });
  parser.write(readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '')).close();
  return votes;
}

const GROUPS = ['functional', 'geographical'] as const;
const OUTCOMES = new Map([
  ['Passed', 'adopted' as const],
  ['Negatived', 'rejected' as const],
]);

function countsOf(vote: Vote, part: string) {
  const at = (field: string) =>
    Number(vote.get(`vote-summary/${part}/${field}-count`) ?? Number.NaN);
  return { present: at('present'), for: at('yes'), against: at('no'), abstain: at('abstain') };
}

function declaredOf(vote: Vote, part: string) {
  const outcome = OUTCOMES.get(vote.get(`vote-summary/${part}/result`) ?? '');
  if (outcome === undefined) throw new Error(`no result for ${part}`);
  return outcome;
}

/** Hong Kong Basic Law, annex II, part II: a majority of those present, in each group for members' own motions. */
const body = {
  quorum: { of: 'eligible', numerator: 1, denominator: 2, strict: false },
  pass: { of: 'present', numerator: 1, denominator: 2, strict: true, eachGroup: true },
};

function ledgerOf(vote: Vote) {
  const separate = vote.get('vote-separate-mechanism') === 'Yes';
  const groups = GROUPS.map((group) => ({
    group,
    ...countsOf(vote, `${group}-constituency`),
    declared: separate ? declaredOf(vote, `${group}-constituency`) : undefined,
  }));
  const sum = (field: 'present' | 'for' | 'against' | 'abstain') =>
    groups.reduce((total, group) => total + group[field], 0);
  const overall = separate
    ? { present: sum('present'), for: sum('for'), against: sum('against'), abstain: sum('abstain') }
    : countsOf(vote, 'overall');
  return aLedger()
    .body('legco', 'legislature', body)
    .votes(
      'legco',
      { ...overall, eligible: 70 },
      {
        mode: 'rollCall',
        declared: declaredOf(vote, 'overall'),
        ...(separate ? { groups } : {}),
      },
    );
}

const name =
  'every recorded vote of the Legislative Council follows from its counts, in total and by group';
const recompute = () => {
  const votes = readdirSync(folder)
    .filter((file) => file.endsWith('.xml'))
    .sort()
    .flatMap(votesOf);
  const verdicts = votes.map((vote) => ledgerOf(vote).verdict('BAL-02'));
  expect(votes.length).toBeGreaterThan(0);
  expect(new Set(verdicts)).toEqual(new Set(['kept']));
  // The test must be able to fail: turn one result round.
  const turned = new Map(votes[0]);
  turned.set('vote-summary/overall/result', 'Passed');
  expect(ledgerOf(turned).verdict('BAL-02')).toBe('broken');
  expect(votes.filter((vote) => ledgerOf(vote).verdict('BAL-03') !== 'kept')).toEqual([]);
};
if (existsSync(folder)) it(name, recompute);
else it.skip(`${name} [SKIPPED: ${folder} is missing]`, recompute);
