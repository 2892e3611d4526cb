// The scheme of leads: which checks are on, how serious and with which parameters, by date and area; and how leads are
// scored. A scheme is data (YAML); this file checks it and answers for one unit and day. It must never fall back silently.
import { z } from 'zod';
import { LedgerError } from '../../kernel/errors.js';
import { parseLocalDate } from '../../kernel/time.js';
import type { Severity } from '../../rules/rule.js';
import type { LeadCheck } from './check.js';

const localDay = z.iso.date().transform((text) => parseLocalDate(text));

const checkEntry = z.strictObject({
  enabled: z.boolean().optional(),
  severity: z.enum(['S', 'M', 'L']).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  /** Where the values come from. */
  source: z.string().optional(),
});

export const scoringSchema = z.strictObject({
  /** Base score by severity. */
  base: z
    .strictObject({ S: z.number().gt(0), M: z.number().gt(0), L: z.number().gt(0) })
    .default({ S: 100, M: 60, L: 25 }),
  /** Types of lead of which less than this share was confirmed are demoted ... */
  demoteBelow: z.number().min(0).max(1).default(0.1),
  /** ... once so many were decided ... */
  minimumDecided: z.int().min(1).default(10),
  /** ... by this factor. */
  demotion: z.number().gt(0).max(1).default(0.25),
  /** The short list has at most this share of the transactions. */
  shortShare: z.number().gt(0).max(1).default(0.05),
  /** Days that a unit has to explain a lead that was assigned to it. */
  explainDays: z.int().min(1).default(10),
});
export type Scoring = z.output<typeof scoringSchema>;

export const schemeSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]+$/),
  version: z.string().regex(/^[a-z0-9.-]+$/i),
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  scoring: scoringSchema.default(scoringSchema.parse({})),
  entries: z
    .array(
      z.strictObject({
        /** Division code prefix of the area; empty for everywhere. */
        area: z.string().regex(/^\d{0,12}$/),
        validFrom: localDay.optional(),
        /** Exclusive. */
        validTo: localDay.optional(),
        source: z.string().optional(),
        checks: z.record(z.string().regex(/^A\d{2}$/), checkEntry),
      }),
    )
    .default([]),
});
export type LeadSchemeDocument = z.output<typeof schemeSchema>;
type CheckEntry = z.output<typeof checkEntry>;

export interface CheckSettings {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly parameters: unknown;
}

export interface LeadScheme {
  readonly document: LeadSchemeDocument;
  readonly checks: readonly LeadCheck[];
  readonly scoring: Scoring;
  /** What holds for a check in a unit on a day: the general before the near, the earlier entry before the later. */
  settings(check: LeadCheck, unit: string, day: string): CheckSettings;
}

function problem(path: readonly PropertyKey[], zh: string, en: string): LedgerError {
  const where = path.map(String);
  return new LedgerError(
    'invalid',
    'leads.scheme',
    {
      zh: `疑点方案有误：「${where.join('.')}」${zh}`,
      en: `The scheme of leads is not valid: "${where.join('.')}" ${en}`,
    },
    where.join('/'),
    { path: where },
  );
}

const settingsFrom = (check: LeadCheck, entries: readonly CheckEntry[]): CheckSettings => ({
  enabled: entries.findLast(({ enabled }) => enabled !== undefined)?.enabled ?? true,
  severity: entries.findLast(({ severity }) => severity !== undefined)?.severity ?? check.severity,
  parameters: check.parameters.parse(
    Object.assign({}, ...entries.map(({ parameters }) => parameters ?? {})),
  ),
});

function checkEntries(document: LeadSchemeDocument, checks: readonly LeadCheck[]): void {
  for (const [index, { checks: own }] of document.entries.entries())
    for (const [id, { parameters }] of Object.entries(own)) {
      const path = ['entries', index, 'checks', id];
      const check = checks.find((each) => each.id === id);
      if (!check) throw problem(path, '没有此疑点类型', 'there is no such check');
      const issue = check.parameters.safeParse(parameters ?? {}).error?.issues[0];
      if (!issue) continue;
      const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      throw problem(
        [...path, 'parameters', ...issue.path, ...keys],
        issue.message.split(' / ')[0] ?? '',
        issue.message.split(' / ').at(-1) ?? '',
      );
    }
}

/**
 * Checks a scheme against the checks.
 * @throws LedgerError `leads.scheme` naming the key; a threshold of zero is one such fault
 */
export function createLeadScheme(content: unknown, checks: readonly LeadCheck[]): LeadScheme {
  const parsed = schemeSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw problem(issue?.path ?? [], issue?.message ?? '', issue?.message ?? '');
  }
  const document = parsed.data;
  checkEntries(document, checks);
  const general = [...document.entries].sort((a, b) => a.area.length - b.area.length);
  const known = new Map<string, CheckSettings>();
  return {
    document,
    checks,
    scoring: document.scoring,
    settings(check, unit, day) {
      let key = check.id;
      for (const [index, { area, validFrom, validTo, checks: own }] of general.entries())
        if (
          own[check.id] !== undefined &&
          unit.startsWith(area) &&
          (validFrom === undefined || validFrom <= day) &&
          (validTo === undefined || day < validTo)
        )
          key += ` ${index}`;
      let settings = known.get(key);
      if (!settings) {
        const chosen = key.split(' ').slice(1);
        const entries = chosen.flatMap((index) => general[Number(index)]?.checks[check.id] ?? []);
        known.set(key, (settings = settingsFrom(check, entries)));
      }
      return settings;
    },
  };
}

/** The checks with their own parameters everywhere. */
export const plainScheme = (checks: readonly LeadCheck[]): LeadScheme =>
  createLeadScheme({ id: 'plain', version: '1', title: { zh: '缺省', en: 'defaults' } }, checks);
