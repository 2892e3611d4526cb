// The key commands as an operator runs them: the real program, real files.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseVerifierKey } from '../../src/transparency/index.js';
import { temporaryFolder } from '../support/service.js';

interface ListedKey {
  readonly id: string;
  readonly vkey: string;
  readonly retired: string | null;
  readonly active: boolean;
}

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sunledger(...args: readonly string[]) {
  const run = spawnSync(process.execPath, [join('dist', 'bin', 'cli.js'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], SUNLEDGER_DATA: folder, SUNLEDGER_ORIGIN: 'urn:x:commands' },
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

const list = () => JSON.parse(sunledger('keys', 'list', '--json').stdout) as ListedKey[];
const exported = (...args: readonly string[]) =>
  sunledger('keys', 'export', ...args)
    .stdout.trimEnd()
    .split('\n');

describe('the key commands', () => {
  it('carry a ledger from its first key to the next one', () => {
    expect(sunledger('init').status).toBe(0);
    const [first] = list() as [ListedKey];
    expect(parseVerifierKey(first.vkey).name).toBe('urn:x:commands');

    const again = sunledger('keys', 'create');
    expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/signing\.key_exists/)]);
    expect(sunledger('keys', 'rotate', '--overlap-days', '0').status).toBe(2);
    expect(sunledger('keys', 'rotate', '--overlap-days', '30').status).toBe(0);
    expect(list().map(({ active }) => active)).toEqual([true, true]);

    expect(sunledger('keys', 'retire', first.id).status).toBe(0);
    expect(list().find(({ id }) => id === first.id)).toMatchObject({ active: false });
    const [vkey, ...others] = exported();
    expect([others.length, vkey === first.vkey]).toEqual([0, false]);
  });

  it('never print a private key', () => {
    const all = exported('--all');
    expect(all).toHaveLength(2);
    expect(all.join('') + sunledger('keys', 'list').stdout).not.toContain('PRIVATE');
    const files = readdirSync(join(folder, 'keys')).filter((name) => name.endsWith('.key'));
    expect(files).toHaveLength(2);
  });
});
