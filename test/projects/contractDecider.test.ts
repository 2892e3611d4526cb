import { describe, it } from '@jest/globals';
import { accepts, given, type GivenFact } from '../spec/givenDecider.js';

const contract = {
  contractId: 'c1',
  title: '村道硬化',
  party: { payeeId: 'company-1', kind: 'company' },
  amount: '100000000',
  currency: 'CNY',
};
const signed: GivenFact = { name: 'projects.ContractSigned', data: contract };

describe('a contract', () => {
  it('is signed once, also without a tender: the rules judge it', () => {
    accepts([], { name: 'projects.SignContract', data: contract }, 'projects.ContractSigned');
    given(signed)
      .when({ name: 'projects.SignContract', data: { ...contract, amount: '1' } })
      .thenRefuses('fact.recorded_otherwise', 'refused');
  });

  it.each([
    [
      'projects.VaryContract',
      'projects.ContractVaried',
      { contractId: 'c1', variationId: 'v1', amount: '-5', currency: 'CNY', reason: '减项' },
      { reason: '其他' },
    ],
    [
      'projects.AcceptWork',
      'projects.WorkAccepted',
      { contractId: 'c1', acceptanceId: 'a1', acceptedBy: ['person-1'] },
      { acceptedBy: ['person-2'] },
    ],
  ] as const)('is signed before %s', (name, records, data, other) => {
    given().when({ name, data }).thenRefuses('contract.unknown', 'missing');
    accepts([signed], { name, data }, records);
    given(signed, { name: records, data })
      .when({ name, data: { ...data, ...other } })
      .thenRefuses('fact.recorded_otherwise');
  });
});
