-- Power items by version, their steps and their risk points; retirements.
CREATE TABLE {power_item} (
  code TEXT NOT NULL,
  version TEXT NOT NULL,
  position INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  level TEXT NOT NULL,
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  lead TEXT,
  effective_from TEXT NOT NULL,
  effective_to TEXT,
  -- JSON: [{document, clause?}].
  basis TEXT NOT NULL,
  PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE {power_step} (
  code TEXT NOT NULL,
  version TEXT NOT NULL,
  step INTEGER NOT NULL,
  name TEXT NOT NULL,
  who TEXT NOT NULL,
  -- Name of the event that carries the step out, without its capability.
  event TEXT,
  PRIMARY KEY (code, version, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE {risk_point} (
  code TEXT NOT NULL,
  version TEXT NOT NULL,
  risk_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  text TEXT NOT NULL,
  control TEXT,
  decided_grade INTEGER NOT NULL,
  likelihood INTEGER,
  impact INTEGER,
  discretion INTEGER,
  computed_score INTEGER,
  computed_grade INTEGER,
  PRIMARY KEY (code, version, risk_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE {retirement} (
  code TEXT NOT NULL,
  retired_on TEXT NOT NULL,
  position INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (code, retired_on, position)
) STRICT, WITHOUT ROWID;

-- Points found beyond the catalogue: by self-check, mutual check, the public, cases, findings.
CREATE TABLE {identified} (
  risk_id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  step INTEGER NOT NULL,
  unit_id TEXT,
  post_id TEXT,
  text TEXT NOT NULL,
  method TEXT NOT NULL,
  likelihood INTEGER NOT NULL,
  impact INTEGER NOT NULL,
  discretion INTEGER NOT NULL,
  identified_on TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX {identified_code} ON {identified} (code);

CREATE TABLE {grading} (
  risk_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  graded_on TEXT NOT NULL,
  likelihood INTEGER,
  impact INTEGER,
  discretion INTEGER,
  decided INTEGER NOT NULL,
  reason TEXT,
  graded_by TEXT,
  event_id TEXT NOT NULL,
  PRIMARY KEY (risk_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {control} (
  risk_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  measure_id TEXT NOT NULL,
  measure TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_on TEXT,
  strength TEXT NOT NULL,
  -- JSON list of rule ids.
  rules TEXT NOT NULL,
  set_on TEXT NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (risk_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {review} (
  risk_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  reviewed_on TEXT NOT NULL,
  result TEXT NOT NULL,
  note TEXT,
  event_id TEXT NOT NULL,
  PRIMARY KEY (risk_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {materialised} (
  risk_id TEXT NOT NULL,
  finding_id TEXT NOT NULL,
  on_day TEXT NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (risk_id, finding_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE {point_retired} (
  risk_id TEXT PRIMARY KEY,
  on_day TEXT NOT NULL,
  reason TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
