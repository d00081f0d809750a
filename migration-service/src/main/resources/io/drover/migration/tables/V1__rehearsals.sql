-- Which plans were rehearsed, and on which copies: a copy is used for one run only.
CREATE TABLE rehearsal (
  -- the restore that made the copy
  copy         text        PRIMARY KEY,
  operation_id text        NOT NULL,
  database     text        NOT NULL,
  -- of the plan
  digest       text        NOT NULL,
  begun_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- set when the whole plan has run there
  ended_at     timestamptz
);
CREATE INDEX rehearsal_of_plan ON rehearsal (database, digest, ended_at);
CREATE INDEX rehearsal_begun ON rehearsal (begun_at);
