// A case and its context as the view has filed them, read from outside: for a page of the matter, and to look at an act
// before it is done. Everything is read as of one position; it must never write.
import type { LedgerEvent } from '../../src/events/index.js';
import { positionOf, type Position } from '../../src/kernel/position.js';
import { namedCase, type Case } from '../../src/rules/case.js';
import { contextKeysOf, isLinkable, type RuleContext } from '../../src/rules/context.js';
import type { EventSource } from '../projection.js';
import type { ViewSnapshot } from '../reader.js';
import { sequenceOf } from '../sequence.js';
import { withLists } from './lazyContext.js';

/** Reads snapshots, one for each question. */
export type ReadSnapshot = <T>(query: (snapshot: ViewSnapshot) => T) => T;

export interface CaseReader {
  /** The case that an act belongs to, with its events; the act itself is not among them. */
  caseOf(act: LedgerEvent): Promise<Case>;
  /** A case by its id; `undefined` when there is none. */
  open(caseId: string): Promise<Case | undefined>;
  /** Does work that asks for context. @param act an act that is filed with the others, though it is not recorded */
  withContext<T>(work: (context: RuleContext) => T, act?: LedgerEvent): Promise<T>;
}

const toPositions = (rows: readonly { position: number }[]): readonly Position[] =>
  rows.map(({ position }) => positionOf(position));

/** @param until the position as of which everything is read; what was filed later is left out */
export function createCaseReader(
  read: ReadSnapshot,
  source: EventSource,
  until: Position,
): CaseReader {
  const last = sequenceOf(until);
  const lists = new Map<string, readonly LedgerEvent[]>();

  async function load(key: string): Promise<readonly LedgerEvent[]> {
    const rows = read((snapshot) =>
      snapshot.all<{ position: number }>(
        'SELECT position FROM {violations.context_event} WHERE key = ? AND position <= ? ORDER BY position',
        [key, last],
      ),
    );
    const events = await source.at(toPositions(rows));
    lists.set(key, events);
    return events;
  }

  async function open(caseId: string): Promise<Case | undefined> {
    const rows = read((snapshot) =>
      snapshot.all<{ position: number }>(
        `SELECT position FROM {violations.case_event} JOIN {violations.case_file} USING (case_number)
         WHERE case_id = ? AND position <= ? ORDER BY position`,
        [caseId, last],
      ),
    );
    return rows.length === 0
      ? undefined
      : { id: caseId, events: await source.at(toPositions(rows)) };
  }

  /** The keys under which an act will be filed: its own, and those that are linked to them. */
  function keysOf(act: LedgerEvent): ReadonlySet<string> {
    const own = contextKeysOf(act);
    const linked = own
      .filter(isLinkable)
      .flatMap((key) =>
        read((snapshot) =>
          snapshot.all<{ also: string }>(
            'SELECT also FROM {violations.context_link} WHERE key = ?',
            [key],
          ),
        ).map(({ also }) => also),
      );
    return new Set([...own, ...linked]);
  }

  return {
    open,
    async caseOf(act) {
      const filed = read((snapshot) =>
        snapshot.get<{ case_id: string }>(
          'SELECT case_id FROM {violations.stream_case} WHERE subject = ?',
          [act.subject],
        ),
      );
      const id = namedCase(act) ?? filed?.case_id ?? act.subject;
      return (await open(id)) ?? { id, events: [] };
    },
    withContext(work, act) {
      const own = act ? keysOf(act) : new Set<string>();
      const withAct = (key: string, events: readonly LedgerEvent[]) =>
        act && own.has(key) ? [...events, act] : events;
      const remembered = (key: string) => {
        const events = lists.get(key);
        return events && withAct(key, events);
      };
      return withLists(
        {
          remembered,
          held: remembered,
          async load(keys) {
            const loaded = new Map<string, readonly LedgerEvent[]>();
            for (const key of keys) loaded.set(key, withAct(key, await load(key)));
            return loaded;
          },
        },
        work,
      );
    },
  };
}
