// The files of an audit's report: flags that say which, and how they are drawn, rendered and written.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { departureAudit } from '../../projections/departure-audit/departureAudit.queries.js';
import type { Ledger } from '../composition.js';
import { auditQuery } from '../http/endpoints/audits.js';
import { API, canonicalQuery } from '../http/query.js';
import { invalid, unavailable } from '../kernel/errors.js';
import { programVersion } from '../projectRoot.js';
import type { Marking } from '../reports/document.js';
import { drawUp, seenIn } from '../reports/drawUp.js';
import type { FinishedDocument } from '../reports/finish.js';
import { auditPlan } from '../reports/plans.js';
import { reportFile } from '../reports/reportFile.js';
import { FORMS } from '../reports/renderer.js';
import { render } from '../reports/renderers.js';
import { RULES } from '../rules/index.js';
import { writeFileOrSay } from './reportOutput.js';

/** Forms that an issued report may have (`audits.ReportIssued`). */
const ISSUED = ['pdf', 'html', 'docx', 'xlsx', 'json'] as const;
type IssuedFormat = (typeof ISSUED)[number];

export interface FileFlags {
  readonly output: string;
  readonly format?: readonly IssuedFormat[];
  readonly audience: Marking['audience'];
}

const collect = (value: string, before: readonly IssuedFormat[] | undefined) => {
  const found = ISSUED.find((one) => one === value);
  if (found === undefined)
    throw invalid(
      'cli.format',
      `没有格式「${value}」：可用 ${ISSUED.join('、')}`,
      `There is no form "${value}"; use ${ISSUED.join(', ')}`,
      'format',
    );
  return [...(before ?? []), found];
};

export const withFileFlags = (command: Command): Command =>
  command
    .requiredOption('-o, --output <folder>', '写入此文件夹 / write into this folder')
    .option(
      '--format <format>',
      `${ISSUED.join(' | ')}，可重复，缺省 pdf / may be repeated`,
      collect,
    )
    .addOption(
      new Option('--audience <audience>', '内部版或公开版 / internal or public version')
        .choices(['internal', 'public'])
        .default('internal'),
    );

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw unavailable(
      'storage.not_writable',
      '无法建立文件夹：请检查路径与权限',
      'The folder cannot be made; check the path and its permissions',
      path,
      error,
    );
  }
}

/** The report of all terms of a person, at the head; the same bytes as `sunledger audit --as-of` that position. */
export async function drawAudit(
  ledger: Ledger,
  personId: string,
  audience: Marking['audience'],
): Promise<FinishedDocument> {
  const { plan, seen } = ledger.views.read((snapshot) => {
    const made = auditPlan(departureAudit(snapshot, RULES, personId));
    return { plan: made, seen: seenIn(snapshot, made) };
  });
  return drawUp(
    plan,
    seen,
    { ...ledger, program: `sunledger ${programVersion}` },
    {
      question: {
        path: `${API}/audits/${encodeURIComponent(personId)}`,
        query: canonicalQuery(auditQuery, {}, seen.position),
      },
      audience: 'internal',
      masked: audience === 'public',
    },
  );
}

export interface Rendered {
  readonly format: IssuedFormat;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export async function renderForms(
  document: FinishedDocument,
  { output, format = ['pdf'] }: FileFlags,
  name: string,
): Promise<readonly Rendered[]> {
  const rendered: Rendered[] = [];
  for (const one of new Set(format)) {
    const { bytes, sha256 } = await reportFile(document, one, undefined, render);
    const file = join(output, `${name}.${FORMS[one].extension}`);
    rendered.push({ format: one, file, sha256, bytes });
  }
  return rendered;
}

export function writeForms(rendered: readonly Rendered[]): readonly Written[] {
  for (const { file, bytes } of rendered) writeFileOrSay(file, bytes);
  return rendered.map(({ format, file, sha256 }) => ({ format, file, sha256 }));
}

type Written = Omit<Rendered, 'bytes'>;

export const filesText = (files: readonly Written[]): string =>
  files.map(({ file, sha256 }) => `✓ ${file}  SHA-256 ${sha256}`).join('\n');
