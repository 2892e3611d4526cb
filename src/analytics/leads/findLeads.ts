// Runs the checks on one subject and makes leads of what they find: id, severity, parameters, events in order.
// Same subject, same surroundings: same leads. It must never add a judgement to what a check stated.
import { createHash } from 'node:crypto';
import type { Bilingual } from '../../kernel/errors.js';
import type { TierParameters } from '../../rules/payments.js';
import type { Severity } from '../../rules/rule.js';
import {
  MAX_EVENTS,
  type Figure,
  type Finding,
  type LeadCheck,
  type SubjectKind,
  type Subjects,
  type Surroundings,
} from './check.js';
import type { LeadScheme } from './scheme.js';
import type { FactRef } from './subjects/facts.js';

/** A lead (疑点) as it is computed. */
export interface FoundLead {
  /** Stable: `<check>~<key>~<event id of the anchor>`. */
  readonly id: string;
  readonly check: string;
  readonly anchor: FactRef;
  readonly unit: string;
  readonly person: string | undefined;
  readonly power: string | undefined;
  /** Fen. */
  readonly amount: string | undefined;
  readonly currency: string | undefined;
  readonly on: string;
  readonly until: string | undefined;
  readonly severity: Severity;
  readonly statement: Bilingual;
  readonly figures: Readonly<Record<string, Figure>>;
  /** The first {@link MAX_EVENTS}, in ledger order. */
  readonly events: readonly FactRef[];
  readonly eventCount: number;
  readonly parameters: unknown;
}

/** Where checks get what they ask for. */
export interface World {
  readonly ask: Surroundings<unknown>['ask'];
  readonly tiers: (unit: string, day: string, power?: string) => TierParameters;
}

/** What fits in an id as it is; anything else is told apart by a digest. */
const PLAIN_KEY = /^[\p{L}\p{N}._:-]{1,60}$/u;

function keyInId(key: string): string {
  if (key === '') return '-';
  if (PLAIN_KEY.test(key)) return key;
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function inOrder(events: readonly FactRef[]): readonly FactRef[] {
  const byPlace = new Map(events.map(({ p, id }) => [p, { p, id }]));
  return [...byPlace.values()].sort((a, b) => a.p - b.p);
}

function leadOf(
  check: LeadCheck,
  finding: Finding,
  settings: { readonly severity: Severity; readonly parameters: unknown },
): FoundLead {
  const { anchor, unit, person, power, amount, currency, on, until, statement, figures } = finding;
  const events = inOrder([anchor, ...finding.events]);
  return {
    id: `${check.id}~${keyInId(finding.key)}~${anchor.id}`,
    check: check.id,
    anchor: { p: anchor.p, id: anchor.id },
    unit,
    person,
    power,
    amount: amount?.toString(),
    currency: amount === undefined ? undefined : currency,
    on,
    until,
    severity: finding.severity ?? settings.severity,
    statement,
    figures,
    events: events.slice(0, MAX_EVENTS),
    eventCount: events.length,
    parameters: settings.parameters,
  };
}

type AnyFind = (
  subject: unknown,
  key: string,
  surroundings: Surroundings<unknown>,
) => Iterable<Finding>;

export interface LeadFinder {
  /** Kinds of subject that any check looks at. */
  readonly kinds: ReadonlySet<SubjectKind>;
  /** The leads of a subject, in the order of the checks. */
  find<K extends SubjectKind>(
    kind: K,
    key: string,
    subject: Subjects[K],
    world: World,
  ): readonly FoundLead[];
}

export function createLeadFinder(scheme: LeadScheme): LeadFinder {
  const byKind = new Map<SubjectKind, [check: LeadCheck, find: AnyFind][]>();
  for (const check of scheme.checks)
    for (const [kind, find] of Object.entries(check.subjects) as [SubjectKind, AnyFind][])
      byKind.set(kind, [...(byKind.get(kind) ?? []), [check, find]]);

  function* run(
    check: LeadCheck,
    find: AnyFind,
    subject: unknown,
    key: string,
    world: World,
  ): Iterable<FoundLead> {
    // The parameters that the check asked for last are those that it found by.
    let parameters: unknown;
    const on = (unit: string, day: string) =>
      (parameters = scheme.settings(check, unit, day).parameters);
    for (const finding of find(subject, key, { on, ask: world.ask, tiers: world.tiers })) {
      const settings = scheme.settings(check, finding.unit, finding.on);
      if (settings.enabled)
        yield leadOf(check, finding, {
          severity: settings.severity,
          parameters: parameters ?? settings.parameters,
        });
    }
  }

  return {
    kinds: new Set(byKind.keys()),
    find(kind, key, subject, world) {
      const leads: FoundLead[] = [];
      const ids = new Map<string, number>();
      for (const [check, find] of byKind.get(kind) ?? [])
        for (const lead of run(check, find, subject, key, world)) {
          const before = ids.get(lead.id) ?? 0;
          ids.set(lead.id, before + 1);
          leads.push(before === 0 ? lead : { ...lead, id: `${lead.id}.${before + 1}` });
        }
      return leads;
    },
  };
}
