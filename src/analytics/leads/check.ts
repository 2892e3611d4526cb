// What a check is: one small pure function over one subject, with its parameters and its known false positives.
// A check finds leads (疑点). It must never state guilt: a lead is a question that somebody has to answer.
import type { z } from 'zod';
import type { EventName } from '../../events/index.js';
import type { Bilingual } from '../../kernel/errors.js';
import type { LocalDate } from '../../kernel/time.js';
import type { TierParameters } from '../../rules/payments.js';
import type { Severity } from '../../rules/rule.js';
import type { CaseKind, CaseState } from './subjects/cases.js';
import type { FactRef } from './subjects/facts.js';
import type { ProcurementBook } from './subjects/procurementBook.js';
import type { ListRoll, PayeeUnits, RollKind } from './subjects/rolls.js';
import type { UnitYear } from './subjects/unitYear.js';

/** Everything that a check may look at or ask for, by kind. */
export type Subjects = { readonly [K in CaseKind]: CaseState } & {
  readonly [K in Exclude<RollKind, 'unitYear' | 'procurement'>]: ListRoll;
} & {
  readonly unitYear: UnitYear;
  readonly procurement: ProcurementBook;
  readonly payee: PayeeUnits;
};
export type SubjectKind = keyof Subjects;

/** The groups of domain.md 5.5. */
export const CHECK_GROUPS = [
  'decisionMoney',
  'splitting',
  'vouchers',
  'timing',
  'amounts',
  'parties',
  'procurement',
  'contractsAssets',
  'funds',
  'publicity',
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

export const GROUP_NAMES: Readonly<Record<CheckGroup, Bilingual>> = {
  decisionMoney: { zh: '决策与资金先后', en: 'decision and money' },
  splitting: { zh: '化整为零', en: 'splitting' },
  vouchers: { zh: '凭证', en: 'vouchers' },
  timing: { zh: '时间', en: 'timing' },
  amounts: { zh: '金额', en: 'amounts' },
  parties: { zh: '当事人', en: 'parties' },
  procurement: { zh: '采购', en: 'procurement' },
  contractsAssets: { zh: '合同与资产', en: 'contracts and assets' },
  funds: { zh: '资金', en: 'funds' },
  publicity: { zh: '公开与投诉', en: 'publicity and complaints' },
};

export type Figure = string | number;

/** What a check found. */
export interface Finding {
  /** Tells it from the other findings of its check on the same anchor. */
  readonly key: string;
  /** The event it hangs on: the same for as long as the facts it rests on only grow. */
  readonly anchor: FactRef;
  readonly unit: string;
  readonly person?: string | undefined;
  readonly power?: string | undefined;
  /** Fen at stake. */
  readonly amount?: bigint | undefined;
  readonly currency?: string | undefined;
  /** The first day on which it could be seen. */
  readonly on: LocalDate;
  /** The day on which what was missing arrived: the lead stands no longer from then on. */
  readonly until?: LocalDate | undefined;
  readonly severity?: Severity | undefined;
  /** The check's sentence with the figures of this case. */
  readonly statement: Bilingual;
  readonly figures: Readonly<Record<string, Figure>>;
  /** The events it rests on, in any order; at most {@link MAX_EVENTS} are kept. */
  readonly events: readonly FactRef[];
}

/** More cannot be taken up by LeadRaised. */
export const MAX_EVENTS = 500;

export interface Surroundings<P> {
  /** The parameters in force for a unit on a day. */
  readonly on: (unit: string, day: string) => P;
  /** Another subject as it stands; a view finds the leads anew whenever that subject changes. */
  readonly ask: <K extends SubjectKind>(kind: K, key: string) => Subjects[K] | undefined;
  /** The tier table in force for a unit on a day, and for a power where a pack sets its own; without one no tier is known. */
  readonly tiers: (unit: string, day: string, power?: string) => TierParameters;
}

export interface LeadCheck<P = unknown> {
  /** `A01` to `A60` (domain.md 5.5). */
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: Bilingual;
  /** What it looks for, in one sentence. */
  readonly statement: Bilingual;
  readonly severity: Severity;
  readonly parameters: z.ZodType<P>;
  /** The events it is computed from. */
  readonly inputs: readonly EventName[];
  /** What makes it speak though nothing is wrong. */
  readonly falsePositives: readonly Bilingual[];
  /** What it looks at, by kind of subject. */
  readonly subjects: {
    readonly [K in SubjectKind]?: (
      subject: Subjects[K],
      key: string,
      surroundings: Surroundings<P>,
    ) => Iterable<Finding>;
  };
}

/** Declares a check; exists so that the parameter type is inferred from the schema. */
export const defineCheck = <P>(check: LeadCheck<P>): LeadCheck => check as LeadCheck;
