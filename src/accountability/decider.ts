// Decisions of `accountability`: one statement a command, one decider a kind of stream.
// What was computed is never edited here: people confirm, rebut, warn and adjust beside it.
import type { AccountabilityEvent } from '../events/accountability.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const decision = named('decision', '认定', 'decision');
const rectification = named('rectification', '整改', 'rectification');
const warning = named('warning', '预警', 'warning');
const warningClosing = named('warningClosing', '预警解除', 'closing of the warning');
const veto = named('veto', '一票否决', 'veto');
const measure = named('measure', '处置措施', 'measure');
const scheme = named('scheme', '指数方案', 'index scheme');
const run = named('run', '指数运行', 'index run');
const objection = named('objection', '指数异议', 'objection to the index');
const resolution = named('resolution', '异议答复', 'resolution of the objection');
const adjustment = named('adjustment', '人工调整', 'manual adjustment');

export const violationDecider = deciderOf<AccountabilityEvent>({
  'accountability.ConfirmViolation': {
    records: 'accountability.ViolationConfirmed',
    key: ({ decisionId }) => decision(decisionId),
  },
  'accountability.RebutViolation': {
    records: 'accountability.ViolationRebutted',
    key: ({ decisionId }) => decision(decisionId),
  },
  'accountability.RectifyViolation': {
    records: 'accountability.ViolationRectified',
    key: ({ reportId }) => rectification(reportId),
  },
});

export const warningDecider = deciderOf<AccountabilityEvent>({
  'accountability.IssueWarning': {
    records: 'accountability.WarningIssued',
    key: ({ warningId }) => warning(warningId),
  },
  'accountability.CloseWarning': {
    records: 'accountability.WarningClosed',
    key: ({ warningId }) => warningClosing(warningId),
    needs: ({ warningId }) => [warning(warningId)],
  },
});

export const vetoDecider = deciderOf<AccountabilityEvent>({
  'accountability.RecordVeto': {
    records: 'accountability.VetoRecorded',
    key: ({ vetoId }) => veto(vetoId),
  },
});

export const measureDecider = deciderOf<AccountabilityEvent>({
  'accountability.TakeMeasure': {
    records: 'accountability.MeasureTaken',
    key: ({ measureId }) => measure(measureId),
  },
});

export const schemeDecider = deciderOf<AccountabilityEvent>({
  'accountability.AdoptScheme': {
    records: 'accountability.SchemeAdopted',
    key: ({ schemeId, version }) => scheme(schemeId, version),
    agreesIn: dataAlone,
  },
});

export const indexRunDecider = deciderOf<AccountabilityEvent>({
  'accountability.CompleteIndexRun': {
    records: 'accountability.IndexRunCompleted',
    key: ({ runId }) => run(runId),
    agreesIn: dataAlone,
  },
});

export const indexObjectionDecider = deciderOf<AccountabilityEvent>({
  'accountability.LodgeIndexObjection': {
    records: 'accountability.IndexObjectionLodged',
    key: ({ objectionId }) => objection(objectionId),
  },
  'accountability.ResolveIndexObjection': {
    records: 'accountability.IndexObjectionResolved',
    key: ({ objectionId }) => resolution(objectionId),
    needs: ({ objectionId }) => [objection(objectionId)],
  },
});

export const indexAdjustmentDecider = deciderOf<AccountabilityEvent>({
  'accountability.AdjustIndex': {
    records: 'accountability.IndexAdjusted',
    key: ({ adjustmentId }) => adjustment(adjustmentId),
  },
});
