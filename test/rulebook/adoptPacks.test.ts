// From files to adopted packs: what is refused, where, and in which order the rest goes.
import { describe, expect, it } from '@jest/globals';
import { isLedgerError } from '../../src/kernel/errors.js';
import { adoptionCommand, planAdoption, readAdopted } from '../../src/rulebook/adoptPacks.js';
import { packsOf, type AdoptedPack } from '../../src/rules/adoption.js';
import { RULES } from '../../src/rules/index.js';
import { parsePackFile } from '../../src/rules/packFiles.js';
import { handlerOver, memoryLog } from '../spec/ledger.js';

const pack = (id: string, ...more: readonly string[]) =>
  [
    `id: ${id}`,
    more.some((line) => line.startsWith('version:')) ? '' : "version: '1'",
    'title: { zh: 县, en: county }',
    more.some((line) => line.startsWith('area:')) ? '' : "area: '45'",
    "validFrom: '2020-01-01'",
    more.some((line) => line.startsWith('rules:')) ? '' : 'rules: {}',
    ...more,
  ]
    .filter((line) => line !== '')
    .join('\n');
const written = (...packs: readonly string[]) =>
  parsePackFile({ name: 'county.yaml', text: packs.join('\n---\n') }, RULES);
const adopted = (...packs: readonly string[]): readonly AdoptedPack[] =>
  planAdoption(written(...packs), []).fresh;
const names = (packs: readonly AdoptedPack[]) => packs.map(({ name }) => name);

function refusal(plan: () => unknown) {
  try {
    plan();
  } catch (error) {
    if (isLedgerError(error)) return [error.code, error.where];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('adopting packs from a file', () => {
  it('adopts what the ledger does not have, and leaves what it has', () => {
    const plan = planAdoption(written(pack('a'), pack('b', "area: '46'")), adopted(pack('a')));
    expect([names(plan.fresh), plan.unchanged]).toEqual([['b@1'], ['a@1']]);
  });

  it('puts parents first, and what replaces another before what takes its place beside it', () => {
    const child = pack('child', 'extends: parent@1', "area: '4514'");
    expect(names(adopted(child, pack('parent')))).toEqual(['parent@1', 'child@1']);
    const beside = pack('beside');
    const narrowed = pack('old', "version: '2'", 'replaces: [old@1]', "area: '4509'");
    expect(names(planAdoption(written(beside, narrowed), adopted(pack('old'))).fresh)).toEqual([
      'old@2',
      'beside@1',
    ]);
  });

  it('makes a sound set after each step', () => {
    const packs = adopted(pack('child', 'extends: parent@1', "area: '4514'"), pack('parent'));
    for (const [index] of packs.entries())
      expect(() => packsOf(packs.slice(0, index + 1), RULES)).not.toThrow();
  });

  it('carries on a parent that is replaced', () => {
    const before = adopted(pack('parent'), pack('child', 'extends: parent@1', "area: '4514'"));
    const plan = planAdoption(
      written(pack('parent', "version: '2'", 'replaces: [parent@1]')),
      before,
    );
    expect(names(plan.fresh)).toEqual(['parent@2']);
  });

  it.each([
    ['other content under a version', [pack('a', "area: '46'")], 'rulepack.version_reused', 2],
    [
      'what it replaces, not adopted',
      [pack('b', "area: '46'", 'replaces: [x@1]')],
      'rulepack.replaces',
      7,
    ],
    [
      'a parent that is not there',
      [pack('b', "area: '46'", 'extends: x@1')],
      'rulepack.extends',
      7,
    ],
    ['two in force on one day, one of them adopted', [pack('b')], 'rulepack.overlap', 5],
  ])('refuses %s with file and line', (_, packs, code, line) => {
    const plan = () => planAdoption(written(...packs), adopted(pack('a')));
    expect(refusal(plan)).toEqual([code, `county.yaml:${line}`]);
  });

  it('is recorded pack by pack, and adds nothing when repeated', async () => {
    const log = memoryLog();
    const handler = handlerOver(log);
    const circumstances = { time: '2026-03-02T09:00:00+08:00', actoraccount: 'clerk' };
    const { fresh } = planAdoption(written(pack('a'), pack('b', "area: '46'")), []);
    const send = async () => {
      const sent = [];
      for (const one of fresh)
        sent.push((await handler.handle(adoptionCommand(one, circumstances))).status);
      return sent;
    };
    expect(await send()).toEqual(['recorded', 'recorded']);
    expect(await send()).toEqual(['replayed', 'replayed']);
    expect(names(await readAdopted(log))).toEqual(['a@1', 'b@1']);
    expect(planAdoption(written(pack('a')), await readAdopted(log)).fresh).toEqual([]);
  });
});
