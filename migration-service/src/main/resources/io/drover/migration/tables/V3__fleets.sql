-- The databases of a fleet as they were chosen when it began, and what became of each. Both go with the operation's row.
CREATE TABLE fleet (
  kind         text    NOT NULL,
  operation_id text    NOT NULL PRIMARY KEY,
  summed_up    boolean NOT NULL DEFAULT false,
  FOREIGN KEY (kind, operation_id) REFERENCES operation ON DELETE CASCADE
);

CREATE TABLE fleet_member (
  operation_id text    NOT NULL REFERENCES fleet ON DELETE CASCADE,
  position     integer NOT NULL,
  database     text    NOT NULL,
  child_id     text,
  outcome      text    NOT NULL DEFAULT 'not-begun',
  code         text    NOT NULL DEFAULT '',
  message      text    NOT NULL DEFAULT '',
  remedy       text    NOT NULL DEFAULT '',
  applied      integer NOT NULL DEFAULT 0,
  pending      integer NOT NULL DEFAULT 0,
  blocking     integer NOT NULL DEFAULT 0,
  PRIMARY KEY (operation_id, position),
  UNIQUE (operation_id, database)
);

CREATE INDEX fleet_member_child ON fleet_member (operation_id, child_id) WHERE outcome = 'running';
CREATE INDEX fleet_member_next ON fleet_member (operation_id, position) WHERE outcome = 'not-begun';
