// From an answer of the views to a finished report: the views' snapshot first, then what the log says of that position.
// Whatever asks (command line, HTTP) goes this way, so that the same question gives the same bytes everywhere.
import { namesOf } from '../../projections/offices/names.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { isDemoOrigin } from '../demo.js';
import type { Position } from '../kernel/position.js';
import type { EventLog } from '../log/eventLog.js';
import { treeAddress } from '../proof/verifyAddress.js';
import { packsOf } from '../rules/adoption.js';
import { RULES } from '../rules/index.js';
import { readAdopted } from '../rulebook/adoptPacks.js';
import type { RulePack } from '../rules/pack.js';
import type { Marking, Question, ReportDocument } from './document.js';
import type { Frame } from './documents/frame.js';
import { eventsToLookUp, finish, type FinishedDocument } from './finish.js';
import { mask } from './mask.js';
import { evidenceOf, standingAt } from './standing.js';

/** A report that still lacks what the ledger says of itself. */
export interface ReportPlan {
  /** Persons whose names it shows. */
  readonly persons: readonly string[];
  /** Days of business time that it is about, where it has bounds; rule packs outside them are not named. */
  readonly period?: { readonly from: string | null; readonly to: string | null } | undefined;
  readonly build: (frame: Frame) => ReportDocument;
}

/** What must be read while the snapshot lasts. */
export interface Seen {
  readonly position: Position | undefined;
  readonly halted: readonly string[];
  readonly names: ReadonlyMap<string, string>;
}

/** @param shown false: names are not for this reader, who sees ids as the data have them */
export function seenIn(snapshot: ViewSnapshot, plan: ReportPlan, shown = true): Seen {
  const names = namesOf(snapshot, shown ? plan.persons : []);
  return { position: snapshot.position, halted: snapshot.halted.map(({ name }) => name), names };
}

export interface Office {
  readonly log: EventLog;
  /** The packs that judge what is recorded now, for a ledger that has adopted none. */
  readonly packs: { readonly current: { readonly packs: readonly RulePack[] } };
  readonly config: { readonly origin: string; readonly publicUrl?: string | undefined };
  readonly program: string;
}

export interface Asked {
  readonly question: Question | null;
  readonly audience: Marking['audience'];
  /** The public version of an internal report, rather than a report on public records. */
  readonly masked?: boolean;
}

/** The packs that the ledger had adopted at a position: what is adopted later changes no report drawn from it. */
async function packsAt(
  log: EventLog,
  position: Position | undefined,
  current: Office['packs']['current'],
): Promise<readonly RulePack[]> {
  const adopted = position === undefined ? [] : await readAdopted(log, position);
  return adopted.length > 0 ? packsOf(adopted, RULES).packs : current.packs;
}

/** Packs in force on some day of a period, by name. */
function inForceIn(packs: readonly RulePack[], { period }: ReportPlan): readonly string[] {
  const { from, to } = period ?? { from: null, to: null };
  return packs
    .filter(
      ({ validFrom, validTo }) =>
        (to === null || validFrom <= to) &&
        (from === null || validTo === undefined || from < validTo),
    )
    .map(({ id, version }) => `${id}@${version}`)
    .sort();
}

export async function drawUp(
  plan: ReportPlan,
  { position, halted, names }: Seen,
  { log, packs, config, program }: Office,
  { question, audience, masked = false }: Asked,
): Promise<FinishedDocument> {
  const standing = await standingAt(log, position);
  const full = plan.build({
    marking: { audience, draft: false, invented: isDemoOrigin(log.origin) },
    provenance: {
      ledger: log.origin,
      ...standing,
      clock: 'business',
      rulePacks: inForceIn(await packsAt(log, position, packs.current), plan),
      halted,
    },
    question,
    names,
  });
  const document = masked ? mask(full) : full;
  const evidence = await evidenceOf(log, eventsToLookUp(document));
  const publicUrl = publicAddress(config);
  const { tree } = standing;
  const verifyUrl = publicUrl === null || tree === null ? null : treeAddress(publicUrl, tree);
  return finish(document, { publicUrl, verifyUrl, program, evidence });
}

/** Where the service is reached from outside: as set, else the ledger's own origin where that is an address. */
function publicAddress({ origin, publicUrl }: Office['config']): string | null {
  const address = publicUrl ?? (/^https?:/.test(origin) ? origin : undefined);
  return address?.replace(/\/+$/, '') ?? null;
}
