// Decisions of `risks`: one statement a command, one decider a kind of stream.
// A point of the catalogue is known by its id alone, so that its grading needs no identification first.
import type { RisksEvent } from '../events/risks.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const riskPoint = named('riskPoint', '风险点', 'risk point');
const grading = named('grading', '定级', 'grading');
const measure = named('measure', '防控措施', 'control measure');
const review = named('review', '措施复核', 'review of the control');
const materialisation = named('materialisation', '风险发生', 'materialised risk');
const proposal = named('proposal', '调级建议', 'proposal to regrade');
const retirement = named('retirement', '风险点撤销', 'retirement of the risk point');

export const riskDecider = deciderOf<RisksEvent>({
  'risks.IdentifyRisk': {
    records: 'risks.RiskPointIdentified',
    key: ({ riskId }) => riskPoint(riskId),
  },
  'risks.GradeRisk': {
    records: 'risks.RiskGraded',
    key: ({ gradingId }) => grading(gradingId),
  },
  'risks.SetControl': {
    records: 'risks.ControlMeasureSet',
    key: ({ measureId }) => measure(measureId),
  },
  'risks.ReviewControl': {
    records: 'risks.ControlReviewed',
    key: ({ reviewId }) => review(reviewId),
  },
  'risks.RecordMaterialisation': {
    records: 'risks.RiskMaterialised',
    key: ({ findingId }) => materialisation(findingId),
  },
  'risks.ProposeRegrade': {
    records: 'risks.RegradeProposed',
    key: ({ proposalId }) => proposal(proposalId),
  },
  'risks.RetireRisk': {
    records: 'risks.RiskRetired',
    key: ({ riskId }) => retirement(riskId),
    agreesIn: dataAlone,
  },
});
