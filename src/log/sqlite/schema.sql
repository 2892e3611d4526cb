-- The ledger's only authoritative store. Rows are added, never changed: the triggers say so to everybody
-- who writes through SQLite. (Who edits the file itself is caught by the proofs, not by the database.)
CREATE TABLE IF NOT EXISTS ledger (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL,
  format INTEGER NOT NULL
) STRICT;

-- seq is the log position and the Merkle leaf index: dense from 0.
CREATE TABLE IF NOT EXISTS event (
  seq INTEGER PRIMARY KEY CHECK (seq >= 0),
  id TEXT NOT NULL UNIQUE,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  -- RFC 6962 leaf hash of bytes; before them, so that reading it does not read them.
  leaf BLOB NOT NULL CHECK (length(leaf) = 32),
  bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 65535),
  UNIQUE (stream, revision)
) STRICT;

-- The Merkle tree above the leaves: the root of each complete subtree of 256^level leaves. A C2SP tile of level n
-- is 256 of these of level n (leaf hashes for n = 0); the head of any size follows. Written with the events.
CREATE TABLE IF NOT EXISTS subtree (
  level INTEGER NOT NULL CHECK (level >= 1),
  idx INTEGER NOT NULL CHECK (idx >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS subtree_is_never_updated BEFORE UPDATE ON subtree
BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;

CREATE TRIGGER IF NOT EXISTS subtree_is_never_deleted BEFORE DELETE ON subtree
BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;

CREATE TRIGGER IF NOT EXISTS subtree_is_dense BEFORE INSERT ON subtree
WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM subtree WHERE level = NEW.level)
BEGIN SELECT RAISE(ABORT, 'the tree only grows, from left to right'); END;

-- What the digests of non-public events stand for: a JSON array of RFC 9901 disclosures. Not part of any hash.
CREATE TABLE IF NOT EXISTS disclosure (
  seq INTEGER PRIMARY KEY REFERENCES event (seq),
  strings TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS disclosure_is_never_updated BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'disclosures are immutable'); END;

CREATE TRIGGER IF NOT EXISTS disclosure_is_never_deleted BEFORE DELETE ON disclosure
BEGIN SELECT RAISE(ABORT, 'disclosures are immutable'); END;

CREATE TRIGGER IF NOT EXISTS disclosure_is_never_replaced BEFORE INSERT ON disclosure
WHEN EXISTS (SELECT 1 FROM disclosure WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'disclosures are never replaced'); END;

CREATE TABLE IF NOT EXISTS command (
  commandid TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS event_is_never_updated BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;

CREATE TRIGGER IF NOT EXISTS event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;

-- INSERT OR REPLACE deletes without firing the delete trigger, unless the row is refused first.
CREATE TRIGGER IF NOT EXISTS event_is_dense BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM event)
BEGIN SELECT RAISE(ABORT, 'events are appended without gap or replacement'); END;

CREATE TRIGGER IF NOT EXISTS event_revision_is_dense BEFORE INSERT ON event
WHEN NEW.revision <> (SELECT coalesce(max(revision), 0) + 1 FROM event WHERE stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'stream revisions are dense and never replaced'); END;

CREATE TRIGGER IF NOT EXISTS event_id_is_new BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'event ids are never replaced'); END;

CREATE TRIGGER IF NOT EXISTS command_is_never_updated BEFORE UPDATE ON command
BEGIN SELECT RAISE(ABORT, 'commands are immutable'); END;

CREATE TRIGGER IF NOT EXISTS command_is_never_deleted BEFORE DELETE ON command
BEGIN SELECT RAISE(ABORT, 'commands are immutable'); END;

CREATE TRIGGER IF NOT EXISTS command_is_never_replaced BEFORE INSERT ON command
WHEN EXISTS (SELECT 1 FROM command WHERE commandid = NEW.commandid)
BEGIN SELECT RAISE(ABORT, 'commands are never replaced'); END;

CREATE TRIGGER IF NOT EXISTS ledger_is_never_updated BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the origin of a ledger is fixed'); END;

CREATE TRIGGER IF NOT EXISTS ledger_is_never_deleted BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the origin of a ledger is fixed'); END;

CREATE TRIGGER IF NOT EXISTS ledger_is_never_replaced BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'the origin of a ledger is fixed'); END;
