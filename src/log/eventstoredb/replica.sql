-- How far a node has taken the journal on the server into account. The tables of the ledger beside it (schema.sql) hold
-- what it found there; all of it can be fetched again.
CREATE TABLE IF NOT EXISTS follower (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- Revision of the first journal event that is not decided.
  next INTEGER NOT NULL CHECK (next >= 0),
  -- How many events of the ledger were before it.
  events INTEGER NOT NULL CHECK (events >= 0),
  last_id TEXT NOT NULL
) STRICT;
