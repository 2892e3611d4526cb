-- The history of decisions: one row a matter for finding it, one entry an event for telling its story.
-- `number` is the ledger position of the opening: the order in which matters are listed.
CREATE TABLE {matter} (
  number INTEGER PRIMARY KEY,
  matter_id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  power TEXT,
  orgunit TEXT NOT NULL,
  place TEXT,
  proposer TEXT,
  important INTEGER,
  article24_class INTEGER,
  -- Fen.
  amount INTEGER,
  currency TEXT,
  target TEXT,
  reference TEXT,
  due_at TEXT,
  opened_on TEXT NOT NULL,
  opened_recorded_on TEXT NOT NULL,
  opened_event_id TEXT NOT NULL,
  -- The latest ruling by business time or, where none is recorded, the result that a ballot's declarer stated.
  outcome TEXT,
  outcome_by TEXT CHECK (outcome_by IN ('ruling', 'ballot')),
  body_id TEXT,
  ruled_by TEXT,
  decided_at INTEGER,
  decided_on TEXT,
  decided_recorded_on TEXT,
  decided_event_id TEXT,
  decided_position INTEGER,
  -- The first publication of the decision itself.
  published_at INTEGER,
  published_on TEXT,
  published_event_id TEXT,
  published_position INTEGER,
  closed_result TEXT,
  closed_on TEXT,
  closed_event_id TEXT,
  closed_position INTEGER,
  corrections INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX {matter_by_unit} ON {matter} (orgunit);
CREATE INDEX {matter_by_power} ON {matter} (power) WHERE power IS NOT NULL;
CREATE INDEX {matter_by_opening} ON {matter} (opened_on);
CREATE INDEX {matter_by_decision} ON {matter} (decided_on) WHERE decided_on IS NOT NULL;

-- Every event of a matter. `event` is JSON: see Entry in the projection.
CREATE TABLE {entry} (
  position INTEGER PRIMARY KEY,
  matter_id TEXT NOT NULL,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX {entry_by_matter} ON {entry} (matter_id);

-- Who had which part in a matter, by which event. `detail` is the stance or the vote.
CREATE TABLE {participation} (
  person_id TEXT NOT NULL,
  role TEXT NOT NULL,
  matter_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX {participation_by_person} ON {participation} (person_id);

CREATE TABLE {body_matter} (
  body_id TEXT NOT NULL,
  matter_id TEXT NOT NULL,
  PRIMARY KEY (body_id, matter_id)
) STRICT, WITHOUT ROWID;

-- Text that can be searched. `key` = number of the matter * 2^20 + how many passages the matter had before.
CREATE TABLE {passage} (
  key INTEGER PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE {words} USING fts5(text, content = '', tokenize = 'ascii');
