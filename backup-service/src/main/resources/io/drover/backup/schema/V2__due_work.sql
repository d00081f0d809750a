-- Up to which time what recurs has been requested. A changed definition is another row, which begins at its first sight.
CREATE TABLE due_work (
  database     text        NOT NULL,
  name         text        NOT NULL,
  definition   text        NOT NULL,
  handled_at   timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,
  -- the newest request, and how often it was made again because another operation had ended it
  operation_id text,
  repeats      integer     NOT NULL DEFAULT 0,
  PRIMARY KEY (database, name, definition)
);
