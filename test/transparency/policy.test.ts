import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  cosigner,
  defaultHasher,
  evaluatePolicy,
  formatVerifierKey,
  KEY_TYPE,
  noteSigner,
  parsePolicy,
  type PolicyMember,
  publicKeyOf,
  reachesQuorum,
  signCheckpoint,
  verifierKey,
} from '../../src/transparency/index.js';
import { codeOf, filesUnder, fromHex, itWith, readJson, readVector, utf8 } from './support.js';

const log = { name: 'example.org/ledger', seed: new Uint8Array(32).fill(1) };
const witnesses = Array.from({ length: 6 }, (_, index) => ({
  name: `witness.example/w${index}`,
  seed: new Uint8Array(32).fill(10 + index),
}));
const logLine = `log ${formatVerifierKey(publicKeyOf(log))}\n`;
const vkeyOf = (index: number) =>
  formatVerifierKey(publicKeyOf(witnesses[index]!, KEY_TYPE.cosignature));
const witnessLines = witnesses.map((_, index) => `witness W${index} ${vkeyOf(index)}\n`).join('');
const example = `${logLine}${witnessLines}
group X 2 W0 W1 W2
group Y any W3 W4 W5
group both all X Y
quorum both
`;
const checkpointBy = (...names: number[]) =>
  signCheckpoint({ origin: log.name, size: 1, root: defaultHasher.leaf(utf8('x')) }, [
    noteSigner(log),
    ...names.map((index) => cosigner(witnesses[index]!, 1_700_000_000 + index)),
  ]);

