-- The children that an operation waits for any of. One that has ended stays until the operation has seen it, and all go
-- with the operation's end.
CREATE TABLE awaited (
  child_kind   text NOT NULL,
  child_id     text NOT NULL,
  database     text NOT NULL,
  kind         text NOT NULL,
  operation_id text NOT NULL,
  outcome      text,
  fact         bytea,
  PRIMARY KEY (child_kind, child_id, kind, operation_id),
  FOREIGN KEY (kind, operation_id) REFERENCES operation ON DELETE CASCADE,
  CHECK ((outcome IS NULL) = (fact IS NULL))
);

CREATE INDEX awaited_by ON awaited (kind, operation_id);
