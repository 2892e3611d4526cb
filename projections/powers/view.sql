-- What the ledger says of every power item: each version that was published, and each retirement, as recorded.
CREATE TABLE {power_event} (
  position INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  event_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- JSON: the data of the event.
  data TEXT NOT NULL
) STRICT;
CREATE INDEX {power_event_by_code} ON {power_event} (code);
