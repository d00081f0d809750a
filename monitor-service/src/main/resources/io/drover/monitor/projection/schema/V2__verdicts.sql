-- What the newest verification of a backup found; null until there is one.
ALTER TABLE backups ADD COLUMN verdict text, ADD COLUMN verdict_at timestamptz;
CREATE INDEX backups_newest_verdict ON backups (database, verdict_at DESC) WHERE verdict_at IS NOT NULL;
