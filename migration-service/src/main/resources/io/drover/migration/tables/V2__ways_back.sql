-- What an APPLY took first, which a rollback to the backup "before" restores; null where the policy asked for none.
CREATE TABLE applied_backup (
  operation_id text        PRIMARY KEY,
  database     text        NOT NULL,
  backup_id    text,
  noted_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX applied_backup_newest ON applied_backup (database, noted_at);
-- What a REPAIR is about to change, so that its next attempt knows what an earlier one has changed.
CREATE TABLE repair_change (
  operation_id text        NOT NULL,
  position     integer     NOT NULL,
  namespace    text        NOT NULL,
  version      text,
  script       text        NOT NULL,
  change       text        NOT NULL,
  detail       text        NOT NULL,
  noted_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (operation_id, position)
);
CREATE INDEX repair_change_noted ON repair_change (noted_at);
