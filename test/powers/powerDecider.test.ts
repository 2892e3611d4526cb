import { describe, it } from '@jest/globals';
import { accepts, given, type GivenFact } from '../spec/givenDecider.js';

const item = {
  code: 'V01',
  version: '2012',
  level: 'village',
  name: '村级财务审批',
  holder: 'VC',
  basis: [],
  steps: [{ n: 1, name: '申请', who: 'VC' }],
  risks: [],
  effectiveFrom: '2012-06-15',
};
const published: GivenFact = { name: 'powers.PowerItemPublished', data: item };

describe('a power item', () => {
  it('is published without any basis: the rules judge it', () => {
    accepts([], { name: 'powers.PublishPowerItem', data: item }, 'powers.PowerItemPublished');
  });

  it('has one text for each version', () => {
    given(published)
      .when({ name: 'powers.PublishPowerItem', data: { ...item, name: '另一项' } })
      .thenRefuses('fact.recorded_otherwise', 'refused');
    const next = { ...item, version: '2026', effectiveFrom: '2026-01-01' };
    given(published)
      .when({ name: 'powers.PublishPowerItem', data: next })
      .then({ name: 'powers.PowerItemPublished', data: next });
  });

  it('is retired after it was published', () => {
    const data = { code: 'V01', on: '2026-01-01', reason: '合并' };
    given().when({ name: 'powers.RetirePowerItem', data }).thenRefuses('power.unknown', 'missing');
    accepts([published], { name: 'powers.RetirePowerItem', data }, 'powers.PowerItemRetired');
    given(published, { name: 'powers.PowerItemRetired', data })
      .when({ name: 'powers.RetirePowerItem', data: { ...data, reason: '取消' } })
      .thenRefuses('fact.recorded_otherwise');
  });
});
