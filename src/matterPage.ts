// Everything about one matter on one page: its flow step by step, votes and positions, payments, documents, corrections,
// violations, acts held back. It puts together what views and rules say, and adds nothing.
import { decision, type DecisionHistory } from '../projections/decisions/decisions.queries.js';
import { createCaseReader, type ReadSnapshot } from '../projections/violations/caseReader.js';
import { documentsOf, type CitedDocument } from '../projections/violations/documents.js';
import {
  blockedActs,
  packHistory,
  type BlockedAct,
} from '../projections/violations/rulebook.queries.js';
import {
  openViolation,
  violationsOfCases,
  type ViolationDetail,
} from '../projections/violations/violations.queries.js';
import type { EventSource } from '../projections/projection.js';
import type { ViewSnapshot } from '../projections/reader.js';
import type { LedgerEvent } from './events/index.js';
import { missing } from './kernel/errors.js';
import type { Position } from './kernel/position.js';
import { parseLocalDate } from './kernel/time.js';
import type { PackHistory } from './rules/adoption.js';
import { flowStanding, type FlowStanding } from './rules/flowStanding.js';
import { RULES } from './rules/index.js';
import { examine, type Unjudged } from './rules/judge.js';
import { createRulePacks, packName, type RulePacks } from './rules/pack.js';
import { localDate } from './rules/time.js';

/** What the views say of a matter at one position. */
export interface MatterRecord {
  readonly position: Position;
  readonly history: DecisionHistory;
  readonly violations: readonly ViolationDetail[];
  readonly blocked: readonly BlockedAct[];
  readonly packs: PackHistory;
}

export interface MatterPage {
  readonly standing: {
    /** Everything on the page is as of this position. */
    readonly position: Position;
    /** The ledger's own time there: what is still owed is overdue after its local day. */
    readonly at: string | null;
    readonly packSet: string;
    readonly rulePacks: readonly string[];
  };
  readonly summary: DecisionHistory['summary'];
  /** `null`: the power has no flow in the ledger. */
  readonly flow: FlowStanding | null;
  readonly meetings: DecisionHistory['meetings'];
  readonly ballots: DecisionHistory['ballots'];
  readonly rulings: DecisionHistory['rulings'];
  readonly publications: DecisionHistory['publications'];
  readonly payments: DecisionHistory['payments'];
  readonly documents: readonly CitedDocument[];
  readonly corrections: DecisionHistory['corrections'];
  readonly violations: readonly ViolationDetail[];
  /** Occasions that could be neither kept nor broken, and why. */
  readonly unjudged: readonly Unjudged[];
  readonly blocked: readonly BlockedAct[];
  readonly timeline: DecisionHistory['timeline'];
}

const caseOf = (matterId: string): string => `matter-${matterId}`;

/**
 * Reads the views.
 * @param fallback packs that judge while the log has adopted none
 * @throws LedgerError `matter.unknown`
 */
export function readMatter(
  snapshot: ViewSnapshot,
  matterId: string,
  fallback: RulePacks = createRulePacks([], RULES),
): MatterRecord {
  const history = decision(snapshot, matterId);
  if (!history) throw missing('matter.unknown', '没有此事项', 'There is no such matter', matterId);
  const violations = violationsOfCases(snapshot, [caseOf(matterId)]);
  const record = {
    history,
    violations: violations.map((violation) => openViolation(violation, RULES)),
    blocked: blockedActs(snapshot, { matterId }),
    packs: packHistory(snapshot, RULES, fallback),
  };
  const { position } = snapshot;
  if (position === undefined)
    throw missing('matter.unknown', '没有此事项', 'There is no such matter', matterId);
  return { position, ...record };
}

/** The packs in force where and when a matter was opened. */
function packsAtOpening(packs: PackHistory, opening: LedgerEvent | undefined): readonly string[] {
  if (!opening) return [];
  const set = packs.packsFor(opening.position);
  const { members } = set.inForceOn(localDate(opening.time), opening.orgunit);
  return members.map(({ pack }) => packName(pack));
}

/** Completes the page from the events themselves, all of them at or before the position of the record. */
export async function completeMatter(
  { position, history, violations, blocked, packs }: MatterRecord,
  read: ReadSnapshot,
  source: EventSource,
): Promise<MatterPage> {
  const reader = createCaseReader(read, source, position);
  const id = caseOf(history.summary.matterId);
  const theCase = (await reader.open(id)) ?? { id, events: [] };
  const [latest = theCase.events.at(-1)] = await source.at([position]);
  const today = latest ? localDate(latest.recordedtime) : parseLocalDate(history.summary.openedOn);
  const { examination, flow } = await reader.withContext((context) => {
    const examined = examine(theCase, context, RULES, packs);
    return { examination: examined, flow: flowStanding(theCase, context, examined, packs, today) };
  });
  const { summary, meetings, ballots, rulings, publications, payments, corrections, timeline } =
    history;
  return {
    standing: {
      position,
      at: latest?.recordedtime ?? null,
      packSet: packs.current.digest,
      rulePacks: packsAtOpening(packs, theCase.events[0]),
    },
    summary,
    flow: flow ?? null,
    meetings,
    ballots,
    rulings,
    publications,
    payments,
    documents: theCase.events.flatMap(documentsOf),
    corrections,
    violations,
    unjudged: examination.unjudged,
    blocked,
    timeline,
  };
}
