import { describe, it } from '@jest/globals';
import { adoptedPack, adoptionOf, digestOfSet } from '../../src/rules/adoption.js';
import { RULES } from '../../src/rules/index.js';
import { checkPack } from '../../src/rules/pack.js';
import { accepts, given, type GivenFact } from '../spec/givenDecider.js';

const content = (id: string, more: object = {}) => ({
  id,
  version: '1',
  title: { zh: id, en: id },
  area: '45',
  validFrom: '2020-01-01',
  rules: { 'PAY-06': { parameters: { limit: '100' } } },
  ...more,
});
const adoption = (id: string, more: object = {}) => {
  const written = content(id, more);
  return adoptionOf(checkPack(written, RULES), written);
};
const adopt = (data: object) =>
  ({ name: 'rules.AdoptPack', data: data as Record<string, unknown> }) as const;
const adopted = (id: string, more: object = {}): GivenFact => ({
  name: 'rules.PackAdopted',
  data: adoption(id, more),
});

describe('a rule pack', () => {
  it('is adopted once', () => {
    accepts([], adopt(adoption('county')), 'rules.PackAdopted');
  });

  it('never has two contents under one version', () => {
    given(adopted('county'))
      .when(adopt(adoption('county', { area: '46' })))
      .thenRefuses('rulepack.version_reused', 'refused');
  });

  it.each([
    ['another digest', { digest: 'ab'.repeat(32) }],
    ['another area', { area: '46' }],
    ['another day', { validFrom: '2021-01-01' }],
    ['an end that it does not have', { validTo: '2030-01-01' }],
  ])('is refused when its adoption states %s', (_, wrong) => {
    given()
      .when(adopt({ ...adoption('county'), ...wrong }))
      .thenRefuses('rulepack.misstated', 'invalid');
  });

  it('is refused when the rules do not understand it', () => {
    const broken = (more: object) =>
      adopt({ ...adoption('county'), content: content('county', more) });
    given()
      .when(broken({ rules: { 'PAY-99': {} } }))
      .thenRefuses('rulepack.unknown_rule', 'invalid');
    given()
      .when(broken({ rules: { 'PAY-06': { parameters: { limt: '1' } } } }))
      .thenRefuses('rulepack.parameters', 'invalid');
    given()
      .when(broken({ extends: 'nobody@1' }))
      .thenRefuses('rulepack.misstated');
    given()
      .when(adopt(adoption('county', { extends: 'nobody@1' })))
      .thenRefuses('rulepack.extends');
  });

  it('does not stand beside another of its area on one day, unless it replaces it', () => {
    given(adopted('county'))
      .when(adopt(adoption('other')))
      .thenRefuses('rulepack.overlap', 'invalid');
    const next = { version: '2', replaces: ['county@1'] };
    given(adopted('county'))
      .when(adopt(adoption('county', next)))
      .then({ name: 'rules.PackAdopted', data: adoption('county', next) });
    given()
      .when(adopt(adoption('county', next)))
      .thenRefuses('rulepack.replaces', 'invalid');
  });
});

describe('a re-judgement', () => {
  const set = digestOfSet([adoptedPack(adoption('county'))]);
  const data = {
    rejudgementId: 'r1',
    fromDigests: ['ab'.repeat(32)],
    toDigest: set,
    upTo: '7',
    moved: { added: 1, removed: 0, changed: 0 },
    byRule: [{ rule: 'PAY-06', added: 1, removed: 0, changed: 0 }],
    difference: 'cd'.repeat(32),
  };

  it('is recorded under the set of packs that it compared with', () => {
    accepts([adopted('county')], { name: 'rules.RecordRejudgement', data }, 'rules.Rejudged');
  });

  it('is refused when another pack was adopted meanwhile', () => {
    given(adopted('county'), adopted('town', { area: '4514' }))
      .when({ name: 'rules.RecordRejudgement', data })
      .thenRefuses('rulebook.other_set', 'refused');
  });
});

describe('an act that was held back', () => {
  it('is recorded once', () => {
    const data = {
      attemptId: 'a1',
      command: 'funds.MakePayment',
      stream: 'payment-1',
      act: { paymentId: '1' },
      packSet: 'ab'.repeat(32),
      findings: [
        {
          rule: 'PAY-01',
          severity: 'S',
          found: { zh: '没有决定', en: 'no decision' },
          expected: { zh: '先决定', en: 'a decision first' },
          basis: [],
          packs: [],
        },
      ],
    };
    accepts([], { name: 'rules.RecordBlockedAct', data }, 'rules.ActBlocked');
  });
});
