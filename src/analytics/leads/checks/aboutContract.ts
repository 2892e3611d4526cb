// What every finding about a contract states.
import type { CaseState } from '../subjects/cases.js';
import type { Fact } from '../subjects/facts.js';
import { ref } from '../words.js';

export const aboutContract = (state: CaseState, signed: Fact<'projects.ContractSigned'>) => ({
  key: '',
  anchor: ref(signed),
  unit: state.unit,
  person: signed.d.signedBy,
  power: state.power,
  currency: signed.d.currency,
});
