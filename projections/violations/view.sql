-- Every judgement, current. Broken ones are rows of `violation`; kept ones are listed by case, so that the many cost little.
-- A case is numbered by the position of its first event.
CREATE TABLE {case_file} (
  case_number INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE,
  -- JSON: [[context key that its judgement asked for, until when in milliseconds since 1970], ...], sorted.
  keys TEXT NOT NULL,
  -- JSON: [[rule, orgunit, quarter, [positions of acts that kept it], [positions of acts that broke it]], ...], sorted.
  activations TEXT NOT NULL
) STRICT;

-- A stream whose events belong to another case than the one named after it.
CREATE TABLE {stream_case} (subject TEXT PRIMARY KEY, case_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE {case_event} (
  case_number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (case_number, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {context_event} (
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;

-- What is filed under a key is filed under the other one as well.
CREATE TABLE {context_link} (
  key TEXT NOT NULL,
  also TEXT NOT NULL,
  PRIMARY KEY (key, also)
) STRICT, WITHOUT ROWID;

-- Events under a key that happened no later than `until` can change the judgement of the case.
CREATE TABLE {case_dependency} (
  key TEXT NOT NULL,
  until INTEGER NOT NULL,
  case_number INTEGER NOT NULL,
  PRIMARY KEY (key, until, case_number)
) STRICT, WITHOUT ROWID;

-- Which cases have activations in a unit and quarter: opens a tally to its cases.
CREATE TABLE {case_period} (
  orgunit TEXT NOT NULL,
  quarter TEXT NOT NULL,
  case_number INTEGER NOT NULL,
  PRIMARY KEY (orgunit, quarter, case_number)
) STRICT, WITHOUT ROWID;

-- Activations of a rule by acts of a unit in a calendar quarter of business time.
CREATE TABLE {tally} (
  orgunit TEXT NOT NULL,
  quarter TEXT NOT NULL,
  rule TEXT NOT NULL,
  kept INTEGER NOT NULL,
  serious INTEGER NOT NULL,
  medium INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  PRIMARY KEY (quarter, orgunit, rule)
) STRICT, WITHOUT ROWID;

-- Adoptions of packs and re-judgements, in ledger order. `acts_before`: whether an act was recorded, or everything judged
-- again, since the entry before.
CREATE TABLE {rulebook} (
  position INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  recorded_time TEXT NOT NULL,
  acts_before INTEGER NOT NULL,
  -- Of an adoption: the pack as JSON {name, digest, content}; of a re-judgement: NULL.
  pack TEXT,
  -- Of a re-judgement: the data of its event as JSON.
  rejudged TEXT
) STRICT;

-- One row: whether an act was recorded since the last entry of the rule book.
CREATE TABLE {rulebook_state} (one INTEGER PRIMARY KEY CHECK (one = 1), acts_since INTEGER NOT NULL) STRICT;

-- Acts that a rule held back. `event` is JSON: the data of the event.
CREATE TABLE {blocked_act} (
  position INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL,
  time TEXT NOT NULL,
  business_date TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  power TEXT,
  person TEXT,
  post TEXT,
  matter_id TEXT,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX {blocked_act_matter} ON {blocked_act} (matter_id) WHERE matter_id IS NOT NULL;

CREATE TABLE {violation} (
  case_number INTEGER NOT NULL,
  rule TEXT NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  act_event TEXT NOT NULL,
  act_name TEXT NOT NULL,
  -- Step of the flow that the act carried out, where it says so.
  step INTEGER,
  time TEXT NOT NULL,
  recorded_time TEXT NOT NULL,
  business_date TEXT NOT NULL,
  recorded_date TEXT NOT NULL,
  quarter TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  power TEXT,
  person TEXT,
  post TEXT,
  packs TEXT NOT NULL,
  -- SHA-256 of the set of packs that the act is judged by.
  pack_set TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('S', 'M', 'L')),
  found_zh TEXT NOT NULL,
  found_en TEXT NOT NULL,
  expected_zh TEXT NOT NULL,
  expected_en TEXT NOT NULL,
  amount TEXT,
  -- JSON: [{eventId, position, name, time}], the act first.
  evidence TEXT NOT NULL,
  -- JSON: [{sha256, eventId, title?}] of the act and the evidence.
  documents TEXT NOT NULL,
  parameters TEXT NOT NULL,
  PRIMARY KEY (case_number, rule, position, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX {violation_act} ON {violation} (act_event, rule, ordinal);
CREATE INDEX {violation_unit} ON {violation} (orgunit, business_date);
CREATE INDEX {violation_quarter} ON {violation} (quarter, orgunit);
CREATE INDEX {violation_person} ON {violation} (person, business_date) WHERE person IS NOT NULL;
CREATE INDEX {violation_power} ON {violation} (power, orgunit) WHERE power IS NOT NULL;
CREATE INDEX {violation_rule} ON {violation} (rule, business_date);
