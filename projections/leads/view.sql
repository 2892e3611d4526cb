-- Leads (疑点), current, with what they are computed from, and what people made of them.
-- Cases: the facts of one payment, contract, complaint ... as JSON. Numbered in the order of their first facts.
CREATE TABLE {subject} (
  number INTEGER PRIMARY KEY,
  -- `<kind>|<key>`
  name TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  -- JSON: names of the subjects that its checks asked for, sorted; empty when none.
  asks TEXT NOT NULL,
  -- Digest of the leads found on it; empty when none.
  leads TEXT NOT NULL
) STRICT;

-- Which cases stand in which roll (`<kind>|<key>`).
CREATE TABLE {place} (
  roll TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (roll, number)
) STRICT, WITHOUT ROWID;

-- What the checks of a roll asked for and found; no row when neither.
CREATE TABLE {roll} (
  name TEXT PRIMARY KEY,
  asks TEXT NOT NULL,
  leads TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many payments each unit made to a payee.
CREATE TABLE {payee_unit} (
  payee_id TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (payee_id, orgunit)
) STRICT, WITHOUT ROWID;

-- A change of `asked` changes what is found on `asker`.
CREATE TABLE {asked} (
  asked TEXT NOT NULL,
  asker TEXT NOT NULL,
  PRIMARY KEY (asked, asker)
) STRICT, WITHOUT ROWID;

-- Adopted rule packs, in ledger order: JSON {name, digest, content}.
CREATE TABLE {adopted_pack} (
  position INTEGER PRIMARY KEY,
  pack TEXT NOT NULL
) STRICT;

-- Payments, incomes, contracts, tenders and leases by the day on which they count.
CREATE TABLE {transaction_day} (
  orgunit TEXT NOT NULL,
  day TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (orgunit, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE {lead} (
  subject TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  check_id TEXT NOT NULL,
  anchor_event TEXT NOT NULL,
  anchor_position INTEGER NOT NULL,
  orgunit TEXT NOT NULL,
  person TEXT,
  power TEXT,
  -- Fen; sums may have more digits than an integer holds.
  amount TEXT,
  currency TEXT,
  severity TEXT NOT NULL CHECK (severity IN ('S', 'M', 'L')),
  -- Base score by severity times the factor of the amount.
  weight REAL NOT NULL,
  amount_factor REAL NOT NULL,
  -- First day on which it could be seen, and the day from which it holds no longer.
  on_date TEXT NOT NULL,
  until_date TEXT,
  statement_zh TEXT NOT NULL,
  statement_en TEXT NOT NULL,
  figures TEXT NOT NULL,
  -- JSON: [[event id, position], ...] in ledger order; `event_count` may be more.
  events TEXT NOT NULL,
  event_count INTEGER NOT NULL,
  parameters TEXT NOT NULL
) STRICT;
CREATE INDEX {lead_by_subject} ON {lead} (subject);
CREATE INDEX {lead_by_id} ON {lead} (lead_id);
CREATE INDEX {lead_by_unit} ON {lead} (orgunit, on_date);
CREATE INDEX {lead_by_check} ON {lead} (check_id, on_date);
CREATE INDEX {lead_by_person} ON {lead} (person, on_date) WHERE person IS NOT NULL;

-- What people made of leads: one row a fact.
CREATE TABLE {raised} (
  lead_id TEXT PRIMARY KEY,
  check_id TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  person TEXT,
  amount TEXT,
  currency TEXT,
  statement_zh TEXT NOT NULL,
  statement_en TEXT NOT NULL,
  events TEXT NOT NULL,
  parameters TEXT NOT NULL,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE {assignment} (
  position INTEGER PRIMARY KEY,
  lead_id TEXT NOT NULL,
  assignment_id TEXT NOT NULL,
  assigned_to TEXT NOT NULL,
  due_on TEXT,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {assignment_by_lead} ON {assignment} (lead_id);

CREATE TABLE {explanation} (
  position INTEGER PRIMARY KEY,
  lead_id TEXT NOT NULL,
  explanation_id TEXT NOT NULL,
  words TEXT NOT NULL,
  given_by TEXT,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {explanation_by_lead} ON {explanation} (lead_id);

CREATE TABLE {decision} (
  position INTEGER PRIMARY KEY,
  lead_id TEXT NOT NULL,
  decision_id TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'dismissed')),
  reason TEXT NOT NULL,
  finding_id TEXT,
  decided_by TEXT,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {decision_by_lead} ON {decision} (lead_id);
