-- Who held which post when: units, persons, posts, terms, bodies, portfolios. Dates are local business dates;
-- `position` is the place in the ledger of the event that `event_id` names.
CREATE TABLE {unit} (
  unit_id TEXT NOT NULL UNIQUE,
  division TEXT,
  name TEXT,
  kind TEXT,
  parent TEXT,
  valid_from TEXT,
  event_id TEXT,
  position INTEGER,
  dissolved_on TEXT,
  successor TEXT,
  dissolved_event_id TEXT,
  dissolved_position INTEGER
) STRICT;
CREATE INDEX {unit_by_parent} ON {unit} (parent);
CREATE INDEX {unit_by_division} ON {unit} (division);

CREATE TABLE {households} (
  unit_id TEXT NOT NULL,
  counted_on TEXT NOT NULL,
  households INTEGER NOT NULL,
  population INTEGER,
  event_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (unit_id, counted_on, position)
) STRICT;

CREATE TABLE {person} (
  number INTEGER PRIMARY KEY,
  person_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  other_names TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE {person_name} USING fts5(text, content = '', tokenize = 'ascii');

CREATE TABLE {kinship} (
  person_id TEXT NOT NULL,
  relative_id TEXT NOT NULL,
  relation TEXT NOT NULL,
  event_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (person_id, position)
) STRICT;
CREATE INDEX {kinship_by_relative} ON {kinship} (relative_id);

-- The definition of a post and each revision of it; null means unchanged.
CREATE TABLE {post} (
  position INTEGER PRIMARY KEY,
  post_id TEXT NOT NULL,
  -- Null on a definition: it holds from the beginning.
  effective_from TEXT,
  unit_id TEXT,
  title TEXT,
  role TEXT,
  level TEXT,
  duties TEXT,
  power_codes TEXT,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {post_by_id} ON {post} (post_id);
CREATE INDEX {post_by_unit} ON {post} (unit_id) WHERE unit_id IS NOT NULL;

CREATE TABLE {term} (
  term_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  post_id TEXT NOT NULL,
  unit_id TEXT,
  from_on TEXT,
  due_to TEXT,
  basis_document TEXT,
  basis_clause TEXT,
  held_event_id TEXT,
  held_position INTEGER,
  held_recorded_on TEXT,
  ended_on TEXT,
  end_reason TEXT,
  ended_event_id TEXT,
  ended_position INTEGER,
  ended_recorded_on TEXT,
  UNIQUE (person_id, term_id)
) STRICT;
CREATE INDEX {term_by_post} ON {term} (post_id, from_on);
CREATE INDEX {term_by_unit} ON {term} (unit_id, from_on);
CREATE INDEX {term_by_end} ON {term} (ended_on) WHERE ended_on IS NOT NULL;

CREATE TABLE {body} (
  body_id TEXT NOT NULL UNIQUE,
  unit_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  quorum TEXT,
  pass TEXT,
  vote_mode TEXT,
  defined_on TEXT NOT NULL,
  event_id TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
CREATE INDEX {body_by_unit} ON {body} (unit_id);

-- Who joined or left a body when, in any order of recording; membership on a date is the last change up to it.
-- `effective_on` is empty for those whom the definition names: members from the beginning.
CREATE TABLE {membership_change} (
  body_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  position INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  reason TEXT
) STRICT;
CREATE INDEX {membership_by_body} ON {membership_change} (body_id, effective_on);
CREATE INDEX {membership_by_person} ON {membership_change} (person_id);

-- As with membership: the last change up to a date says whether a person was in charge of an area.
CREATE TABLE {portfolio_change} (
  person_id TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  area TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  position INTEGER NOT NULL,
  assigned INTEGER NOT NULL,
  document_number TEXT,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {portfolio_by_person} ON {portfolio_change} (person_id);
CREATE INDEX {portfolio_by_unit} ON {portfolio_change} (unit_id, effective_on);
