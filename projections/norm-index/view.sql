-- What the norm index needs besides the judgements: appraisals, bank lines, and what was recorded when.
CREATE TABLE {rating_session} (
  session_id TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE {rating_tally} (
  session_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  rater_group TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  month TEXT NOT NULL,
  returned INTEGER NOT NULL,
  excellent INTEGER NOT NULL,
  competent INTEGER NOT NULL,
  basically_competent INTEGER NOT NULL,
  incompetent INTEGER NOT NULL,
  abstain INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (session_id, object_id, dimension, rater_group)
) STRICT, WITHOUT ROWID;
CREATE INDEX {rating_unit} ON {rating_tally} (month, orgunit);
CREATE INDEX {rating_object} ON {rating_tally} (object_id);

-- A match may be recorded before its line; such a row has no month yet.
CREATE TABLE {bank_line} (
  bank_line_id TEXT PRIMARY KEY,
  orgunit TEXT,
  month TEXT,
  event_id TEXT,
  match_event_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX {bank_line_month} ON {bank_line} (month, orgunit) WHERE month IS NOT NULL;

-- Events of a type in a unit and month of business time, with the first recorded as witness.
CREATE TABLE {event_month} (
  month TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  name TEXT NOT NULL,
  events INTEGER NOT NULL,
  -- Of these, recorded more than seven days after they happened.
  late INTEGER NOT NULL,
  first_event TEXT NOT NULL,
  PRIMARY KEY (month, orgunit, name)
) STRICT, WITHOUT ROWID;
