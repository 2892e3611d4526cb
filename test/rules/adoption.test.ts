import { describe, expect, it } from '@jest/globals';
import { positionOf } from '../../src/kernel/position.js';
import { adoptionOf, adoptedPack, inForceOf, PackHistory } from '../../src/rules/adoption.js';
import { RULES } from '../../src/rules/index.js';
import { checkPack, createRulePacks } from '../../src/rules/pack.js';
import { aLedger } from './support.js';

const pack = (id: string, limit: string, more: object = {}) => {
  const content = {
    id,
    version: '1',
    title: { zh: id, en: id },
    area: '45',
    validFrom: '2000-01-01',
    rules: { 'PAY-06': { parameters: { limit } } },
    ...more,
  };
  return adoptedPack(adoptionOf(checkPack(content, RULES), content));
};
const rule = RULES.find(({ id }) => id === 'PAY-06')!;
const none = createRulePacks([], RULES);
const history = () => new PackHistory(RULES, none);
const at = (position: number) => positionOf(position);

/** The limit by which an act at a position is judged. */
function limitAt(packs: PackHistory, position: number): string {
  const [act] = aLedger().pays(1).all;
  const settings = packs.inForce({ ...act!, position: at(position) }).of(rule);
  return (settings.parameters as { limit: string }).limit;
}
const fallback = (rule.parameters.parse({}) as { limit: string }).limit;
const second = (limit: string) => pack('county', limit, { version: '2', replaces: ['county@1'] });

describe('the packs that judge an act', () => {
  it('are those that were adopted before it was recorded', () => {
    const packs = history();
    packs.adopt(at(0), pack('county', '1'));
    packs.noteAct();
    packs.adopt(at(10), second('2'));
    expect([1, 9, 10, 11].map((position) => limitAt(packs, position))).toEqual([
      '1',
      '1',
      '2',
      '2',
    ]);
    expect(packs.epochs.map(({ from }) => from)).toEqual([undefined, at(10)]);
  });

  it('are the first ones for what was recorded before anything was adopted', () => {
    const packs = history();
    packs.noteAct();
    expect(limitAt(packs, 3)).toBe(fallback);
    expect(packs.adopt(at(5), pack('county', '1'))).toBe(true);
    expect(limitAt(packs, 3)).toBe('1');
  });

  it('are adopted together where no act lies between', () => {
    const packs = history();
    packs.adopt(at(0), pack('county', '1'));
    packs.adopt(at(1), pack('town', '9', { area: '4514' }));
    packs.noteAct();
    expect(packs.epochs).toHaveLength(1);
    packs.adopt(at(7), second('2'));
    packs.adopt(at(8), pack('far', '9', { area: '4401' }));
    expect(packs.epochs).toHaveLength(2);
    expect(packs.epochs[1]?.packs.packs.map(({ id }) => id).sort()).toEqual([
      'county',
      'far',
      'town',
    ]);
  });

  it('become those of now for every act by a re-judgement, and by nothing else', () => {
    const packs = history();
    packs.adopt(at(0), pack('county', '1'));
    packs.noteAct();
    expect(packs.adopt(at(10), second('2'))).toBe(false);
    expect(limitAt(packs, 1)).toBe('1');
    expect(limitAt(packs.rejudged(), 1)).toBe('2');
    expect(limitAt(packs, 1)).toBe('1');
    expect(packs.rejudge()).toBe(true);
    expect(limitAt(packs, 1)).toBe('2');
    expect(packs.rejudge()).toBe(false);
  });

  it('adopted right after a re-judgement do not reach back to what it judged', () => {
    const packs = history();
    packs.adopt(at(0), pack('county', '1'));
    packs.noteAct();
    packs.rejudge();
    packs.adopt(at(12), second('2'));
    expect([limitAt(packs, 1), limitAt(packs, 13)]).toEqual(['1', '2']);
  });

  it('leave out what another replaces, which may still be carried on', () => {
    const child = pack('child', '1', { area: '4514', extends: 'county@1', rules: {} });
    const { inForce, replaced } = inForceOf([pack('county', '7'), child, second('8')]);
    expect(inForce.map(({ name }) => name)).toEqual(['child@1', 'county@2']);
    expect(replaced.map(({ name }) => name)).toEqual(['county@1']);
    const packs = history();
    for (const [index, one] of [pack('county', '7'), child, second('8')].entries())
      packs.adopt(at(index), one);
    expect(limitAt(packs, 5)).toBe('7');
  });
});
