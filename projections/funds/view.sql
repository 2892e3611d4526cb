-- Where the money came from and went: one row a fact, each with its event. Amounts are fen; dates are local dates.
-- A payment is known from its request or, where nobody asked, from the money that left; then the request's columns are null.
CREATE TABLE {payment} (
  number INTEGER PRIMARY KEY,
  payment_id TEXT NOT NULL UNIQUE,
  matter_id TEXT,
  orgunit TEXT NOT NULL,
  payee_id TEXT,
  payee_name TEXT,
  payee_kind TEXT,
  amount INTEGER,
  currency TEXT NOT NULL,
  category TEXT,
  purpose TEXT,
  place TEXT,
  budget_line TEXT,
  contract_id TEXT,
  reference TEXT,
  requested_by TEXT,
  method TEXT,
  requested_on TEXT,
  requested_recorded_on TEXT,
  event_id TEXT,
  position INTEGER
) STRICT;
CREATE INDEX {payment_by_unit} ON {payment} (orgunit, requested_on);
CREATE INDEX {payment_by_payee} ON {payment} (payee_id);
CREATE INDEX {payment_by_matter} ON {payment} (matter_id) WHERE matter_id IS NOT NULL;
CREATE INDEX {payment_by_reference} ON {payment} (reference) WHERE reference IS NOT NULL;
-- For finding matters by their payments.
CREATE INDEX {payment_of_matter_by_amount} ON {payment} (amount) WHERE matter_id IS NOT NULL;
CREATE INDEX {payment_of_matter_by_name} ON {payment} (payee_name) WHERE matter_id IS NOT NULL;
CREATE INDEX {payment_of_reference_by_amount} ON {payment} (amount) WHERE reference IS NOT NULL;
CREATE INDEX {payment_of_reference_by_name} ON {payment} (payee_name) WHERE reference IS NOT NULL;
CREATE INDEX {payment_by_contract} ON {payment} (contract_id) WHERE contract_id IS NOT NULL;
CREATE INDEX {payment_by_line} ON {payment} (budget_line) WHERE budget_line IS NOT NULL;

CREATE TABLE {instalment} (
  position INTEGER PRIMARY KEY,
  payment_id TEXT NOT NULL,
  instalment_id TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  on_date TEXT NOT NULL,
  recorded_on TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  method TEXT NOT NULL,
  account_id TEXT,
  payee_id TEXT NOT NULL,
  payee_name TEXT,
  payee_kind TEXT NOT NULL,
  paid_by TEXT,
  receiving_account_holder TEXT,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {instalment_by_payment} ON {instalment} (payment_id);
CREATE INDEX {instalment_by_unit} ON {instalment} (orgunit, on_date);
CREATE INDEX {instalment_by_payee} ON {instalment} (payee_id);

CREATE TABLE {reversal} (
  position INTEGER PRIMARY KEY,
  payment_id TEXT NOT NULL,
  reversal_id TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  on_date TEXT NOT NULL,
  recorded_on TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {reversal_by_payment} ON {reversal} (payment_id);
CREATE INDEX {reversal_by_unit} ON {reversal} (orgunit, on_date);

CREATE TABLE {approval} (
  position INTEGER PRIMARY KEY,
  payment_id TEXT NOT NULL,
  approval_id TEXT NOT NULL,
  role TEXT NOT NULL,
  person_id TEXT,
  post_id TEXT,
  body_id TEXT,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {approval_by_payment} ON {approval} (payment_id);

CREATE TABLE {voucher} (
  position INTEGER PRIMARY KEY,
  payment_id TEXT NOT NULL,
  voucher_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  document_number TEXT,
  issuer TEXT,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  issued_on TEXT,
  attachments TEXT,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {voucher_by_payment} ON {voucher} (payment_id);

CREATE TABLE {income} (
  position INTEGER PRIMARY KEY,
  income_id TEXT NOT NULL UNIQUE,
  orgunit TEXT NOT NULL,
  on_date TEXT NOT NULL,
  recorded_on TEXT NOT NULL,
  class TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  payer TEXT,
  purpose TEXT,
  account_id TEXT,
  method TEXT,
  receipt_number TEXT,
  banked_on TEXT,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {income_by_unit} ON {income} (orgunit, on_date);

-- Every setting of a budget line; the latest by business time is in force.
CREATE TABLE {budget} (
  position INTEGER PRIMARY KEY,
  line_id TEXT NOT NULL,
  orgunit TEXT NOT NULL,
  year INTEGER NOT NULL,
  category TEXT NOT NULL,
  title TEXT,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {budget_by_line} ON {budget} (line_id);
CREATE INDEX {budget_by_unit} ON {budget} (orgunit, year);

CREATE TABLE {account} (
  position INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL UNIQUE,
  orgunit TEXT NOT NULL,
  holder_kind TEXT NOT NULL,
  holder TEXT NOT NULL,
  purpose TEXT,
  bank TEXT,
  opening INTEGER,
  currency TEXT,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;

CREATE TABLE {bank_line} (
  position INTEGER PRIMARY KEY,
  bank_line_id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  booked_on TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  counterparty TEXT,
  purpose TEXT,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {bank_line_by_account} ON {bank_line} (account_id, booked_on);

CREATE TABLE {bank_match} (
  position INTEGER PRIMARY KEY,
  bank_line_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  target_id TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {bank_match_by_line} ON {bank_match} (bank_line_id);
CREATE INDEX {bank_match_by_target} ON {bank_match} (target_id);

CREATE TABLE {contract} (
  position INTEGER PRIMARY KEY,
  contract_id TEXT NOT NULL UNIQUE,
  matter_id TEXT,
  orgunit TEXT NOT NULL,
  title TEXT NOT NULL,
  party_id TEXT NOT NULL,
  party_name TEXT,
  party_kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  method TEXT,
  signed_by TEXT,
  until TEXT,
  signed_on TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {contract_by_unit} ON {contract} (orgunit, signed_on);
CREATE INDEX {contract_by_party} ON {contract} (party_id);
CREATE INDEX {contract_by_matter} ON {contract} (matter_id) WHERE matter_id IS NOT NULL;

CREATE TABLE {variation} (
  position INTEGER PRIMARY KEY,
  contract_id TEXT NOT NULL,
  variation_id TEXT NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  approved_by TEXT,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {variation_by_contract} ON {variation} (contract_id);

CREATE TABLE {acceptance} (
  position INTEGER PRIMARY KEY,
  contract_id TEXT NOT NULL,
  acceptance_id TEXT NOT NULL,
  accepted_by TEXT NOT NULL,
  note TEXT,
  on_date TEXT NOT NULL,
  event_id TEXT NOT NULL
) STRICT;
CREATE INDEX {acceptance_by_contract} ON {acceptance} (contract_id);
