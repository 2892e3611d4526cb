import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { proposeResponsibility, type Involved } from '../../src/analytics/responsibility.js';

const bystander: Involved = {
  charged: false,
  collectiveAct: false,
  decidedTogether: true,
  againstMajority: false,
  chaired: false,
  attended: false,
  recused: false,
  objected: false,
};
const proposal = (facts: Partial<Involved>) =>
  proposeResponsibility({ ...bystander, ...facts }).responsibility;

describe('the proposal of responsibility', () => {
  it('is direct for who acted alone, without the required meeting', () => {
    expect(proposal({ charged: true, decidedTogether: false })).toBe('direct');
  });

  it('is direct for who carried a wrongful act out himself, whatever a meeting had decided', () => {
    expect(proposal({ charged: true })).toBe('direct');
    expect(proposal({ charged: true, objected: true })).toBe('direct');
    expect(proposal({ charged: true, recused: true })).toBe('direct');
  });

  it('is direct for the chair who carried a matter against the majority, objection or not', () => {
    expect(proposal({ chaired: true, attended: true, againstMajority: true })).toBe('direct');
    expect(proposal({ chaired: true, againstMajority: true, objected: true })).toBe('direct');
  });

  it('is leadership for who voted for, or stayed silent in, a decision of the majority', () => {
    expect(proposal({ attended: true })).toBe('leadership');
    expect(proposal({ chaired: true, attended: true })).toBe('leadership');
    expect(proposal({ charged: true, collectiveAct: true, attended: true })).toBe('leadership');
  });

  it('is of the old kind for a chair of a majority before the rules of 2019, and only before', () => {
    const chaired = { chaired: true, attended: true };
    expect(proposal({ ...chaired, on: '2019-07-06' })).toBe('supervisory');
    expect(proposal({ ...chaired, on: '2019-07-07' })).toBe('leadership');
    expect(proposal({ attended: true, on: '2015-01-01' })).toBe('leadership');
    expect(proposal({ ...chaired, objected: true, on: '2015-01-01' })).toBe('none');
  });

  it('is none for who objected, was recused or was not there', () => {
    expect(proposal({ attended: true, objected: true })).toBe('none');
    expect(proposal({ charged: true, collectiveAct: true, objected: true })).toBe('none');
    expect(proposal({ recused: true, attended: true })).toBe('none');
    expect(proposal({})).toBe('none');
  });

  it('always gives its reason in both languages', () => {
    const facts = fc.record(
      Object.fromEntries(Object.keys(bystander).map((key) => [key, fc.boolean()])),
    ) as unknown as fc.Arbitrary<Involved>;
    fc.assert(
      fc.property(facts, (involved) => {
        const { reason } = proposeResponsibility(involved);
        expect(reason.zh).not.toBe('');
        expect(reason.en).not.toBe('');
      }),
    );
  });
});
