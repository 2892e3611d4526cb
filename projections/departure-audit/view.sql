-- Everything a person did or was present for. Append-only.
CREATE TABLE {entry} (
  position INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  name TEXT NOT NULL,
  subject TEXT NOT NULL,
  time TEXT NOT NULL,
  business_date TEXT NOT NULL,
  recorded_date TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  power TEXT,
  matter TEXT
) STRICT;

-- Persons in the order in which the ledger first names them.
CREATE TABLE {person} (number INTEGER PRIMARY KEY, person_id TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE {act} (
  person INTEGER NOT NULL,
  position INTEGER NOT NULL,
  -- JSON: [[role, post or null, detail or null], ...]; the detail is a stance, a choice or a signing role.
  roles TEXT NOT NULL,
  PRIMARY KEY (person, position)
) STRICT, WITHOUT ROWID;
