// Decisions of `projects`. A contract without tender, a variation beyond all measure, work accepted by its own
// contractor is recorded; the rules judge it.
import type { ProjectsEvent } from '../events/projects.js';
import { named } from '../kernel/facts.js';
import { deciderOf } from '../kernel/statements.js';

const contract = named('contract', '合同', 'contract');
const variation = named('variation', '合同变更', 'variation');
const acceptance = named('acceptance', '验收', 'acceptance');

export const contractDecider = deciderOf<ProjectsEvent>({
  'projects.SignContract': {
    records: 'projects.ContractSigned',
    key: ({ contractId }) => contract(contractId),
  },
  'projects.VaryContract': {
    records: 'projects.ContractVaried',
    key: ({ variationId }) => variation(variationId),
    needs: ({ contractId }) => [contract(contractId)],
  },
  'projects.AcceptWork': {
    records: 'projects.WorkAccepted',
    key: ({ acceptanceId }) => acceptance(acceptanceId),
    needs: ({ contractId }) => [contract(contractId)],
  },
});
