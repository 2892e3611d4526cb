-- What was signed, kept with the keys and not with the ledger: a ledger restored from a backup does not bring its
-- older signed heads back with it. Heads are added, never changed; keys are added and retired, never removed.
CREATE TABLE IF NOT EXISTS log (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- URI of the ledger, and the name that it signs under: the origin line of its checkpoints.
  ledger TEXT NOT NULL,
  name TEXT NOT NULL,
  format INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS signing_key (
  -- C2SP verifier key: name, id and public key.
  vkey TEXT PRIMARY KEY,
  created TEXT NOT NULL,
  -- From then on it signs no more; may lie in the future while two keys overlap.
  retired TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS head (
  number INTEGER PRIMARY KEY CHECK (number >= 0),
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  -- The signed note, verbatim.
  note TEXT NOT NULL,
  signed TEXT NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS head_by_size ON head (size);

CREATE TRIGGER IF NOT EXISTS head_is_never_updated BEFORE UPDATE ON head
BEGIN SELECT RAISE(ABORT, 'signed heads are immutable'); END;

CREATE TRIGGER IF NOT EXISTS head_is_never_deleted BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'signed heads are immutable'); END;

CREATE TRIGGER IF NOT EXISTS head_is_dense BEFORE INSERT ON head
WHEN NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM head)
BEGIN SELECT RAISE(ABORT, 'signed heads are appended without gap or replacement'); END;

CREATE TRIGGER IF NOT EXISTS head_never_shrinks BEFORE INSERT ON head
WHEN NEW.size < (SELECT max(size) FROM head)
BEGIN SELECT RAISE(ABORT, 'a smaller size than signed before is never signed'); END;

CREATE TRIGGER IF NOT EXISTS head_never_forks BEFORE INSERT ON head
WHEN EXISTS (SELECT 1 FROM head WHERE size = NEW.size AND root <> NEW.root)
BEGIN SELECT RAISE(ABORT, 'a size is never signed with another root'); END;

CREATE TRIGGER IF NOT EXISTS signing_key_is_only_retired BEFORE UPDATE ON signing_key
WHEN NEW.vkey <> OLD.vkey OR NEW.created <> OLD.created OR NEW.retired IS NULL
  OR NEW.retired > coalesce(OLD.retired, NEW.retired)
BEGIN SELECT RAISE(ABORT, 'a key can only be retired, or retired earlier'); END;

CREATE TRIGGER IF NOT EXISTS signing_key_is_never_deleted BEFORE DELETE ON signing_key
BEGIN SELECT RAISE(ABORT, 'keys are never removed: what they signed must stay verifiable'); END;

CREATE TRIGGER IF NOT EXISTS signing_key_is_never_replaced BEFORE INSERT ON signing_key
WHEN EXISTS (SELECT 1 FROM signing_key WHERE vkey = NEW.vkey)
BEGIN SELECT RAISE(ABORT, 'keys are never replaced'); END;

CREATE TRIGGER IF NOT EXISTS log_is_never_updated BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the keys belong to one ledger'); END;

CREATE TRIGGER IF NOT EXISTS log_is_never_deleted BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the keys belong to one ledger'); END;

CREATE TRIGGER IF NOT EXISTS log_is_never_replaced BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log)
BEGIN SELECT RAISE(ABORT, 'the keys belong to one ledger'); END;
