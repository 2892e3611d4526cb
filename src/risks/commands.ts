// Commands of `risks`: risk points, grades, controls, reviews and proposals to regrade.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { risksEvents as events } from '../events/risks.js';
import { riskDecider } from './decider.js';

const risk = commandsOf('risk', 'riskId', riskDecider);

export const risksCommands = {
  'risks.IdentifyRisk': risk(events['risks.RiskPointIdentified']),
  'risks.GradeRisk': risk(events['risks.RiskGraded']),
  'risks.SetControl': risk(events['risks.ControlMeasureSet']),
  'risks.ReviewControl': risk(events['risks.ControlReviewed']),
  'risks.RecordMaterialisation': risk(events['risks.RiskMaterialised']),
  'risks.ProposeRegrade': risk(events['risks.RegradeProposed']),
  'risks.RetireRisk': risk(events['risks.RiskRetired']),
} satisfies CommandDefinitions;