describe('a trust policy', () => {
  it('reaches its quorum exactly when enough witnesses of each group have cosigned', () => {
    const policy = parsePolicy(example);
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4, 5]), (signers) => {
        const inX = signers.filter((index) => index <= 2).length;
        const inY = signers.length - inX;
        const names = new Set(signers.map((index) => `W${index}`));
        expect(reachesQuorum(policy, names)).toBe(inX >= 2 && inY >= 1);
      }),
    );
  });

  it('judges a checkpoint and names who cosigned and who did not', () => {
    const policy = parsePolicy(utf8(example));
    const verdict = evaluatePolicy(policy, checkpointBy(0, 2, 4));
    expect(verdict.quorumReached).toBe(true);
    expect(verdict.cosignatures.map(({ witness, timestamp }) => [witness, timestamp])).toEqual([
      ['W0', 1_700_000_000],
      ['W2', 1_700_000_002],
      ['W4', 1_700_000_004],
    ]);
    expect(verdict.missing).toEqual(['W1', 'W3', 'W5']);
    expect(evaluatePolicy(policy, checkpointBy(0, 1, 2)).quorumReached).toBe(false);
  });

  it('asks for nothing with "quorum none", and for one witness when that is the quorum', () => {
    expect(
      evaluatePolicy(parsePolicy(`${logLine}quorum none\n`), checkpointBy()).quorumReached,
    ).toBe(true);
    const one = parsePolicy(`${logLine}${witnessLines}quorum W3`);
    expect(evaluatePolicy(one, checkpointBy(3)).quorumReached).toBe(true);
    expect(evaluatePolicy(one, checkpointBy(2)).quorumReached).toBe(false);
  });

  it('knows a log by key and origin', () => {
    const other = { name: 'example.org/other', seed: new Uint8Array(32).fill(77) };
    const policy = parsePolicy(`log ${formatVerifierKey(publicKeyOf(other))}\nquorum none\n`);
    expect(codeOf(() => evaluatePolicy(policy, checkpointBy()))).toBe('policy.unknown_log');
    const impostor = signCheckpoint({ origin: log.name, size: 0, root: defaultHasher.empty }, [
      noteSigner(other),
    ]);
    expect(codeOf(() => evaluatePolicy(parsePolicy(`${logLine}quorum none`), impostor))).toBe(
      'note.unverified',
    );
  });

  it('does not count a witness twice for two cosignatures', () => {
    const policy = parsePolicy(`${logLine}${witnessLines}group g 2 W0 W1\nquorum g\n`);
    const twice = signCheckpoint({ origin: log.name, size: 0, root: defaultHasher.empty }, [
      noteSigner(log),
      cosigner(witnesses[0]!, 5),
      cosigner(witnesses[0]!, 6),
    ]);
    expect(evaluatePolicy(policy, twice)).toMatchObject({ quorumReached: false, missing: ['W1'] });
  });

  it('takes an ML-DSA-44 witness as one that has not cosigned', () => {
    const key = formatVerifierKey(
      verifierKey('witness.example/pq', KEY_TYPE.mlDsa44Cosignature, new Uint8Array(1312)),
    );
    const policy = parsePolicy(
      `${logLine}${witnessLines}witness PQ ${key}\ngroup g any W0 PQ\nquorum g\n`,
    );
    expect(evaluatePolicy(policy, checkpointBy(0))).toMatchObject({
      quorumReached: true,
      missing: ['PQ'],
    });
    expect(evaluatePolicy(policy, checkpointBy(1)).quorumReached).toBe(false);
  });

  it('is read with any spacing, comments, opaque bytes and without a last newline', () => {
    const spaced = ` \t# 注释\n\n\tlog\t${logLine.slice(4, -1)}  https://example.org/  # c\n witness  见证  ${vkeyOf(0)}\nquorum 见证`;
    const policy = parsePolicy(utf8(spaced));
    expect(policy.logs[0]?.url).toBe('https://example.org/');
    expect(policy.witnesses[0]?.name).toBe('见证');
    const opaque = Buffer.concat([Buffer.from([0x23, 0xff, 0x0a]), Buffer.from(example)]);
    expect(parsePolicy(new Uint8Array(opaque)).groups).toHaveLength(3);
  });

  it('is refused whole when any line is wrong', () => {
    const wrong: [string, string][] = [
      ['no quorum', logLine],
      ['two quorums', `${witnessLines}quorum W0\nquorum W0\n`],
      ['an undefined quorum', 'quorum unknown\n'],
      ['a quorum with too many items', `${witnessLines}quorum W0 W1\n`],
      ['an unknown keyword', 'logs x\nquorum none\n'],
      ['a name twice', `${witnessLines}group W0 any W1\nquorum none\n`],
      ['a group before its members', `group g any W0\n${witnessLines}quorum g\n`],
      ['a group without members', `${witnessLines}group g all\nquorum none\n`],
      ['a threshold of zero', `${witnessLines}group g 0 W0\nquorum g\n`],
      ['a threshold above the members', `${witnessLines}group g 3 W0 W1\nquorum g\n`],
      ['a negative threshold', `${witnessLines}group g -1 W0\nquorum g\n`],
      ['a threshold with a leading zero', `${witnessLines}group g 01 W0\nquorum g\n`],
      ['a member in two groups', `${witnessLines}group g any W0\ngroup h any W0\nquorum g\n`],
      ['a member twice in one group', `${witnessLines}group g 2 W0 W0\nquorum g\n`],
      ['none as a member', `${witnessLines}group g any none\nquorum g\n`],
      ['a reserved name', `witness all ${vkeyOf(0)}\nquorum none\n`],
      ['a key twice', `witness a ${vkeyOf(0)}\nwitness b ${vkeyOf(0)}\nquorum none\n`],
      ['a log twice', `${logLine}${logLine}quorum none\n`],
      ['a witness with a log’s key type', `witness a ${logLine.slice(4)}quorum none\n`],
      ['too many items', `log ${logLine.slice(4, -1)} https://a b\nquorum none\n`],
      ['a carriage return', `${logLine}quorum none\r\n`],
      ['a vertical tab', `${logLine}\u000bquorum none\n`],
    ];
    for (const [why, text] of wrong)
      expect([why, codeOf(() => parsePolicy(text))]).toEqual([why, 'policy.malformed']);
    expect(codeOf(() => parsePolicy('log\nquorum none\n'))).toBe('key.malformed');
    expect(codeOf(() => parsePolicy(`log ${logLine.slice(4, -2)}\nquorum none\n`))).toMatch(
      /^key\./,
    );
  });
});

