-- Which backups are to have a copy in which repository, and who asked for it last.
CREATE TABLE backup_copy (
  database     text        NOT NULL,
  backup_id    text        NOT NULL,
  repository   text        NOT NULL,
  noted_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- the newest request, and how many there were
  operation_id text,
  requested_at timestamptz,
  requests     integer     NOT NULL DEFAULT 0,
  -- set in the transaction that tells of the copy, or when the backup is found to be gone
  settled_at   timestamptz,
  copied_by    text,
  PRIMARY KEY (database, backup_id, repository)
);
CREATE INDEX backup_copy_open ON backup_copy (database) WHERE settled_at IS NULL;
CREATE INDEX backup_copy_of_operation ON backup_copy (copied_by);
CREATE INDEX operation_backups_done ON operation (finished_at) WHERE kind = 'backup' AND state = 'SUCCEEDED';

-- A copy goes by a removal of its own; the empty name is the repository that holds the backup itself.
ALTER TABLE backup_removal ADD COLUMN repository text NOT NULL DEFAULT '';
ALTER TABLE backup_removal DROP CONSTRAINT backup_removal_pkey;
ALTER TABLE backup_removal ADD PRIMARY KEY (database, backup_id, repository);
