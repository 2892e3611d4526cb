-- What others say of signed heads, kept beside them: cosignatures of witnesses and time stamps of authorities.
-- Rows are added, never changed; a key folder that is older than these tables gets them when it is next written to.

-- C2SP tlog-cosignature. It is over the text of a checkpoint, so over size and root, whatever keys the ledger signed with.
CREATE TABLE IF NOT EXISTS cosignature (
  size INTEGER NOT NULL CHECK (size >= 0),
  -- C2SP verifier key of the witness.
  vkey TEXT NOT NULL,
  -- Seconds since 1970, as the witness signed them.
  time INTEGER NOT NULL CHECK (time >= 0),
  -- The line of the signed note, verbatim, with its newline.
  line TEXT NOT NULL,
  PRIMARY KEY (size, vkey, time)
) STRICT, WITHOUT ROWID;

-- RFC 3161 requests that were made: a response is told by its nonce.
CREATE TABLE IF NOT EXISTS timestamp_request (
  -- Hexadecimal.
  nonce TEXT PRIMARY KEY,
  head INTEGER NOT NULL REFERENCES head (number),
  -- Object identifier of the policy that was asked for.
  policy TEXT,
  made TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- RFC 3161 responses over the note of a signed head, verbatim.
CREATE TABLE IF NOT EXISTS timestamp (
  number INTEGER PRIMARY KEY CHECK (number >= 0),
  nonce TEXT NOT NULL UNIQUE REFERENCES timestamp_request (nonce),
  -- TimeStampResp, DER, as it came.
  response BLOB NOT NULL,
  -- The certificates that it was accepted under, PEM.
  authority TEXT NOT NULL,
  stored TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS cosignature_is_never_updated BEFORE UPDATE ON cosignature
BEGIN SELECT RAISE(ABORT, 'cosignatures are immutable'); END;

CREATE TRIGGER IF NOT EXISTS cosignature_is_never_deleted BEFORE DELETE ON cosignature
BEGIN SELECT RAISE(ABORT, 'cosignatures are immutable'); END;

CREATE TRIGGER IF NOT EXISTS cosignature_is_of_a_head BEFORE INSERT ON cosignature
WHEN NOT EXISTS (SELECT 1 FROM head WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'a cosignature is of a signed head'); END;

CREATE TRIGGER IF NOT EXISTS cosignature_is_never_replaced BEFORE INSERT ON cosignature
WHEN EXISTS (
  SELECT 1 FROM cosignature WHERE size = NEW.size AND vkey = NEW.vkey AND time = NEW.time AND line <> NEW.line
)
BEGIN SELECT RAISE(ABORT, 'cosignatures are never replaced'); END;

CREATE TRIGGER IF NOT EXISTS timestamp_request_is_never_updated BEFORE UPDATE ON timestamp_request
BEGIN SELECT RAISE(ABORT, 'requests are immutable'); END;

CREATE TRIGGER IF NOT EXISTS timestamp_request_is_never_deleted BEFORE DELETE ON timestamp_request
BEGIN SELECT RAISE(ABORT, 'requests are immutable'); END;

CREATE TRIGGER IF NOT EXISTS timestamp_request_is_never_replaced BEFORE INSERT ON timestamp_request
WHEN EXISTS (SELECT 1 FROM timestamp_request WHERE nonce = NEW.nonce)
BEGIN SELECT RAISE(ABORT, 'requests are never replaced'); END;

CREATE TRIGGER IF NOT EXISTS timestamp_is_never_updated BEFORE UPDATE ON timestamp
BEGIN SELECT RAISE(ABORT, 'time stamps are immutable'); END;

CREATE TRIGGER IF NOT EXISTS timestamp_is_never_deleted BEFORE DELETE ON timestamp
BEGIN SELECT RAISE(ABORT, 'time stamps are immutable'); END;

CREATE TRIGGER IF NOT EXISTS timestamp_is_dense BEFORE INSERT ON timestamp
WHEN NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM timestamp)
BEGIN SELECT RAISE(ABORT, 'time stamps are appended without gap or replacement'); END;

CREATE TRIGGER IF NOT EXISTS timestamp_is_never_replaced BEFORE INSERT ON timestamp
WHEN EXISTS (SELECT 1 FROM timestamp WHERE nonce = NEW.nonce)
BEGIN SELECT RAISE(ABORT, 'a request is answered once'); END;
