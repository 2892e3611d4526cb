// What the engine says about a constraint and about one activation. Types and the rules for combining states only.

/**
 * The state of a constraint or an activation in a case that may still run (four-valued LTLf):
 * S satisfied for good, s satisfied so far, v violated so far (an open obligation), V violated for good.
 * In a closed case only S and V occur. Only V is a violation.
 */
export type TruthState = 'S' | 's' | 'v' | 'V';

export const STATE_NAMES: Readonly<
  Record<TruthState, { readonly zh: string; readonly en: string }>
> = {
  S: { zh: '已满足', en: 'permanently satisfied' },
  s: { zh: '目前满足', en: 'currently satisfied' },
  v: { zh: '待履行', en: 'currently violated: an open obligation' },
  V: { zh: '已违反', en: 'permanently violated' },
};

/**
 * How a case is judged. Closed: what is owed and missing is a violation. Running: `asOf` (epoch milliseconds, the
 * time of the last event when absent) is the time before which nothing more will happen, so windows that have run
 * out are violations.
 */
export type JudgingMode =
  { readonly closed: true } | { readonly closed: false; readonly asOf?: number | undefined };

/** Counts of one constraint (or one half of it) in one case. `pending` activations are neither kept nor violated. */
export interface Tally {
  readonly state: TruthState;
  readonly activations: number;
  readonly fulfilments: number;
  readonly violations: number;
  readonly pending: number;
}

/**
 * Why an activation is open or violated: no target at all; a target that is too early or too late; a target by the
 * wrong person or with wrong data; a target in the wrong place; a target or event that must not be there.
 */
export type Reason = 'missing' | 'window' | 'correlation' | 'order' | 'unexpected';

/** Joins the states of the parts of one constraint: violated if any part is, satisfied for good only if all are. */
export function joinStates(one: TruthState, other: TruthState): TruthState {
  if (one === 'V' || other === 'V') return 'V';
  if (one === 'v' || other === 'v') return 'v';
  return one === 'S' && other === 'S' ? 'S' : 's';
}

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    state: joinStates(one.state, other.state),
    activations: one.activations + other.activations,
    fulfilments: one.fulfilments + other.fulfilments,
    violations: one.violations + other.violations,
    pending: one.pending + other.pending,
  };
}
