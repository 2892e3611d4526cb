// What the unit is (单位概况): households and people as counted, accounts, and the powers of the posts held.
import { postOn } from '../../offices/offices.queries.js';
import { powerEvents } from '../../powers/powers.queries.js';
import type { ViewSnapshot } from '../../reader.js';
import { factsNamed, thingsOf } from '../../unit-books/unitBooks.queries.js';
import type { AuditedTerm } from '../terms.js';
import type { Span } from '../stays.js';

export interface Headcount {
  readonly on: string;
  readonly households: number;
  readonly population: number | null;
  readonly eventId: string;
}

export interface UnitAccount {
  readonly accountId: string;
  readonly holderKind: string;
  readonly holder: string;
  readonly purpose: string | null;
  readonly bank: string | null;
  readonly openedOn: string;
  readonly eventId: string;
}

export interface UnitFacts {
  /** The last count before the term, or the first one in it; then the last one. */
  readonly headcounts: readonly Headcount[];
  readonly accounts: readonly UnitAccount[];
}

export function unitFactsOf(
  snapshot: ViewSnapshot,
  units: readonly string[],
  { from, closing }: Span,
): UnitFacts {
  const rows = snapshot.all<{
    counted_on: string;
    households: number;
    population: number | null;
    event_id: string;
  }>(
    `SELECT counted_on, households, population, event_id FROM {offices.households}
     WHERE unit_id IN (SELECT value FROM json_each(?)) AND counted_on <= ? ORDER BY counted_on, position`,
    [JSON.stringify(units), closing],
  );
  const counts = rows.map((row): Headcount => ({
    on: row.counted_on,
    households: row.households,
    population: row.population,
    eventId: row.event_id,
  }));
  const first = counts.findLast(({ on }) => on <= from) ?? counts[0];
  const last = counts.at(-1);
  return {
    headcounts: [...new Set([first, last])].flatMap((one) => one ?? []),
    accounts: thingsOf(snapshot, 'account', units)
      .flatMap((thing) => factsNamed(thing, 'funds.AccountOpened').slice(0, 1))
      .filter(({ on }) => on <= closing)
      .map(({ data, on, eventId }) => ({
        accountId: data.accountId,
        holderKind: data.holderKind,
        holder: data.holder,
        purpose: data.purpose ?? null,
        bank: data.bank ?? null,
        openedOn: on,
        eventId,
      })),
  };
}

/** A power item that a post held on the last day of the term. */
export interface HeldPower {
  readonly code: string;
  /** `null`: no version of it is published. */
  readonly name: string | null;
  readonly version: string | null;
  readonly postId: string;
  readonly postTitle: string | null;
  readonly eventIds: readonly string[];
}

/** The powers of the posts, in the version in force on the last day of each term, or on `today` while it lasts. */
export function powersOf(
  snapshot: ViewSnapshot,
  terms: readonly AuditedTerm[],
  today: string,
): readonly HeldPower[] {
  const held = new Map<string, HeldPower>();
  for (const { postId, postTitle, endedOn } of terms) {
    const day = endedOn ?? today;
    const post = postOn(snapshot, postId, day);
    for (const code of post?.powerCodes ?? []) {
      const version = powerEvents(snapshot, code).findLast(
        (event) => event.name === 'powers.PowerItemPublished' && event.data.effectiveFrom <= day,
      );
      const published = version?.name === 'powers.PowerItemPublished' ? version : undefined;
      held.set(`${postId} ${code}`, {
        code,
        name: published?.data.name ?? null,
        version: published?.data.version ?? null,
        postId,
        postTitle,
        eventIds: [
          ...(published ? [published.eventId] : []),
          ...(post?.events.map(({ eventId }) => eventId) ?? []),
        ],
      });
    }
  }
  return [...held.values()];
}
