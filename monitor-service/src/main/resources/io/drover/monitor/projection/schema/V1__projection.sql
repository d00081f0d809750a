-- The projection: a fold of the topics, thrown away and made again by one command.

-- One row. Its lock lets one instance fold at a time; a rebuild makes a new generation.
CREATE TABLE projection_state (
  single     boolean PRIMARY KEY DEFAULT true CHECK (single),
  generation bigint NOT NULL
);
INSERT INTO projection_state (generation) VALUES (1);

CREATE TABLE projection_offsets (
  topic       text   NOT NULL,
  partition   int    NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (topic, partition)
);

CREATE TABLE operations (
  kind                text        NOT NULL,
  operation_id        text        NOT NULL,
  database            text        NOT NULL,
  -- when it was first heard of: never later than any fact, so that pages of the list stay put
  first_at            timestamptz NOT NULL,
  -- from the first fact
  requested_by        text,
  reason              text,
  labels              json,
  accepted_at         timestamptz,
  expires_at          timestamptz,
  deadline            timestamptz,
  parent_kind         text,
  parent_operation_id text,
  -- from the newest start
  started_at          timestamptz,
  started_sequence    int,
  service             text,
  instance            text,
  -- from the fact that decides the state
  state               text        NOT NULL,
  terminal            boolean     NOT NULL,
  sequence            int         NOT NULL,
  attempt             int         NOT NULL,
  changed_at          timestamptz NOT NULL,
  waiting_for         text,
  waiting_detail      text,
  failure_code        text,
  failure_message     text,
  failure_detail      text,
  failure_retryable   boolean,
  failure_remedy      text,
  result              json,
  PRIMARY KEY (kind, operation_id)
);
CREATE INDEX operations_newest ON operations (first_at DESC, kind DESC, operation_id DESC);
CREATE INDEX operations_of_database ON operations (database, first_at DESC);
CREATE INDEX operations_by_id ON operations (operation_id);
CREATE INDEX operations_open ON operations (first_at DESC) WHERE NOT terminal;

CREATE TABLE operation_facts (
  topic        text        NOT NULL,
  partition    int         NOT NULL,
  "offset"     bigint      NOT NULL,
  kind         text        NOT NULL,
  operation_id text        NOT NULL,
  sequence     int         NOT NULL,
  attempt      int         NOT NULL,
  type         text        NOT NULL,
  known        boolean     NOT NULL,
  observed_at  timestamptz NOT NULL,
  body         json        NOT NULL,
  -- numbers first: cheap to compare, and new rows come at the end
  PRIMARY KEY ("offset", partition, topic)
);
CREATE INDEX operation_facts_timeline ON operation_facts (operation_id, kind, sequence);

CREATE TABLE backups (
  backup_id    text        PRIMARY KEY,
  database     text        NOT NULL,
  operation_id text        NOT NULL,
  committed_at timestamptz NOT NULL,
  body         json        NOT NULL
);
CREATE INDEX backups_newest ON backups (database, committed_at DESC);

CREATE TABLE database_health (
  database    text        PRIMARY KEY,
  observed_at timestamptz NOT NULL,
  status      text        NOT NULL,
  checks      json        NOT NULL
);

CREATE TABLE service_instances (
  instance        text        PRIMARY KEY,
  service         text        NOT NULL,
  version         text        NOT NULL,
  started_at      timestamptz NOT NULL,
  observed_at     timestamptz NOT NULL,
  status          text        NOT NULL,
  message         text        NOT NULL,
  running         json        NOT NULL,
  interval_millis bigint      NOT NULL
);

CREATE TABLE dead_letters (
  reason    text        PRIMARY KEY,
  count     bigint      NOT NULL,
  newest_at timestamptz NOT NULL
);

-- Records of the folded topics that no one can ever read: counted here, never passed over in silence.
CREATE TABLE unreadable (
  topic       text        NOT NULL,
  partition   int         NOT NULL,
  "offset"    bigint      NOT NULL,
  reason      text        NOT NULL,
  recorded_at timestamptz NOT NULL,
PRIMARY KEY (topic, partition, "offset")
);
