-- State of the alerts: no fold of any topic, so a rebuild leaves it as it is.

-- One row. Its lock lets one instance decide at a time; its holder is the one that also publishes.
CREATE TABLE alert_engine (
  single       boolean     PRIMARY KEY DEFAULT true CHECK (single),
  holder       text        NOT NULL,
  renewed_at   timestamptz NOT NULL,
  -- when it was decided last
  evaluated_at timestamptz NOT NULL
);
INSERT INTO alert_engine (holder, renewed_at, evaluated_at) VALUES ('', '-infinity', '-infinity');

CREATE TABLE alert_state (
  alert_id    text        PRIMARY KEY,
  -- what is wrong where
  condition   text        NOT NULL,
  phase       text        NOT NULL CHECK (phase IN ('pending', 'firing', 'resolved')),
  -- since when it was seen without a gap, before it was raised
  first_at    timestamptz NOT NULL,
  -- since when it is not seen any more
  gone_at     timestamptz,
  resolved_at timestamptz,
  -- of the newest change, and of the newest that Kafka has; 0 is none
  sequence    int         NOT NULL,
  published   int         NOT NULL,
  -- what the webhook was told last, and when
  notified    text        NOT NULL,
  notified_at timestamptz,
  -- the record as it is published, in Avro
  body        bytea       NOT NULL
);
CREATE UNIQUE INDEX alert_state_open ON alert_state (condition) WHERE phase <> 'resolved';
CREATE INDEX alert_state_resolved ON alert_state (resolved_at) WHERE phase = 'resolved';
CREATE INDEX alert_state_unpublished ON alert_state (alert_id) WHERE sequence > published;

-- Who acknowledged, silenced and released what, in the order of the records.
CREATE TABLE alert_controls (
  partition    int         NOT NULL,
  "offset"     bigint      NOT NULL,
  action       text        NOT NULL,
  alert_id     text        NOT NULL,
  database     text        NOT NULL,
  server       text        NOT NULL,
  name         text        NOT NULL,
  requested_by text        NOT NULL,
  reason       text        NOT NULL,
  at           timestamptz NOT NULL,
  until        timestamptz NOT NULL,
  PRIMARY KEY (partition, "offset")
);
CREATE INDEX alert_controls_until ON alert_controls (until);

CREATE TABLE alert_control_offsets (
  partition   int    PRIMARY KEY,
  next_offset bigint NOT NULL
);

-- Since when something is known that no event dates: a schedule, migrations that are pending.
CREATE TABLE first_seen (
  key        text        PRIMARY KEY,
  -- what it was like: when this changes, it is another
  definition text        NOT NULL,
  first_at   timestamptz NOT NULL,
  newest_at  timestamptz NOT NULL
);
