-- What the pages and the REST interface ask for is found by an index, however much there is.

-- Whether a backup stands for its database: part of one does not, and how old an import is nobody knows.
ALTER TABLE backups ADD COLUMN whole boolean NOT NULL GENERATED ALWAYS AS (
  (body ->> 'importedFrom') IS NULL AND (body ->> 'partial') IS DISTINCT FROM 'true') STORED;
CREATE INDEX backups_newest_whole ON backups (database, committed_at DESC) WHERE whole;
CREATE INDEX backups_by_age ON backups (committed_at DESC, backup_id DESC);
DROP INDEX backups_newest;
CREATE INDEX backups_newest ON backups (database, committed_at DESC, backup_id DESC);

-- Few among many, so that the list by age would be read to its end for them.
CREATE INDEX operations_unsuccessful ON operations (state, first_at DESC, kind DESC, operation_id DESC)
  WHERE terminal AND state <> 'succeeded';
CREATE INDEX operations_of_kind ON operations (kind, first_at DESC, operation_id DESC) WHERE kind <> 'backup';
CREATE INDEX operations_of_requester ON operations (requested_by, first_at DESC);
-- Ids by their beginning, in the order of bytes.
DROP INDEX operations_by_id;
CREATE INDEX operations_by_id ON operations (operation_id text_pattern_ops);
