ALTER TABLE restore_mark
  ADD COLUMN warnings text[] NOT NULL DEFAULT '{}',
  ADD COLUMN seen boolean NOT NULL DEFAULT false;
