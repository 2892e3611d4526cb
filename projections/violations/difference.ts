// How two judgements of one ledger differ: which violations came, went or are stated otherwise, and where rules applied
// more or less often. Pure reading; it must never say which of the two is right.
import type { Severity } from '../../src/rules/rule.js';
import type { ViewSnapshot } from '../reader.js';

/** A violation as far as a comparison needs it. */
export interface JudgedAs {
  /** As in `violationById`. */
  readonly id: string;
  readonly rule: string;
  readonly orgunit: string;
  readonly businessDate: string;
  readonly person: string | null;
  readonly severity: Severity;
  readonly found: string;
  readonly expected: string;
  readonly amount: string | null;
}

export interface MovedViolation {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly id: string;
  readonly rule: string;
  readonly orgunit: string;
  readonly businessDate: string;
  readonly before: JudgedAs | null;
  readonly after: JudgedAs | null;
}

/** How often a rule applied in a unit, kept or broken. */
export interface MovedOccasions {
  readonly rule: string;
  readonly orgunit: string;
  readonly before: number;
  readonly after: number;
}

export interface Difference {
  /** In the order of rule, unit, day and id. */
  readonly violations: readonly MovedViolation[];
  readonly occasions: readonly MovedOccasions[];
}

const judgements = (snapshot: ViewSnapshot): ReadonlyMap<string, JudgedAs> =>
  new Map(
    snapshot
      .all<JudgedAs>(
        `SELECT rule || '~' || act_event || '~' || ordinal AS id, rule, orgunit, business_date AS businessDate, person,
           severity, found_zh AS found, expected_zh AS expected, amount
         FROM {violations.violation}`,
      )
      .map((row) => [row.id, { ...row }]),
  );

function occasions(snapshot: ViewSnapshot): ReadonlyMap<string, number> {
  const rows = snapshot.all<{ rule: string; orgunit: string; n: number }>(
    `SELECT rule, orgunit, sum(kept + serious + medium + minor) AS n FROM {violations.tally} GROUP BY rule, orgunit`,
  );
  return new Map(rows.map(({ rule, orgunit, n }) => [`${rule} ${orgunit}`, n]));
}

const sameJudgement = (a: JudgedAs, b: JudgedAs): boolean =>
  a.severity === b.severity &&
  a.person === b.person &&
  a.found === b.found &&
  a.expected === b.expected &&
  a.amount === b.amount;

function moved(
  kind: MovedViolation['kind'],
  before: JudgedAs | null,
  after: JudgedAs | null,
): readonly MovedViolation[] {
  const one = after ?? before;
  if (!one) return [];
  const { id, rule, orgunit, businessDate } = one;
  return [{ kind, id, rule, orgunit, businessDate, before, after }];
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const inOrder = (a: MovedViolation, b: MovedViolation): number =>
  compareTexts(a.rule, b.rule) ||
  compareTexts(a.orgunit, b.orgunit) ||
  compareTexts(a.businessDate, b.businessDate) ||
  compareTexts(a.id, b.id);

function movedViolations(
  before: ReadonlyMap<string, JudgedAs>,
  after: ReadonlyMap<string, JudgedAs>,
): readonly MovedViolation[] {
  const gone = [...before.values()].flatMap((old) => {
    const now = after.get(old.id);
    if (!now) return moved('removed', old, null);
    return sameJudgement(old, now) ? [] : moved('changed', old, now);
  });
  const come = [...after.values()].flatMap((now) =>
    before.has(now.id) ? [] : moved('added', null, now),
  );
  return [...gone, ...come].sort(inOrder);
}

function movedOccasions(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly MovedOccasions[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const [rule = '', orgunit = ''] = key.split(' ');
    const counts = { before: before.get(key) ?? 0, after: after.get(key) ?? 0 };
    return counts.before === counts.after ? [] : [{ rule, orgunit, ...counts }];
  });
}

/** Compares two snapshots of the view `violations` that stand at one position. */
export const differenceOf = (before: ViewSnapshot, after: ViewSnapshot): Difference => ({
  violations: movedViolations(judgements(before), judgements(after)),
  occasions: movedOccasions(occasions(before), occasions(after)),
});
