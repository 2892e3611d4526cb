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
