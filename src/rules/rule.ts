// What a rule is: one predicate over one case, with its clause, its dates and its parameters.
// A rule must never read anything but the case and the context it is given, nor decide guilt: it states facts.
import type { z } from 'zod';
import type { EventName, LedgerEvent } from '../events/index.js';
import type { Bilingual } from '../kernel/errors.js';
import type { LocalDate } from '../kernel/time.js';
import type { CaseIndex } from './case.js';
import type { RuleContext } from './context.js';

/** S serious, M medium, L minor (domain.md 2.9). */
export type Severity = 'S' | 'M' | 'L';

export interface Clause {
  readonly document: string;
  readonly clause: string;
}

/** One occasion on which a rule applied. A rule that yields none was not applicable to the case. */
export interface Activation {
  /** The act that is judged; its `time` decides which law and which parameters apply. */
  readonly act: LedgerEvent;
  /** The person and post answerable, where they differ from the act's own actor; `null` where nobody can be named. */
  readonly person?: string | null | undefined;
  readonly post?: string | undefined;
  /** Absent when the rule was kept. */
  readonly broken?: Breach | undefined;
  /**
   * Why this occasion can be neither kept nor broken, where something that the rule must know about the world is
   * missing (e.g. a holiday notice). It is reported apart and never counted; see `examine`.
   */
  readonly unjudged?: Bilingual | undefined;
}

/** Why an activation is a violation. */
export interface Breach {
  /** The missing or wrong fact. */
  readonly found: Bilingual;
  /** What would have been right. */
  readonly expected: Bilingual;
  /** Graded rules (e.g. days late) say how serious this one is; else the rule's severity holds. */
  readonly severity?: Severity | undefined;
  /** Other events that the finding rests on. */
  readonly evidence?: readonly LedgerEvent[] | undefined;
  /** Fen at stake, where there are any. */
  readonly amount?: string | undefined;
}

export interface Rule<P = unknown> {
  /** e.g. `PAY-02`. */
  readonly id: string;
  readonly title: Bilingual;
  /** The predicate in one sentence. */
  readonly statement: Bilingual;
  readonly severity: Severity;
  readonly basis: readonly Clause[];
  /** Acts on or after this day, and before `validTo` (exclusive), are judged. */
  readonly validFrom: LocalDate;
  readonly validTo?: LocalDate | undefined;
  /** The parameters with their defaults; a rule pack overrides them by date and area. */
  readonly parameters: z.ZodType<P>;
  /** A case without any of these events is not looked at. */
  readonly triggers: readonly EventName[] | 'any';
  /**
   * @param on the parameters in force for an act
   * @returns one activation per occasion, in log order
   */
  check(
    theCase: CaseIndex,
    context: RuleContext,
    on: (act: LedgerEvent) => P,
  ): Iterable<Activation>;
}

/** Declares a rule; exists so that the parameter type is inferred from the schema. */
export const defineRule = <P>(rule: Rule<P>): Rule => rule;

/** The family is the part before the dash: `PAY`. */
export const familyOf = (ruleId: string): string => ruleId.split('-')[0] ?? ruleId;
