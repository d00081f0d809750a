-- What recovery point and recovery time are measured on, apart from the operations: narrow, and found by database.

-- Backups of whole databases that were taken here; those that were there already say nothing new.
CREATE TABLE recovery_points (
  database     text        NOT NULL,
  snapshot_at  timestamptz NOT NULL,
  operation_id text        NOT NULL,
  -- from when on the snapshot could be restored
  committed_at timestamptz NOT NULL,
  backup_id    text        NOT NULL,
  PRIMARY KEY (database, snapshot_at, operation_id) INCLUDE (committed_at, backup_id)
);

-- Restores, and verifications, which restore too.
CREATE TABLE recovery_times (
  database     text        NOT NULL,
  ended_at     timestamptz NOT NULL,
  kind         text        NOT NULL,
  operation_id text        NOT NULL,
  millis       bigint      NOT NULL,
  backup_id    text        NOT NULL,
  -- that were restored: fewer than the backup has where only some were asked for
  tables       int         NOT NULL,
  PRIMARY KEY (database, ended_at, kind, operation_id)
);
CREATE INDEX backups_failed ON backups (database) WHERE verdict = 'failed';

-- Of the fact that decides the state.
ALTER TABLE operations ADD COLUMN trace_id text;

-- All of it is filled from the beginning of the topics.
TRUNCATE operations, operation_facts, backups, database_health, service_instances, dead_letters, unreadable,
  alerts, migration_states, deployments, projection_offsets;
UPDATE projection_state SET generation = generation + 1;