/** Gives every witness of a policy its own cosignature key, where the sample uses one key for several. */
function withOwnKeys(policy: string): string {
  let next = 0;
  return policy.replaceAll(/(witness\s+\S+\s+)(\S+\+[0-9a-f]{8}\+\S+)/g, (_, before: string) => {
    next += 1;
    return (
      before +
      formatVerifierKey(
        publicKeyOf(
          { name: `w.example/${next}`, seed: new Uint8Array(32).fill(100 + next) },
          KEY_TYPE.cosignature,
        ),
      )
    );
  });
}

describe('other policies', () => {
  itWith('transparency-dev-formats')(
    'transparency-dev: the first five are read, the others refused',
    () => {
      const { policies } = readJson('transparency-dev-formats', 'tlog-policy.json') as {
        policies: string[];
      };
      const thresholds = [2, 2, 2, 3, 1];
      policies.forEach((text, index) => {
        const threshold = thresholds[index];
        if (threshold === undefined) {
          expect([index, codeOf(() => parsePolicy(withOwnKeys(text)))]).not.toEqual([
            index,
            undefined,
          ]);
          return;
        }
        const { quorum } = parsePolicy(withOwnKeys(text));
        expect([index, quorum?.kind === 'group' && quorum.threshold]).toEqual([index, threshold]);
        // As printed they share keys and use plain signature keys for witnesses, which tlog-policy forbids.
        expect(codeOf(() => parsePolicy(text))).toBe('policy.malformed');
      });
    },
  );

  itWith('sigsum')(
    'sigsum: real policies read the same once their raw keys are written as vkeys',
    () => {
      const folder = 'sigsum/pkg/policy/builtin';
      const files = filesUnder(folder, '.builtin-policy');
      expect(files.length).toBeGreaterThanOrEqual(4);
      for (const file of files) {
        const raw = readVector(folder, file).toString();
        const translated = raw
          .replaceAll(/^log (\S+)/gm, (_, key: string) => {
            const origin = `sigsum.org/v1/tree/${Buffer.from(defaultHasher.sha256(fromHex(key))).toString('hex')}`;
            return `log ${formatVerifierKey(verifierKey(origin, KEY_TYPE.ed25519, fromHex(key)))}`;
          })
          .replaceAll(
            /^witness (\S+)(\s+)(\S+)/gm,
            (_, name: string, space: string, key: string) =>
              `witness ${name}${space}${formatVerifierKey(verifierKey(name, KEY_TYPE.cosignature, fromHex(key)))}`,
          );
        const policy = parsePolicy(translated);
        const count = (keyword: string) => raw.match(new RegExp(`^${keyword} `, 'gm'))?.length ?? 0;
        expect([file, policy.logs.length, policy.witnesses.length, policy.groups.length]).toEqual([
          file,
          count('log'),
          count('witness'),
          count('group'),
        ]);
        const everyone = new Set(policy.witnesses.map(({ name }) => name));
        expect(reachesQuorum(policy, everyone)).toBe(true);
        expect(reachesQuorum(policy, new Set())).toBe(false);
        expect(smallestQuorum(policy.quorum!)).toBe(smallestOf(raw));
      }
    },
  );
});

/** How few witnesses can reach a quorum. */
function smallestQuorum(member: PolicyMember): number {
  if (member.kind === 'witness') return 1;
  const needs = member.members.map(smallestQuorum).sort((a, b) => a - b);
  return needs.slice(0, member.threshold).reduce((sum, need) => sum + need, 0);
}

/** The same, from the text of a sigsum policy whose last group is the quorum and whose thresholds are numbers. */
function smallestOf(raw: string): number {
  const needs = new Map<string, number>();
  for (const [, name, threshold, members] of raw.matchAll(/^group (\S+) (\d+) (.+)$/gm)) {
    const each = members!
      .split(/\s+/)
      .map((one) => needs.get(one) ?? 1)
      .sort((a, b) => a - b);
    needs.set(
      name!,
      each.slice(0, Number(threshold)).reduce((sum, need) => sum + need, 0),
    );
  }
  return needs.get(/^quorum (\S+)/m.exec(raw)![1]!)!;
}
