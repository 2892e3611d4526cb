// What a witness has cosigned, in its own SQLite file. Reading the latest head, deciding and storing is one durable
// transaction. It must never go back to a smaller tree nor let two requests decide on the same head.
import { openDatabase } from '../sqlite/driver.js';
import {
  cosignatureLines,
  decideAddCheckpoint,
  formatSignatureLine,
  openNote,
  parseSignatureLines,
  type AddCheckpointRequest,
  type Hash,
  type KnownLog,
  type NoteSigner,
  type WitnessDecision,
} from '../transparency/index.js';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS cosigned (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  -- The note with the log's signatures and the newest cosignature.
  note TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS cosigned_never_shrinks BEFORE UPDATE ON cosigned
WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER IF NOT EXISTS cosigned_is_never_deleted BEFORE DELETE ON cosigned
BEGIN SELECT RAISE(ABORT, 'a witness never forgets'); END;`;

export type WitnessAnswer =
  | Extract<WitnessDecision, { outcome: 'refused' }>
  /** `lines`: the body of the 200 answer. */
  | { readonly outcome: 'cosigned'; readonly lines: string };

export interface WitnessStore {
  /**
   * Decides on a request and, when it is accepted, makes the new head durable before it answers.
   * @param cosigners made for this moment, since a cosignature holds its time
   */
  add(
    request: AddCheckpointRequest,
    log: KnownLog | undefined,
    cosigners: readonly NoteSigner[],
  ): WitnessAnswer;
  /** The newest cosigned checkpoint of a log. */
  latest(origin: string): string | undefined;
  close(): void;
}

/** The note as it is served: the signatures of the log that were verified, and the cosignatures. */
function cosignedNote(request: AddCheckpointRequest, log: KnownLog, lines: string): string {
  const { text, signatureLines } = request;
  const { verified } = openNote(
    { text, signatures: parseSignatureLines(signatureLines) },
    log.verifiers,
  );
  return `${text}\n${verified.map(formatSignatureLine).join('')}${lines}`;
}

/** Opens or creates the file of a witness. @throws LedgerError `storage.*` */
export function openWitnessStore(path: string): WitnessStore {
  const database = openDatabase(path, { mode: 'write', durability: 'full' });
  database.exec(SCHEMA);
  const find = database.prepare('SELECT size, root, note FROM cosigned WHERE origin = ?');
  const row = (origin: string) => find.get<{ size: number; root: Hash; note: string }>([origin]);
  return {
    add: (request, log, cosigners) =>
      database.transaction((): WitnessAnswer => {
        const { origin } = request.checkpoint;
        const decision = decideAddCheckpoint(request, log, row(origin));
        if (decision.outcome === 'refused') return decision;
        const lines = cosignatureLines(request, cosigners);
        const note = log ? cosignedNote(request, log, lines) : '';
        database
          .prepare(
            `INSERT INTO cosigned (origin, size, root, note) VALUES (?, ?, ?, ?)
             ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note`,
          )
          .run([origin, decision.head.size, decision.head.root, note]);
        return { outcome: 'cosigned', lines };
      }),
    latest: (origin) => row(origin)?.note,
    close: () => database.close(),
  };
}
