-- Health by observer, alerts, migrations, deployments; and health over time, which is no fold: the
-- topic keeps the newest observation only, so a rebuild leaves that table as it is.

DROP TABLE database_health;
CREATE TABLE database_health (
  database    text        NOT NULL,
  source      text        NOT NULL,
  server      text        NOT NULL,
  -- moves with heartbeats too
  observed_at timestamptz NOT NULL,
  -- of the newest whole observation
  changed_at  timestamptz NOT NULL,
  status      text        NOT NULL,
  checks      json        NOT NULL,
  -- of the newest heartbeat after it: name of the check, number
  measured    jsonb       NOT NULL,
  PRIMARY KEY (database, source)
);

CREATE TABLE health_samples (
  database    text        NOT NULL,
  source      text        NOT NULL,
  -- seconds that the row stands for; 0 is one observation
  span        int         NOT NULL,
  observed_at timestamptz NOT NULL,
  -- name of the check: a number, or for a span [least, mean, most, how many]
  measured    jsonb       NOT NULL,
  PRIMARY KEY (database, span, observed_at, source)
);
CREATE INDEX health_samples_by_age ON health_samples (span, observed_at);

-- Up to where samples of a span have been put together: nothing older is taken in any more.
CREATE TABLE health_condensed (
  span  int         PRIMARY KEY,
  up_to timestamptz NOT NULL
);

CREATE TABLE alerts (
  alert_id    text        PRIMARY KEY,
  state       text        NOT NULL,
  name        text        NOT NULL,
  severity    text        NOT NULL,
  database    text        NOT NULL,
  server      text        NOT NULL,
  service     text        NOT NULL,
  since       timestamptz NOT NULL,
  raised_at   timestamptz NOT NULL,
  observed_at timestamptz NOT NULL,
  resolved_at timestamptz,
  body        json        NOT NULL
);
CREATE INDEX alerts_newest ON alerts (raised_at DESC, alert_id DESC);
CREATE INDEX alerts_of_database ON alerts (database, raised_at DESC);
CREATE INDEX alerts_open ON alerts (raised_at DESC) WHERE state <> 'resolved';

-- What the newest operation on the migrations of a database found.
CREATE TABLE migration_states (
  database     text        PRIMARY KEY,
  operation_id text        NOT NULL,
  mode         text        NOT NULL,
  observed_at  timestamptz NOT NULL,
  version      text,
  pending      int         NOT NULL,
  failed       int         NOT NULL,
  applied_at   timestamptz,
  body         json        NOT NULL
);

CREATE TABLE deployments (
  topic        text        NOT NULL,
  partition    int         NOT NULL,
  "offset"     bigint      NOT NULL,
  database     text        NOT NULL,
  name         text        NOT NULL,
  version      text        NOT NULL,
  observed_at  timestamptz NOT NULL,
  requested_by text        NOT NULL,
  link         text        NOT NULL,
  PRIMARY KEY (topic, partition, "offset")
);
CREATE INDEX deployments_of_database ON deployments (database, observed_at DESC);

-- The new tables are filled from the beginning of the topics.
TRUNCATE operations, operation_facts, backups, service_instances, dead_letters, unreadable, projection_offsets;
UPDATE projection_state SET generation = generation + 1;
