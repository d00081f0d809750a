-- Which backup an operation reads. It counts while the operation is open in the ledger.
CREATE TABLE backup_use (
  kind         text        NOT NULL,
  operation_id text        NOT NULL,
  database     text        NOT NULL,
  backup_id    text        NOT NULL,
  noted_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (kind, operation_id, database, backup_id)
);
CREATE INDEX backup_use_of_backup ON backup_use (database, backup_id);

-- Noted before the first file goes, and closed in the transaction that states the removal.
CREATE TABLE backup_removal (
  database      text        NOT NULL,
  backup_id     text        NOT NULL,
  operation_id  text        NOT NULL,
  reason        text        NOT NULL,
  archive_bytes bigint      NOT NULL,
  noted_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  removed_at    timestamptz,
  PRIMARY KEY (database, backup_id)
);
CREATE INDEX backup_removal_of_operation ON backup_removal (operation_id);
