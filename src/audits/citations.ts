// Which events the facts of an audit rest on: they have to be events of this ledger.
import { latestSchema } from '../events/catalogue.js';
import { auditsEvents as events } from '../events/audits.js';

const finding = latestSchema(events['audits.FindingRaised']);
const paper = latestSchema(events['audits.WorkingPaperFiled']);

export const auditsCitations = {
  'audits.RaiseFinding': (data: unknown) => finding.parse(data).evidence,
  'audits.FileWorkingPaper': (data: unknown) => paper.parse(data).evidence,
};
