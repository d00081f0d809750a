CREATE TABLE restore_mark (
  operation_id    text NOT NULL,
  server          text NOT NULL,
  database_oid    bigint NOT NULL,
  target_name     text NOT NULL,
  backup_id       text NOT NULL,
  tables          integer NOT NULL,
  row_count       bigint NOT NULL,
  duration_millis bigint NOT NULL,
  marked_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (operation_id, server, database_oid)
);
