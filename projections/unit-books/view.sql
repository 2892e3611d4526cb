-- What a unit has on record besides the money that moved: targets, debts, special funds, projects, assets, notices,
-- complaints. A thing belongs to the unit that its first record names; its facts follow it, whoever recorded them.
CREATE TABLE {thing} (
  family TEXT NOT NULL,
  thing_id TEXT NOT NULL,
  -- The unit's id or its division code, as the record has it.
  unit TEXT NOT NULL,
  -- 1: the record that begins it is there; 0: only later ones are.
  opened INTEGER NOT NULL,
  PRIMARY KEY (family, thing_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX {thing_by_unit} ON {thing} (unit, family);

CREATE TABLE {fact} (
  family TEXT NOT NULL,
  thing_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  on_date TEXT NOT NULL,
  matter TEXT,
  event_id TEXT NOT NULL,
  -- JSON: the data of the event; of a complaint only what may be counted.
  data TEXT NOT NULL,
  PRIMARY KEY (family, thing_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE {accused} (
  person_id TEXT NOT NULL,
  complaint_id TEXT NOT NULL,
  PRIMARY KEY (person_id, complaint_id)
) STRICT, WITHOUT ROWID;
