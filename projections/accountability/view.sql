-- What people decided beside what was computed: on violations, warnings, vetoes, measures and the norm index; and what
-- fell due and was done, for obligations that no rule judges.
CREATE TABLE {violation_decision} (
  violation_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('confirmed', 'rebutted', 'rectified')),
  decided_on TEXT NOT NULL,
  reason TEXT,
  document TEXT,
  event_id TEXT NOT NULL,
  PRIMARY KEY (violation_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {warning} (
  warning_id TEXT PRIMARY KEY,
  level TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  person_id TEXT,
  reason TEXT NOT NULL,
  -- JSON list.
  rules TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  due_on TEXT,
  event_id TEXT NOT NULL,
  closed_on TEXT,
  result TEXT,
  closed_event_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX {warning_unit} ON {warning} (unit_id, issued_on);

CREATE TABLE {veto} (
  veto_id TEXT PRIMARY KEY,
  unit_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  on_day TEXT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE {measure} (
  measure_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  unit_id TEXT,
  person_id TEXT,
  run_id TEXT,
  taken_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE {scheme} (
  scheme_id TEXT NOT NULL,
  version TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  digest TEXT NOT NULL,
  content TEXT NOT NULL,
  position INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (scheme_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE {index_run} (
  run_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  completed_on TEXT NOT NULL,
  event_id TEXT NOT NULL,
  -- The event's data as JSON.
  run TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE {index_objection} (
  objection_id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  indicator TEXT,
  violation_id TEXT,
  text TEXT NOT NULL,
  lodged_on TEXT NOT NULL,
  event_id TEXT NOT NULL,
  resolved_on TEXT,
  result TEXT,
  reason TEXT,
  resolved_event_id TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE {index_adjustment} (
  adjustment_id TEXT PRIMARY KEY,
  unit_id TEXT NOT NULL,
  period TEXT NOT NULL,
  kind TEXT NOT NULL,
  hundredths INTEGER NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  signed_by TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX {adjustment_period} ON {index_adjustment} (period, unit_id);

-- A warning, problem, audit finding or planned activity with the day by which it had to be done, and when it was.
CREATE TABLE {obligation} (
  kind TEXT NOT NULL CHECK (kind IN ('warning', 'problem', 'finding', 'activity')),
  id TEXT NOT NULL,
  unit_id TEXT,
  due_on TEXT,
  due_event_id TEXT,
  done_on TEXT,
  done_event_id TEXT,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX {obligation_due} ON {obligation} (due_on, unit_id) WHERE due_on IS NOT NULL;

-- Money due to a unit: rents and receivables; fen as text of digits, summed exactly by the reader.
CREATE TABLE {amount_due} (
  id TEXT PRIMARY KEY,
  orgunit TEXT NOT NULL,
  due_on TEXT NOT NULL,
  amount TEXT NOT NULL,
  currency TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX {amount_due_day} ON {amount_due} (due_on, orgunit);

CREATE TABLE {amount_settled} (
  due_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  settled_on TEXT NOT NULL,
  amount TEXT NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (due_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {survey} (
  survey_id TEXT PRIMARY KEY,
  unit_id TEXT NOT NULL,
  year INTEGER NOT NULL,
  title TEXT NOT NULL,
  households INTEGER,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many answered with which satisfaction (0 to 100), by month of business time.
CREATE TABLE {satisfaction} (
  survey_id TEXT NOT NULL,
  month TEXT NOT NULL,
  satisfaction INTEGER NOT NULL,
  responses INTEGER NOT NULL,
  PRIMARY KEY (survey_id, month, satisfaction)
) STRICT, WITHOUT ROWID;
