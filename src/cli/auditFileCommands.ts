// `sunledger audits`: the files of departure audits with their clocks. Single steps are recorded with `sunledger record`.
import type { Command } from 'commander';
import {
  auditFile,
  auditSummaries,
  auditWithClocks,
  dueDepartures,
} from '../../projections/audit-files/auditFiles.queries.js';
import {
  departureAudit,
  type DepartureAudit,
} from '../../projections/departure-audit/departureAudit.queries.js';
import type { AuditFile } from '../../projections/audit-files/auditFile.js';
import { missing } from '../kernel/errors.js';
import { localDateOf, parseLocalDate } from '../kernel/time.js';
import { triggerDepartures } from '../reactions/departures.js';
import { renderAuditFile, renderAuditList, renderDueDepartures } from '../reports/auditFileText.js';
import { RULES } from '../rules/index.js';
import { encodeBase64 } from '../transparency/index.js';
import { addAuditReportCommands } from './auditReportCommands.js';
import type { CliContext } from './context.js';
import { readViews, viewCommand, type Options } from './readViews.js';
import {
  outcomeText,
  recordFact,
  withHead,
  withRecordFlags,
  type RecordOptions,
} from './recordFacts.js';

/** The day of the clocks: as asked for, else today where the ledger is. */
const dayOf = ({ at }: Options): string =>
  at === undefined ? localDateOf(Date.now()) : parseLocalDate(at);

function addReading(audits: Command, context: CliContext): void {
  viewCommand(audits, 'list', '审计一览 / audits', { isDefault: true })
    .option('--person <id>', '被审计人 / the audited person')
    .option('--at <day>', '期限截至日，缺省今日 / day of the clocks, today when left out')
    .action((options: Options) =>
      readViews(context, options, (snapshot) => {
        const list = auditSummaries(snapshot, dayOf(options), options['person']);
        return { value: list, text: () => renderAuditList(list) };
      }),
    );
  viewCommand(audits, 'show', '一项审计的程序、期限与发现 / one audit: stages, clocks, findings')
    .argument('<audit>', '审计编号 / id of the audit')
    .option('--at <day>', '期限截至日，缺省今日 / day of the clocks, today when left out')
    .action((auditId: string, options: Options) =>
      readViews(context, options, (snapshot) => {
        const audit = auditWithClocks(snapshot, auditId, dayOf(options));
        return { value: audit, text: () => renderAuditFile(audit) };
      }),
    );
  viewCommand(audits, 'due', '应审未审的离任 / departures without an audit').action(
    (options: Options) =>
      readViews(context, options, (snapshot) => {
        const due = dueDepartures(snapshot);
        return { value: due, text: () => renderDueDepartures(due) };
      }),
  );
}

function addTrigger(audits: Command, context: CliContext): void {
  audits
    .command('trigger')
    .description('为应审未审的离任立项 / begin the audits that are due')
    .option('--person <id>', '只为一人 / of one person only')
    .action(async ({ person }: Options) => {
      const begun = await withHead(context, (ledger) => triggerDepartures(ledger, person));
      context
        .output()
        .result(begun, () => begun.map((id) => `✓ ${id}`).join('\n') || '（无 / none）');
    });
}

/** The evidence as it stands: every position up to the head, and the tree over them. */
function addSnapshot(audits: Command, context: CliContext): void {
  withRecordFlags(
    audits
      .command('snapshot')
      .description('固定证据：台账位置与树根 / fix the evidence: ledger position and tree root')
      .argument('<audit>', '审计编号 / id of the audit'),
  ).action(async (auditId: string, options: RecordOptions) => {
    const outcome = await withHead(context, async (ledger) => {
      const file = ledger.views.read((snapshot) => auditFile(snapshot, auditId));
      // A snapshot is worth what its head is worth: it is signed first.
      const { size, root } = await ledger.signing.sign();
      if (size === 0) throw missing('log.empty', '台账是空的', 'The ledger is empty');
      const data = {
        auditId,
        snapshotId: `snapshot-${size}`,
        firstPosition: 0,
        lastPosition: size - 1,
        treeSize: size,
        rootHash: encodeBase64(root),
      };
      return recordFact(
        ledger,
        {
          name: 'audits.TakeSnapshot',
          data,
          key: `${auditId}:${size}`,
          unit: file.trigger?.unitId,
        },
        options,
        Date.now(),
      );
    });
    context.output().result(outcome, () => outcomeText(outcome));
  });
}

/** S is a breach of law or discipline until an auditor says otherwise; the rest is a matter of management. */
const NATURE = { S: 'breach', M: 'irregular', L: 'irregular' } as const;

/** A computed finding as one of the audit, for the team to confirm or dismiss. */
function findingData(
  { auditId }: AuditFile,
  finding: DepartureAudit['findings'][number],
): Readonly<Record<string, unknown>> {
  const { rule, amount } = finding;
  return {
    auditId,
    findingId: finding.id,
    title: `${rule.id} ${rule.title.zh}`,
    fact: `${finding.businessDate} ${finding.found.zh}（应当：${finding.expected.zh}）`,
    nature: NATURE[finding.severity],
    ruleId: rule.id,
    basis: rule.basis.map(({ document, clause }) => ({ document, clause })),
    ...(amount === null ? {} : { amount }),
    evidence: finding.evidence.map(({ eventId }) => eventId),
    violationIds: [finding.id],
    responsibility: finding.proposal.responsibility,
    reasons: finding.proposal.reason.zh,
  };
}

function addPropose(audits: Command, context: CliContext): void {
  withRecordFlags(
    audits
      .command('propose')
      .description(
        '把计算出的违规列为待认定的发现 / raise the computed violations as findings to be decided',
      )
      .argument('<audit>', '审计编号 / id of the audit'),
  ).action(async (auditId: string, options: RecordOptions) => {
    const raised = await withHead(context, async (ledger) => {
      const { file, computed } = ledger.views.read((snapshot) => {
        const found = auditFile(snapshot, auditId);
        const personId = found.trigger?.personId;
        if (personId === undefined)
          throw missing(
            'audit.no_person',
            '此审计没有触发记录，不知审计何人',
            'This audit has no trigger on record, so whom it concerns is not known',
            auditId,
          );
        return { file: found, computed: departureAudit(snapshot, RULES, personId) };
      });
      const known = new Set(file.findings.map(({ finding }) => finding.findingId));
      const ids: string[] = [];
      for (const finding of computed.findings) {
        if (known.has(finding.id)) continue;
        await recordFact(
          ledger,
          {
            name: 'audits.RaiseFinding',
            data: findingData(file, finding),
            key: `${auditId}:${finding.id}`,
            unit: file.trigger?.unitId,
            classification: 'audit',
          },
          options,
          Date.now(),
        );
        ids.push(finding.id);
      }
      return ids;
    });
    context
      .output()
      .result(
        raised,
        () => raised.map((id) => `✓ ${id}`).join('\n') || '（无新发现 / nothing new）',
      );
  });
}

export function addAuditFileCommands(program: Command, context: CliContext): void {
  const audits = program.command('audits').description('审计项目 / audits from trigger to filing');
  addReading(audits, context);
  addTrigger(audits, context);
  addSnapshot(audits, context);
  addPropose(audits, context);
  addAuditReportCommands(audits, context);
}
