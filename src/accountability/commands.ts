// Commands of `accountability`: decisions on violations, warnings, vetoes and measures; schemes, runs and objections of the norm index.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { accountabilityEvents as events } from '../events/accountability.js';
import {
  indexAdjustmentDecider,
  indexObjectionDecider,
  indexRunDecider,
  measureDecider,
  schemeDecider,
  vetoDecider,
  violationDecider,
  warningDecider,
} from './decider.js';

const violation = commandsOf('violation', 'violationId', violationDecider);
const warning = commandsOf('warning', 'warningId', warningDecider);
const veto = commandsOf('veto', 'vetoId', vetoDecider);
const measure = commandsOf('measure', 'measureId', measureDecider);
const scheme = commandsOf('scheme', 'schemeId', schemeDecider);
const indexRun = commandsOf('indexrun', 'runId', indexRunDecider);
const indexObjection = commandsOf('indexobjection', 'objectionId', indexObjectionDecider);
const indexAdjustment = commandsOf('indexadjustment', 'adjustmentId', indexAdjustmentDecider);

export const accountabilityCommands = {
  'accountability.ConfirmViolation': violation(events['accountability.ViolationConfirmed']),
  'accountability.RebutViolation': violation(events['accountability.ViolationRebutted']),
  'accountability.RectifyViolation': violation(events['accountability.ViolationRectified']),
  'accountability.IssueWarning': warning(events['accountability.WarningIssued']),
  'accountability.CloseWarning': warning(events['accountability.WarningClosed']),
  'accountability.RecordVeto': veto(events['accountability.VetoRecorded']),
  'accountability.TakeMeasure': measure(events['accountability.MeasureTaken']),
  'accountability.AdoptScheme': scheme(events['accountability.SchemeAdopted']),
  'accountability.CompleteIndexRun': indexRun(events['accountability.IndexRunCompleted']),
  'accountability.LodgeIndexObjection': indexObjection(
    events['accountability.IndexObjectionLodged'],
  ),
  'accountability.ResolveIndexObjection': indexObjection(
    events['accountability.IndexObjectionResolved'],
  ),
  'accountability.AdjustIndex': indexAdjustment(events['accountability.IndexAdjusted']),
} satisfies CommandDefinitions;
