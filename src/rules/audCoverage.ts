// AUD-08: how much of what should be looked at was looked at.
// A sample in words alone is no figure: coverage is judged by numbers that the audit recorded.
import { z } from 'zod';
import { AUDIT_SCOPES } from '../events/audits.js';
import type { Bilingual } from '../kernel/errors.js';
import { auditsOf, type Audit } from './auditFacts.js';
import { eventsOf, type EventOf } from './case.js';
import { RESPONSIBILITY_AUDIT } from './oversightSources.js';
import { defineRule } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';

type Sample = EventOf<'audits.SampleDrawn'>;
type Scope = (typeof AUDIT_SCOPES)[number];

const CHECKS = ['accounts', 'contracts', 'objects', 'procedure', 'effect'] as const;

const SCOPE_NAMES: Readonly<Record<Scope, Bilingual>> = {
  targets: { zh: '目标完成', en: 'targets' },
  finances: { zh: '财务收支', en: 'finances' },
  debts: { zh: '债权债务', en: 'debts' },
  grants: { zh: '拨付与捐赠', en: 'grants' },
  projects: { zh: '项目', en: 'projects' },
  assets: { zh: '资产资源', en: 'assets' },
  decisions: { zh: '决策程序', en: 'decisions' },
  integrity: { zh: '廉洁', en: 'integrity' },
  earlierFindings: { zh: '以往整改', en: 'earlier findings' },
  villagersQuestions: { zh: '群众关心问题', en: "villagers' questions" },
};

const CHECK_NAMES: Readonly<Record<(typeof CHECKS)[number], Bilingual>> = {
  accounts: { zh: '账目', en: 'accounts' },
  contracts: { zh: '合同', en: 'contracts' },
  objects: { zh: '实物', en: 'objects' },
  procedure: { zh: '程序', en: 'procedure' },
  effect: { zh: '效果', en: 'effect' },
};

/** Part and whole of several samples: by money where every one states it in one currency, else by items. */
function coverageOf(samples: readonly Sample[]): { readonly part: bigint; readonly whole: bigint } {
  const currencies = new Set(samples.map(({ data }) => data.currency));
  const inMoney =
    currencies.size === 1 &&
    samples.every(({ data }) => data.amount !== undefined && data.sampledAmount !== undefined);
  const sum = (numbers: readonly (string | number)[]) =>
    numbers.reduce<bigint>((total, number) => total + BigInt(number), 0n);
  return inMoney
    ? {
        part: sum(samples.map(({ data }) => data.sampledAmount ?? '0')),
        whole: sum(samples.map(({ data }) => data.amount ?? '0')),
      }
    : {
        part: sum(samples.map(({ data }) => data.sampledItems)),
        whole: sum(samples.map(({ data }) => data.items)),
      };
}

/** Why the samples of a scope are not enough; `undefined`: they are. */
function sampleFault(
  samples: readonly Sample[],
  scope: Scope,
  percent: number,
): Bilingual | undefined {
  const { zh, en } = SCOPE_NAMES[scope];
  if (samples.length === 0) return { zh: `${zh}：没有抽样记录`, en: `${en}: no sample on record` };
  const { part, whole } = coverageOf(samples);
  if (part * 100n >= whole * BigInt(percent)) return undefined;
  const share = (part * 100n) / whole;
  return { zh: `${zh}：抽查 ${share}%`, en: `${en}: ${share} % sampled` };
}

const checksMissing = ({ events }: Audit, wanted: readonly (typeof CHECKS)[number][]) => {
  const done = new Set(eventsOf(events, 'audits.FieldworkDone').flatMap(({ data }) => data.checks));
  return wanted.filter((check) => !done.has(check)).map((check) => CHECK_NAMES[check]);
};

/**
 * When the first report is issued, each commissioned scope that is sampled has samples on record that come to at least 20 %
 * (of the money where every sample states it, else of the items), and the fieldwork has covered the five checks:
 * accounts, contracts, objects, procedure, effect. Charged on the report: once a scope, once for the checks. Not
 * applicable before there is a report. Source: domain.md 2.9, 5.1 (五查); 20 %: ours, to be set by the county.
 */
export const aud08 = defineRule({
  id: 'AUD-08',
  title: { zh: '抽样覆盖', en: 'Coverage of the samples' },
  statement: {
    zh: '审计抽样达到规定比例，五查齐全',
    en: 'Samples reach the share that the parameters ask, and all five checks are made',
  },
  severity: 'L',
  basis: [
    { document: SUNSHINE_OPINION, clause: '督权：离任审计' },
    { document: RESPONSIBILITY_AUDIT, clause: '审计证据与评价' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: z.strictObject({
    scopes: z.array(z.enum(AUDIT_SCOPES)).default(['finances', 'projects', 'assets', 'decisions']),
    percent: z.int().min(0).max(100).default(20),
    checks: z.array(z.enum(CHECKS)).default([...CHECKS]),
  }),
  triggers: ['audits.ReportIssued'],
  *check(theCase, _context, on) {
    for (const audit of theCase.derive(auditsOf)) {
      const { report: act, commission, events } = audit;
      if (!act) continue;
      const { scopes, percent, checks } = on(act);
      for (const scope of scopes) {
        if (commission?.data.scope.includes(scope) !== true) continue;
        const samples = eventsOf(events, 'audits.SampleDrawn').filter(
          ({ data }) => data.scope === scope,
        );
        const found = sampleFault(samples, scope, percent);
        const expected = { zh: `抽查不少于 ${percent}%`, en: `at least ${percent} %` };
        yield { act, broken: found && { found, expected, evidence: samples } };
      }
      const missing = checksMissing(audit, checks);
      yield {
        act,
        broken:
          missing.length === 0
            ? undefined
            : {
                found: {
                  zh: `未查：${missing.map(({ zh }) => zh).join('、')}`,
                  en: `not checked: ${missing.map(({ en }) => en).join(', ')}`,
                },
                expected: { zh: '账目、合同、实物、程序、效果', en: 'all five checks' },
              },
      };
    }
  },
});
