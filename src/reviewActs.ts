// Puts an act that is still to be done into its case, as the views have filed it up to the head, and lets the rules look.
// It must never answer from views that lag behind the log or have stopped: then the caller has to come again.
import { createCaseReader } from '../projections/violations/caseReader.js';
import { packHistory } from '../projections/violations/rulebook.queries.js';
import type { EventSource } from '../projections/projection.js';
import type { Views } from '../projections/service.js';
import type { IntendedAct, Review, ReviewActs } from './commands/intent.js';
import { decodeEvent } from './events/codec.js';
import { catalogue, isLedgerEvent, type LedgerEvent } from './events/index.js';
import type { Clock } from './kernel/clock.js';
import { unavailable } from './kernel/errors.js';
import { positionOf } from './kernel/position.js';
import type { EventLog } from './log/eventLog.js';
import { findingsOn } from './rulebook/review.js';
import { RULES } from './rules/index.js';
import type { RulePacks } from './rules/pack.js';

/** Single events of a log, decoded. */
export const eventSource = (log: EventLog): EventSource => ({
  async at(positions) {
    const events: LedgerEvent[] = [];
    for (const record of await log.readEach(positions)) {
      const event = decodeEvent(record, catalogue);
      if (isLedgerEvent(event)) events.push(event);
    }
    return events;
  },
});

/** Later than everything that is recorded: where an act stands that is not recorded yet. */
const TO_COME = positionOf(Number.MAX_SAFE_INTEGER);

const asEvent = (
  { name, data, stream, revision, attributes }: IntendedAct,
  origin: string,
  now: number,
): LedgerEvent =>
  ({
    ...attributes,
    specversion: '1.0',
    id: `to-come-${revision}`,
    source: origin,
    type: catalogue.typeOf(name),
    subject: stream,
    recordedtime: new Date(now).toISOString(),
    datacontenttype: 'application/json',
    name,
    data,
    position: TO_COME,
    revision,
  }) as unknown as LedgerEvent;

/** @throws LedgerError `view.halted` when the judgements do not know the whole log */
function requireJudgements(views: Views): void {
  const halted = views
    .status()
    .find(({ name, state }) => name === 'violations' && state === 'halted');
  if (halted)
    throw unavailable(
      'view.halted',
      '违规视图已停止，无法评判将要办理的行为：请先排除故障',
      'The view of violations has stopped, so acts to come cannot be judged; mend it first',
      halted.name,
    );
}

export interface ReviewOptions {
  readonly log: EventLog;
  readonly views: Views;
  /** Judge while the log has adopted none. */
  readonly packs: () => RulePacks;
  readonly clock: Clock;
  readonly waitMilliseconds: number;
}

/** Looks at acts as of the head of the log. */
export function createReviewActs({
  log,
  views,
  packs,
  clock,
  waitMilliseconds,
}: ReviewOptions): ReviewActs {
  const source = eventSource(log);
  return async (acts): Promise<Review> => {
    const head = await log.head();
    requireJudgements(views);
    if (head !== undefined) await views.waitFor(head, waitMilliseconds);
    const history = views.read((snapshot) => packHistory(snapshot, RULES, packs()));
    const review = { judgedAt: head, packSet: history.current.digest };
    if (head === undefined) return { ...review, findings: [] };
    const reader = createCaseReader((query) => views.read(query), source, head);
    const findings = [];
    for (const intended of acts) {
      const act = asEvent(intended, log.origin, clock());
      const theCase = await reader.caseOf(act);
      findings.push(
        ...(await reader.withContext(
          (context) => findingsOn(theCase, act, context, RULES, history),
          act,
        )),
      );
    }
    return { ...review, findings };
  };
}
