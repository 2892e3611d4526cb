// `sunledger audits draft | issue | batch`: reports of departure audits as files. What is issued is recorded with the digest of
// every file, so that nobody can later pass off another one as the report.
import type { Command } from 'commander';
import { auditFile } from '../../projections/audit-files/auditFiles.queries.js';
import { personsWhoLeft } from '../../projections/offices/persons.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { openLedger } from '../composition.js';
import { invalid, isLedgerError, missing } from '../kernel/errors.js';
import type { FinishedDocument } from '../reports/finish.js';
import {
  drawAudit,
  filesText,
  makeFolder,
  renderForms,
  withFileFlags,
  writeForms,
  type FileFlags,
  type Rendered,
} from './auditReportFiles.js';
import { HEAD_MILLISECONDS, type CliContext } from './context.js';
import { EXIT } from './output.js';
import {
  outcomeText,
  recordFact,
  withHead,
  withRecordFlags,
  type FactToRecord,
  type RecordOptions,
} from './recordFacts.js';

/** Whom an audit concerns. @throws LedgerError `audit.no_person` */
function auditedPerson(snapshot: ViewSnapshot, auditId: string) {
  const { trigger } = auditFile(snapshot, auditId);
  if (trigger !== null) return trigger;
  throw missing(
    'audit.no_person',
    '此审计没有触发记录，不知审计何人',
    'This audit has no trigger on record, so whom it concerns is not known',
    auditId,
  );
}

/** The files of an audit's report: drawn, recorded by what `fact` says of them, and only then written. */
async function recordReport(
  context: CliContext,
  auditId: string,
  options: RecordOptions & FileFlags,
  {
    name,
    before,
    fact,
  }: {
    /** Of the files, without their extension. */
    readonly name: string;
    /** What must be on record for the report to show it. */
    readonly before?: Pick<FactToRecord, 'name' | 'data' | 'key'>;
    readonly fact: (
      document: FinishedDocument,
      files: readonly Rendered[],
    ) => Pick<FactToRecord, 'name' | 'data' | 'key'>;
  },
): Promise<void> {
  const recorded = await withHead(context, async (ledger) => {
    const { personId, unitId: unit } = ledger.views.read((snapshot) =>
      auditedPerson(snapshot, auditId),
    );
    if (before) {
      const { commandId } = options;
      const own = commandId === undefined ? options : { ...options, commandId: `${commandId}:1` };
      const { position } = await recordFact(ledger, { ...before, unit }, own, Date.now());
      if (position !== undefined) await ledger.views.waitFor(position, HEAD_MILLISECONDS);
    }
    const document = await drawAudit(ledger, personId, options.audience);
    makeFolder(options.output);
    const files = await renderForms(document, options, name);
    const outcome = await recordFact(
      ledger,
      { ...fact(document, files), unit },
      options,
      Date.now(),
    );
    // Written only when it is on record: a file that was refused would pass for the report.
    return { ...outcome, files: writeForms(files) };
  });
  context.output().result(recorded, () => `${filesText(recorded.files)}\n${outcomeText(recorded)}`);
}

function addDraft(audits: Command, context: CliContext): void {
  withRecordFlags(
    withFileFlags(
      audits
        .command('draft')
        .description(
          '出具征求意见稿并将其摘要入账 / draw the draft for comment and record its digest',
        )
        .argument('<audit>', '审计编号 / id of the audit')
        .requiredOption('--to <person...>', '送交何人 / to whom it is sent'),
    ),
  ).action(
    (auditId: string, options: RecordOptions & FileFlags & { readonly to: readonly string[] }) =>
      recordReport(context, auditId, options, {
        name: `${encodeURIComponent(auditId)}-draft-${options.audience}`,
        fact(document, [file, ...more]) {
          if (!file || more.length > 0)
            throw invalid(
              'cli.one_form',
              '征求意见稿只出一种格式：--format 只写一次',
              'A draft has one form: give --format once',
              '--format',
            );
          const position = Number(document.provenance.position);
          const draftId = `draft-${position}`;
          return {
            name: 'audits.IssueDraft',
            data: { auditId, draftId, position, sha256: file.sha256, to: options.to },
            key: `${auditId}:${draftId}`,
          };
        },
      }),
  );
}

function addIssue(audits: Command, context: CliContext): void {
  withRecordFlags(
    withFileFlags(
      audits
        .command('issue')
        .description(
          '编文号、出具报告并将其各文件的摘要入账 / number the report, issue it and record the digest of its files',
        )
        .argument('<audit>', '审计编号 / id of the audit')
        .requiredOption('--number <number>', '报告文号 / number of the report')
        .option('--conclusion <text>', '结论 / conclusion'),
    ),
  ).action(
    (
      auditId: string,
      options: RecordOptions &
        FileFlags & { readonly number: string; readonly conclusion?: string },
    ) => {
      const { number, conclusion, audience } = options;
      return recordReport(context, auditId, options, {
        name: `${encodeURIComponent(auditId)}-${audience}`,
        before: {
          name: 'audits.NumberReport',
          data: { auditId, number },
          key: `${auditId}:${number}`,
        },
        fact: ({ provenance: { position } }, files) => ({
          name: 'audits.IssueReport',
          data: {
            auditId,
            reportId: `${audience}-${String(position)}`,
            number,
            version: audience,
            position: Number(position),
            files: files.map(({ format, sha256 }) => ({ format, sha256 })),
            ...(conclusion === undefined ? {} : { conclusion }),
          },
          key: `${auditId}:${audience}:${number}`,
        }),
      });
    },
  );
}

interface Failed {
  readonly personId: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

function addBatch(audits: Command, context: CliContext): void {
  withFileFlags(
    audits
      .command('batch')
      .description(
        '为每个已离任者出一份离任审计 / one departure audit for everybody with an ended term',
      ),
  ).action(async (flags: FileFlags) => {
    const output = context.output();
    makeFolder(flags.output);
    const ledger = await openLedger(context.config(), { mode: 'read', views: 'inline' });
    const failed: Failed[] = [];
    let files = 0;
    let persons: readonly string[] = [];
    try {
      const head = await ledger.log.head();
      if (head !== undefined) await ledger.views.waitFor(head, HEAD_MILLISECONDS);
      persons = ledger.views.read(personsWhoLeft);
      const bar = output.progress('audits', persons.length);
      for (const [at, personId] of persons.entries()) {
        try {
          const document = await drawAudit(ledger, personId, flags.audience);
          files += writeForms(
            await renderForms(document, flags, encodeURIComponent(personId)),
          ).length;
        } catch (error) {
          // One report that cannot be drawn (a name with a character that the fonts lack) does not stop the others.
          if (!isLedgerError(error) || error.code.startsWith('storage.')) throw error;
          failed.push({ personId, code: error.code, ...error.text });
        }
        bar.update(at + 1);
      }
      bar.stop();
    } finally {
      await ledger.close();
    }
    output.result({ persons: persons.length, files, failed }, () =>
      [
        `✓ ${persons.length - failed.length} / ${persons.length} 人 people，${files} 个文件 files → ${flags.output}`,
        ...failed.map(({ personId, code, zh, en }) => `✗ ${personId}  ${code}  ${zh} / ${en}`),
      ].join('\n'),
    );
    if (failed.length > 0) process.exitCode = EXIT.failed;
  });
}

export function addAuditReportCommands(audits: Command, context: CliContext): void {
  addDraft(audits, context);
  addIssue(audits, context);
  addBatch(audits, context);
}
