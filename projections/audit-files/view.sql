-- The files of departure and term audits: every step as it was recorded, and terms that ended.
CREATE TABLE {step} (
  audit_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  event_id TEXT NOT NULL,
  time TEXT NOT NULL,
  on_day TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  actor TEXT,
  -- The event's data as JSON.
  data TEXT NOT NULL,
  PRIMARY KEY (audit_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {audited_person} (
  person_id TEXT NOT NULL,
  audit_id TEXT NOT NULL,
  PRIMARY KEY (person_id, audit_id)
) STRICT, WITHOUT ROWID;

-- Terms that an audit covers.
CREATE TABLE {covered_term} (
  term_id TEXT NOT NULL,
  audit_id TEXT NOT NULL,
  PRIMARY KEY (term_id, audit_id)
) STRICT, WITHOUT ROWID;

-- A term that ended: an audit is due for it. Terms taken over from foreign records are marked.
CREATE TABLE {ended_term} (
  term_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  post_id TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  ended_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- When the ledger accepted the end.
  recorded_time TEXT NOT NULL,
  imported INTEGER NOT NULL,
  position INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (person_id, term_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX {ended_day} ON {ended_term} (ended_on);
