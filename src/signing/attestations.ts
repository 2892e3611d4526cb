// What witnesses and time stamp authorities say of signed heads, in the file of the heads. Every row is durable before
// it is told. It must never change or drop one, nor judge them: whoever adds has verified, whoever reads verifies again.
import { readFileSync } from 'node:fs';
import type { Database } from '../sqlite/driver.js';

/** A cosignature of the tree of so many events. */
export interface StoredCosignature {
  readonly size: number;
  /** C2SP verifier key of the witness. */
  readonly vkey: string;
  /** Seconds since 1970, as the witness signed them. */
  readonly time: number;
  /** The line of the signed note, with its newline. */
  readonly line: string;
}

/** A request for a time stamp on the note of a signed head. */
export interface StampRequest {
  /** Hexadecimal; tells the response. */
  readonly nonce: string;
  /** Number of the head. */
  readonly head: number;
  /** Object identifier of the policy that was asked for. */
  readonly policy: string | undefined;
  /** RFC 3339. */
  readonly made: string;
}

/** A response that was accepted, with the request that it answers. */
export interface StoredTimestamp extends StampRequest {
  readonly number: number;
  /** TimeStampResp (RFC 3161), DER. */
  readonly response: Uint8Array;
  /** The certificates that it was accepted under, PEM. */
  readonly authority: string;
  /** RFC 3339. */
  readonly stored: string;
}

export interface Attestations {
  /** Adds all or none; what is there already stays. */
  addCosignatures(cosignatures: readonly StoredCosignature[]): void;
  /** The newest of each witness, by witness. */
  cosignatures(size: number): readonly StoredCosignature[];
  /** All of them, one by one, by size. */
  allCosignatures(): Iterable<StoredCosignature>;
  /** Sizes of at least `size` that are cosigned, newest first. */
  cosignedSizes(size: number): readonly number[];
  /** Sizes of at least `size` that are time-stamped, newest first. */
  stampedSizes(size: number): readonly number[];
  addRequest(request: StampRequest): void;
  request(nonce: string): StampRequest | undefined;
  addTimestamp(
    nonce: string,
    timestamp: Pick<StoredTimestamp, 'response' | 'authority' | 'stored'>,
  ): void;
  /** The time stamps of heads of this size, or of all, in the order in which they were added. */
  timestamps(size?: number): readonly StoredTimestamp[];
}

type Nullable<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] | null };

type StampRow = Nullable<StoredTimestamp, 'head' | 'policy' | 'made'>;

const toRequest = ({ nonce, head, policy, made }: Nullable<StampRequest, 'policy'>) => ({
  nonce,
  head,
  policy: policy ?? undefined,
  made,
});

/** Creates the tables where there are none yet; the database is open for writing. */
export function createAttestations(database: Database): void {
  database.exec(readFileSync(new URL('./attestations.sql', import.meta.url), 'utf8'));
}

/** False for a key folder that was made before there were any and has not been written to since. */
const hasTables = (database: Database): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'timestamp'").get() !== undefined;

const readOnly = () => {
  throw new Error('opened for reading');
};

/** Nothing was ever attested. */
const NONE: Attestations = {
  addCosignatures: readOnly,
  cosignatures: () => [],
  allCosignatures: () => [],
  cosignedSizes: () => [],
  stampedSizes: () => [],
  addRequest: readOnly,
  request: () => undefined,
  addTimestamp: readOnly,
  timestamps: () => [],
};

function prepareCosignatures(database: Database) {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO cosignature (size, vkey, time, line) VALUES (?, ?, ?, ?)',
  );
  const newest = database.prepare(
    `SELECT size, vkey, max(time) AS time, line FROM cosignature WHERE size = ?
     GROUP BY vkey ORDER BY vkey`,
  );
  const all = database.prepare('SELECT size, vkey, time, line FROM cosignature ORDER BY size');
  const sizes = database.prepare(
    'SELECT DISTINCT size FROM cosignature WHERE size >= ? ORDER BY size DESC',
  );
  return {
    addCosignatures: (cosignatures: readonly StoredCosignature[]) =>
      database.transaction(() => {
        for (const { size, vkey, time, line } of cosignatures) insert.run([size, vkey, time, line]);
      }),
    cosignatures: (size: number) => newest.all<StoredCosignature>([size]),
    allCosignatures: () => all.iterate<StoredCosignature>(),
    cosignedSizes: (size: number) =>
      sizes.all<{ size: number }>([size]).map(({ size: cosigned }) => cosigned),
  };
}

function prepareTimestamps(database: Database) {
  const request = database.prepare(
    'SELECT nonce, head, policy, made FROM timestamp_request WHERE nonce = ?',
  );
  const sizes = database.prepare(
    `SELECT DISTINCT h.size FROM timestamp JOIN timestamp_request AS r USING (nonce)
     JOIN head AS h ON h.number = r.head WHERE h.size >= ? ORDER BY h.size DESC`,
  );
  const STAMP = `SELECT t.number, nonce, r.head, r.policy, r.made, t.response, t.authority, t.stored
    FROM timestamp AS t LEFT JOIN timestamp_request AS r USING (nonce)`;
  const all = database.prepare(`${STAMP} ORDER BY t.number`);
  const bySize = database.prepare(
    `${STAMP} JOIN head AS h ON h.number = r.head WHERE h.size = ? ORDER BY t.number`,
  );
  return {
    stampedSizes: (size: number) =>
      sizes.all<{ size: number }>([size]).map(({ size: stamped }) => stamped),
    addRequest: ({ nonce, head, policy, made }: StampRequest) =>
      database
        .prepare('INSERT INTO timestamp_request (nonce, head, policy, made) VALUES (?, ?, ?, ?)')
        .run([nonce, head, policy ?? null, made]),
    request(nonce: string) {
      const row = request.get<Nullable<StampRequest, 'policy'>>([nonce]);
      return row && toRequest(row);
    },
    addTimestamp: (
      nonce: string,
      { response, authority, stored }: Pick<StoredTimestamp, 'response' | 'authority' | 'stored'>,
    ) =>
      database
        .prepare(
          `INSERT INTO timestamp (number, nonce, response, authority, stored)
           VALUES ((SELECT coalesce(max(number) + 1, 0) FROM timestamp), ?, ?, ?, ?)`,
        )
        .run([nonce, response, authority, stored]),
    timestamps: (size?: number) =>
      (size === undefined ? all.all<StampRow>() : bySize.all<StampRow>([size])).map(
        ({ head, policy, made, ...row }) => ({
          ...row,
          // A request that was taken out leaves a stamp of no head.
          head: head ?? -1,
          policy: policy ?? undefined,
          made: made ?? '',
        }),
      ),
  };
}

/** The attestations of an open file of heads. */
export const prepareAttestations = (database: Database): Attestations =>
  hasTables(database) ? { ...prepareCosignatures(database), ...prepareTimestamps(database) } : NONE;
