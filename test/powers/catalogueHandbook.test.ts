import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCatalogue } from '../../src/powers/catalogueFile.js';
import { handbookOf, handbookText } from '../../src/powers/handbook.js';
import { powerRegister } from '../../src/powers/powerRegister.js';
import { projectRoot } from '../../src/projectRoot.js';
import { parseSmall, shippedTexts } from './catalogueFiles.js';

const shipped = parseCatalogue(shippedTexts);
const register = (catalogue: ReturnType<typeof parseCatalogue>) =>
  powerRegister(
    catalogue.items.map(({ item }) => ({ name: 'powers.PowerItemPublished', data: item }) as const),
  );
const bookOf = (scope: Parameters<typeof handbookOf>[2]) =>
  handbookOf(register(shipped), shipped, scope);

describe('the power handbook', () => {
  it('holds the items of a level in force on the day', () => {
    expect(bookOf({ on: '2026-01-01', level: 'village' }).entries).toHaveLength(20);
    expect(bookOf({ on: '2026-01-01', level: 'township' }).entries).toHaveLength(26);
    expect(bookOf({ on: '2026-01-01' }).entries).toHaveLength(46);
    expect(bookOf({ on: '2012-12-01' }).entries.map(({ code }) => code)).toEqual(['T21']);
  });

  it('says what a step has to keep, in words, with the value of every parameter', () => {
    const small = parseSmall();
    const text = handbookText(handbookOf(register(small), small, { on: '2026-01-01' }));
    expect(text).toContain(
      '2. 公示（村民委员会）：至少在第3步之前3日完成；张贴不少于7日（本县参数）',
    );
    expect(text).toContain('3. 表决（村民委员会）：第1步之后30日内完成');
    expect(text).toContain('基本内容：决定村级事项，1,000.00元 以上须表决。');
    expect(text).toContain('法律法规依据：《村民委员会组织法》第24条');
    expect(text).toContain('第3步 一级（高） 代签');
    expect(text).toContain('tier：1,000.00元，《某法》第1条');
  });

  it('for a post holds only its items and marks its own steps', () => {
    const { entries } = bookOf({ on: '2026-01-01', level: 'village', post: 'VACC' });
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.length).toBeLessThan(20);
    for (const { parts, steps } of entries) {
      expect(parts.length).toBeGreaterThan(0);
      for (const { own, who } of steps) expect(own).toBe(who === '村报账员');
    }
  });

  it('leaves no parameter without its value', () => {
    expect(handbookText(bookOf({ on: '2026-01-01' }))).not.toMatch(/\{[a-z]/i);
  });
});

/** Milliseconds: each call starts a process. */
const STARTS = 120_000;

describe('the commands of the catalogue', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sunledger-catalogue-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(projectRoot, 'dist', 'bin', 'cli.js'), ...args, '--data', folder, '--json'],
      { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    return {
      status,
      stderr,
      value: (stdout === '' ? {} : JSON.parse(stdout)) as Record<string, unknown>,
    };
  };

  it(
    'publish on init, once; compare and list',
    () => {
      const versions = shipped.items.length;
      expect(run('init').value['catalogue']).toEqual({ published: versions, unchanged: 0 });
      expect(run('init').value).toMatchObject({
        created: false,
        catalogue: { published: 0, unchanged: versions },
      });
      expect(run('catalogue', 'publish').value).toMatchObject({ published: 0, retired: 0 });
      const { items } = run('catalogue', 'list', '--level', 'village', '--on', '2026-01-01').value[
        'data'
      ] as { items: unknown };
      expect((items as { inForce: boolean }[]).filter(({ inForce }) => inForce)).toHaveLength(20);
    },
    STARTS,
  );

  it(
    'refuse a post that is none, and a folder without files, with exit code 2',
    () => {
      const post = run('catalogue', 'handbook', '--post', 'XYZ');
      expect([post.status, JSON.parse(post.stderr)]).toMatchObject([
        2,
        { code: 'handbook.unknown_post' },
      ]);
      expect(run('catalogue', 'diff', '--files', join(folder, 'none')).status).toBe(2);
    },
    STARTS,
  );
});
